package dev.mezzo.optimize;

import java.time.Duration;

/**
 * Solves one {@link Problem} again and again while variables and factors are added to it. What an
 * {@link Optimizer} would make anew for each solve is kept and extended: the structure of the
 * Jacobian, what was evaluated of it, the elimination order, the symbolic analysis and the factor
 * that preconditions conjugate gradients. A solve after a small change takes a fraction of the time
 * of one from scratch.
 *
 * <pre>{@code
 * try (var incremental = Optimizer.builder().build().incremental(problem)) {
 *   while (robot.drives()) {
 *     addWhatWasMeasured(problem); // addVariable, addFactor
 *     Summary summary = incremental.optimize(Duration.ofMillis(20));
 *   }
 * }
 * }</pre>
 *
 * <p>Steps are solved by conjugate gradients in the precisions of the policy, with a complete
 * Cholesky factor of the problem as it was some solves ago. A new variable that one factor with a
 * square Jacobian block ties to an older one, as odometry ties a keyframe to the one before, joins
 * that factor exactly and at no cost; other new factors take conjugate gradients a few iterations
 * more each, until these add up to the price of a new factor. {@link Problem#setFixed} of an old
 * variable makes the next solve begin from scratch; {@link Problem#setState} is noticed, and costs
 * an evaluation of all factors.
 *
 * <p>Belongs to the thread that solves first, and to be closed by it. Native memory grows with the
 * problem and is bounded by a multiple of what it needs.
 */
public final class IncrementalOptimizer implements AutoCloseable {
  private final Problem problem;
  private final Optimizer.Builder options;
  private NonlinearSolver solver;
  private boolean isClosed;

  IncrementalOptimizer(Problem problem, Optimizer.Builder options) {
    this.problem = problem;
    this.options = options;
  }

  /**
   * Moves the free variables to a local optimum.
   *
   * @return what happened; {@link Summary#seconds} begin with this call
   * @throws IllegalArgumentException if the problem has no factors or no free variables
   * @throws IllegalStateException after {@link #close}
   */
  public Summary optimize() {
    return optimize(options.timeLimit);
  }

  /**
   * Moves the free variables towards a local optimum, as far as that gets in the time given. The
   * deadline is looked at between conjugate gradient iterations, and no factorisation begins that
   * would take most of what is left; a step under way is then cut short and tried as it is. States
   * never end with a higher objective than they began with.
   *
   * @param deadline from now on, positive; an evaluation of all factors that is under way when it
   *     passes is completed
   * @return what happened; {@link Termination#TIME_LIMIT} if there was more to be done
   * @throws IllegalArgumentException if the problem has no factors or no free variables
   * @throws IllegalStateException after {@link #close}
   */
  public Summary optimize(Duration deadline) {
    if (isClosed) {
      throw new IllegalStateException("this optimiser is closed");
    }
    if (deadline.isNegative() || deadline.isZero()) {
      throw new IllegalArgumentException("a deadline is positive, not " + deadline);
    }
    if (solver != null && !solver.canContinue()) {
      solver.close();
      solver = null;
    }
    if (solver == null) {
      solver = NonlinearSolver.keeping(problem, options);
    }
    return solver.solveOnwards(deadline);
  }

  /** Frees native memory. Closing twice does nothing. */
  @Override
  public void close() {
    isClosed = true;
    if (solver != null) {
      solver.close();
      solver = null;
    }
  }
}
