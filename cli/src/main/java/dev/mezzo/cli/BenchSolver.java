package dev.mezzo.cli;

import java.io.IOException;
import java.util.List;

/** Something that optimises and tells chi2 and time of its steps. */
interface BenchSolver {
  /**
   * What to solve, and how long.
   *
   * @param problem where everyone starts
   * @param until solvers that can may stop below this chi2
   * @param spend seconds to fill with repetitions, where a solver can repeat
   * @param limit seconds after which a solve is given up
   */
  record Task(BenchProblem problem, double until, double spend, double limit) {}

  /** For tables; the same for all problems. */
  String name();

  /**
   * Gets ready for a problem, untimed.
   *
   * @param limit seconds after which a solve is given up
   */
  default void prepare(BenchProblem problem, double limit, Progress progress) throws IOException {}

  /**
   * Solves once or several times from the start.
   *
   * @return at least one run
   */
  List<BenchRun> run(Task task, Progress progress) throws IOException, InterruptedException;

  /** Done with the problem. */
  default void release() throws IOException {}
}
