package dev.mezzo.linalg;

import static dev.mezzo.bindings.NativeError.check;

import dev.mezzo.bindings.Handles;
import dev.mezzo.bindings.NativeLibrary;
import dev.mezzo.bindings.ffi.mezzo_h;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Native threads that share the work of products, factorisations and triangular solves, each with a
 * fixed part of it: the same input with the same number of threads gives the same bits. The calling
 * thread is one of them. They end with the arena, which must be the one of the structures that use
 * them, or outlive it. For one calling thread at a time.
 */
public final class ThreadTeam {
  /** Most threads of a team. */
  public static final int MAX_THREADS = 64;

  private final MemorySegment handle;
  private final int threads;

  /**
   * Starts the threads.
   *
   * @param arena owns them
   * @param threads how many, the calling one included, 1 to 64
   * @throws IllegalArgumentException for another number
   */
  public ThreadTeam(Arena arena, int threads) {
    NativeLibrary.ensureLoaded();
    this.threads = threads;
    try (Arena call = Arena.ofConfined()) {
      MemorySegment out = call.allocate(ValueLayout.ADDRESS);
      check(mezzo_h.mezzo_team_create(threads, out));
      handle = Handles.own(out, arena, mezzo_h::mezzo_team_destroy);
    }
  }

  MemorySegment handle() {
    return handle;
  }

  /**
   * Number of threads.
   *
   * @return with the calling one
   */
  public int threads() {
    return threads;
  }
}
