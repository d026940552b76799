package dev.mezzo.cli;

import java.util.List;

/** Mezzo in one precision, as a solver of pose graphs. */
final class PgoMezzo {
  /** What is compared. */
  static final List<String> PRECISIONS = List.of("double", "single", "mixed");

  private PgoMezzo() {}

  /**
   * A solver.
   *
   * @param precision as on the command line
   * @param warm whether its JVM has solved the problem before
   * @param warmUpSeconds for how long it has, then
   */
  static BenchSolver solver(String precision, boolean warm, double warmUpSeconds) {
    return new JvmSolver(
        name(precision, warm),
        (limit, source) -> launch(precision, limit, source),
        warm,
        warmUpSeconds);
  }

  static String name(String precision, boolean warm) {
    return "mezzo " + precision + (warm ? "" : ", cold JVM");
  }

  /** A JVM that solves a graph of a file or a simulated one. */
  static ProcessBuilder launch(String precision, double limit, String source) {
    return BenchEnvironment.java(PgoWorker.class, precision, Double.toString(limit), source);
  }
}
