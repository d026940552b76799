package dev.mezzo.slam;

import dev.mezzo.geometry.CameraModel;
import dev.mezzo.geometry.DepthCamera;
import dev.mezzo.geometry.RectifiedStereo;

/** A camera of a {@link BundleAdjustment}: its model, its parameters, and whether they are held. */
final class BundleCamera {
  private final CameraModel model;
  private final double[] intrinsics;
  private final boolean isFixed;

  /** The model of (u, v, depth), null where there is none of them. */
  private final CameraModel withDepth;

  BundleCamera(CameraModel model, double[] intrinsics, boolean isFixed) {
    this.model = model;
    this.intrinsics = intrinsics;
    this.isFixed = isFixed;
    boolean canHaveDepth = single().dimension() == 2 && model.isInFront(0, 0, 1);
    withDepth = canHaveDepth ? new DepthCamera(single()) : null;
  }

  CameraModel model() {
    return model;
  }

  /** Not to be written: factors share it. */
  double[] intrinsics() {
    return intrinsics;
  }

  boolean isFixed() {
    return isFixed;
  }

  BundleCamera withIntrinsics(double[] others) {
    return new BundleCamera(model, others, isFixed);
  }

  BundleCamera withFixed(boolean held) {
    return new BundleCamera(model, intrinsics, held);
  }

  /** The model of measurements (u, v): of a stereo camera that of the left one. */
  CameraModel single() {
    return model instanceof RectifiedStereo stereo ? stereo.left() : model;
  }

  /** The model of measurements of that kind. */
  CameraModel model(Sighting.Kind kind) {
    return switch (kind) {
      case SINGLE -> single();
      case STEREO -> model;
      case DEPTH -> withDepth != null ? withDepth : new DepthCamera(single()); // says why not
    };
  }
}
