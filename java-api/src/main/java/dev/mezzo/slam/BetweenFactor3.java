package dev.mezzo.slam;

import dev.mezzo.geometry.Pose3;
import dev.mezzo.geometry.Rotation3;
import dev.mezzo.optimize.Estimate;
import dev.mezzo.optimize.Evaluation;
import dev.mezzo.optimize.Factor;

/**
 * A measurement Z of one {@link Pose3} from another, between two variables of a problem. With T =
 * Xi^-1 &#183; Xj and D = Z^-1 &#183; T, whose rotation is the unit quaternion (v, w) with w &gt;=
 * 0, the residual is r = U e with
 *
 * <pre>
 *   e = [t_D; v],   U^T U = Omega,
 *   de/dj = [R_D, 0; 0, M],   M = (w I + [v]x) / 2,
 *   de/di = [-R_Z^T, R_Z^T [t_T]x; 0, -M R_T^T],
 * </pre>
 *
 * <p>from Xj &#183; Exp(d) turning D into D &#183; Exp(d), and Xi &#183; Exp(d) turning D into Z^-1
 * &#183; Exp(-d) &#183; T. Where D is half a turn, e jumps to -v in its rotation part.
 *
 * <p>Quaternion order: (x, y, z, w), Hamilton, unit, rotating body to world. Tangent order:
 * translation first, then rotation: (vx vy vz wx wy wz); metres, radians. Perturbations are on the
 * right (body frame): X &#8862; d = X &#183; Exp(d). Immutable, safe for use by several threads.
 */
public final class BetweenFactor3 implements Factor {
  private final int from;
  private final int to;

  /** Z: translation, quaternion, and R_Z row-major. */
  private final double tx;

  private final double ty;
  private final double tz;
  private final double qx;
  private final double qy;
  private final double qz;
  private final double qw;
  private final double[] rz;

  /** U, row-major 6x6. */
  private final double[] u;

  /** The upper left 3x3 block of U times R_Z^T, row-major. */
  private final double[] k;

  /**
   * A factor between two variables on {@link dev.mezzo.optimize.Manifold#POSE3}.
   *
   * @param from index of the variable that measures
   * @param to index of the variable that is measured
   * @param measurement Z, the pose {@code to} in the frame of {@code from}
   * @param information Omega, 6x6
   * @throws IllegalArgumentException if the information matrix is not 6x6
   */
  public BetweenFactor3(int from, int to, Pose3 measurement, InformationMatrix information) {
    this.from = from;
    this.to = to;
    tx = measurement.x();
    ty = measurement.y();
    tz = measurement.z();
    Rotation3 rotation = measurement.rotation();
    qx = rotation.x();
    qy = rotation.y();
    qz = rotation.z();
    qw = rotation.w();
    rz = rotation.matrix();
    u = Error3.root(information);
    k = new double[9];
    for (int r = 0; r < 3; r++) {
      for (int c = 0; c < 3; c++) {
        for (int l = 0; l < 3; l++) {
          k[3 * r + c] += u[6 * r + l] * rz[3 * c + l];
        }
      }
    }
  }

  @Override
  public int dimension() {
    return 6;
  }

  @Override
  public int[] variables() {
    return new int[] {from, to};
  }

