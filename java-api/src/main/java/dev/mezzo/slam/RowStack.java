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

  private double[] a = new double[1024];
  private double[] work = new double[64];
  private int[] lead = new int[64];

  /** Rows in the order of the factorisation. */
  private int[] order = new int[64];

  private int[] places = new int[64];
  private int columns;
  private int stride;
  private int rows;

  /** Rows of the factor that are kept: in the order, from one to before the other. */
  private int firstKept;

  private int endKept;

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
   * @return where it begins in {@link #values()}, whose array may be another one afterwards
   */
  int add(int firstColumn) {
    int at = rows * stride;
    if (at + stride > a.length) {
      a = Arrays.copyOf(a, (at + stride) + (at + stride) / 2);
    }
    if (rows == lead.length) {
      lead = Arrays.copyOf(lead, 2 * rows);
      order = Arrays.copyOf(order, 2 * rows);
    }
    Arrays.fill(a, at, at + stride, 0);
    order[rows] = rows;
    lead[rows++] = firstColumn;
    return at;
  }

  /** The numbers of the rows. */
  double[] values() {
    return a;
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
        System.arraycopy(a, rows * stride, a, k * stride, stride);
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

  /** Where the k-th kept row begins in {@link #values()}. */
  int keptRow(int k) {
    return order[firstKept + k] * stride;
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
      double x = a[order[i] * stride + column];
      norm2 += x * x;
    }
    if (norm2 == 0) {
      return false;
    }
    int p = order[begin] * stride;
    double first = a[p + column];
    double alpha = -Math.copySign(Math.sqrt(norm2), first);
    double v = first - alpha;
    double beta = 1 / (norm2 - alpha * first);
    for (int c = from; c < to; c++) {
      work[c] = v * a[p + c];
    }
    int k = begin + 1;
    for (; k + 4 <= end; k += 4) {
      addFour(k, column, from, to);
    }
    for (; k < end; k++) {
      int at = order[k] * stride;
      double x = a[at + column];
      for (int c = from; c < to; c++) {
        work[c] += x * a[at + c];
      }
    }
    subtract(p, from, to, beta * v);
    a[p + column] = alpha;
    for (k = begin + 1; k < end; k++) {
      int at = order[k] * stride;
      double x = a[at + column];
      if (x != 0) {
        subtract(at, from, to, beta * x);
        a[at + column] = 0;
      }
    }
    return true;
  }

  /** Adds four rows, times their numbers in a column, to the sum. */
  private void addFour(int k, int column, int from, int to) {
    int at0 = order[k] * stride;
    int at1 = order[k + 1] * stride;
    int at2 = order[k + 2] * stride;
    int at3 = order[k + 3] * stride;
    double x0 = a[at0 + column];
    double x1 = a[at1 + column];
    double x2 = a[at2 + column];
    double x3 = a[at3 + column];
    for (int c = from; c < to; c++) {
      work[c] += x0 * a[at0 + c] + x1 * a[at1 + c] + (x2 * a[at2 + c] + x3 * a[at3 + c]);
    }
  }

  private void subtract(int at, int from, int to, double factor) {
    for (int c = from; c < to; c++) {
      a[at + c] -= factor * work[c];
    }
  }
}
