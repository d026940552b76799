package dev.mezzo.optimize;

/**
 * Solves one {@link Problem} again and again while factors come and go and variables are held,
 * freed and used for something else, as a sliding window does. Structure, matrices and vectors are
 * derived anew for each solve, in the memory of the solves before: once that is large enough, a
 * solve allocates nothing on the Java heap where the step solver does not ({@link
 * Optimizer.LinearSolver}).
 *
 * <pre>{@code
 * try (var window = optimizer.window(problem)) {
 *   while (camera.runs()) {
 *     problem.clearFactors();
 *     addWhatIsInTheWindow(problem); // setState, setFixed, addFactor
 *     Termination termination = window.solve(10_000_000);
 *   }
 * }
 * }</pre>
 *
 * <p>Belongs to the thread that solves first, and to be closed by it.
 */
public final class WindowOptimizer implements AutoCloseable {
  private final Problem problem;
  private final Optimizer.Builder options;
  private NonlinearSolver solver;
  private boolean isClosed;

  WindowOptimizer(Problem problem, Optimizer.Builder options) {
    this.problem = problem;
    this.options = options;
  }

  /**
   * Moves the free variables towards a local optimum, as far as that gets in the time given. The
   * deadline is looked at between iterations, inner ones included. States never end with a higher
   * objective than they began with.
   *
   * @param nanoseconds time limit from now on, positive
   * @return why it ended; {@link Termination#NUMERICAL_FAILURE} if the objective was not finite at
   *     the start or no first step was found, and then the states are as they were
   * @throws IllegalArgumentException if the problem has no factors or no free variables
   * @throws IllegalStateException after {@link #close}
   */
  public Termination solve(long nanoseconds) {
    if (isClosed) {
      throw new IllegalStateException("this optimiser is closed");
    }
    if (nanoseconds <= 0) {
      throw new IllegalArgumentException("a time limit is positive, not " + nanoseconds + " ns");
    }
    if (solver == null) {
      solver = NonlinearSolver.restructuring(problem, options);
    }
    return solver.solveAnew(nanoseconds);
  }

  /**
   * Objective at the start of the last solve.
   *
   * @return sum over the factors of rho(||r||^2)
   */
  public double initialChi2() {
    return solved().initialChi2();
  }

  /**
   * Objective at the end of the last solve.
   *
   * @return sum over the factors of rho(||r||^2)
   */
  public double finalChi2() {
    return solved().chi2();
  }

  /**
   * Steps that the last solve tried.
   *
   * @return at least 0
   */
  public int iterations() {
    return solved().iterations();
  }

  /**
   * Iterations of conjugate gradients in the last solve.
   *
   * @return at least 0
   */
  public int linearIterations() {
    return solved().linearIterations();
  }

  /**
   * All that is known of the last solve.
   *
   * @return a new object
   * @throws IllegalStateException before the first solve
   */
  public Summary summary() {
    return solved().summary();
  }

  private NonlinearSolver solved() {
    if (solver == null) {
      throw new IllegalStateException("nothing has been solved");
    }
    return solver;
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
