package dev.mezzo.optimize;

import dev.mezzo.linalg.BlockHessian;
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
   * Flops of a factorisation that take as long as one byte of a product or a solve: 16 GFlop/s in
   * small dense blocks against 10 GB/s, measured on sphere2500 with AVX2. A rough figure is enough,
   * because regimes differ by orders of magnitude.
   */
  private static final double FLOPS_PER_BYTE = 1.5;

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

  /**
   * Iterations that a complete fp32 or fp16 factor of the present matrix is expected to need before
   * one was seen.
   */
  private static final int FIRST_GUESS = 4;

  /** Level of fill where the complete factor does not fit. */
  private static final int LIMITED_LEVEL = 1;

  private final BlockHessian hessian;
  private final IncompleteCholesky factor;
  private final boolean complete;
  private final String description;
  private final JacobianStructure.Ordering ordering;
  private final double factorCost;
  private final JacobianStructure structure;

  private Precision storage;
  private boolean exists;
  private boolean current;
  private boolean isNear;
  private double factoredLambda;
  private double shift;
  private int factorizations;
  private int freshIterations = FIRST_GUESS;
  private int expectedIterations = FIRST_GUESS;

  StaticFactor(
      Arena arena,
      JacobianStructure structure,
      Precision storage,
      int level,
      long maxBytes,
      JacobianStructure.Ordering wanted) {
    this.structure = structure;
    this.storage = storage;
    // The fp64 factor and its rounded copy are both held.
    long maxValues = Math.max(1, maxBytes / (Double.BYTES + storage.bytes()));
    JacobianStructure.Ordering chosen = wanted;
    int[] order = new int[structure.variables()];
    IncompleteCholesky created = null;
    BlockHessian assembled = null;
    if (level == IncompleteCholesky.COMPLETE) {
      chosen = structure.order(wanted, order);
      assembled = new BlockHessian(arena, structure, order);
      created = IncompleteCholesky.create(arena, assembled, level, maxValues);
    }
    complete = created != null;
    int used = complete || level != IncompleteCholesky.COMPLETE ? level : LIMITED_LEVEL;
    if (!complete) {
      // Little fill wants the order in which the robot drove: it keeps the chains together.
      chosen =
          structure.order(
              wanted == JacobianStructure.Ordering.AUTO
                  ? JacobianStructure.Ordering.NATURAL
                  : wanted,
              order);
      assembled = new BlockHessian(arena, structure, order);
      created = IncompleteCholesky.create(arena, assembled, used, used == 0 ? 0 : maxValues);
      while (created == null) {
        used--; // level 0 is as large as the Hessian, which is there anyway: no limit
        created = IncompleteCholesky.create(arena, assembled, used, used == 0 ? 0 : maxValues);
      }
    }
    hessian = assembled;
    factor = created;
    description = (complete ? "complete Cholesky" : "IC(" + used + ")") + ", " + chosen + " order";
    ordering = chosen;
    double assembly =
        (double) structure.values() * structure.values() / Math.max(1, structure.rows());
    factorCost = factor.flops() + assembly;
  }

  /**
   * Must be called when the model has changed, with the part that the step took off the objective.
   */
  void outdate(double change) {
    current = false;
    isNear = change < FAR;
  }

  /** The next solve is to have a factor of its own. */
  void expire() {
    isNear = false;
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
  boolean isDue(double lambda, long jacobianBytes) {
    if (isCurrent(lambda)) {
      return false;
    }
    double worth = worth(jacobianBytes);
    return !exists
        || !isNear
        || worth < LEAST_WORTH
        || expectedIterations > freshIterations + worth
        || isFar(lambda);
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

  /** Iterations that cost as much as a factorisation. */
  double worth(long jacobianBytes) {
    double bytes =
        2.0 * (jacobianBytes + factor.bytes(storage)) + 12.0 * structure.columns() * Float.BYTES;
    return factorCost / (FLOPS_PER_BYTE * bytes);
  }

  /** Iterations beyond which a solve with the kept factor is given up for a fresh one. */
  double patience(long jacobianBytes) {
    return freshIterations + worth(jacobianBytes);
  }

  /** Computes the factor of the model, shifted if need be; false if that fails for every shift. */
  boolean compute(LinearModel model, double lambda) {
    factorizations++;
    hessian.assemble(model.jacobian(), model.scale());
    shift = 0;
    boolean positive = factor.factor(hessian, lambda);
    double next = complete ? Shift.firstOfComplete(storage) : Shift.FIRST_OF_INCOMPLETE;
    for (int i = 0; i < Shift.TRIES && !positive; i++) {
      shift = next;
      positive = factor.factor(hessian, lambda + shift);
      next *= complete ? Shift.GROWTH_OF_COMPLETE : Shift.GROWTH_OF_INCOMPLETE;
    }
    exists = positive;
    current = positive;
    factoredLambda = lambda;
    if (positive) {
      factor.store(storage);
    }
    return positive;
  }

  /** Takes note of what a solve needed. */
  void observe(int iterations, boolean fresh) {
    expectedIterations = iterations;
    if (fresh) {
      freshIterations = Math.max(1, iterations);
    }
  }

  /** Rounds the factor that is held anew, to a wider storage, and stays with that. */
  void widen(Precision wider) {
    storage = wider;
    factor.store(wider);
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
    return factor.bytes(storage);
  }

  Rounding rounding() {
    return factor.rounding();
  }

  String description() {
    return description
        + (shift > 0 ? String.format(Locale.ROOT, ", shift %.0e", shift) : "")
        + ", "
        + Labels.of(storage);
  }
}
