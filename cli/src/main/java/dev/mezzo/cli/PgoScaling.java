package dev.mezzo.cli;

import dev.mezzo.study.CityRobot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How time and memory grow with the graph: simulated cities, a fresh JVM for each size and
 * precision.
 *
 * @param rows by size, then precision
 */
record PgoScaling(List<Row> rows) {
  static final List<Integer> DEFAULT = List.of(1_000, 10_000, 100_000);

  private static final int SEED = 1;

  /** Seconds that repetitions may fill; what takes longer is solved once more only. */
  private static final double SPEND = 3;

  private static final double LIMIT = 600;

  /**
   * One size in one precision.
   *
   * @param poses of the graph
   * @param edges of it
   * @param precision of the solves
   * @param cold the first solve in the JVM; its peak memory is that of a process that solves once
   * @param warm later ones
   */
  record Row(int poses, int edges, String precision, BenchRun cold, List<BenchRun> warm) {
    /** The median of the later solves. */
    double seconds() {
      return new BenchSet.Row(precision, List.of(warm)).spread(BenchRun::seconds).median();
    }
  }

  /**
   * Measures.
   *
   * @param sizes numbers of poses
   */
  static PgoScaling measure(List<Integer> sizes, Progress progress) throws IOException {
    List<Row> rows = new ArrayList<>();
    for (int poses : sizes) {
      int edges = CityRobot.simulate(SEED, poses).edges().size();
      for (String precision : PgoMezzo.PRECISIONS) {
        progress.show("%d poses, %s".formatted(poses, precision));
        String city = PgoWorker.CITY + SEED + ":" + poses;
        try (var worker = new SolvingJvm(PgoMezzo.launch(precision, LIMIT, city))) {
          BenchRun cold = worker.solve(0).getFirst();
          rows.add(new Row(poses, edges, precision, cold, worker.solve(SPEND)));
        }
      }
    }
    return new PgoScaling(List.copyOf(rows));
  }

  /**
   * The exponent p of a figure that grows as the number of poses to the p: slope of the line of
   * least squares through the logarithms.
   *
   * @return NaN if there is one size only
   */
  double growth(String precision, ToDoubleFunction<Row> figure) {
    double n = 0;
    double sumX = 0;
    double sumY = 0;
    double sumXx = 0;
    double sumXy = 0;
    for (Row row : rows) {
      if (row.precision().equals(precision)) {
        double x = Math.log(row.poses());
        double y = Math.log(figure.applyAsDouble(row));
        n++;
        sumX += x;
        sumY += y;
        sumXx += x * x;
        sumXy += x * y;
      }
    }
    return (n * sumXy - sumX * sumY) / (n * sumXx - sumX * sumX);
  }
}
