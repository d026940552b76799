package dev.mezzo.slam;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Dense normal equations of small problems, to compare with; the last column is the constant. */
final class Normal {
  private Normal() {}

  /** Sum of row^T row. */
  static double[][] of(List<double[]> rows) {
    int n = rows.getFirst().length;
    double[][] sum = new double[n][n];
    for (double[] row : rows) {
      for (int i = 0; i < n; i++) {
        for (int k = 0; k < n; k++) {
          sum[i][k] += row[i] * row[k];
        }
      }
    }
    return sum;
  }

  /** What is left of symmetric equations once the first unknowns are eliminated. */
  static double[][] schur(double[][] whole, int first) {
    int n = whole.length;
    double[][] a = new double[n][];
    Arrays.setAll(a, i -> whole[i].clone());
    for (int p = 0; p < first; p++) {
      for (int i = p + 1; i < n; i++) {
        double f = a[i][p] / a[p][p];
        for (int k = p; k < n; k++) {
          a[i][k] -= f * a[p][k];
        }
      }
    }
    double[][] left = new double[n - first][];
    Arrays.setAll(left, i -> Arrays.copyOfRange(a[first + i], first, n));
    return left;
  }

  /** The minimiser of the sum of (A x + b)^2. */
  static double[] solve(double[][] equations) {
    int n = equations.length - 1;
    double[][] a = new double[n + 1][];
    Arrays.setAll(a, i -> equations[i].clone());
    for (int p = 0; p < n; p++) {
      for (int i = p + 1; i < n; i++) {
        double f = a[i][p] / a[p][p];
        for (int k = p; k <= n; k++) {
          a[i][k] -= f * a[p][k];
        }
      }
    }
    double[] x = new double[n];
    for (int i = n - 1; i >= 0; i--) {
      double sum = -a[i][n];
      for (int k = i + 1; k < n; k++) {
        sum -= a[i][k] * x[k];
      }
      x[i] = sum / a[i][i];
    }
    return x;
  }

  /** A row of a stack with columns for several landmarks, behind those of the stack. */
  static double[] extended(double[] row, int landmarks, int landmark, int columns) {
    double[] extended = Arrays.copyOf(row, columns + 4 + 3 * landmarks);
    for (int c = 0; c < 3 && landmark >= 0; c++) {
      extended[columns + 4 + 3 * landmark + c] = row[columns + 1 + c];
    }
    return extended;
  }

  static double[] head(double[] row, int length) {
    return Arrays.copyOf(row, length);
  }

  /** The same rows with the columns of the landmarks first. */
  static List<double[]> pointsFirst(List<double[]> rows, int columns) {
    List<double[]> sorted = new ArrayList<>();
    for (double[] row : rows) {
      int points = row.length - columns - 4;
      double[] to = new double[points + columns + 1];
      System.arraycopy(row, columns + 4, to, 0, points);
      System.arraycopy(row, 0, to, points, columns + 1);
      sorted.add(to);
    }
    return sorted;
  }
}
