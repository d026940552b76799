package dev.mezzo.slam;

import dev.mezzo.geometry.Point;
import java.util.Objects;

/**
 * A measurement of a position in the world frame, whatever the heading: GPS, a surveyed point. Its
 * error is the position minus the measurement, along the axes of the world. An immutable value.
 *
 * @param id the pose or landmark whose position is measured
 * @param measurement where it was measured to be
 * @param information inverse covariance of the error: 2x2 in the plane, 3x3 in space
 */
public record PositionPrior(long id, Point measurement, InformationMatrix information) {
  /** Checks that nothing is null. */
  public PositionPrior {
    Objects.requireNonNull(measurement, "measurement");
    Objects.requireNonNull(information, "information");
  }
}
