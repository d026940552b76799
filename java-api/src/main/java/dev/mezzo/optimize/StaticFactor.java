package dev.mezzo.optimize;

import dev.mezzo.linalg.BlockHessian;
import dev.mezzo.linalg.BlockSparseMatrix;
import dev.mezzo.linalg.IncompleteCholesky;
import dev.mezzo.linalg.JacobianStructure;
import dev.mezzo.linalg.Precision;
import dev.mezzo.linalg.Preconditioner;
import dev.mezzo.linalg.Rounding;
import dev.mezzo.linalg.Vector;
import java.lang.foreign.Arena;
import java.util.Locale;

/**
 * The static preconditioner of a solve and the one rule by which it is kept or computed anew.
 *
 * <p>A factorisation is worth as many conjugate gradient iterations as fit into its time, which
 * flops and bytes predict: {@link #worth}. The factor at hand is kept while a solve with it is
 * expected to need fewer iterations than a fresh one would plus that worth. Where factors are cheap
 * (little fill) this refactors at every step; where they are dear it lags, and pays in iterations.
 * The rule counts, it does not clock, so that the same input gives the same bits.
 */
final class StaticFactor implements Preconditioner {
  /**
   * Bytes of a product or a triangular solve that take as long as one flop of the factorisation, or
   * as the work of it that goes with one block: 60 GFlop/s in dense blocks and 40 ns a block
   * against 15 GB/s, measured with AVX-512 on the public pose graphs. Rough figures are enough,
   * because regimes differ by orders of magnitude.
   */
  static final double BYTES_PER_FLOP = 0.25;

  static final double BYTES_PER_BLOCK = 600;

  /**
   * A factor that is worth fewer iterations than it takes to see that the kept one is bad is
   * computed anew each time.
   */
  private static final double LEAST_WORTH = 8;

  /**
   * A step that took more than this part off the objective has moved too far for the factor before
   * it.
   */
  private static final double FAR = 0.5;

  /** Iterations that a rounded factor of the present matrix needs, before one was seen. */
  private static final int FIRST_GUESS = 4;

  /**
   * Iterations that a kept factor will need, before one was seen: after a step that took hardly
   * anything off the objective, and more after one that took the part c off it, times sqrt(c),
   * which is how far the variables moved. On sphere2500 15 were seen for c = 3e-4, more than 30 for
   * c = 0.4.
   */
  private static final double GUESS_WHEN_NEAR = 12;

  private static final double GUESS_WHEN_FAR = 60;

  /**
   * Where a factor of limited memory may be this many times as large as the Hessian, it takes the
   * order of the complete one: at the same memory that needed a half to two thirds of the
   * iterations of the natural order on sphere2500, city10000 and torus3D, and more than it below.
   */
  private static final double ROOMY = 2;

  /**
   * Iterations beyond which the factor of the measurements' own linearisation is no good: where it
   * is, it needs 20 to 50.
   */
  private static final double PATIENCE_WITH_MEASUREMENTS = 100;

  private final Arena arena;
  private final BlockHessian hessian;
  private final boolean complete;
  private final JacobianStructure.Ordering ordering;
  private final JacobianStructure structure;
  private final double jacobianBytes;
  private final Precision fresh;
  private final double tolerance;
  private final long maxValues;

  /** Whether the complete factor was asked for and does not fit. */
  private final boolean givesWay;

  /** Whether there is no memory for a direct solve either. */
  private final boolean limited;

  /** Null until the first factorisation, if what is dropped depends on the numbers. */
  private IncompleteCholesky factor;

  /** What is kept, in words; null as long as the factor is. */
  private String fill;

  /** L^-1 g, g being the gradient of the model that was factored last; null if none is exact. */
  private final Vector forward;

  private Precision storage;
  private boolean exists;
  private boolean current;
  private boolean isRounded;
  private double change = 1;
  private double factoredLambda;
  private double shift;
  private int factorizations;
  private int freshIterations = FIRST_GUESS;

  /** Iterations of the last solve with this factor after it was kept; 0 if there was none. */
  private int keptIterations;

  private int kept;
  private boolean isOfMeasurements;

