package dev.mezzo.slam;

import dev.mezzo.geometry.Point;
import dev.mezzo.geometry.Pose2;
import dev.mezzo.geometry.Pose3;
import java.util.Objects;

/**
 * A measurement of a landmark from a pose: where a point was seen. An immutable value.
 *
 * @param <P> Pose2 or Pose3
 * @param pose id of the pose that measures
 * @param landmark id of the landmark that is measured
 * @param measurement z, the landmark in the frame of the sensor: P^-1 &#183; X^-1 &#183; l; metres
 * @param information inverse covariance of the error, along the axes of the sensor: 2x2 in the
 *     plane, 3x3 in space
 * @param offset P, the sensor's pose in the frame of the body; the identity where it sits at its
 *     origin
 */
public record Observation<P>(
    long pose, long landmark, Point measurement, InformationMatrix information, P offset) {
  /** Checks that nothing is null. */
  public Observation {
    Objects.requireNonNull(measurement, "measurement");
    Objects.requireNonNull(information, "information");
    Objects.requireNonNull(offset, "offset");
  }

  /**
   * A measurement in the frame of the body.
   *
   * @param pose id of the pose that measures
   * @param landmark id of the landmark that is measured
   * @param measurement z, the landmark in the frame of the pose: X^-1 &#183; l; metres
   * @param information inverse covariance of the error, along the axes of the pose
   */
  @SuppressWarnings("unchecked") // poses in the plane measure points of the plane
  public Observation(long pose, long landmark, Point measurement, InformationMatrix information) {
    this(pose, landmark, measurement, information, (P) identity(measurement.dimension()));
  }

  /**
   * The same measurement as if it had been made from the origin of the body, along its axes: with P
   * &#183; z and R_P Omega R_P^T. Its error has the same weighted norm wherever the pose and the
   * landmark are.
   *
   * @return an observation whose offset is the identity; this one, if its offset is
   */
  public Observation<P> fromBody() {
    int d = measurement.dimension();
    if (offset.equals(identity(d))) {
      return this;
    }
    double[] point;
    double[] rotation;
    switch (offset) {
      case Pose2 p -> {
        double c = Math.cos(p.heading());
        double s = Math.sin(p.heading());
        point = p.transform(measurement.x(), measurement.y());
        rotation = new double[] {c, -s, s, c};
      }
      case Pose3 p -> {
        point = p.transform(measurement.x(), measurement.y(), measurement.z());
        rotation = p.rotation().matrix();
      }
      default -> throw new IllegalArgumentException("no pose: " + offset);
    }
    double[] omega = Congruence.of(Congruence.transposed(rotation, d), information.toArray(), d);
    return new Observation<>(
        pose, landmark, Point.ofArray(point), InformationMatrix.nearestTo(omega));
  }

  private static Object identity(int dimension) {
    return dimension == 2 ? Pose2.identity() : Pose3.identity();
  }
}
