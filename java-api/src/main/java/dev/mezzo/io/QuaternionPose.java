package dev.mezzo.io;

import dev.mezzo.geometry.Pose3;
import dev.mezzo.geometry.Rotation3;

/** Poses as fields of a line: a position and a quaternion. */
final class QuaternionPose {
  /** Length error of a quaternion that is more than few printed digits explain. */
  private static final double UNIT_TOLERANCE = 1e-3;

  private QuaternionPose() {}

  /**
   * Parses fields x y z and qx qy qz qw.
   *
   * @param at of x
   * @param vector of qx
   * @param scalar of qw
   */
  static Pose3 parse(FieldReader in, int at, int vector, int scalar, Findings findings)
      throws InputException {
    double x = in.number(vector);
    double y = in.number(vector + 1);
    double z = in.number(vector + 2);
    double w = in.number(scalar);
    if (x == 0 && y == 0 && z == 0 && w == 0) {
      throw in.error("the quaternion is zero");
    }
    if (Math.abs(Math.sqrt(x * x + y * y + z * z + w * w) - 1) > UNIT_TOLERANCE) {
      findings.note(Findings.Kind.QUATERNION, in.line());
    }
    return Pose3.of(
        in.number(at), in.number(at + 1), in.number(at + 2), Rotation3.ofQuaternion(x, y, z, w));
  }
}
