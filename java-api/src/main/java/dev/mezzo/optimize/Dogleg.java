package dev.mezzo.optimize;

import dev.mezzo.linalg.Vector;

/**
 * Powell's dogleg (Powell 1970; Nocedal and Wright, Numerical Optimization, 2nd ed., section 4.1)
 * that tries the whole Gauss-Newton step first: the region is unbounded until a step fails. Lengths
 * are Euclidean in column-scaled variables.
 */
final class Dogleg implements StepStrategy {
  private static final double POOR = 0.25;
  private static final double GOOD = 0.75;
  private static final double SHRINK = 0.25;
  private static final double GROW = 3;
  private static final double SMALLEST = 1e-14;

  private double radius = Double.POSITIVE_INFINITY;
  private double stepNorm;
  private double solvedNorm;
  private double cauchyLength;
  private double gradientNorm;
  private boolean knowsCauchy;

  @Override
  public double lambda() {
    return 0;
  }

  @Override
  public boolean solvesAfterRejection() {
    return false;
  }

  @Override
  public void shape(LinearModel model, Vector solved, boolean isNewSolve, Vector step) {
    if (isNewSolve) {
      solvedNorm = Math.sqrt(solved.dot(solved));
      knowsCauchy = false;
    }
    step.assign(solved, 1);
    stepNorm = solvedNorm;
    if (solvedNorm <= radius) {
      return;
    }
    if (!knowsCauchy) {
      cauchyLength = model.cauchyLength();
      gradientNorm = Math.sqrt(model.gradient().dot(model.gradient()));
      knowsCauchy = true;
    }
    Vector g = model.gradient();
    stepNorm = radius;
    double cauchyNorm = cauchyLength * gradientNorm;
    if (cauchyNorm >= radius) {
      step.assign(g, radius / gradientNorm);
      return;
    }
    // On the way from the Cauchy point c to the Gauss-Newton point b: ||c + t (b - c)|| = radius.
    double cb = cauchyLength * g.dot(solved);
    double cc = cauchyNorm * cauchyNorm;
    double quadratic = solvedNorm * solvedNorm - 2 * cb + cc;
    double linear = cb - cc;
    double constant = radius * radius - cc;
    double root = Math.sqrt(linear * linear + quadratic * constant);
    double t = linear > 0 ? constant / (linear + root) : (root - linear) / quadratic;
    step.assign(g, (1 - t) * cauchyLength);
    step.axpy(t, solved);
  }

  @Override
  public void judge(double ratio, boolean accepted) {
    if (!(ratio >= POOR)) {
      radius = SHRINK * stepNorm;
    } else if (ratio > GOOD) {
      radius = Math.max(radius, GROW * stepNorm);
    }
  }

  @Override
  public double region() {
    return radius;
  }

  @Override
  public boolean isExhausted() {
    return radius < SMALLEST;
  }
}
