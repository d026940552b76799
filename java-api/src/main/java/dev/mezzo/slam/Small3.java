package dev.mezzo.slam;

/** Three equations with three unknowns. */
final class Small3 {
  /** Part of the product of the rows' lengths below which a determinant is rounding. */
  private static final double SINGULAR = 1e-14;

  private Small3() {}

  /** Solves A x = b by cofactors, row-major; false if A is singular to working precision. */
  static boolean solve(double[] a, double[] b, double[] x) {
    double c00 = a[4] * a[8] - a[5] * a[7];
    double c01 = a[5] * a[6] - a[3] * a[8];
    double c02 = a[3] * a[7] - a[4] * a[6];
    double determinant = a[0] * c00 + a[1] * c01 + a[2] * c02;
    double scale = length(a, 0) * length(a, 3) * length(a, 6);
    if (!(Math.abs(determinant) > SINGULAR * scale) || !Double.isFinite(scale)) {
      return false;
    }
    double c10 = a[2] * a[7] - a[1] * a[8];
    double c11 = a[0] * a[8] - a[2] * a[6];
    double c12 = a[1] * a[6] - a[0] * a[7];
    double c20 = a[1] * a[5] - a[2] * a[4];
    double c21 = a[2] * a[3] - a[0] * a[5];
    double c22 = a[0] * a[4] - a[1] * a[3];
    x[0] = (c00 * b[0] + c10 * b[1] + c20 * b[2]) / determinant;
    x[1] = (c01 * b[0] + c11 * b[1] + c21 * b[2]) / determinant;
    x[2] = (c02 * b[0] + c12 * b[1] + c22 * b[2]) / determinant;
    return true;
  }

  private static double length(double[] a, int at) {
    return Math.sqrt(a[at] * a[at] + a[at + 1] * a[at + 1] + a[at + 2] * a[at + 2]);
  }
}
