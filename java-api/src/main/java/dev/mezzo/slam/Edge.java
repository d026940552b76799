package dev.mezzo.slam;

import java.util.Objects;

/**
 * A measurement of one pose from another: odometry or a loop closure. An immutable value.
 *
 * @param <P> Pose2 or Pose3
 * @param from id of the pose that measures
 * @param to id of the pose that is measured, another one
 * @param measurement Z, the pose {@code to} in the frame of {@code from}: Xfrom^-1 &#183; Xto
 * @param information inverse covariance of the error, in tangent order: 3x3 for Pose2, 6x6 for
 *     Pose3 (see {@link PoseGraph})
 */
public record Edge<P>(long from, long to, P measurement, InformationMatrix information) {
  /** Checks that nothing is null. */
  public Edge {
    Objects.requireNonNull(measurement, "measurement");
    Objects.requireNonNull(information, "information");
  }
}
