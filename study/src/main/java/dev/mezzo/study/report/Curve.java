package dev.mezzo.study.report;

/**
 * A series as it is drawn: coordinates along the axes (logarithms where these are logarithmic), NaN
 * for gaps. Arrays are not to be written.
 */
final class Curve {
  private final Series series;
  private final double[] x;
  private final double[] y;

  Curve(Series series, double[] x, double[] y) {
    this.series = series;
    this.x = x;
    this.y = y;
  }

  Series series() {
    return series;
  }

  double[] x() {
    return x;
  }

  double[] y() {
    return y;
  }

  int size() {
    return y.length;
  }
}
