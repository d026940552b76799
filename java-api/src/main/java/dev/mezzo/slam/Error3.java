package dev.mezzo.slam;

import dev.mezzo.optimize.Evaluation;

/**
 * What all measurements of a pose in space share: whitening of the error e = [t_D; v] of {@link
 * PoseGraph}, and its derivative by the right perturbation D &#183; Exp(d). No temporary objects.
 */
final class Error3 {
  private Error3() {}

  /** U, row-major 6x6, upper triangular. */
  static double[] root(InformationMatrix information) {
    if (information.dimension() != 6) {
      throw new IllegalArgumentException(
          "a measurement in space takes a 6x6 information matrix, not "
              + information.dimension()
              + "x"
              + information.dimension());
    }
    return information.root();
  }

  /** Writes r = U e. */
  static void writeResidual(
      Evaluation out,
      double[] u,
      double e0,
      double e1,
      double e2,
      double e3,
      double e4,
      double e5) {
    out.residual(0, u[0] * e0 + u[1] * e1 + u[2] * e2 + u[3] * e3 + u[4] * e4 + u[5] * e5);
    out.residual(1, u[7] * e1 + u[8] * e2 + u[9] * e3 + u[10] * e4 + u[11] * e5);
    out.residual(2, u[14] * e2 + u[15] * e3 + u[16] * e4 + u[17] * e5);
    out.residual(3, u[21] * e3 + u[22] * e4 + u[23] * e5);
    out.residual(4, u[28] * e4 + u[29] * e5);
    out.residual(5, u[35] * e5);
  }

  /**
   * Writes block k of the Jacobian, that of the pose at which D ends: U [R_D, 0; 0, M] with M = (w
   * I + [v]x) / 2, where (v, w) is the unit quaternion of D with w &gt;= 0.
   */
  static void writeEnd(
      Evaluation out, int k, double[] u, double vx, double vy, double vz, double w) {
    double r00 = 1 - 2 * (vy * vy + vz * vz);
    double r01 = 2 * (vx * vy - vz * w);
    double r02 = 2 * (vx * vz + vy * w);
    double r10 = 2 * (vx * vy + vz * w);
    double r11 = 1 - 2 * (vx * vx + vz * vz);
    double r12 = 2 * (vy * vz - vx * w);
    double r20 = 2 * (vx * vz - vy * w);
    double r21 = 2 * (vy * vz + vx * w);
    double r22 = 1 - 2 * (vx * vx + vy * vy);
    for (int r = 0; r < 6; r++) {
      double ax = u[6 * r];
      double ay = u[6 * r + 1];
      double az = u[6 * r + 2];
      double bx = 0.5 * u[6 * r + 3];
      double by = 0.5 * u[6 * r + 4];
      double bz = 0.5 * u[6 * r + 5];
      out.jacobian(k, r, 0, ax * r00 + ay * r10 + az * r20);
      out.jacobian(k, r, 1, ax * r01 + ay * r11 + az * r21);
      out.jacobian(k, r, 2, ax * r02 + ay * r12 + az * r22);
      out.jacobian(k, r, 3, bx * w + by * vz - bz * vy);
      out.jacobian(k, r, 4, by * w + bz * vx - bx * vz);
      out.jacobian(k, r, 5, bz * w + bx * vy - by * vx);
    }
  }

  /**
   * Writes the only block of the Jacobian of a measurement in the world frame, by a sensor with
   * rotation R_P and translation (px, py, pz) on the body: what {@link #writeEnd} writes, times
   * Ad(P^-1). Its rows [a, b] become [a R_P^T, b R_P^T + t_P x a R_P^T].
   */
  static void writeSensor(
      Evaluation out,
      double[] u,
      double vx,
      double vy,
      double vz,
      double w,
      double[] rp,
      double px,
      double py,
      double pz) {
    double r00 = 1 - 2 * (vy * vy + vz * vz);
    double r01 = 2 * (vx * vy - vz * w);
    double r02 = 2 * (vx * vz + vy * w);
    double r10 = 2 * (vx * vy + vz * w);
    double r11 = 1 - 2 * (vx * vx + vz * vz);
    double r12 = 2 * (vy * vz - vx * w);
    double r20 = 2 * (vx * vz - vy * w);
    double r21 = 2 * (vy * vz + vx * w);
    double r22 = 1 - 2 * (vx * vx + vy * vy);
    for (int r = 0; r < 6; r++) {
      double ux = u[6 * r];
      double uy = u[6 * r + 1];
      double uz = u[6 * r + 2];
      double mx = 0.5 * u[6 * r + 3];
      double my = 0.5 * u[6 * r + 4];
      double mz = 0.5 * u[6 * r + 5];
      double dx = ux * r00 + uy * r10 + uz * r20;
      double dy = ux * r01 + uy * r11 + uz * r21;
      double dz = ux * r02 + uy * r12 + uz * r22;
      double qx = mx * w + my * vz - mz * vy;
      double qy = my * w + mz * vx - mx * vz;
      double qz = mz * w + mx * vy - my * vx;
      double ax = rp[0] * dx + rp[1] * dy + rp[2] * dz;
      double ay = rp[3] * dx + rp[4] * dy + rp[5] * dz;
      double az = rp[6] * dx + rp[7] * dy + rp[8] * dz;
      out.jacobian(0, r, 0, ax);
      out.jacobian(0, r, 1, ay);
      out.jacobian(0, r, 2, az);
      out.jacobian(0, r, 3, rp[0] * qx + rp[1] * qy + rp[2] * qz + (py * az - pz * ay));
      out.jacobian(0, r, 4, rp[3] * qx + rp[4] * qy + rp[5] * qz + (pz * ax - px * az));
      out.jacobian(0, r, 5, rp[6] * qx + rp[7] * qy + rp[8] * qz + (px * ay - py * ax));
    }
  }
}
