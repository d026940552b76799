package dev.mezzo.slam;

import dev.mezzo.optimize.Evaluation;

/**
 * What all measurements of a pose in the plane share: whitening of the error e = [t_D; angle of D]
 * of {@link PoseGraph}, and its derivative by the right perturbation D &#183; Exp(d). No temporary
 * objects.
 */
final class Error2 {
  private Error2() {}

  /** U, row-major 3x3, upper triangular. */
  static double[] root(InformationMatrix information) {
    if (information.dimension() != 3) {
      throw new IllegalArgumentException(
          "a measurement in the plane takes a 3x3 information matrix, not "
              + information.dimension()
              + "x"
              + information.dimension());
    }
    return information.root();
  }

  /** Writes r = U e. */
  static void writeResidual(Evaluation out, double[] u, double e0, double e1, double e2) {
    out.residual(0, u[0] * e0 + u[1] * e1 + u[2] * e2);
    out.residual(1, u[4] * e1 + u[5] * e2);
    out.residual(2, u[8] * e2);
  }

  /**
   * Writes block k of the Jacobian, that of the pose at which D ends: U [R_D, 0; 0, 1], with (c, s)
   * cosine and sine of the angle of D.
   */
  static void writeEnd(Evaluation out, int k, double[] u, double c, double s) {
    for (int r = 0; r < 3; r++) {
      out.jacobian(k, r, 0, u[3 * r] * c + u[3 * r + 1] * s);
      out.jacobian(k, r, 1, u[3 * r + 1] * c - u[3 * r] * s);
      out.jacobian(k, r, 2, u[3 * r + 2]);
    }
  }
}
