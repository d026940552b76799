package dev.mezzo.optimize;

import dev.mezzo.linalg.Vector;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Extends a factor of part of the variables to variables that came later, without touching it. A
 * new variable v with a square, regular Jacobian block J_v in one factor, whose other free variable
 * p was there before (a keyframe and its odometry), is eliminated before all that were there: its
 * column of the extended factor has one block below the diagonal, and its Schur complement is zero,
 *
 * <pre>
 *   J_p^T J_p - J_p^T J_v (J_v^T J_v)^-1 J_v^T J_p = 0,
 * </pre>
 *
 * so that the factor at hand remains exact for the rest. Later variables are eliminated first: each
 * is a leaf at the moment of its elimination. What other factors say of these variables (loop
 * closures) is left out, a change of low rank that conjugate gradients take care of.
 *
 * <p>Numbers are fp64. Column-scaled, as the factor is.
 */
final class LeafChain {
  private static final int NONE = -1;

  /** Column blocks before the first leaf. */
  private int covered;

  /** First scalar column of every column block, and their end. */
  private int[] first = {0};

  /** Number of column blocks, leaves and others, that have been numbered. */
  private int blocks;

  /** By leaf: the column block that it hangs on, or {@link #NONE}. */
  private int[] parent = {};

  /** By leaf: whether a factor was found that it hangs on. */
  private boolean[] isBound = {};

  /** By leaf: where its J_v^-1 is, followed by -J_v^-1 J_p. */
  private int[] at = {};

  private double[] values = {};
  private int valuesUsed;
  private double[] scratch = {};

  /** The factor now covers all column blocks. */
  void clear() {
    covered = blocks;
    valuesUsed = 0;
  }

  boolean isEmpty() {
    return covered == blocks;
  }

  /** Scalar columns before the leaves. */
  int coveredColumns() {
    return first[covered];
  }

  /** Whether every column block from {@link #clear} on hangs on one before it. */
  boolean isComplete() {
    for (int leaf = 0; leaf < blocks - covered; leaf++) {
      if (!isBound[leaf]) {
        return false;
      }
    }
    return true;
  }

  /** Takes in the variables and factors that a linearisation has from that factor on. */
  void append(Linearization linearization, Vector scale, int fromFactor) {
    int before = blocks;
    blocks = linearization.free();
    if (first.length <= blocks) {
      first = Arrays.copyOf(first, blocks + blocks / 2 + 2);
    }
    for (int c = before; c < blocks; c++) {
      first[c + 1] = first[c] + linearization.columnsOf(c);
    }
    int leaves = blocks - covered;
    if (parent.length < leaves) {
      int room = leaves + leaves / 2;
      parent = Arrays.copyOf(parent, room);
      at = Arrays.copyOf(at, room);
      isBound = Arrays.copyOf(isBound, room);
    }
    Arrays.fill(isBound, before - covered, leaves, false);
    for (int i = fromFactor; i < linearization.factors(); i++) {
      bind(linearization, scale, i);
    }
  }

  /** Hangs the last variable of a factor on the other one, where that can be done. */
  private void bind(Linearization linearization, Vector scale, int i) {
    int last = NONE;
    int other = NONE;
    long lastAt = 0;
    long otherAt = 0;
    for (int k = 0; k < linearization.arity(i); k++) {
      int column = linearization.column(i, k);
      if (column == NONE) {
        continue;
      }
      if (last != NONE && other != NONE) {
        return;
      }
      if (last == NONE || column > last) {
        other = last;
        otherAt = lastAt;
        last = column;
        lastAt = linearization.valueAt(i, k);
      } else {
        other = column;
        otherAt = linearization.valueAt(i, k);
      }
    }
    int rows = linearization.rows(i);
    if (last >= covered && !isBound[last - covered] && rows == width(last)) {
      MemorySegment jacobian = linearization.jacobian().values();
      bind(jacobian, scale, last, lastAt, other, otherAt);
    }
  }

  private int width(int block) {
    return first[block + 1] - first[block];
  }

