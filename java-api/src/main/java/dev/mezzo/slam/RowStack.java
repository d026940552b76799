package dev.mezzo.slam;

import java.util.Arrays;

/**
 * Rows of a linear least-squares problem, dense, and their QR factorisation by Householder
 * reflections (Golub and Van Loan, Matrix Computations, 4th ed., section 5.2) that leaves out what
 * is zero at the beginning of a row. The last column is the constant: a row stands for (sum of A_c
 * d_c + constant)^2. Nothing is squared, so that nothing is lost to it. Allocates nothing once its
 * arrays are large enough.
 */
final class RowStack {
  /** Columns of a landmark, behind the constant. */
  private static final int POINT = 3;

  /**
   * An array for each row: loops over them run in vectors, which C2 would not make of offsets into
   * one.
   */
  private double[][] a = {};

  private double[] work;
  private int[] lead = {};

  /** Rows in the order of the factorisation. */
  private int[] order = {};

  private int[] places;
  private int columns;
  private int stride;
  private int rows;

  /** Rows of the factor that are kept: in the order, from one to before the other. */
  private int firstKept;

  private int endKept;

  /** Numbers that a row has room for from the beginning. */
  private final int capacity;

  RowStack(int columns) {
    capacity = columns + 1 + POINT;
    work = new double[capacity];
    places = new int[capacity];
  }

  /**
   * Begins with no rows.
   *
   * @param count columns without the constant
   */
  void begin(int count) {
    columns = count;
    stride = count + 1 + POINT;
    rows = 0;
    if (work.length < stride) {
      work = new double[stride + stride / 2];
      places = new int[stride + stride / 2];
    }
  }

  /**
   * Adds a row of zeros.
   *
   * @param firstColumn before which it stays zero
   * @return its numbers, to be written
   */
  double[] add(int firstColumn) {
    if (rows == a.length) {
      a = Arrays.copyOf(a, Math.max(64, 2 * rows));
      lead = Arrays.copyOf(lead, a.length);
      order = Arrays.copyOf(order, a.length);
    }
    if (a[rows] == null || a[rows].length < stride) {
      a[rows] = new double[Math.max(stride, capacity)];
    }
    double[] row = a[rows];
    Arrays.fill(row, 0, stride, 0);
    order[rows] = rows;
    lead[rows++] = firstColumn;
    return row;
  }

  /** Index of the constant within a row; the three columns of a landmark follow. */
  int constant() {
    return columns;
  }

  int rows() {
    return rows;
  }

  /**
   * Eliminates a landmark from the rows that name it, which are the last ones: they become the rows
   * that say what is known whatever the landmark is, three fewer if it is determined.
   *
   * @param firstRow the first of them
   */
  void eliminatePoint(int firstRow) {
    int least = columns;
    for (int k = firstRow; k < rows; k++) {
      least = Math.min(least, lead[k]);
    }
    int pivot = firstRow;
    for (int c = columns + 1; c < stride && pivot < rows; c++) {
      if (reflect(pivot, rows, c, least, stride)) {
        pivot++;
      }
    }
    // The rows that determine the landmark make room for the last ones.
    for (int k = firstRow; k < pivot; k++) {
      rows--;
      if (rows >= pivot) {
        System.arraycopy(a[rows], 0, a[k], 0, stride);
      }
    }
    for (int k = firstRow; k < rows; k++) {
      lead[k] = least;
    }
  }

  /**
   * Makes the rows upper trapezoidal and keeps those that do not name the first columns.
   *
   * @param leaving columns to be eliminated
   */
  void reduce(int leaving) {
    sort();
    firstKept = 0;
    int pivot = 0;
    int end = 0;
    for (int c = 0; c < columns; c++) {
      while (end < rows && lead[order[end]] <= c) {
        end++;
      }
      if (pivot < end && reflect(pivot, end, c, c, columns + 1)) {
        lead[order[pivot++]] = c;
      }
      if (c == leaving - 1) {
        firstKept = pivot;
      }
    }
    endKept = pivot;
  }

  /** Number of rows that {@link #reduce} kept, at most as many as there are columns left. */
  int kept() {
    return endKept - firstKept;
  }

  /** The k-th kept row. */
  double[] keptRow(int k) {
    return a[order[firstKept + k]];
  }

  /** The first column in which that row is not zero. */
  int keptLead(int k) {
    return lead[order[firstKept + k]];
  }

  /** Orders the rows by where they begin. */
  private void sort() {
    Arrays.fill(places, 0, columns + 1, 0);
    for (int k = 0; k < rows; k++) {
      places[lead[k]]++;
    }
    int at = 0;
    for (int c = 0; c <= columns; c++) {
      at += places[c];
      places[c] = at - places[c];
    }
    for (int k = 0; k < rows; k++) {
      order[places[lead[k]]++] = k;
    }
  }

  /**
   * Reflects rows, given by their places in the order, so that all but the first are zero in a
   * column; false if they are already.
   *
   * @param from where the numbers of these rows begin to be other than zero
   * @param to where they end
   */
  private boolean reflect(int begin, int end, int column, int from, int to) {
    double norm2 = 0;
    for (int i = begin; i < end; i++) {
      double x = a[order[i]][column];
      norm2 += x * x;
    }
    if (norm2 == 0) {
      return false;
    }
    double[] pivot = a[order[begin]];
    double first = pivot[column];
    double alpha = -Math.copySign(Math.sqrt(norm2), first);
    double v = first - alpha;
    double beta = 1 / (norm2 - alpha * first);
    for (int c = from; c < to; c++) {
      work[c] = v * pivot[c];
    }
    int k = begin + 1;
    for (; k + 4 <= end; k += 4) {
      addFour(k, column, from, to);
    }
    for (; k < end; k++) {
      double[] row = a[order[k]];
      double x = row[column];
      for (int c = from; c < to; c++) {
        work[c] += x * row[c];
      }
    }
    subtract(pivot, from, to, beta * v);
    pivot[column] = alpha;
    for (k = begin + 1; k < end; k++) {
      double[] row = a[order[k]];
      double x = row[column];
      if (x != 0) {
        subtract(row, from, to, beta * x);
        row[column] = 0;
      }
    }
    return true;
  }

  /** Adds four rows, times their numbers in a column, to the sum. */
  private void addFour(int k, int column, int from, int to) {
    double[] r0 = a[order[k]];
    double[] r1 = a[order[k + 1]];
    double[] r2 = a[order[k + 2]];
    double[] r3 = a[order[k + 3]];
    double[] sum = work;
    double x0 = r0[column];
    double x1 = r1[column];
    double x2 = r2[column];
    double x3 = r3[column];
    for (int c = from; c < to; c++) {
      sum[c] += x0 * r0[c] + x1 * r1[c] + (x2 * r2[c] + x3 * r3[c]);
    }
  }

  private void subtract(double[] row, int from, int to, double factor) {
    double[] sum = work;
    for (int c = from; c < to; c++) {
      row[c] -= factor * sum[c];
    }
  }
}
