package dev.mezzo.geometry;

/**
 * The pinhole camera with radial and tangential distortion (Brown 1971) as OpenCV has it with five
 * coefficients,
 *
 * <pre>
 *   a = x/z,   b = y/z,   r^2 = a^2 + b^2,   d = 1 + k1 r^2 + k2 r^4 + k3 r^6,
 *   u = fx (a d + 2 p1 a b + p2 (r^2 + 2 a^2)) + cx,
 *   v = fy (b d + p1 (r^2 + 2 b^2) + 2 p2 a b) + cy,
 * </pre>
 *
 * <p>with the parameters (fx, fy, cx, cy, k1, k2, p1, p2, k3): the coefficients are in OpenCV's
 * order. Looks along +z. Behind the camera the formula holds as well; for |z| below 1e-10, z counts
 * as 1e-10 with its sign, and all numbers are finite. Immutable, safe for use by several threads.
 */
public final class BrownConrady extends Perspective {
  /** The model; it has no state. */
  public static final BrownConrady INSTANCE = new BrownConrady();

  private BrownConrady() {
    super(2, 9);
  }

  @Override
  void ratios(double x, double y, double z, double[] k, int kAt, double[] out, int at) {
    double iz = 1 / z;
    double a = x * iz;
    double b = y * iz;
    double r2 = a * a + b * b;
    double d = 1 + r2 * (k[kAt + 4] + r2 * (k[kAt + 5] + r2 * k[kAt + 8]));
    double p1 = k[kAt + 6];
    double p2 = k[kAt + 7];
    out[at] = k[kAt] * (a * d + 2 * p1 * a * b + p2 * (r2 + 2 * a * a)) + k[kAt + 2];
    out[at + 1] = k[kAt + 1] * (b * d + p1 * (r2 + 2 * b * b) + 2 * p2 * a * b) + k[kAt + 3];
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
    double fx = k[kAt];
    double fy = k[kAt + 1];
    double k1 = k[kAt + 4];
    double k2 = k[kAt + 5];
    double p1 = k[kAt + 6];
    double p2 = k[kAt + 7];
    double k3 = k[kAt + 8];
    double iz = 1 / z;
    double a = x * iz;
    double b = y * iz;
    double ab = a * b;
    double r2 = a * a + b * b;
    double d = 1 + r2 * (k1 + r2 * (k2 + r2 * k3));
    double slope = 2 * (k1 + r2 * (2 * k2 + r2 * (3 * k3))); // dd/da = slope a
    double da = a * d + 2 * p1 * ab + p2 * (r2 + 2 * a * a);
    double db = b * d + p1 * (r2 + 2 * b * b) + 2 * p2 * ab;
    out[at] = fx * da + k[kAt + 2];
    out[at + 1] = fy * db + k[kAt + 3];
    double mixed = slope * ab + 2 * (p1 * a + p2 * b);
    double ua = fx * iz * (d + slope * a * a + 2 * p1 * b + 6 * p2 * a);
    double ub = fx * iz * mixed;
    double va = fy * iz * mixed;
    double vb = fy * iz * (d + slope * b * b + 6 * p1 * b + 2 * p2 * a);
    out[byPointAt] = ua;
    out[byPointAt + 1] = ub;
    out[byPointAt + 2] = -(a * ua + b * ub);
    out[byPointAt + 3] = va;
    out[byPointAt + 4] = vb;
    out[byPointAt + 5] = -(a * va + b * vb);
    if (byIntrinsicsAt >= 0) {
      int u = byIntrinsicsAt;
      out[u] = da;
      out[u + 1] = 0;
      out[u + 2] = 1;
      out[u + 3] = 0;
      double fa = fx * a * r2;
      out[u + 4] = fa;
      out[u + 5] = fa * r2;
      out[u + 6] = 2 * fx * ab;
      out[u + 7] = fx * (r2 + 2 * a * a);
      out[u + 8] = fa * r2 * r2;
      int v = u + 9;
      out[v] = 0;
      out[v + 1] = db;
      out[v + 2] = 0;
      out[v + 3] = 1;
      double fb = fy * b * r2;
      out[v + 4] = fb;
      out[v + 5] = fb * r2;
      out[v + 6] = fy * (r2 + 2 * b * b);
      out[v + 7] = 2 * fy * ab;
      out[v + 8] = fb * r2 * r2;
    }
  }

  /** By Newton's method from the point without distortion. */
  @Override
  public boolean unproject(
      double[] measured, int measuredAt, double[] k, int kAt, double[] out, int at) {
    double k1 = k[kAt + 4];
    double k2 = k[kAt + 5];
    double p1 = k[kAt + 6];
    double p2 = k[kAt + 7];
    double k3 = k[kAt + 8];
    double da = (measured[measuredAt] - k[kAt + 2]) / k[kAt];
    double db = (measured[measuredAt + 1] - k[kAt + 3]) / k[kAt + 1];
    double a = da;
    double b = db;
    double off = Double.POSITIVE_INFINITY;
    for (int i = 0; i < OddPolynomial.ITERATIONS && off > 0; i++) {
      double r2 = a * a + b * b;
      double d = 1 + r2 * (k1 + r2 * (k2 + r2 * k3));
      double slope = 2 * (k1 + r2 * (2 * k2 + r2 * (3 * k3)));
      double fa = a * d + 2 * p1 * a * b + p2 * (r2 + 2 * a * a) - da;
      double fb = b * d + p1 * (r2 + 2 * b * b) + 2 * p2 * a * b - db;
      double aa = d + slope * a * a + 2 * p1 * b + 6 * p2 * a;
      double ab = slope * a * b + 2 * (p1 * a + p2 * b);
      double bb = d + slope * b * b + 6 * p1 * b + 2 * p2 * a;
      double determinant = aa * bb - ab * ab;
      a -= (bb * fa - ab * fb) / determinant;
      b -= (aa * fb - ab * fa) / determinant;
      off = Math.abs(fa) + Math.abs(fb);
      if (!(determinant > 0)) { // beyond the fold of the distortion, where no pixel comes from
        off = Double.POSITIVE_INFINITY;
        break;
      }
    }
    return storeDirection(a, b, 1, out, at)
        && off <= OddPolynomial.TOLERANCE * (1 + Math.abs(da) + Math.abs(db));
  }
}
