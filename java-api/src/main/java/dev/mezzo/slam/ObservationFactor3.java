package dev.mezzo.slam;

import dev.mezzo.geometry.Point;
import dev.mezzo.geometry.Pose3;
import dev.mezzo.optimize.Estimate;
import dev.mezzo.optimize.Evaluation;
import dev.mezzo.optimize.Factor;

/**
 * A measurement z of a point l of space from a {@link Pose3} X, by a sensor at P on the body. With
 * y = X^-1 &#183; l the residual is r = U e with
 *
 * <pre>
 *   e = P^-1 &#183; y - z,   U^T U = Omega,
 *   de/dX = R_P^T [-1, [y]x],   de/dl = R_P^T R_X^T,
 * </pre>
 *
 * <p>from X &#183; Exp(d) turning y into Exp(-d) &#183; y, and l into l + d.
 *
 * <p>Quaternion order: (x, y, z, w), Hamilton, unit, rotating body to world. Tangent order:
 * translation first, then rotation: (vx vy vz wx wy wz); metres, radians. Perturbations are on the
 * right (body frame): X &#8862; d = X &#183; Exp(d). Immutable, safe for use by several threads.
 */
public final class ObservationFactor3 implements Factor {
  private final int pose;
  private final int landmark;

  /** P &#183; z: the measurement in the frame of the body. */
  private final double zx;

  private final double zy;
  private final double zz;

  /** U R_P^T, row-major 3x3. */
  private final double[] m = new double[9];

  /**
   * A factor between two variables.
   *
   * @param pose index of the variable on {@link dev.mezzo.optimize.Manifold#POSE3} that measures
   * @param landmark index of the variable on {@link dev.mezzo.optimize.Manifold#euclidean} of
   *     dimension 3 that is measured
   * @param measurement z, the point in the frame of the sensor
   * @param information Omega, 3x3
   * @param offset P, the sensor in the frame of the body
   * @throws IllegalArgumentException if the measurement or the information matrix has another
   *     dimension
   */
  public ObservationFactor3(
      int pose, int landmark, Point measurement, InformationMatrix information, Pose3 offset) {
    ErrorOfPoint.check(3, measurement, information);
    this.pose = pose;
    this.landmark = landmark;
    double[] body = offset.transform(measurement.x(), measurement.y(), measurement.z());
    zx = body[0];
    zy = body[1];
    zz = body[2];
    double[] u = information.root();
    double[] rp = offset.rotation().matrix();
    for (int r = 0; r < 3; r++) {
      for (int c = 0; c < 3; c++) {
        for (int k = r; k < 3; k++) {
          m[3 * r + c] += u[3 * r + k] * rp[3 * c + k];
        }
      }
    }
  }

  @Override
  public int dimension() {
    return 3;
  }

  @Override
  public int[] variables() {
    return new int[] {pose, landmark};
  }

  @Override
  public void evaluate(Estimate x, Evaluation out) {
    double[] s = x.states();
    int i = x.offset(pose);
    int l = x.offset(landmark);
    double qx = s[i + 3];
    double qy = s[i + 4];
    double qz = s[i + 5];
    double qw = s[i + 6];
    // y = R^T (l - t): the vector turned by the conjugate quaternion, d + w a + a x q with
    // a = 2 d x q.
    double dx = s[l] - s[i];
    double dy = s[l + 1] - s[i + 1];
    double dz = s[l + 2] - s[i + 2];
    double ax = 2 * (dy * qz - dz * qy);
    double ay = 2 * (dz * qx - dx * qz);
    double az = 2 * (dx * qy - dy * qx);
    double px = dx + qw * ax + (ay * qz - az * qy);
    double py = dy + qw * ay + (az * qx - ax * qz);
    double pz = dz + qw * az + (ax * qy - ay * qx);
    double ex = px - zx;
    double ey = py - zy;
    double ez = pz - zz;
    boolean wantsJacobians = out.wantsJacobians();
    for (int r = 0; r < 3; r++) {
      double mx = m[3 * r];
      double my = m[3 * r + 1];
      double mz = m[3 * r + 2];
      out.residual(r, mx * ex + my * ey + mz * ez);
      if (wantsJacobians) {
        out.jacobian(0, r, 0, -mx);
        out.jacobian(0, r, 1, -my);
        out.jacobian(0, r, 2, -mz);
        out.jacobian(0, r, 3, my * pz - mz * py);
        out.jacobian(0, r, 4, mz * px - mx * pz);
        out.jacobian(0, r, 5, mx * py - my * px);
      }
    }
    if (wantsJacobians) {
      ErrorOfPoint.writeTurned(out, 1, m, -qx, -qy, -qz, qw);
    }
  }
}
