package dev.mezzo.study;

import dev.mezzo.geometry.Pose3;
import dev.mezzo.geometry.Rotation3;
import dev.mezzo.slam.Alignment;
import dev.mezzo.slam.TimedTrajectory;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A reference and an estimate of the same instants, pose by pose, and the errors of the estimate:
 * absolute pose errors (APE; their root mean square is the ATE) and relative ones (RPE), defined as
 * in evo, so that figures agree with its. Immutable, safe for use by several threads.
 *
 * <pre>{@code
 * TrajectoryPair pair = TrajectoryPair.associate(reference, estimate, 0.01, 0);
 * TrajectoryPair aligned = pair.aligned(pair.fit(Alignment.Kind.SE3));
 * double ate = aligned.absolute(PoseRelation.TRANSLATION).statistics().rmse();
 * }</pre>
 */
public final class TrajectoryPair {
  private final TimedTrajectory reference;
  private final TimedTrajectory estimate;

  /** A plane through two axes of the world, to look at trajectories in two dimensions. */
  public enum Plane {
    /** Seen along z. */
    XY,
    /** Seen along y: from above, in the camera frame of the KITTI odometry data. */
    XZ,
    /** Seen along x. */
    YZ
  }

  private TrajectoryPair(TimedTrajectory reference, TimedTrajectory estimate) {
    this.reference = reference;
    this.estimate = estimate;
  }

  /**
   * Of two trajectories that have the same instants already, whatever their stamps.
   *
   * @param reference poses that count as true
   * @param estimate as many
   * @return both
   * @throws IllegalArgumentException if there are no poses, or not as many in both
   */
  public static TrajectoryPair of(TimedTrajectory reference, TimedTrajectory estimate) {
    if (reference.size() == 0 || reference.size() != estimate.size()) {
      throw new IllegalArgumentException(
          "trajectories of the same length are needed, not of "
              + reference.size()
              + " and "
              + estimate.size());
    }
    return new TrajectoryPair(reference, estimate);
  }

  /**
   * Of two trajectories of poses, whatever their times.
   *
   * @param reference poses that count as true
   * @param estimate as many
   * @return both
   * @throws IllegalArgumentException if there are no poses, or not as many in both
   */
  public static TrajectoryPair of(List<Pose3> reference, List<Pose3> estimate) {
    return of(TimedTrajectory.ofFrames(reference), TimedTrajectory.ofFrames(estimate));
  }

  /**
   * Pairs poses by their stamps, as evo does: each pose of the shorter trajectory with the one of
   * the longer (of equally long ones: each of the estimate with one of the reference) that is
   * nearest in time, if near enough. One of the longer may serve two of the shorter. Stamps need
   * not ascend. Numbers of frames pair where they are equal.
   *
   * @param reference poses that count as true
   * @param estimate poses to be judged
   * @param maxDifference how many seconds the two of a pair may be apart
   * @param offset seconds to add to the estimate's times
   * @return the pairs, in the order of the shorter; stamps are those of the files
   * @throws IllegalArgumentException if none are near enough, or one trajectory has times and the
   *     other has not
   */
  public static TrajectoryPair associate(
      TimedTrajectory reference, TimedTrajectory estimate, double maxDifference, double offset) {
    if (reference.isTimed() != estimate.isTimed()) {
      throw new IllegalArgumentException(
          "one trajectory has times in seconds, the other has numbers of frames alone");
    }
    boolean isEstimateLonger = estimate.size() > reference.size();
    TimedTrajectory many = isEstimateLonger ? estimate : reference;
    TimedTrajectory few = isEstimateLonger ? reference : estimate;
    double shift = many.isTimed() ? (isEstimateLonger ? offset : -offset) : 0;
    double near = many.isTimed() ? maxDifference : 0;
    int[] order = ascending(many);
    double[] stamps = new double[order.length];
    Arrays.setAll(stamps, k -> many.stamp(order[k]) + shift);
    int[] ofFew = new int[few.size()];
    int[] ofMany = new int[few.size()];
    int pairs = 0;
    for (int k = 0; k < few.size() && stamps.length > 0; k++) {
      int at = nearest(stamps, few.stamp(k));
      if (Math.abs(stamps[at] - few.stamp(k)) <= near) {
        ofFew[pairs] = k;
        ofMany[pairs++] = order[at];
      }
    }
    if (pairs == 0) {
      throw new IllegalArgumentException(
          many.isTimed()
              ? "no times of the two trajectories are within " + maxDifference + " s"
              : "the two trajectories have no frames in common");
    }
    TimedTrajectory some = few.select(Arrays.copyOf(ofFew, pairs));
    TimedTrajectory others = many.select(Arrays.copyOf(ofMany, pairs));
    return isEstimateLonger ? of(some, others) : of(others, some);
  }

  /** Indices in the order of stamps; equal ones as they come. */
  private static int[] ascending(TimedTrajectory trajectory) {
    int n = trajectory.size();
    for (int k = 1; k < n; k++) {
      if (trajectory.stamp(k) < trajectory.stamp(k - 1)) {
        return IntStream.range(0, n)
            .boxed()
            .sorted(Comparator.comparingDouble(trajectory::stamp))
            .mapToInt(i -> i)
            .toArray();
      }
    }
    return IntStream.range(0, n).toArray();
  }

