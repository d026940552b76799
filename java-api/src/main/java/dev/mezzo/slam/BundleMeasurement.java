package dev.mezzo.slam;

import dev.mezzo.geometry.CameraModel;
import dev.mezzo.optimize.Factor;

/** A term of the objective of a {@link BundleAdjustment}, whatever is added later. */
sealed interface BundleMeasurement {

  /** The term between the variables of a problem of that layout. */
  Factor factor(BundleLayout layout);

  /** Whether a loss counts that is given for all observations. */
  default boolean isObservation() {
    return false;
  }

  /**
   * What a keyframe's camera measured of a landmark: u, v and what else a camera of that kind
   * measures, uR or the depth, each with its standard deviation.
   */
  record Sighting(
      int keyframe,
      int landmark,
      int camera,
      Kind kind,
      double u,
      double v,
      double third,
      double sigma,
      double sigmaThird)
      implements BundleMeasurement {
    enum Kind {
      SINGLE,
      STEREO,
      DEPTH
    }

    @Override
    public Factor factor(BundleLayout layout) {
      BundleCamera seenBy = layout.camera(camera);
      CameraModel model =
          switch (kind) {
            case SINGLE -> seenBy.single();
            case STEREO -> seenBy.model();
            case DEPTH -> seenBy.depth();
          };
      double[] measured =
          switch (kind) {
            case SINGLE -> new double[] {u, v};
            case STEREO -> new double[] {u, third, v};
            case DEPTH -> new double[] {u, v, third};
          };
      double[] deviations =
          switch (kind) {
            case SINGLE -> new double[] {sigma, sigma};
            case STEREO -> new double[] {sigma, sigmaThird, sigma};
            case DEPTH -> new double[] {sigma, sigma, sigmaThird};
          };
      int pose = layout.keyframe(keyframe);
      int point = layout.landmark(landmark);
      int free = layout.intrinsics(camera);
      return free < 0
          ? new ReprojectionFactor(pose, point, model, seenBy.intrinsics(), measured, deviations)
          : new ReprojectionFactor(pose, point, model, free, measured, deviations);
    }

    @Override
    public boolean isObservation() {
      return true;
    }
  }
}
