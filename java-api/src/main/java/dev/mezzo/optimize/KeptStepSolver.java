package dev.mezzo.optimize;

import dev.mezzo.linalg.BlockSparseMatrix;
import dev.mezzo.linalg.Cgnr;
import dev.mezzo.linalg.JacobianStructure;
import dev.mezzo.linalg.Precision;
import dev.mezzo.linalg.Rounding;
import dev.mezzo.linalg.Vector;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;

/**
 * Steps by conjugate gradients for a problem that grows between solves, with a {@link KeptFactor}.
 * Steps are solved more exactly than in {@link CgnrStepSolver}: the start is close to the optimum,
 * so that a step more costs more than a few iterations, which end when the deadline comes.
 */
final class KeptStepSolver implements StepSolver, AutoCloseable {
  /**
   * Relative accuracy, in the energy norm, of the first step of a solve, which is not the last
   * unless it gains next to nothing.
   */
  private static final double FIRST_TOLERANCE = 1e-2;

  /** The same of those that follow. */
  private static final double TOLERANCE = 1e-3;

  /**
   * Iterations that must have brought little. What is missing in the factor makes it softer than
   * the Hessian, so that the residual shows it; only what moved since can hide.
   */
  private static final int WINDOW = 1;

  /**
   * Part of what the outer iteration calls converged that a step may leave. What is left is
   * estimated with the factor, which is of an earlier estimate and may be rounded to 16 bits: it
   * makes the soft modes of a map too stiff, and too little of what is left in them by one to two
   * orders of magnitude. This allows for it.
   */
  private static final double NEGLIGIBLE = 0.01;

  /** The part up to which the step is zero, and the solve ends. */
  private static final double NOTHING = 0.1;

  private static final double PATIENCE_WITH_ROUNDED = 40;
  private static final double PATIENCE_WITH_WIDER = 400;
  private static final int MAX_ITERATIONS = 2000;
  private static final String BROKE_DOWN = "the factorisation broke down for every shift";

  private final boolean isShared;
  private final JacobianStructure.Ordering ordering;
  private final JacobianStructure structure;
  private final KeptFactor factor;
  private final Cgnr cgnr;
  private final Cgnr.Limits limits = new Cgnr.Limits();
  private final BlockSparseMatrix stored;
  private final Rounding jacobianRounding;
  private final Stages stages;
  private final double functionTolerance;
  private final List<Fallback> fallbacks = new ArrayList<>();

  private DirectStepSolver direct;

  /** Owns it, for the solve in which it was needed. */
  private Arena directArena;

  private int outerIteration;
  private int linearIterations;
  private int iterationsBefore;
  private int factorizations;
  private boolean factored;

  /** What the last factorisation took, for deciding whether one still fits. */
  private long factorNanos;

  KeptStepSolver(
      Arena arena, Linearization linearization, Optimizer.Builder options, Stages stages) {
    PrecisionPolicy policy = options.precision;
    this.isShared = options.threads > 1;
    this.ordering = options.ordering;
    this.structure = linearization.structure();
    this.stages = stages;
    factor = new KeptFactor(arena, linearization, options);
    cgnr =
        new Cgnr(arena, structure.columns(), structure.rows(), policy.vectors(), policy.operands());
    stored = new BlockSparseMatrix(arena, structure, policy.jacobian());
    jacobianRounding = new Rounding(arena);
    functionTolerance = options.functionTolerance;
    limits.maxIterations = MAX_ITERATIONS;
    limits.window = WINDOW;
  }

  /** Begins another solve of the outer loop, after the structure may have grown. */
  void restart(long deadline) {
    limits.deadline = deadline;
    outerIteration = 0;
    factorizations = 0;
    fallbacks.clear();
    closeDirect();
    stored.resize();
    cgnr.resize(structure.columns(), structure.rows());
  }

  private void closeDirect() {
    if (direct != null) {
      direct = null;
      directArena.close();
    }
  }

