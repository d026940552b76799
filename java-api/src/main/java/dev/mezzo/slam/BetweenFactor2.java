package dev.mezzo.slam;

import dev.mezzo.geometry.Pose2;
import dev.mezzo.optimize.Estimate;
import dev.mezzo.optimize.Evaluation;
import dev.mezzo.optimize.Factor;

/**
 * A measurement Z of one {@link Pose2} from another, between two variables of a problem. With T =
 * Xi^-1 &#183; Xj and D = Z^-1 &#183; T the residual is r = U e with
 *
 * <pre>
 *   e = [t_D; angle of D, wrapped],   U^T U = Omega,
 *   de/dj = [R_D, 0; 0, 1],
 *   de/di = [-R_Z^T, R_Z^T (t_T.y, -t_T.x); 0, -1],
 * </pre>
 *
 * <p>from Xj &#183; Exp(d) turning D into D &#183; Exp(d), and Xi &#183; Exp(d) turning D into Z^-1
 * &#183; Exp(-d) &#183; T.
 *
 * <p>Tangent order: translation first, then rotation: (vx vy w); metres, radians. Perturbations are
 * on the right (body frame): X &#8862; d = X &#183; Exp(d). Immutable, safe for use by several
 * threads.
 */
public final class BetweenFactor2 implements Factor {
  private final int from;
  private final int to;

  /** Z, with cosine and sine of its heading. */
  private final double tx;

  private final double ty;
  private final double heading;
  private final double cz;
  private final double sz;

  /** U, row-major 3x3. */
  private final double[] u;

  /**
   * A factor between two variables on {@link dev.mezzo.optimize.Manifold#POSE2}.
   *
   * @param from index of the variable that measures
   * @param to index of the variable that is measured
   * @param measurement Z, the pose {@code to} in the frame of {@code from}
   * @param information Omega, 3x3
   * @throws IllegalArgumentException if the information matrix is not 3x3
   */
  public BetweenFactor2(int from, int to, Pose2 measurement, InformationMatrix information) {
    this.from = from;
    this.to = to;
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
    return new int[] {from, to};
  }

  @Override
  public void evaluate(Estimate x, Evaluation out) {
    double[] s = x.states();
    int i = x.offset(from);
    int j = x.offset(to);
    double dx = s[j] - s[i];
    double dy = s[j + 1] - s[i + 1];
    double ci = Math.cos(s[i + 2]);
    double si = Math.sin(s[i + 2]);
    double px = ci * dx + si * dy; // t_T
    double py = ci * dy - si * dx;
    double ex = px - tx;
    double ey = py - ty;
    double angle = Pose2.wrap(s[j + 2] - s[i + 2] - heading);
    Error2.writeResidual(out, u, cz * ex + sz * ey, cz * ey - sz * ex, angle);
    if (out.wantsJacobians()) {
      Error2.writeEnd(out, 1, u, Math.cos(angle), Math.sin(angle));
      writeStart(out, px, py);
    }
  }

  @Override
  public boolean linearizeAtZeroResidual(Evaluation out) {
    Error2.writeEnd(out, 1, u, 1, 0);
    writeStart(out, tx, ty);
    return true;
  }

  /** Writes U de/di, with (px, py) = t_T. */
  private void writeStart(Evaluation out, double px, double py) {
    for (int r = 0; r < 3; r++) {
      double kx = u[3 * r] * cz - u[3 * r + 1] * sz; // row r of U [R_Z^T; 0]
      double ky = u[3 * r] * sz + u[3 * r + 1] * cz;
      out.jacobian(0, r, 0, -kx);
      out.jacobian(0, r, 1, -ky);
      out.jacobian(0, r, 2, kx * py - ky * px - u[3 * r + 2]);
    }
  }
}
