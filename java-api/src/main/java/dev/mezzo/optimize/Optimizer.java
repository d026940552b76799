package dev.mezzo.optimize;

import dev.mezzo.linalg.JacobianStructure.Ordering;
import java.time.Duration;
import java.util.Objects;

/**
 * Solves {@link Problem}s. Holds options only: immutable, safe for use by several threads, each
 * with a problem of its own.
 *
 * <pre>{@code
 * Summary summary = Optimizer.builder().precision(PrecisionPolicy.MIXED).build().optimize(problem);
 * System.out.print(summary.fullReport());
 * }</pre>
 */
public final class Optimizer {

  /** How a linearised step becomes the next step. */
  public enum Algorithm {
    /**
     * Powell's dogleg, the Gauss-Newton step first (Powell 1970; Nocedal and Wright, section 4.1),
     * with a watchdog: a step uphill is taken on probation before the region shrinks.
     */
    DOGLEG("dogleg"),
    /**
     * Gauss-Newton: whole steps only, uphill too. The fastest where the start is good; may wander
     * or diverge where it is not, and then ends with the best estimate that it came by.
     */
    GAUSS_NEWTON("gauss-newton"),
    /**
     * Levenberg-Marquardt with Nielsen's update of the damping (Madsen, Nielsen and Tingleff, 2004,
     * algorithm 3.16).
     */
    LEVENBERG_MARQUARDT("levenberg-marquardt");

    private final String label;

    Algorithm(String label) {
      this.label = label;
    }

    /** Lower case, hyphenated, as in reports. */
    @Override
    public String toString() {
      return label;
    }
  }

  /** What solves the linear systems. */
  public enum LinearSolver {
    /**
     * Where landmarks are marked ({@link Problem#setEliminated}): {@link #SCHUR} if the policy is
     * all fp64, else {@link #IMPLICIT_SCHUR}. Else {@link #DIRECT} if it is, and else {@link
     * #CGNR}.
     */
    AUTO,
    /** Conjugate gradients on the normal equations, with an incomplete Cholesky preconditioner. */
    CGNR,
    /** Sparse Cholesky of CHOLMOD, fp64 only. */
    DIRECT,
    /**
     * Landmarks eliminated, conjugate gradients on the reduced system with products that never form
     * it, and a static Cholesky factor of it.
     */
    IMPLICIT_SCHUR,
    /** Landmarks eliminated, the reduced system formed and factored at every step, fp64 only. */
    SCHUR
  }

  /** What the preconditioner is a factor of. */
  public enum FactorSource {
    /** The linearisation at the estimate, computed anew as that moves. */
    ESTIMATE,
    /**
     * The linearisation of each factor where its residual is zero, as far as that depends on its
     * measurement alone ({@link Factor#linearizeAtZeroResidual}): computed once, and kept until a
     * step needs too many iterations with it; from then on {@link #ESTIMATE}.
     */
    MEASUREMENTS
  }

  private final Builder options;

  private Optimizer(Builder options) {
    this.options = new Builder(options);
  }

  /**
   * Default options, to be changed.
   *
   * @return mixed precision, dogleg, at most 100 iterations
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The options of this optimiser, to be changed.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    return new Builder(options);
  }

  /**
   * Limit of wall time of one solve.
   *
   * @return as {@link Builder#timeLimit} set it
   */
  public Duration timeLimit() {
    return options.timeLimit;
  }

  /**
   * Who is told of each outer iteration.
   *
   * @return as {@link Builder#listener} set it
   */
  public IterationListener listener() {
    return options.listener;
  }

  /**
   * Moves the free variables of a problem to a local optimum. The states never end with a higher
   * objective than they began with.
   *
   * @param problem its states are updated when the solve ends; not to be used by other threads
   *     meanwhile
   * @return what happened
   * @throws IllegalArgumentException if the problem has no factors or no free variables
   */
  public Summary optimize(Problem problem) {
    try (NonlinearSolver solver = new NonlinearSolver(problem, options)) {
      return solver.solve();
    }
  }

  /**
   * Solves a problem again and again while it grows, with these options: steps by conjugate
   * gradients, whatever the linear solver that was chosen.
   *
   * @param problem to which variables and factors will be added between solves
   * @return to be closed
   */
  public IncrementalOptimizer incremental(Problem problem) {
    return new IncrementalOptimizer(problem, options);
  }

  /**
   * Solves a problem again and again while its factors come and go, with these options.
   *
   * @param problem whose factors and variables will change between solves
   * @return to be closed
   */
  public WindowOptimizer window(Problem problem) {
    return new WindowOptimizer(problem, options);
  }

  /**
   * Options of an {@link Optimizer}. Each method changes one and returns this builder. Not safe for
   * use by several threads.
   */
  public static final class Builder {
    PrecisionPolicy precision = PrecisionPolicy.MIXED;
    Algorithm algorithm = Algorithm.DOGLEG;
    LinearSolver linearSolver = LinearSolver.AUTO;
    int maxIterations = 100;
    Duration timeLimit = Duration.ofDays(365);
    double functionTolerance = 1e-9;
    int threads = 1;
    Preconditioning preconditioning = Preconditioning.AUTO;
    long maxFactorBytes = 1L << 31;
    Ordering ordering = Ordering.AUTO;
    FactorSource source = FactorSource.ESTIMATE;
    IterationListener listener = (iteration, chi2, linearIterations) -> true;

