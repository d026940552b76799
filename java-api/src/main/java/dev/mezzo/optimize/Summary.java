package dev.mezzo.optimize;

import java.util.List;
import java.util.Locale;

/**
 * Outcome of an optimisation: an immutable value.
 *
 * @param variables variables of the problem, fixed ones included
 * @param factors factors of the problem
 * @param residuals scalar residuals
 * @param precision name of the precision policy
 * @param algorithm name of the outer algorithm: dogleg, gauss-newton, levenberg-marquardt
 * @param solver linear solver: cgnr or direct
 * @param preconditioner in words: fill, ordering, storage; "none" for the direct solver
 * @param kernel kernel family of the native library: portable, avx2, neon
 * @param init where it started: an initialisation of a pose graph, known-inliers, or "given"
 * @param initialChi2 objective at the start: sum of rho(||r||^2)
 * @param finalChi2 objective at the end
 * @param termination why it ended
 * @param iterations one record per outer iteration, without the start
 * @param linearIterations conjugate gradient iterations in all
 * @param factorizations numeric factorisations in all
 * @param residualEvaluations evaluations of a factor without Jacobians
 * @param jacobianEvaluations evaluations of a factor with Jacobians
 * @param fallbacks steps on which a lower precision did not do, in order
 * @param ranges what roundings to narrow formats did
 * @param factorBytes memory of the factor that the triangular solves read
 * @param jacobianBytes memory of the Jacobian that the products read
 * @param seconds wall time by stage
 */
public record Summary(
    int variables,
    int factors,
    int residuals,
    String precision,
    String algorithm,
    String solver,
    String preconditioner,
    String kernel,
    String init,
    double initialChi2,
    double finalChi2,
    Termination termination,
    List<IterationRecord> iterations,
    int linearIterations,
    int factorizations,
    long residualEvaluations,
    long jacobianEvaluations,
    List<Fallback> fallbacks,
    List<RangeReport> ranges,
    long factorBytes,
    long jacobianBytes,
    StageTimes seconds) {

  /** Copies the lists. */
  public Summary {
    iterations = List.copyOf(iterations);
    fallbacks = List.copyOf(fallbacks);
    ranges = List.copyOf(ranges);
  }

  /**
   * This outcome, with where the optimisation started.
   *
   * @param init as in {@link #init()}
   * @return a copy
   */
  public Summary startedFrom(String init) {
    return copy(init, seconds);
  }

  /**
   * This outcome with other times, such as medians of several runs.
   *
   * @param seconds as in {@link #seconds()}
   * @return a copy
   */
  public Summary withSeconds(StageTimes seconds) {
    return copy(init, seconds);
  }

  private Summary copy(String init, StageTimes seconds) {
    return new Summary(
        variables,
        factors,
        residuals,
        precision,
        algorithm,
        solver,
        preconditioner,
        kernel,
        init,
        initialChi2,
        finalChi2,
        termination,
        iterations,
        linearIterations,
        factorizations,
        residualEvaluations,
        jacobianEvaluations,
        fallbacks,
        ranges,
        factorBytes,
        jacobianBytes,
        seconds);
  }

  /**
   * Outcome in one line.
   *
   * @return for logs
   */
  public String briefReport() {
    return String.format(
        Locale.ROOT,
        "%s: chi2 %.9g -> %.9g in %d iterations (%d linear), %d fallbacks, %.4f s, %s",
        precision,
        initialChi2,
        finalChi2,
        iterations.size(),
        linearIterations,
        fallbacks.size(),
        seconds.total(),
        termination);
  }

  /**
   * Everything, for people: problem, choices, iterations, times, ranges, fallbacks.
   *
   * @return several lines of text, the last one ended
   */
  public String fullReport() {
    StringBuilder out = new StringBuilder(2048);
    line(out, "Variables %d, factors %d, residuals %d", variables, factors, residuals);
    line(
        out,
        "Precision %s, algorithm %s, linear solver %s, kernels %s",
        precision,
        algorithm,
        solver,
        kernel);
    line(out, "Preconditioner %s", preconditioner);
    line(out, "Start %s", init);
    line(out, "Factor %d bytes, Jacobian %d bytes", factorBytes, jacobianBytes);
    line(out, "");
    line(
        out,
        "%4s %16s %12s %11s %11s %10s %6s %6s %7s %9s",
        "iter",
        "chi2",
        "change",
        "model",
        "|step|",
        "region",
        "linear",
        "factor",
        "storage",
        "seconds");
    double previous = initialChi2;
    line(out, "%4d %16.9e", 0, initialChi2);
    for (IterationRecord i : iterations) {
      line(
          out,
          "%4d %16.9e %12.3e %11.3e %11.3e %10.3e %6d %6s %7s %9.4f%s",
          i.iteration(),
          i.chi2(),
          i.trialChi2() - previous,
          -i.modelDecrease(),
          i.stepNorm(),
          i.trustRegion(),
          i.linearIterations(),
          i.factored() ? "new" : "kept",
          i.factorStorage(),
          i.seconds(),
          i.accepted() ? "" : "  rejected");
      previous = i.chi2();
    }
    line(out, "");
    line(
        out,
        "Ended: %s; chi2 %.9e -> %.9e; %d iterations, %d linear iterations, %d factorisations",
        termination,
        initialChi2,
        finalChi2,
        iterations.size(),
        linearIterations,
        factorizations);
    line(
        out,
        "Seconds: setup %.4f, linearize %.4f, precondition %.4f, linear solve %.4f, update %.4f,"
            + " total %.4f",
        seconds.setup(),
        seconds.linearize(),
        seconds.precondition(),
        seconds.linearSolve(),
        seconds.update(),
        seconds.total());
    for (RangeReport r : ranges) {
      line(
          out,
          "Rounded to %s: %s, %d numbers, %d overflows, %d underflows, largest %.3g",
          r.storage(),
          r.what(),
          r.conversions(),
          r.overflows(),
          r.underflows(),
          r.maxAbs());
    }
    line(out, "Fallbacks: %s", fallbacks.isEmpty() ? "none" : fallbacks.size());
    for (Fallback f : fallbacks) {
      line(out, "  %s", f);
    }
    return out.toString();
  }

  private static void line(StringBuilder out, String format, Object... args) {
    out.append(String.format(Locale.ROOT, format, args).stripTrailing()).append('\n');
  }
}
