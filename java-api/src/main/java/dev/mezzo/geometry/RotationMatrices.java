package dev.mezzo.geometry;

import java.util.Arrays;

/**
 * The way from a measured 3x3 matrix, rounded or slightly skewed, to the rotation it stands for.
 */
final class RotationMatrices {
  /** Largest accepted entry of |M^T M - I|. Two printed digits are within it; a scaling is not. */
  private static final double MAX_DEPARTURE = 0.1;

  /**
   * Within {@link #MAX_DEPARTURE} the singular values lie in [0.83, 1.15]. One step maps 1 + e to 1
   * + e^2/2 at first order, so 0.17, 1.8e-2, 1.6e-4, 1.2e-8, 7e-17: four steps reach rounding, and
   * the fifth removes what the first ones left of it.
   */
  private static final int NEWTON_STEPS = 5;

  private RotationMatrices() {}

  /**
   * The rotation nearest to {@code matrix} (row-major 3x3) in the Frobenius norm: its orthogonal
   * polar factor, by Newton's iteration X &lt;- (X + X^-T) / 2 (Higham, "Computing the polar
   * decomposition", 1986).
   *
   * @throws IllegalArgumentException if the matrix does not have 9 finite entries, is far from
   *     orthogonal, or is a reflection
   */
  static double[] nearest(double[] matrix) {
    if (matrix.length != 9) {
      throw new IllegalArgumentException(
          "rotation matrix must have 9 entries (row-major 3x3), has " + matrix.length);
    }
    Finite.require("rotation matrix", matrix);
    double departure = departureFromOrthogonal(matrix);
    if (!(departure <= MAX_DEPARTURE)) {
      throw new IllegalArgumentException(
          "matrix is not close to a rotation: M^T M differs from the identity by "
              + departure
              + " (at most "
              + MAX_DEPARTURE
              + " allowed) in "
              + Arrays.toString(matrix));
    }
    double[] x = matrix.clone();
    double[] cofactors = new double[9];
    for (int step = 0; step < NEWTON_STEPS; step++) {
      double determinant = cofactors(x, cofactors);
      if (determinant < 0) {
        throw new IllegalArgumentException(
            "matrix is a reflection, not a rotation (negative determinant): "
                + Arrays.toString(matrix));
      }
      for (int i = 0; i < 9; i++) {
        x[i] = 0.5 * (x[i] + cofactors[i] / determinant);
      }
    }
    return x;
  }

  private static double departureFromOrthogonal(double[] m) {
    double largest = 0;
    for (int i = 0; i < 3; i++) {
      for (int j = i; j < 3; j++) {
        double dot = m[i] * m[j] + m[3 + i] * m[3 + j] + m[6 + i] * m[6 + j];
        largest = Math.max(largest, Math.abs(dot - (i == j ? 1 : 0)));
      }
    }
    return largest;
  }

  /** Writes the cofactors of {@code m}, which are det(m) m^-T, and returns det(m). */
  private static double cofactors(double[] m, double[] out) {
    for (int i = 0; i < 3; i++) {
      int i1 = (i + 1) % 3 * 3;
      int i2 = (i + 2) % 3 * 3;
      for (int j = 0; j < 3; j++) {
        int j1 = (j + 1) % 3;
        int j2 = (j + 2) % 3;
        out[3 * i + j] = m[i1 + j1] * m[i2 + j2] - m[i1 + j2] * m[i2 + j1];
      }
    }
    return m[0] * out[0] + m[1] * out[1] + m[2] * out[2];
  }
}
