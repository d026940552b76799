package dev.mezzo.optimize;

import dev.mezzo.linalg.BlockHessian;
import dev.mezzo.linalg.IncompleteCholesky;
import dev.mezzo.linalg.JacobianStructure;
import dev.mezzo.linalg.LandmarkElimination;
import dev.mezzo.linalg.Precision;
import dev.mezzo.linalg.Preconditioner;
import dev.mezzo.linalg.Rounding;
import dev.mezzo.linalg.Vector;
import java.lang.foreign.Arena;
import java.util.Locale;

/**
 * The complete Cholesky factor of a reduced system, and the rule by which it is kept from step to
 * step or computed anew: as in {@link StaticFactor}, by what a factorisation costs in conjugate
 * gradient iterations. The rule counts, it does not clock, so that the same input gives the same
 * bits.
 */
final class ReducedFactor implements Preconditioner {
  /**
   * Bytes of an iteration that take as long as the product of one pair of blocks in the reduced
   * Hessian does: 10 ns against 15 GB/s.
   */
  private static final double BYTES_PER_PAIR = 150;

  /** A factor worth fewer iterations than this is computed anew at each step. */
  private static final double LEAST_WORTH = 4;

  /**
   * A step that took more than this part off the objective has moved too far for the factor before
   * it.
   */
  private static final double FAR = 0.9;

  /** Iterations that a kept factor will need, before one was seen. */
  private static final double FIRST_GUESS = 8;

  /** Binary logarithm of the most steps that do without a kept factor. */
  private static final int MAX_FAILURES = 4;

  /** Damping that differs by more than this factor makes another system. */
  private static final double OTHER_DAMPING = 40;

  private final LandmarkElimination elimination;
  private final BlockHessian hessian;
  private final IncompleteCholesky factor;
  private final JacobianStructure.Ordering ordering;
  private final PrecisionPolicy policy;

  private boolean exists;
  private boolean current;
  private boolean isRounded;
  private double change = 1;
  private double factoredLambda;
  private double shift;
  private double keptIterations = FIRST_GUESS;

  /**
   * Solves with a kept factor that were given up in a row, and steps that do without one for it.
   */
  private int failures;

  private int pause;

  private int factorizations;
  private int kept;

  ReducedFactor(
      Arena arena,
      LandmarkElimination elimination,
      PrecisionPolicy policy,
      JacobianStructure.Ordering ordering) {
    this.elimination = elimination;
    this.policy = policy;
    this.ordering = ordering;
    hessian = new BlockHessian(arena, elimination, ordering);
    factor = IncompleteCholesky.create(arena, hessian, IncompleteCholesky.COMPLETE, 0);
  }

  /** The same for another structure, in the memory that is there. */
  void restructure() {
    hessian.restructure(ordering);
    factor.restructure();
    exists = false;
    current = false;
    keptIterations = FIRST_GUESS;
    failures = 0;
    pause = 0;
    factorizations = 0;
    kept = 0;
  }

  BlockHessian hessian() {
    return hessian;
  }

  /** Must be called when the model has changed, with the part that the step took off it. */
  void outdate(double change) {
    current = false;
    this.change = change;
    pause = Math.max(0, pause - 1);
  }

  /** Whether the factor is that of the present model and damping. */
  boolean isCurrent(double lambda) {
    return exists && current && lambda == factoredLambda;
  }

  /** Whether the rule says to compute the factor anew before the solve begins. */
  boolean isDue(double lambda) {
    if (isCurrent(lambda)) {
      return false;
    }
    double worth = worth();
    return !exists
        || pause > 0
        || change >= FAR
        || worth < LEAST_WORTH
        || keptIterations > worth
        || lambda > OTHER_DAMPING * factoredLambda
        || lambda < factoredLambda / OTHER_DAMPING;
  }

  /** Iterations that cost as much as a factorisation. */
  private double worth() {
    double cost =
        BYTES_PER_PAIR * elimination.pairs()
            + StaticFactor.BYTES_PER_FLOP * factor.flops()
            + StaticFactor.BYTES_PER_BLOCK * factor.blocks();
    double iteration =
        elimination.bytes(policy.jacobian()) + 2.0 * factor.bytes(policy.preconditioner());
    return cost / iteration;
  }

  /** Iterations beyond which a solve with the kept factor is given up for a fresh one. */
  double patience() {
    return Math.max(LEAST_WORTH, worth());
  }

  /** Factors the Hessian as it is, shifted if need be; false if that fails for every shift. */
  boolean compute(double lambda) {
    factorizations++;
    shift = 0;
    double next = Shift.firstOfComplete(Precision.DOUBLE);
    boolean positive = factor.factor(hessian, lambda);
    for (int i = 0; i < Shift.TRIES && !positive; i++) {
      shift = next;
      positive = factor.factor(hessian, lambda + shift);
      next *= Shift.GROWTH_OF_COMPLETE;
    }
    exists = positive;
    current = positive;
    isRounded = false;
    factoredLambda = lambda;
    keptIterations = FIRST_GUESS;
    return positive;
  }

  /** Solves with the factor as it was computed, in fp64. */
  void solve(Vector g, Vector x) {
    factor.applyUnrounded(g, x);
  }

  /** Rounds the factor to its storage, if that has not been done. Conjugate gradients need it. */
  void round() {
    if (!isRounded) {
      factor.store(policy.preconditioner());
      isRounded = true;
    }
  }

  /** Takes note of what conjugate gradients needed with a kept factor. */
  void observe(int iterations) {
    keptIterations = iterations;
    failures = 0;
    kept++;
  }

  /** Takes note that a solve with a kept factor was given up: the next try is the later for it. */
  void giveUp() {
    failures = Math.min(failures + 1, MAX_FAILURES);
    pause = 1 << failures;
  }

  @Override
  public void apply(Vector r, Vector z) {
    factor.apply(r, z);
  }

  int factorizations() {
    return factorizations;
  }

  long bytes() {
    return factor.bytes(isRounded ? policy.preconditioner() : Precision.DOUBLE);
  }

  Rounding rounding() {
    return factor.rounding();
  }

  /** Storage of what the last solve used. */
  Precision used() {
    return isRounded ? policy.preconditioner() : Precision.DOUBLE;
  }

  /** In words. */
  String description() {
    return String.format(
        Locale.ROOT,
        "complete Cholesky of the reduced system (%d variables, %d landmarks eliminated), %s"
            + " order%s; %d computed, kept for %d more solves (one is worth %.0f iterations)",
        elimination.variables(),
        elimination.landmarks(),
        ordering,
        shift > 0 ? String.format(Locale.ROOT, ", shift %.0e after a breakdown", shift) : "",
        factorizations,
        kept,
        worth());
  }
}
