package dev.mezzo.slam;

/** The rotation nearest to any matrix of size 2 or 3, however far it is from one. */
final class RotationProjection {
  private RotationProjection() {}

  /**
   * The rotation R that maximises tr(R^T M), the nearest in the Frobenius norm. In the plane, R is
   * by the angle of (m00 + m11, m10 - m01). In space, tr(R^T M) = q^T K q for the quaternion q of
   * R, with a symmetric K: q is the eigenvector of its largest eigenvalue (Davenport's method;
   * Horn, 1987). This is the projection onto SO(3) that a singular value decomposition gives,
   * reflections included.
   *
   * @param m row-major d x d; where the nearest is not unique, as for zero, one of them is taken
   * @param d 2 or 3
   * @return row-major d x d
   */
  static double[] nearest(double[] m, int d) {
    return d == 2 ? inPlane(m[0] + m[3], m[2] - m[1]) : inSpace(m);
  }

  private static double[] inPlane(double x, double y) {
    double length = Math.hypot(x, y);
    double c = length > 0 ? x / length : 1;
    double s = length > 0 ? y / length : 0;
    return new double[] {c, -s, s, c};
  }

  private static double[] inSpace(double[] m) {
    double[] q = new SymmetricEigen(quaternionForm(m), 4).ofLargest(); // of zero the identity
    double x = q[0];
    double y = q[1];
    double z = q[2];
    double w = q[3];
    return new double[] {
      w * w + x * x - y * y - z * z,
      2 * (x * y - z * w),
      2 * (x * z + y * w),
      2 * (x * y + z * w),
      w * w - x * x + y * y - z * z,
      2 * (y * z - x * w),
      2 * (x * z - y * w),
      2 * (y * z + x * w),
      w * w - x * x - y * y + z * z,
    };
  }

  /** The symmetric K, row-major 4x4, of q^T K q = tr(R^T M) for q = (x, y, z, w). */
  static double[] quaternionForm(double[] m) {
    double xy = m[1] + m[3];
    double xz = m[2] + m[6];
    double yz = m[5] + m[7];
    double xw = m[7] - m[5];
    double yw = m[2] - m[6];
    double zw = m[3] - m[1];
    return new double[] {
      m[0] - m[4] - m[8],
      xy,
      xz,
      xw,
      xy,
      m[4] - m[0] - m[8],
      yz,
      yw,
      xz,
      yz,
      m[8] - m[0] - m[4],
      zw,
      xw,
      yw,
      zw,
      m[0] + m[4] + m[8],
    };
  }
}
