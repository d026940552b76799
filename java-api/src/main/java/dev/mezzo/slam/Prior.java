package dev.mezzo.slam;

import java.util.Objects;

/**
 * A measurement of a pose in the world frame: a surveyed start, GPS, a marker. An immutable value.
 *
 * @param <P> Pose2 or Pose3
 * @param id the pose that is measured
 * @param measurement Z, where it was measured to be
 * @param information inverse covariance of the error, in tangent order: 3x3 for Pose2, 6x6 for
 *     Pose3 (see {@link PoseGraph}); zeros where nothing was measured
 */
public record Prior<P>(long id, P measurement, InformationMatrix information) {
  /** Checks that nothing is null. */
  public Prior {
    Objects.requireNonNull(measurement, "measurement");
    Objects.requireNonNull(information, "information");
  }
}