  @Override
  public boolean solve(
      LinearModel model, boolean isNewModel, double lambda, double change, Vector y) {
    outerIteration++;
    linearIterations = 0;
    factored = false;
    if (direct != null) {
      return solveDirectly(model, isNewModel, lambda, change, y);
    }
    long begun = stages.begin(Stages.Stage.PRECONDITION);
    if (isNewModel) {
      factor.append(model.scale());
      factor.outdate();
    }
    double largest = model.gradient().maxAbs();
    double scale = largest > 0 ? Math.scalb(1.0, -Math.getExponent(largest)) : 1;
    double tolerated = functionTolerance * model.objective() * scale * scale;
    limits.negligible = NEGLIGIBLE * tolerated;
    limits.tolerance = outerIteration == 1 ? FIRST_TOLERANCE : TOLERANCE;
    cgnr.start(model.gradient(), scale);
    if (factor.isUsable() && cgnr.promise(factor) <= NOTHING * tolerated) {
      y.clear();
      stages.end(Stages.Stage.PRECONDITION, begun);
      return true;
    }
    if (isNewModel) {
      stored.store(model.jacobian(), model.scale(), model.maxAbs(), jacobianRounding);
    }
    boolean isDue = factor.isDue(stored.bytes()) && !(factor.isUsable() && isHurried());
    boolean positive = !isDue || compute(model);
    stages.end(Stages.Stage.PRECONDITION, begun);
    if (!positive) {
      climbTo(Fallback.Rung.DIRECT_DOUBLE, BROKE_DOWN);
      return solveDirectly(model, true, lambda, change, y);
    }
    if (isDue) {
      cgnr.start(model.gradient(), scale);
    }
    iterationsBefore = 0;
    Cgnr.Outcome outcome = iterate(lambda);
    while (outcome != Cgnr.Outcome.CONVERGED && outcome != Cgnr.Outcome.TIME_LIMIT) {
      if (!factor.isCurrent()) {
        begun = stages.begin(Stages.Stage.PRECONDITION);
        positive = compute(model);
        stages.end(Stages.Stage.PRECONDITION, begun);
      } else {
        climb(outcome);
      }
      if (!positive) {
        climbTo(Fallback.Rung.DIRECT_DOUBLE, BROKE_DOWN);
      }
      if (direct != null) {
        return solveDirectly(model, true, lambda, change, y);
      }
      outcome = iterate(lambda);
    }
    factor.observe(cgnr.iterations() - iterationsBefore, factored);
    y.assign(cgnr.solution(), 1 / scale);
    return Double.isFinite(y.maxAbs());
  }

  /** Whether a factorisation would take most of the time that is left. */
  private boolean isHurried() {
    return limits.deadline - System.nanoTime() < 2 * factorNanos;
  }

  private boolean compute(LinearModel model) {
    long begun = System.nanoTime();
    factored = true;
    factorizations++;
    iterationsBefore = cgnr.iterations();
    boolean positive = factor.compute(model);
    factorNanos = System.nanoTime() - begun;
    return positive;
  }

  private Cgnr.Outcome iterate(double lambda) {
    limits.worthwhile =
        !factor.isCurrent()
            ? factor.patience(stored.bytes())
            : factor.storage().isSixteenBit() ? PATIENCE_WITH_ROUNDED : PATIENCE_WITH_WIDER;
    long begun = stages.begin(Stages.Stage.LINEAR_SOLVE);
    Cgnr.Outcome outcome = cgnr.run(stored, lambda, factor, limits);
    stages.end(Stages.Stage.LINEAR_SOLVE, begun);
    stages.addTriangularSolve(cgnr.preconditionerNanos());
    stages.addProducts(cgnr.productNanos());
    linearIterations = cgnr.iterations();
    return outcome;
  }

  private void climb(Cgnr.Outcome outcome) {
    String reason =
        outcome == Cgnr.Outcome.BREAKDOWN
            ? "conjugate gradients lost a positive curvature or met a non-finite number"
            : "conjugate gradients stagnated after " + cgnr.iterations() + " iterations";
    if (factor.storage().isSixteenBit()) {
      factor.widen(Precision.SINGLE);
      climbTo(Fallback.Rung.FACTOR_SINGLE, reason);
    } else {
      climbTo(Fallback.Rung.DIRECT_DOUBLE, reason);
    }
  }

  private void climbTo(Fallback.Rung rung, String reason) {
    if (rung == Fallback.Rung.DIRECT_DOUBLE) {
      directArena = KeptFactor.openArena(isShared);
      direct = DirectStepSolver.create(directArena, structure, ordering, stages);
    }
    Fallback fallback = new Fallback(outerIteration, rung, reason);
    fallbacks.add(fallback);
    Stages.fallback(fallback);
  }

  private boolean solveDirectly(
      LinearModel model, boolean isNewModel, double lambda, double change, Vector y) {
    factored = true;
    return direct.solve(model, isNewModel, lambda, change, y);
  }

  @Override
  public boolean refine() {
    if (direct != null || factor.isCurrent()) {
      return false;
    }
    factor.expire();
    return true;
  }

  @Override
  public List<Fallback> fallbacks() {
    return List.copyOf(fallbacks);
  }

  @Override
  public String name() {
    return "cgnr";
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
    return factorizations + (direct == null ? 0 : direct.factorizations());
  }

  @Override
  public String factorStorage() {
    return direct != null ? direct.factorStorage() : Labels.of(factor.storage());
  }

  @Override
  public String preconditioner() {
    return direct == null
        ? factor.description()
        : factor.description() + "; at last " + direct.preconditioner();
  }

  @Override
  public long factorBytes() {
    return direct != null ? direct.factorBytes() : factor.bytes();
  }

  @Override
  public long jacobianBytes() {
    return stored.bytes();
  }

  @Override
  public void close() {
    closeDirect();
    factor.close();
  }
}
