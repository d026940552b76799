package dev.mezzo.slam;

import java.util.Arrays;

/**
 * Tells which observations of a new keyframe its guessed pose can explain, before anything is
 * solved: with r the residual of a known landmark at the guess, J its Jacobian by the pose and C
 * the covariance of the guess relative to the keyframe before, r^T (I + J C J^T)^-1 r is no larger
 * than a few quantiles of chi-square (validation gate, Bar-Shalom, Li and Kirubarajan, 2001,
 * section 3.5.2). A guess of which nothing is known explains everything.
 */
final class InnovationGate {
  /** For what is not counted: errors of landmarks and of the keyframe before. */
  private static final double MARGIN = 4;

  private final WindowKeyframes keyframes;
  private final WindowLandmarks landmarks;
  private final double[] variances = new double[6];
  private final double[] scratch = new double[WindowObservation.LENGTH];
  private final double[] covariance = new double[9];
  private final double[] residual = new double[3];
  private final double[] solved = new double[3];

  InnovationGate(
      WindowKeyframes keyframes,
      WindowLandmarks landmarks,
      double sigmaTranslation,
      double sigmaRotation) {
    this.keyframes = keyframes;
    this.landmarks = landmarks;
    for (int i = 0; i < 6; i++) {
      double sigma = i < 3 ? sigmaTranslation : sigmaRotation;
      variances[i] = sigma * sigma;
    }
  }

  /** Whether the guess explains the newest observation of a landmark that has a place. */
  boolean isExplained(int slot, double quantile) {
    WindowObservation observation = landmarks.observation(landmarks.last(slot));
    observation.linearize(
        keyframes.poses(),
        WindowKeyframes.at(observation.slot()),
        landmarks.points(),
        WindowLandmarks.at(slot),
        scratch);
    int dimension = observation.dimension();
    Arrays.fill(covariance, 0);
    Arrays.fill(residual, 0);
    for (int r = 0; r < 3; r++) {
      covariance[4 * r] = 1;
    }
    for (int r = 0; r < dimension; r++) {
      residual[r] = scratch[WindowObservation.RESIDUAL + r];
      for (int c = 0; c < dimension; c++) {
        covariance[3 * r + c] += projected(r, c);
      }
    }
    return Small3.solve(covariance, residual, solved)
        && residual[0] * solved[0] + residual[1] * solved[1] + residual[2] * solved[2]
            <= MARGIN * quantile;
  }

  private double projected(int r, int c) {
    double sum = 0;
    for (int k = 0; k < 6; k++) {
      sum +=
          scratch[WindowObservation.BY_POSE + 6 * r + k]
              * variances[k]
              * scratch[WindowObservation.BY_POSE + 6 * c + k];
    }
    return sum;
  }
}
