package dev.mezzo.slam;

import dev.mezzo.geometry.CameraModel;
import dev.mezzo.geometry.DepthCamera;
import dev.mezzo.geometry.Pose3;
import dev.mezzo.geometry.RectifiedStereo;
import java.util.Arrays;

/**
 * Finds a landmark from what cameras at known poses measured of it: the point next to all rays, a
 * linear problem, then a few steps of Gauss-Newton on the weighted errors in the images.
 *
 * <pre>{@code
 * var triangulation = new Triangulation(Math.toRadians(1));
 * triangulation.add(poseA, model, intrinsics, 1, 331.4, 207.9);
 * triangulation.add(poseB, model, intrinsics, 1, 310.2, 208.3);
 * if (triangulation.solve() == Triangulation.Verdict.GOOD) {
 *   bundle.addLandmark(triangulation.x(), triangulation.y(), triangulation.z());
 * }
 * }</pre>
 *
 * <p>A stereo camera gives two rays; a camera that measures depth gives a point. One object serves
 * any number of landmarks, one after another, and allocates nothing once it has room for the one
 * with the most observations.
 *
 * <p>Poses are world-from-camera. Quaternion order: (x, y, z, w), Hamilton, unit, rotating body
 * (camera) to world. Not safe for use by several threads at once.
 */
public final class Triangulation {
  /** What to think of a landmark. */
  public enum Verdict {
    /** In front of all cameras that saw it, with enough parallax. */
    GOOD,
    /** In front of all, but the rays are so close to parallel that its distance is a guess. */
    LITTLE_PARALLAX,
    /** Behind a camera that saw it: a false match, or poses that are off. */
    BEHIND_CAMERA,
    /** The rays have no point in common: too few, parallel, or none. The coordinates are NaN. */
    NO_POINT
  }

  /** Of Gauss-Newton; a landmark that is no outlier takes two or three. */
  private static final int STEPS = 10;

  /** A step relative to the distance that is not worth another. */
  private static final double SMALL_STEP = 1e-9;

  /**
   * Weight of a measured depth against that across the ray, squared, in the linear problem: depth
   * is less certain.
   */
  private static final double DEPTH = 1e-2;

  /** Smallest pivot relative to the diagonal: below, directions differ by rounding only. */
  private static final double SINGULAR = 1e-13;

  private static final int STATE = Pose3.STATE_SIZE;
  private static final int MEASURED = 3;

  private final double cosine;

  private int observations;
  private CameraModel[] models = new CameraModel[16];
  private double[][] intrinsics = new double[16][];
  private int[] intrinsicsAt = new int[16];

  /** Poses, and what was measured from them, with 1 / sigma. */
  private double[] poses = new double[16 * STATE];

  private double[] measured = new double[16 * MEASURED];
  private double[] weights = new double[16 * MEASURED];

  /** Where rays begin and their directions: 6 numbers each, at most two rays per observation. */
  private double[] rays = new double[32 * 6];

  private int rayCount;
  private boolean hasDepth;

  private double x;
  private double y;
  private double z;
  private double chi2;
  private double parallax;

  // A symmetric linear system: upper triangle, right-hand side.
  private final double[] a = new double[6];
  private final double[] b = new double[3];
  private final double[] scratch = new double[MEASURED + 3 * MEASURED];

  /**
   * For any number of landmarks.
   *
   * @param leastParallax least angle, in radians, under which the landmark must see two of the
   *     cameras; 0.5 to 2 degrees are usual
   */
  public Triangulation(double leastParallax) {
    if (!(leastParallax >= 0 && leastParallax < Math.PI)) {
      throw new IllegalArgumentException(
          "the least parallax is an angle from 0 to pi, not " + leastParallax);
    }
    cosine = Math.cos(leastParallax);
  }

  /** Forgets the observations: what follows is another landmark. */
  public void clear() {
    observations = 0;
    rayCount = 0;
    hasDepth = false;
    Arrays.fill(models, null);
    Arrays.fill(intrinsics, null);
  }

