package dev.mezzo.slam;

import dev.mezzo.optimize.Estimate;
import dev.mezzo.optimize.Evaluation;
import dev.mezzo.optimize.Factor;

/**
 * What a camera measured of a landmark, as a factor that is used again for other measurements. With
 * X = (R, t) the pose of the keyframe and l the landmark, the residual is r = W (h(P) - z), P = R^T
 * (l - t), with the Jacobians W dh/dP [-I, [P]x] and W dh/dP R^T. Where a prior touches the
 * keyframe, P of the Jacobians is that of its first estimate.
 */
final class WindowObservation implements Factor {
  // Where results are in an array.
  static final int RESIDUAL = 0;
  static final int BY_POSE = 3;
  static final int BY_POINT = 21;
  private static final int MEASURED = 30;
  private static final int BY_CAMERA_POINT = 33;

  /** Length of that array. */
  static final int LENGTH = 42;

  private final WindowKeyframes keyframes;
  private final int[] variables = new int[2];
  private WindowCamera camera;
  private int slot;
  private double z0;
  private double z1;
  private double z2;

  /** The next observation of the same landmark, by a newer keyframe; -1 after the last. */
  private int next;

  WindowObservation(WindowKeyframes keyframes) {
    this.keyframes = keyframes;
  }

  /** Becomes another observation. */
  void assign(WindowCamera by, int keyframe, int landmarkVariable, double[] z, int at) {
    camera = by;
    slot = keyframe;
    variables[0] = keyframe;
    variables[1] = landmarkVariable;
    z0 = z[at];
    z1 = z[at + 1];
    z2 = by.dimension() == 3 ? z[at + 2] : 0;
    next = -1;
  }

  int slot() {
    return slot;
  }

  int next() {
    return next;
  }

  void next(int observation) {
    next = observation;
  }

  WindowCamera camera() {
    return camera;
  }

  /** Writes what was measured: three numbers, of which a single camera's third is zero. */
  void copyMeasured(double[] to) {
    to[0] = z0;
    to[1] = z1;
    to[2] = z2;
  }

  @Override
  public int dimension() {
    return camera.dimension();
  }

  @Override
  public int[] variables() {
    return variables;
  }

  @Override
  public void evaluate(Estimate x, Evaluation out) {
    double[] s = x.states();
    double[] h = out.scratch();
    int pose = x.offset(variables[0]);
    int point = x.offset(variables[1]);
    if (out.wantsJacobians()) {
      linearize(s, pose, s, point, h);
      out.jacobian(0, h, BY_POSE);
      out.jacobian(1, h, BY_POINT);
    } else {
      residual(s, pose, s, point, h);
    }
    out.residual(h, RESIDUAL);
  }

  /** Whether the point is in front of the camera. */
  boolean isInFront(double[] poses, int i, double[] points, int j, double[] out) {
    toCamera(poses, i, points, j, out);
    return camera.model().isInFront(out[0], out[1], out[2]);
  }

  /** Writes the residual; returns its squared norm. */
  double residual(double[] poses, int i, double[] points, int j, double[] out) {
    toCamera(poses, i, points, j, out);
    camera.model().project(out[0], out[1], out[2], camera.intrinsics(), 0, out, MEASURED);
    return whiten(out);
  }

  private double whiten(double[] out) {
    double[] w = camera.weights();
    double e0 = w[0] * (out[MEASURED] - z0);
    double e1 = w[1] * (out[MEASURED + 1] - z1);
    out[RESIDUAL] = e0;
    out[RESIDUAL + 1] = e1;
    double sum = e0 * e0 + e1 * e1;
    if (w.length == 3) {
      double e2 = w[2] * (out[MEASURED + 2] - z2);
      out[RESIDUAL + 2] = e2;
      sum += e2 * e2;
    }
    return sum;
  }

  private static void toCamera(double[] s, int i, double[] points, int j, double[] out) {
    double qx = s[i + 3];
    double qy = s[i + 4];
    double qz = s[i + 5];
    double qw = s[i + 6];
    double dx = points[j] - s[i];
    double dy = points[j + 1] - s[i + 1];
    double dz = points[j + 2] - s[i + 2];
    // The vector turned by the conjugate quaternion.
    double ax = 2 * (dy * qz - dz * qy);
    double ay = 2 * (dz * qx - dx * qz);
    double az = 2 * (dx * qy - dy * qx);
    out[0] = dx + qw * ax + (ay * qz - az * qy);
    out[1] = dy + qw * ay + (az * qx - ax * qz);
    out[2] = dz + qw * az + (ax * qy - ay * qx);
  }

  /** Writes residual and Jacobians; returns the squared norm of the residual. */
  double linearize(double[] poses, int i, double[] points, int j, double[] out) {
    if (keyframes.hasFirst(slot)) {
      int first = WindowKeyframes.at(slot);
      jacobians(keyframes.firsts(), first, points, j, out);
      return residual(poses, i, points, j, out);
    }
    jacobians(poses, i, points, j, out);
    return whiten(out);
  }

  private void jacobians(double[] s, int i, double[] points, int j, double[] out) {
    toCamera(s, i, points, j, out);
    double px = out[0];
    double py = out[1];
    double pz = out[2];
    camera
        .model()
        .linearize(px, py, pz, camera.intrinsics(), 0, out, MEASURED, BY_CAMERA_POINT, -1);
    double qx = s[i + 3];
    double qy = s[i + 4];
    double qz = s[i + 5];
    double qw = s[i + 6];
    double r00 = 1 - 2 * (qy * qy + qz * qz);
    double r01 = 2 * (qx * qy - qz * qw);
    double r02 = 2 * (qx * qz + qy * qw);
    double r10 = 2 * (qx * qy + qz * qw);
    double r11 = 1 - 2 * (qx * qx + qz * qz);
    double r12 = 2 * (qy * qz - qx * qw);
    double r20 = 2 * (qx * qz - qy * qw);
    double r21 = 2 * (qy * qz + qx * qw);
    double r22 = 1 - 2 * (qx * qx + qy * qy);
    double[] w = camera.weights();
    for (int r = 0; r < w.length; r++) {
      double a = w[r] * out[BY_CAMERA_POINT + 3 * r];
      double b = w[r] * out[BY_CAMERA_POINT + 3 * r + 1];
      double c = w[r] * out[BY_CAMERA_POINT + 3 * r + 2];
      int at = BY_POSE + 6 * r;
      out[at] = -a;
      out[at + 1] = -b;
      out[at + 2] = -c;
      out[at + 3] = b * pz - c * py;
      out[at + 4] = c * px - a * pz;
      out[at + 5] = a * py - b * px;
      at = BY_POINT + 3 * r;
      out[at] = a * r00 + b * r01 + c * r02;
      out[at + 1] = a * r10 + b * r11 + c * r12;
      out[at + 2] = a * r20 + b * r21 + c * r22;
    }
  }
}
