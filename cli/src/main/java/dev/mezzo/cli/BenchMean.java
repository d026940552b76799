package dev.mezzo.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A geometric mean over the problems where there is a ratio.
 *
 * @param value NaN if there are none
 * @param least of the ratios
 * @param problems how many
 * @param without where there is none, for one of both did not get there
 */
record BenchMean(double value, double least, int problems, List<String> without) {

  /** Of a ratio of each problem. */
  static <P extends BenchProblem> BenchMean of(
      List<BenchSet<P>> sets, ToDoubleFunction<BenchSet<P>> ratio) {
    double sum = 0;
    double least = Double.NaN;
    int count = 0;
    List<String> without = new ArrayList<>();
    for (BenchSet<P> set : sets) {
      double value = ratio.applyAsDouble(set);
      if (value > 0 && Double.isFinite(value)) {
        sum += Math.log(value);
        least = value < least || count == 0 ? value : least;
        count++;
      } else {
        without.add(set.problem().name());
      }
    }
    return new BenchMean(
        count == 0 ? Double.NaN : Math.exp(sum / count), least, count, List.copyOf(without));
  }

  /** How many times as fast as one solver another one is. */
  static <P extends BenchProblem> BenchMean ofSpeeds(
      List<BenchSet<P>> sets, String fast, String slow, double tolerance) {
    return of(sets, set -> set.speed(fast, slow, tolerance));
  }

  /** What a faster solver saves of a stage on average: of the mean of the ratios of times. */
  static <P extends BenchProblem> double ofSavings(
      List<BenchSet<P>> sets, String fast, String slow, String stage) {
    return 1 - of(sets, set -> 1 - set.saving(fast, slow, stage)).value();
  }

  /** Names of all solvers, in the order of a round. */
  static <P extends BenchProblem> List<String> solvers(List<BenchSet<P>> sets) {
    return sets.stream()
        .flatMap(set -> set.rows().stream().map(BenchSet.Row::solver))
        .distinct()
        .toList();
  }
}