  /**
   * Adds an observation.
   *
   * @param worldFromCamera pose of the camera
   * @param model what it makes of a point
   * @param k its intrinsic parameters; not copied, not to be changed before {@link #solve}
   * @param sigma standard deviation of each measured number
   * @param z what it measured, {@link CameraModel#dimension()} finite numbers
   */
  public void add(Pose3 worldFromCamera, CameraModel model, double[] k, double sigma, double... z) {
    double[] state = new double[STATE];
    worldFromCamera.toState(state, 0);
    add(state, 0, model, k, 0, z, 0, sigma, sigma);
  }

  /**
   * Adds an observation, from arrays; allocates nothing where there is room.
   *
   * @param state holds the pose of the camera: translation x y z, then quaternion x y z w
   * @param stateAt where that begins
   * @param model what the camera makes of a point
   * @param k holds its intrinsic parameters; not copied, not to be changed before {@link #solve}
   * @param kAt where they begin
   * @param z holds what it measured, {@link CameraModel#dimension()} numbers
   * @param zAt where they begin
   * @param sigma standard deviation of the pixels
   * @param sigmaDepth that of the depth, of a {@link DepthCamera}
   */
  public void add(
      double[] state,
      int stateAt,
      CameraModel model,
      double[] k,
      int kAt,
      double[] z,
      int zAt,
      double sigma,
      double sigmaDepth) {
    reserve();
    int i = observations++;
    models[i] = model;
    intrinsics[i] = k;
    intrinsicsAt[i] = kAt;
    System.arraycopy(state, stateAt, poses, STATE * i, STATE);
    int m = model.dimension();
    for (int r = 0; r < m; r++) {
      measured[MEASURED * i + r] = z[zAt + r];
      boolean isDepth = r == 2 && model instanceof DepthCamera;
      weights[MEASURED * i + r] = 1 / (isDepth ? sigmaDepth : sigma);
    }
  }

  private void reserve() {
    if (observations == models.length) {
      int n = 2 * observations;
      models = Arrays.copyOf(models, n);
      intrinsics = Arrays.copyOf(intrinsics, n);
      intrinsicsAt = Arrays.copyOf(intrinsicsAt, n);
      poses = Arrays.copyOf(poses, n * STATE);
      measured = Arrays.copyOf(measured, n * MEASURED);
      weights = Arrays.copyOf(weights, n * MEASURED);
      rays = Arrays.copyOf(rays, 2 * n * 6);
    }
  }

  /**
   * Finds the landmark of the observations that were added.
   *
   * @return what to think of it
   */
  public Verdict solve() {
    rayCount = 0;
    hasDepth = false;
    Arrays.fill(a, 0);
    Arrays.fill(b, 0);
    for (int i = 0; i < observations; i++) {
      addRays(i);
    }
    if (!factorAndSolve(0)) {
      x = Double.NaN;
      y = Double.NaN;
      z = Double.NaN;
      chi2 = Double.NaN;
      parallax = 0;
      return Verdict.NO_POINT;
    }
    x = b[0];
    y = b[1];
    z = b[2];
    refine();
    double smallest = smallestCosine();
    parallax = Math.acos(Math.clamp(smallest, -1, 1));
    if (!isInFrontOfAll()) {
      return Verdict.BEHIND_CAMERA;
    }
    return hasDepth || smallest <= cosine ? Verdict.GOOD : Verdict.LITTLE_PARALLAX;
  }

  /**
   * The landmark's first coordinate in the world.
   *
   * @return after {@link #solve}
   */
  public double x() {
    return x;
  }

  /**
   * The landmark's second coordinate in the world.
   *
   * @return after {@link #solve}
   */
  public double y() {
    return y;
  }

  /**
   * The landmark's third coordinate in the world.
   *
   * @return after {@link #solve}
   */
  public double z() {
    return z;
  }

  /**
   * Sum of squared errors in units of their standard deviations: false matches have a large one.
   *
   * @return after {@link #solve}
   */
  public double chi2() {
    return chi2;
  }

  /**
   * Largest angle under which the landmark sees two of the cameras.
   *
   * @return radians, after {@link #solve}
   */
  public double parallax() {
    return parallax;
  }

