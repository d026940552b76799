package dev.mezzo.slam;

import dev.mezzo.geometry.Pose2;
import dev.mezzo.geometry.Pose3;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;

/**
 * Where a body was, and when: poses, body to world, in metres, each with a stamp. Stamps are times
 * in seconds, as of files of the TUM and EuRoC kinds, or numbers of frames, as of the KITTI kind,
 * which has no times. They are in the order in which they were given, ascending or not.
 *
 * <p>Quaternion order: (x, y, z, w), Hamilton, unit, rotating body to world. State in memory: 7
 * doubles, translation x y z (metres), then quaternion x y z w.
 *
 * <p>Immutable, safe for use by several threads; 64 bytes for each pose.
 */
public final class TimedTrajectory {
  private final boolean timed;
  private final double[] stamps;
  private final double[] states;

  /** Takes ownership of valid arrays. */
  private TimedTrajectory(boolean timed, double[] stamps, double[] states) {
    this.timed = timed;
    this.stamps = stamps;
    this.states = states;
  }

  /**
   * Poses at times.
   *
   * @param seconds of each pose, since any epoch; a double has 0.24 microseconds in the years since
   *     1970
   * @param poses as many
   * @return the trajectory
   * @throws IllegalArgumentException if there are not as many times as poses, or one is not finite
   */
  public static TimedTrajectory ofTimes(double[] seconds, List<Pose3> poses) {
    return of(true, seconds, poses);
  }

  /**
   * Poses of numbered frames.
   *
   * @param frames number of each pose's frame: two trajectories meet in frames of the same number
   * @param poses as many
   * @return the trajectory
   * @throws IllegalArgumentException if there are not as many numbers as poses, or one is not
   *     finite
   */
  public static TimedTrajectory ofFrames(double[] frames, List<Pose3> poses) {
    return of(false, frames, poses);
  }

  /**
   * Poses of frames 0, 1, 2 and so on.
   *
   * @param poses of all frames
   * @return the trajectory
   */
  public static TimedTrajectory ofFrames(List<Pose3> poses) {
    return of(false, count(poses.size()), poses);
  }

  /**
   * Poses in the plane z = 0, of frames 0, 1, 2 and so on.
   *
   * @param poses of all frames
   * @return the trajectory
   */
  public static TimedTrajectory inPlane(List<Pose2> poses) {
    double[] states = new double[poses.size() * Pose3.STATE_SIZE];
    for (int k = 0; k < poses.size(); k++) {
      Pose2 pose = poses.get(k);
      int at = k * Pose3.STATE_SIZE;
      states[at] = pose.x();
      states[at + 1] = pose.y();
      states[at + 5] = Math.sin(0.5 * pose.heading());
      states[at + 6] = Math.cos(0.5 * pose.heading());
    }
    return new TimedTrajectory(false, count(poses.size()), states);
  }

  private static TimedTrajectory of(boolean timed, double[] stamps, List<Pose3> poses) {
    if (stamps.length != poses.size()) {
      throw new IllegalArgumentException(
          "there are " + stamps.length + " stamps for " + poses.size() + " poses");
    }
    for (double stamp : stamps) {
      if (!Double.isFinite(stamp)) {
        throw new IllegalArgumentException("a stamp must be finite, not " + stamp);
      }
    }
    double[] states = new double[stamps.length * Pose3.STATE_SIZE];
    int at = 0;
    for (Pose3 pose : poses) {
      pose.toState(states, at);
      at += Pose3.STATE_SIZE;
    }
    return new TimedTrajectory(timed, stamps.clone(), states);
  }

  private static double[] count(int n) {
    double[] frames = new double[n];
    Arrays.setAll(frames, k -> k);
    return frames;
  }

  /**
   * Number of poses.
   *
   * @return at least 0
   */
  public int size() {
    return stamps.length;
  }

  /**
   * What the stamps are.
   *
   * @return true if times in seconds, false if numbers of frames
   */
  public boolean isTimed() {
    return timed;
  }

  /**
   * When a pose was.
   *
   * @param k from 0 to size - 1
   * @return seconds, or the number of a frame
   */
  public double stamp(int k) {
    return stamps[k];
  }