    private Builder() {}

    private Builder(Builder other) {
      precision = other.precision;
      algorithm = other.algorithm;
      linearSolver = other.linearSolver;
      maxIterations = other.maxIterations;
      timeLimit = other.timeLimit;
      functionTolerance = other.functionTolerance;
      threads = other.threads;
      preconditioning = other.preconditioning;
      maxFactorBytes = other.maxFactorBytes;
      ordering = other.ordering;
      source = other.source;
      listener = other.listener;
    }

    /**
     * In which precision each stage works; {@link PrecisionPolicy#MIXED} unless set.
     *
     * @param policy the policy
     * @return this
     */
    public Builder precision(PrecisionPolicy policy) {
      this.precision = Objects.requireNonNull(policy);
      return this;
    }

    /**
     * The outer algorithm; {@link Algorithm#DOGLEG} unless set.
     *
     * @param value the algorithm
     * @return this
     */
    public Builder algorithm(Algorithm value) {
      this.algorithm = Objects.requireNonNull(value);
      return this;
    }

    /**
     * The linear solver; {@link LinearSolver#AUTO} unless set.
     *
     * @param value the solver
     * @return this
     */
    public Builder linearSolver(LinearSolver value) {
      this.linearSolver = Objects.requireNonNull(value);
      return this;
    }

    /**
     * Limit of outer iterations; 100 unless set.
     *
     * @param value at least 0
     * @return this
     */
    public Builder maxIterations(int value) {
      if (value < 0) {
        throw new IllegalArgumentException("the iteration limit is at least 0, not " + value);
      }
      this.maxIterations = value;
      return this;
    }

    /**
     * Limit of wall time, checked between outer iterations and between conjugate gradient
     * iterations; none unless set.
     *
     * @param value positive
     * @return this
     */
    public Builder timeLimit(Duration value) {
      if (value.isNegative() || value.isZero()) {
        throw new IllegalArgumentException("the time limit is positive, not " + value);
      }
      this.timeLimit = value;
      return this;
    }

    /**
     * Converged when the linear model promises to lower the objective by less than this part of it;
     * 1e-9 unless set.
     *
     * @param value between 0 and 1
     * @return this
     */
    public Builder functionTolerance(double value) {
      if (!(value >= 0 && value < 1)) {
        throw new IllegalArgumentException(
            "the function tolerance lies in [0, 1), not at " + value);
      }
      this.functionTolerance = value;
      return this;
    }

    /**
     * Threads that evaluate factors and share products, factorisations and triangular solves where
     * these are large; 1 unless set. The result is the same, bit by bit, for the same number.
     *
     * @param value at least 1
     * @return this
     */
    public Builder threads(int value) {
      if (value < 1) {
        throw new IllegalArgumentException("at least one thread is needed, not " + value);
      }
      this.threads = value;
      return this;
    }

    /**
     * How much of the Cholesky factor conjugate gradients are preconditioned with; {@link
     * Preconditioning#AUTO} unless set.
     *
     * @param value what to keep of it
     * @return this
     */
    public Builder preconditioner(Preconditioning value) {
      this.preconditioning = Objects.requireNonNull(value);
      return this;
    }

    /**
     * Memory that the preconditioner may take, fp64 factor and rounded copy together; where it
     * would take more, one of less fill is used. 2 GiB unless set.
     *
     * @param bytes positive
     * @return this
     */
    public Builder maxFactorBytes(long bytes) {
      if (bytes <= 0) {
        throw new IllegalArgumentException("a memory limit is positive, not " + bytes);
      }
      this.maxFactorBytes = bytes;
      return this;
    }

    /**
     * What the preconditioner is a factor of; {@link FactorSource#ESTIMATE} unless set.
     *
     * @param value the source
     * @return this
     */
    public Builder factorSource(FactorSource value) {
      this.source = Objects.requireNonNull(value);
      return this;
    }

    /**
     * The order in which variables are eliminated; {@link Ordering#AUTO} unless set, which for an
     * incomplete factor is {@link Ordering#NATURAL}, the order in which the robot drove.
     *
     * @param value the order; {@link Ordering#METIS} where the CHOLMOD at hand has it, else {@link
     *     Optimizer#optimize} throws {@link UnsupportedOperationException}
     * @return this
     */
    public Builder ordering(Ordering value) {
      this.ordering = Objects.requireNonNull(value);
      return this;
    }

    /**
     * Told of each outer iteration.
     *
     * @param value the listener
     * @return this
     */
    public Builder listener(IterationListener value) {
      this.listener = Objects.requireNonNull(value);
      return this;
    }

    /**
     * An optimiser with these options.
     *
     * @return immutable; later changes of this builder do not affect it
     * @throws IllegalArgumentException if the options contradict each other: a direct solver with a
     *     policy that is not all fp64
     */
    public Optimizer build() {
      boolean needsDouble =
          linearSolver == LinearSolver.DIRECT || linearSolver == LinearSolver.SCHUR;
      if (needsDouble && !precision.equals(PrecisionPolicy.DOUBLE)) {
        throw new IllegalArgumentException(
            "direct solvers work in fp64 only: they go with precision double, not "
                + precision.name());
      }
      return new Optimizer(this);
    }
  }
}
