package dev.mezzo.linalg;

import static dev.mezzo.bindings.NativeError.check;

import dev.mezzo.bindings.NativeLibrary;
import dev.mezzo.bindings.ffi.mezzo_h;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A dense off-heap vector in fp64, fp32 or fp16. Inner products accumulate in fp64, in a fixed
 * order. fp16 vectors hold what an fp16 matrix is multiplied with: they are assigned to, and not
 * computed with. Operations allocate nothing and are confined to the thread of the arena that owns
 * the memory; after that arena is closed they throw {@link IllegalStateException}.
 */
public final class Vector {
  private static final long ALIGNMENT = 64;

  private final Arena arena;
  private final Precision precision;
  private final MemorySegment result;

  /** May be longer than the vector is. */
  private MemorySegment memory;

  private long length;

  /**
   * A vector of zeros.
   *
   * @param arena owns the memory
   * @param precision {@link Precision#DOUBLE}, {@link Precision#SINGLE} or {@link Precision#HALF}
   * @param length number of elements, at least 0
   * @throws IllegalArgumentException for another format, or a negative length
   */
  public Vector(Arena arena, Precision precision, long length) {
    if (precision.isSixteenBit() && precision != Precision.HALF) {
      throw new IllegalArgumentException(
          "vectors are fp64, fp32 or fp16; " + precision + " is for matrices and factors");
    }
    if (length < 0) {
      throw new IllegalArgumentException("a vector cannot have " + length + " elements");
    }
    NativeLibrary.ensureLoaded();
    this.arena = arena;
    this.precision = precision;
    this.length = length;
    this.memory = arena.allocate(Math.max(1, length) * precision.bytes(), ALIGNMENT);
    this.result = arena.allocate(ValueLayout.JAVA_DOUBLE);
  }

  private Vector(Vector whole, long length) {
    this.arena = whole.arena;
    this.precision = whole.precision;
    this.length = length;
    this.memory = whole.memory.asSlice(0, length * precision.bytes());
    this.result = whole.result;
  }

  /**
   * The first elements, in the same memory.
   *
   * @param elements how many, at most {@link #length()}
   * @return a view, good until this vector is resized
   */
  public Vector head(long elements) {
    if (elements < 0 || elements > length) {
      throw new IllegalArgumentException(
          "the first " + elements + " elements of a vector of " + length);
    }
    return new Vector(this, elements);
  }

  /**
   * Takes another length: keeps the elements that remain, and appends zeros. Where the memory does
   * not suffice, the elements move to one with half as much room again; the arena keeps the old
   * one, so that all together take three times as much at most.
   *
   * @param newLength at least 0
   */
  public void resize(long newLength) {
    if (newLength < 0) {
      throw new IllegalArgumentException("a vector cannot have " + newLength + " elements");
    }
    long bytes = newLength * precision.bytes();
    long kept = Math.min(length, newLength);
    if (bytes > memory.byteSize()) {
      MemorySegment larger = arena.allocate(bytes + bytes / 2, ALIGNMENT);
      MemorySegment.copy(memory, 0, larger, 0, kept * precision.bytes());
      memory = larger;
    }
    length = newLength;
    for (long i = kept; i < newLength; i++) {
      set(i, 0);
    }
  }

  /**
   * Format of the elements.
   *
   * @return fp64, fp32 or fp16
   */
  public Precision precision() {
    return precision;
  }

  /**
   * Number of elements.
   *
   * @return at least 0
   */
  public long length() {
    return length;
  }

  /**
   * The elements in memory.
   *
   * @return elements in order, 64-byte aligned, exactly as many as there are; until the vector is
   *     resized
   */
  public MemorySegment segment() {
    return memory.asSlice(0, length * precision.bytes());
  }

  /**
   * As {@link #segment()}, without a new object for each call.
   *
   * @return elements in order, with room behind them where the vector has been resized
   */
  public MemorySegment memory() {
    return memory;
  }

  /**
   * One element.
   *
   * @param i index
   * @return its value
   */
  public double get(long i) {
    return switch (precision) {
      case DOUBLE -> memory.getAtIndex(ValueLayout.JAVA_DOUBLE, i);
      case SINGLE -> memory.getAtIndex(ValueLayout.JAVA_FLOAT, i);
      default -> Float.float16ToFloat(memory.getAtIndex(ValueLayout.JAVA_SHORT, i));
    };
  }

