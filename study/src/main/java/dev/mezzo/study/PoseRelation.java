package dev.mezzo.study;

import dev.mezzo.geometry.Pose3;

/**
 * What of the motion that leads from one pose to another counts as the error, as in the programs of
 * the TUM benchmark (Sturm et al., 2012) and in evo.
 */
public enum PoseRelation {
  /** Length of the translation, metres. */
  TRANSLATION("translation", "m"),
  /** Angle of the rotation, degrees. */
  ROTATION_DEGREES("rotation", "deg"),
  /** Angle of the rotation, radians. */
  ROTATION_RADIANS("rotation", "rad"),
  /**
   * Frobenius norm of the 4x4 matrix less the identity, translation (metres) and rotation together.
   */
  FULL("full transformation", "");

  private final String label;
  private final String unit;

  PoseRelation(String label, String unit) {
    this.label = label;
    this.unit = unit;
  }

  /**
   * What it is, for people.
   *
   * @return such as "rotation"
   */
  public String label() {
    return label;
  }

  /**
   * Unit of the errors.
   *
   * @return such as "m", or nothing
   */
  public String unit() {
    return unit;
  }

  /**
   * The error in a motion that should be none.
   *
   * @param motion a state, translation x y z and quaternion x y z w, of {@link Pose3#STATE_SIZE}
   * @return at least 0
   */
  double of(double[] motion) {
    double translation = motion[0] * motion[0] + motion[1] * motion[1] + motion[2] * motion[2];
    // sin^2(angle / 2) from the vector part of the quaternion, which is exact for small angles.
    double sine = motion[3] * motion[3] + motion[4] * motion[4] + motion[5] * motion[5];
    return switch (this) {
      case TRANSLATION -> Math.sqrt(translation);
      case ROTATION_RADIANS -> angle(motion);
      case ROTATION_DEGREES -> Math.toDegrees(angle(motion));
      case FULL -> Math.sqrt(translation + 8 * sine);
    };
  }

  /** The angle of a motion's rotation, radians, in [0, pi]. */
  static double angle(double[] motion) {
    double sine = Math.sqrt(motion[3] * motion[3] + motion[4] * motion[4] + motion[5] * motion[5]);
    return 2 * Math.atan2(sine, Math.abs(motion[6]));
  }
}
