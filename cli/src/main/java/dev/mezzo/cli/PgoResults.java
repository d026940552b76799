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
record PgoResults(List<PgoSet> sets, int rounds, String ceres) {
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

  /**
   * A geometric mean over those graphs where both get there.
   *
   * @param value NaN if there are none
   * @param least of the ratios
   * @param graphs how many
   * @param without where one of both does not
   */
  record Mean(double value, double least, int graphs, List<String> without) {}

  /** Names of all solvers, in the order of a round. */
  List<String> solvers() {
    return sets.stream()
        .flatMap(set -> set.rows().stream().map(PgoSet.Row::solver))
        .distinct()
        .toList();
  }

  /** How many times as fast as a solver mixed precision in a warm JVM is. */
  Mean speedOver(String solver, double tolerance) {
    return mean(set -> set.speed(MIXED, solver, tolerance), sets);
  }

  /** How many times as fast mixed precision is as what others are known to take. */
  Mean speedOverOthers() {
    List<PgoSet> known =
        sets.stream().filter(set -> BEST_OF_OTHERS.containsKey(set.problem().name())).toList();
    return mean(
        set ->
            BEST_OF_OTHERS.get(set.problem().name())
                / set.seconds(set.row(MIXED), PgoBench.NEAR).median(),
        known);
  }

  private interface Ratio {
    double of(PgoSet set);
  }

  private static Mean mean(Ratio ratio, List<PgoSet> sets) {
    double sum = 0;
    double least = Double.NaN;
    int count = 0;
    List<String> without = new ArrayList<>();
    for (PgoSet set : sets) {
      double value = ratio.of(set);
      if (value > 0 && Double.isFinite(value)) {
        sum += Math.log(value);
        least = value < least || count == 0 ? value : least;
        count++;
      } else {
        without.add(set.problem().name());
      }
    }
    return new Mean(
        count == 0 ? Double.NaN : Math.exp(sum / count), least, count, List.copyOf(without));
  }

  /** Median of the seconds of a stage; NaN if it was not measured. */
  static double stage(PgoSet set, String solver, String stage) {
    return set.row(solver)
        .spread(run -> run.details().stages().getOrDefault(stage, Double.NaN))
        .median();
  }

  /** Part of a stage's time in single precision that mixed precision saves; NaN if unknown. */
  static double saving(PgoSet set, String stage) {
    double single = stage(set, SINGLE, stage);
    return single > 0 ? 1 - stage(set, MIXED, stage) / single : Double.NaN;
  }

  /** What it saves on average: of the geometric mean of the ratios of times. */
  double meanSaving(String stage) {
    return 1 - mean(set -> 1 - saving(set, stage), sets).value();
  }

  /**
   * What this project wants of mixed precision.
   *
   * @param description what is measured
   * @param measured NaN where this run did not measure it
   * @param wanted the least that it may be
   */
  record Target(String description, double measured, double wanted) {
    boolean isMeasured() {
      return !Double.isNaN(measured);
    }

    boolean isMet() {
      return measured >= wanted;
    }
  }

  /** What mixed precision in a warm JVM is to reach, to 1e-5 of the reference, and reaches. */
  List<Target> targets() {
    List<Target> targets = new ArrayList<>();
    Mean others = speedOverOthers();
    Mean direct = speedOver(DOUBLE, PgoBench.NEAR);
    String ceres = solvers().stream().filter(s -> s.startsWith("ceres")).findFirst().orElse("");
    targets.add(new Target("speed over the best of g2o and GTSAM known", others.value(), 2));
    targets.add(new Target("least of these speeds", others.least(), 1));
    if (!ceres.isEmpty()) {
      double value = speedOver(ceres, PgoBench.NEAR).value();
      targets.add(new Target("speed over " + ceres, value, 10));
    }
    targets.add(new Target("speed over " + DOUBLE, direct.value(), 2));
    targets.add(new Target("least of these speeds", direct.least(), 1));
    targets.add(
        new Target(
            "part of the linear solves that it saves of single precision, geometric mean",
            meanSaving(PgoStages.LINEAR_SOLVE),
            0.26));
    targets.add(
        new Target(
            "part of the triangular solves that it saves of single precision, geometric mean",
            meanSaving(PgoStages.TRIANGULAR_SOLVE),
            0.4));
    return targets;
  }
}
