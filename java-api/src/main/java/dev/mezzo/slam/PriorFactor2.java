package dev.mezzo.slam;

import dev.mezzo.geometry.Pose2;
import dev.mezzo.optimize.Estimate;
import dev.mezzo.optimize.Evaluation;
import dev.mezzo.optimize.Factor;

/**
 * A measurement Z of a {@link Pose2} in the world frame. With D = Z^-1 &#183; X the residual is r =
 * U e with
 *
 * <pre>
 *   e = [t_D; angle of D, wrapped],   U^T U = Omega,
 *   de/dX = [R_D, 0; 0, 1].
 * </pre>
 *
 * <p>Tangent order: translation first, then rotation: (vx vy w); metres, radians. Perturbations are
 * on the right (body frame): X &#8862; d = X &#183; Exp(d). Immutable, safe for use by several
 * threads.
 */
public final class PriorFactor2 implements Factor {
  private final int pose;

  /** Z, with cosine and sine of its heading. */
  private final double tx;

  private final double ty;
  private final double heading;
  private final double cz;
  private final double sz;

  /** U, row-major 3x3. */
  private final double[] u;

  /**
   * A factor of a variable on {@link dev.mezzo.optimize.Manifold#POSE2}.
   *
   * @param pose index of the variable
   * @param measurement Z, where it was measured to be
   * @param information Omega, 3x3
   * @throws IllegalArgumentException if the information matrix is not 3x3
   */
  public PriorFactor2(int pose, Pose2 measurement, InformationMatrix information) {
    this.pose = pose;
    tx = measurement.x();
    ty = measurement.y();
    heading = measurement.heading();
    cz = Math.cos(heading);
    sz = Math.sin(heading);
    u = Error2.root(information);
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
    double ex = s[i] - tx;
    double ey = s[i + 1] - ty;
    double angle = Pose2.wrap(s[i + 2] - heading);
    Error2.writeResidual(out, u, cz * ex + sz * ey, cz * ey - sz * ex, angle);
    if (out.wantsJacobians()) {
      Error2.writeEnd(out, 0, u, Math.cos(angle), Math.sin(angle));
    }
  }
}