  StaticFactor(
      Arena arena,
      JacobianStructure structure,
      PrecisionPolicy policy,
      Preconditioning wanted,
      long maxBytes,
      JacobianStructure.Ordering ordering) {
    this.arena = arena;
    this.structure = structure;
    this.storage = policy.preconditioner();
    this.fresh = policy.fresh();
    // The fp64 factor and its rounded copy are both held.
    long room = Math.max(1, maxBytes / (Double.BYTES + storage.bytes()));
    tolerance = wanted.tolerance();
    boolean isAutomatic = ordering == JacobianStructure.Ordering.AUTO;
    JacobianStructure.Ordering chosen = ordering;
    int[] order = new int[structure.variables()];
    BlockHessian assembled = null;
    if (wanted.mayBeComplete() || wanted.mayDrop() || !isAutomatic) {
      chosen = structure.order(ordering, order);
      assembled = new BlockHessian(arena, structure, order);
    }
    if (wanted.mayBeComplete()) {
      long limit = wanted == Preconditioning.COMPLETE ? 0 : room;
      factor = IncompleteCholesky.create(arena, assembled, IncompleteCholesky.COMPLETE, limit);
    }
    complete = factor != null;
    // The ladder may want a copy of an incomplete one in fp32, too.
    maxValues =
        wanted.mayDrop() && storage.isSixteenBit()
            ? Math.max(1, maxBytes / (Double.BYTES + storage.bytes() + Float.BYTES))
            : room;
    limited =
        !complete
            && wanted.mayDrop()
            && !IncompleteCholesky.fits(
                assembled,
                IncompleteCholesky.COMPLETE,
                Math.max(1, maxBytes / DirectStepSolver.BYTES_PER_VALUE));
    boolean isLittle = !wanted.mayDrop() || maxValues < ROOMY * assembled.size();
    if (!complete && isAutomatic && isLittle) {
      // Little fill wants the order in which the robot drove: it keeps the chains together.
      chosen = structure.order(JacobianStructure.Ordering.NATURAL, order);
      assembled = new BlockHessian(arena, structure, order);
    }
    hessian = assembled;
    this.ordering = chosen;
    givesWay = !complete && wanted.mayBeComplete();
    forward =
        fresh == Precision.DOUBLE && complete
            ? new Vector(arena, Precision.DOUBLE, structure.columns())
            : null;
    jacobianBytes = (double) structure.values() * policy.jacobian().bytes();
    if (complete) {
      fill = "complete Cholesky";
    } else if (!wanted.mayDrop()) {
      fill = "IC(" + createByLevel(wanted.level()) + ")";
    }
    if (factor != null && mayIterate()) {
      factor.reserve(storage);
    }
  }

  /** Whether conjugate gradients are to be expected, rather than an exact solve at every step. */
  boolean mayIterate() {
    return fresh != Precision.DOUBLE || !complete || worth() >= LEAST_WORTH;
  }

  /** Creates the factor of the highest level that fits; level 0 is as large as the Hessian. */
  private int createByLevel(int wanted) {
    int level = wanted;
    factor = IncompleteCholesky.create(arena, hessian, level, level == 0 ? 0 : maxValues);
    while (factor == null) {
      level--;
      factor = IncompleteCholesky.create(arena, hessian, level, level == 0 ? 0 : maxValues);
    }
    return level;
  }

  /**
   * Must be called when the model has changed, with the part that the step took off the objective.
   */
  void outdate(double change) {
    current = false;
    this.change = change;
  }

  /** The next solve is to have a factor of its own. */
  void expire() {
    change = 1;
    isOfMeasurements = false;
  }

  /** Whether there is a factor, of whatever model. */
  boolean exists() {
    return exists;
  }

  /** Whether the factor is of the present model. */
  boolean isCurrent() {
    return exists && current;
  }

  /** Whether the factor is of the present model and damping. */
  boolean isCurrent(double lambda) {
    return isCurrent() && lambda == factoredLambda;
  }

  /** Whether the rule says to compute the factor anew before the solve begins. */
  boolean isDue(double lambda) {
    if (isCurrent(lambda)) {
      return false;
    }
    if (isOfMeasurements) {
      return isFar(lambda);
    }
    double worth = worth();
    return !exists
        || change >= FAR
        || worth < LEAST_WORTH
        || expectedOfKept() > freshIterations + worth
        || isFar(lambda);
  }

  private double expectedOfKept() {
    return keptIterations > 0
        ? keptIterations
        : GUESS_WHEN_NEAR + GUESS_WHEN_FAR * Math.sqrt(change);
  }

  private boolean isFar(double lambda) {
    return lambda > 4 * factoredLambda || lambda < factoredLambda / 4;
  }

  /** Damping of the factor. */
  double lambda() {
    return factoredLambda;
  }

  /** Whether nothing was dropped from the factor. */
  boolean isComplete() {
    return complete;
  }

  /** Whether memory does not allow a direct solve. */
  boolean isLimited() {
    return limited;
  }

  /** Iterations that cost as much as a factorisation and the exact solve after it. */
  private double worth() {
    if (factor == null) {
      return 0;
    }
    double cost =
        BYTES_PER_FLOP * factor.flops()
            + BYTES_PER_BLOCK * factor.blocks()
            + 2.0 * structure.values() * Double.BYTES;
    double iteration =
        jacobianBytes + 2.0 * factor.bytes(storage) + 12.0 * structure.columns() * Float.BYTES;
    double solve = fresh == Precision.DOUBLE ? 2.0 * factor.bytes(Precision.DOUBLE) : 0;
    return (cost + solve) / iteration;
  }

