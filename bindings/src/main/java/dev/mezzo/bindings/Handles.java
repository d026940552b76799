package dev.mezzo.bindings;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.Consumer;

/** Ties what the native library hands out to Java's rules of lifetime and thread confinement. */
public final class Handles {
  private Handles() {}

  /**
   * Gives a native handle to an arena: closing the arena destroys it, and using it afterwards, or
   * from a thread that the arena is not open to, is an exception instead of a crash.
   *
   * @param out memory that holds the address of the handle, as a {@code _create} call left it
   * @param arena new owner
   * @param destroy the {@code _destroy} call
   * @return the handle, to be passed to native calls
   */
  public static MemorySegment own(MemorySegment out, Arena arena, Consumer<MemorySegment> destroy) {
    return out.get(ValueLayout.ADDRESS, 0).reinterpret(arena, destroy);
  }
}
