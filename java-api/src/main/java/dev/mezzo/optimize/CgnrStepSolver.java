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
 * Steps by conjugate gradients on the normal equations, in the storage precisions of a policy, and
 * the precision ladder: what to do when a step does not converge. First the factor, if it was kept,
 * is computed anew, which is the end of it where the policy takes a fresh complete factor in fp64
 * and the step is exact; else, rung by rung, a 16-bit factor is rounded to fp32 instead, the
 * products run in fp32, and at last CHOLMOD solves in fp64. Each rung continues from the iterate
 * reached before it and stays for the rest of the solve.
 */
final class CgnrStepSolver implements StepSolver {
  /**
   * Iterations that a complete factor of the present matrix may need in 16 bits. It needs 2 to 30;
   * rounding it anew costs as much as two iterations. In an incomplete one, rounding is the least.
   */
  private static final double PATIENCE_WITH_ROUNDED = 40;

  /**
   * The same in wider storage, and of an incomplete one. Beyond this a direct solve is cheaper for
   * any graph whose complete factor fits.
   */
  private static final double PATIENCE_WITH_WIDER = 400;

  private static final int MAX_ITERATIONS = 2000;

  /**
   * Iterations that must have brought little before a step is taken for converged, with a kept or
   * an incomplete factor.
   */
  private static final int WINDOW_OF_POOR = 5;

  /**
   * The same with a complete factor of the present matrix in 16 bits, whose rounding hides soft
   * modes to a lesser degree.
   */
  private static final int WINDOW_OF_ROUNDED = 2;

  /**
   * The same with both once the objective hardly changes: what a soft mode still hides would then
   * be taken for convergence of the outer iteration. The 15 bits of a fresh complete factor in B16
   * hide far less.
   */
  private static final int WINDOW_AT_THE_END = 10;

  /**
   * Error of a step in the energy norm up to which the model, not the step, is to blame where the
   * objective does not follow. Steps with errors of 2e-4 to 7e-3, all in soft modes, were rejected
   * on parking-garage and kollagen where exact ones were accepted.
   */
  private static final double ACCURATE = 1e-4;

  private static final double NEARLY_DONE = 1e-3;

  /** Loosest and tightest relative accuracy of a step, in the energy norm. */
  private static final double LOOSEST = 1e-2;

  private static final double TIGHTEST = 1e-3;

  /** Part of the decrease that fp16 products promise which the fp64 model must confirm. */
  private static final double FAITHFUL = 0.5;

  private final Arena arena;
  private final PrecisionPolicy policy;
  private final JacobianStructure structure;
  private final StaticFactor factor;
  private final Optimizer.FactorSource source;
  private final Cgnr.Limits limits = new Cgnr.Limits();
  private final Rounding jacobianRounding;
  private final Stages stages;
  private final List<Fallback> fallbacks = new ArrayList<>();

  // What conjugate gradients work with; null until they are needed.
  private Cgnr cgnr;
  private BlockSparseMatrix stored;

  private DirectStepSolver direct;
  private int outerIteration;
  private int linearIterations;

  /** Iterations of this step before its last factorisation. */
  private int iterationsBefore;

  private boolean factored;
  private boolean isStored;

