package dev.mezzo.cli;

import dev.mezzo.geometry.Pose3;

/** What a camera met at an instant, in the arrays that a sliding window takes. */
final class VisualFrame {
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
  VisualFrame(Pose3 truth, Pose3 motion, long[] landmarks, double[] measured) {
    this.truth = truth;
    this.motion = motion;
    this.landmarks = landmarks;
    this.measured = measured;
  }

  Pose3 truth() {
    return truth;
  }

  Pose3 motion() {
    return motion;
  }

  /** Not to be written. */
  long[] landmarks() {
    return landmarks;
  }

  /** Not to be written. */
  double[] measured() {
    return measured;
  }
}
