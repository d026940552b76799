package dev.mezzo.cli;

import dev.mezzo.optimize.StageTimes;
import dev.mezzo.optimize.Summary;
import java.util.Locale;

/** What {@code mezzo optimize} prints for people. */
final class OutcomeText {
  private OutcomeText() {}

  static String of(Outcome outcome) {
    Summary summary = outcome.solve().summary();
    StageTimes seconds = summary.seconds();
    StringBuilder out = new StringBuilder();
    outcome.introduction().forEach(entry -> line(out, entry.name(), "%s", entry.text()));
    line(
        out,
        "result",
        "chi2 %.9g, %s after %d iterations, %d linear iterations",
        summary.finalChi2(),
        summary.termination(),
        summary.iterations().size(),
        summary.linearIterations());
    line(
        out,
        "method",
        "precision %s, %s, %s, kernels %s",
        summary.precision(),
        summary.algorithm(),
        summary.solver(),
        summary.kernel());
    line(out, "", "preconditioner %s", summary.preconditioner());
    if (summary.fallbacks().isEmpty()) {
      line(out, "fallbacks", "none");
    } else {
      line(
          out,
          "fallbacks",
          "%d, the first at %s",
          summary.fallbacks().size(),
          summary.fallbacks().getFirst());
    }
    line(
        out,
        "seconds",
        "%.4f: set-up %.4f, linearise %.4f, precondition %.4f, linear solve %.4f, update %.4f",
        seconds.total(),
        seconds.setup(),
        seconds.linearize(),
        seconds.precondition(),
        seconds.linearSolve(),
        seconds.update());
    line(out, "", "and %.4f to read the file", outcome.readSeconds());
    line(
        out,
        "memory",
        "factor %.1f kB, Jacobian %.1f kB",
        1e-3 * summary.factorBytes(),
        1e-3 * summary.jacobianBytes());
    return out.toString();
  }

  private static void line(StringBuilder out, String name, String format, Object... arguments) {
    out.append(String.format(Locale.ROOT, "%-11s", name))
        .append(String.format(Locale.ROOT, format, arguments))
        .append('\n');
  }
}
