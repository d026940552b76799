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

  /** What a keyframe's camera, with that index, measured of a landmark. */
  record Seen(Sighting sighting, int camera) implements BundleMeasurement {
    @Override
    public Factor factor(BundleLayout layout) {
      BundleCamera seenBy = layout.camera(camera);
      CameraModel model =
          switch (sighting.kind()) {
            case SINGLE -> seenBy.single();
            case STEREO -> seenBy.model();
            case DEPTH -> seenBy.depth();
          };
      int pose = layout.keyframe(sighting.keyframe());
      int point = layout.landmark(sighting.landmark());
      int free = layout.intrinsics(camera);
      double[] z = sighting.measured();
      double[] sigma = sighting.deviations();
      return free < 0
          ? new ReprojectionFactor(pose, point, model, seenBy.intrinsics(), z, sigma)
          : new ReprojectionFactor(pose, point, model, free, z, sigma);
    }

    @Override
    public boolean isObservation() {
      return true;
    }
  }
}
