package dev.mezzo.study.odometry;

import dev.mezzo.geometry.Pose3;

/** What a camera met at an instant, in the arrays that a sliding window takes. */
public final class VisualFrame {
  private final Pose3 truth;
  private final Pose3 motion;
  private final long[] landmarks;
  private final double[] measured;

  /**
   * A frame.
   *
   * @param truth where the camera really was, as far as is known
   * @param motion since the frame before, as {@link VisualSequence.Guess} has it; null if nothing
   *     is known
   * @param landmarks numbers of the landmarks that it saw
   * @param measured two or three numbers for each
   */
  public VisualFrame(Pose3 truth, Pose3 motion, long[] landmarks, double[] measured) {
    this.truth = truth;
    this.motion = motion;
    this.landmarks = landmarks;
    this.measured = measured;
  }

  /**
   * Where the camera really was.
   *
   * @return world from camera
   */
  public Pose3 truth() {
    return truth;
  }

  /**
   * Its motion since the frame before, as measured.
   *
   * @return null if nothing is known of it
   */
  public Pose3 motion() {
    return motion;
  }

  /**
   * What it saw.
   *
   * @return numbers of landmarks; not to be written
   */
  public long[] landmarks() {
    return landmarks;
  }

  /**
   * Where it saw them.
   *
   * @return two or three numbers for each landmark; not to be written
   */
  public double[] measured() {
    return measured;
  }
}
