package dev.mezzo.optimize;

import dev.mezzo.linalg.Vector;

/**
 * Gauss-Newton: every step is taken whole, uphill too, as long as the objective stays finite. The
 * solve ends with the best estimate that it came by.
 */
final class GaussNewton implements StepStrategy {
  private boolean isExhausted;

  @Override
  public void reset() {
    // Keeps nothing.
  }

  @Override
  public double lambda() {
    return 0;
  }

  @Override
  public boolean solvesAfterRejection() {
    return true;
  }

  @Override
  public boolean shape(LinearModel model, Vector solved, boolean isNewSolve, Vector step) {
    step.assign(solved, 1);
    return true;
  }

  @Override
  public Verdict judge(double ratio, boolean decreases, double trial, double best) {
    isExhausted = !Double.isFinite(trial);
    return isExhausted ? Verdict.STAY : Verdict.TAKE;
  }

  @Override
  public double region() {
    return Double.POSITIVE_INFINITY;
  }

  @Override
  public boolean isExhausted() {
    return isExhausted;
  }
}