  CgnrStepSolver(
      Arena arena,
      JacobianStructure structure,
      PrecisionPolicy policy,
      Preconditioning preconditioning,
      long maxFactorBytes,
      JacobianStructure.Ordering ordering,
      Optimizer.FactorSource source,
      long deadline,
      Stages stages) {
    this.arena = arena;
    this.policy = policy;
    this.structure = structure;
    this.stages = stages;
    this.factor =
        new StaticFactor(arena, structure, policy, preconditioning, maxFactorBytes, ordering);
    this.source = source;
    this.jacobianRounding = new Rounding(arena);
    if (factor.mayIterate()) {
      reserve();
    }
    limits.deadline = deadline;
    limits.maxIterations = MAX_ITERATIONS;
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
      isStored = false;
      factor.outdate(change);
    }
    boolean positive;
    if (source == Optimizer.FactorSource.MEASUREMENTS && !factor.exists()) {
      factored = true;
      positive = factor.computeOfMeasurements(model, lambda);
    } else {
      positive = !factor.isDue(lambda) || compute(model, lambda);
    }
    stages.end(Stages.Stage.PRECONDITION, begun);
    if (!positive) {
      return solveWithoutFactor(model, lambda, change, y);
    }
    if (factor.isExact(lambda)) {
      return solveExactly(y);
    }
    prepare(model);
    double largest = model.gradient().maxAbs();
    double scale = largest > 0 ? Math.scalb(1.0, -Math.getExponent(largest)) : 1;
    cgnr.start(model.gradient(), scale);
    iterationsBefore = 0;
    limits.tolerance = Math.clamp(0.1 * Math.sqrt(change), TIGHTEST, LOOSEST);
    Cgnr.Outcome outcome = iterate(lambda, change);
    while (outcome != Cgnr.Outcome.TIME_LIMIT) {
      boolean converged = outcome == Cgnr.Outcome.CONVERGED;
      if (converged && isFaithful(model, scale, y)) {
        break;
      }
      if (!converged && !factor.isCurrent(lambda)) {
        iterationsBefore = cgnr.iterations();
        begun = stages.begin(Stages.Stage.PRECONDITION);
        positive = compute(model, lambda);
        stages.end(Stages.Stage.PRECONDITION, begun);
        if (!positive) {
          return solveWithoutFactor(model, lambda, change, y);
        }
        if (factor.isExact(lambda)) {
          return solveExactly(y);
        }
        prepare(model);
      } else if (!policy.guarded() || !climb(model, outcome)) {
        break;
      }
      if (direct != null) {
        return solveDirectly(model, true, lambda, change, y);
      }
      outcome = iterate(lambda, change);
    }
    factor.observe(cgnr.iterations() - iterationsBefore, factored);
    y.assign(cgnr.solution(), 1 / scale);
    return Double.isFinite(y.maxAbs());
  }

  private boolean solveExactly(Vector y) {
    long begun = stages.begin(Stages.Stage.LINEAR_SOLVE);
    factor.solveExactly(y);
    stages.addTriangularSolve(System.nanoTime() - begun);
    stages.end(Stages.Stage.LINEAR_SOLVE, begun);
    return Double.isFinite(y.maxAbs());
  }

  private void reserve() {
    cgnr =
        new Cgnr(arena, structure.columns(), structure.rows(), policy.vectors(), policy.operands());
    stored = new BlockSparseMatrix(arena, structure, policy.jacobian());
  }

  /** Rounds what conjugate gradients will read. */
  private void prepare(LinearModel model) {
    long begun = stages.begin(Stages.Stage.PRECONDITION);
    if (cgnr == null) {
      reserve();
    }
    if (!isStored) {
      store(model);
    }
    factor.round();
    stages.end(Stages.Stage.PRECONDITION, begun);
  }

  @Override
  public boolean refine() {
    if (!policy.guarded() || direct != null) {
      return false;
    }
    if (!factor.isCurrent()) {
      factor.expire();
      return true;
    }
    if (factor.isExact(factor.lambda())) {
      return false;
    }
    if (factor.storage().isSixteenBit()
        && !(factor.isComplete()
            && cgnr.error(stored, factor.lambda(), factor.unrounded()) <= ACCURATE)) {
      factor.widen(Precision.SINGLE);
      return climbTo(Fallback.Rung.FACTOR_SINGLE, "the step was rejected");
    }
    return false;
  }

  private Cgnr.Outcome iterate(double lambda, double change) {
    limits.worthwhile =
        !factor.isCurrent(lambda)
            ? factor.patience()
            : factor.isComplete() && factor.storage().isSixteenBit()
                ? PATIENCE_WITH_ROUNDED
                : factor.isLimited() ? MAX_ITERATIONS : PATIENCE_WITH_WIDER;
    limits.window = window(lambda, change);
    long begun = stages.begin(Stages.Stage.LINEAR_SOLVE);
    Cgnr.Outcome outcome = cgnr.run(stored, lambda, factor, limits);
    stages.end(Stages.Stage.LINEAR_SOLVE, begun);
    stages.addTriangularSolve(cgnr.preconditionerNanos());
    stages.addProducts(cgnr.productNanos());
    linearIterations = cgnr.iterations();
    return outcome;
  }

  private int window(double lambda, double change) {
    boolean isPoor = !factor.isCurrent(lambda) || !factor.isComplete();
    if (!isPoor && !factor.storage().isSixteenBit()) {
      return 0;
    }
    if (!isPoor && factor.storage() == Precision.BLOCK16) {
      return change < NEARLY_DONE ? 2 * WINDOW_OF_ROUNDED : WINDOW_OF_ROUNDED;
    }
    return change < NEARLY_DONE ? WINDOW_AT_THE_END : isPoor ? WINDOW_OF_POOR : WINDOW_OF_ROUNDED;
  }

  private void store(LinearModel model) {
    if (policy.guarded()) {
      stored.store(model.jacobian(), model.scale(), model.maxAbs(), jacobianRounding);
    } else {
      stored.storeUnscaled(model.jacobian(), jacobianRounding);
    }
    isStored = true;
  }

  private boolean compute(LinearModel model, double lambda) {
    factored = true;
    return factor.compute(model, lambda);
  }

  /**
   * Whether the model agrees with the solution of its fp16 copy, g^T y being what the copy says
   * that y takes off it. Where the rounded copy lacks a digit that matters, conjugate gradients
   * converge all the same, to another problem's solution.
   */
  private boolean isFaithful(LinearModel model, double scale, Vector y) {
    if (!stored.precision().isSixteenBit() || !policy.guarded()) {
      return true;
    }
    y.assign(cgnr.solution(), 1 / scale);
    return model.decrease(y) >= FAITHFUL * model.gradient().dot(y);
  }

  /** Climbs one rung, or more where those between would not help; false at the top. */
  private boolean climb(LinearModel model, Cgnr.Outcome outcome) {
    String reason =
        switch (outcome) {
          case CONVERGED -> "the products promised a decrease that fp64 does not confirm";
          case BREAKDOWN ->
              "conjugate gradients lost a positive curvature or met a non-finite number";
          default -> "conjugate gradients stagnated after " + cgnr.iterations() + " iterations";
        };
    if (factor.storage().isSixteenBit() && outcome != Cgnr.Outcome.CONVERGED) {
      factor.widen(Precision.SINGLE);
      return climbTo(Fallback.Rung.FACTOR_SINGLE, reason);
    }
    if (stored.precision().isSixteenBit()) {
      stored = new BlockSparseMatrix(arena, structure, Precision.SINGLE);
      store(model);
      return climbTo(Fallback.Rung.PRODUCTS_SINGLE, reason);
    }
    // A direct solve takes the memory that there is not.
    return !factor.isLimited() && climbTo(Fallback.Rung.DIRECT_DOUBLE, reason);
  }

  private boolean climbTo(Fallback.Rung rung, String reason) {
    if (rung == Fallback.Rung.DIRECT_DOUBLE) {
      // An incomplete factor's order would fill in; a complete factor's has been paid for.
      direct =
          factor.isComplete()
              ? new DirectStepSolver(arena, structure, factor.hessian(), factor.ordering(), stages)
              : DirectStepSolver.create(arena, structure, JacobianStructure.Ordering.AUTO, stages);
    }
    Fallback fallback = new Fallback(outerIteration, rung, reason);
    fallbacks.add(fallback);
    Stages.fallback(fallback);
    return true;
  }

  private boolean solveWithoutFactor(LinearModel model, double lambda, double change, Vector y) {
    return policy.guarded()
        && !factor.isLimited()
        && climbTo(Fallback.Rung.DIRECT_DOUBLE, "the factorisation broke down for every shift")
        && solveDirectly(model, true, lambda, change, y);
  }

  private boolean solveDirectly(
      LinearModel model, boolean isNewModel, double lambda, double change, Vector y) {
    factored = true;
    return direct.solve(model, isNewModel, lambda, change, y);
  }

  @Override
  public List<Fallback> fallbacks() {
    return fallbacks;
  }

  @Override
  public List<RangeReport> ranges() {
    List<RangeReport> ranges = new ArrayList<>();
    RangeReport.addTo(ranges, "jacobian", policy.jacobian(), jacobianRounding);
    RangeReport.addTo(ranges, "factor", policy.preconditioner(), factor.rounding());
    if (cgnr != null) {
      RangeReport.addTo(ranges, "vectors", Precision.HALF, cgnr.rounding());
    }
    return ranges;
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
    return factor.factorizations() + (direct == null ? 0 : direct.factorizations());
  }

  @Override
  public String factorStorage() {
    return direct != null ? direct.factorStorage() : Labels.of(factor.used());
  }

  @Override
  public String preconditioner() {
    String description = factor.description();
    return direct == null ? description : description + "; at last " + direct.preconditioner();
  }

  @Override
  public long factorBytes() {
    return direct != null ? direct.factorBytes() : factor.bytes();
  }

  @Override
  public long jacobianBytes() {
    return stored == null ? structure.values() * policy.jacobian().bytes() : stored.bytes();
  }
}
