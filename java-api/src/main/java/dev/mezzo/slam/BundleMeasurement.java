package dev.mezzo.slam;

import dev.mezzo.geometry.CameraModel;
import dev.mezzo.geometry.Point;
import dev.mezzo.geometry.Pose3;
import dev.mezzo.optimize.Factor;
import java.util.List;

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
      CameraModel model = seenBy.model(sighting.kind());
      int pose = layout.keyframe(sighting.keyframe());
      int point = layout.landmark(sighting.landmark());
      int free = layout.intrinsics(camera);
      double[] known = free < 0 ? seenBy.intrinsics() : null;
      return new ReprojectionFactor(pose, point, model, known, free, sighting);
    }

    @Override
    public boolean isObservation() {
      return true;
    }
  }

  /** The four corners of a tag, as a keyframe's camera, with that index, saw them. */
  record SeenTag(int keyframe, int tag, double size, int camera, List<Double> corners, double sigma)
      implements BundleMeasurement {
    @Override
    public Factor factor(BundleLayout layout) {
      BundleCamera seenBy = layout.camera(camera);
      int pose = layout.keyframe(keyframe);
      int square = layout.tag(tag);
      int free = layout.intrinsics(camera);
      double[] z = corners.stream().mapToDouble(Double::doubleValue).toArray();
      CameraModel model = seenBy.single();
      return free < 0
          ? new TagFactor(pose, square, size, model, seenBy.intrinsics(), z, sigma)
          : new TagFactor(pose, square, size, model, free, z, sigma);
    }

    @Override
    public boolean isObservation() {
      return true;
    }
  }

  /** A measured pose of one keyframe from another. */
  record RelativePose(int from, int to, Pose3 measured, InformationMatrix information)
      implements BundleMeasurement {
    @Override
    public Factor factor(BundleLayout layout) {
      return new BetweenFactor3(layout.keyframe(from), layout.keyframe(to), measured, information);
    }
  }

  /** A measured pose of a keyframe. */
  record KnownPose(int keyframe, Pose3 measured, InformationMatrix information)
      implements BundleMeasurement {
    @Override
    public Factor factor(BundleLayout layout) {
      return new PriorFactor3(layout.keyframe(keyframe), measured, information);
    }
  }

  /** A measured position of a landmark. */
  record KnownLandmark(int landmark, Point measured, InformationMatrix information)
      implements BundleMeasurement {
    @Override
    public Factor factor(BundleLayout layout) {
      return new LandmarkFactor(layout.landmark(landmark), measured, information);
    }
  }

  /** A measured distance between two keyframes. */
  record KnownDistance(int a, int b, double distance, double sigma) implements BundleMeasurement {
    @Override
    public Factor factor(BundleLayout layout) {
      return new DistanceFactor(layout.keyframe(a), layout.keyframe(b), distance, sigma);
    }
  }
}
