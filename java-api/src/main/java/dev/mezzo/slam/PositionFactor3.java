package dev.mezzo.slam;

import dev.mezzo.geometry.Point;
import dev.mezzo.optimize.Estimate;
import dev.mezzo.optimize.Evaluation;
import dev.mezzo.optimize.Factor;

/**
 * A measurement z of the position of a {@link dev.mezzo.geometry.Pose3} in the world frame. With t
 * its translation and R its rotation the residual is r = U e with
 *
 * <pre>
 *   e = t - z,   U^T U = Omega,   de/dX = [R, 0].
 * </pre>
 *
 * <p>Quaternion order: (x, y, z, w), Hamilton, unit, rotating body to world. Tangent order:
 * translation first, then rotation: (vx vy vz wx wy wz); metres, radians. Perturbations are on the
 * right (body frame): X &#8862; d = X &#183; Exp(d). Immutable, safe for use by several threads.
 */
public final class PositionFactor3 implements Factor {
  private final int pose;
  private final double zx;
  private final double zy;
  private final double zz;

  /** U, row-major 3x3, upper triangular. */
  private final double[] u;

  /**
   * A factor of a variable on {@link dev.mezzo.optimize.Manifold#POSE3}.
   *
   * @param pose index of the variable
   * @param measurement z, a point of space
   * @param information Omega, 3x3
   * @throws IllegalArgumentException if the measurement or the information matrix has another
   *     dimension
   */
  public PositionFactor3(int pose, Point measurement, InformationMatrix information) {
    ErrorOfPoint.check(3, measurement, information);
    this.pose = pose;
    zx = measurement.x();
    zy = measurement.y();
    zz = measurement.z();
    u = information.root();
  }

  @Override
  public int dimension() {
    return 3;
  }

  @Override
  public int[] variables() {
    return new int[] {pose};
  }

  @Override
  public void evaluate(Estimate x, Evaluation out) {
    double[] s = x.states();
    int i = x.offset(pose);
    double ex = s[i] - zx;
    double ey = s[i + 1] - zy;
    double ez = s[i + 2] - zz;
    out.residual(0, u[0] * ex + u[1] * ey + u[2] * ez);
    out.residual(1, u[4] * ey + u[5] * ez);
    out.residual(2, u[8] * ez);
    if (out.wantsJacobians()) {
      ErrorOfPoint.writeTurned(out, 0, u, s[i + 3], s[i + 4], s[i + 5], s[i + 6]);
      for (int r = 0; r < 3; r++) {
        for (int c = 3; c < 6; c++) {
          out.jacobian(0, r, c, 0);
        }
      }
    }
  }
}
