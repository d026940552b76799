package dev.mezzo.slam;

import dev.mezzo.geometry.CameraModel;
import dev.mezzo.geometry.DepthCamera;
import dev.mezzo.geometry.RectifiedStereo;

/** A camera of a {@link BundleAdjustment}: its model, its parameters, and whether they are held. */
final class BundleCamera {
  private final CameraModel model;
  private final double[] intrinsics;
  private final boolean isFixed;

  BundleCamera(CameraModel model, double[] intrinsics, boolean isFixed) {
    this.model = model;
    this.intrinsics = intrinsics;
    this.isFixed = isFixed;
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

  /** The model of measurements (u, v, depth). */
  CameraModel depth() {
    return new DepthCamera(single());
  }
}
