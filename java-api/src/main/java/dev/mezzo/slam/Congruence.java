package dev.mezzo.slam;

/** Products A^T Omega A of small row-major matrices: information seen from elsewhere. */
final class Congruence {
  private Congruence() {}

  /** A^T Omega A, with Omega and A n x n. */
  static double[] of(double[] a, double[] omega, int n) {
    double[] sum = new double[n * n];
    add(a, omega, n, n, sum);
    return sum;
  }

  /** sum += A^T Omega A, with Omega n x n and A n x m. */
  static void add(double[] a, double[] omega, int n, int m, double[] sum) {
    double[] product = new double[n * m]; // Omega A
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < m; j++) {
        for (int k = 0; k < n; k++) {
          product[i * m + j] += omega[i * n + k] * a[k * m + j];
        }
      }
    }
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < m; j++) {
        for (int k = 0; k < n; k++) {
          sum[i * m + j] += a[k * m + i] * product[k * m + j];
        }
      }
    }
  }

  /** A^T, with A n x n. */
  static double[] transposed(double[] a, int n) {
    double[] out = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        out[j * n + i] = a[i * n + j];
      }
    }
    return out;
  }

  /**
   * How the motion (v, w) of a body moves its point y, to first order: [1, -[y]x], row-major 2x3 in
   * the plane, 3x6 in space.
   */
  static double[] motionOf(double[] y) {
    return y.length == 2
        ? new double[] {1, 0, -y[1], 0, 1, y[0]}
        : new double[] {
          1, 0, 0, 0, y[2], -y[1],
          0, 1, 0, -y[2], 0, y[0],
          0, 0, 1, y[1], -y[0], 0
        };
  }
}
