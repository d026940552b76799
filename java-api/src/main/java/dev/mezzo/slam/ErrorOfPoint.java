package dev.mezzo.slam;

import dev.mezzo.geometry.Point;
import dev.mezzo.optimize.Evaluation;

/** What measurements of points share. No temporary objects. */
final class ErrorOfPoint {
  private ErrorOfPoint() {}

  /** Refuses what is of another dimension. */
  static void check(int dimension, Point measurement, InformationMatrix information) {
    String where = dimension == 2 ? "the plane" : "space";
    if (measurement.dimension() != dimension) {
      throw new IllegalArgumentException(
          "a point of %s has %d coordinates, not %d"
              .formatted(where, dimension, measurement.dimension()));
    }
    if (information.dimension() != dimension) {
      throw new IllegalArgumentException(
          "a point of %s takes a %dx%d information matrix, not %dx%d"
              .formatted(
                  where, dimension, dimension, information.dimension(), information.dimension()));
    }
  }

  /**
   * Writes M R into the first three columns of block k of the Jacobian, with M row-major 3x3 and R
   * the rotation of the unit quaternion (x, y, z, w).
   */
  static void writeTurned(
      Evaluation out, int k, double[] m, double x, double y, double z, double w) {
    double r00 = 1 - 2 * (y * y + z * z);
    double r01 = 2 * (x * y - z * w);
    double r02 = 2 * (x * z + y * w);
    double r10 = 2 * (x * y + z * w);
    double r11 = 1 - 2 * (x * x + z * z);
    double r12 = 2 * (y * z - x * w);
    double r20 = 2 * (x * z - y * w);
    double r21 = 2 * (y * z + x * w);
    double r22 = 1 - 2 * (x * x + y * y);
    for (int r = 0; r < 3; r++) {
      double ax = m[3 * r];
      double ay = m[3 * r + 1];
      double az = m[3 * r + 2];
      out.jacobian(k, r, 0, ax * r00 + ay * r10 + az * r20);
      out.jacobian(k, r, 1, ax * r01 + ay * r11 + az * r21);
      out.jacobian(k, r, 2, ax * r02 + ay * r12 + az * r22);
    }
  }
}
