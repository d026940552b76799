package dev.mezzo.slam;

import dev.mezzo.geometry.Pose2;
import dev.mezzo.geometry.Pose3;
import java.util.Objects;

/**
 * A measurement of a pose in the world frame: a surveyed start, a marker, an inertial navigation
 * system. An immutable value. Where only the position was measured see {@link PositionPrior}.
 *
 * @param <P> Pose2 or Pose3
 * @param id the pose that is measured
 * @param measurement Z, where the sensor was measured to be
 * @param information inverse covariance of the error, in tangent order: 3x3 for Pose2, 6x6 for
 *     Pose3 (see {@link PoseGraph}); zeros where nothing was measured
 * @param offset P, the sensor's pose in the frame of the body; the identity where it is the body
 *     itself that was measured
 */
public record Prior<P>(long id, P measurement, InformationMatrix information, P offset) {
  /** Checks that nothing is null. */
  public Prior {
    Objects.requireNonNull(measurement, "measurement");
    Objects.requireNonNull(information, "information");
    Objects.requireNonNull(offset, "offset");
  }

  /**
   * A measurement of the body itself.
   *
   * @param id the pose that is measured
   * @param measurement Z, where it was measured to be
   * @param information inverse covariance of the error, in tangent order
   */
  public Prior(long id, P measurement, InformationMatrix information) {
    this(id, measurement, information, identityLike(measurement));
  }

  @SuppressWarnings("unchecked") // the same type as the pose given
  private static <P> P identityLike(P pose) {
    Objects.requireNonNull(pose, "measurement");
    return (P)
        switch (pose) {
          case Pose2 _ -> Pose2.identity();
          case Pose3 _ -> Pose3.identity();
          default -> throw new IllegalArgumentException("no pose: " + pose);
        };
  }
}
