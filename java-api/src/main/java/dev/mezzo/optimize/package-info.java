/**
 * Non-linear least squares in mixed precision. A {@link dev.mezzo.optimize.Problem} holds
 * variables, each on its {@link dev.mezzo.optimize.Manifold}, and {@linkplain
 * dev.mezzo.optimize.Factor factors} between them; an {@link dev.mezzo.optimize.Optimizer} moves
 * the variables to where the sum of the squared, whitened residuals, each through its {@link
 * dev.mezzo.optimize.LossFunction}, is least; a {@link dev.mezzo.optimize.Summary} says how that
 * went; a {@link dev.mezzo.optimize.Covariance} how certain the result is.
 *
 * <p>A problem of one's own, with a factor that is not in {@code dev.mezzo.slam}:
 *
 * <pre>{@code
 * record Range(int point, double x, double y, double measured, double sigma) implements Factor {
 *   public int dimension() {
 *     return 1;
 *   }
 *
 *   public int[] variables() {
 *     return new int[] {point};
 *   }
 *
 *   public void evaluate(Estimate at, Evaluation out) {
 *     double dx = at.get(point, 0) - x;
 *     double dy = at.get(point, 1) - y;
 *     double distance = Math.hypot(dx, dy);
 *     out.residual(0, (distance - measured) / sigma);
 *     if (out.wantsJacobians()) {
 *       out.jacobian(0, 0, 0, dx / distance / sigma);
 *       out.jacobian(0, 0, 1, dy / distance / sigma);
 *     }
 *   }
 * }
 * var problem = new Problem();
 * int point = problem.addVariable(Manifold.euclidean(2), 1, 1); // where to begin, metres
 * problem.addFactor(new Range(point, 0, 0, 5.02, 0.05));
 * problem.addFactor(new Range(point, 6, 0, 5.01, 0.05));
 * problem.addFactor(new Range(point, 0, 8, 4.97, 0.05), LossFunction.huber(1.345));
 * problem.checkJacobians(1e-6).forEach(IO::println); // prints nothing: they are right
 * Summary summary = Optimizer.builder().build().optimize(problem);
 * double[] found = problem.state(point); // about 3, 4
 * try (var covariance = new Covariance(problem)) {
 *   double sigma = Math.sqrt(covariance.of(point)[0]);
 *   IO.println("%s: x = %.2f +- %.2f m".formatted(summary.termination(), found[0], sigma));
 * }
 * }</pre>
 *
 * <p>Call errors are exceptions; how a solve ended is a value, {@link
 * dev.mezzo.optimize.Termination}. Precision is a {@link dev.mezzo.optimize.PrecisionPolicy}; what
 * is too coarse for a step is repaired, and told as a {@link dev.mezzo.optimize.Fallback}. {@link
 * dev.mezzo.optimize.IncrementalOptimizer} keeps what it can of a problem that grows, {@link
 * dev.mezzo.optimize.WindowOptimizer} of one that is rebuilt again and again.
 *
 * <p>Tangent order: translation first, then rotation. Perturbations are on the right (body frame):
 * X &#8862; d = X &#183; Exp(d). Metres and radians, where poses are concerned. Matrices in {@code
 * double[]} are row-major. A problem, and what solves it, belong to one thread at a time.
 */
package dev.mezzo.optimize;
