package dev.mezzo.geometry;

/**
 * The pinhole camera without distortion,
 *
 * <pre>
 *   u = fx x/z + cx,   v = fy y/z + cy,
 * </pre>
 *
 * <p>with the parameters (fx, fy, cx, cy), in pixels. Looks along +z. Behind the camera the formula
 * holds as well; for |z| below 1e-10, z counts as 1e-10 with its sign, and all numbers are finite.
 * Immutable, safe for use by several threads.
 */
public final class Pinhole extends Perspective {
  /** The model; it has no state. */
  public static final Pinhole INSTANCE = new Pinhole();

  private Pinhole() {
    super(2, 4);
  }

  @Override
  void ratios(double x, double y, double z, double[] k, int kAt, double[] out, int at) {
    double iz = 1 / z;
    out[at] = k[kAt] * (x * iz) + k[kAt + 2];
    out[at + 1] = k[kAt + 1] * (y * iz) + k[kAt + 3];
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
    double a = x * iz;
    double b = y * iz;
    double fx = k[kAt];
    double fy = k[kAt + 1];
    out[at] = fx * a + k[kAt + 2];
    out[at + 1] = fy * b + k[kAt + 3];
    out[byPointAt] = fx * iz;
    out[byPointAt + 1] = 0;
    out[byPointAt + 2] = -fx * a * iz;
    out[byPointAt + 3] = 0;
    out[byPointAt + 4] = fy * iz;
    out[byPointAt + 5] = -fy * b * iz;
    if (byIntrinsicsAt >= 0) {
      out[byIntrinsicsAt] = a;
      out[byIntrinsicsAt + 1] = 0;
      out[byIntrinsicsAt + 2] = 1;
      out[byIntrinsicsAt + 3] = 0;
      out[byIntrinsicsAt + 4] = 0;
      out[byIntrinsicsAt + 5] = b;
      out[byIntrinsicsAt + 6] = 0;
      out[byIntrinsicsAt + 7] = 1;
    }
  }

  @Override
  public boolean unproject(
      double[] measured, int measuredAt, double[] k, int kAt, double[] out, int at) {
    double a = (measured[measuredAt] - k[kAt + 2]) / k[kAt];
    double b = (measured[measuredAt + 1] - k[kAt + 3]) / k[kAt + 1];
    return storeDirection(a, b, 1, out, at);
  }
}
