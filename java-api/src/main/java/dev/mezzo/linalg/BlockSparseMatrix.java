package dev.mezzo.linalg;

import static dev.mezzo.bindings.NativeError.check;

import dev.mezzo.bindings.ffi.mezzo_h;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A block-sparse Jacobian in one storage precision, and its products A p and A^T w. An fp64 matrix
 * is written by its user, in the layout of {@link JacobianStructure}; narrower ones are rounded
 * from it, scaled: stored = fl(mu A D) with mu a power of two that the products take out again.
 * Owned by an arena and confined to its thread; operations allocate nothing.
 */
public final class BlockSparseMatrix implements NormalOperator {
  /**
   * Part of the largest half that the largest scaled entry is brought near to (Higham, Pranesh and
   * Zounon, 2019).
   */
  private static final double HEADROOM = 0.1 * 65504;

  /** Largest magnitude that column scaling leaves. */
  public static final double MAX_SCALED = Math.sqrt(2);

  private final Arena arena;
  private final JacobianStructure structure;
  private final Precision precision;
  private final MemorySegment result;
  private final MemorySegment secondResult;
  private MemorySegment values;
  private long bytes;
  private double unscale = 1;

  /**
   * A matrix of zeros.
   *
   * @param arena owns the memory
   * @param structure block structure
   * @param precision storage
   * @throws IllegalArgumentException for {@link Precision#BLOCK16}
   */
  public BlockSparseMatrix(Arena arena, JacobianStructure structure, Precision precision) {
    if (precision == Precision.BLOCK16) {
      throw new IllegalArgumentException(precision + " is a storage of factors only");
    }
    this.arena = arena;
    this.structure = structure;
    this.precision = precision;
    this.bytes = mezzo_h.mezzo_jacobian_bytes(structure.handle(), NativeTypes.code(precision));
    this.values = arena.allocate(Math.max(1, bytes), 64);
    this.result = arena.allocate(Double.BYTES, Double.BYTES);
    this.secondResult = arena.allocate(Long.BYTES, Long.BYTES);
  }

  /**
   * Takes the size of a structure that has grown. An fp64 matrix keeps its numbers, and those of
   * what is new are unspecified; a narrower one is to be stored again. Where the memory is used up,
   * one with half as much room again takes its place; the arena keeps the old one.
   */
  public void resize() {
    long needed = mezzo_h.mezzo_jacobian_bytes(structure.handle(), NativeTypes.code(precision));
    if (needed > values.byteSize()) {
      MemorySegment larger = arena.allocate(needed + needed / 2, 64);
      MemorySegment.copy(values, 0, larger, 0, bytes);
      values = larger;
    }
    bytes = needed;
  }

  /**
   * Storage.
   *
   * @return fp64, fp32, fp16 or bf16
   */
  public Precision precision() {
    return precision;
  }

  /**
   * Block structure.
   *
   * @return shared with every matrix made from it
   */
  public JacobianStructure structure() {
    return structure;
  }

  /**
   * Memory that a product reads.
   *
   * @return bytes
   */
  public long bytes() {
    return bytes;
  }

  /**
   * The numbers of an fp64 matrix, in the layout of {@link JacobianStructure}, to be written.
   *
   * @return memory of the matrix, until it is resized
   * @throws IllegalStateException for a narrower matrix, whose layout is internal
   */
  public MemorySegment values() {
    if (precision != Precision.DOUBLE) {
      throw new IllegalStateException("the layout of a matrix in " + precision + " is internal");
    }
    return values;
  }

  /**
   * Column scaling of an fp64 matrix: the powers of two nearest to 1 / ||A e_c||, 1 for a zero
   * column (Higham, Pranesh and Zounon, "Squeezing a matrix into half precision", 2019).
   *
   * @param scale receives one fp64 number per column
   * @return max |A D|, or NaN if the matrix holds an infinity or NaN
   */
  public double columnScale(Vector scale) {
    return scaleColumns(scale, result) ? result.get(ValueLayout.JAVA_DOUBLE, 0) : Double.NaN;
  }

  /**
   * As {@link #columnScale}, without looking for max |A D|, which is {@link #MAX_SCALED} at most.
   *
   * @param scale receives one fp64 number per column
   * @return whether the matrix is finite
   */
  public boolean columnScaleOnly(Vector scale) {
    return scaleColumns(scale, MemorySegment.NULL);
  }

  private boolean scaleColumns(Vector scale, MemorySegment max) {
    scale.require(Precision.DOUBLE, structure.columns());
    int outcome =
        check(
            mezzo_h.mezzo_jacobian_scale(
                structure.handle(), values(), scale.memory(), max, secondResult));
    return outcome == mezzo_h.MEZZO_OK();
  }