  /** Where the stamp is that is nearest; of two as near the earlier, of equal ones the first. */
  private static int nearest(double[] stamps, double wanted) {
    int after = first(stamps, wanted);
    if (after == 0) {
      return 0;
    }
    boolean isAfterNearer =
        after < stamps.length
            && Math.abs(stamps[after] - wanted) < Math.abs(stamps[after - 1] - wanted);
    return isAfterNearer ? after : first(stamps, stamps[after - 1]);
  }

  /** The first stamp that is not below. */
  private static int first(double[] stamps, double bound) {
    int low = 0;
    int high = stamps.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (stamps[middle] < bound) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /**
   * Number of pairs.
   *
   * @return at least 1
   */
  public int size() {
    return reference.size();
  }

  /**
   * The poses that count as true.
   *
   * @return as many as those of the estimate
   */
  public TimedTrajectory reference() {
    return reference;
  }

  /**
   * The poses to be judged.
   *
   * @return as many as those of the reference
   */
  public TimedTrajectory estimate() {
    return estimate;
  }

  /**
   * The alignment that is best over all poses.
   *
   * @param kind what is fitted
   * @return estimate to reference
   */
  public Alignment fit(Alignment.Kind kind) {
    return Alignment.fit(kind, reference, estimate);
  }

  /**
   * The estimate aligned.
   *
   * @param alignment estimate to reference
   * @return a pair with the same reference
   */
  public TrajectoryPair aligned(Alignment alignment) {
    return new TrajectoryPair(reference, alignment.apply(estimate));
  }

  /**
   * Both in a plane: positions lose the coordinate along its normal, attitudes all but the angle
   * about the normal (roll about x, pitch about y or yaw about z).
   *
   * @param plane to project to
   * @return a pair with poses in that plane
   */
  public TrajectoryPair projected(Plane plane) {
    return new TrajectoryPair(project(reference, plane), project(estimate, plane));
  }

  private static TimedTrajectory project(TimedTrajectory trajectory, Plane plane) {
    return trajectory.withPoses(
        trajectory.poses().stream().map(pose -> project(pose, plane)).toList());
  }

  private static Pose3 project(Pose3 pose, Plane plane) {
    double[] angles = pose.rotation().rollPitchYaw();
    return switch (plane) {
      case XY -> Pose3.of(pose.x(), pose.y(), 0, Rotation3.exp(0, 0, angles[2]));
      case XZ -> Pose3.of(pose.x(), 0, pose.z(), Rotation3.exp(0, angles[1], 0));
      case YZ -> Pose3.of(0, pose.y(), pose.z(), Rotation3.exp(angles[0], 0, 0));
    };
  }

  /**
   * Absolute pose errors: of the motions E = P^-1 Q that lead from estimated poses P to those of
   * the reference, Q.
   *
   * @param relation what of E counts
   * @return one error for each pair
   */
  public PoseErrors absolute(PoseRelation relation) {
    double[] errors = new double[size()];
    double[] truth = new double[Pose3.STATE_SIZE];
    double[] motion = new double[Pose3.STATE_SIZE];
    for (int k = 0; k < errors.length; k++) {
      reference.toState(k, truth, 0);
      estimate.toState(k, motion, 0);
      Pose3.between(motion, 0, truth, 0, motion, 0);
      errors[k] = relation.of(motion);
    }
    return new PoseErrors(relation, errors, IntStream.range(0, errors.length).toArray());
  }

  /**
   * Relative pose errors: of the motions E = (Qi^-1 Qj)^-1 (Pi^-1 Pj), in which the estimate P
   * differs from the reference Q over a part of the way.
   *
   * @param delta how long those parts are, by the poses of the estimate
   * @param relation what of E counts
   * @return one error for each pair of poses i and j that are so far apart; maybe none
   * @throws IllegalArgumentException if there are too many pairs to be held in memory
   */
  public PoseErrors relative(PoseDelta delta, PoseRelation relation) {
    int[] pairs = delta.pairs(estimate);
    double[] errors = new double[pairs.length / 2];
    int[] at = new int[errors.length];
    double[] truth = new double[Pose3.STATE_SIZE];
    double[] motion = new double[Pose3.STATE_SIZE];
    double[] later = new double[Pose3.STATE_SIZE];
    for (int k = 0; k < errors.length; k++) {
      at[k] = pairs[2 * k + 1];
      motion(reference, pairs[2 * k], at[k], later, truth);
      motion(estimate, pairs[2 * k], at[k], later, motion);
      Pose3.between(truth, 0, motion, 0, motion, 0);
      errors[k] = relation.of(motion);
    }
    return new PoseErrors(relation, errors, at);
  }

  /** Writes the motion from pose i to pose j. */
  static void motion(TimedTrajectory poses, int i, int j, double[] scratch, double[] out) {
    poses.toState(i, out, 0);
    poses.toState(j, scratch, 0);
    Pose3.between(out, 0, scratch, 0, out, 0);
  }
}
