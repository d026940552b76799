package dev.mezzo.slam;

import dev.mezzo.geometry.CameraModel;
import dev.mezzo.optimize.Estimate;
import dev.mezzo.optimize.Evaluation;
import dev.mezzo.optimize.Factor;

/**
 * What a camera measured of a landmark. With X = (R, t) the pose of the camera, l the landmark, k
 * the intrinsic parameters and h the camera's model, the residual is
 *
 * <pre>
 *   r = W (h(P, k) - z),   P = R^T (l - t),   W = diag(1 / sigma),
 *   dr/dX = W dh/dP [-I, [P]x],   dr/dl = W dh/dP R^T,   dr/dk = W dh/dk,
 * </pre>
 *
 * <p>with as many rows as the model measures numbers: two of a single camera, three of a rectified
 * stereo camera or one that measures depth. Variables are the pose, on {@link
 * dev.mezzo.optimize.Manifold#POSE3}, the landmark, in {@link dev.mezzo.optimize.Manifold#euclidean
 * euclidean(3)}, and, unless the camera is known, its intrinsic parameters, in euclidean({@link
 * CameraModel#parameters()}), which any number of factors may share.
 *
 * <p>Quaternion order: (x, y, z, w), Hamilton, unit, rotating body (camera) to world. Tangent
 * order: translation first, then rotation: (vx vy vz wx wy wz); unit of the map, radians.
 * Perturbations are on the right (body frame): X &#8862; d = X &#183; Exp(d). Immutable, safe for
 * use by several threads.
 */
public final class ReprojectionFactor implements Factor {
  // Where the results of the camera's model are in the scratch.
  private static final int PIXEL = 0;
  private static final int BY_POINT = 3;
  private static final int BY_INTRINSICS = 12;

  private final int pose;
  private final int landmark;

  /** The variable, or -1 where the parameters are known: then they are in the array. */
  private final int intrinsicsVariable;

  private final double[] intrinsics;
  private final CameraModel model;
  private final int rows;
  private final double z0;
  private final double z1;
  private final double z2;
  private final double w0;
  private final double w1;
  private final double w2;

  /**
   * A factor of a camera whose intrinsic parameters are known.
   *
   * @param pose index of the variable of the camera's pose
   * @param landmark index of the variable of the landmark
   * @param model what the camera makes of a point
   * @param intrinsics its parameters; not copied, so that factors may share them, and not to be
   *     changed
   * @param measurement z, {@link CameraModel#dimension()} finite numbers
   * @param sigma standard deviation of each of them, positive
   * @throws IllegalArgumentException if a length does not fit the model, or a number makes no sense
   */
  public ReprojectionFactor(
      int pose,
      int landmark,
      CameraModel model,
      double[] intrinsics,
      double[] measurement,
      double[] sigma) {
    this(pose, landmark, model, intrinsics, -1, measurement, sigma);
    model.requireIntrinsics(intrinsics);
  }

  /**
   * A factor of a camera whose intrinsic parameters are a variable.
   *
   * @param pose index of the variable of the camera's pose
   * @param landmark index of the variable of the landmark
   * @param model what the camera makes of a point
   * @param intrinsicsVariable index of the variable of its parameters
   * @param measurement z, {@link CameraModel#dimension()} finite numbers
   * @param sigma standard deviation of each of them, positive
   * @throws IllegalArgumentException if a length does not fit the model, or a number makes no sense
   */
  public ReprojectionFactor(
      int pose,
      int landmark,
      CameraModel model,
      int intrinsicsVariable,
      double[] measurement,
      double[] sigma) {
    this(pose, landmark, model, null, intrinsicsVariable, measurement, sigma);
    if (intrinsicsVariable < 0) {
      throw new IllegalArgumentException("there is no variable " + intrinsicsVariable);
    }
  }

  private ReprojectionFactor(
      int pose,
      int landmark,
      CameraModel model,
      double[] intrinsics,
      int intrinsicsVariable,
      double[] measurement,
      double[] sigma) {
    rows = model.dimension();
    if (rows < 2 || rows > 3 || measurement.length != rows || sigma.length != rows) {
      throw new IllegalArgumentException(
          model
              + " measures "
              + rows
              + " numbers; here are "
              + measurement.length
              + " with "
              + sigma.length
              + " standard deviations");
    }
    this.pose = pose;
    this.landmark = landmark;
    this.model = model;
    this.intrinsics = intrinsics;
    this.intrinsicsVariable = intrinsicsVariable;
    z0 = measurement[0];
    z1 = measurement[1];
    z2 = rows == 3 ? measurement[2] : 0;
    w0 = weight(z0, sigma[0]);
    w1 = weight(z1, sigma[1]);
    w2 = rows == 3 ? weight(z2, sigma[2]) : 0;
  }

