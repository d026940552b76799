package dev.mezzo.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Times of solvers on pose graphs, and what follows from them.
 *
 * @param sets one for each graph
 * @param rounds how often each solver had its turn
 * @param ceres the version of Ceres
 */
record PgoResults(List<BenchSet<PgoProblem>> sets, int rounds, String ceres) {
  static final String MIXED = PgoMezzo.name("mixed", true);
  static final String SINGLE = PgoMezzo.name("single", true);
  static final String DOUBLE = PgoMezzo.name("double", true);

  /**
   * Seconds from the file's estimate until chi2 is within 1e-5 of the reference, of the fastest of
   * g2o (CSparse or Eigen) and GTSAM, with the algorithm that suits the graph best, on one thread
   * of the machine that Mezzo is developed on.
   */
  static final Map<String, Double> BEST_OF_OTHERS =
      Map.of(
          "sphere2500", 0.31,
          "parking-garage", 0.056,
          "kollagen3500_agent1", 0.168,
          "duderstadt", 0.007,
          "kitti00_viso2_turtlezhong", 0.028,
          "M3500", 0.038,
          "intel", 0.006,
          "city10000", 0.31);

  /** Names of all solvers, in the order of a round. */
  List<String> solvers() {
    return BenchMean.solvers(sets);
  }

  /** How many times as fast as a solver mixed precision in a warm JVM is. */
  BenchMean speedOver(String solver, double tolerance) {
    return BenchMean.ofSpeeds(sets, MIXED, solver, tolerance);
  }

  /** How many times as fast mixed precision is as what others are known to take. */
  BenchMean speedOverOthers() {
    List<BenchSet<PgoProblem>> known =
        sets.stream().filter(set -> BEST_OF_OTHERS.containsKey(set.problem().name())).toList();
    return BenchMean.of(
        known,
        set ->
            BEST_OF_OTHERS.get(set.problem().name())
                / set.seconds(set.row(MIXED), BenchRounds.NEAR).median());
  }

  /** Part of a stage's time in single precision that mixed precision saves; NaN if unknown. */
  static double saving(BenchSet<PgoProblem> set, String stage) {
    return set.saving(MIXED, SINGLE, stage);
  }

  /** What it saves on average. */
  double meanSaving(String stage) {
    return BenchMean.ofSavings(sets, MIXED, SINGLE, stage);
  }

  /** What mixed precision in a warm JVM is to reach, to 1e-5 of the reference, and reaches. */
  List<BenchTarget> targets() {
    List<BenchTarget> targets = new ArrayList<>();
    BenchMean others = speedOverOthers();
    BenchMean direct = speedOver(DOUBLE, BenchRounds.NEAR);
    String ceres = solvers().stream().filter(s -> s.startsWith("ceres")).findFirst().orElse("");
    targets.add(
        BenchTarget.atLeast("speed over the best of g2o and GTSAM known", others.value(), 2));
    targets.add(BenchTarget.atLeast("least of these speeds", others.least(), 1));
    if (!ceres.isEmpty()) {
      double value = speedOver(ceres, BenchRounds.NEAR).value();
      targets.add(BenchTarget.atLeast("speed over " + ceres, value, 10));
    }
    targets.add(BenchTarget.atLeast("speed over " + DOUBLE, direct.value(), 2));
    targets.add(BenchTarget.atLeast("least of these speeds", direct.least(), 1));
    targets.add(
        BenchTarget.atLeast(
            "part of the linear solves that it saves of single precision, geometric mean",
            meanSaving(BenchStages.LINEAR_SOLVE),
            0.26));
    targets.add(
        BenchTarget.atLeast(
            "part of the triangular solves that it saves of single precision, geometric mean",
            meanSaving(BenchStages.TRIANGULAR_SOLVE),
            0.4));
    return targets;
  }
}
