package dev.mezzo.optimize;

/**
 * One term of the objective: a residual vector r(x) that depends on a few variables and contributes
 * rho(||r||^2), rho being the loss it is added with. The residual is whitened: with a measurement
 * of information matrix Omega = U^T U, r = U e.
 *
 * <p>A factor is immutable and may be evaluated by several threads at once.
 *
 * <pre>{@code
 * // Distance between two points of the plane, measured with standard deviation sigma.
 * record Range(int a, int b, double measured, double sigma) implements Factor {
 *   public int dimension() { return 1; }
 *   public int[] variables() { return new int[] {a, b}; }
 *   public void evaluate(Estimate x, Evaluation out) {
 *     double dx = x.get(b, 0) - x.get(a, 0), dy = x.get(b, 1) - x.get(a, 1);
 *     double d = Math.hypot(dx, dy);
 *     out.residual(0, (d - measured) / sigma);
 *     if (out.wantsJacobians()) {
 *       out.jacobian(0, 0, 0, -dx / (d * sigma)); out.jacobian(0, 0, 1, -dy / (d * sigma));
 *       out.jacobian(1, 0, 0,  dx / (d * sigma)); out.jacobian(1, 0, 1,  dy / (d * sigma));
 *     }
 *   }
 * }
 * }</pre>
 *
 * <p>{@link Problem#checkJacobians} compares the Jacobians of a factor with finite differences.
 */
public interface Factor {

  /**
   * Length of the residual.
   *
   * @return 1 to 64
   */
  int dimension();

  /**
   * The variables that the residual depends on, in the order of its Jacobian blocks.
   *
   * @return distinct variable indices, as {@link Problem#addVariable} gave them; read once, when
   *     the factor is added
   */
  int[] variables();

  /**
   * Writes the residual at x and, where {@link Evaluation#wantsJacobians()}, every entry of every
   * Jacobian block dr/dd_k, d_k being the tangent vector of variable k in x_k ⊞ d_k at d_k = 0.
   * Entries that are not written keep unspecified values.
   *
   * @param x where to evaluate
   * @param out receives the numbers; not to be kept
   */
  void evaluate(Estimate x, Evaluation out);

  /**
   * Writes every entry of every Jacobian block where the residual is zero, if the measurement alone
   * determines them there: no estimate is asked for. What preconditions with these Jacobians serves
   * from every estimate ({@link Optimizer.FactorSource#MEASUREMENTS}).
   *
   * @param out receives the numbers; not to be kept
   * @return whether it did so; false, with nothing written, unless overridden
   */
  default boolean linearizeAtZeroResidual(Evaluation out) {
    return false;
  }
}
