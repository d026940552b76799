package dev.mezzo.geometry;

import java.util.Arrays;

/** Validation of what callers pass to the value types. */
final class Finite {
  private Finite() {}

  /** Throws unless all values are finite; {@code what} begins the message. */
  static void require(String what, double... values) {
    for (double value : values) {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException(
            what + " must be finite, was " + Arrays.toString(values));
      }
    }
  }

  /**
   * Throws unless the rotation vector is finite and its squared length is too, which a length of
   * 1e154 radians no longer guarantees.
   */
  static void requireRotationVector(double wx, double wy, double wz) {
    if (!Double.isFinite(wx * wx + wy * wy + wz * wz)) {
      throw new IllegalArgumentException(
          "rotation vector must be finite and shorter than 1e150 rad, was "
              + Arrays.toString(new double[] {wx, wy, wz}));
    }
  }
}
