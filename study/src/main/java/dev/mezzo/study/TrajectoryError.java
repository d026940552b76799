package dev.mezzo.study;

import dev.mezzo.geometry.Pose3;
import dev.mezzo.slam.Alignment;
import java.util.List;

/**
 * Absolute trajectory error (ATE) in brief: how far an estimated trajectory is from the true one
 * after the motion that brings it closest ({@link Alignment}). {@link TrajectoryPair} has more ways
 * to compare trajectories.
 *
 * @param translation distances between true and aligned positions, metres
 * @param rotation angles between true and aligned attitudes, radians
 * @param alignment what was applied: estimate to truth
 */
public record TrajectoryError(
    ErrorStatistics translation, ErrorStatistics rotation, Alignment alignment) {

  /**
   * Compares two trajectories pose by pose.
   *
   * @param truth true poses, body to world
   * @param estimate estimated poses of the same instants, in any world frame
   * @return the errors
   * @throws IllegalArgumentException if there are no poses, or not as many in both
   */
  public static TrajectoryError between(List<Pose3> truth, List<Pose3> estimate) {
    return of(TrajectoryPair.of(truth, estimate), Alignment.Kind.SE3);
  }

  /**
   * Compares two trajectories pose by pose, of which the estimate has a unit of length of its own,
   * as that of a single camera has: it is scaled, too, so that it comes closest.
   *
   * @param truth true poses, body to world
   * @param estimate estimated poses of the same instants, in any world frame
   * @return the errors, in the unit of the truth
   * @throws IllegalArgumentException if there are no poses, or not as many in both
   */
  public static TrajectoryError upToScale(List<Pose3> truth, List<Pose3> estimate) {
    return of(TrajectoryPair.of(truth, estimate), Alignment.Kind.SIM3);
  }

  /**
   * Compares two trajectories.
   *
   * @param pair truth and estimate
   * @param kind how the estimate is aligned
   * @return the errors
   */
  public static TrajectoryError of(TrajectoryPair pair, Alignment.Kind kind) {
    Alignment alignment = pair.fit(kind);
    TrajectoryPair aligned = pair.aligned(alignment);
    return new TrajectoryError(
        aligned.absolute(PoseRelation.TRANSLATION).statistics(),
        aligned.absolute(PoseRelation.ROTATION_RADIANS).statistics(),
        alignment);
  }
}
