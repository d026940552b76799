package dev.mezzo.slam;

/**
 * Eigenvalues and eigenvectors of a small symmetric matrix by cyclic Jacobi rotations (Golub and
 * Van Loan, Matrix Computations, 4th edition, section 8.5): A = V diag(values) V^T.
 */
final class SymmetricEigen {
  private static final int MAX_SWEEPS = 50; // quadratic convergence: 6 to 8 are usual

  final int n;
  final double[] values;

  /** Row-major n x n; column k belongs to {@code values[k]}. */
  final double[] vectors;

  /** Decomposes a symmetric n x n matrix, which is left as it is. */
  SymmetricEigen(double[] matrix, int n) {
    this.n = n;
    double[] a = matrix.clone();
    vectors = new double[n * n];
    for (int i = 0; i < n; i++) {
      vectors[i * n + i] = 1;
    }
    for (int sweep = 0; sweep < MAX_SWEEPS && !isDiagonal(a); sweep++) {
      for (int p = 0; p < n - 1; p++) {
        for (int q = p + 1; q < n; q++) {
          rotate(a, p, q);
        }
      }
    }
    values = new double[n];
    for (int i = 0; i < n; i++) {
      values[i] = a[i * n + i];
    }
  }

  double smallest() {
    double smallest = values[0];
    for (double value : values) {
      smallest = Math.min(smallest, value);
    }
    return smallest;
  }

  /** The eigenvector of the largest eigenvalue; of equal ones the last. */
  double[] ofLargest() {
    int largest = n - 1;
    for (int i = 0; i < n - 1; i++) {
      largest = values[i] > values[largest] ? i : largest;
    }
    double[] vector = new double[n];
    for (int i = 0; i < n; i++) {
      vector[i] = vectors[i * n + largest];
    }
    return vector;
  }

  /** Largest magnitude of an eigenvalue: the spectral norm. */
  double norm() {
    double norm = 0;
    for (double value : values) {
      norm = Math.max(norm, Math.abs(value));
    }
    return norm;
  }

  private boolean isDiagonal(double[] a) {
    for (int p = 0; p < n - 1; p++) {
      for (int q = p + 1; q < n; q++) {
        // What is this small changes neither eigenvalue nor, by more than rounding, the vectors.
        double tiny =
            0x1p-54 * Math.sqrt(Math.abs(a[p * n + p])) * Math.sqrt(Math.abs(a[q * n + q]));
        if (Math.abs(a[p * n + q]) > tiny) {
          return false;
        }
      }
    }
    return true;
  }

  /** Applies the rotation in the plane (p, q) that makes entry (p, q) zero. */
  private void rotate(double[] a, int p, int q) {
    double apq = a[p * n + q];
    if (apq == 0) {
      return;
    }
    double tau = 0.5 * (a[q * n + q] - a[p * n + p]) / apq;
    double t = 1 / (Math.abs(tau) + Math.sqrt(1 + tau * tau)); // the smaller of both roots
    t = tau < 0 ? -t : t;
    double c = 1 / Math.sqrt(1 + t * t);
    double s = t * c;
    double app = a[p * n + p] - t * apq;
    double aqq = a[q * n + q] + t * apq;
    for (int k = 0; k < n; k++) {
      double akp = a[k * n + p];
      double akq = a[k * n + q];
      a[k * n + p] = c * akp - s * akq;
      a[k * n + q] = s * akp + c * akq;
      double vkp = vectors[k * n + p];
      double vkq = vectors[k * n + q];
      vectors[k * n + p] = c * vkp - s * vkq;
      vectors[k * n + q] = s * vkp + c * vkq;
    }
    for (int k = 0; k < n; k++) {
      double apk = a[p * n + k];
      double aqk = a[q * n + k];
      a[p * n + k] = c * apk - s * aqk;
      a[q * n + k] = s * apk + c * aqk;
    }
    a[p * n + p] = app;
    a[q * n + q] = aqq;
    a[p * n + q] = 0;
    a[q * n + p] = 0;
  }
}
