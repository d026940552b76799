package dev.mezzo.slam;

import dev.mezzo.optimize.Estimate;
import dev.mezzo.optimize.Evaluation;
import dev.mezzo.optimize.Factor;

/**
 * A measured distance d between the places of two poses, which gives a map its scale. With n the
 * direction from the first to the second, the residual is
 *
 * <pre>
 *   r = (||t_b - t_a|| - d) / sigma,   dr/da = [-n^T R_a, 0] / sigma,   dr/db = [n^T R_b, 0] / sigma.
 * </pre>
 *
 * <p>Where both are in the same place there is no direction, and the Jacobian is zero. Variables
 * are on {@link dev.mezzo.optimize.Manifold#POSE3}. Tangent order: translation first, then
 * rotation: (vx vy vz wx wy wz). Perturbations are on the right (body frame): X &#8862; d = X
 * &#183; Exp(d). Immutable, safe for use by several threads.
 */
public final class DistanceFactor implements Factor {
  private final int a;
  private final int b;
  private final double distance;
  private final double weight;

  /**
   * A factor of two poses.
   *
   * @param a index of the variable of the first
   * @param b index of the variable of the second
   * @param distance d, in the unit of the map, not negative
   * @param sigma its standard deviation
   * @throws IllegalArgumentException if a number makes no sense
   */
  public DistanceFactor(int a, int b, double distance, double sigma) {
    if (!(distance >= 0) || Double.isInfinite(distance)) {
      throw new IllegalArgumentException("no distance: " + distance);
    }
    if (!(sigma > 0) || Double.isInfinite(sigma)) {
      throw new IllegalArgumentException("a standard deviation is positive, not " + sigma);
    }
    this.a = a;
    this.b = b;
    this.distance = distance;
    weight = 1 / sigma;
  }

  @Override
  public int dimension() {
    return 1;
  }

  @Override
  public int[] variables() {
    return new int[] {a, b};
  }

  @Override
  public void evaluate(Estimate x, Evaluation out) {
    double[] s = x.states();
    int i = x.offset(a);
    int j = x.offset(b);
    double dx = s[j] - s[i];
    double dy = s[j + 1] - s[i + 1];
    double dz = s[j + 2] - s[i + 2];
    double length = Math.sqrt(dx * dx + dy * dy + dz * dz);
    out.residual(0, weight * (length - distance));
    if (out.wantsJacobians()) {
      double scale = length > 0 ? weight / length : 0;
      writeTurned(out, 0, s, i, -scale * dx, -scale * dy, -scale * dz);
      writeTurned(out, 1, s, j, scale * dx, scale * dy, scale * dz);
    }
  }

  /** Writes n^T R: the vector turned by the conjugate quaternion, n + w m + m x q, m = 2 n x q. */
  private static void writeTurned(
      Evaluation out, int k, double[] s, int i, double nx, double ny, double nz) {
    double qx = s[i + 3];
    double qy = s[i + 4];
    double qz = s[i + 5];
    double qw = s[i + 6];
    double mx = 2 * (ny * qz - nz * qy);
    double my = 2 * (nz * qx - nx * qz);
    double mz = 2 * (nx * qy - ny * qx);
    out.jacobian(k, 0, 0, nx + qw * mx + (my * qz - mz * qy));
    out.jacobian(k, 0, 1, ny + qw * my + (mz * qx - mx * qz));
    out.jacobian(k, 0, 2, nz + qw * mz + (mx * qy - my * qx));
    for (int c = 3; c < 6; c++) {
      out.jacobian(k, 0, c, 0);
    }
  }
}
