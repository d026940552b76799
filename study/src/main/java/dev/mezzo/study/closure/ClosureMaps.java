package dev.mezzo.study.closure;

import dev.mezzo.study.report.Axis;
import dev.mezzo.study.report.Chart;
import dev.mezzo.study.report.Section;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Pictures of maps without and with loop closures, in the section of a report. */
final class ClosureMaps {
  private static final String[] AXES = {"x", "y", "z"};

  private ClosureMaps() {}

  /** Two graphs, if there are as many: those whose truth is known before others. */
  static void render(ClosureResults results, Section section) {
    List<ClosureGraph> shown =
        results.graphs().stream()
            .sorted(Comparator.comparing(graph -> !graph.isTruthKnown()))
            .limit(2)
            .toList();
    if (shown.size() == 1) {
      section.chart(map(results, shown.getFirst()));
    } else {
      section.pair(map(results, shown.getFirst()), map(results, shown.getLast()));
    }
  }

  private static Chart map(ClosureResults results, ClosureGraph graph) {
    ClosureTruth truth = graph.comparedWith();
    double[][] expected = truth.coordinates();
    int[] axes = widest(expected);
    Chart chart =
        Chart.map(
            graph.name() + " without and with loop closures",
            Axis.of(AXES[axes[0]], "m"),
            Axis.of(AXES[axes[1]], "m"));
    add(chart, truth.isGiven() ? "truth" : "optimum in double", expected, axes).muted();
    add(chart, "odometry alone", truth.aligned(graph.replay().odometryAlone()), axes).thin();
    add(chart, "mixed, online", truth.aligned(results.map(graph)), axes);
    return chart.note("Aligned as for the ATE.");
  }

  private static Chart add(Chart chart, String name, double[][] xyz, int[] axes) {
    return chart.series(name, xyz[axes[0]], xyz[axes[1]]);
  }

  /** The two axes, in their order, along which a trajectory extends most. */
  private static int[] widest(double[][] xyz) {
    double[] extents = Arrays.stream(xyz).mapToDouble(ClosureMaps::extent).toArray();
    int least = extents[0] < extents[1] ? 0 : 1;
    least = extents[2] <= extents[least] ? 2 : least;
    return new int[] {least == 0 ? 1 : 0, least == 2 ? 1 : 2};
  }

  private static double extent(double[] values) {
    return Arrays.stream(values).max().orElse(0) - Arrays.stream(values).min().orElse(0);
  }
}
