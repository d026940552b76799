package dev.mezzo.slam;

import dev.mezzo.linalg.BlockHessian;
import dev.mezzo.linalg.BlockSparseMatrix;
import dev.mezzo.linalg.Cholesky;
import dev.mezzo.linalg.IncompleteCholesky;
import dev.mezzo.linalg.JacobianStructure;
import dev.mezzo.linalg.Precision;
import dev.mezzo.linalg.Preconditioner;
import dev.mezzo.linalg.Vector;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Linear least squares over vectors x_v of the vertices of a graph, some of which are held:
 * minimises
 *
 * <pre>
 *   sum over terms k of w_k |x_to - B_k x_from - c_k|^2
 * </pre>
 *
 * <p>for several right-hand sides c at once, with one fp64 Cholesky factor: the library's own, or
 * CHOLMOD's where blocks are too small for it. A part of the graph that neither held vertices nor
 * terms with a single vertex determine is held at its first vertex.
 */
final class VertexLeastSquares {
  /** In the place of {@code from} in a term that has no such vertex. */
  static final int NONE = -1;

  /** Added to the unit diagonal of H, one after the other, where weights are too far apart. */
  private static final double[] SHIFTS = {0, 1e-14, 1e-12, 1e-10, 1e-8};

  /** Dimension of blocks from which on the library's own factor is the faster one. */
  private static final int LARGE_BLOCKS = 3;

  private final int vertices;
  private final int dimension;
  private int terms;
  private int[] from = new int[64];
  private int[] to = new int[64];

  /** Square root of the weight of each term. */
  private double[] root = new double[64];

  /** B, row-major, of each term; null stands for the identity. */
  private double[][] block = new double[64][];

  /** Terms in the order of the rows of J: those with two free vertices, then those with one. */
  private int[] order;

  private int pairs;
  private int rows;

  /** Block column of each vertex, or {@link #NONE}. */
  private int[] column;

  /** In which the free vertices were eliminated. */
  private int[] elimination;

  /** The linear system of another one whose graph this one may share, or null. */
  private final VertexLeastSquares other;

  /**
   * Without terms.
   *
   * @param vertices their number
   * @param dimension length of x_v
   * @param other one that was solved before, whose order of elimination serves again if the same
   *     vertices are free; or null
   */
  VertexLeastSquares(int vertices, int dimension, VertexLeastSquares other) {
    this.vertices = vertices;
    this.dimension = dimension;
    this.other = other;
  }

  /**
   * Adds a term.
   *
   * @param from a vertex, or {@link #NONE} for none
   * @param to another vertex
   * @param weight at least 0
   * @param block B, row-major, or null for the identity
   */
  void add(int from, int to, double weight, double[] block) {
    if (terms == root.length) {
      this.from = Arrays.copyOf(this.from, 2 * terms);
      this.to = Arrays.copyOf(this.to, 2 * terms);
      this.root = Arrays.copyOf(root, 2 * terms);
      this.block = Arrays.copyOf(this.block, 2 * terms);
    }
    this.from[terms] = from;
    this.to[terms] = to;
    this.root[terms] = Math.sqrt(weight);
    this.block[terms] = block;
    terms++;
  }

  /**
   * Moves the vertices to the minimum.
   *
   * @param held vertices that stay
   * @param x by right-hand side: the vectors of all vertices, one after the other
   * @param c by right-hand side: the vectors of all terms, one after the other
   * @return whether it could be computed; if not, x is as it was
   */
  boolean solve(BitSet held, double[][] x, double[][] c) {
    int free = arrange(held);
    if (free == 0 || rows == 0) {
      return true;
    }
    try (Arena arena = Arena.ofConfined()) {
      JacobianStructure structure = structure(arena, free);
      var jacobian = new BlockSparseMatrix(arena, structure, Precision.DOUBLE);
      writeBlocks(jacobian.values());
      var scale = new Vector(arena, Precision.DOUBLE, structure.columns());
      if (!Double.isFinite(jacobian.columnScale(scale))) {
        return false;
      }
      elimination =
          other != null && Arrays.equals(other.column, column)
              ? other.elimination
              : structure.order(JacobianStructure.Ordering.AMD);
      var hessian = new BlockHessian(arena, structure, elimination);
      hessian.assemble(jacobian, scale);
      Preconditioner inverse = factor(arena, hessian);
      if (inverse == null) {
        return false;
      }
      var residual = new Vector(arena, Precision.DOUBLE, structure.rows());
      var step = new Vector(arena, Precision.DOUBLE, structure.columns());
      double[][] steps = new double[x.length][];
      for (int k = 0; k < x.length; k++) {
        writeResidual(x[k], c[k], residual.segment());
        jacobian.transposeTimes(-1, residual, step);
        step.multiply(scale, step);
        inverse.apply(step, step);
        step.multiply(scale, step);
        if (!Double.isFinite(step.maxAbs())) {
          return false;
        }
        steps[k] = step.segment().toArray(ValueLayout.JAVA_DOUBLE);
      }
      for (int k = 0; k < x.length; k++) {
        move(x[k], steps[k]);
      }
      return true;
    }
  }

