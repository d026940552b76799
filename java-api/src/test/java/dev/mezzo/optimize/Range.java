package dev.mezzo.optimize;

/**
 * A factor of one's own, as {@link Factor} shows it: the distance between two points of the plane.
 *
 * @param a one point
 * @param b the other
 * @param measured distance between them
 * @param sigma its standard deviation
 */
record Range(int a, int b, double measured, double sigma) implements Factor {
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
    double dx = x.get(b, 0) - x.get(a, 0);
    double dy = x.get(b, 1) - x.get(a, 1);
    double d = Math.hypot(dx, dy);
    out.residual(0, (d - measured) / sigma);
    if (out.wantsJacobians()) {
      out.jacobian(0, 0, 0, -dx / (d * sigma));
      out.jacobian(0, 0, 1, -dy / (d * sigma));
      out.jacobian(1, 0, 0, dx / (d * sigma));
      out.jacobian(1, 0, 1, dy / (d * sigma));
    }
  }
}
