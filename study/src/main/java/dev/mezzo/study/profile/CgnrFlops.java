package dev.mezzo.study.profile;

/**
 * Floating-point operations of one iteration of conjugate gradients on a Jacobian, as the article
 * on mixed precision for robots counts them: w = J p, q = J^T w, the rest on vectors.
 *
 * @param products of both products with the Jacobian
 * @param preconditioner of the triangular solves, or of the blocks of block-Jacobi
 * @param vectors of inner products and updates
 */
public record CgnrFlops(double products, double preconditioner, double vectors) {
  private static final int POSE = 6;
  private static final int LANDMARK = 3;
  private static final int INTRINSICS = 3;

  /**
   * Of any Jacobian.
   *
   * @param rows of J
   * @param columns of J
   * @param entries scalars of J, of which each is multiplied and added in both products
   * @param preconditioner of one application
   * @return the work of an iteration
   */
  static CgnrFlops of(double rows, double columns, double entries, double preconditioner) {
    // ||w||^2, r^T z; x, r and p are updated: a multiplication and an addition each.
    return new CgnrFlops(4 * entries, preconditioner, 2 * rows + 8 * columns);
  }

  /**
   * Of pixels (u, v) by keyframes and landmarks, none of which is held, with block-Jacobi.
   *
   * @param keyframes how many
   * @param landmarks how many
   * @param observations how many
   * @param free whether three parameters of each keyframe's camera are estimated, too
   * @return the work of an iteration
   */
  public static CgnrFlops ofBundle(int keyframes, int landmarks, int observations, boolean free) {
    int camera = free ? INTRINSICS : 0;
    double rows = 2.0 * observations;
    double columns = (POSE + camera) * (double) keyframes + LANDMARK * (double) landmarks;
    double blocks =
        (POSE * POSE + camera * camera) * (double) keyframes
            + LANDMARK * LANDMARK * (double) landmarks;
    return of(rows, columns, rows * (POSE + camera + LANDMARK), 2 * blocks);
  }

  /**
   * What products are of all that an iteration does.
   *
   * @return part of 1
   */
  public double share() {
    return products / (products + preconditioner + vectors);
  }
}
