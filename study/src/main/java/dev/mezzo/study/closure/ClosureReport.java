package dev.mezzo.study.closure;

import dev.mezzo.study.Spread;
import dev.mezzo.study.report.Axis;
import dev.mezzo.study.report.Chart;
import dev.mezzo.study.report.Section;
import dev.mezzo.study.report.StudyPage;
import dev.mezzo.study.report.Table;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The page of a study. */
final class ClosureReport {
  private static final double MILLI = 1e3;

  /** ATE is drawn from here on: a millimetre is nothing to a robot. */
  private static final double LEAST_DRAWN = ClosureFigures.LEAST_ERROR;

  private final ClosureResults results;
  private final ClosureFigures all;

  private ClosureReport(ClosureResults results) {
    this.results = results;
    this.all = results.figures();
  }

  static StudyPage of(ClosureResults results, Map<String, String> facts) {
    return new ClosureReport(results).page(facts);
  }

  private StudyPage page(Map<String, String> facts) {
    StudyPage page = new StudyPage("Loop closures in double, single and mixed precision");
    page.lead(
        text(
            "%s, driven again keyframe by keyframe. Each of %,d loop closures is"
                + " a problem: the map as it was corrected so far, carried on by odometry, and one"
                + " edge that does not fit yet. %,d problems are solved from scratch, from the same"
                + " start, in double precision by the direct solver, in single and in mixed"
                + " precision; and each one online, as a robot does it.",
            results.graphs().size() == 1
                ? "A pose graph"
                : results.graphs().size() + " pose graphs",
            results.all().size(),
            all.count()));
    if (results.groups().size() > 1) {
      page.lead("The mean ATE below is over the graphs whose true poses are known.");
    }
    tiles(page);
    results.graphs().forEach(graph -> graph.notes().forEach(page::warning));
    accuracy(page.section("Is the map as good?"));
    new ClosureTimes(results).render(page.section("How long does it take?"));
    if (results.halved().count() > 0) {
      halved(page.section("Half precision throughout, and as the article uses it"));
    }
    graphs(page.section("The graphs"));
    method(page.section("How it was measured"));
    facts.forEach(page::fact);
    return page;
  }

  private void tiles(StudyPage page) {
    ClosureFigures shown = results.groups().get(results.groups().size() > 1 ? 1 : 0);
    page.tile("problems", text("%,d", all.count()))
        .tile("mean ATE, odometry alone", text("%.3f m", shown.odometry().mean()))
        .tile("mean ATE, mixed", text("%.3f m", shown.after(ClosureSolver.MIXED).mean()))
        .tile("mean ATE, double", text("%.3f m", shown.after(ClosureSolver.DOUBLE).mean()))
        .tile(
            "time saved of double",
            text("%.0f %%", 100 * all.saved(ClosureSolver.MIXED, ClosureSolver.DOUBLE)))
        .tile(
            "time saved of single",
            text("%.0f %%", 100 * all.saved(ClosureSolver.MIXED, ClosureSolver.SINGLE)))
        .tile("problems with fallbacks", Long.toString(all.fallbacks(ClosureSolver.MIXED)));
  }

  private void accuracy(Section section) {
    section.text(
        text(
            "Absolute trajectory error (ATE, root of the mean square over all keyframes so far,"
                + " aligned) after each closure. No percentile of mixed differs from double's by"
                + " more than %.2g %%; on no problem is its chi2 above double's by more than %.1g"
                + " of it, or its ATE off by more than %.1g m.",
            100 * all.worstPercentile(ClosureSolver.MIXED),
            Math.max(0, all.worstChi2(ClosureSolver.MIXED)),
            all.worstError(ClosureSolver.MIXED)));
    List<ClosureFigures> groups = results.groups();
    for (ClosureFigures group : groups) {
      section.heading(text("ATE of %s: %,d problems", group.name(), group.count()));
      section.table(errors(group));
    }
    if (groups.size() > 1) {
      section.pair(cumulative(groups.get(1)), cumulative(groups.get(2)));
    } else {
      section.chart(cumulative(all));
    }
    section
        .heading("Single, mixed and online against double")
        .table(differences())
        .note(
            "Online, a solve ends where less than about a millionth of chi2 is left to be had, far"
                + " below the noise of the measurements; from scratch, a billionth.");
  }

  private static Table errors(ClosureFigures group) {
    Table table = Table.of("ATE, m", "max", "99 %", "90 %", "mean");
    row(table, "odometry alone", group.odometry());
    row(table, "before the solve", group.before());
    row(table, "double", group.after(ClosureSolver.DOUBLE));
    row(table, "single", group.after(ClosureSolver.SINGLE));
    row(table, "mixed", group.after(ClosureSolver.MIXED));
    row(table, "mixed, online", group.after(ClosureSolver.ONLINE));
    return table;
  }

  private static void row(Table table, String name, Spread errors) {
    table.row(name, errors.max(), errors.quantile(0.99), errors.quantile(0.9), errors.mean());
  }

  private static Chart cumulative(ClosureFigures group) {
    Chart chart =
        Chart.cumulative(
            text("ATE of %s: %,d problems", group.name(), group.count()),
            Axis.of("ATE", "m").log(),
            "problems");
    chart.series("odometry alone", drawn(group.odometry())).muted();
    chart.series("double", drawn(group.after(ClosureSolver.DOUBLE)));
    chart.series("single", drawn(group.after(ClosureSolver.SINGLE))).dashed();
    chart.series("mixed", drawn(group.after(ClosureSolver.MIXED))).dashed();
    return chart.note("Less than a millimetre is drawn as a millimetre.");
  }

