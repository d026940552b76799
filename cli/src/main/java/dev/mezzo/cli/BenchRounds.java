package dev.mezzo.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Solves problems with all solvers in turn, round by round.
 *
 * @param solvers the order of a round
 * @param effort how much
 */
record BenchRounds(List<BenchSolver> solvers, Effort effort) {
  /** How near chi2 has to come to the reference. */
  static final double NEAR = 1e-5;

  static final double NEARER = 1e-6;

  /** Part of itself by which a reference of seven digits may be off. */
  private static final double ROUNDING = 1e-6;

  /** Chi2 of a start that fits exactly, but for rounding. */
  private static final double SMALL = 1e-12;

  /**
   * How much is measured.
   *
   * @param rounds of all solvers
   * @param warmUp seconds that a JVM solves before it counts as warm
   * @param spend seconds that a solver repeats in its turn
   * @param limit seconds after which a solve is given up
   */
  record Effort(int rounds, double warmUp, double spend, double limit) {
    static final Effort THOROUGH = new Effort(5, 5, 0.3, 30);
    static final Effort QUICK = new Effort(2, 0.3, 0.02, 3);

    Effort withRounds(int value) {
      return new Effort(value, warmUp, spend, limit);
    }
  }

  /**
   * Measures one problem.
   *
   * @param known chi2 that is known to be the least; NaN if nothing is
   * @param source where that is known from, in words
   */
  <P extends BenchProblem> BenchSet<P> measure(
      P problem, double known, String source, Progress progress)
      throws IOException, InterruptedException {
    return measure(problem, known, source, solver -> true, progress);
  }

  /**
   * Measures one problem by the least chi2 that some solvers find.
   *
   * @param judges of the names of solvers, those
   */
  <P extends BenchProblem> BenchSet<P> measure(
      P problem, Predicate<String> judges, Progress progress)
      throws IOException, InterruptedException {
    return measure(problem, Double.NaN, "", judges, progress);
  }

  private <P extends BenchProblem> BenchSet<P> measure(
      P problem, double known, String source, Predicate<String> judges, Progress progress)
      throws IOException, InterruptedException {
    Map<BenchSolver, List<List<BenchRun>>> rounds = new LinkedHashMap<>();
    try {
      for (BenchSolver solver : solvers) {
        solver.prepare(problem, effort.limit(), progress);
        rounds.put(solver, new ArrayList<>());
      }
      for (BenchSolver solver : solvers) {
        rounds.get(solver).add(run(solver, problem, -1, progress));
      }
      double reference = reference(known, judges, rounds);
      for (int round = 1; round < effort.rounds(); round++) {
        for (BenchSolver solver : solvers) {
          double tolerance = reached(rounds.get(solver).getFirst(), reference);
          if (!Double.isNaN(tolerance)) {
            double until = reference * (1 + tolerance);
            rounds.get(solver).add(run(solver, problem, until, progress));
          }
        }
      }
      List<BenchSet.Row> rows = new ArrayList<>();
      rounds.forEach(
          (solver, runs) -> rows.add(new BenchSet.Row(solver.name(), List.copyOf(runs))));
      String of = reference == known ? source : "the best of this run";
      return new BenchSet<>(problem, reference, of, List.copyOf(rows));
    } finally {
      for (BenchSolver solver : solvers) {
        solver.release();
      }
    }
  }

  private List<BenchRun> run(
      BenchSolver solver, BenchProblem problem, double until, Progress progress)
      throws IOException, InterruptedException {
    var task = new BenchSolver.Task(problem, until, effort.spend(), effort.limit());
    List<BenchRun> runs = solver.run(task, progress);
    double start = runs.getFirst().points().getFirst().chi2();
    if (!(Math.abs(start - problem.startChi2()) <= 1e-9 * problem.startChi2() + SMALL)) {
      throw new Failure(
          Failure.OTHER,
          "%s: %s starts at chi2 %s, not %s"
              .formatted(problem.name(), solver.name(), start, problem.startChi2()));
    }
    return runs;
  }

  /** The tolerance that a solver reached; NaN if none. */
  private static double reached(List<BenchRun> runs, double reference) {
    for (double tolerance : new double[] {NEARER, NEAR}) {
      if (runs.stream().allMatch(run -> run.stepsTo(reference, tolerance) >= 0)) {
        return tolerance;
      }
    }
    return Double.NaN;
  }

  /**
   * The one that is known, with the digits that this run has found; else the best of the run, by
   * solvers that judge if they have run.
   */
  private static double reference(
      double known, Predicate<String> judges, Map<BenchSolver, List<List<BenchRun>>> rounds) {
    double best = Double.POSITIVE_INFINITY;
    double bestOfJudges = Double.POSITIVE_INFINITY;
    for (Map.Entry<BenchSolver, List<List<BenchRun>>> solver : rounds.entrySet()) {
      for (BenchRun run : solver.getValue().getFirst()) {
        // What is printed with few digits would be a reference of few digits.
        if (run.resolution() == 0) {
          best = Math.min(best, run.bestChi2());
          if (judges.test(solver.getKey().name())) {
            bestOfJudges = Math.min(bestOfJudges, run.bestChi2());
          }
        }
      }
    }
    double found = Double.isFinite(bestOfJudges) ? bestOfJudges : best;
    boolean same = Math.abs(found - known) <= ROUNDING * known;
    return Double.isNaN(known) || same ? found : known;
  }
}
