package dev.mezzo.study;

import java.util.Arrays;
import java.util.List;

/**
 * What there is to say about many errors, in their unit.
 *
 * @param count how many errors
 * @param rmse root of the mean square
 * @param mean arithmetic mean
 * @param median half of all are below; of an even number, the mean of the two in the middle
 * @param std standard deviation, over {@code count}
 * @param min the smallest
 * @param max the largest
 * @param sse sum of the squares
 */
public record ErrorStatistics(
    int count,
    double rmse,
    double mean,
    double median,
    double std,
    double min,
    double max,
    double sse) {

  /** Names of the figures that {@link #figures} gives, in the order of evo's tables. */
  public static final List<String> NAMES =
      List.of("rmse", "mean", "median", "std", "min", "max", "sse");

  /**
   * All but the count.
   *
   * @return in the order of {@link #NAMES}
   */
  public double[] figures() {
    return new double[] {rmse, mean, median, std, min, max, sse};
  }

  /**
   * Of some errors.
   *
   * @param errors at least one, each at least 0
   * @return their statistics
   * @throws IllegalArgumentException if there are none
   */
  public static ErrorStatistics of(double[] errors) {
    int n = errors.length;
    if (n == 0) {
      throw new IllegalArgumentException("there are no errors to sum up");
    }
    double[] sorted = errors.clone();
    Arrays.sort(sorted);
    double sum = 0;
    double sse = 0;
    for (double error : sorted) { // small ones first, which rounds least
      sum += error;
      sse += error * error;
    }
    double mean = sum / n;
    double deviations = 0;
    for (double error : sorted) {
      deviations += (error - mean) * (error - mean);
    }
    return new ErrorStatistics(
        n,
        Math.sqrt(sse / n),
        mean,
        0.5 * (sorted[(n - 1) / 2] + sorted[n / 2]),
        Math.sqrt(deviations / n),
        sorted[0],
        sorted[n - 1],
        sse);
  }
}
