package dev.mezzo.slam;

import dev.mezzo.geometry.Point;
import dev.mezzo.optimize.Estimate;
import dev.mezzo.optimize.Evaluation;
import dev.mezzo.optimize.Factor;

/**
 * A measurement z of the position of a {@link dev.mezzo.geometry.Pose2} in the world frame. With t
 * its translation and R its rotation the residual is r = U e with
 *
 * <pre>
 *   e = t - z,   U^T U = Omega,   de/dX = [R, 0].
 * </pre>
 *
 * <p>Tangent order: translation first, then rotation: (vx vy w); metres, radians. Perturbations are
 * on the right (body frame): X &#8862; d = X &#183; Exp(d). Immutable, safe for use by several
 * threads.
 */
public final class PositionFactor2 implements Factor {
  private final int pose;
  private final double zx;
  private final double zy;

  /** U, row-major 2x2, upper triangular. */
  private final double[] u;

  /**
   * A factor of a variable on {@link dev.mezzo.optimize.Manifold#POSE2}.
   *
   * @param pose index of the variable
   * @param measurement z, a point of the plane
   * @param information Omega, 2x2
   * @throws IllegalArgumentException if the measurement or the information matrix has another
   *     dimension
   */
  public PositionFactor2(int pose, Point measurement, InformationMatrix information) {
    ErrorOfPoint.check(2, measurement, information);
    this.pose = pose;
    zx = measurement.x();
    zy = measurement.y();
    u = information.root();
  }

  @Override
  public int dimension() {
    return 2;
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
    out.residual(0, u[0] * ex + u[1] * ey);
    out.residual(1, u[3] * ey);
    if (out.wantsJacobians()) {
      double cos = Math.cos(s[i + 2]);
      double sin = Math.sin(s[i + 2]);
      for (int r = 0; r < 2; r++) {
        out.jacobian(0, r, 0, u[2 * r] * cos + u[2 * r + 1] * sin);
        out.jacobian(0, r, 1, u[2 * r + 1] * cos - u[2 * r] * sin);
        out.jacobian(0, r, 2, 0);
      }
    }
  }
}
