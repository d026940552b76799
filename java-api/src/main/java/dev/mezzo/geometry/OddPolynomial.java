package dev.mezzo.geometry;

/** Radial distortion, p(t) = t (1 + c1 t^2 + c2 t^4 + c3 t^6 + c4 t^8), the other way round. */
final class OddPolynomial {
  /** Newton's method takes a few; where there is no solution it takes all. */
  static final int ITERATIONS = 30;

  static final double TOLERANCE = 1e-12;

  private OddPolynomial() {}

  /**
   * The t &gt;= 0 with p(t) = value on the branch that begins at zero and rises.
   *
   * @return NaN if there is none
   */
  static double invert(double value, double c1, double c2, double c3, double c4) {
    double low = 0; // p is below the value there
    double t = value;
    double high = Double.POSITIVE_INFINITY;
    for (int i = 0; i < ITERATIONS; i++) {
      double w = t * t;
      double p = t * (1 + w * (c1 + w * (c2 + w * (c3 + w * c4))));
      double slope = 1 + w * (3 * c1 + w * (5 * c2 + w * (7 * c3 + w * 9 * c4)));
      if (slope > 0 && Math.abs(p - value) <= TOLERANCE * (1 + value)) {
        return t;
      }
      if (!(slope > 0) || p > value) { // beyond the solution, or beyond where p turns
        high = t;
      } else {
        low = t;
      }
      double next = t - (p - value) / slope;
      t = slope > 0 && next > low && next < high ? next : 0.5 * (low + Math.min(high, 2 * t + 1));
    }
    return Double.NaN;
  }
}
