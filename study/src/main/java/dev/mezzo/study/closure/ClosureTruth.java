package dev.mezzo.study.closure;

import dev.mezzo.geometry.Pose2;
import dev.mezzo.geometry.Pose3;
import dev.mezzo.slam.Alignment;
import dev.mezzo.slam.TimedTrajectory;
import dev.mezzo.study.PoseRelation;
import dev.mezzo.study.TrajectoryPair;
import java.util.List;
import java.util.Locale;

/**
 * What the trajectories of one graph are compared with: measured or simulated true poses where
 * these fit, else the optimum of the whole graph. True poses fit if the optimum of the whole graph
 * is nearer to them than odometry alone; files that bear the same name need not be of the same
 * drive, nor in the same frames.
 *
 * <p>A graph in the plane is compared with true poses in space by their places in a plane: that
 * which the optimum of the graph lies in once it is brought closest to them.
 *
 * @param isGiven whether these are true poses, not an optimum
 * @param description in words, for reports
 * @param poses by keyframe, in the plane with height 0
 * @param alignment of estimates
 */
record ClosureTruth(
    boolean isGiven, String description, TimedTrajectory poses, Alignment.Kind alignment) {

  /** The optimum in place of the truth. */
  static ClosureTruth ofOptimum(List<?> optimum) {
    return new ClosureTruth(
        false, "optimum of the whole graph in double", trajectory(optimum), kind(optimum));
  }

  /**
   * True poses, or the optimum if they do not fit.
   *
   * @param source where they come from, in words
   * @param given by keyframe
   * @param odometry the trajectory without loop closures
   * @param optimum the trajectory with all of them
   */
  static ClosureTruth of(String source, List<Pose3> given, List<?> odometry, List<?> optimum) {
    Alignment.Kind kind = kind(optimum);
    var poses = TimedTrajectory.ofFrames(given);
    if (kind == Alignment.Kind.SE2) {
      poses = inPlaneOf(trajectory(optimum), poses);
    }
    var truth = new ClosureTruth(true, source, poses, kind);
    double without = truth.error(odometry);
    double with = truth.error(optimum);
    if (with < without) {
      return truth;
    }
    String misfit =
        String.format(
            Locale.ROOT,
            "; %s does not fit: odometry alone is %.3g m from it, the optimum %.3g m",
            source,
            without,
            with);
    ClosureTruth instead = ofOptimum(optimum);
    return new ClosureTruth(false, instead.description + misfit, instead.poses, kind);
  }

  /**
   * ATE of the first keyframes.
   *
   * @param estimate their poses, in any frame
   * @return root of the mean square of the distances once aligned, metres
   */
  double error(List<?> estimate) {
    TrajectoryPair pair = pair(estimate);
    TrajectoryPair aligned = pair.aligned(pair.fit(alignment));
    return aligned.absolute(PoseRelation.TRANSLATION).statistics().rmse();
  }

  /**
   * Moves a trajectory to where it is closest.
   *
   * @param estimate poses of the first keyframes, in any frame
   * @return their x, their y and their z
   */
  double[][] aligned(List<?> estimate) {
    TrajectoryPair pair = pair(estimate);
    return coordinates(pair.aligned(pair.fit(alignment)).estimate());
  }

  /** The truth's x, y and z. */
  double[][] coordinates() {
    return coordinates(poses);
  }

  private TrajectoryPair pair(List<?> estimate) {
    List<Pose3> first = poses.poses().subList(0, estimate.size());
    return TrajectoryPair.of(TimedTrajectory.ofFrames(first), trajectory(estimate));
  }

  private static double[][] coordinates(TimedTrajectory trajectory) {
    double[][] xyz = new double[3][trajectory.size()];
    for (int k = 0; k < trajectory.size(); k++) {
      Pose3 pose = trajectory.pose(k);
      xyz[0][k] = pose.x();
      xyz[1][k] = pose.y();
      xyz[2][k] = pose.z();
    }
    return xyz;
  }

  private static TimedTrajectory inPlaneOf(TimedTrajectory map, TimedTrajectory given) {
    TimedTrajectory there = Alignment.fit(Alignment.Kind.SE3, map, given).apply(given);
    return TimedTrajectory.ofFrames(
        there.poses().stream().map(p -> Pose3.of(p.x(), p.y(), 0, p.rotation())).toList());
  }

  private static Alignment.Kind kind(List<?> poses) {
    return poses.getFirst() instanceof Pose2 ? Alignment.Kind.SE2 : Alignment.Kind.SE3;
  }

  /** Poses of either kind, all of the same. */
  private static TimedTrajectory trajectory(List<?> poses) {
    return kind(poses) == Alignment.Kind.SE2
        ? TimedTrajectory.inPlane(poses.stream().map(Pose2.class::cast).toList())
        : TimedTrajectory.ofFrames(poses.stream().map(Pose3.class::cast).toList());
  }
}
