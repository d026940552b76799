package dev.mezzo.slam;

import java.util.Arrays;

/**
 * Places landmarks from what keyframes at known poses saw of them, by {@link Triangulation}, and
 * judges whether they are known well enough to take part in an adjustment. A landmark is certain
 * where the standard deviation of its distance from the camera that saw it last is a small part of
 * that distance: then its reprojections are nearly linear in what is not known of it. Too little
 * parallax, few observations and noise all show in that one number.
 */
final class LandmarkStart {
  private final WindowKeyframes keyframes;
  private final WindowLandmarks landmarks;
  private final double largestError;

  /** Any parallax will do: what matters is certainty. */
  private final Triangulation triangulation = new Triangulation(0);

  private final double[] scratch = new double[WindowObservation.LENGTH];
  private final double[] hessian = new double[9];
  private final double[] distance = new double[3];
  private final double[] solved = new double[3];

  /**
   * Of a window.
   *
   * @param largestError standard deviation of a certain landmark's distance, as a part of it
   */
  LandmarkStart(WindowKeyframes keyframes, WindowLandmarks landmarks, double largestError) {
    this.keyframes = keyframes;
    this.landmarks = landmarks;
    this.largestError = largestError;
  }

  /** Places a landmark; false if it is not certain, and then its point has no meaning. */
  boolean place(int slot) {
    triangulation.clear();
    for (int o = landmarks.first(slot); o >= 0; o = landmarks.observation(o).next()) {
      WindowObservation observation = landmarks.observation(o);
      WindowCamera camera = observation.camera();
      double[] weights = camera.weights();
      observation.copyMeasured(scratch);
      triangulation.add(
          keyframes.poses(),
          WindowKeyframes.at(observation.slot()),
          camera.model(),
          camera.intrinsics(),
          0,
          scratch,
          0,
          1 / weights[0],
          1 / weights[weights.length - 1]);
    }
    Triangulation.Verdict verdict = triangulation.solve();
    if (verdict == Triangulation.Verdict.NO_POINT
        || verdict == Triangulation.Verdict.BEHIND_CAMERA) {
      return false;
    }
    double[] points = landmarks.points();
    int at = WindowLandmarks.at(slot);
    points[at] = triangulation.x();
    points[at + 1] = triangulation.y();
    points[at + 2] = triangulation.z();
    return isCertain(slot);
  }

  /** Whether a landmark that has a point is in front of all its cameras and certain. */
  boolean isCertain(int slot) {
    double[] points = landmarks.points();
    int at = WindowLandmarks.at(slot);
    double[] poses = keyframes.poses();
    Arrays.fill(hessian, 0);
    for (int o = landmarks.first(slot); o >= 0; o = landmarks.observation(o).next()) {
      WindowObservation observation = landmarks.observation(o);
      int pose = WindowKeyframes.at(observation.slot());
      if (!observation.isInFront(poses, pose, points, at, scratch)) {
        return false;
      }
      observation.linearize(poses, pose, points, at, scratch);
      for (int r = 0; r < observation.dimension(); r++) {
        int row = WindowObservation.BY_POINT + 3 * r;
        for (int i = 0; i < 9; i++) {
          hessian[i] += scratch[row + i / 3] * scratch[row + i % 3];
        }
      }
    }
    int pose = WindowKeyframes.at(landmarks.lastKeyframe(slot));
    double distance2 = 0;
    for (int c = 0; c < 3; c++) {
      distance[c] = points[at + c] - poses[pose + c];
      distance2 += distance[c] * distance[c];
    }
    // d^T H^-1 d / |d|^4 is the variance of the distance over its square.
    return Small3.solve(hessian, distance, solved)
        && distance[0] * solved[0] + distance[1] * solved[1] + distance[2] * solved[2]
            <= largestError * largestError * distance2 * distance2;
  }
}
