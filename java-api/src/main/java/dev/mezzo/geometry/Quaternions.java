package dev.mezzo.geometry;

/**
 * Quaternion algebra on scalars: components (x, y, z, w), Hamilton product, no allocation. Whatever
 * is stored into an array is unit and has the sign that package-info.java promises.
 */
final class Quaternions {
  /**
   * How far a squared norm may be from one and still count as one. Normalising leaves at most
   * fourteen roundings in the recomputed square, so a quaternion that was normalised once is never
   * touched again and survives being stored and read back bit for bit.
   */
  private static final double UNIT_TOLERANCE = 0x1p-49;

  private Quaternions() {}

  /** Normalises the quaternion, chooses its sign and writes it at {@code out[at..at+3]}. */
  static void store(double x, double y, double z, double w, double[] out, int at) {
    double norm2 = x * x + y * y + z * z + w * w;
    double scale = sign(x, y, z, w);
    if (!(Math.abs(norm2 - 1) <= UNIT_TOLERANCE)) {
      scale /= Math.sqrt(norm2);
    }
    out[at] = scale * x;
    out[at + 1] = scale * y;
    out[at + 2] = scale * z;
    out[at + 3] = scale * w;
  }

  /** Writes the unit product a b at {@code out[at..at+3]}. */
  static void storeProduct(
      double ax,
      double ay,
      double az,
      double aw,
      double bx,
      double by,
      double bz,
      double bw,
      double[] out,
      int at) {
    store(
        productX(ax, ay, az, aw, bx, by, bz, bw),
        productX(ay, az, ax, aw, by, bz, bx, bw),
        productX(az, ax, ay, aw, bz, bx, by, bw),
        productW(ax, ay, az, aw, bx, by, bz, bw),
        out,
        at);
  }

  /** The x component of a b; cyclic permutations of both x y z give the y and z components. */
  static double productX(
      double ax, double ay, double az, double aw, double bx, double by, double bz, double bw) {
    return aw * bx + ax * bw + (ay * bz - az * by);
  }

  /** The w component of a b. */
  static double productW(
      double ax, double ay, double az, double aw, double bx, double by, double bz, double bw) {
    return aw * bw - (ax * bx + ay * by + az * bz);
  }

  /**
   * The factor that turns (x, y, z) of a unit quaternion into its rotation vector, whose length is
   * at most pi: theta / sin(theta/2), negative when the quaternion has the other sign.
   *
   * <p>atan2 keeps its relative precision at both ends, near zero and near pi, where arc sine and
   * arc cosine lose half the digits. The quotient needs a branch only when the sum of squares has
   * underflowed to zero, that is when (x, y, z) is below 1e-162.
   */
  static double logScale(double x, double y, double z, double w) {
    double sine = Math.sqrt(x * x + y * y + z * z);
    double cosine = Math.abs(w);
    double scale = sine == 0 ? 2 / cosine : 2 * Math.atan2(sine, cosine) / sine;
    return sign(x, y, z, w) * scale;
  }

  /** Writes the vector v rotated by the unit quaternion at {@code out[at..at+2]}. */
  static void rotate(
      double x,
      double y,
      double z,
      double w,
      double vx,
      double vy,
      double vz,
      double[] out,
      int at) {
    // v + w t + u x t with t = 2 u x v, u = (x, y, z): half the products of q v q*.
    double tx = 2 * (y * vz - z * vy);
    double ty = 2 * (z * vx - x * vz);
    double tz = 2 * (x * vy - y * vx);
    out[at] = vx + w * tx + (y * tz - z * ty);
    out[at + 1] = vy + w * ty + (z * tx - x * tz);
    out[at + 2] = vz + w * tz + (x * ty - y * tx);
  }

  /** Writes the rotation matrix at {@code out[at]}, row-major with {@code stride} doubles a row. */
  static void storeMatrix(
      double x, double y, double z, double w, double[] out, int at, int stride) {
    out[at] = 1 - 2 * (y * y + z * z);
    out[at + 1] = 2 * (x * y - z * w);
    out[at + 2] = 2 * (x * z + y * w);
    int row1 = at + stride;
    out[row1] = 2 * (x * y + z * w);
    out[row1 + 1] = 1 - 2 * (x * x + z * z);
    out[row1 + 2] = 2 * (y * z - x * w);
    int row2 = row1 + stride;
    out[row2] = 2 * (x * z - y * w);
    out[row2 + 1] = 2 * (y * z + x * w);
    out[row2 + 2] = 1 - 2 * (x * x + y * y);
  }

  /**
   * Writes the quaternion of a rotation matrix (row-major 3x3) at {@code out[at..at+3]}. Of
   * Shepperd's four formulas (1978) it takes the one that divides by the largest component, so none
   * loses digits to cancellation.
   */
  static void storeOfMatrix(double[] r, double[] out, int at) {
    double trace = r[0] + r[4] + r[8];
    if (trace >= Math.max(r[0], Math.max(r[4], r[8]))) {
      store(r[7] - r[5], r[2] - r[6], r[3] - r[1], 1 + trace, out, at);
    } else if (r[0] >= Math.max(r[4], r[8])) {
      store(1 + r[0] - r[4] - r[8], r[1] + r[3], r[2] + r[6], r[7] - r[5], out, at);
    } else if (r[4] >= r[8]) {
      store(r[1] + r[3], 1 - r[0] + r[4] - r[8], r[5] + r[7], r[2] - r[6], out, at);
    } else {
      store(r[2] + r[6], r[5] + r[7], 1 - r[0] - r[4] + r[8], r[3] - r[1], out, at);
    }
  }

  /** +1 or -1: the factor that gives the quaternion the sign of this package. */
  private static double sign(double x, double y, double z, double w) {
    double leading = w != 0 ? w : x != 0 ? x : y != 0 ? y : z;
    return leading < 0 ? -1 : 1;
  }
}
