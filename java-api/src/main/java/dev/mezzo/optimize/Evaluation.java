package dev.mezzo.optimize;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Where a factor writes its residual and Jacobian: straight into the solver's off-heap memory, at
 * the place of that factor. Blocks of fixed variables have no place; what is written to them is
 * dropped.
 */
public final class Evaluation {
  private static final int SCRATCH = 256;

  private final MemorySegment residuals;
  private final MemorySegment jacobians;
  private final double[] scratch = new double[SCRATCH];

  private boolean wantsJacobians;
  private int rows;
  private long residualAt;
  private long jacobianAt;

  /**
   * Per block of the bound factor, from {@link #blocksAt}: offset from {@link #jacobianAt}, or -1
   * for a fixed variable.
   */
  private int[] blockOffset = {};

  private int[] blockColumns = {};
  private int blocksAt;
  private int arity;

  Evaluation(MemorySegment residuals, MemorySegment jacobians) {
    this.residuals = residuals;
    this.jacobians = jacobians;
  }

  void layout(int[] blockOffset, int[] blockColumns) {
    this.blockOffset = blockOffset;
    this.blockColumns = blockColumns;
  }

  void bind(
      boolean wantsJacobians, int rows, int arity, long residualAt, long jacobianAt, int blocksAt) {
    this.wantsJacobians = wantsJacobians;
    this.rows = rows;
    this.arity = arity;
    this.residualAt = residualAt;
    this.jacobianAt = jacobianAt;
    this.blocksAt = blocksAt;
  }

  /**
   * Whether Jacobians are to be written as well.
   *
   * @return false while the optimiser only compares costs
   */
  public boolean wantsJacobians() {
    return wantsJacobians;
  }

  /**
   * Room for intermediate results of a factor, which may thus stay immutable and allocate nothing:
   * no other thread uses it, and what it holds does not outlive the call.
   *
   * @return 256 numbers of any value
   */
  public double[] scratch() {
    return scratch;
  }

  /**
   * Writes one entry of the residual.
   *
   * @param row 0 to dimension - 1
   * @param value whitened residual, without unit
   */
  public void residual(int row, double value) {
    if (row < 0 || row >= rows) {
      throw new IndexOutOfBoundsException(
          "residual row " + row + " of a factor of dimension " + rows);
    }
    residuals.setAtIndex(ValueLayout.JAVA_DOUBLE, residualAt + row, value);
  }

  /**
   * Writes one entry of a Jacobian block.
   *
   * @param k which variable of the factor, 0 to arity - 1
   * @param row row of the residual
   * @param column component of the tangent vector of variable k
   * @param value derivative of the whitened residual
   */
  public void jacobian(int k, int row, int column, double value) {
    if (k < 0 || k >= arity) {
      throw new IndexOutOfBoundsException(
          "Jacobian block " + k + " of a factor of " + arity + " variables");
    }
    int offset = blockOffset[blocksAt + k];
    int columns = blockColumns[blocksAt + k];
    if (row < 0 || row >= rows || column < 0 || column >= columns) {
      throw new IndexOutOfBoundsException(
          "Jacobian entry (" + row + ", " + column + ") of a block of " + rows + " x " + columns);
    }
    if (offset >= 0 && wantsJacobians) {
      jacobians.setAtIndex(
          ValueLayout.JAVA_DOUBLE, jacobianAt + offset + (long) row * columns + column, value);
    }
  }

  /**
   * Writes the residual whole.
   *
   * @param from holds as many numbers as the factor has rows
   * @param at index of the first of them
   */
  public void residual(double[] from, int at) {
    for (int row = 0; row < rows; row++) {
      residuals.setAtIndex(ValueLayout.JAVA_DOUBLE, residualAt + row, from[at + row]);
    }
  }

  /**
   * Writes a Jacobian block whole.
   *
   * @param k which variable of the factor, 0 to arity - 1
   * @param from holds the derivative of the whitened residual: row-major, as many rows as the
   *     factor has and as many columns as variable k has degrees of freedom
   * @param at index of the first of these numbers
   */
  public void jacobian(int k, double[] from, int at) {
    if (k < 0 || k >= arity) {
      throw new IndexOutOfBoundsException(
          "Jacobian block " + k + " of a factor of " + arity + " variables");
    }
    int offset = blockOffset[blocksAt + k];
    if (offset >= 0 && wantsJacobians) {
      int length = rows * blockColumns[blocksAt + k];
      long to = (jacobianAt + offset) * Double.BYTES;
      MemorySegment.copy(from, at, jacobians, ValueLayout.JAVA_DOUBLE, to, length);
    }
  }
}
