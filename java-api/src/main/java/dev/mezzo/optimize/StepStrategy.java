package dev.mezzo.optimize;

import dev.mezzo.linalg.Vector;

/** How the linear solver's step becomes the step that is tried, and what its success changes. */
interface StepStrategy {

  /** What to do after a step was tried. */
  enum Verdict {
    /** Go on from where it led, uphill or not. */
    TAKE,
    /** Try another step from where it began. */
    STAY,
    /** Leave uphill ground: try another step from the best estimate so far. */
    GO_BACK
  }

  /** Begins another solve. */
  void reset();

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
   * @return whether that is {@code solved} as it is
   */
  boolean shape(LinearModel model, Vector solved, boolean isNewSolve, Vector step);

  /**
   * Judges the step that was shaped last.
   *
   * @param ratio decrease of the objective over decrease of the model; negative if the objective
   *     rose, NaN if it was not finite
   * @param decreases whether the objective became smaller by as much as is asked of a step
   * @param trial objective where the step led
   * @param best smallest objective so far, {@code trial} not counted; that of the present estimate
   *     unless steps have been taken uphill
   */
  Verdict judge(double ratio, boolean decreases, double trial, double best);

  /** Trust region radius or damping, for reports. */
  double region();

  /** Whether the region has become so small that no step will be found. */
  boolean isExhausted();
}