  private void addRays(int i) {
    CameraModel model = models[i];
    double[] k = intrinsics[i];
    int kAt = intrinsicsAt[i];
    int m = MEASURED * i;
    if (!model.unproject(measured, m, k, kAt, scratch, 0)) {
      return;
    }
    if (model instanceof DepthCamera) {
      addRay(i, 0, measured[m + 2] / scratch[2]);
      hasDepth = true;
      return;
    }
    addRay(i, 0, Double.NaN);
    if (model instanceof RectifiedStereo stereo) {
      scratch[3] = measured[m + 1];
      scratch[4] = measured[m + 2];
      if (stereo.left().unproject(scratch, 3, k, kAt, scratch, 0)) {
        addRay(i, k[kAt + 4], Double.NaN);
      }
    }
  }

  /**
   * Adds a ray in the direction that the scratch begins with, from a place along the x axis of the
   * camera; with how far along it the point is, if that is a number.
   */
  private void addRay(int i, double shift, double distance) {
    scratch[6] = shift;
    scratch[7] = 0;
    scratch[8] = 0;
    int at = 6 * rayCount++;
    Pose3.transform(poses, STATE * i, scratch, 6, rays, at);
    scratch[9] = shift + scratch[0];
    scratch[10] = scratch[1];
    scratch[11] = scratch[2];
    Pose3.transform(poses, STATE * i, scratch, 9, rays, at + 3);
    double cx = rays[at];
    double cy = rays[at + 1];
    double cz = rays[at + 2];
    rays[at + 3] -= cx;
    rays[at + 4] -= cy;
    rays[at + 5] -= cz;
    double dx = rays[at + 3];
    double dy = rays[at + 4];
    double dz = rays[at + 5];
    boolean isPoint = distance > 0 && distance < Double.POSITIVE_INFINITY;
    double along = isPoint ? 1 - DEPTH : 1; // (I - along d d^T) (X - p) = 0
    double px = isPoint ? cx + distance * dx : cx;
    double py = isPoint ? cy + distance * dy : cy;
    double pz = isPoint ? cz + distance * dz : cz;
    double axx = 1 - along * dx * dx;
    double axy = -along * dx * dy;
    double axz = -along * dx * dz;
    double ayy = 1 - along * dy * dy;
    double ayz = -along * dy * dz;
    double azz = 1 - along * dz * dz;
    a[0] += axx;
    a[1] += axy;
    a[2] += axz;
    a[3] += ayy;
    a[4] += ayz;
    a[5] += azz;
    b[0] += axx * px + axy * py + axz * pz;
    b[1] += axy * px + ayy * py + ayz * pz;
    b[2] += axz * px + ayz * py + azz * pz;
  }

  private void refine() {
    chi2 = linearize(x, y, z);
    double damping = 0;
    for (int step = 0; step < STEPS; step++) {
      if (!factorAndSolve(damping)) {
        return;
      }
      double dx = b[0];
      double dy = b[1];
      double dz = b[2];
      double next = linearize(x - dx, y - dy, z - dz);
      if (!(next <= chi2)) {
        damping = damping == 0 ? 1e-3 : 10 * damping;
        linearize(x, y, z);
        continue;
      }
      x -= dx;
      y -= dy;
      z -= dz;
      chi2 = next;
      damping *= 0.1;
      double size = Math.abs(dx) + Math.abs(dy) + Math.abs(dz);
      if (size <= SMALL_STEP * distance()) {
        return;
      }
    }
  }

  /** From the first camera. */
  private double distance() {
    return Math.abs(x - poses[0]) + Math.abs(y - poses[1]) + Math.abs(z - poses[2]);
  }

