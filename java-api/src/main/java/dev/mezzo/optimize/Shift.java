package dev.mezzo.optimize;

/**
 * Multiples of the identity that are added to a column-scaled Hessian whose factorisation breaks
 * down, one after another. Incomplete factors break down because entries are dropped and need the
 * large shifts of Lin and Moré (SIAM J. Sci. Comput. 21(1), 1999); complete ones only because the
 * matrix is singular to working precision, and begin with a tiny one.
 */
final class Shift {
  static final int TRIES = 10;
  static final double FIRST_OF_INCOMPLETE = 1e-3;
  static final double GROWTH_OF_INCOMPLETE = 2;
  static final double FIRST_OF_COMPLETE = 1e-13;
  static final double GROWTH_OF_COMPLETE = 10;

  private Shift() {}
}
