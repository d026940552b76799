package dev.mezzo.cli;

import dev.mezzo.optimize.LossFunction;
import dev.mezzo.optimize.Optimizer;
import dev.mezzo.optimize.PrecisionPolicy;
import dev.mezzo.optimize.Problem;
import dev.mezzo.optimize.Summary;
import dev.mezzo.slam.LoopCloser;
import dev.mezzo.slam.PoseGraph;
import dev.mezzo.study.closure.ClosureReplay;
import java.util.ArrayList;
import java.util.List;

/**
 * Times the loop closures of one replay. Now and then the graph at that moment is also optimised
 * from scratch, from the same poses, in fp64 with the direct solver.
 */
final class ClosureTiming {
  private final Optimizer batch = Optimizer.builder().precision(PrecisionPolicy.DOUBLE).build();
  private final int every;

  private final List<Double> seconds = new ArrayList<>();
  private final List<Double> batchSeconds = new ArrayList<>();
  private int slower;
  private long linearIterations;
  private int factorizations;

  private ClosureTiming(int every) {
    this.every = every;
  }

  /**
   * Drives once.
   *
   * @param batches how many solves from scratch, at most, to spread over the closures
   */
  static <P> ClosureResult run(String name, ClosureReplay<P> replay, int batches) {
    var timing = new ClosureTiming(Math.max(1, (replay.closures() + batches - 1) / batches));
    try (LoopCloser<P> map = replay.newMap()) {
      replay.drive(map, () -> timing.close(map));
      PoseGraph<P> end = map.toPoseGraph();
      double best = timing.batch.optimize(end.toProblem(LossFunction.NONE)).finalChi2();
      return new ClosureResult(
          name,
          end.dimension(),
          replay.keyframes(),
          timing.seconds,
          timing.batchSeconds,
          timing.slower,
          end.chi2(),
          best,
          timing.linearIterations,
          timing.factorizations);
    }
  }

  private boolean close(LoopCloser<?> map) {
    boolean isCompared = seconds.size() % every == every / 2;
    double fromScratch = 0;
    if (isCompared) {
      Problem problem = map.toPoseGraph().toProblem(LossFunction.NONE);
      long begun = System.nanoTime();
      batch.optimize(problem);
      fromScratch = (System.nanoTime() - begun) * 1e-9;
      batchSeconds.add(fromScratch);
    }
    long begun = System.nanoTime();
    Summary summary = map.optimize();
    double took = (System.nanoTime() - begun) * 1e-9;
    seconds.add(took);
    linearIterations += summary.linearIterations();
    factorizations += summary.factorizations();
    slower += isCompared && took > fromScratch ? 1 : 0;
    return true;
  }
}
