package dev.mezzo.bench;

import dev.mezzo.bindings.ffi.mezzo_h;
import dev.mezzo.linalg.Precision;
import dev.mezzo.linalg.Vector;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Calls of a native function that has next to nothing to do: the inner product of eight doubles, by
 * the generated bindings and by the API. The benchmark of the kernels times the same call from C.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CallCost {
  private static final int LENGTH = 8;

  // In an arena of one thread, as a solver's; JMH makes the state on the thread that uses it.
  private final Arena arena = Arena.ofConfined();
  private final Vector x = new Vector(arena, Precision.DOUBLE, LENGTH);
  private final MemorySegment elements = x.segment();
  private final MemorySegment result = arena.allocate(ValueLayout.JAVA_DOUBLE);

  /** Frees the vector. */
  @TearDown
  public void close() {
    arena.close();
  }

  /**
   * By the generated bindings.
   *
   * @return status
   */
  @Benchmark
  public int bindings() {
    return mezzo_h.mezzo_vector_dot(mezzo_h.MEZZO_F64(), LENGTH, elements, elements, result);
  }

  /**
   * By the API.
   *
   * @return the inner product
   */
  @Benchmark
  public double api() {
    return x.dot(x);
  }
}
