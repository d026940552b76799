package dev.mezzo.study;

import java.util.Arrays;
import java.util.Collection;
import java.util.stream.DoubleStream;

/**
 * How a number spreads over many problems: the figures that tables show. A number that is not
 * finite, such as the error of a solve that failed, counts as larger than any.
 */
public final class Spread {
  private final double[] sorted;

  private Spread(double[] sorted) {
    this.sorted = sorted;
  }

  /**
   * The spread of some numbers.
   *
   * @param values in any order, which are copied
   * @return their spread
   */
  public static Spread of(double... values) {
    double[] sorted =
        Arrays.stream(values)
            .map(v -> Double.isFinite(v) ? v : Double.POSITIVE_INFINITY)
            .sorted()
            .toArray();
    return new Spread(sorted);
  }

  /**
   * The spread of some numbers.
   *
   * @param values in any order, which are copied
   * @return their spread
   */
  public static Spread of(Collection<Double> values) {
    return of(values.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /**
   * How many numbers there are.
   *
   * @return at least 0
   */
  public int count() {
    return sorted.length;
  }

  /**
   * A quantile by nearest rank: one of the numbers.
   *
   * @param part between 0 and 1
   * @return the smallest number that the given part of all are not above; NaN of none
   */
  public double quantile(double part) {
    return sorted.length == 0
        ? Double.NaN
        : sorted[(int) Math.max(0, Math.ceil(part * sorted.length) - 1)];
  }

  /**
   * The middle one.
   *
   * @return the quantile of a half; NaN of none
   */
  public double median() {
    return quantile(0.5);
  }

  /**
   * The largest.
   *
   * @return infinite if one was not finite; NaN of none
   */
  public double max() {
    return quantile(1);
  }

  /**
   * The numbers.
   *
   * @return in ascending order
   */
  public DoubleStream values() {
    return Arrays.stream(sorted);
  }

  /**
   * All together.
   *
   * @return 0 of none; infinite if one was not finite
   */
  public double sum() {
    return Arrays.stream(sorted).sum();
  }

  /**
   * The arithmetic mean.
   *
   * @return NaN of none; infinite if one was not finite
   */
  public double mean() {
    return sum() / sorted.length;
  }
}
