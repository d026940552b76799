package dev.mezzo.optimize;

import dev.mezzo.linalg.Vector;
import java.util.List;

/** Solves for the (damped) Gauss-Newton step of a linear model. */
interface StepSolver {

  /**
   * Approximates the minimiser of ||r + J D y||^2 + lambda ||y||^2.
   *
   * @param model refreshed at the present estimate
   * @param isNewModel false if only lambda differs from the last call
   * @param lambda damping, at least 0
   * @param change part of the objective that the last step took off it, 0 to 1; 1 at the start
   * @param y receives the step, fp64
   * @return false if no usable step was found
   */
  boolean solve(LinearModel model, boolean isNewModel, double lambda, double change, Vector y);

  /**
   * Begins another solve of the outer loop, whose structure may be another one.
   *
   * @param deadline as of {@link System#nanoTime()}
   * @return false if it cannot, and a new one must take its place
   */
  default boolean restructure(long deadline) {
    return false;
  }

  /**
   * The last step was rejected: makes the next solve of the same model more exact, if inexactness
   * may have been to blame.
   *
   * @return whether solving again may give a better step
   */
  boolean refine();

  /** As in reports: "cgnr", "direct", ... */
  String name();

  /** Conjugate gradient iterations of the last call. */
  int linearIterations();

  /** Whether the last call factored anew. */
  boolean factored();

  /** Numeric factorisations so far. */
  int factorizations();

  /** Storage of the factor, for reports: fp64, fp32, fp16. */
  String factorStorage();

  /** In words. */
  String preconditioner();

  /** What precision could not do, so far. */
  default List<Fallback> fallbacks() {
    return List.of();
  }

  /** What roundings did, those that happened only. */
  default List<RangeReport> ranges() {
    return List.of();
  }

  /** Bytes of the factor that the triangular solves read. */
  long factorBytes();

  /** Bytes of the Jacobian that products read. */
  long jacobianBytes();
}
