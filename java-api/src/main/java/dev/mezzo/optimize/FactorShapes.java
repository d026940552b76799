package dev.mezzo.optimize;

import java.util.Arrays;

/**
 * Sorts factors by shape, that is by dimension and by the dimensions of their free variables:
 * shapes in the order in which they first come, factors of one shape in their own order. Allocates
 * nothing once its arrays are large enough.
 */
final class FactorShapes {
  private final Problem problem;
  private int[] shapeOf = {};
  private int count;
  private int[] rows = new int[8];
  private int[] factors = new int[8];
  private int[] hashes = new int[8];

  /** Where the dimensions of each shape begin in {@link #dimensions}; one more than there are. */
  private int[] dimensionsAt = new int[9];

  private int[] dimensions = new int[32];

  /** Shape of a hash, probed linearly; -1 where there is none. */
  private int[] table = new int[16];

  FactorShapes(Problem problem) {
    this.problem = problem;
  }

  /**
   * Sorts the factors from one on.
   *
   * @param from first factor
   * @param columnVariable negative for fixed variables
   * @param order receives the factors, from {@code from} on
   */
  void sort(int from, int[] columnVariable, int[] order) {
    int end = problem.factors();
    if (shapeOf.length < end - from) {
      shapeOf = new int[end - from + (end - from) / 2];
    }
    count = 0;
    Arrays.fill(table, -1);
    for (int f = from; f < end; f++) {
      shapeOf[f - from] = shape(f, columnVariable);
      factors[shapeOf[f - from]]++;
    }
    // A counting sort, with the numbers of factors as places meanwhile.
    int at = from;
    for (int s = 0; s < count; s++) {
      at += factors[s];
      factors[s] = at - factors[s];
    }
    for (int f = from; f < end; f++) {
      order[factors[shapeOf[f - from]]++] = f;
    }
    for (int s = count - 1; s >= 0; s--) {
      factors[s] -= s > 0 ? factors[s - 1] : from;
    }
  }

  /** Number of shapes. */
  int count() {
    return count;
  }

  int rows(int shape) {
    return rows[shape];
  }

  /** Number of free variables. */
  int arity(int shape) {
    return dimensionsAt[shape + 1] - dimensionsAt[shape];
  }

  int factors(int shape) {
    return factors[shape];
  }

  /** Writes down the shape of a factor behind the known ones, and looks for it among these. */
  private int shape(int f, int[] columnVariable) {
    reserve(problem.arity(f));
    int at = dimensionsAt[count];
    int hash = problem.factor(f).dimension();
    rows[count] = hash;
    for (int k = 0; k < problem.arity(f); k++) {
      int v = problem.variableOf(f, k);
      if (columnVariable[v] >= 0) {
        dimensions[at] = problem.manifold(v).tangentDimension();
        hash = 31 * hash + dimensions[at++];
      }
    }
    dimensionsAt[count + 1] = at;
    int slot = slot(hash);
    for (; table[slot] >= 0; slot = (slot + 1) & (table.length - 1)) {
      if (hashes[table[slot]] == hash && isLast(table[slot])) {
        return table[slot];
      }
    }
    table[slot] = count;
    hashes[count] = hash;
    factors[count] = 0;
    return count++;
  }

  private int slot(int hash) {
    return (hash ^ (hash >>> 16)) & (table.length - 1);
  }

  private boolean isLast(int shape) {
    return rows[shape] == rows[count]
        && Arrays.equals(
            dimensions,
            dimensionsAt[shape],
            dimensionsAt[shape + 1],
            dimensions,
            dimensionsAt[count],
            dimensionsAt[count + 1]);
  }

  /** Makes room for one more shape. */
  private void reserve(int arity) {
    if (count == rows.length) {
      rows = Arrays.copyOf(rows, 2 * count);
      factors = Arrays.copyOf(factors, 2 * count);
      hashes = Arrays.copyOf(hashes, 2 * count);
      dimensionsAt = Arrays.copyOf(dimensionsAt, 2 * count + 1);
      table = new int[4 * count];
      Arrays.fill(table, -1);
      for (int s = 0; s < count; s++) {
        int slot = slot(hashes[s]);
        while (table[slot] >= 0) {
          slot = (slot + 1) & (table.length - 1);
        }
        table[slot] = s;
      }
    }
    int needed = dimensionsAt[count] + arity;
    if (dimensions.length < needed) {
      dimensions = Arrays.copyOf(dimensions, 2 * needed);
    }
  }
}