  /** What solves with H, or null if it has no factor. */
  private Preconditioner factor(Arena arena, BlockHessian hessian) {
    if (dimension >= LARGE_BLOCKS) {
      var factor = IncompleteCholesky.create(arena, hessian, IncompleteCholesky.COMPLETE, 0);
      boolean exists = Arrays.stream(SHIFTS).anyMatch(shift -> factor.factor(hessian, shift));
      return exists ? factor : null;
    }
    var cholesky = new Cholesky(arena, hessian, Cholesky.Method.AUTO);
    boolean exists = Arrays.stream(SHIFTS).anyMatch(shift -> cholesky.factor(hessian, shift));
    return exists ? cholesky::solve : null;
  }

  /** Chooses columns and rows; returns the number of free vertices. */
  private int arrange(BitSet held) {
    BitSet still = hold(held);
    column = new int[vertices];
    int free = 0;
    for (int v = 0; v < vertices; v++) {
      column[v] = still.get(v) ? NONE : free++;
    }
    order = new int[terms];
    rows = 0;
    for (int k = 0; k < terms; k++) {
      if (root[k] > 0 && from[k] != NONE && column[from[k]] != NONE && column[to[k]] != NONE) {
        order[rows++] = k;
      }
    }
    pairs = rows;
    for (int k = 0; k < terms; k++) {
      boolean fromIsFree = from[k] != NONE && column[from[k]] != NONE;
      if (root[k] > 0 && fromIsFree != (column[to[k]] != NONE)) {
        order[rows++] = k;
      }
    }
    return free;
  }

  /** The vertices that are held, with those of parts that nothing else determines. */
  private BitSet hold(BitSet held) {
    var parts = new Components(vertices);
    for (int k = 0; k < terms; k++) {
      if (root[k] > 0 && from[k] != NONE) {
        parts.join(from[k], to[k]);
      }
    }
    var determined = new BitSet(vertices);
    held.stream().forEach(v -> determined.set(parts.root(v)));
    for (int k = 0; k < terms; k++) {
      if (root[k] > 0 && from[k] == NONE) {
        determined.set(parts.root(to[k]));
      }
    }
    var still = (BitSet) held.clone();
    for (int v = 0; v < vertices; v++) {
      if (parts.root(v) == v && !determined.get(v)) {
        still.set(v);
      }
    }
    return still;
  }

  private JacobianStructure structure(Arena arena, int free) {
    int[] dimensions = new int[free];
    Arrays.fill(dimensions, dimension);
    int[] columns = new int[rows + pairs];
    int at = 0;
    for (int row = 0; row < rows; row++) {
      int k = order[row];
      if (from[k] != NONE && column[from[k]] != NONE) {
        columns[at++] = column[from[k]];
      }
      if (column[to[k]] != NONE) {
        columns[at++] = column[to[k]];
      }
    }
    var groups =
        List.of(
            new JacobianStructure.Group(dimension, 2, pairs),
            new JacobianStructure.Group(dimension, 1, rows - pairs));
    return new JacobianStructure(arena, dimensions, groups, columns);
  }

  private void writeBlocks(MemorySegment values) {
    long at = 0;
    for (int row = 0; row < rows; row++) {
      int k = order[row];
      if (from[k] != NONE && column[from[k]] != NONE) {
        at = writeBlock(values, at, -root[k], block[k]);
      }
      if (column[to[k]] != NONE) {
        at = writeBlock(values, at, root[k], null);
      }
    }
  }

  private long writeBlock(MemorySegment values, long at, double factor, double[] block) {
    long next = at;
    for (int i = 0; i < dimension; i++) {
      for (int j = 0; j < dimension; j++) {
        double identity = i == j ? 1 : 0;
        double entry = block == null ? identity : block[i * dimension + j];
        values.setAtIndex(ValueLayout.JAVA_DOUBLE, next++, factor * entry);
      }
    }
    return next;
  }

  private void writeResidual(double[] x, double[] c, MemorySegment out) {
    for (int row = 0; row < rows; row++) {
      int k = order[row];
      for (int i = 0; i < dimension; i++) {
        double sum = x[to[k] * dimension + i] - c[k * dimension + i];
        if (from[k] != NONE) {
          int source = from[k] * dimension;
          if (block[k] == null) {
            sum -= x[source + i];
          } else {
            for (int j = 0; j < dimension; j++) {
              sum -= block[k][i * dimension + j] * x[source + j];
            }
          }
        }
        out.setAtIndex(ValueLayout.JAVA_DOUBLE, (long) row * dimension + i, root[k] * sum);
      }
    }
  }

  private void move(double[] x, double[] step) {
    for (int v = 0; v < vertices; v++) {
      for (int i = 0; column[v] != NONE && i < dimension; i++) {
        x[v * dimension + i] += step[column[v] * dimension + i];
      }
    }
  }
}
