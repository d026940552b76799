package dev.mezzo.cli;

import dev.mezzo.slam.Initialization;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Solves problems with all solvers in turn, round by round.
 *
 * @param solvers the order of a round
 * @param data knows references
 * @param effort how much
 * @param initialization where poses start
 */
record PgoBench(
    List<PgoSolver> solvers, PgoData data, Effort effort, Initialization initialization) {
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
   * @param folder for the file that all solvers read
   */
  PgoSet measure(Path file, Path folder, Progress progress)
      throws IOException, InterruptedException {
    PgoProblem problem = PgoProblem.make(file, initialization, folder);
    Map<PgoSolver, List<List<PgoRun>>> rounds = new LinkedHashMap<>();
    try {
      for (PgoSolver solver : solvers) {
        solver.prepare(problem, effort.limit(), progress);
        rounds.put(solver, new ArrayList<>());
      }
      for (PgoSolver solver : solvers) {
        rounds.get(solver).add(run(solver, problem, -1, progress));
      }
      double reference = reference(problem, rounds.values());
      for (int round = 1; round < effort.rounds(); round++) {
        for (PgoSolver solver : solvers) {
          double tolerance = reached(rounds.get(solver).getFirst(), reference);
          if (!Double.isNaN(tolerance)) {
            double until = reference * (1 + tolerance);
            rounds.get(solver).add(run(solver, problem, until, progress));
          }
        }
      }
      List<PgoSet.Row> rows = new ArrayList<>();
      rounds.forEach((solver, runs) -> rows.add(new PgoSet.Row(solver.name(), List.copyOf(runs))));
      String of = reference == data.reference(file) ? "REFERENCE.tsv" : "the best of this run";
      return new PgoSet(problem, reference, of, List.copyOf(rows));
    } finally {
      for (PgoSolver solver : solvers) {
        solver.release();
      }
    }
  }

  private List<PgoRun> run(PgoSolver solver, PgoProblem problem, double until, Progress progress)
      throws IOException, InterruptedException {
    var task = new PgoSolver.Task(problem, until, effort.spend(), effort.limit());
    List<PgoRun> runs = solver.run(task, progress);
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
  private static double reached(List<PgoRun> runs, double reference) {
    for (double tolerance : new double[] {NEARER, NEAR}) {
      if (runs.stream().allMatch(run -> run.stepsTo(reference, tolerance) >= 0)) {
        return tolerance;
      }
    }
    return Double.NaN;
  }

  /** The one that is known, with the digits that this run has found; else the best of the run. */
  private double reference(PgoProblem problem, Iterable<List<List<PgoRun>>> rounds)
      throws IOException {
    double best = Double.POSITIVE_INFINITY;
    for (List<List<PgoRun>> solver : rounds) {
      for (PgoRun run : solver.getFirst()) {
        // What is printed with few digits would be a reference of few digits.
        best = run.resolution() == 0 ? Math.min(best, run.bestChi2()) : best;
      }
    }
    double known = data.reference(problem.source());
    boolean same = Math.abs(best - known) <= ROUNDING * known;
    return Double.isNaN(known) || same ? best : known;
  }
}
