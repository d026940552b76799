package dev.mezzo.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.UnaryOperator;

/** Small row-major matrices, and the power series that define what the geometry classes compute. */
final class Dense {
  private Dense() {}

  static double[] identity(int n) {
    double[] out = new double[n * n];
    for (int i = 0; i < n; i++) {
      out[i * n + i] = 1;
    }
    return out;
  }

  /** a b for a of {@code n} columns. */
  static double[] times(double[] a, double[] b, int n) {
    int rows = a.length / n;
    int columns = b.length / n;
    double[] out = new double[rows * columns];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        for (int k = 0; k < n; k++) {
          out[i * columns + j] += a[i * n + k] * b[k * columns + j];
        }
      }
    }
    return out;
  }

  static double[] scaled(double factor, double[] a) {
    double[] out = a.clone();
    for (int i = 0; i < a.length; i++) {
      out[i] *= factor;
    }
    return out;
  }

  static double[] plus(double[] a, double[] b) {
    double[] out = a.clone();
    for (int i = 0; i < a.length; i++) {
      out[i] += b[i];
    }
    return out;
  }

  static double[] minus(double[] a, double[] b) {
    return plus(a, scaled(-1, b));
  }

  static double norm(double[] a) {
    double largest = 0;
    for (double value : a) {
      largest = Math.max(largest, Math.abs(value));
    }
    if (largest == 0) {
      return 0;
    }
    double sum = 0;
    for (double value : a) {
      sum += (value / largest) * (value / largest);
    }
    return largest * Math.sqrt(sum);
  }

  /** The matrix exponential, sum of A^k / k!, for a row-major n x n matrix of moderate norm. */
  static double[] exponential(double[] a, int n) {
    return series(a, n, 0);
  }

  /** The left Jacobian of a Lie group, sum of ad^k / (k+1)!; the right one is that of -ad. */
  static double[] leftJacobian(double[] ad, int n) {
    return series(ad, n, 1);
  }

  private static double[] series(double[] a, int n, int shift) {
    double[] term = identity(n);
    double[] sum = term;
    for (int k = 1; k <= 60; k++) {
      term = scaled(1.0 / (k + shift), times(term, a, n));
      sum = plus(sum, term);
    }
    return sum;
  }

  /** The 3x3 matrix of the cross product with (x, y, z). */
  static double[] hat(double x, double y, double z) {
    return new double[] {0, -z, y, z, 0, -x, -y, x, 0};
  }

  /**
   * The Jacobian at zero of a function from R^n to R^n, by central differences: fourth order, so
   * that a step as large as 1e-3 leaves truncation near 1e-12 and rounding near 1e-13.
   */
  static double[] differentiate(UnaryOperator<double[]> function, int n) {
    double h = 1e-3;
    double[] out = new double[n * n];
    for (int j = 0; j < n; j++) {
      for (int step = -2; step <= 2; step++) {
        double weight = new double[] {1, -8, 0, 8, -1}[step + 2] / (12 * h);
        double[] e = new double[n];
        e[j] = step * h;
        double[] value = function.apply(e);
        for (int i = 0; i < n; i++) {
          out[i * n + j] += weight * value[i];
        }
      }
    }
    return out;
  }

  static void assertNear(double[] actual, double[] expected, double tolerance) {
    assertThat(actual).containsExactly(expected, within(tolerance));
  }

  /** Vectors agree to {@code tolerance} relative to the length of the expected one. */
  static void assertRelativelyNear(double[] actual, double[] expected, double tolerance) {
    assertThat(norm(minus(actual, expected)))
        .as(() -> "distance of " + Arrays.toString(actual) + " from " + Arrays.toString(expected))
        .isLessThanOrEqualTo(tolerance * norm(expected));
  }
}
