package dev.mezzo.geometry;

/**
 * A rectified stereo camera: two pinhole cameras side by side, of which the right one stands b to
 * the right,
 *
 * <pre>
 *   uL = fx x/z + cx,   uR = fx (x - b)/z + cx,   v = fy y/z + cy,
 * </pre>
 *
 * <p>with the parameters (fx, fy, cx, cy, b), pixels but for the baseline b, which has the unit of
 * the map. Measured numbers are (uL, uR, v) in this order; the frame is that of the left camera,
 * which looks along +z. {@link #left()} is the left camera alone.
 *
 * <p>Behind the camera the formula holds as well, where the disparity uL - uR is negative; for |z|
 * below 1e-10, z counts as 1e-10 with its sign, and all numbers are finite. Immutable, safe for use
 * by several threads.
 */
public final class RectifiedStereo extends Perspective {
  /** The model; it has no state. */
  public static final RectifiedStereo INSTANCE = new RectifiedStereo();

  private RectifiedStereo() {
    super(3, 5);
  }

  /**
   * The left camera alone, with the same parameters: measures (uL, v).
   *
   * @return a model of dimension 2
   */
  public CameraModel left() {
    return Left.INSTANCE;
  }

  @Override
  void ratios(double x, double y, double z, double[] k, int kAt, double[] out, int at) {
    double iz = 1 / z;
    double fx = k[kAt];
    out[at] = fx * (x * iz) + k[kAt + 2];
    out[at + 1] = fx * ((x - k[kAt + 4]) * iz) + k[kAt + 2];
    out[at + 2] = k[kAt + 1] * (y * iz) + k[kAt + 3];
  }

  @Override
  void ratios(
      double x,
      double y,
      double z,
      double[] k,
      int kAt,
      double[] out,
      int at,
      int byPointAt,
      int byIntrinsicsAt) {
    double iz = 1 / z;
    double l = x * iz;
    double r = (x - k[kAt + 4]) * iz;
    double b = y * iz;
    double fx = k[kAt];
    double fy = k[kAt + 1];
    out[at] = fx * l + k[kAt + 2];
    out[at + 1] = fx * r + k[kAt + 2];
    out[at + 2] = fy * b + k[kAt + 3];
    out[byPointAt] = fx * iz;
    out[byPointAt + 1] = 0;
    out[byPointAt + 2] = -fx * l * iz;
    out[byPointAt + 3] = fx * iz;
    out[byPointAt + 4] = 0;
    out[byPointAt + 5] = -fx * r * iz;
    out[byPointAt + 6] = 0;
    out[byPointAt + 7] = fy * iz;
    out[byPointAt + 8] = -fy * b * iz;
    if (byIntrinsicsAt >= 0) {
      for (int i = byIntrinsicsAt; i < byIntrinsicsAt + 15; i++) {
        out[i] = 0;
      }
      out[byIntrinsicsAt] = l;
      out[byIntrinsicsAt + 2] = 1;
      out[byIntrinsicsAt + 5] = r;
      out[byIntrinsicsAt + 7] = 1;
      out[byIntrinsicsAt + 9] = -fx * iz;
      out[byIntrinsicsAt + 11] = b;
      out[byIntrinsicsAt + 13] = 1;
    }
  }

  @Override
  public boolean unproject(
      double[] measured, int measuredAt, double[] k, int kAt, double[] out, int at) {
    double a = (measured[measuredAt] - k[kAt + 2]) / k[kAt];
    double b = (measured[measuredAt + 2] - k[kAt + 3]) / k[kAt + 1];
    return storeDirection(a, b, 1, out, at);
  }

  /** A pinhole camera with a fifth parameter, on which nothing depends. */
  private enum Left implements CameraModel {
    INSTANCE;

    @Override
    public int parameters() {
      return 5;
    }

    @Override
    public int dimension() {
      return 2;
    }

    @Override
    public void project(double x, double y, double z, double[] k, int kAt, double[] out, int at) {
      Pinhole.INSTANCE.project(x, y, z, k, kAt, out, at);
    }

    @Override
    public void linearize(
        double x,
        double y,
        double z,
        double[] k,
        int kAt,
        double[] out,
        int at,
        int byPointAt,
        int byIntrinsicsAt) {
      Pinhole.INSTANCE.linearize(x, y, z, k, kAt, out, at, byPointAt, byIntrinsicsAt);
      if (byIntrinsicsAt >= 0) { // rows of four become rows of five
        System.arraycopy(out, byIntrinsicsAt + 4, out, byIntrinsicsAt + 5, 4);
        out[byIntrinsicsAt + 4] = 0;
        out[byIntrinsicsAt + 9] = 0;
      }
    }

    @Override
    public boolean unproject(
        double[] measured, int measuredAt, double[] k, int kAt, double[] out, int at) {
      return Pinhole.INSTANCE.unproject(measured, measuredAt, k, kAt, out, at);
    }

    @Override
    public boolean isInFront(double x, double y, double z) {
      return Pinhole.INSTANCE.isInFront(x, y, z);
    }
  }
}
