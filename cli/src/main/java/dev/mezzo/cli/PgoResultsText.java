package dev.mezzo.cli;

import dev.mezzo.linalg.NativeInfo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

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

  private static final Map<String, String> COLUMNS =
      Map.of(
          PgoStages.SETUP, "set-up",
          PgoStages.LINEARIZE, "linearise",
          PgoStages.PRECONDITION, "precond.",
          PgoStages.LINEAR_SOLVE, "linear",
          PgoStages.TRIANGULAR_SOLVE, "triangular",
          PgoStages.UPDATE, "update",
          PgoStages.TOTAL, "total");

  private PgoResultsText() {}

  static String of(PgoResults results) {
    var out = new StringBuilder();
    writeMachine(out, results);
    for (PgoSet set : results.sets()) {
      writeSet(out, set);
    }
    writeSpeeds(out, results);
    writeStages(out, results);
    writeChoices(out, results);
    writeTargets(out, results);
    return out.toString();
  }

  private static void writeMachine(StringBuilder out, PgoResults results) {
    line(out, "%-11s%s", "machine", Machine.describe());
    String environment =
        PgoEnvironment.variables().entrySet().stream()
            .map(variable -> variable.getKey() + "=" + variable.getValue())
            .reduce((a, b) -> a + " " + b)
            .orElse("");
    line(out, "%-11s%s", "children", environment);
    line(out, "%-11s%s", "kernels", NativeInfo.kernel());
    line(out, "%-11s%s", "ceres", results.ceres());
    line(out, "%-11s%d", "rounds", results.rounds());
    String name = "figures";
    for (String convention : CONVENTIONS) {
      line(out, "%-11s%s", name, convention);
      name = "";
    }
  }

  private static void writeSet(StringBuilder out, PgoSet set) {
    PgoProblem problem = set.problem();
    line(out, "");
    line(
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
    line(
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
    for (PgoSet.Row row : set.rows()) {
      PgoRun whole = row.whole();
      int steps = whole.stepsTo(set.reference(), PgoBench.NEAR);
      line(
          out,
          "%-25s%19s%19s%8s%8s%8s%8s%16s  %s",
          row.solver(),
          time(set.seconds(row, PgoBench.NEAR)),
          time(set.seconds(row, PgoBench.NEARER)),
          (steps < 0 ? "-" : steps) + "/" + (whole.points().size() - 1),
          ratio(set.speed(PgoResults.MIXED, row.solver(), PgoBench.NEAR)),
          whole.linearIterations(),
          whole.factorizations() < 0 ? "-" : whole.factorizations(),
          Double.isNaN(whole.finalChi2())
              ? "-"
              : String.format(Locale.ROOT, "%.9g", whole.finalChi2()),
          whole.termination());
    }
  }

  private static void writeSpeeds(StringBuilder out, PgoResults results) {
    line(out, "");
    line(out, "speed of %s over others, geometric means", PgoResults.MIXED);
    line(out, "%-25s%9s%9s%9s%8s  %s", "", "to 1e-5", "least", "to 1e-6", "graphs", "without");
    for (String solver : results.solvers()) {
      if (!solver.equals(PgoResults.MIXED)) {
        PgoResults.Mean near = results.speedOver(solver, PgoBench.NEAR);
        PgoResults.Mean nearer = results.speedOver(solver, PgoBench.NEARER);
        writeSpeed(out, solver, near, ratio(nearer.value()));
      }
    }
    if (results.speedOverOthers().graphs() > 0) {
      writeSpeed(out, "best of g2o and GTSAM *", results.speedOverOthers(), "-");
      line(out, "* not of this run: figures of the machine that Mezzo is developed on");
    }
  }

  private static void writeSpeed(
      StringBuilder out, String name, PgoResults.Mean mean, String nearer) {
    line(
        out,
        "%-25s%9s%9s%9s%8d  %s",
        name,
        ratio(mean.value()),
        ratio(mean.least()),
        nearer,
        mean.graphs(),
        String.join(", ", mean.without()));
  }

  private static void writeStages(StringBuilder out, PgoResults results) {
    line(out, "");
    var head = new StringBuilder(String.format("%-30s%-8s", "milliseconds by stage", ""));
    PgoStages.ALL.forEach(stage -> head.append(String.format("%12s", COLUMNS.get(stage))));
    line(out, "%s", head);
    for (PgoSet set : results.sets()) {
      for (String precision : PgoMezzo.PRECISIONS) {
        String solver = PgoMezzo.name(precision, true);
        writeStages(
            out,
            set.problem().name(),
            precision,
            stage ->
                String.format(Locale.ROOT, "%.3f", 1e3 * PgoResults.stage(set, solver, stage)));
      }
      writeStages(out, "", "saved", stage -> percent(PgoResults.saving(set, stage)));
    }
    writeStages(out, "geometric mean", "saved", stage -> percent(results.meanSaving(stage)));
    line(out, "saved: by mixed of single precision; triangular solves are a part of linear ones");
  }

  private static void writeStages(
      StringBuilder out, String name, String what, UnaryOperator<String> figure) {
    var row = new StringBuilder(String.format("%-30s%-8s", name, what));
    PgoStages.ALL.forEach(stage -> row.append(String.format("%12s", figure.apply(stage))));
    line(out, "%s", row);
  }

  private static void writeChoices(StringBuilder out, PgoResults results) {
    line(out, "");
    line(out, "what mixed precision chose");
    for (PgoSet set : results.sets()) {
      PgoSet.Row row = set.row(PgoResults.MIXED);
      if (row.rounds().isEmpty()) {
        continue;
      }
      PgoRun run = row.whole();
      line(out, "%s", set.problem().name());
      line(out, "  preconditioner  %s", run.details().preconditioner());
      line(
          out,
          "  storage         %s; factor %.2f MiB, Jacobian %.2f MiB",
          counted(run.details().storage()),
          run.details().factorBytes() / (1 << 20),
          run.details().jacobianBytes() / (1 << 20));
      List<String> fallbacks = run.details().fallbacks();
      line(out, "  fallbacks       %s", fallbacks.isEmpty() ? "none" : fallbacks.getFirst());
      for (String fallback :
          fallbacks.isEmpty() ? fallbacks : fallbacks.subList(1, fallbacks.size())) {
        line(out, "                  %s", fallback);
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

  private static void writeTargets(StringBuilder out, PgoResults results) {
    line(out, "");
    line(out, "%-8s%9s%12s", "target", "measured", "wanted");
    for (PgoResults.Target target : results.targets()) {
      line(
          out,
          "%-8s%9s%12s  %s",
          target.isMeasured() ? target.isMet() ? "met" : "MISSED" : "",
          ratio(target.measured()),
          ">= " + ratio(target.wanted()),
          target.description());
    }
  }

  private static String time(PgoSet.Spread seconds) {
    return seconds.isMeasured()
        ? String.format(
            Locale.ROOT,
            "%.2f ms (%.0f%%)",
            1e3 * seconds.median(),
            100 * (seconds.max() - seconds.min()) / seconds.median())
        : "-";
  }

  private static String ratio(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%.2f", value) : "-";
  }

  private static String percent(double part) {
    return Double.isFinite(part) ? String.format(Locale.ROOT, "%.0f %%", 100 * part) : "-";
  }

  private static void line(StringBuilder out, String format, Object... arguments) {
    out.append(String.format(Locale.ROOT, format, arguments).stripTrailing()).append('\n');
  }
}
