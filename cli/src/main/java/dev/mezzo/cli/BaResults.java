package dev.mezzo.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * Times of solvers on bundles, and what follows from them.
 *
 * @param sets one for each problem
 * @param rounds how often each solver had its turn
 * @param versions of what Mezzo is compared with
 */
record BaResults(List<BenchSet<BaProblem>> sets, int rounds, List<String> versions) {

  /** How many times as fast as a solver mixed precision is. */
  BenchMean speedOver(String solver) {
    return BenchMean.ofSpeeds(sets, BaSolvers.MIXED, solver, BenchRounds.NEARER);
  }

  /** How many times as fast as the best of Ceres' solvers that eliminate landmarks. */
  BenchMean speedOverSchur() {
    return BenchMean.of(
        sets,
        set ->
            BaSolvers.CERES_SCHUR.stream()
                .mapToDouble(solver -> set.speed(BaSolvers.MIXED, solver, BenchRounds.NEARER))
                .filter(Double::isFinite)
                .min()
                .orElse(Double.NaN));
  }

  /** By how much, as a part of it, a solver's end is above the least chi2 of Ceres. */
  static double excess(BenchSet<BaProblem> set, String solver) {
    BenchSet.Row row = set.row(solver);
    return row.rounds().isEmpty() ? Double.NaN : row.whole().finalChi2() / set.reference() - 1;
  }

  /** The largest of these; NaN if it has nowhere run, infinite if it came to nothing. */
  double worstExcess(String solver) {
    double worst = Double.NaN;
    for (BenchSet<BaProblem> set : sets) {
      if (!set.row(solver).rounds().isEmpty()) {
        double excess = excess(set, solver);
        double known = Double.isNaN(excess) ? Double.POSITIVE_INFINITY : excess;
        worst = Double.isNaN(worst) ? known : Math.max(worst, known);
      }
    }
    return worst;
  }

  private double fallbacks() {
    return sets.stream()
        .mapToInt(set -> set.row(BaSolvers.MIXED).whole().details().fallbacks().size())
        .sum();
  }

  /** What mixed precision is to reach, to 1e-6 of the least of Ceres, and reaches. */
  List<BenchTarget> targets() {
    List<BenchTarget> targets = new ArrayList<>();
    for (String solver : List.of(BaSolvers.MIXED, BaSolvers.DOUBLE)) {
      targets.add(
          BenchTarget.atMost(
              "millionths of chi2 that " + solver + " ends above the least of Ceres, worst of all",
              1e6 * worstExcess(solver),
              1));
    }
    targets.add(BenchTarget.atMost("fallbacks of " + BaSolvers.MIXED, fallbacks(), 0));
    BenchMean schur = speedOverSchur();
    targets.add(
        BenchTarget.atLeast("speed over the best of Ceres' three Schur solvers", schur.value(), 4));
    targets.add(BenchTarget.atLeast("least of these speeds", schur.least(), 4));
    BenchMean boofcv = speedOver(BaSolvers.BOOFCV);
    targets.add(BenchTarget.atLeast("speed over " + BaSolvers.BOOFCV, boofcv.value(), 10));
    BenchMean direct = speedOver(BaSolvers.DOUBLE);
    targets.add(BenchTarget.atLeast("speed over " + BaSolvers.DOUBLE, direct.value(), 1));
    targets.add(BenchTarget.atLeast("least of these speeds", direct.least(), 1));
    targets.add(
        BenchTarget.atLeast(
            "part of the linear solves that it saves of single precision, geometric mean",
            BenchMean.ofSavings(sets, BaSolvers.MIXED, BaSolvers.SINGLE, BenchStages.LINEAR_SOLVE),
            0.25));
    return targets;
  }
}
