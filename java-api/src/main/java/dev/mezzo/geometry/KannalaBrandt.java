package dev.mezzo.geometry;

/**
 * The fisheye camera of Kannala and Brandt (2006) as OpenCV has it: the distance from the centre of
 * the image is a polynomial in the angle to the optical axis,
 *
 * <pre>
 *   r = sqrt(x^2 + y^2),   t = atan2(r, z),   d = t + k1 t^3 + k2 t^5 + k3 t^7 + k4 t^9,
 *   u = fx d x/r + cx,   v = fy d y/r + cy,
 * </pre>
 *
 * <p>with the parameters (fx, fy, cx, cy, k1, k2, k3, k4). Looks along +z. Angles of 90 degrees and
 * more are nothing special: all points but those on the negative z axis have a smooth projection.
 *
 * <p>On the axis in front of the camera d/r is its limit 1/z, with z at least 1e-10. On the
 * negative axis, where each direction of the image is as good as another, r counts as no less than
 * 1e-10 and the projection of the axis itself is the centre of the image. All numbers are finite.
 * Immutable, safe for use by several threads.
 */
public final class KannalaBrandt implements CameraModel {
  /** The model; it has no state. */
  public static final KannalaBrandt INSTANCE = new KannalaBrandt();

  private static final double NEAREST = 1e-10;

  /** Squares of coordinates of that sum are far from overflow. */
  private static final double FARTHEST = 1e100;

  /** Up to here the next term of the expansion about the axis, of (r/z)^4, is rounding. */
  private static final double NEAR_AXIS = 1e-4;

  private KannalaBrandt() {}

  @Override
  public int parameters() {
    return 8;
  }

  @Override
  public int dimension() {
    return 2;
  }

  @Override
  public void project(double x, double y, double z, double[] k, int kAt, double[] out, int at) {
    double size = Math.abs(x) + Math.abs(y) + Math.abs(z);
    if (size > FARTHEST) {
      double s = 1 / FARTHEST;
      project(s * x, s * y, s * z, k, kAt, out, at);
      return;
    }
    double r = Math.sqrt(x * x + y * y);
    double g; // d / r
    if (z > 0 && r <= NEAR_AXIS * z) {
      double q = r / z;
      g = (1 + q * q * (k[kAt + 4] - 1.0 / 3)) / Math.max(z, NEAREST);
    } else {
      double radius = Math.max(r, NEAREST);
      double t = Math.atan2(radius, z);
      g = t / radius * polynomial(t * t, k, kAt);
    }
    out[at] = k[kAt] * (g * x) + k[kAt + 2];
    out[at + 1] = k[kAt + 1] * (g * y) + k[kAt + 3];
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
    double size = Math.abs(x) + Math.abs(y) + Math.abs(z);
    if (size > FARTHEST) {
      double s = 1 / FARTHEST;
      linearize(s * x, s * y, s * z, k, kAt, out, at, byPointAt, byIntrinsicsAt);
      for (int i = byPointAt; i < byPointAt + 6; i++) {
        out[i] *= s;
      }
      return;
    }
    double r = Math.sqrt(x * x + y * y);
    double t;
    double g; // d / r
    double h; // dg/dr / r
    double gz; // dg/dz
    double perRadius; // t / r
    if (z > 0 && r <= NEAR_AXIS * z) {
      double depth = Math.max(z, NEAREST);
      double k1 = k[kAt + 4];
      double q = r / z;
      t = q * (1 - q * q / 3);
      perRadius = (1 - q * q / 3) / depth;
      g = (1 + q * q * (k1 - 1.0 / 3)) / depth;
      h = depth == z ? 2 * (k1 - 1.0 / 3) / (depth * depth * depth) : 0;
      gz = depth == z ? -(1 + q * q * (3 * k1 - 1)) / (depth * depth) : 0;
    } else {
      double radius = Math.max(r, NEAREST);
      t = Math.atan2(radius, z);
      double w = t * t;
      perRadius = t / radius;
      g = perRadius * polynomial(w, k, kAt);
      double slope = slope(w, k, kAt) / (radius * radius + z * z);
      // Its cancellation costs x^2 h no more than rounding of g.
      h = radius == r ? (slope * z - g) / (radius * radius) : 0;
      gz = -slope;
    }
    double fx = k[kAt];
    double fy = k[kAt + 1];
    out[at] = fx * (g * x) + k[kAt + 2];
    out[at + 1] = fy * (g * y) + k[kAt + 3];
    double mixed = x * h * y;
    out[byPointAt] = fx * (g + x * h * x);
    out[byPointAt + 1] = fx * mixed;
    out[byPointAt + 2] = fx * x * gz;
    out[byPointAt + 3] = fy * mixed;
    out[byPointAt + 4] = fy * (g + y * h * y);
    out[byPointAt + 5] = fy * y * gz;
    if (byIntrinsicsAt >= 0) {
      int u = byIntrinsicsAt;
      int v = u + 8;
      out[u] = g * x;
      out[u + 1] = 0;
      out[u + 2] = 1;
      out[u + 3] = 0;
      out[v] = 0;
      out[v + 1] = g * y;
      out[v + 2] = 0;
      out[v + 3] = 1;
      double power = perRadius;
      for (int i = 4; i < 8; i++) {
        power *= t * t;
        out[u + i] = fx * x * power;
        out[v + i] = fy * y * power;
      }
    }
  }

  @Override
  public boolean unproject(
      double[] measured, int measuredAt, double[] k, int kAt, double[] out, int at) {
    double a = (measured[measuredAt] - k[kAt + 2]) / k[kAt];
    double b = (measured[measuredAt + 1] - k[kAt + 3]) / k[kAt + 1];
    double d = Math.sqrt(a * a + b * b);
    double t = OddPolynomial.invert(d, k[kAt + 4], k[kAt + 5], k[kAt + 6], k[kAt + 7]);
    double sine = d > 0 ? Math.sin(t) / d : 1;
    out[at] = sine * a;
    out[at + 1] = sine * b;
    out[at + 2] = Math.cos(t);
    return t >= 0 && t <= Math.PI;
  }

  /** True but on the negative optical axis, where there is no image; fields of view vary. */
  @Override
  public boolean isInFront(double x, double y, double z) {
    return z > 0 || x != 0 || y != 0;
  }

  @Override
  public String toString() {
    return "KannalaBrandt";
  }

  /** d / t, with w = t^2. */
  private static double polynomial(double w, double[] k, int kAt) {
    return 1 + w * (k[kAt + 4] + w * (k[kAt + 5] + w * (k[kAt + 6] + w * k[kAt + 7])));
  }

  /** dd/dt, with w = t^2. */
  private static double slope(double w, double[] k, int kAt) {
    return 1
        + w * (3 * k[kAt + 4] + w * (5 * k[kAt + 5] + w * (7 * k[kAt + 6] + w * (9 * k[kAt + 7]))));
  }
}
