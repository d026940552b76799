package dev.mezzo.study.closure;

import dev.mezzo.optimize.LossFunction;
import dev.mezzo.optimize.Optimizer;
import dev.mezzo.optimize.Problem;
import dev.mezzo.optimize.Summary;
import dev.mezzo.slam.LoopCloser;
import dev.mezzo.slam.PoseGraph;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.Supplier;

/**
 * One drive through a graph. Each closure is a problem, which the map of the robot solves with what
 * it kept of earlier ones, and some of which all solvers solve from scratch, from where that map
 * was: as it was corrected so far, and by odometry since.
 */
final class ClosureDrive<P> {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final ClosureGraph graph;
  private final ClosureReplay<P> replay;
  private final List<P> odometry;
  private final ClosureSample sample;
  private final Map<ClosureSolver, Optimizer> optimizers = new EnumMap<>(ClosureSolver.class);
  private final List<ClosureSolve> solves = new ArrayList<>();
  private int number;

  /**
   * A drive that is about to begin.
   *
   * @param sample which problems are solved from scratch
   */
  private ClosureDrive(ClosureGraph graph, ClosureReplay<P> replay, ClosureSample sample) {
    this.graph = graph;
    this.replay = replay;
    this.sample = sample;
    odometry = replay.odometryAlone();
    for (ClosureSolver solver : ClosureSolver.values()) {
      optimizers.put(solver, solver.optimizer());
    }
  }

  static ClosureDrive<?> through(ClosureGraph graph, ClosureSample sample) {
    return of(graph, graph.replay(), sample);
  }

  private static <P> ClosureDrive<P> of(
      ClosureGraph graph, ClosureReplay<P> replay, ClosureSample sample) {
    return new ClosureDrive<>(graph, replay, sample);
  }

  /**
   * Drives.
   *
   * @param onClosure is given the number of each closure once it is solved, counted from 1, and
   *     tells whether to drive on
   * @return poses of the map in the end
   */
  List<P> run(IntPredicate onClosure) {
    try (LoopCloser<P> map = replay.newMap()) {
      replay.drive(
          map,
          () -> {
            number++;
            close(map);
            return onClosure.test(number);
          });
      return map.toPoseGraph().poses();
    }
  }

  /** What the solvers did. */
  List<ClosureSolve> solves() {
    return solves;
  }

  private void close(LoopCloser<P> map) {
    PoseGraph<P> start = map.toPoseGraph();
    var problem =
        new ClosureSolve.Start(
            graph.name(),
            number,
            start.size(),
            start.edges().size(),
            graph.comparedWith().error(odometry.subList(0, start.size())),
            graph.comparedWith().error(start.poses()));
    Map<ClosureSolver, Problem> problems = new EnumMap<>(ClosureSolver.class);
    List<ClosureSolver> turn = turn();
    turn.forEach(solver -> problems.put(solver, start.toProblem(LossFunction.NONE)));
    for (ClosureSolver solver : turn) {
      if (solver == ClosureSolver.ONLINE) {
        solves.add(time(problem, solver, map::optimize, () -> map.toPoseGraph().poses()));
      } else {
        Problem scratch = problems.get(solver);
        Optimizer optimizer = optimizers.get(solver);
        solves.add(
            time(
                problem,
                solver,
                () -> optimizer.optimize(scratch),
                () -> {
                  start.setPoses(scratch);
                  return start.poses();
                }));
      }
    }
  }

  private ClosureSolve time(
      ClosureSolve.Start problem,
      ClosureSolver solver,
      Supplier<Summary> solve,
      Supplier<List<P>> outcome) {
    double worked = cpuSeconds();
    long begun = System.nanoTime();
    Summary summary = solve.get();
    double seconds = 1e-9 * (System.nanoTime() - begun);
    double cpuSeconds = cpuSeconds() - worked;
    double error = graph.comparedWith().error(outcome.get());
    return problem.solved(solver, summary, seconds, cpuSeconds, error);
  }

  /** Processor time of this thread so far. */
  private static double cpuSeconds() {
    return THREADS.isCurrentThreadCpuTimeSupported()
        ? 1e-9 * THREADS.getCurrentThreadCpuTime()
        : Double.NaN;
  }

  /** Who solves this problem, each time in another order, so that none always comes first. */
  private List<ClosureSolver> turn() {
    List<ClosureSolver> turn = new ArrayList<>();
    for (ClosureSolver solver : ClosureSolver.values()) {
      if (sample.holds(solver, number, replay.closures())) {
        turn.add(solver);
      }
    }
    Collections.rotate(turn, number);
    return turn;
  }
}