  private void bind(
      MemorySegment jacobian, Vector scale, int leaf, long leafAt, int on, long onAt) {
    int n = width(leaf);
    int m = on == NONE ? 0 : width(on);
    int length = n * (n + m);
    if (values.length < valuesUsed + length) {
      values = Arrays.copyOf(values, Math.max(2 * values.length, valuesUsed + length));
    }
    // [J_v | I, -J_p] becomes [I | J_v^-1, -J_v^-1 J_p].
    int wide = 2 * n + m;
    double[] a = new double[n * wide];
    for (int r = 0; r < n; r++) {
      copyRow(jacobian, leafAt + (long) r * n, scale, leaf, 1, a, r * wide);
      a[r * wide + n + r] = 1;
      if (on != NONE) {
        copyRow(jacobian, onAt + (long) r * m, scale, on, -1, a, r * wide + 2 * n);
      }
    }
    if (!reduce(a, n, wide)) {
      return;
    }
    int index = leaf - covered;
    for (int r = 0; r < n; r++) {
      System.arraycopy(a, r * wide + n, values, valuesUsed + r * n, n);
      System.arraycopy(a, r * wide + 2 * n, values, valuesUsed + n * n + r * m, m);
    }
    parent[index] = on;
    at[index] = valuesUsed;
    isBound[index] = true;
    valuesUsed += length;
  }

  private void copyRow(
      MemorySegment jacobian, long from, Vector scale, int block, int sign, double[] to, int at) {
    for (int c = 0; c < width(block); c++) {
      double entry = jacobian.getAtIndex(ValueLayout.JAVA_DOUBLE, from + c);
      to[at + c] = sign * entry * scale.get(first[block] + c);
    }
  }

  /** Gauss-Jordan elimination with the largest pivot of each column; false if one is too small. */
  private static boolean reduce(double[] a, int n, int wide) {
    double largest = 0;
    for (int p = 0; p < n; p++) {
      int pivot = p;
      for (int r = p + 1; r < n; r++) {
        pivot = Math.abs(a[r * wide + p]) > Math.abs(a[pivot * wide + p]) ? r : pivot;
      }
      double value = a[pivot * wide + p];
      largest = Math.max(largest, Math.abs(value));
      if (!(Math.abs(value) > 1e-10 * largest) || !Double.isFinite(value)) {
        return false;
      }
      for (int c = 0; c < wide; c++) {
        double swapped = a[p * wide + c];
        a[p * wide + c] = a[pivot * wide + c] / value;
        if (pivot != p) {
          a[pivot * wide + c] = swapped;
        }
      }
      for (int r = 0; r < n; r++) {
        double factor = a[r * wide + p];
        if (r != p && factor != 0) {
          for (int c = p; c < wide; c++) {
            a[r * wide + c] -= factor * a[p * wide + c];
          }
        }
      }
    }
    return true;
  }

  /**
   * The first half of a solve: x, one number per column, with the leaves eliminated from it. What
   * remains is for the factor of the columns before the leaves.
   */
  void eliminate(double[] x) {
    for (int block = blocks - 1; block >= covered; block--) {
      int index = block - covered;
      int n = width(block);
      int v = first[block];
      int on = parent[index];
      if (on != NONE) {
        int m = width(on);
        int p = first[on];
        int coupling = at[index] + n * n;
        for (int r = 0; r < n; r++) {
          double value = x[v + r];
          for (int c = 0; c < m; c++) {
            x[p + c] += values[coupling + r * m + c] * value;
          }
        }
      }
      double[] own = scratch(n);
      for (int c = 0; c < n; c++) {
        double sum = 0;
        for (int r = 0; r < n; r++) {
          sum += values[at[index] + r * n + c] * x[v + r];
        }
        own[c] = sum;
      }
      System.arraycopy(own, 0, x, v, n);
    }
  }

  /** The second half: the leaves, from what the factor made of the columns before them. */
  void substitute(double[] x) {
    for (int block = covered; block < blocks; block++) {
      int index = block - covered;
      int n = width(block);
      int v = first[block];
      int on = parent[index];
      int m = on == NONE ? 0 : width(on);
      int p = on == NONE ? 0 : first[on];
      double[] own = scratch(n);
      for (int r = 0; r < n; r++) {
        double sum = 0;
        for (int c = 0; c < n; c++) {
          sum += values[at[index] + r * n + c] * x[v + c];
        }
        for (int c = 0; c < m; c++) {
          sum += values[at[index] + n * n + r * m + c] * x[p + c];
        }
        own[r] = sum;
      }
      System.arraycopy(own, 0, x, v, n);
    }
  }

  private double[] scratch(int n) {
    if (scratch.length < n) {
      scratch = new double[n];
    }
    return scratch;
  }
}
