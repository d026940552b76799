package dev.mezzo.slam;

import dev.mezzo.geometry.CameraModel;
import dev.mezzo.optimize.Estimate;
import dev.mezzo.optimize.Evaluation;
import dev.mezzo.optimize.Factor;

/**
 * The four corners of a square tag of known size, as a camera saw them. With X the pose of the
 * camera, T = (R_T, t_T) that of the tag and c a corner in the frame of the tag, each corner is
 * observed as the landmark l = R_T c + t_T (see {@link ReprojectionFactor}), and
 *
 * <pre>
 *   dr/dT = dr/dl R_T [I, -[c]x].
 * </pre>
 *
 * <p>Variables are the pose of the camera and that of the tag, both on {@link
 * dev.mezzo.optimize.Manifold#POSE3}, and, unless the camera is known, its intrinsic parameters.
 *
 * <p>The frame of the tag has its origin at the centre, and for who sees the tag upright x points
 * right, y down and z into the tag, as with AprilTag 3. Corners are in the order of its detections:
 * lower left, lower right, upper right, upper left.
 *
 * <p>Quaternion order: (x, y, z, w), Hamilton, unit, rotating body (camera, tag) to world. Tangent
 * order: translation first, then rotation: (vx vy vz wx wy wz). Perturbations are on the right
 * (body frame): X &#8862; d = X &#183; Exp(d). Immutable, safe for use by several threads.
 */
public final class TagFactor implements Factor {
  private static final int CORNERS = 4;

  /** Signs of x and y of each corner, in halves of the size. */
  private static final int[] RIGHT = {-1, 1, 1, -1};

  private static final int[] DOWN = {1, 1, -1, -1};

  // In the scratch: results of the camera's model, then two rotation matrices.
  private static final int BY_POINT = 2;
  private static final int BY_INTRINSICS = 8;
  private static final int CAMERA = 192;
  private static final int TAG = 201;

  private final int pose;
  private final int tag;

  /** The variable, or -1 where the parameters are known: then they are in the array. */
  private final int intrinsicsVariable;

  private final double[] intrinsics;
  private final CameraModel model;
  private final double half;
  private final double[] corners;
  private final double weight;

  /**
   * A factor of a camera whose intrinsic parameters are known.
   *
   * @param pose index of the variable of the camera's pose
   * @param tag index of the variable of the tag's pose
   * @param size length of an edge, in the unit of the map, positive
   * @param model what the camera makes of a point, of dimension 2
   * @param intrinsics its parameters; not copied, and not to be changed
   * @param corners u and v of the four corners
   * @param sigma standard deviation of each, pixels
   * @throws IllegalArgumentException if a length does not fit, or a number makes no sense
   */
  public TagFactor(
      int pose,
      int tag,
      double size,
      CameraModel model,
      double[] intrinsics,
      double[] corners,
      double sigma) {
    this(pose, tag, size, model, intrinsics, -1, corners, sigma);
    model.requireIntrinsics(intrinsics);
  }

  /**
   * A factor of a camera whose intrinsic parameters are a variable.
   *
   * @param pose index of the variable of the camera's pose
   * @param tag index of the variable of the tag's pose
   * @param size length of an edge, in the unit of the map, positive
   * @param model what the camera makes of a point, of dimension 2
   * @param intrinsicsVariable index of the variable of its parameters
   * @param corners u and v of the four corners
   * @param sigma standard deviation of each, pixels
   * @throws IllegalArgumentException if a length does not fit, or a number makes no sense
   */
  public TagFactor(
      int pose,
      int tag,
      double size,
      CameraModel model,
      int intrinsicsVariable,
      double[] corners,
      double sigma) {
    this(pose, tag, size, model, null, intrinsicsVariable, corners, sigma);
    if (intrinsicsVariable < 0) {
      throw new IllegalArgumentException("there is no variable " + intrinsicsVariable);
    }
  }

  private TagFactor(
      int pose,
      int tag,
      double size,
      CameraModel model,
      double[] intrinsics,
      int intrinsicsVariable,
      double[] corners,
      double sigma) {
    if (model.dimension() != 2 || corners.length != 2 * CORNERS) {
      throw new IllegalArgumentException(
          "a tag has four corners, (u, v) each; here are "
              + corners.length
              + " numbers of "
              + model);
    }
    for (double corner : corners) {
      if (!Double.isFinite(corner)) {
        throw new IllegalArgumentException("no corner: " + corner);
      }
    }
    if (!(size > 0) || Double.isInfinite(size) || !(sigma > 0) || Double.isInfinite(sigma)) {
      throw new IllegalArgumentException(
          "size and standard deviation are positive, not " + size + " and " + sigma);
    }
    this.pose = pose;
    this.tag = tag;
    this.model = model;
    this.intrinsics = intrinsics;
    this.intrinsicsVariable = intrinsicsVariable;
    this.corners = corners.clone();
    half = 0.5 * size;
    weight = 1 / sigma;
  }

