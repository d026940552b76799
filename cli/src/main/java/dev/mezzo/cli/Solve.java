package dev.mezzo.cli;

import dev.mezzo.optimize.LossFunction;
import dev.mezzo.optimize.Optimizer;
import dev.mezzo.optimize.Problem;
import dev.mezzo.optimize.StageTimes;
import dev.mezzo.optimize.Summary;
import dev.mezzo.slam.BundleAdjustment;
import dev.mezzo.slam.GraduatedNonConvexity;
import dev.mezzo.slam.Initialization;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * One or several optimisations from the same start in one JVM, and how long they took. Times span
 * from the graph in memory to the corrected graph: placing the poses and making the problem count
 * as set-up, writing the poses back as update.
 *
 * @param summary of the last one; its times are medians, stage by stage, of the later half
 * @param cold times of the first
 * @param rejection what the last one found of outliers, or null if it did not look for any
 */
record Solve(Summary summary, StageTimes cold, GraduatedNonConvexity.Result rejection) {

  /**
   * Optimises; the graph ends at the outcome of the last run.
   *
   * @param repeat how often, at least 1
   */
  static Solve run(Start<?> start, Optimizer optimizer, LossFunction loss, int repeat) {
    List<StageTimes> times = new ArrayList<>();
    Summary summary = null;
    for (int k = 0; k < repeat; k++) {
      double placing = k == 0 ? start.seconds() : start.again();
      start.restore();
      summary =
          timed(placing, () -> start.graph().toProblem(loss), optimizer, start.graph()::setPoses);
      times.add(summary.seconds());
    }
    return of(summary.startedFrom(start.initialization().toString()), times);
  }

  /**
   * Optimises a bundle from where it is; it ends at the outcome of the last run.
   *
   * @param repeat how often, at least 1
   */
  static Solve run(BundleAdjustment bundle, Optimizer optimizer, LossFunction loss, int repeat) {
    Problem start = bundle.problem(loss);
    List<StageTimes> times = new ArrayList<>();
    Summary summary = null;
    for (int k = 0; k < repeat; k++) {
      bundle.takeStates(start);
      summary = timed(0, () -> bundle.problem(loss), optimizer, bundle::takeStates);
      times.add(summary.seconds());
    }
    return of(summary.startedFrom(Initialization.FILE.toString()), times);
  }

  /** One solve, with the times of everything from what is in memory to what is in memory. */
  private static Summary timed(
      double placing, Supplier<Problem> make, Optimizer optimizer, Consumer<Problem> take) {
    long begin = System.nanoTime();
    Problem problem = make.get();
    long made = System.nanoTime();
    Summary summary = optimizer.optimize(problem);
    long solved = System.nanoTime();
    take.accept(problem);
    long end = System.nanoTime();
    StageTimes inner = summary.seconds();
    return summary.withSeconds(
        new StageTimes(
            placing + inner.setup() + 1e-9 * (made - begin),
            inner.linearize(),
            inner.precondition(),
            inner.linearSolve(),
            inner.triangularSolve(),
            inner.products(),
            inner.update() + 1e-9 * (end - solved),
            placing + 1e-9 * (end - begin)));
  }

  private static Solve of(Summary summary, List<StageTimes> times) {
    StageTimes seconds = medians(times.subList(times.size() / 2, times.size()));
    return new Solve(summary.withSeconds(seconds), times.getFirst(), null);
  }

  /**
   * Optimises and rejects outliers; the graph ends at the outcome of the last run.
   *
   * @param isPlaced whether it begins at the start, not along known inliers
   * @param repeat how often, at least 1
   */
  static Solve run(Start<?> start, GraduatedNonConvexity gnc, boolean isPlaced, int repeat) {
    List<StageTimes> times = new ArrayList<>();
    GraduatedNonConvexity.Result result = null;
    for (int k = 0; k < repeat; k++) {
      double placing = k == 0 ? start.seconds() : start.again();
      start.restore();
      result = gnc.optimize(start.graph());
      StageTimes inner = result.summary().seconds();
      times.add(
          new StageTimes(
              placing + inner.setup(),
              inner.linearize(),
              inner.precondition(),
              inner.linearSolve(),
              inner.triangularSolve(),
              inner.products(),
              inner.update(),
              placing + inner.total()));
    }
    Summary summary =
        result.summary().withSeconds(medians(times.subList(times.size() / 2, times.size())));
    if (isPlaced) {
      summary = summary.startedFrom(start.initialization().toString());
    }
    return new Solve(summary, times.getFirst(), result);
  }

  private static StageTimes medians(List<StageTimes> times) {
    return new StageTimes(
        median(times, StageTimes::setup),
        median(times, StageTimes::linearize),
        median(times, StageTimes::precondition),
        median(times, StageTimes::linearSolve),
        median(times, StageTimes::triangularSolve),
        median(times, StageTimes::products),
        median(times, StageTimes::update),
        median(times, StageTimes::total));
  }

  private static double median(List<StageTimes> times, ToDoubleFunction<StageTimes> stage) {
    double[] sorted = times.stream().mapToDouble(stage).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : 0.5 * (sorted[middle - 1] + sorted[middle]);
  }
}
