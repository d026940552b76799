package dev.mezzo.optimize;

import dev.mezzo.linalg.Vector;

/** How the linear solver's step becomes the step that is tried, and what its success changes. */
interface StepStrategy {

  /** Damping that the linear system is to be solved with. */
  double lambda();

  /** Whether a rejected step means that the linear system must be solved again. */
  boolean solvesAfterRejection();

  /**
   * Shapes the step.
   *
   * @param model at the present estimate
   * @param solved the step as the linear solver gave it
   * @param isNewSolve false if {@code solved} is the same as at the last call
   * @param step receives the step to try
   */
  void shape(LinearModel model, Vector solved, boolean isNewSolve, Vector step);

  /**
   * Takes note of what came of the step.
   *
   * @param ratio decrease of the objective over decrease of the model; negative if the objective
   *     rose, NaN if it was not finite
   * @param accepted whether the step was taken
   */
  void judge(double ratio, boolean accepted);

  /** Trust region radius or damping, for reports. */
  double region();

  /** Whether the region has become so small that no step will be found. */
  boolean isExhausted();
}
