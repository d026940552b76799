package dev.mezzo.geometry;

/**
 * The scalar functions of an angle theta out of which exponentials, logarithms and their Jacobians
 * are made.
 *
 * <p>With the half-angle pair
 *
 * <pre>
 *   s = sin(theta/2) / (theta/2)     {@link #sincHalf}
 *   c = cos(theta/2)                 {@link #cosHalf}
 * </pre>
 *
 * in hand, the others need no further trigonometry:
 *
 * <pre>
 *   B = (1 - cos theta) / theta^2                      = s^2 / 2               {@link #versine}
 *   C = (theta - sin theta) / theta^3                  = (1 - s c) / theta^2   {@link #sineGap}
 *   D = (1 - (theta/2) cot(theta/2)) / theta^2         = -B' / s^2             {@link #cotangentGap}
 *   B' = (dB/dtheta) / theta                           = s (c - s) / theta^2   {@link #versineSlope}
 *   C' = (dC/dtheta) / theta                           = (B - 3 C) / theta^2   {@link #sineGapSlope}
 *   D' = (dD/dtheta) / theta               = (C + 2 B') / (s^2 theta^2)   {@link #cotangentGapSlope}
 * </pre>
 *
 * <p>For a matrix A with A^3 = -theta^2 A (the hat of a rotation vector, the small adjoint of
 * SE(2)) the left Jacobian is I + B A + C A^2, the right one I - B A + C A^2, and its inverse I +
 * A/2 + D A^2.
 *
 * <p>All functions are even, and take theta^2 because that comes without a square root. The
 * right-hand forms above subtract nearly equal numbers when theta is small, so below theta = 1 the
 * Taylor series takes over: eight terms there leave a truncation below 1e-16 relative. At theta = 1
 * itself cancellation costs C 3 bits, B' 4, C' and D' 6 to 8, and less beyond; the last two only
 * ever enter multiplied by theta^2 and add less than one unit in the last place to a Jacobian.
 */
final class Coefficients {
  private static final int TERMS = 8;
  private static final double SERIES_BELOW_THETA2 = 1;

  private static final double[] SINE_GAP = new double[TERMS];
  private static final double[] VERSINE_SLOPE = new double[TERMS];
  private static final double[] SINE_GAP_SLOPE = new double[TERMS];
  private static final double[] COTANGENT_GAP_SLOPE_TIMES_S2 = new double[TERMS];

  static {
    double factorial = 6; // (2k + 3)!
    for (int k = 0; k < TERMS; k++) {
      double sign = k % 2 == 0 ? 1 : -1;
      double next = factorial * (2 * k + 4) * (2 * k + 5); // (2k + 5)!, exact up to 19!
      SINE_GAP[k] = sign / factorial;
      VERSINE_SLOPE[k] = -sign * (2 * k + 2) / (factorial * (2 * k + 4));
      SINE_GAP_SLOPE[k] = -sign * (2 * k + 2) / next;
      COTANGENT_GAP_SLOPE_TIMES_S2[k] = sign * (k + 1) / ((k + 3) * next);
      factorial = next;
    }
  }

  private Coefficients() {}

  /**
   * s. The sine is within an ulp and the quotient within two at every angle, however small, so only
   * 0/0 needs a branch.
   */
  static double sincHalf(double theta2) {
    double half = 0.5 * Math.sqrt(theta2);
    return half == 0 ? 1 : Math.sin(half) / half;
  }

  /** c. */
  static double cosHalf(double theta2) {
    return Math.cos(0.5 * Math.sqrt(theta2));
  }

  /** B. */
  static double versine(double s) {
    return 0.5 * s * s;
  }

  /** C. */
  static double sineGap(double theta2, double s, double c) {
    return theta2 < SERIES_BELOW_THETA2 ? series(theta2, SINE_GAP) : (1 - s * c) / theta2;
  }

  /** D; infinite at a full turn, where the exponential is not invertible. */
  static double cotangentGap(double theta2, double s, double c) {
    return -versineSlope(theta2, s, c) / (s * s);
  }

  /** B'. */
  static double versineSlope(double theta2, double s, double c) {
    return theta2 < SERIES_BELOW_THETA2 ? series(theta2, VERSINE_SLOPE) : s * (c - s) / theta2;
  }

  /** C'. */
  static double sineGapSlope(double theta2, double s, double c) {
    return theta2 < SERIES_BELOW_THETA2
        ? series(theta2, SINE_GAP_SLOPE)
        : (versine(s) - 3 * sineGap(theta2, s, c)) / theta2;
  }

  /** D'; infinite at a full turn. */
  static double cotangentGapSlope(double theta2, double s, double c) {
    double timesS2 =
        theta2 < SERIES_BELOW_THETA2
            ? series(theta2, COTANGENT_GAP_SLOPE_TIMES_S2)
            : (sineGap(theta2, s, c) + 2 * versineSlope(theta2, s, c)) / theta2;
    return timesS2 / (s * s);
  }

  private static double series(double theta2, double[] coefficients) {
    double sum = coefficients[TERMS - 1];
    for (int k = TERMS - 2; k >= 0; k--) {
      sum = sum * theta2 + coefficients[k];
    }
    return sum;
  }
}
