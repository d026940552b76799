package dev.mezzo.cli;

/**
 * Floating-point operations of one iteration of conjugate gradients on the Jacobian of a bundle, as
 * the article on mixed precision for robots counts them: w = J p, q = J^T w, the rest on vectors.
 *
 * @param products of both products with the Jacobian
 * @param preconditioner of the blocks of block-Jacobi
 * @param vectors of inner products and updates
 */
record BaFlops(double products, double preconditioner, double vectors) {
  private static final int POSE = 6;
  private static final int LANDMARK = 3;
  private static final int INTRINSICS = 3;

  /** Of pixels (u, v) by keyframes and landmarks, none of which is held. */
  static BaFlops of(int keyframes, int landmarks, int observations, boolean free) {
    int camera = free ? INTRINSICS : 0;
    double rows = 2.0 * observations;
    double columns = (POSE + camera) * (double) keyframes + LANDMARK * (double) landmarks;
    double entries = rows * (POSE + camera + LANDMARK);
    double blocks =
        (POSE * POSE + camera * camera) * (double) keyframes
            + LANDMARK * LANDMARK * (double) landmarks;
    // ||w||^2, r^T z; x, r and p are updated: a multiplication and an addition each.
    return new BaFlops(4 * entries, 2 * blocks, 2 * rows + 8 * columns);
  }

  static BaFlops of(BaProblem problem) {
    return of(problem.keyframes(), problem.landmarks(), problem.observations(), problem.free());
  }

  /** Part of all that is products. */
  double share() {
    return products / (products + preconditioner + vectors);
  }
}