  @Override
  public void evaluate(Estimate x, Evaluation out) {
    double[] s = x.states();
    int i = x.offset(from);
    int j = x.offset(to);
    double ix = s[i + 3];
    double iy = s[i + 4];
    double iz = s[i + 5];
    double iw = s[i + 6];
    double jx = s[j + 3];
    double jy = s[j + 4];
    double jz = s[j + 5];
    double jw = s[j + 6];

    // t = R_i^T (t_j - t_i): the vector turned by the conjugate quaternion, d + w a + a x q with
    // a = 2 d x q.
    double dx = s[j] - s[i];
    double dy = s[j + 1] - s[i + 1];
    double dz = s[j + 2] - s[i + 2];
    double ax = 2 * (dy * iz - dz * iy);
    double ay = 2 * (dz * ix - dx * iz);
    double az = 2 * (dx * iy - dy * ix);
    double px = dx + iw * ax + (ay * iz - az * iy);
    double py = dy + iw * ay + (az * ix - ax * iz);
    double pz = dz + iw * az + (ax * iy - ay * ix);

    // q_T = q_i* q_j, q_D = q_Z* q_T.
    double gx = iw * jx - jw * ix - (iy * jz - iz * jy);
    double gy = iw * jy - jw * iy - (iz * jx - ix * jz);
    double gz = iw * jz - jw * iz - (ix * jy - iy * jx);
    double gw = iw * jw + (ix * jx + iy * jy + iz * jz);
    double w = qw * gw + (qx * gx + qy * gy + qz * gz);
    double sign = w < 0 ? -1 : 1;
    double vx = sign * (qw * gx - gw * qx - (qy * gz - qz * gy));
    double vy = sign * (qw * gy - gw * qy - (qz * gx - qx * gz));
    double vz = sign * (qw * gz - gw * qz - (qx * gy - qy * gx));
    w = sign * w;

    double ex = px - tx;
    double ey = py - ty;
    double ez = pz - tz;
    Error3.writeResidual(
        out,
        u,
        rz[0] * ex + rz[3] * ey + rz[6] * ez,
        rz[1] * ex + rz[4] * ey + rz[7] * ez,
        rz[2] * ex + rz[5] * ey + rz[8] * ez,
        vx,
        vy,
        vz);
    if (out.wantsJacobians()) {
      Error3.writeEnd(out, 1, u, vx, vy, vz, w);
      writeStart(out, px, py, pz, gx, gy, gz, gw, vx, vy, vz, w);
    }
  }

  @Override
  public boolean linearizeAtZeroResidual(Evaluation out) {
    Error3.writeEnd(out, 1, u, 0, 0, 0, 1);
    writeStart(out, tx, ty, tz, qx, qy, qz, qw, 0, 0, 0, 1);
    return true;
  }

  /** Writes U de/di, with (px, py, pz) = t_T and (gx, gy, gz, gw) the quaternion of T. */
  private void writeStart(
      Evaluation out,
      double px,
      double py,
      double pz,
      double gx,
      double gy,
      double gz,
      double gw,
      double vx,
      double vy,
      double vz,
      double w) {
    double r00 = 1 - 2 * (gy * gy + gz * gz);
    double r01 = 2 * (gx * gy - gz * gw);
    double r02 = 2 * (gx * gz + gy * gw);
    double r10 = 2 * (gx * gy + gz * gw);
    double r11 = 1 - 2 * (gx * gx + gz * gz);
    double r12 = 2 * (gy * gz - gx * gw);
    double r20 = 2 * (gx * gz - gy * gw);
    double r21 = 2 * (gy * gz + gx * gw);
    double r22 = 1 - 2 * (gx * gx + gy * gy);
    // N = M R_T^T
    double n00 = 0.5 * (w * r00 - vz * r01 + vy * r02);
    double n01 = 0.5 * (w * r10 - vz * r11 + vy * r12);
    double n02 = 0.5 * (w * r20 - vz * r21 + vy * r22);
    double n10 = 0.5 * (vz * r00 + w * r01 - vx * r02);
    double n11 = 0.5 * (vz * r10 + w * r11 - vx * r12);
    double n12 = 0.5 * (vz * r20 + w * r21 - vx * r22);
    double n20 = 0.5 * (-vy * r00 + vx * r01 + w * r02);
    double n21 = 0.5 * (-vy * r10 + vx * r11 + w * r12);
    double n22 = 0.5 * (-vy * r20 + vx * r21 + w * r22);
    for (int r = 0; r < 6; r++) {
      double kx = r < 3 ? k[3 * r] : 0;
      double ky = r < 3 ? k[3 * r + 1] : 0;
      double kz = r < 3 ? k[3 * r + 2] : 0;
      double ux = u[6 * r + 3];
      double uy = u[6 * r + 4];
      double uz = u[6 * r + 5];
      out.jacobian(0, r, 0, -kx);
      out.jacobian(0, r, 1, -ky);
      out.jacobian(0, r, 2, -kz);
      out.jacobian(0, r, 3, ky * pz - kz * py - (ux * n00 + uy * n10 + uz * n20));
      out.jacobian(0, r, 4, kz * px - kx * pz - (ux * n01 + uy * n11 + uz * n21));
      out.jacobian(0, r, 5, kx * py - ky * px - (ux * n02 + uy * n12 + uz * n22));
    }
  }
}
