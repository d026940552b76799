package dev.mezzo.study.report;

import java.util.Objects;

/**
 * An axis of a chart: what it shows, in which unit, and how. Immutable.
 *
 * @param name what it shows
 * @param unit of its numbers; empty if they have none
 * @param isLog whether decades are equally long; what is not positive is then not drawn
 * @param isFitted whether it begins near the smallest number rather than at zero; x-axes always do
 * @param least where it begins at the latest, NaN if the data decide
 * @param most where it ends at the earliest, NaN if the data decide
 */
public record Axis(
    String name, String unit, boolean isLog, boolean isFitted, double least, double most) {
  /**
   * An axis.
   *
   * @throws NullPointerException for a missing name or unit
   */
  public Axis {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(unit, "unit");
  }

  /**
   * An axis of numbers without unit.
   *
   * @param name what it shows
   * @return a linear axis
   */
  public static Axis of(String name) {
    return of(name, "");
  }

  /**
   * An axis.
   *
   * @param name what it shows
   * @param unit of its numbers, such as "ms"; empty if they have none
   * @return a linear axis
   */
  public static Axis of(String name, String unit) {
    return new Axis(name, unit, false, false, Double.NaN, Double.NaN);
  }

  /**
   * The same with decades equally long.
   *
   * @return a logarithmic axis
   */
  public Axis log() {
    return new Axis(name, unit, true, isFitted, least, most);
  }

  /**
   * The same, but a y-axis need not begin at zero.
   *
   * @return a fitted axis
   */
  public Axis fitted() {
    return new Axis(name, unit, isLog, true, least, most);
  }

  /**
   * The same with a range that is shown in any case; data beyond are shown as well.
   *
   * @param from where it begins at the latest; NaN lets the data decide
   * @param to where it ends at the earliest; NaN lets the data decide
   * @return an axis that shows these
   */
  public Axis showing(double from, double to) {
    return new Axis(name, unit, isLog, isFitted, from, to);
  }

  /** Where a value stands along the axis: itself or its decadic logarithm; NaN for nowhere. */
  double coordinate(double value) {
    if (!Double.isFinite(value) || (isLog && value <= 0)) {
      return Double.NaN;
    }
    return isLog ? Math.log10(value) : value;
  }
}
