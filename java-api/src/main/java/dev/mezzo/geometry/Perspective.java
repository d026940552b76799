package dev.mezzo.geometry;

/**
 * Cameras that see the ratios x/z and y/z, whatever they make of them.
 *
 * <p>The formula of a model holds on both sides of the camera's plane z = 0: a point behind the
 * camera appears where the point opposite to it would. That is the cost that solvers of bundle
 * adjustment usually minimise, and it is smooth but at the plane. Next to the plane, for |z| below
 * 1e-10, z counts as 1e-10 with its sign, and so has the derivative zero. Points farther away
 * sideways than 1e10 are first brought nearer along their ray, by a power of 1e-10, which changes
 * nothing but for that limit. All numbers remain finite.
 */
abstract sealed class Perspective implements CameraModel
    permits Bal, BrownConrady, Pinhole, RectifiedStereo {
  private static final double NEAREST = 1e-10;
  private static final double FARTHEST = 1e10;

  private final int dimension;
  private final int parameters;

  Perspective(int dimension, int parameters) {
    this.dimension = dimension;
    this.parameters = parameters;
  }

  /** {@link #project} where z is not small and x and y are not huge. */
  abstract void ratios(double x, double y, double z, double[] k, int kAt, double[] out, int at);

  /** {@link #linearize} where z is not small and x and y are not huge. */
  abstract void ratios(
      double x,
      double y,
      double z,
      double[] k,
      int kAt,
      double[] out,
      int at,
      int byPointAt,
      int byIntrinsicsAt);

  @Override
  public final int dimension() {
    return dimension;
  }

  @Override
  public final int parameters() {
    return parameters;
  }

  @Override
  public final void project(
      double x, double y, double z, double[] k, int kAt, double[] out, int at) {
    if (isOrdinary(x, y, z)) {
      ratios(x, y, z, k, kAt, out, at);
    } else {
      double scale = scale(x, y);
      ratios(scale * x, scale * y, awayFromPlane(scale * z), k, kAt, out, at);
    }
  }

  @Override
  public final void linearize(
      double x,
      double y,
      double z,
      double[] k,
      int kAt,
      double[] out,
      int at,
      int byPointAt,
      int byIntrinsicsAt) {
    if (isOrdinary(x, y, z)) {
      ratios(x, y, z, k, kAt, out, at, byPointAt, byIntrinsicsAt);
      return;
    }
    double scale = scale(x, y);
    double depth = awayFromPlane(scale * z);
    ratios(scale * x, scale * y, depth, k, kAt, out, at, byPointAt, byIntrinsicsAt);
    double scaleOfDepth = depth == scale * z ? scale : 0;
    for (int i = byPointAt; i < byPointAt + 3 * dimension; i += 3) {
      out[i] *= scale;
      out[i + 1] *= scale;
      out[i + 2] *= scaleOfDepth;
    }
  }

  @Override
  public boolean isInFront(double x, double y, double z) {
    return z > 0;
  }

  @Override
  public final String toString() {
    return getClass().getSimpleName();
  }

  /** Writes (x, y, z) at length 1; false if it has no finite direction. */
  static boolean storeDirection(double x, double y, double z, double[] out, int at) {
    double length = Math.sqrt(x * x + y * y + z * z);
    out[at] = x / length;
    out[at + 1] = y / length;
    out[at + 2] = z / length;
    return length < Double.POSITIVE_INFINITY && length > 0;
  }

  private static boolean isOrdinary(double x, double y, double z) {
    return Math.abs(z) >= NEAREST && Math.abs(x) <= FARTHEST && Math.abs(y) <= FARTHEST;
  }

  private static double scale(double x, double y) {
    double most = Math.max(Math.abs(x), Math.abs(y));
    double scale = 1;
    while (scale * most > FARTHEST) {
      scale *= NEAREST;
    }
    return scale;
  }

  private static double awayFromPlane(double z) {
    return Math.abs(z) < NEAREST ? Math.copySign(NEAREST, z) : z;
  }
}
