package dev.mezzo.optimize;

import dev.mezzo.linalg.Cgnr;
import dev.mezzo.linalg.JacobianStructure;
import dev.mezzo.linalg.LandmarkElimination;
import dev.mezzo.linalg.Precision;
import dev.mezzo.linalg.Rounding;
import dev.mezzo.linalg.Vector;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;

/**
 * Steps of bundle adjustment: landmarks are eliminated in square-root form, what is kept is solved
 * for by conjugate gradients with products in the storage of the policy and a static Cholesky
 * factor of the reduced system, or, where that factor is the present system's own, by it alone; the
 * landmarks follow by back-substitution. All-fp64 policies factor at every step: the explicit Schur
 * complement.
 *
 * <p>The precision ladder is that of {@link CgnrStepSolver}: first a factor that was kept is
 * computed anew, then products run in fp32, at last the system is solved by its fp64 factor. Each
 * rung stays for the rest of the solve.
 */
final class EliminationStepSolver implements StepSolver {
  private static final int MAX_ITERATIONS = 500;

  /** Iterations that a factor of the present system may need, in whatever storage. */
  private static final double PATIENCE = 40;

  /** Iterations that must have brought little before a step with a kept factor is converged. */
  private static final int WINDOW_OF_KEPT = 2;

  /** Loosest and tightest relative accuracy of a step, in the energy norm. */
  private static final double LOOSEST = 5e-2;

  private static final double TIGHTEST = 1e-2;

  /** Part of the decrease that fp16 products promise which the fp64 model must confirm. */
  private static final double FAITHFUL = 0.5;

  private final PrecisionPolicy policy;
  private final Linearization linearization;
  private final LandmarkElimination elimination;
  private final ReducedFactor factor;
  private final Cgnr cgnr;
  private final Cgnr.Limits limits = new Cgnr.Limits();
  private final Rounding rounding;
  private final Vector x;
  private final Stages stages;
  private final List<Fallback> fallbacks = new ArrayList<>();

  private boolean[] isLandmark = {};
  private Precision storage;
  private boolean isDirect;
  private LinearModel model;

  /** Whether the last step was rejected, and the fp64 model has not been asked about it. */
  private boolean isDoubted;

  private int outerIteration;
  private int linearIterations;
  private boolean factored;

  EliminationStepSolver(
      Arena arena,
      Linearization linearization,
      PrecisionPolicy policy,
      JacobianStructure.Ordering ordering,
      long deadline,
      Stages stages) {
    this.policy = policy;
    this.linearization = linearization;
    this.stages = stages;
    isLandmark = linearization.landmarks(isLandmark);
    elimination = new LandmarkElimination(arena, linearization.structure(), isLandmark);
    factor = new ReducedFactor(arena, elimination, policy, ordering);
    rounding = new Rounding(arena);
    x = new Vector(arena, Precision.DOUBLE, elimination.columns());
    cgnr = new Cgnr(arena, elimination.columns(), 0, policy.vectors(), Precision.SINGLE);
    limits.maxIterations = MAX_ITERATIONS;
    limits.deadline = deadline;
    storage = policy.jacobian();
    isDirect = isAllDouble();
  }

  private boolean isAllDouble() {
    return policy.jacobian() == Precision.DOUBLE;
  }

  @Override
  public boolean restructure(long deadline) {
    if (!linearization.canEliminate()) {
      return false;
    }
    isLandmark = linearization.landmarks(isLandmark);
    elimination.restructure(isLandmark);
    factor.restructure();
    x.resize(elimination.columns());
    cgnr.resize(elimination.columns(), 0);
    limits.deadline = deadline;
    storage = policy.jacobian();
    isDirect = isAllDouble();
    fallbacks.clear();
    outerIteration = 0;
    return true;
  }

  @Override
  public boolean solve(
      LinearModel model, boolean isNewModel, double lambda, double change, Vector y) {
    outerIteration++;
    linearIterations = 0;
    factored = false;
    this.model = model;
    if (isNewModel) {
      factor.outdate(change);
    } else if (isDoubted && !isFaithful(y)) {
      climb("the products promised a decrease that fp64 does not confirm");
    }
    isDoubted = false;
    if (!eliminate(lambda, isDirect || factor.isDue(lambda))) {
      return false;
    }
    if (isExact(lambda)) {
      return solveExactly(y);
    }
    return iterate(lambda, change, y);
  }

  /** Eliminates the landmarks, and factors what is left if that is wanted. */
  private boolean eliminate(double lambda, boolean factors) {
    long begun = stages.begin(Stages.Stage.PRECONDITION);
    boolean usable =
        elimination.compute(
            model.jacobian(),
            linearization.residual(),
            model.scale(),
            model.maxAbs(),
            lambda,
            storage,
            factors ? factor.hessian() : null,
            rounding);
    if (factors) {
      factored = true;
      usable = factor.compute(lambda) && usable;
    }
    stages.end(Stages.Stage.PRECONDITION, begun);
    return usable;
  }

