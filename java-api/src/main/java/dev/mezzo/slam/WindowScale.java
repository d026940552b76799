package dev.mezzo.slam;

import dev.mezzo.optimize.Estimate;
import dev.mezzo.optimize.Evaluation;

/**
 * The distance of the first two keyframes of a single camera, which is what its map takes for the
 * scale: r = (|t_j - t_i| - d) / sigma.
 */
final class WindowScale implements WindowLink {
  /** Standard deviation as a part of the distance: tight, and no harm to the condition. */
  private static final double RELATIVE_SIGMA = 1e-3;

  private final WindowKeyframes keyframes;
  private final int[] variables = new int[2];
  private double distance;

  WindowScale(WindowKeyframes keyframes) {
    this.keyframes = keyframes;
  }

  /** Becomes the distance of two keyframes as it is now. */
  void assign(int older, int newer) {
    variables[0] = older;
    variables[1] = newer;
    double[] poses = keyframes.poses();
    distance = distance(poses, WindowKeyframes.at(older), poses, WindowKeyframes.at(newer));
  }

  @Override
  public int older() {
    return variables[0];
  }

  @Override
  public int newer() {
    return variables[1];
  }

  @Override
  public int dimension() {
    return 1;
  }

  @Override
  public int[] variables() {
    return variables;
  }

  @Override
  public void evaluate(Estimate x, Evaluation out) {
    double[] h = out.scratch();
    linearize(x.states(), x.offset(variables[0]), x.offset(variables[1]), h);
    out.residual(h, RESIDUAL);
    out.jacobian(0, h, BY_OLDER);
    out.jacobian(1, h, BY_NEWER);
  }

  @Override
  public void linearize(double[] poses, int i, int j, double[] out) {
    double sigma = RELATIVE_SIGMA * distance;
    out[RESIDUAL] = (distance(poses, i, poses, j) - distance) / sigma;
    boolean older = keyframes.hasFirst(variables[0]);
    boolean newer = keyframes.hasFirst(variables[1]);
    double[] a = older ? keyframes.firsts() : poses;
    double[] b = newer ? keyframes.firsts() : poses;
    int ai = older ? WindowKeyframes.at(variables[0]) : i;
    int bi = newer ? WindowKeyframes.at(variables[1]) : j;
    double f = 1 / (distance(a, ai, b, bi) * sigma);
    double x = f * (b[bi] - a[ai]);
    double y = f * (b[bi + 1] - a[ai + 1]);
    double z = f * (b[bi + 2] - a[ai + 2]);
    writeTurned(a, ai, -x, -y, -z, out, BY_OLDER);
    writeTurned(b, bi, x, y, z, out, BY_NEWER);
  }

  private static double distance(double[] a, int i, double[] b, int j) {
    double x = b[j] - a[i];
    double y = b[j + 1] - a[i + 1];
    double z = b[j + 2] - a[i + 2];
    return Math.sqrt(x * x + y * y + z * z);
  }

  /** Writes R^T (x, y, z), then zeros for the rotation. */
  private static void writeTurned(
      double[] pose, int i, double x, double y, double z, double[] out, int at) {
    double qx = pose[i + 3];
    double qy = pose[i + 4];
    double qz = pose[i + 5];
    double qw = pose[i + 6];
    double ax = 2 * (y * qz - z * qy);
    double ay = 2 * (z * qx - x * qz);
    double az = 2 * (x * qy - y * qx);
    out[at] = x + qw * ax + (ay * qz - az * qy);
    out[at + 1] = y + qw * ay + (az * qx - ax * qz);
    out[at + 2] = z + qw * az + (ax * qy - ay * qx);
    out[at + 3] = 0;
    out[at + 4] = 0;
    out[at + 5] = 0;
  }
}
