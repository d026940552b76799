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
   * Bytes of a product or a triangular solve that take as long as one flop of the factorisation, or
   * as the work of it that goes with one block: 60 GFlop/s in dense blocks and 40 ns a block
   * against 15 GB/s, measured with AVX-512 on the public pose graphs. Rough figures are enough,
   * because regimes differ by orders of magnitude.
   */
  private static final double BYTES_PER_FLOP = 0.25;

  private static final double BYTES_PER_BLOCK = 600;

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
   * which is how far the variables moved. 15 and 50 were measured on sphere2500.
   */
  private static final double GUESS_WHEN_NEAR = 12;

  private static final double GUESS_WHEN_FAR = 60;

  /** Level of fill where the complete factor does not fit. */
  private static final int LIMITED_LEVEL = 1;

  private final BlockHessian hessian;
  private final IncompleteCholesky factor;
  private final boolean complete;
  private final String description;
  private final JacobianStructure.Ordering ordering;
  private final double factorCost;
  private final JacobianStructure structure;
  private final double jacobianBytes;
  private final Precision fresh;

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

  StaticFactor(
      Arena arena,
      JacobianStructure structure,
      PrecisionPolicy policy,
      int level,
      long maxBytes,
      JacobianStructure.Ordering wanted) {
    this.structure = structure;
    this.storage = policy.preconditioner();
    this.fresh = policy.fresh();
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
    factorCost =
        BYTES_PER_FLOP * factor.flops()
            + BYTES_PER_BLOCK * factor.blocks()
            + 2.0 * structure.values() * Double.BYTES;
    jacobianBytes = (double) structure.values() * policy.jacobian().bytes();
    if (mayIterate()) {
      factor.reserve(storage);
    }
  }

  /** Whether conjugate gradients are to be expected, rather than an exact solve at every step. */
  boolean mayIterate() {
    return fresh != Precision.DOUBLE || !complete || worth() >= LEAST_WORTH;
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

  /** Iterations that cost as much as a factorisation and the exact solve after it. */
  private double worth() {
    double iteration =
        jacobianBytes + 2.0 * factor.bytes(storage) + 12.0 * structure.columns() * Float.BYTES;
    double solve = fresh == Precision.DOUBLE ? 2.0 * factor.bytes(Precision.DOUBLE) : 0;
    return (factorCost + solve) / iteration;
  }

  /** Iterations beyond which a solve with the kept factor is given up for a fresh one. */
  double patience() {
    return freshIterations + worth();
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
    isRounded = false;
    keptIterations = 0;
    return positive;
  }

  /**
   * Whether the factor at hand is, but for rounding in fp64, that of the present matrix, and the
   * policy takes it as it is.
   */
  boolean isExact(double lambda) {
    return fresh == Precision.DOUBLE && complete && shift == 0 && isCurrent(lambda);
  }

  /** Solves with the factor as it was computed, in fp64. */
  void solveExactly(Vector r, Vector z) {
    freshIterations = 1;
    factor.applyUnrounded(r, z);
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
    return factor.bytes(storage);
  }

  Rounding rounding() {
    return factor.rounding();
  }

  /** Storage of what the last solve used. */
  Precision used() {
    return isRounded ? storage : Precision.DOUBLE;
  }

  /** In words, with the rule's choice between new factors and kept ones, and why. */
  String description() {
    return String.format(
        Locale.ROOT,
        "%s%s, %s; %d computed, kept for %d more solves (one is worth %.0f iterations)",
        description,
        shift > 0 ? String.format(Locale.ROOT, ", shift %.0e", shift) : "",
        fresh == storage
            ? Labels.of(storage)
            : Labels.of(fresh) + " when new, " + Labels.of(storage) + " when kept",
        factorizations,
        kept,
        worth());
  }
}