  /** Whether the factor alone solves the present system. */
  private boolean isExact(double lambda) {
    return factor.isCurrent(lambda) && (isDirect || policy.fresh() == Precision.DOUBLE);
  }

  private boolean solveExactly(Vector y) {
    long begun = stages.begin(Stages.Stage.LINEAR_SOLVE);
    factor.solve(elimination.gradient(), x);
    stages.addTriangularSolve(System.nanoTime() - begun);
    elimination.backSubstitute(x, y);
    stages.end(Stages.Stage.LINEAR_SOLVE, begun);
    return Double.isFinite(y.maxAbs());
  }

  private boolean iterate(double lambda, double change, Vector y) {
    double largest = elimination.gradient().maxAbs();
    double scale = largest > 0 ? Math.scalb(1.0, -Math.getExponent(largest)) : 1;
    cgnr.start(elimination.gradient(), scale);
    limits.tolerance = Math.clamp(0.1 * Math.sqrt(change), TIGHTEST, LOOSEST);
    Cgnr.Outcome outcome = run(lambda);
    while (outcome != Cgnr.Outcome.CONVERGED && outcome != Cgnr.Outcome.TIME_LIMIT) {
      boolean isCurrent = factor.isCurrent(lambda);
      if (isCurrent && (!policy.guarded() || !climb(outcome))) {
        break;
      }
      if (!isCurrent) {
        factor.giveUp();
      }
      if (!eliminate(lambda, !isCurrent || isDirect)) {
        return false;
      }
      if (isExact(lambda)) {
        return solveExactly(y);
      }
      outcome = run(lambda);
    }
    if (!factored) {
      factor.observe(cgnr.iterations());
    }
    long begun = stages.begin(Stages.Stage.LINEAR_SOLVE);
    x.assign(cgnr.solution(), 1 / scale);
    elimination.backSubstitute(x, y);
    stages.end(Stages.Stage.LINEAR_SOLVE, begun);
    return Double.isFinite(y.maxAbs());
  }

  private Cgnr.Outcome run(double lambda) {
    boolean isCurrent = factor.isCurrent(lambda);
    limits.worthwhile = isCurrent ? PATIENCE : factor.patience();
    limits.window = isCurrent ? 0 : WINDOW_OF_KEPT;
    long begun = stages.begin(Stages.Stage.LINEAR_SOLVE);
    factor.round();
    Cgnr.Outcome outcome = cgnr.run(elimination, lambda, factor, limits);
    stages.end(Stages.Stage.LINEAR_SOLVE, begun);
    stages.addTriangularSolve(cgnr.preconditionerNanos());
    stages.addProducts(cgnr.productNanos());
    linearIterations = cgnr.iterations();
    return outcome;
  }

  private boolean climb(Cgnr.Outcome outcome) {
    return climb(
        outcome == Cgnr.Outcome.BREAKDOWN
            ? "conjugate gradients lost a positive curvature or met a non-finite number"
            : "conjugate gradients stagnated after " + cgnr.iterations() + " iterations");
  }

  private boolean climb(String reason) {
    Fallback.Rung rung;
    if (storage.isSixteenBit()) {
      storage = Precision.SINGLE;
      rung = Fallback.Rung.PRODUCTS_SINGLE;
    } else if (!isDirect) {
      isDirect = true;
      rung = Fallback.Rung.DIRECT_DOUBLE;
    } else {
      return false;
    }
    Fallback fallback = new Fallback(outerIteration, rung, reason);
    fallbacks.add(fallback);
    Stages.fallback(fallback);
    return true;
  }

  /** Remembers to ask the fp64 model about the step before the next one from the same estimate. */
  @Override
  public boolean refine() {
    isDoubted = policy.guarded() && storage.isSixteenBit();
    return false;
  }

  private boolean isFaithful(Vector y) {
    return model.decrease(y) >= FAITHFUL * model.gradient().dot(y);
  }

  @Override
  public List<Fallback> fallbacks() {
    return List.copyOf(fallbacks);
  }

  @Override
  public List<RangeReport> ranges() {
    List<RangeReport> ranges = new ArrayList<>();
    RangeReport.addTo(ranges, "jacobian", storage, rounding);
    RangeReport.addTo(ranges, "factor", policy.preconditioner(), factor.rounding());
    return ranges;
  }

  @Override
  public String name() {
    return isAllDouble() ? "schur" : "implicit-schur";
  }

  @Override
  public int linearIterations() {
    return linearIterations;
  }

  @Override
  public boolean factored() {
    return factored;
  }

  @Override
  public int factorizations() {
    return factor.factorizations();
  }

  @Override
  public String factorStorage() {
    return Labels.of(factor.used());
  }

  @Override
  public String preconditioner() {
    return factor.description();
  }

  @Override
  public long factorBytes() {
    return factor.bytes();
  }

  @Override
  public long jacobianBytes() {
    return elimination.bytes(storage);
  }
}
