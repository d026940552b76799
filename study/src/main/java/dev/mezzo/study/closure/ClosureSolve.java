package dev.mezzo.study.closure;

import dev.mezzo.optimize.Summary;
import dev.mezzo.study.run.StudyRow;
import java.util.List;
import java.util.Locale;

/**
 * What one solver did on the problem of one loop closure.
 *
 * @param graph name of the graph
 * @param closure number of the closure in its graph, counted from 1
 * @param keyframes of the map at that moment
 * @param edges of the map at that moment, this closure included
 * @param solver which
 * @param chi2Before objective at the start
 * @param chi2After objective at the end
 * @param odometryError ATE of odometry alone, up to that keyframe, metres
 * @param errorBefore ATE of the map before the solve, metres
 * @param errorAfter ATE of the map after the solve, metres
 * @param seconds wall time of the solve
 * @param cpuSeconds processor time of the solve's thread; NaN where the system does not tell
 * @param steps outer iterations
 * @param linearIterations conjugate gradient iterations
 * @param factorizations numeric factorisations
 * @param fallbacks steps on which a lower precision did not do
 * @param termination why it ended
 */
record ClosureSolve(
    String graph,
    int closure,
    int keyframes,
    int edges,
    ClosureSolver solver,
    double chi2Before,
    double chi2After,
    double odometryError,
    double errorBefore,
    double errorAfter,
    double seconds,
    double cpuSeconds,
    int steps,
    int linearIterations,
    int factorizations,
    int fallbacks,
    String termination) {

  /** Names of {@link #cells()}. */
  static final List<String> COLUMNS =
      List.of(
          "closure",
          "keyframes",
          "edges",
          "solver",
          "chi2_before",
          "chi2_after",
          "ate_odometry",
          "ate_before",
          "ate_after",
          "seconds",
          "cpu_seconds",
          "steps",
          "linear_iterations",
          "factorizations",
          "fallbacks",
          "termination");

  /** The problem before a solve. */
  record Start(
      String graph,
      int closure,
      int keyframes,
      int edges,
      double odometryError,
      double errorBefore) {
    ClosureSolve solved(
        ClosureSolver solver,
        Summary summary,
        double seconds,
        double cpuSeconds,
        double errorAfter) {
      return new ClosureSolve(
          graph,
          closure,
          keyframes,
          edges,
          solver,
          summary.initialChi2(),
          summary.finalChi2(),
          odometryError,
          errorBefore,
          errorAfter,
          seconds,
          cpuSeconds,
          summary.iterations().size(),
          summary.linearIterations(),
          summary.factorizations(),
          summary.fallbacks().size(),
          summary.termination().toString());
    }
  }

  static ClosureSolve of(StudyRow row) {
    return new ClosureSolve(
        row.task(),
        (int) row.number("closure"),
        (int) row.number("keyframes"),
        (int) row.number("edges"),
        ClosureSolver.valueOf(row.text("solver").toUpperCase(Locale.ROOT)),
        row.number("chi2_before"),
        row.number("chi2_after"),
        row.number("ate_odometry"),
        row.number("ate_before"),
        row.number("ate_after"),
        row.number("seconds"),
        row.number("cpu_seconds"),
        (int) row.number("steps"),
        (int) row.number("linear_iterations"),
        (int) row.number("factorizations"),
        (int) row.number("fallbacks"),
        row.text("termination"));
  }

  List<String> cells() {
    return List.of(
        Integer.toString(closure),
        Integer.toString(keyframes),
        Integer.toString(edges),
        solver.toString(),
        Double.toString(chi2Before),
        Double.toString(chi2After),
        Double.toString(odometryError),
        Double.toString(errorBefore),
        Double.toString(errorAfter),
        Double.toString(seconds),
        Double.isNaN(cpuSeconds) ? "" : Double.toString(cpuSeconds),
        Integer.toString(steps),
        Integer.toString(linearIterations),
        Integer.toString(factorizations),
        Integer.toString(fallbacks),
        termination);
  }
}
