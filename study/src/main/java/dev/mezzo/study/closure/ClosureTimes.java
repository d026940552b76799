package dev.mezzo.study.closure;

import dev.mezzo.study.Spread;
import dev.mezzo.study.report.Axis;
import dev.mezzo.study.report.Chart;
import dev.mezzo.study.report.Section;
import dev.mezzo.study.report.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The section of a report on the time that closures take. */
final class ClosureTimes {
  private static final double MILLI = 1e3;
  private static final double PERCENT = 100;
  private static final int BINS = 14;

  /** A median of fewer says little. */
  private static final int FEWEST = 5;

  private final ClosureResults results;

  ClosureTimes(ClosureResults results) {
    this.results = results;
  }

  void render(Section section) {
    ClosureFigures all = results.figures();
    section.text(
        ClosureReport.text(
            "All problems together take %.4g s in double, by the direct solver, %.4g s in single"
                + " and %.4g s in mixed precision: of double's time mixed saves %.0f %%, %.2f ms a"
                + " problem in the mean, of single's %.0f %%, %.2f ms. Online, with what was kept"
                + " of earlier closures, a closure takes %.2f ms in the mean, from scratch in mixed"
                + " precision %.2f ms.",
            all.seconds(ClosureSolver.DOUBLE).sum(),
            all.seconds(ClosureSolver.SINGLE).sum(),
            all.seconds(ClosureSolver.MIXED).sum(),
            PERCENT * all.saved(ClosureSolver.MIXED, ClosureSolver.DOUBLE),
            MILLI * all.savedSeconds(ClosureSolver.MIXED, ClosureSolver.DOUBLE),
            PERCENT * all.saved(ClosureSolver.MIXED, ClosureSolver.SINGLE),
            MILLI * all.savedSeconds(ClosureSolver.MIXED, ClosureSolver.SINGLE),
            MILLI * all.seconds(ClosureSolver.ONLINE).mean(),
            MILLI * all.seconds(ClosureSolver.MIXED).mean()));
    double waited = all.waited();
    if (Double.isFinite(waited)) {
      section.text(
          ClosureReport.text(
              "These are times by the clock. For %.0f %% of them the thread had no processor, since"
                  + " other programs ran. By processor time alone, mixed saves %.0f %% of double"
                  + " and %.0f %% of single.",
              PERCENT * Math.max(0, waited),
              PERCENT * all.cpuSaved(ClosureSolver.MIXED, ClosureSolver.DOUBLE),
              PERCENT * all.cpuSaved(ClosureSolver.MIXED, ClosureSolver.SINGLE)));
    }
    for (int dimension = 2; dimension <= 3; dimension++) {
      charts(section, dimension);
    }
    section.heading("Mean time of a closure").table(means());
    section.heading("What mixed saves").table(savings());
    section.table(spreads().folded("Medians, 99 % and longest times"));
  }

  private void charts(Section section, int dimension) {
    String where = dimension == 2 ? "graphs in the plane" : "graphs in space";
    Axis keyframes = Axis.of("keyframes in the map");
    Axis time = Axis.of("time of a closure", "ms").log();
    Chart points = Chart.points("Each solve, " + where, keyframes, time);
    Chart medians = Chart.lines("Medians, " + where, keyframes, time);
    boolean isAny = false;
    for (ClosureSolver solver : ClosureSolver.SHOWN) {
      List<ClosureSolve> solves = solves(solver, dimension);
      double[] x = solves.stream().mapToDouble(ClosureSolve::keyframes).toArray();
      double[] y = solves.stream().mapToDouble(s -> MILLI * s.seconds()).toArray();
      points.series(solver.toString(), x, y);
      if (solver == ClosureSolver.ONLINE) {
        points.hidden();
      }
      double[][] bins = medians(solves);
      medians.series(solver.toString(), bins[0], bins[1]);
      isAny |= x.length > 0;
    }
    if (isAny) {
      section.pair(points, medians);
    }
  }

  private List<ClosureSolve> solves(ClosureSolver solver, int dimension) {
    return results.all().stream()
        .filter(problem -> problem.graph().replay().graph().dimension() == dimension)
        .map(problem -> problem.by(solver))
        .filter(Objects::nonNull)
        .toList();
  }

  /** Medians over ranges of so many keyframes each: the middles of the ranges, and milliseconds. */
  private static double[][] medians(List<ClosureSolve> solves) {
    int most = solves.stream().mapToInt(ClosureSolve::keyframes).max().orElse(0);
    double width = (most + 1.0) / BINS;
    List<double[]> medians = new ArrayList<>();
    for (int k = 0; k < BINS; k++) {
      double from = k * width;
      double[] times =
          solves.stream()
              .filter(s -> s.keyframes() >= from && s.keyframes() < from + width)
              .mapToDouble(s -> MILLI * s.seconds())
              .toArray();
      if (times.length >= FEWEST) {
        medians.add(new double[] {from + width / 2, Spread.of(times).median()});
      }
    }
    return new double[][] {
      medians.stream().mapToDouble(m -> m[0]).toArray(),
      medians.stream().mapToDouble(m -> m[1]).toArray()
    };
  }

  /** Each graph, and all of them. */
  private List<ClosureFigures> figures() {
    List<ClosureFigures> figures = new ArrayList<>();
    results.graphs().forEach(graph -> figures.add(results.figures(graph)));
    figures.add(results.figures());
    return figures;
  }

  private Table means() {
    Table table =
        Table.of("graph", "problems", "double, ms", "single, ms", "mixed, ms", "online, ms");
    for (ClosureFigures figures : figures()) {
      table.row(
          figures.name(),
          figures.count(),
          MILLI * figures.seconds(ClosureSolver.DOUBLE).mean(),
          MILLI * figures.seconds(ClosureSolver.SINGLE).mean(),
          MILLI * figures.seconds(ClosureSolver.MIXED).mean(),
          MILLI * figures.seconds(ClosureSolver.ONLINE).mean());
    }
    return table;
  }

  private Table savings() {
    Table table =
        Table.of(
            "graph",
            "of double, ms",
            "of single, ms",
            "of double, %",
            "of single, %",
            "processor time of double, %",
            "of single, %");
    for (ClosureFigures figures : figures()) {
      table.row(
          figures.name(),
          MILLI * figures.savedSeconds(ClosureSolver.MIXED, ClosureSolver.DOUBLE),
          MILLI * figures.savedSeconds(ClosureSolver.MIXED, ClosureSolver.SINGLE),
          PERCENT * figures.saved(ClosureSolver.MIXED, ClosureSolver.DOUBLE),
          PERCENT * figures.saved(ClosureSolver.MIXED, ClosureSolver.SINGLE),
          PERCENT * figures.cpuSaved(ClosureSolver.MIXED, ClosureSolver.DOUBLE),
          PERCENT * figures.cpuSaved(ClosureSolver.MIXED, ClosureSolver.SINGLE));
    }
    return table;
  }

  private Table spreads() {
    Table table = Table.of("milliseconds", "solver", "median", "99 %", "longest", "total, s");
    for (ClosureGraph graph : results.graphs()) {
      ClosureFigures figures = results.figures(graph);
      for (ClosureSolver solver : ClosureSolver.SHOWN) {
        Spread seconds = figures.seconds(solver);
        table.row(
            graph.name(),
            solver.toString(),
            MILLI * seconds.median(),
            MILLI * seconds.quantile(0.99),
            MILLI * seconds.max(),
            seconds.sum());
      }
    }
    return table;
  }
}
