package dev.mezzo.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The tables that {@code mezzo bench pgo} prints for people. */
final class PgoResultsText {
  /** What the figures are. */
  static final List<String> CONVENTIONS =
      List.of(
          "times span from the problem in memory until chi2 is within that part of the reference:"
              + " set-up included, parsing not",
          "same start, same held poses, same chi2 (g2o's) for all; one thread each; solvers in"
              + " turn, round by round",
          "medians of the rounds, and in brackets how far these lie apart, as a part of the median",
          "x mixed: the time to 1e-5 over that of mixed precision; steps: to 1e-5, and in all",
          "mezzo: a JVM of its own for each precision, warmed up on the graph, unless it is cold:"
              + " then the first solve there is",
          "ceres: automatic differentiation, tolerances tight enough to get there; g2o: its own"
              + " clock, which begins after its initialisation");

  private PgoResultsText() {}

  static String of(PgoResults results) {
    var out = new StringBuilder();
    BenchText.writeMachine(out);
    BenchText.fact(out, "ceres", results.ceres());
    BenchText.fact(out, "rounds", Integer.toString(results.rounds()));
    BenchText.facts(out, "figures", CONVENTIONS);
    for (BenchSet<PgoProblem> set : results.sets()) {
      writeSet(out, set);
    }
    writeSpeeds(out, results);
    writeStages(out, results);
    writeChoices(out, results);
    BenchText.writeTargets(out, results.targets());
    return out.toString();
  }

  private static void writeSet(StringBuilder out, BenchSet<PgoProblem> set) {
    PgoProblem problem = set.problem();
    BenchText.line(out, "");
    BenchText.line(
        out,
        "%s: %d-D, %d poses, %d edges; from %s, chi2 %.9g; reference %.9g (%s)",
        problem.name(),
        problem.dimension(),
        problem.poses(),
        problem.edges(),
        problem.start(),
        problem.startChi2(),
        set.reference(),
        set.referenceOf());
    BenchText.line(
        out,
        "%-25s%19s%19s%8s%8s%8s%8s%16s",
        "solver",
        "to 1e-5",
        "to 1e-6",
        "steps",
        "x mixed",
        "CG its",
        "factor.",
        "final chi2");
    for (BenchSet.Row row : set.rows()) {
      BenchRun whole = row.whole();
      int steps = whole.stepsTo(set.reference(), BenchRounds.NEAR);
      BenchText.line(
          out,
          "%-25s%19s%19s%8s%8s%8s%8s%16s  %s",
          row.solver(),
          BenchText.time(set.seconds(row, BenchRounds.NEAR)),
          BenchText.time(set.seconds(row, BenchRounds.NEARER)),
          (steps < 0 ? "-" : steps) + "/" + (whole.points().size() - 1),
          BenchText.ratio(set.speed(PgoResults.MIXED, row.solver(), BenchRounds.NEAR)),
          whole.linearIterations(),
          whole.factorizations() < 0 ? "-" : whole.factorizations(),
          Double.isNaN(whole.finalChi2())
              ? "-"
              : String.format(Locale.ROOT, "%.9g", whole.finalChi2()),
          whole.termination());
    }
  }

  private static void writeSpeeds(StringBuilder out, PgoResults results) {
    BenchText.line(out, "");
    BenchText.line(out, "speed of %s over others, geometric means", PgoResults.MIXED);
    BenchText.line(
        out, "%-25s%9s%9s%9s%8s  %s", "", "to 1e-5", "least", "to 1e-6", "graphs", "without");
    for (String solver : results.solvers()) {
      if (!solver.equals(PgoResults.MIXED)) {
        BenchMean near = results.speedOver(solver, BenchRounds.NEAR);
        BenchMean nearer = results.speedOver(solver, BenchRounds.NEARER);
        writeSpeed(out, solver, near, BenchText.ratio(nearer.value()));
      }
    }
    if (results.speedOverOthers().problems() > 0) {
      writeSpeed(out, "best of g2o and GTSAM *", results.speedOverOthers(), "-");
      BenchText.line(out, "* not of this run: figures of the machine that Mezzo is developed on");
    }
  }

  private static void writeSpeed(StringBuilder out, String name, BenchMean mean, String nearer) {
    BenchText.line(
        out,
        "%-25s%9s%9s%9s%8d  %s",
        name,
        BenchText.ratio(mean.value()),
        BenchText.ratio(mean.least()),
        nearer,
        mean.problems(),
        String.join(", ", mean.without()));
  }

  private static void writeStages(StringBuilder out, PgoResults results) {
    BenchText.line(out, "");
    BenchText.writeStagesHead(out, label("milliseconds by stage", ""));
    for (BenchSet<PgoProblem> set : results.sets()) {
      for (String precision : PgoMezzo.PRECISIONS) {
        String solver = PgoMezzo.name(precision, true);
        BenchText.writeStages(
            out,
            label(set.problem().name(), precision),
            stage -> String.format(Locale.ROOT, "%.3f", 1e3 * set.stage(solver, stage)));
      }
      BenchText.writeStages(
          out, label("", "saved"), stage -> BenchText.percent(PgoResults.saving(set, stage)));
    }
    BenchText.writeStages(
        out,
        label("geometric mean", "saved"),
        stage -> BenchText.percent(results.meanSaving(stage)));
    BenchText.line(
        out, "saved: by mixed of single precision; triangular solves are a part of linear ones");
  }

  private static String label(String name, String what) {
    return String.format("%-30s%-8s", name, what);
  }

  private static void writeChoices(StringBuilder out, PgoResults results) {
    BenchText.line(out, "");
    BenchText.line(out, "what mixed precision chose");
    for (BenchSet<PgoProblem> set : results.sets()) {
      BenchSet.Row row = set.row(PgoResults.MIXED);
      if (row.rounds().isEmpty()) {
        continue;
      }
      BenchRun run = row.whole();
      BenchText.line(out, "%s", set.problem().name());
      BenchText.line(out, "  preconditioner  %s", run.details().preconditioner());
      BenchText.line(
          out,
          "  storage         %s; factor %.2f MiB, Jacobian %.2f MiB",
          counted(run.details().storage()),
          run.details().factorBytes() / (1 << 20),
          run.details().jacobianBytes() / (1 << 20));
      List<String> fallbacks = run.details().fallbacks();
      BenchText.line(
          out, "  fallbacks       %s", fallbacks.isEmpty() ? "none" : fallbacks.getFirst());
      for (String fallback :
          fallbacks.isEmpty() ? fallbacks : fallbacks.subList(1, fallbacks.size())) {
        BenchText.line(out, "                  %s", fallback);
      }
    }
  }

  /** How many steps each storage had: "b16 in 5, fp32 in 1 of 6 steps". */
  static String counted(List<String> storage) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    storage.forEach(name -> counts.merge(name, 1, Integer::sum));
    List<String> parts = new ArrayList<>();
    counts.forEach((name, count) -> parts.add(name + " in " + count));
    return String.join(", ", parts) + " of " + storage.size() + " steps";
  }
}
