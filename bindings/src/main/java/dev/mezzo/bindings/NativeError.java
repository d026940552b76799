package dev.mezzo.bindings;

import dev.mezzo.bindings.ffi.mezzo_h;

/** Turns the native library's call errors into Java exceptions. Thread-safe. */
public final class NativeError {
  private NativeError() {}

  /**
   * Lets outcomes pass and throws on call errors. Allocates nothing unless it throws.
   *
   * @param status a {@code mezzo_status} as a native function returned it
   * @return {@code status}: zero for success, positive for a numerical outcome
   * @throws IllegalArgumentException for an argument that the function refused
   * @throws OutOfMemoryError if the native library could not reserve memory
   * @throws UnsupportedOperationException if this machine or build lacks what was asked for
   * @throws IllegalStateException if CHOLMOD failed, or for an error this version does not know
   */
  public static int check(int status) {
    if (status >= 0) {
      return status;
    }
    throw failure(status);
  }

  private static RuntimeException failure(int status) {
    String message = mezzo_h.mezzo_status_message(status).getString(0);
    if (status == mezzo_h.MEZZO_ERROR_MEMORY()) {
      throw new OutOfMemoryError(message);
    }
    if (status == mezzo_h.MEZZO_ERROR_NULL()
        || status == mezzo_h.MEZZO_ERROR_SIZE()
        || status == mezzo_h.MEZZO_ERROR_INDEX()
        || status == mezzo_h.MEZZO_ERROR_TYPE()) {
      return new IllegalArgumentException(message);
    }
    if (status == mezzo_h.MEZZO_ERROR_UNSUPPORTED()) {
      return new UnsupportedOperationException(message);
    }
    return new IllegalStateException(message + " (status " + status + ")");
  }
}