  @Override
  public int dimension() {
    return 2 * CORNERS;
  }

  @Override
  public int[] variables() {
    return intrinsicsVariable < 0
        ? new int[] {pose, tag}
        : new int[] {pose, tag, intrinsicsVariable};
  }

  @Override
  public void evaluate(Estimate x, Evaluation out) {
    double[] s = x.states();
    double[] h = out.scratch();
    int i = x.offset(pose);
    int j = x.offset(tag);
    rotation(s, i, h, CAMERA);
    rotation(s, j, h, TAG);
    boolean isKnown = intrinsicsVariable < 0;
    double[] k = isKnown ? intrinsics : s;
    int kAt = isKnown ? 0 : x.offset(intrinsicsVariable);
    for (int corner = 0; corner < CORNERS; corner++) {
      double cx = half * RIGHT[corner];
      double cy = half * DOWN[corner];
      double dx = h[TAG] * cx + h[TAG + 1] * cy + s[j] - s[i];
      double dy = h[TAG + 3] * cx + h[TAG + 4] * cy + s[j + 1] - s[i + 1];
      double dz = h[TAG + 6] * cx + h[TAG + 7] * cy + s[j + 2] - s[i + 2];
      double px = h[CAMERA] * dx + h[CAMERA + 3] * dy + h[CAMERA + 6] * dz;
      double py = h[CAMERA + 1] * dx + h[CAMERA + 4] * dy + h[CAMERA + 7] * dz;
      double pz = h[CAMERA + 2] * dx + h[CAMERA + 5] * dy + h[CAMERA + 8] * dz;
      if (out.wantsJacobians()) {
        model.linearize(px, py, pz, k, kAt, h, 0, BY_POINT, isKnown ? -1 : BY_INTRINSICS);
        writeJacobians(out, h, corner, cx, cy, px, py, pz);
      } else {
        model.project(px, py, pz, k, kAt, h, 0);
      }
      for (int r = 0; r < 2; r++) {
        out.residual(2 * corner + r, weight * (h[r] - corners[2 * corner + r]));
      }
    }
  }

  private void writeJacobians(
      Evaluation out,
      double[] h,
      int corner,
      double cx,
      double cy,
      double px,
      double py,
      double pz) {
    for (int r = 0; r < 2; r++) {
      int row = 2 * corner + r;
      double a = weight * h[BY_POINT + 3 * r];
      double b = weight * h[BY_POINT + 3 * r + 1];
      double c = weight * h[BY_POINT + 3 * r + 2];
      out.jacobian(0, row, 0, -a);
      out.jacobian(0, row, 1, -b);
      out.jacobian(0, row, 2, -c);
      out.jacobian(0, row, 3, b * pz - c * py);
      out.jacobian(0, row, 4, c * px - a * pz);
      out.jacobian(0, row, 5, a * py - b * px);
      double lx = a * h[CAMERA] + b * h[CAMERA + 1] + c * h[CAMERA + 2];
      double ly = a * h[CAMERA + 3] + b * h[CAMERA + 4] + c * h[CAMERA + 5];
      double lz = a * h[CAMERA + 6] + b * h[CAMERA + 7] + c * h[CAMERA + 8];
      double gx = lx * h[TAG] + ly * h[TAG + 3] + lz * h[TAG + 6];
      double gy = lx * h[TAG + 1] + ly * h[TAG + 4] + lz * h[TAG + 7];
      double gz = lx * h[TAG + 2] + ly * h[TAG + 5] + lz * h[TAG + 8];
      out.jacobian(1, row, 0, gx);
      out.jacobian(1, row, 1, gy);
      out.jacobian(1, row, 2, gz);
      out.jacobian(1, row, 3, cy * gz); // c x g, with the third coordinate of c zero
      out.jacobian(1, row, 4, -cx * gz);
      out.jacobian(1, row, 5, cx * gy - cy * gx);
      if (intrinsicsVariable >= 0) {
        int n = model.parameters();
        for (int p = 0; p < n; p++) {
          out.jacobian(2, row, p, weight * h[BY_INTRINSICS + n * r + p]);
        }
      }
    }
  }

  /** Writes the rotation matrix of a pose, row-major. */
  private static void rotation(double[] s, int i, double[] h, int at) {
    double x = s[i + 3];
    double y = s[i + 4];
    double z = s[i + 5];
    double w = s[i + 6];
    h[at] = 1 - 2 * (y * y + z * z);
    h[at + 1] = 2 * (x * y - z * w);
    h[at + 2] = 2 * (x * z + y * w);
    h[at + 3] = 2 * (x * y + z * w);
    h[at + 4] = 1 - 2 * (x * x + z * z);
    h[at + 5] = 2 * (y * z - x * w);
    h[at + 6] = 2 * (x * z - y * w);
    h[at + 7] = 2 * (y * z + x * w);
    h[at + 8] = 1 - 2 * (x * x + y * y);
  }
}
