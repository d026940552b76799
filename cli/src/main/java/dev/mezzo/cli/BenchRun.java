package dev.mezzo.cli;

import java.util.List;
import java.util.Map;

/**
 * One solve of a pose graph by one solver.
 *
 * @param points the start, then where each step ended; times from the problem in memory
 * @param resolution how far off the chi2 of points may be because few digits were printed
 * @param finalChi2 at the end, computed anew; NaN where nothing was solved
 * @param seconds from the problem in memory to the solution
 * @param termination why it ended, in the words of the solver
 * @param linearIterations conjugate gradient iterations; 0 for a direct solver
 * @param factorizations numeric factorisations; -1 where the solver does not tell
 * @param details what Mezzo chose and did; {@link Details#NONE} for other solvers
 */
record BenchRun(
    List<Point> points,
    double resolution,
    double finalChi2,
    double seconds,
    String termination,
    int linearIterations,
    int factorizations,
    Details details) {

  /** Where a step ended. */
  record Point(double chi2, double seconds) {}

  /**
   * What Mezzo chose and did.
   *
   * @param preconditioner in words
   * @param storage of the factor, step by step
   * @param fallbacks in words, with their reasons
   * @param stages seconds by stage
   * @param factorBytes memory of the factor that triangular solves read
   * @param jacobianBytes memory of the Jacobian that products read
   * @param peakBytes the most memory that the process has held so far; 0 if unknown
   */
  record Details(
      String preconditioner,
      List<String> storage,
      List<String> fallbacks,
      Map<String, Double> stages,
      double factorBytes,
      double jacobianBytes,
      double peakBytes) {
    static final Details NONE = new Details("", List.of(), List.of(), Map.of(), 0, 0, 0);
  }

  /** A run that came to nothing. */
  static BenchRun failed(double startChi2, String why) {
    return new BenchRun(
        List.of(new Point(startChi2, 0)), 0, Double.NaN, Double.NaN, why, 0, -1, Details.NONE);
  }

  /** Steps until chi2 was within a part of the reference; -1 if it never was. */
  int stepsTo(double reference, double tolerance) {
    double target = reference * (1 + tolerance) + resolution;
    for (int k = 0; k < points.size(); k++) {
      if (points.get(k).chi2() <= target) {
        return k;
      }
    }
    return -1;
  }

  /** Seconds until then; NaN if never. */
  double secondsTo(double reference, double tolerance) {
    int step = stepsTo(reference, tolerance);
    return step < 0 ? Double.NaN : points.get(step).seconds();
  }

  /** The lowest chi2 that it saw; infinite if none. */
  double bestChi2() {
    double best = Double.isNaN(finalChi2) ? Double.POSITIVE_INFINITY : finalChi2;
    for (Point point : points) {
      best = point.chi2() < best ? point.chi2() : best;
    }
    return best;
  }
}
