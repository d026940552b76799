package dev.mezzo.slam;

import dev.mezzo.geometry.Pose3;
import dev.mezzo.geometry.Rotation3;
import dev.mezzo.optimize.Estimate;
import dev.mezzo.optimize.Evaluation;
import dev.mezzo.optimize.Factor;

/**
 * A measurement Z of a {@link Pose3} in the world frame, by a sensor at P on the body. With D =
 * Z^-1 &#183; X &#183; P, whose rotation is the unit quaternion (v, w) with w &gt;= 0, the residual
 * is r = U e with
 *
 * <pre>
 *   e = [t_D; v],   U^T U = Omega,
 *   de/dX = [R_D, 0; 0, (w I + [v]x) / 2] Ad(P^-1),
 * </pre>
 *
 * <p>from X &#183; Exp(d) &#183; P = X &#183; P &#183; Exp(Ad(P^-1) d).
 *
 * <p>Quaternion order: (x, y, z, w), Hamilton, unit, rotating body to world. Tangent order:
 * translation first, then rotation: (vx vy vz wx wy wz); metres, radians. Perturbations are on the
 * right (body frame): X &#8862; d = X &#183; Exp(d). Immutable, safe for use by several threads.
 */
public final class PriorFactor3 implements Factor {
  private final int pose;

  /** Z: translation, quaternion, and R_Z row-major. */
  private final double tx;

  private final double ty;
  private final double tz;
  private final double qx;
  private final double qy;
  private final double qz;
  private final double qw;
  private final double[] rz;

  /** P: translation, quaternion, and R_P row-major. */
  private final double px;

  private final double py;
  private final double pz;
  private final double ox;
  private final double oy;
  private final double oz;
  private final double ow;
  private final double[] rp;

  /** U, row-major 6x6. */
  private final double[] u;

  /**
   * A factor of a variable on {@link dev.mezzo.optimize.Manifold#POSE3}, of the body itself.
   *
   * @param pose index of the variable
   * @param measurement Z, where it was measured to be
   * @param information Omega, 6x6
   * @throws IllegalArgumentException if the information matrix is not 6x6
   */
  public PriorFactor3(int pose, Pose3 measurement, InformationMatrix information) {
    this(pose, measurement, information, Pose3.identity());
  }

  /**
   * A factor of a variable on {@link dev.mezzo.optimize.Manifold#POSE3}.
   *
   * @param pose index of the variable
   * @param measurement Z, where the sensor was measured to be
   * @param information Omega, 6x6
   * @param offset P, the sensor in the frame of the body
   * @throws IllegalArgumentException if the information matrix is not 6x6
   */
  public PriorFactor3(int pose, Pose3 measurement, InformationMatrix information, Pose3 offset) {
    this.pose = pose;
    tx = measurement.x();
    ty = measurement.y();
    tz = measurement.z();
    Rotation3 rotation = measurement.rotation();
    qx = rotation.x();
    qy = rotation.y();
    qz = rotation.z();
    qw = rotation.w();
    rz = rotation.matrix();
    px = offset.x();
    py = offset.y();
    pz = offset.z();
    ox = offset.rotation().x();
    oy = offset.rotation().y();
    oz = offset.rotation().z();
    ow = offset.rotation().w();
    rp = offset.rotation().matrix();
    u = Error3.root(information);
  }

  @Override
  public int dimension() {
    return 6;
  }

  @Override
  public int[] variables() {
    return new int[] {pose};
  }

  @Override
  public void evaluate(Estimate x, Evaluation out) {
    double[] s = x.states();
    int i = x.offset(pose);
    double bx = s[i + 3];
    double by = s[i + 4];
    double bz = s[i + 5];
    double bw = s[i + 6];
    // The sensor: t + R_X t_P, the vector turned by the quaternion, t_P + w a + q x a with
    // a = 2 q x t_P; and q_X q_P.
    double ax = 2 * (by * pz - bz * py);
    double ay = 2 * (bz * px - bx * pz);
    double az = 2 * (bx * py - by * px);
    double ex = s[i] + (px + bw * ax + (by * az - bz * ay)) - tx;
    double ey = s[i + 1] + (py + bw * ay + (bz * ax - bx * az)) - ty;
    double ez = s[i + 2] + (pz + bw * az + (bx * ay - by * ax)) - tz;
    double gx = bw * ox + ow * bx + (by * oz - bz * oy);
    double gy = bw * oy + ow * by + (bz * ox - bx * oz);
    double gz = bw * oz + ow * bz + (bx * oy - by * ox);
    double gw = bw * ow - (bx * ox + by * oy + bz * oz);
    double w = qw * gw + (qx * gx + qy * gy + qz * gz); // q_D = q_Z* q_X q_P
    double sign = w < 0 ? -1 : 1;
    double vx = sign * (qw * gx - gw * qx - (qy * gz - qz * gy));
    double vy = sign * (qw * gy - gw * qy - (qz * gx - qx * gz));
    double vz = sign * (qw * gz - gw * qz - (qx * gy - qy * gx));
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
      Error3.writeSensor(out, u, vx, vy, vz, sign * w, rp, px, py, pz);
    }
  }
}
