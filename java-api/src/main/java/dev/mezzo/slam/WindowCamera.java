package dev.mezzo.slam;

import dev.mezzo.geometry.CameraModel;

/** A camera of a sliding window: its model, its parameters, and 1 / sigma of what it measures. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record WindowCamera(CameraModel model, double[] intrinsics, double[] weights) {
  /** Numbers of a measurement. */
  int dimension() {
    return weights.length;
  }
}
