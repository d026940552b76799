package dev.mezzo.slam;

import dev.mezzo.geometry.Pose2;
import dev.mezzo.optimize.Estimate;
import dev.mezzo.optimize.Evaluation;
import dev.mezzo.optimize.Factor;

/**
 * A measurement Z of a {@link Pose2} in the world frame, by a sensor at P on the body. With D =
 * Z^-1 &#183; X &#183; P the residual is r = U e with
 *
 * <pre>
 *   e = [t_D; angle of D, wrapped],   U^T U = Omega,
 *   de/dX = [R, R (-t_P.y, t_P.x); 0, 1],   R = R_D R_P^T,
 * </pre>
 *
 * <p>from X &#183; Exp(d) &#183; P = X &#183; P &#183; Exp(Ad(P^-1) d).
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

  /** P. */
  private final double px;

  private final double py;
  private final double turn;

  /** U, row-major 3x3. */
  private final double[] u;

  /**
   * A factor of a variable on {@link dev.mezzo.optimize.Manifold#POSE2}, of the body itself.
   *
   * @param pose index of the variable
   * @param measurement Z, where it was measured to be
   * @param information Omega, 3x3
   * @throws IllegalArgumentException if the information matrix is not 3x3
   */
  public PriorFactor2(int pose, Pose2 measurement, InformationMatrix information) {
    this(pose, measurement, information, Pose2.identity());
  }

  /**
   * A factor of a variable on {@link dev.mezzo.optimize.Manifold#POSE2}.
   *
   * @param pose index of the variable
   * @param measurement Z, where the sensor was measured to be
   * @param information Omega, 3x3
   * @param offset P, the sensor in the frame of the body
   * @throws IllegalArgumentException if the information matrix is not 3x3
   */
  public PriorFactor2(int pose, Pose2 measurement, InformationMatrix information, Pose2 offset) {
    this.pose = pose;
    tx = measurement.x();
    ty = measurement.y();
    heading = measurement.heading();
    cz = Math.cos(heading);
    sz = Math.sin(heading);
    px = offset.x();
    py = offset.y();
    turn = offset.heading();
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
    double c = Math.cos(s[i + 2]);
    double d = Math.sin(s[i + 2]);
    double ex = s[i] + (c * px - d * py) - tx;
    double ey = s[i + 1] + (d * px + c * py) - ty;
    double angle = Pose2.wrap(s[i + 2] + turn - heading);
    Error2.writeResidual(out, u, cz * ex + sz * ey, cz * ey - sz * ex, angle);
    if (out.wantsJacobians()) {
      double cr = cz * c + sz * d; // R = R_Z^T R_X
      double sr = cz * d - sz * c;
      for (int r = 0; r < 3; r++) {
        double kx = u[3 * r] * cr + u[3 * r + 1] * sr; // row r of U [R; 0]
        double ky = u[3 * r + 1] * cr - u[3 * r] * sr;
        out.jacobian(0, r, 0, kx);
        out.jacobian(0, r, 1, ky);
        out.jacobian(0, r, 2, ky * px - kx * py + u[3 * r + 2]);
      }
    }
  }
}
