package dev.mezzo.geometry;

/**
 * Quadratic polynomials in the hat of a rotation vector, the shape of every 3x3 Jacobian block of
 * SO(3) and SE(3):
 *
 * <pre>
 *   P(w) = I + b [w]x + c [w]x^2
 * </pre>
 *
 * with coefficients b, c that are functions of |w|. Blocks are written into row-major matrices with
 * {@code stride} doubles a row.
 */
final class HatPolynomial {
  private HatPolynomial() {}

  /** Writes P(w) at {@code out[at]}. */
  static void write(
      double wx, double wy, double wz, double b, double c, double[] out, int at, int stride) {
    out[at] = 1 - c * (wy * wy + wz * wz);
    out[at + 1] = c * wx * wy - b * wz;
    out[at + 2] = c * wx * wz + b * wy;
    int row1 = at + stride;
    out[row1] = c * wx * wy + b * wz;
    out[row1 + 1] = 1 - c * (wx * wx + wz * wz);
    out[row1 + 2] = c * wy * wz - b * wx;
    int row2 = row1 + stride;
    out[row2] = c * wx * wz - b * wy;
    out[row2 + 1] = c * wy * wz + b * wx;
    out[row2 + 2] = 1 - c * (wx * wx + wy * wy);
  }

  /**
   * Writes the derivative of P at w in the direction v,
   *
   * <pre>
   *   b [v]x + c ([w]x [v]x + [v]x [w]x) + (w.v) (b' [w]x + c' [w]x^2),
   * </pre>
   *
   * where b' is (db/dtheta)/theta. The small adjoint of a twist is [w]x plus epsilon [v]x with
   * epsilon^2 = 0, so this is the translation-rotation block of every function of the twist whose
   * rotation block is P. For the left Jacobian it is the matrix Q of Barfoot and Furgale (2014),
   * equation 102, whose quartic products collapse to this by [w]x [v]x [w]x = -(w.v) [w]x.
   */
  static void writeDerivative(
      double wx,
      double wy,
      double wz,
      double vx,
      double vy,
      double vz,
      double b,
      double c,
      double bSlope,
      double cSlope,
      double[] out,
      int at,
      int stride) {
    double dot = wx * vx + wy * vy + wz * vz;
    double mx = b * vx + dot * bSlope * wx;
    double my = b * vy + dot * bSlope * wy;
    double mz = b * vz + dot * bSlope * wz;
    double quadratic = dot * cSlope;
    double xy = c * (wx * vy + vx * wy) + quadratic * wx * wy;
    double xz = c * (wx * vz + vx * wz) + quadratic * wx * wz;
    double yz = c * (wy * vz + vy * wz) + quadratic * wy * wz;
    out[at] = -2 * c * (wy * vy + wz * vz) - quadratic * (wy * wy + wz * wz);
    out[at + 1] = xy - mz;
    out[at + 2] = xz + my;
    int row1 = at + stride;
    out[row1] = xy + mz;
    out[row1 + 1] = -2 * c * (wx * vx + wz * vz) - quadratic * (wx * wx + wz * wz);
    out[row1 + 2] = yz - mx;
    int row2 = row1 + stride;
    out[row2] = xz - my;
    out[row2 + 1] = yz + mx;
    out[row2 + 2] = -2 * c * (wx * vx + wy * vy) - quadratic * (wx * wx + wy * wy);
  }
}
