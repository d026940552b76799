package dev.mezzo.optimize;

import dev.mezzo.linalg.Precision;

/**
 * Multiples of the identity that are added to a column-scaled Hessian whose factorisation breaks
 * down, one after another. Incomplete factors break down because entries are dropped and need the
 * large shifts of Lin and Moré (SIAM J. Sci. Comput. 21(1), 1999); complete ones only because the
 * matrix is singular to working precision. A solve amplifies rounding errors in the null space by
 * the reciprocal of the shift, so that it must stand well above the rounding of what is stored.
 */
final class Shift {
  static final int TRIES = 10;
  static final double FIRST_OF_INCOMPLETE = 1e-3;
  static final double GROWTH_OF_INCOMPLETE = 2;
  static final double GROWTH_OF_COMPLETE = 10;

  private Shift() {}

  /** The first to try for a complete factor that is stored in that precision. */
  static double firstOfComplete(Precision storage) {
    return switch (storage) {
      case DOUBLE -> 1e-13;
      case SINGLE -> 1e-5;
      case HALF, BFLOAT16 -> 1e-4;
      case BLOCK16 -> 1e-5;
    };
  }
}
