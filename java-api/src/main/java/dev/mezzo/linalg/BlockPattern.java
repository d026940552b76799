package dev.mezzo.linalg;

import static dev.mezzo.bindings.NativeError.check;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;

/**
 * Where the blocks of a block-sparse matrix are: a copy, which does not change with the matrix.
 * Block rows and block columns have sizes, so that blocks may differ in shape. Immutable and safe
 * for use by several threads.
 */
public final class BlockPattern {
  private final int[] rowSizes;
  private final int[] columnSizes;
  private final int[] rows;
  private final int[] columns;

  /**
   * A pattern; the arrays are copied.
   *
   * @param rowSizes scalar rows of each block row
   * @param columnSizes scalar columns of each block column
   * @param rows block row of each block
   * @param columns block column of each block
   * @throws IllegalArgumentException if there are not as many rows as columns of blocks
   * @throws IndexOutOfBoundsException if a block is in a row or column that does not exist
   */
  public BlockPattern(int[] rowSizes, int[] columnSizes, int[] rows, int[] columns) {
    if (rows.length != columns.length) {
      throw new IllegalArgumentException(
          rows.length + " rows for " + columns.length + " columns of blocks");
    }
    for (int k = 0; k < rows.length; k++) {
      Objects.checkIndex(rows[k], rowSizes.length);
      Objects.checkIndex(columns[k], columnSizes.length);
    }
    this.rowSizes = rowSizes.clone();
    this.columnSizes = columnSizes.clone();
    this.rows = rows.clone();
    this.columns = columns.clone();
  }

  /** Lists the blocks of a matrix whose rows and columns have the same sizes. */
  @FunctionalInterface
  interface Query {
    int list(MemorySegment sizes, MemorySegment rows, MemorySegment columns);
  }

  static BlockPattern square(int variables, long blocks, Query query) {
    try (Arena call = Arena.ofConfined()) {
      MemorySegment sizes = call.allocate(ValueLayout.JAVA_INT, Math.max(1, variables));
      MemorySegment rows = call.allocate(ValueLayout.JAVA_INT, Math.max(1, blocks));
      MemorySegment columns = call.allocate(ValueLayout.JAVA_INT, Math.max(1, blocks));
      check(query.list(sizes, rows, columns));
      int[] own = numbers(sizes, variables);
      return new BlockPattern(own, own, numbers(rows, blocks), numbers(columns, blocks));
    }
  }

  private static int[] numbers(MemorySegment memory, long count) {
    return memory.asSlice(0, count * Integer.BYTES).toArray(ValueLayout.JAVA_INT);
  }

  /**
   * Number of block rows.
   *
   * @return at least 0
   */
  public int rows() {
    return rowSizes.length;
  }

  /**
   * Number of block columns.
   *
   * @return at least 0
   */
  public int columns() {
    return columnSizes.length;
  }

  /**
   * Number of blocks.
   *
   * @return at least 0
   */
  public int blocks() {
    return rows.length;
  }

  /**
   * Scalar rows of a block row.
   *
   * @param row index
   * @return at least 1
   */
  public int rowSize(int row) {
    return rowSizes[row];
  }

  /**
   * Scalar columns of a block column.
   *
   * @param column index
   * @return at least 1
   */
  public int columnSize(int column) {
    return columnSizes[column];
  }

  /**
   * Where a block is.
   *
   * @param block index
   * @return its block row
   */
  public int row(int block) {
    return rows[block];
  }

  /**
   * Where a block is.
   *
   * @param block index
   * @return its block column
   */
  public int column(int block) {
    return columns[block];
  }

  /**
   * Scalars of all blocks.
   *
   * @return at least 0
   */
  public long values() {
    long values = 0;
    for (int k = 0; k < rows.length; k++) {
      values += (long) rowSizes[rows[k]] * columnSizes[columns[k]];
    }
    return values;
  }
}
