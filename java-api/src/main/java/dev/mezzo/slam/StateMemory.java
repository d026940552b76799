package dev.mezzo.slam;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.IntFunction;

/**
 * States one after another, doubles in the byte order of the machine, in memory that a caller of
 * the library owns. What is wrong with the memory is said before anything is written.
 */
final class StateMemory {
  private StateMemory() {}

  /** Checks that {@code count} states of {@code size} doubles can be written. */
  static void requireWritable(String what, int count, int size, MemorySegment out) {
    require(what, count, size, out);
    if (out.isReadOnly()) {
      throw new IllegalArgumentException(what + " cannot be written into read-only memory");
    }
  }

  private static void require(String what, int count, int size, MemorySegment memory) {
    long bytes = (long) count * size * Double.BYTES;
    if (memory.byteSize() < bytes) {
      throw new IndexOutOfBoundsException(
          "%d %s take %d bytes; the memory has %d"
              .formatted(count, what, bytes, memory.byteSize()));
    }
    if (memory.maxByteAlignment() < Double.BYTES) {
      throw new IllegalArgumentException(
          "%s need memory that is aligned to 8 bytes, not to %d"
              .formatted(what, memory.maxByteAlignment()));
    }
  }

  /** Writes what {@link #requireWritable} has checked. */
  static void put(double[] from, int at, int length, MemorySegment out, long index) {
    MemorySegment.copy(from, at, out, ValueLayout.JAVA_DOUBLE, index * Double.BYTES, length);
  }

  static void write(
      String what, int count, int size, IntFunction<double[]> states, MemorySegment out) {
    requireWritable(what, count, size, out);
    for (int k = 0; k < count; k++) {
      put(states.apply(k), 0, size, out, (long) k * size);
    }
  }

  static double[] read(String what, int count, int size, MemorySegment memory) {
    require(what, count, size, memory);
    double[] states = new double[Math.multiplyExact(count, size)];
    MemorySegment.copy(memory, ValueLayout.JAVA_DOUBLE, 0, states, 0, states.length);
    return states;
  }
}
