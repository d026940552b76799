package dev.mezzo.linalg;

import dev.mezzo.bindings.ffi.mezzo_range;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What roundings to narrower formats did, added up over any number of them: overflows (stored
 * saturated), underflows (non-zero numbers that became zero or subnormal), the largest magnitude.
 * Confined to the thread of its arena.
 */
public final class Rounding {
  private final MemorySegment range;
  private long conversions;
  private long overflows;
  private long underflows;
  private double maxAbs;

  /**
   * Counts of nothing yet.
   *
   * @param arena owns the memory
   */
  public Rounding(Arena arena) {
    this.range = mezzo_range.allocate(arena);
  }

  /** Where the next native call reports; {@link #add} then adds it up. */
  MemorySegment range() {
    return range;
  }

  void add(long numbers) {
    conversions += numbers;
    overflows += mezzo_range.overflows(range);
    underflows += mezzo_range.underflows(range);
    maxAbs = Math.max(maxAbs, mezzo_range.max_abs(range));
  }

  /**
   * Numbers rounded.
   *
   * @return at least 0
   */
  public long conversions() {
    return conversions;
  }

  /**
   * Finite numbers beyond the largest finite value of the format.
   *
   * @return at least 0
   */
  public long overflows() {
    return overflows;
  }

  /**
   * Non-zero numbers that became zero or subnormal.
   *
   * @return at least 0
   */
  public long underflows() {
    return underflows;
  }

  /**
   * Largest magnitude after scaling.
   *
   * @return at least 0
   */
  public double maxAbs() {
    return maxAbs;
  }
}