  /**
   * Stores a scaled, rounded copy of an fp64 matrix.
   *
   * @param source fp64, same structure
   * @param scale column scaling D, fp64
   * @param maxAbs max |A D|, from {@link #columnScale}
   * @param rounding counts what the rounding did
   */
  public void store(BlockSparseMatrix source, Vector scale, double maxAbs, Rounding rounding) {
    scale.require(Precision.DOUBLE, structure.columns());
    store(source, scale.memory(), headroom(precision, maxAbs), rounding);
  }

  /** The power of two that brings a matrix of that largest entry well into the range of fp16. */
  static double headroom(Precision storage, double maxAbs) {
    return storage == Precision.HALF && maxAbs > 0
        ? Math.scalb(1.0, Math.getExponent(HEADROOM / maxAbs))
        : 1;
  }

  /**
   * Stores a rounded copy of an fp64 matrix as it is, without any scaling.
   *
   * @param source fp64, same structure
   * @param rounding counts what the rounding did
   */
  public void storeUnscaled(BlockSparseMatrix source, Rounding rounding) {
    store(source, MemorySegment.NULL, 1, rounding);
  }

  private void store(BlockSparseMatrix source, MemorySegment scale, double mu, Rounding rounding) {
    if (source.structure != structure) {
      throw new IllegalArgumentException("the matrices have different structures");
    }
    unscale = 1 / mu;
    check(
        mezzo_h.mezzo_jacobian_store(
            structure.handle(),
            source.values(),
            scale,
            mu,
            NativeTypes.code(precision),
            values,
            rounding.range()));
    rounding.add(structure.values());
  }

  /**
   * The power of two that the stored numbers contain beside the column scaling.
   *
   * @return mu, 1 for a matrix in fp64
   */
  public double scale() {
    return 1 / unscale;
  }

  /**
   * w = A p.
   *
   * @param p one number per column, fp64 for an fp64 matrix, else fp32
   * @param w receives one number per row, same format
   * @return ||w||^2; an infinity or NaN where it is not finite
   */
  public double times(Vector p, Vector w) {
    return times(unscale, NativeTypes.vectorsOf(precision), p, w);
  }

  /**
   * w = mu A p for an fp16 matrix, with mu of {@link #scale()}, in fp16 throughout: where the
   * machine has half-precision arithmetic, the sum of a row may be in fp16. With |p| up to a
   * quarter, rows of factors of up to 40 columns stay in range.
   *
   * @param p one number per column, fp16
   * @param w receives one number per row, fp16
   * @return ||w||^2; an infinity or NaN where it is not finite
   */
  public double timesHalf(Vector p, Vector w) {
    return times(1, Precision.HALF, p, w);
  }

  private double times(double factor, Precision operands, Vector p, Vector w) {
    p.require(operands, structure.columns());
    w.require(operands, structure.rows());
    check(
        mezzo_h.mezzo_jacobian_times(
            structure.handle(),
            NativeTypes.code(precision),
            values,
            factor,
            NativeTypes.code(operands),
            p.memory(),
            w.memory(),
            result));
    return result.get(ValueLayout.JAVA_DOUBLE, 0);
  }

  /**
   * q = A^T w, as {@link #transposeTimes(double, Vector, Vector)} with factor 1.
   *
   * @param w one number per row
   * @param q receives one number per column
   */
  public void transposeTimes(Vector w, Vector q) {
    transposeTimes(1, w, q);
  }

  /**
   * q = factor A^T w. An fp16 matrix may be multiplied with an fp16 vector: where the machine has
   * half-precision arithmetic, the products within one block may then be summed in fp16.
   *
   * @param factor of the product
   * @param w one number per row, fp64 for an fp64 matrix, else fp32, or fp16 for an fp16 matrix
   * @param q receives one number per column, fp64 for an fp64 matrix, else fp32
   */
  public void transposeTimes(double factor, Vector w, Vector q) {
    boolean half = precision == Precision.HALF && w.precision() == Precision.HALF;
    w.require(half ? Precision.HALF : NativeTypes.vectorsOf(precision), structure.rows());
    q.require(NativeTypes.vectorsOf(precision), structure.columns());
    check(
        mezzo_h.mezzo_jacobian_transpose_times(
            structure.handle(),
            NativeTypes.code(precision),
            values,
            factor * unscale,
            NativeTypes.code(w.precision()),
            w.memory(),
            q.memory()));
  }

  /** In one pass over A. */
  @Override
  public double normalTimes(Vector p, Vector q) {
    Precision vectors = NativeTypes.vectorsOf(precision);
    p.require(vectors, structure.columns());
    q.require(vectors, structure.columns());
    check(
        mezzo_h.mezzo_jacobian_normal_times(
            structure.handle(),
            NativeTypes.code(precision),
            values,
            unscale,
            p.memory(),
            q.memory(),
            result));
    return result.get(ValueLayout.JAVA_DOUBLE, 0);
  }
}
