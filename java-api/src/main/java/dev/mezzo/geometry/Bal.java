package dev.mezzo.geometry;

/**
 * The camera of Bundler and of the data sets "Bundle Adjustment in the Large" (Snavely, Seitz and
 * Szeliski, 2006; Agarwal, Snavely, Seitz and Szeliski, 2010): one focal length and two radial
 * coefficients,
 *
 * <pre>
 *   a = -x/z,   b = -y/z,   r^2 = a^2 + b^2,   d = 1 + k1 r^2 + k2 r^4,
 *   u = f d a,   v = f d b,
 * </pre>
 *
 * <p>with the parameters (f, k1, k2), f in pixels. It looks along <b>-z</b>, x right and y up; the
 * origin of pixels is the centre of the image. Behind the camera, where z is positive, the formula
 * holds as well: it is the cost that is minimised for these sets, some of whose estimates begin
 * with points behind their cameras. For |z| below 1e-10, z counts as 1e-10 with its sign, and all
 * numbers are finite. Immutable, safe for use by several threads.
 */
public final class Bal extends Perspective {
  /** The model; it has no state. */
  public static final Bal INSTANCE = new Bal();

  private Bal() {
    super(2, 3);
  }

  @Override
  void ratios(double x, double y, double z, double[] k, int kAt, double[] out, int at) {
    double iz = -1 / z;
    double a = x * iz;
    double b = y * iz;
    double r2 = a * a + b * b;
    double fd = k[kAt] * (1 + r2 * (k[kAt + 1] + r2 * k[kAt + 2]));
    out[at] = fd * a;
    out[at + 1] = fd * b;
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
    double f = k[kAt];
    double k1 = k[kAt + 1];
    double k2 = k[kAt + 2];
    double iz = -1 / z;
    double a = x * iz;
    double b = y * iz;
    double r2 = a * a + b * b;
    double d = 1 + r2 * (k1 + r2 * k2);
    double fd = f * d;
    out[at] = fd * a;
    out[at + 1] = fd * b;
    double slope = 2 * f * (k1 + 2 * k2 * r2); // f dd/d(r^2), twice
    double ua = (fd + slope * a * a) * iz;
    double ub = slope * a * b * iz;
    double vb = (fd + slope * b * b) * iz;
    out[byPointAt] = ua;
    out[byPointAt + 1] = ub;
    out[byPointAt + 2] = a * ua + b * ub; // da/dz = a iz, as iz is -1/z
    out[byPointAt + 3] = ub;
    out[byPointAt + 4] = vb;
    out[byPointAt + 5] = a * ub + b * vb;
    if (byIntrinsicsAt >= 0) {
      double fr2 = f * r2;
      out[byIntrinsicsAt] = d * a;
      out[byIntrinsicsAt + 1] = fr2 * a;
      out[byIntrinsicsAt + 2] = fr2 * r2 * a;
      out[byIntrinsicsAt + 3] = d * b;
      out[byIntrinsicsAt + 4] = fr2 * b;
      out[byIntrinsicsAt + 5] = fr2 * r2 * b;
    }
  }

  @Override
  public boolean unproject(
      double[] measured, int measuredAt, double[] k, int kAt, double[] out, int at) {
    double a = measured[measuredAt] / k[kAt];
    double b = measured[measuredAt + 1] / k[kAt];
    double distorted = Math.sqrt(a * a + b * b);
    double r = OddPolynomial.invert(distorted, k[kAt + 1], k[kAt + 2], 0, 0);
    double undo = distorted > 0 ? r / distorted : 1;
    return storeDirection(undo * a, undo * b, -1, out, at) && r >= 0;
  }

  @Override
  public boolean isInFront(double x, double y, double z) {
    return z < 0;
  }
}
