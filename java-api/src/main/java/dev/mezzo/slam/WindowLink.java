package dev.mezzo.slam;

import dev.mezzo.optimize.Factor;

/** A factor between the poses of two keyframes of a sliding window, the older one first. */
interface WindowLink extends Factor {
  // Where results are in an array.
  int RESIDUAL = 0;
  int BY_OLDER = 6;
  int BY_NEWER = 42;

  /** Length of that array, for the factor's own use behind the results too. */
  int LENGTH = 180;

  int older();

  int newer();

  /**
   * Writes residual and Jacobians, those by a pose with a first estimate at that.
   *
   * @param poses holds the poses
   * @param i where that of the older keyframe begins
   * @param j where that of the newer one begins
   * @param out receives all numbers
   */
  void linearize(double[] poses, int i, int j, double[] out);
}
