package dev.mezzo.study.closure;

import dev.mezzo.study.Spread;
import java.util.Locale;

/** The figures of a study as text for a terminal. */
final class ClosureText {
  private final StringBuilder out = new StringBuilder();

  private ClosureText() {}

  static String of(ClosureResults results) {
    var text = new ClosureText();
    for (ClosureFigures group : results.groups()) {
      text.errors(group);
    }
    text.halved(results.halved());
    text.graphs(results);
    text.mixed(results.figures());
    return text.out.toString();
  }

  private void errors(ClosureFigures group) {
    line("ATE in metres, %s: %,d problems", group.name(), group.count());
    line("%-18s %10s %10s %10s %10s", "", "max", "99 %", "90 %", "mean");
    errors("odometry alone", group.odometry());
    errors("before the solve", group.before());
    for (ClosureSolver solver : ClosureSolver.SHOWN) {
      errors(solver.toString(), group.after(solver));
    }
    line("");
  }

  private void halved(ClosureFigures half) {
    if (half.count() == 0) {
      return;
    }
    line("ATE in metres, %,d problems that half precision tried, too", half.count());
    line("%-18s %10s %10s %10s %10s", "", "max", "99 %", "90 %", "mean");
    errors("before the solve", half.before());
    errors("half", half.after(ClosureSolver.HALF));
    errors("article", half.after(ClosureSolver.ARTICLE));
    errors("mixed", half.after(ClosureSolver.MIXED));
    line("");
  }

  private void errors(String name, Spread errors) {
    line(
        "%-18s %10.4f %10.4f %10.4f %10.4f",
        name, errors.max(), errors.quantile(0.99), errors.quantile(0.9), errors.mean());
  }

  private void graphs(ClosureResults results) {
    line("Time in milliseconds, mean; time that mixed saves, by the clock and by processor time");
    line(
        "%-24s %8s %7s %7s %7s %7s %9s %9s %9s %9s",
        "graph",
        "problems",
        "double",
        "single",
        "mixed",
        "online",
        "of double",
        "of single",
        "of double",
        "of single");
    for (ClosureGraph graph : results.graphs()) {
      times(results.figures(graph));
    }
    times(results.figures());
    line("");
  }

  private void times(ClosureFigures figures) {
    line(
        "%-24s %8d %7.2f %7.2f %7.2f %7.2f %7.1f %% %7.1f %% %7.1f %% %7.1f %%",
        figures.name(),
        figures.count(),
        1e3 * figures.seconds(ClosureSolver.DOUBLE).mean(),
        1e3 * figures.seconds(ClosureSolver.SINGLE).mean(),
        1e3 * figures.seconds(ClosureSolver.MIXED).mean(),
        1e3 * figures.seconds(ClosureSolver.ONLINE).mean(),
        1e2 * figures.saved(ClosureSolver.MIXED, ClosureSolver.DOUBLE),
        1e2 * figures.saved(ClosureSolver.MIXED, ClosureSolver.SINGLE),
        1e2 * figures.cpuSaved(ClosureSolver.MIXED, ClosureSolver.DOUBLE),
        1e2 * figures.cpuSaved(ClosureSolver.MIXED, ClosureSolver.SINGLE));
  }

  private void mixed(ClosureFigures all) {
    line(
        "Mixed against double, worst of all problems: chi2 %.1e above it, ATE %.1e m off",
        Math.max(0, all.worstChi2(ClosureSolver.MIXED)), all.worstError(ClosureSolver.MIXED));
    line(
        "Problems with a fallback of mixed: %d of %,d",
        all.fallbacks(ClosureSolver.MIXED), all.count());
  }

  private void line(String format, Object... values) {
    out.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
  }
}
