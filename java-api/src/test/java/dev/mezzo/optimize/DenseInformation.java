package dev.mezzo.optimize;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** J^T J over the free variables of a small problem, factor by factor, and its inverse. */
final class DenseInformation {
  private DenseInformation() {}

  /** First column of each free variable, and the number of columns at the end. */
  static int[] columns(Problem problem) {
    int[] at = new int[problem.variables() + 1];
    for (int v = 0; v < problem.variables(); v++) {
      at[v + 1] = at[v] + (problem.isFixed(v) ? 0 : problem.manifold(v).tangentDimension());
    }
    return at;
  }

  static double[][] of(Problem problem) {
    int[] at = columns(problem);
    int n = at[problem.variables()];
    double[][] information = new double[n][n];
    var estimate = new Estimate(problem.states().clone(), problem.offsets());
    for (int f = 0; f < problem.factors(); f++) {
      double[][] j = jacobian(problem, f, at, n, estimate);
      for (double[] row : j) {
        for (int a = 0; a < n; a++) {
          for (int b = 0; b < n; b++) {
            information[a][b] += row[a] * row[b];
          }
        }
      }
    }
    return information;
  }

  private static double[][] jacobian(Problem problem, int f, int[] at, int n, Estimate estimate) {
    int rows = problem.factor(f).dimension();
    int[] variables = problem.factor(f).variables();
    int[] offsets = new int[variables.length];
    int[] widths = new int[variables.length];
    int values = 0;
    for (int k = 0; k < variables.length; k++) {
      offsets[k] = values;
      widths[k] = problem.manifold(variables[k]).tangentDimension();
      values += rows * widths[k];
    }
    double[][] dense = new double[rows][n];
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment r = arena.allocate(ValueLayout.JAVA_DOUBLE, rows);
      MemorySegment j = arena.allocate(ValueLayout.JAVA_DOUBLE, values);
      var out = new Evaluation(r, j);
      out.layout(offsets, widths);
      out.bind(true, rows, variables.length, 0, 0, 0);
      problem.factor(f).evaluate(estimate, out);
      double s = 0;
      for (int i = 0; i < rows; i++) {
        s += Math.pow(r.getAtIndex(ValueLayout.JAVA_DOUBLE, i), 2);
      }
      double weight = Math.sqrt(problem.loss(f).weight(s));
      for (int k = 0; k < variables.length; k++) {
        for (int i = 0; i < rows * widths[k] && !problem.isFixed(variables[k]); i++) {
          dense[i / widths[k]][at[variables[k]] + i % widths[k]] =
              weight * j.getAtIndex(ValueLayout.JAVA_DOUBLE, offsets[k] + i);
        }
      }
    }
    return dense;
  }

  /** Gauss-Jordan with pivots from the diagonal, which suits positive definite matrices. */
  static double[][] inverse(double[][] matrix) {
    int n = matrix.length;
    double[][] a = new double[n][];
    for (int i = 0; i < n; i++) {
      a[i] = matrix[i].clone();
    }
    for (int p = 0; p < n; p++) {
      double pivot = 1 / a[p][p];
      a[p][p] = 1;
      for (int j = 0; j < n; j++) {
        a[p][j] *= pivot;
      }
      for (int i = 0; i < n; i++) {
        if (i != p) {
          double factor = a[i][p];
          a[i][p] = 0;
          for (int j = 0; j < n; j++) {
            a[i][j] -= factor * a[p][j];
          }
        }
      }
    }
    return a;
  }
}
