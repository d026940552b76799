package dev.mezzo.slam;

import dev.mezzo.geometry.Point;
import dev.mezzo.geometry.Pose2;
import dev.mezzo.optimize.Estimate;
import dev.mezzo.optimize.Evaluation;
import dev.mezzo.optimize.Factor;

/**
 * A measurement z of a point l of the plane from a {@link Pose2} X, by a sensor at P on the body.
 * With y = X^-1 &#183; l the residual is r = U e with
 *
 * <pre>
 *   e = P^-1 &#183; y - z,   U^T U = Omega,
 *   de/dX = R_P^T [-1, (y.y, -y.x)],   de/dl = R_P^T R_X^T,
 * </pre>
 *
 * <p>from X &#183; Exp(d) turning y into Exp(-d) &#183; y, and l into l + d.
 *
 * <p>Tangent order: translation first, then rotation: (vx vy w); metres, radians. Perturbations are
 * on the right (body frame): X &#8862; d = X &#183; Exp(d). Immutable, safe for use by several
 * threads.
 */
public final class ObservationFactor2 implements Factor {
  private final int pose;
  private final int landmark;

  /** P &#183; z: the measurement in the frame of the body. */
  private final double zx;

  private final double zy;

  /** U R_P^T, row-major 2x2. */
  private final double m00;

  private final double m01;
  private final double m10;
  private final double m11;

  /**
   * A factor between two variables.
   *
   * @param pose index of the variable on {@link dev.mezzo.optimize.Manifold#POSE2} that measures
   * @param landmark index of the variable on {@link dev.mezzo.optimize.Manifold#euclidean} of
   *     dimension 2 that is measured
   * @param measurement z, the point in the frame of the sensor
   * @param information Omega, 2x2
   * @param offset P, the sensor in the frame of the body
   * @throws IllegalArgumentException if the measurement or the information matrix has another
   *     dimension
   */
  public ObservationFactor2(
      int pose, int landmark, Point measurement, InformationMatrix information, Pose2 offset) {
    ErrorOfPoint.check(2, measurement, information);
    this.pose = pose;
    this.landmark = landmark;
    double[] body = offset.transform(measurement.x(), measurement.y());
    zx = body[0];
    zy = body[1];
    double[] u = information.root();
    double c = Math.cos(offset.heading());
    double s = Math.sin(offset.heading());
    m00 = u[0] * c - u[1] * s;
    m01 = u[0] * s + u[1] * c;
    m10 = -u[3] * s;
    m11 = u[3] * c;
  }

  @Override
  public int dimension() {
    return 2;
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
    double dx = s[l] - s[i];
    double dy = s[l + 1] - s[i + 1];
    double cos = Math.cos(s[i + 2]);
    double sin = Math.sin(s[i + 2]);
    double px = cos * dx + sin * dy; // y
    double py = cos * dy - sin * dx;
    double ex = px - zx;
    double ey = py - zy;
    out.residual(0, m00 * ex + m01 * ey);
    out.residual(1, m10 * ex + m11 * ey);
    if (out.wantsJacobians()) {
      writeRow(out, 0, m00, m01, px, py, cos, sin);
      writeRow(out, 1, m10, m11, px, py, cos, sin);
    }
  }

  private static void writeRow(
      Evaluation out, int r, double mx, double my, double px, double py, double cos, double sin) {
    out.jacobian(0, r, 0, -mx);
    out.jacobian(0, r, 1, -my);
    out.jacobian(0, r, 2, mx * py - my * px);
    out.jacobian(1, r, 0, mx * cos - my * sin);
    out.jacobian(1, r, 1, mx * sin + my * cos);
  }
}