  /** Iterations beyond which a solve with the kept factor is given up for a fresh one. */
  double patience() {
    return isOfMeasurements
        ? Math.max(PATIENCE_WITH_MEASUREMENTS, worth())
        : freshIterations + worth();
  }

  /** Computes the factor of the model, shifted if need be; false if that fails for every shift. */
  boolean compute(LinearModel model, double lambda) {
    isOfMeasurements = false;
    return compute(model, model.jacobian(), lambda);
  }

  /**
   * Computes the factor of the measurements' own linearisation, which is kept until a solve with it
   * is given up.
   */
  boolean computeOfMeasurements(LinearModel model, double lambda) {
    boolean positive = compute(model, model.jacobianOfMeasurements(arena), lambda);
    current = false;
    isOfMeasurements = positive;
    return positive;
  }

  private boolean compute(LinearModel model, BlockSparseMatrix jacobian, double lambda) {
    factorizations++;
    hessian.assemble(jacobian, model.scale());
    if (complete) {
      shift = 0; // an incomplete factor is likely to need again what it needed before
    }
    double next = complete ? Shift.firstOfComplete(storage) : Shift.FIRST_OF_INCOMPLETE;
    next = Math.max(next, Shift.GROWTH_OF_INCOMPLETE * shift);
    boolean positive =
        forward == null
            ? attempt(lambda + shift)
            : factor.factorAndSolveForward(hessian, lambda, model.gradient(), forward);
    for (int i = 0; i < Shift.TRIES && !positive; i++) {
      shift = next;
      positive = attempt(lambda + shift);
      next *= complete ? Shift.GROWTH_OF_COMPLETE : Shift.GROWTH_OF_INCOMPLETE;
    }
    exists = positive;
    current = positive;
    factoredLambda = lambda;
    isRounded = false;
    keptIterations = 0;
    return positive;
  }

  private boolean attempt(double shifted) {
    if (factor == null) {
      factor = IncompleteCholesky.create(arena, hessian, shifted, tolerance, maxValues);
      if (factor != null) {
        fill = String.format(Locale.ROOT, "IC(drop %.0e)", factor.dropTolerance());
      }
    }
    return factor != null && factor.factor(hessian, shifted);
  }

  /**
   * Whether the factor at hand is, but for rounding in fp64, that of the present matrix, and the
   * policy takes it as it is.
   */
  boolean isExact(double lambda) {
    return fresh == Precision.DOUBLE && complete && shift == 0 && isCurrent(lambda);
  }

  /**
   * Solves for the step of the model that an exact factor was computed from, in fp64. The first of
   * the two triangular solves went along with the factorisation.
   */
  void solveExactly(Vector y) {
    freshIterations = 1;
    factor.solveBackward(forward, y);
  }

  /** Rounds the factor to its storage, if that has not been done. Conjugate gradients need it. */
  void round() {
    if (!isRounded) {
      factor.store(storage);
      isRounded = true;
    }
  }

  /** Takes note of what conjugate gradients needed. */
  void observe(int iterations, boolean isFresh) {
    if (isFresh) {
      freshIterations = Math.max(1, iterations);
    } else {
      keptIterations = Math.max(1, iterations);
      kept++;
    }
  }

  /** Rounds the factor that is held anew, to a wider storage, and stays with that. */
  void widen(Precision wider) {
    storage = wider;
    isRounded = false;
    round();
  }

  @Override
  public void apply(Vector r, Vector z) {
    factor.apply(r, z);
  }

  /** The factor as it was computed, in fp64. */
  Preconditioner unrounded() {
    return factor::applyUnrounded;
  }

  BlockHessian hessian() {
    return hessian;
  }

  JacobianStructure.Ordering ordering() {
    return ordering;
  }

  Precision storage() {
    return storage;
  }

  int factorizations() {
    return factorizations;
  }

  long bytes() {
    return factor == null ? 0 : factor.bytes(storage);
  }

  Rounding rounding() {
    return factor == null ? new Rounding(arena) : factor.rounding();
  }

  /** Storage of what the last solve used. */
  Precision used() {
    return isRounded ? storage : Precision.DOUBLE;
  }

  /** In words, with the rule's choice between new factors and kept ones, and why. */
  String description() {
    return String.format(
        Locale.ROOT,
        "%s%s%s, %s order%s, %s; %d computed, kept for %d more solves (one is worth %.0f"
            + " iterations)",
        fill == null ? "IC(drop)" : fill,
        isOfMeasurements ? " of the measurements" : "",
        givesWay ? " as the complete factor does not fit" : "",
        ordering,
        shift > 0 ? String.format(Locale.ROOT, ", shift %.0e after a breakdown", shift) : "",
        fresh == storage || !complete
            ? Labels.of(storage)
            : Labels.of(fresh) + " when new, " + Labels.of(storage) + " when kept",
        factorizations,
        kept,
        worth());
  }
}
