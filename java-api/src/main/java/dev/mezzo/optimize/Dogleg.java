package dev.mezzo.optimize;

import dev.mezzo.linalg.Vector;

/**
 * Powell's dogleg (Powell 1970; Nocedal and Wright, Numerical Optimization, 2nd ed., section 4.1)
 * that tries the whole Gauss-Newton step first: the region is unbounded until a step fails. The
 * first step that leads uphill is taken all the same, on probation (the watchdog technique:
 * Chamberlain, Powell, Lemarechal and Pedersen, Mathematical Programming Study 16, 1982): if the
 * next one ends below where it began, the region stays unbounded, else both are taken back and the
 * region is bounded from then on. Lengths are Euclidean in column-scaled variables.
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

  /** Length of the step uphill that is on probation; 0 if none is. */
  private double probation;

  @Override
  public void reset() {
    radius = Double.POSITIVE_INFINITY;
    probation = 0;
  }

  @Override
  public double lambda() {
    return 0;
  }

  @Override
  public boolean solvesAfterRejection() {
    return false;
  }

  @Override
  public boolean shape(LinearModel model, Vector solved, boolean isNewSolve, Vector step) {
    if (isNewSolve) {
      solvedNorm = Math.sqrt(solved.dot(solved));
      knowsCauchy = false;
    }
    step.assign(solved, 1);
    stepNorm = solvedNorm;
    if (solvedNorm <= radius) {
      return true;
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
      return false;
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
    return false;
  }

  @Override
  public Verdict judge(double ratio, boolean decreases, double trial, double best) {
    if (probation > 0) {
      if (trial < best) {
        probation = 0;
        return Verdict.TAKE;
      }
      radius = SHRINK * probation;
      probation = 0;
      return Verdict.GO_BACK;
    }
    if (!decreases && Double.isInfinite(radius) && Double.isFinite(trial)) {
      probation = stepNorm;
      return Verdict.TAKE;
    }
    if (!(ratio >= POOR)) {
      radius = SHRINK * stepNorm;
    } else if (ratio > GOOD) {
      radius = Math.max(radius, GROW * stepNorm);
    }
    return decreases ? Verdict.TAKE : Verdict.STAY;
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