  /** Normal equations J^T J d = J^T r at a point; returns ||r||^2. */
  private double linearize(double px, double py, double pz) {
    Arrays.fill(a, 0);
    Arrays.fill(b, 0);
    double sum = 0;
    for (int i = 0; i < observations; i++) {
      int s = STATE * i;
      double qx = poses[s + 3];
      double qy = poses[s + 4];
      double qz = poses[s + 5];
      double qw = poses[s + 6];
      double r00 = 1 - 2 * (qy * qy + qz * qz);
      double r01 = 2 * (qx * qy - qz * qw);
      double r02 = 2 * (qx * qz + qy * qw);
      double r10 = 2 * (qx * qy + qz * qw);
      double r11 = 1 - 2 * (qx * qx + qz * qz);
      double r12 = 2 * (qy * qz - qx * qw);
      double r20 = 2 * (qx * qz - qy * qw);
      double r21 = 2 * (qy * qz + qx * qw);
      double r22 = 1 - 2 * (qx * qx + qy * qy);
      double ex = px - poses[s];
      double ey = py - poses[s + 1];
      double ez = pz - poses[s + 2];
      CameraModel model = models[i];
      model.linearize(
          r00 * ex + r10 * ey + r20 * ez,
          r01 * ex + r11 * ey + r21 * ez,
          r02 * ex + r12 * ey + r22 * ez,
          intrinsics[i],
          intrinsicsAt[i],
          scratch,
          0,
          MEASURED,
          -1);
      for (int r = 0; r < model.dimension(); r++) {
        double w = weights[MEASURED * i + r];
        double e = w * (scratch[r] - measured[MEASURED * i + r]);
        double gx = w * scratch[MEASURED + 3 * r];
        double gy = w * scratch[MEASURED + 3 * r + 1];
        double gz = w * scratch[MEASURED + 3 * r + 2];
        double jx = gx * r00 + gy * r01 + gz * r02;
        double jy = gx * r10 + gy * r11 + gz * r12;
        double jz = gx * r20 + gy * r21 + gz * r22;
        sum += e * e;
        a[0] += jx * jx;
        a[1] += jx * jy;
        a[2] += jx * jz;
        a[3] += jy * jy;
        a[4] += jy * jz;
        a[5] += jz * jz;
        b[0] += jx * e;
        b[1] += jy * e;
        b[2] += jz * e;
      }
    }
    return sum;
  }

  /** Solves (A + damping diag A) d = b by Cholesky into b; false if A is singular. */
  private boolean factorAndSolve(double damping) {
    double d0 = a[0] * (1 + damping);
    double l10 = a[1] / d0;
    double l20 = a[2] / d0;
    double d1 = a[3] * (1 + damping) - l10 * a[1];
    double t = a[4] - l20 * a[1];
    double l21 = t / d1;
    double d2 = a[5] * (1 + damping) - l20 * a[2] - l21 * t;
    if (!(d0 > 0 && d1 > SINGULAR * a[3] && d2 > SINGULAR * a[5])) {
      return false;
    }
    double y1 = b[1] - l10 * b[0];
    double y2 = b[2] - l20 * b[0] - l21 * y1;
    b[2] = y2 / d2;
    b[1] = y1 / d1 - l21 * b[2];
    b[0] = b[0] / d0 - l10 * b[1] - l20 * b[2];
    return true;
  }

  /** Of the angles under which the landmark sees two cameras, that of the largest. */
  private double smallestCosine() {
    double smallest = 1;
    for (int i = 0; i < rayCount; i++) {
      double ax = rays[6 * i] - x;
      double ay = rays[6 * i + 1] - y;
      double az = rays[6 * i + 2] - z;
      double aa = ax * ax + ay * ay + az * az;
      for (int j = 0; j < i; j++) {
        double bx = rays[6 * j] - x;
        double by = rays[6 * j + 1] - y;
        double bz = rays[6 * j + 2] - z;
        double bb = bx * bx + by * by + bz * bz;
        double dot = ax * bx + ay * by + az * bz;
        smallest = Math.min(smallest, dot / Math.sqrt(aa * bb));
      }
    }
    return smallest;
  }

  private boolean isInFrontOfAll() {
    for (int i = 0; i < 6 * rayCount; i += 6) {
      double along =
          (x - rays[i]) * rays[i + 3]
              + (y - rays[i + 1]) * rays[i + 4]
              + (z - rays[i + 2]) * rays[i + 5];
      if (!(along > 0)) {
        return false;
      }
    }
    return true;
  }
}
