package dev.mezzo.linalg;

import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Plain Java arithmetic on small arrays, and copies between arrays and off-heap vectors. */
final class Dense {
  private Dense() {}

  static Vector vector(Arena arena, Precision precision, double... x) {
    var vector = new Vector(arena, precision, x.length);
    for (int i = 0; i < x.length; i++) {
      vector.set(i, x[i]);
    }
    return vector;
  }

  static double[] array(Vector vector) {
    double[] x = new double[Math.toIntExact(vector.length())];
    for (int i = 0; i < x.length; i++) {
      x[i] = vector.get(i);
    }
    return x;
  }

  /** Numbers in [-1, 1). */
  static double[] random(int n, long seed) {
    var random = new SplittableRandom(seed);
    return random.doubles(n, -1, 1).toArray();
  }

  static double[] ones(int n) {
    double[] x = new double[n];
    Arrays.fill(x, 1);
    return x;
  }

  static double[] times(double[][] a, double[] x) {
    double[] y = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      y[i] = dot(a[i], x);
    }
    return y;
  }

  static double[] transposeTimes(double[][] a, double[] w) {
    double[] q = new double[a[0].length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < q.length; j++) {
        q[j] += a[i][j] * w[i];
      }
    }
    return q;
  }

  static double dot(double[] x, double[] y) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += x[i] * y[i];
    }
    return sum;
  }

  static double norm(double[] x) {
    return Math.sqrt(dot(x, x));
  }

  /** ||x - y|| / ||y||. */
  static double relativeError(double[] x, double[] y) {
    double[] difference = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      difference[i] = x[i] - y[i];
    }
    return norm(difference) / norm(y);
  }

  /** A with lambda on its diagonal. */
  static double[][] shifted(double[][] a, double lambda) {
    double[][] b = new double[a.length][];
    for (int i = 0; i < a.length; i++) {
      b[i] = a[i].clone();
      b[i][i] += lambda;
    }
    return b;
  }

  /** Solves A x = b by Gaussian elimination with row pivoting. */
  static double[] solve(double[][] a, double[] b) {
    int n = b.length;
    double[][] m = shifted(a, 0);
    double[] x = b.clone();
    for (int k = 0; k < n; k++) {
      int pivot = k;
      for (int i = k + 1; i < n; i++) {
        pivot = Math.abs(m[i][k]) > Math.abs(m[pivot][k]) ? i : pivot;
      }
      double[] row = m[k];
      m[k] = m[pivot];
      m[pivot] = row;
      double number = x[k];
      x[k] = x[pivot];
      x[pivot] = number;
      for (int i = k + 1; i < n; i++) {
        double factor = m[i][k] / m[k][k];
        for (int j = k; j < n; j++) {
          m[i][j] -= factor * m[k][j];
        }
        x[i] -= factor * x[k];
      }
    }
    for (int k = n - 1; k >= 0; k--) {
      for (int j = k + 1; j < n; j++) {
        x[k] -= m[k][j] * x[j];
      }
      x[k] /= m[k][k];
    }
    return x;
  }

  static double[][] inverse(double[][] a) {
    int n = a.length;
    double[][] inverse = new double[n][n];
    for (int j = 0; j < n; j++) {
      double[] unit = new double[n];
      unit[j] = 1;
      double[] column = solve(a, unit);
      for (int i = 0; i < n; i++) {
        inverse[i][j] = column[i];
      }
    }
    return inverse;
  }
}