  /**
   * What a bundle has of them, by the ten thousand: no arrays. The intrinsic parameters have been
   * checked; where they are a variable, the array is null, else the index is -1.
   */
  ReprojectionFactor(
      int pose,
      int landmark,
      CameraModel model,
      double[] intrinsics,
      int intrinsicsVariable,
      Sighting seen) {
    this.pose = pose;
    this.landmark = landmark;
    this.model = model;
    this.intrinsics = intrinsics;
    this.intrinsicsVariable = intrinsicsVariable;
    boolean isStereo = seen.kind() == Sighting.Kind.STEREO; // (uL, uR, v)
    rows = seen.kind() == Sighting.Kind.SINGLE ? 2 : 3;
    if (model.dimension() != rows) {
      throw new IllegalArgumentException(model + " measures " + model.dimension() + " numbers");
    }
    z0 = seen.u();
    z1 = isStereo ? seen.third() : seen.v();
    z2 = isStereo ? seen.v() : seen.third();
    w0 = weight(z0, seen.sigma());
    w1 = weight(z1, isStereo ? seen.sigmaThird() : seen.sigma());
    w2 = rows == 2 ? 0 : weight(z2, isStereo ? seen.sigma() : seen.sigmaThird());
  }

  private static double weight(double measurement, double sigma) {
    if (!Double.isFinite(measurement) || !(sigma > 0) || !(1 / sigma > 0)) {
      throw new IllegalArgumentException(
          "no measurement: " + measurement + " with the standard deviation " + sigma);
    }
    return 1 / sigma;
  }

  @Override
  public int dimension() {
    return rows;
  }

  @Override
  public int[] variables() {
    return intrinsicsVariable < 0
        ? new int[] {pose, landmark}
        : new int[] {pose, landmark, intrinsicsVariable};
  }

  @Override
  public void evaluate(Estimate x, Evaluation out) {
    double[] s = x.states();
    int i = x.offset(pose);
    int j = x.offset(landmark);
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
    double dx = s[j] - s[i];
    double dy = s[j + 1] - s[i + 1];
    double dz = s[j + 2] - s[i + 2];
    double px = r00 * dx + r10 * dy + r20 * dz;
    double py = r01 * dx + r11 * dy + r21 * dz;
    double pz = r02 * dx + r12 * dy + r22 * dz;

    double[] h = out.scratch();
    boolean isKnown = intrinsicsVariable < 0;
    double[] k = isKnown ? intrinsics : s;
    int kAt = isKnown ? 0 : x.offset(intrinsicsVariable);
    if (!out.wantsJacobians()) {
      model.project(px, py, pz, k, kAt, h, PIXEL);
      writeResidual(h, out);
      return;
    }
    model.linearize(px, py, pz, k, kAt, h, PIXEL, BY_POINT, isKnown ? -1 : BY_INTRINSICS);
    writeResidual(h, out);
    for (int r = 0; r < rows; r++) {
      double w = r == 0 ? w0 : r == 1 ? w1 : w2;
      double a = w * h[BY_POINT + 3 * r];
      double b = w * h[BY_POINT + 3 * r + 1];
      double c = w * h[BY_POINT + 3 * r + 2];
      out.jacobian(0, r, 0, -a);
      out.jacobian(0, r, 1, -b);
      out.jacobian(0, r, 2, -c);
      out.jacobian(0, r, 3, b * pz - c * py);
      out.jacobian(0, r, 4, c * px - a * pz);
      out.jacobian(0, r, 5, a * py - b * px);
      out.jacobian(1, r, 0, a * r00 + b * r01 + c * r02);
      out.jacobian(1, r, 1, a * r10 + b * r11 + c * r12);
      out.jacobian(1, r, 2, a * r20 + b * r21 + c * r22);
    }
    if (!isKnown) {
      writeByIntrinsics(h, out);
    }
  }

  private void writeResidual(double[] h, Evaluation out) {
    out.residual(0, w0 * (h[PIXEL] - z0));
    out.residual(1, w1 * (h[PIXEL + 1] - z1));
    if (rows == 3) {
      out.residual(2, w2 * (h[PIXEL + 2] - z2));
    }
  }

  private void writeByIntrinsics(double[] h, Evaluation out) {
    int columns = model.parameters();
    int at = BY_INTRINSICS;
    for (int r = 0; r < rows; r++) {
      double w = r == 0 ? w0 : r == 1 ? w1 : w2;
      for (int c = 0; c < columns; c++) {
        out.jacobian(2, r, c, w * h[at++]);
      }
    }
  }
}