  private static double[] drawn(Spread errors) {
    return errors.values().map(error -> Math.max(LEAST_DRAWN, error)).toArray();
  }

  private Table differences() {
    Table table =
        Table.of(
            "worst of all problems",
            "chi2 above double's, part of it",
            "ATE off, m",
            text("ATE off, %%, where above %.0f mm", MILLI * ClosureFigures.LEAST_ERROR),
            "percentiles of ATE off, %",
            "problems with fallbacks");
    for (ClosureSolver solver :
        List.of(ClosureSolver.SINGLE, ClosureSolver.MIXED, ClosureSolver.ONLINE)) {
      table.row(
          solver.toString(),
          text("%.1e", Math.max(0, all.worstChi2(solver))),
          text("%.1e", all.worstError(solver)),
          text("%.1e", 100 * all.worstRelativeError(solver)),
          text("%.1e", 100 * all.worstPercentile(solver)),
          all.fallbacks(solver));
    }
    return table;
  }

  private void halved(Section section) {
    ClosureFigures half = results.halved();
    Spread found = half.found(ClosureSolver.HALF);
    section.text(
        text(
            "Everything naively in fp16, tried on %,d of the problems: in the median it finds %.0f"
                + " %% of the decrease of chi2 that double finds, and on %.0f %% of them it ends"
                + " without having converged. Each starts from a map that mixed precision has"
                + " corrected up to there; so ATE tells less than chi2.",
            half.count(), 100 * found.median(), 100 * half.unconverged(ClosureSolver.HALF)));
    section.text(
        text(
            "Mixed precision decides by cost. On %.1f %% of these problems it took iterations of"
                + " conjugate gradients with a factor that was rounded; on the others it factored"
                + " in fp64 at each step, which is cheaper where a graph has as little fill as"
                + " these. The article's way (CGNR, an incomplete Cholesky factor without fill"
                + " whose triangular solves are in fp16, all else in fp32) lets half precision do"
                + " the work: it ends within %.1e of double's chi2 at worst, takes %.0f ms in the"
                + " mean where mixed takes %.0f, and needed wider formats at some step on %,d of"
                + " the problems.",
            100 * half.iterated(ClosureSolver.MIXED),
            half.worstChi2(ClosureSolver.ARTICLE),
            1e3 * half.seconds(ClosureSolver.ARTICLE).mean(),
            1e3 * half.seconds(ClosureSolver.MIXED).mean(),
            half.fallbacks(ClosureSolver.ARTICLE)));
    Table table = Table.of("ATE, m", "max", "99 %", "90 %", "mean");
    row(table, "before the solve", half.before());
    row(table, "half", half.after(ClosureSolver.HALF));
    row(table, "article", half.after(ClosureSolver.ARTICLE));
    row(table, "mixed", half.after(ClosureSolver.MIXED));
    row(table, "double", half.after(ClosureSolver.DOUBLE));
    section.table(table);
    section.chart(
        Chart.cumulative(
                "How far from double a solve ends",
                Axis.of("chi2 above double's, part of it").log(),
                "problems")
            .series("half", excess(half, ClosureSolver.HALF))
            .series("article", excess(half, ClosureSolver.ARTICLE))
            .series("mixed", excess(half, ClosureSolver.MIXED))
            .series("single", excess(half, ClosureSolver.SINGLE)));
  }

  /** From the precision of fp64 on: below it a difference says nothing. */
  private static double[] excess(ClosureFigures figures, ClosureSolver solver) {
    return figures.problems().stream()
        .mapToDouble(
            p ->
                Math.max(
                    1e-16, p.by(solver).chi2After() / p.by(ClosureSolver.DOUBLE).chi2After() - 1))
        .toArray();
  }

  private void graphs(Section section) {
    Table table =
        Table.of(
            "graph",
            "dimension",
            "keyframes",
            "edges",
            "closures",
            "odometry alone, ATE m",
            "after all closures, ATE m",
            "compared with");
    for (ClosureGraph graph : results.graphs()) {
      ClosureTruth truth = graph.comparedWith();
      table.row(
          graph.name(),
          graph.replay().graph().dimension(),
          graph.replay().keyframes(),
          graph.replay().graph().edges().size(),
          graph.closures(),
          truth.error(graph.replay().odometryAlone()),
          truth.error(results.map(graph)),
          graph.truth());
    }
    section.table(table);
    ClosureMaps.render(results, section);
  }

  private static void method(Section section) {
    section
        .text(
            "Keyframes come in the order of their ids, each with its odometry: the first edge to it"
                + " from the keyframe before. All other edges are loop closures, at the later of"
                + " their two keyframes; several at one keyframe come one after the other, each a"
                + " problem of its own. After each closure the map is optimised online, in mixed"
                + " precision, and goes on from there; so all solvers start each problem from the"
                + " same poses, however well they solved the one before.")
        .text(
            "Times are wall times of the optimisation from the problem in memory to the corrected"
                + " poses, ordering and symbolic analysis included, with one thread. Before a graph"
                + " is timed, its replay runs for some seconds to warm the JVM up. The solvers take"
                + " turns on each problem, each time in another order.")
        .text(
            "ATE is of positions, after the rigid motion that brings the trajectory up to that"
                + " keyframe closest to the true one. Where no true poses are known, or those that"
                + " bear the name do not fit the graph, the optimum of the whole graph stands in"
                + " for them; the table of the graphs says which it was. Graphs in the plane are"
                + " compared with true poses in space by their places in the plane of best fit.");
  }

  static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