  /**
   * Sets one element.
   *
   * @param i index
   * @param value rounded to the format of this vector
   */
  public void set(long i, double value) {
    switch (precision) {
      case DOUBLE -> memory.setAtIndex(ValueLayout.JAVA_DOUBLE, i, value);
      case SINGLE -> memory.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) value);
      default -> {
        float half = (float) Precision.HALF.round(value);
        memory.setAtIndex(ValueLayout.JAVA_SHORT, i, Float.floatToFloat16(half));
      }
    }
  }

  /** Sets all elements to zero. */
  public void clear() {
    memory.fill((byte) 0);
  }

  /**
   * This = scale · x, rounded to the format of this vector; what is too large for it becomes its
   * largest number.
   *
   * @param x same length, any format; may be this vector
   * @param scale a finite factor
   */
  public void assign(Vector x, double scale) {
    assign(x, scale, MemorySegment.NULL);
  }

  /**
   * As {@link #assign(Vector, double)}.
   *
   * @param x same length, any format; may be this vector
   * @param scale a finite factor
   * @param rounding counts overflows and underflows
   */
  public void assign(Vector x, double scale, Rounding rounding) {
    assign(x, scale, rounding.range());
    rounding.add(length);
  }

  private void assign(Vector x, double scale, MemorySegment range) {
    checkLength(x);
    check(
        mezzo_h.mezzo_convert(
            NativeTypes.code(x.precision),
            x.memory,
            scale,
            NativeTypes.code(precision),
            memory,
            length,
            mezzo_h.MEZZO_SATURATE(),
            range));
  }

  /**
   * Rounds every element to fp16 and widens it back.
   *
   * @param half scratch memory for {@link #length()} halves
   * @param rounding counts overflows and underflows
   */
  public void roundToHalf(MemorySegment half, Rounding rounding) {
    checkCapacity(half, length * Precision.HALF.bytes());
    int type = NativeTypes.code(precision);
    int f16 = NativeTypes.code(Precision.HALF);
    int options = mezzo_h.MEZZO_SATURATE();
    check(mezzo_h.mezzo_convert(type, memory, 1, f16, half, length, options, rounding.range()));
    rounding.add(length);
    check(mezzo_h.mezzo_convert(f16, half, 1, type, memory, length, options, MemorySegment.NULL));
  }

  /**
   * Inner product.
   *
   * @param y same length and format; may be this vector
   * @return this · y; an infinity or NaN where the elements or the sum are not finite
   */
  public double dot(Vector y) {
    checkSame(y);
    check(mezzo_h.mezzo_vector_dot(NativeTypes.code(precision), length, memory, y.memory, result));
    return result.get(ValueLayout.JAVA_DOUBLE, 0);
  }

  /**
   * This = this + alpha · x.
   *
   * @param alpha factor
   * @param x another vector of the same length and format
   */
  public void axpy(double alpha, Vector x) {
    checkSame(x);
    check(mezzo_h.mezzo_vector_axpy(NativeTypes.code(precision), length, alpha, x.memory, memory));
  }

  /**
   * A step of conjugate gradients with this as the residual r, in one pass: x = x + alpha · p and r
   * = r - alpha · (q + lambda · p).
   *
   * @param alpha length of the step
   * @param lambda damping
   * @param p direction, a vector of the same length and format as all four
   * @param q the matrix times p, without the damping
   * @param x iterate
   * @return ||r||^2; an infinity or NaN where it is not finite
   */
  public double cgStep(double alpha, double lambda, Vector p, Vector q, Vector x) {
    checkSame(p);
    checkSame(q);
    checkSame(x);
    check(
        mezzo_h.mezzo_vector_cg_step(
            NativeTypes.code(precision),
            length,
            alpha,
            lambda,
            p.memory,
            q.memory,
            x.memory,
            memory,
            result));
    return result.get(ValueLayout.JAVA_DOUBLE, 0);
  }

  /**
   * This = x + beta · this.
   *
   * @param x another vector of the same length and format
   * @param beta factor
   */
  public void xpby(Vector x, double beta) {
    checkSame(x);
    check(mezzo_h.mezzo_vector_xpby(NativeTypes.code(precision), length, x.memory, beta, memory));
  }

  /**
   * This = d ∘ x, element by element, in fp64.
   *
   * @param d fp64, same length
   * @param x fp64, same length; may be this vector
   */
  public void multiply(Vector d, Vector x) {
    checkSame(d);
    checkSame(x);
    if (precision != Precision.DOUBLE) {
      throw new IllegalArgumentException("element-wise products are fp64 only");
    }
    check(mezzo_h.mezzo_vector_multiply(length, d.memory, x.memory, memory));
  }

  /**
   * Largest magnitude.
   *
   * @return max |x_i|, 0 for an empty vector, NaN if an element is not finite
   */
  public double maxAbs() {
    int outcome =
        check(mezzo_h.mezzo_vector_max_abs(NativeTypes.code(precision), length, memory, result));
    return outcome == mezzo_h.MEZZO_OK() ? result.get(ValueLayout.JAVA_DOUBLE, 0) : Double.NaN;
  }

  void checkLength(Vector x) {
    if (x.length != length) {
      throw new IllegalArgumentException(
          "vectors of length " + length + " and " + x.length + " do not match");
    }
  }

  private void checkSame(Vector x) {
    checkLength(x);
    if (x.precision != precision) {
      throw new IllegalArgumentException(
          "a vector in " + precision + " does not go with one in " + x.precision);
    }
  }

  private static void checkCapacity(MemorySegment memory, long bytes) {
    if (memory.byteSize() < bytes) {
      throw new IllegalArgumentException(
          "memory of " + memory.byteSize() + " bytes where " + bytes + " are needed");
    }
  }

  /** Checks what a native product is about to read or write. */
  void require(Precision expected, long expectedLength) {
    if (precision != expected || length != expectedLength) {
      throw new IllegalArgumentException(
          "a vector of "
              + expectedLength
              + " numbers in "
              + expected
              + " is needed, not of "
              + length
              + " in "
              + precision);
    }
  }
}