  /**
   * Where the body was.
   *
   * @param k from 0 to size - 1
   * @return its pose
   */
  public Pose3 pose(int k) {
    return Pose3.ofState(states, k * Pose3.STATE_SIZE);
  }

  /**
   * Writes a pose's state, translation x y z and quaternion x y z w.
   *
   * @param k from 0 to size - 1
   * @param out receives 7 doubles
   * @param at where in it
   */
  public void toState(int k, double[] out, int at) {
    System.arraycopy(states, k * Pose3.STATE_SIZE, out, at, Pose3.STATE_SIZE);
  }

  /**
   * All poses.
   *
   * @return an unmodifiable view, which makes a pose each time it is asked for one
   */
  public List<Pose3> poses() {
    return new Poses(this);
  }

  private static final class Poses extends AbstractList<Pose3> implements RandomAccess {
    private final TimedTrajectory trajectory;

    Poses(TimedTrajectory trajectory) {
      this.trajectory = trajectory;
    }

    @Override
    public Pose3 get(int k) {
      return trajectory.pose(k);
    }

    @Override
    public int size() {
      return trajectory.size();
    }
  }

  /**
   * The way travelled up to each pose, as the sum of the straight lines between poses.
   *
   * @return metres, one for each pose; the first is 0
   */
  public double[] distances() {
    double[] way = new double[size()];
    for (int k = 1; k < way.length; k++) {
      int at = k * Pose3.STATE_SIZE;
      double dx = states[at] - states[at - Pose3.STATE_SIZE];
      double dy = states[at + 1] - states[at + 1 - Pose3.STATE_SIZE];
      double dz = states[at + 2] - states[at + 2 - Pose3.STATE_SIZE];
      way[k] = way[k - 1] + Math.sqrt(dx * dx + dy * dy + dz * dz);
    }
    return way;
  }

  /**
   * Some of the poses, with their stamps.
   *
   * @param indices from 0 to size - 1, in the order that is wanted
   * @return a trajectory of as many poses
   */
  public TimedTrajectory select(int[] indices) {
    double[] some = new double[indices.length];
    double[] of = new double[indices.length * Pose3.STATE_SIZE];
    for (int k = 0; k < indices.length; k++) {
      some[k] = stamps[indices[k]];
      toState(indices[k], of, k * Pose3.STATE_SIZE);
    }
    return new TimedTrajectory(timed, some, of);
  }

  /**
   * The same poses with times instead of numbers of frames.
   *
   * @param secondsOfFrames the time of frame 0, frame 1 and so on
   * @return a trajectory with times
   * @throws IllegalArgumentException if this one has times, or a frame has none
   */
  public TimedTrajectory withTimes(double[] secondsOfFrames) {
    if (timed) {
      throw new IllegalArgumentException("the trajectory has times already");
    }
    double[] seconds = new double[size()];
    for (int k = 0; k < seconds.length; k++) {
      double frame = stamps[k];
      if (frame != Math.rint(frame) || frame < 0 || frame >= secondsOfFrames.length) {
        throw new IllegalArgumentException(
            "there is no time for frame %.0f, only for frames 0 to %d"
                .formatted(frame, secondsOfFrames.length - 1));
      }
      seconds[k] = secondsOfFrames[(int) frame];
    }
    return new TimedTrajectory(true, seconds, states);
  }

  /**
   * The same stamps with other poses.
   *
   * @param poses as many as there are
   * @return a new trajectory
   * @throws IllegalArgumentException if there are not as many
   */
  public TimedTrajectory withPoses(List<Pose3> poses) {
    return of(timed, stamps, poses);
  }

  /** Changes a state in place. */
  @FunctionalInterface
  interface Change {
    void apply(double[] states, int at);
  }

  /** The same stamps with other poses, whose quaternions stay unit ones. */
  TimedTrajectory changed(Change change) {
    double[] copy = states.clone();
    for (int at = 0; at < copy.length; at += Pose3.STATE_SIZE) {
      change.apply(copy, at);
    }
    return new TimedTrajectory(timed, stamps, copy);
  }

  /** How many poses, and from when to when. */
  @Override
  public String toString() {
    String span = size() == 0 ? "" : ", " + stamps[0] + " to " + stamps[size() - 1];
    return "TimedTrajectory[" + size() + " poses" + span + (timed ? " s]" : " frames]");
  }
}
