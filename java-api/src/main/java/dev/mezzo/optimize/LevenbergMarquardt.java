package dev.mezzo.optimize;

import dev.mezzo.linalg.Vector;

/**
 * Levenberg-Marquardt with Nielsen's update of the damping (Madsen, Nielsen and Tingleff, Methods
 * for Non-Linear Least Squares Problems, 2004, algorithm 3.16), in column-scaled variables, in
 * which the diagonal of the Hessian is near 1.
 */
final class LevenbergMarquardt implements StepStrategy {
  private static final double FIRST = 1e-4;
  private static final double LARGEST = 1e16;
  private static final double SMALLEST = 1e-16;

  private double lambda = FIRST;
  private double growth = 2;

  @Override
  public void reset() {
    lambda = FIRST;
    growth = 2;
  }

  @Override
  public double lambda() {
    return lambda;
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
    if (decreases) {
      lambda *= Math.max(1.0 / 3, 1 - Math.pow(2 * ratio - 1, 3));
      lambda = Math.max(lambda, SMALLEST);
      growth = 2;
      return Verdict.TAKE;
    }
    lambda *= growth;
    growth *= 2;
    return Verdict.STAY;
  }

  @Override
  public double region() {
    return lambda;
  }

  @Override
  public boolean isExhausted() {
    return lambda > LARGEST;
  }
}
