package dev.mezzo.study.closure;

import dev.mezzo.study.run.StudyProgress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How far a study has come and how long it still takes: the time of a closure grows with the map,
 * and with the number of solvers that work on it.
 */
final class ClosureProgress {
  /** Work of a keyframe in space over that of one in the plane. */
  private static final double SPATIAL = 2;

  private final StudyProgress progress;
  private final Map<String, double[]> work = new HashMap<>();
  private final List<String> order;
  private int all;
  private int done;
  private double workDone;
  private double workLeft;
  private long begun;

  ClosureProgress(List<ClosureGraph> graphs, ClosureSample sample, StudyProgress progress) {
    this.progress = progress;
    order = graphs.stream().map(ClosureGraph::name).toList();
    for (ClosureGraph graph : graphs) {
      double each = graph.replay().graph().dimension() == 2 ? 1 : SPATIAL;
      int[] moments = graph.replay().moments();
      double[] works = new double[moments.length];
      for (int k = 0; k < works.length; k++) {
        int solvers = 0;
        for (ClosureSolver solver : ClosureSolver.values()) {
          solvers += sample.holds(solver, k + 1, works.length) ? 1 : 0;
        }
        works[k] = each * solvers * moments[k];
      }
      work.put(graph.name(), works);
      all += works.length;
    }
  }

  /** As the run says; which graphs an earlier run had done is known only if it took turns. */
  synchronized void begin(int tasksDone, int tasks, double secondsLeft) {
    if (begun != 0) {
      return;
    }
    begun = System.nanoTime();
    for (int k = 0; k < tasks; k++) {
      double[] works = work.get(order.get(k));
      if (k < tasksDone) {
        done += works.length;
      } else {
        for (double each : works) {
          workLeft += each;
        }
      }
    }
    progress.report(done, all, Double.NaN);
  }

  synchronized void closed(ClosureGraph graph, int number) {
    double each = work.get(graph.name())[number - 1];
    workDone += each;
    workLeft = Math.max(0, workLeft - each);
    done++;
    double seconds = 1e-9 * (System.nanoTime() - begun);
    progress.report(Math.min(done, all), all, seconds * workLeft / workDone);
  }
}
