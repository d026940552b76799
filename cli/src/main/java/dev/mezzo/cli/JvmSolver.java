package dev.mezzo.cli;

import java.io.IOException;
import java.util.List;

/**
 * A solver in a JVM of its own: one that solved the problem often, or one that has solved nothing
 * yet.
 */
final class JvmSolver implements BenchSolver {
  /** How the JVM is started. */
  interface Launch {
    /**
     * Its command.
     *
     * @param limit seconds after which a solve is given up
     * @param source the problem
     */
    ProcessBuilder of(double limit, String source);
  }

  private final String name;
  private final Launch launch;
  private final boolean warm;
  private final double warmUpSeconds;
  private SolvingJvm jvm;

  /**
   * A solver.
   *
   * @param name for tables
   * @param warm whether the JVM has solved the problem before
   * @param warmUpSeconds for how long it has, then
   */
  JvmSolver(String name, Launch launch, boolean warm, double warmUpSeconds) {
    this.name = name;
    this.launch = launch;
    this.warm = warm;
    this.warmUpSeconds = warmUpSeconds;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void prepare(BenchProblem problem, double limit, Progress progress) throws IOException {
    if (!warm) {
      return;
    }
    jvm = new SolvingJvm(launch.of(limit, problem.file().toString()));
    double left = warmUpSeconds;
    while (left > 0) {
      progress.show("%s, %s: warming up".formatted(name, problem.name()));
      double spent = 0;
      for (BenchRun run : jvm.solve(Math.min(left, 1))) {
        spent += run.seconds();
      }
      left -= spent;
    }
  }

  @Override
  public List<BenchRun> run(Task task, Progress progress) throws IOException {
    progress.show("%s, %s".formatted(name, task.problem().name()));
    if (warm) {
      return jvm.solve(task.spend());
    }
    try (var fresh = new SolvingJvm(launch.of(task.limit(), task.problem().file().toString()))) {
      return fresh.solve(0);
    }
  }

  @Override
  public void release() throws IOException {
    if (jvm != null) {
      jvm.close();
      jvm = null;
    }
  }
}
