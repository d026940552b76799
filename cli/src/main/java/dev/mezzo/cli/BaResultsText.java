package dev.mezzo.cli;

import static dev.mezzo.cli.BenchText.line;
import static dev.mezzo.cli.BenchText.percent;
import static dev.mezzo.cli.BenchText.ratio;

import java.util.List;
import java.util.Locale;

/** The tables that {@code mezzo bench ba} prints for people. */
final class BaResultsText {
  /** What the figures are. */
  static final List<String> CONVENTIONS =
      List.of(
          "times span from the problem in memory until chi2 is within 1e-6 of the least that Ceres'"
              + " solvers have found in this run: set-up included, parsing not",
          "same start, same chi2 (sum of squared pixel errors) for all; one thread each; solvers in"
              + " turn, round by round",
          "medians of the rounds, and in brackets how far these lie apart, as a part of the median",
          "x mixed: the time over that of mixed precision; steps: to 1e-6, and in all; above: part"
              + " of chi2 by which a solver ends above Ceres' least",
          "mezzo, boofcv: a warm JVM of its own; ceres: analytic derivatives, landmarks eliminated"
              + " first, tolerances tight enough to get there",
          "mezzo double: explicit Schur complement in fp64; mezzo cgnr: the article's, conjugate"
              + " gradients on the whole Jacobian in 16 bits",
          "boofcv: Levenberg-Marquardt with sparse Schur complement; it keeps pixels in fp32");

  private BaResultsText() {}

  static String of(BaResults results) {
    var out = new StringBuilder();
    BenchText.writeMachine(out);
    BenchText.facts(out, "peers", results.versions());
    BenchText.fact(out, "rounds", Integer.toString(results.rounds()));
    BenchText.facts(out, "figures", CONVENTIONS);
    for (BenchSet<BaProblem> set : results.sets()) {
      writeSet(out, set);
    }
    writeSpeeds(out, results);
    writeStages(out, results);
    BenchText.writeTargets(out, results.targets());
    return out.toString();
  }

  private static void writeSet(StringBuilder out, BenchSet<BaProblem> set) {
    BaProblem problem = set.problem();
    line(out, "");
    line(
        out,
        "%s: %d keyframes, %d landmarks, %d observations, intrinsics %s; chi2 %.9g, Ceres' least"
            + " %.9g",
        problem.name(),
        problem.keyframes(),
        problem.landmarks(),
        problem.observations(),
        problem.free() ? "free" : "fixed",
        problem.startChi2(),
        set.reference());
    line(
        out,
        "%-26s%19s%9s%8s%8s%8s%16s%10s",
        "solver",
        "to 1e-6",
        "steps",
        "x mixed",
        "CG its",
        "factor.",
        "final chi2",
        "above");
    for (BenchSet.Row row : set.rows()) {
      BenchRun whole = row.whole();
      int steps = whole.stepsTo(set.reference(), BenchRounds.NEARER);
      line(
          out,
          "%-26s%19s%9s%8s%8d%8s%16s%10s  %s",
          row.solver(),
          BenchText.time(set.seconds(row, BenchRounds.NEARER)),
          (steps < 0 ? "-" : steps) + "/" + (whole.points().size() - 1),
          ratio(set.speed(BaSolvers.MIXED, row.solver(), BenchRounds.NEARER)),
          whole.linearIterations(),
          whole.factorizations() < 0 ? "-" : whole.factorizations(),
          scientific("%.9g", whole.finalChi2()),
          scientific("%.0e", BaResults.excess(set, row.solver())),
          whole.termination());
      for (String fallback : whole.details().fallbacks()) {
        line(out, "  fallback: %s", fallback);
      }
    }
  }

  private static String scientific(String format, double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, format, value) : "-";
  }

  private static void writeSpeeds(StringBuilder out, BaResults results) {
    line(out, "");
    line(out, "speed of %s over others, geometric means", BaSolvers.MIXED);
    line(out, "%-30s%9s%9s%8s  %s", "", "to 1e-6", "least", "sets", "without");
    for (String solver : BenchMean.solvers(results.sets())) {
      if (!solver.equals(BaSolvers.MIXED)) {
        writeSpeed(out, solver, results.speedOver(solver));
      }
    }
    writeSpeed(out, "best of ceres' Schur solvers", results.speedOverSchur());
  }

  private static void writeSpeed(StringBuilder out, String name, BenchMean mean) {
    line(
        out,
        "%-30s%9s%9s%8d  %s",
        name,
        ratio(mean.value()),
        ratio(mean.least()),
        mean.problems(),
        String.join(", ", mean.without()));
  }

  private static void writeStages(StringBuilder out, BaResults results) {
    line(out, "");
    BenchText.writeStagesHead(out, label("milliseconds by stage", ""));
    for (BenchSet<BaProblem> set : results.sets()) {
      for (String solver : BaSolvers.MEZZO) {
        BenchText.writeStages(
            out,
            label(set.problem().name(), solver),
            stage -> scientific("%.3f", 1e3 * set.stage(solver, stage)));
      }
      BenchText.writeStages(
          out,
          label("", "saved"),
          stage -> percent(set.saving(BaSolvers.MIXED, BaSolvers.SINGLE, stage)));
      line(
          out,
          "%s%12s of the operations of an iteration are products with the Jacobian",
          label("", BaSolvers.CGNR),
          percent(set.problem().shareOfProducts()));
    }
    BenchText.writeStages(
        out,
        label("geometric mean", "saved"),
        stage ->
            percent(BenchMean.ofSavings(results.sets(), BaSolvers.MIXED, BaSolvers.SINGLE, stage)));
    line(out, "saved: by mixed of single precision; triangular solves are a part of linear ones");
  }

  private static String label(String name, String what) {
    return String.format("%-22s%-14s", name, what);
  }
}
