package dev.mezzo.slam;

import dev.mezzo.geometry.Pose3;
import java.util.List;
import java.util.Objects;

/** Refuses keyframes that a sliding window cannot take, before anything has changed. */
final class WindowInput {
  private WindowInput() {}

  static void checkPose(double[] pose, int poseAt) {
    Objects.checkFromIndexSize(poseAt, Pose3.STATE_SIZE, pose.length);
    double norm2 = 0;
    for (int i = 0; i < Pose3.STATE_SIZE; i++) {
      double x = pose[poseAt + i];
      if (!Double.isFinite(x)) {
        throw new IllegalArgumentException("the guess of the pose holds " + x);
      }
      norm2 += i >= 3 ? x * x : 0;
    }
    if (!(Math.abs(norm2 - 1) <= 1e-6)) {
      throw new IllegalArgumentException("the quaternion of the guess is no unit quaternion");
    }
  }

  static void checkObservations(
      List<WindowCamera> cameras,
      int stride,
      int count,
      long[] landmarkIds,
      int[] cameraOf,
      double[] measured) {
    if (count < 0
        || landmarkIds.length < count
        || (cameraOf != null && cameraOf.length < count)
        || measured.length < (long) stride * count) {
      throw new IllegalArgumentException(
          count + " observations do not fit the lengths of the arrays");
    }
    for (int k = 0; k < count; k++) {
      int camera = cameraOf == null ? 0 : cameraOf[k];
      if (camera < 0 || camera >= cameras.size()) {
        throw new IllegalArgumentException("observation " + k + ": there is no camera " + camera);
      }
      for (int i = 0; i < cameras.get(camera).dimension(); i++) {
        if (!Double.isFinite(measured[stride * k + i])) {
          throw new IllegalArgumentException(
              "observation " + k + " holds " + measured[stride * k + i]);
        }
      }
    }
  }
}
