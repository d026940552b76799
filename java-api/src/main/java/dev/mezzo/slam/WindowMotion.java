package dev.mezzo.slam;

import dev.mezzo.geometry.Pose3;
import dev.mezzo.optimize.Estimate;
import dev.mezzo.optimize.Evaluation;

/**
 * What was guessed of the motion from one keyframe to the next, as a factor that is used again for
 * others: r = W Log(Z^-1 X_i^-1 X_j), W = diag(1 / sigma). With e the logarithm, its Jacobian by
 * X_j is W Jr^-1(e), that by X_i is -W Jr^-1(e) Ad(X_j^-1 X_i).
 */
final class WindowMotion implements WindowLink {
  // Behind the results: poses of 7 numbers, then matrices of 36.
  private static final int RELATIVE = 78;
  private static final int ERROR = 85;
  private static final int LOG = 92;
  private static final int INVERSE = 98;
  private static final int ADJOINT = 105;
  private static final int RIGHT = 141;

  private final WindowKeyframes keyframes;
  private final double[] measured = new double[Pose3.STATE_SIZE];
  private final double[] firstPair = new double[2 * Pose3.STATE_SIZE];
  private final double[] weights = new double[6];
  private final int[] variables = new int[2];

  WindowMotion(WindowKeyframes keyframes, double sigmaTranslation, double sigmaRotation) {
    this.keyframes = keyframes;
    for (int i = 0; i < 6; i++) {
      weights[i] = 1 / (i < 3 ? sigmaTranslation : sigmaRotation);
    }
  }

  /** Becomes the motion between two keyframes as their poses are now. */
  void assign(int older, int newer) {
    variables[0] = older;
    variables[1] = newer;
    double[] poses = keyframes.poses();
    Pose3.between(poses, WindowKeyframes.at(older), poses, WindowKeyframes.at(newer), measured, 0);
  }

  @Override
  public int older() {
    return variables[0];
  }

  @Override
  public int newer() {
    return variables[1];
  }

  @Override
  public int dimension() {
    return 6;
  }

  @Override
  public int[] variables() {
    return variables;
  }

  @Override
  public void evaluate(Estimate x, Evaluation out) {
    double[] h = out.scratch();
    int i = x.offset(variables[0]);
    int j = x.offset(variables[1]);
    if (out.wantsJacobians()) {
      linearize(x.states(), i, j, h);
      out.jacobian(0, h, BY_OLDER);
      out.jacobian(1, h, BY_NEWER);
    } else {
      error(x.states(), i, x.states(), j, h);
      whiten(h);
    }
    out.residual(h, RESIDUAL);
  }

  private void whiten(double[] h) {
    for (int r = 0; r < 6; r++) {
      h[RESIDUAL + r] = weights[r] * h[LOG + r];
    }
  }

  private void error(double[] older, int i, double[] newer, int j, double[] h) {
    Pose3.between(older, i, newer, j, h, RELATIVE);
    Pose3.between(measured, 0, h, RELATIVE, h, ERROR);
    Pose3.localCoordinates(IDENTITY, 0, h, ERROR, h, LOG);
  }

  private static final double[] IDENTITY = {0, 0, 0, 0, 0, 0, 1};

  @Override
  public void linearize(double[] poses, int i, int j, double[] h) {
    boolean hasFirsts = keyframes.hasFirst(variables[0]) || keyframes.hasFirst(variables[1]);
    if (hasFirsts) {
      place(poses, i, variables[0], 0);
      place(poses, j, variables[1], Pose3.STATE_SIZE);
      error(firstPair, 0, firstPair, Pose3.STATE_SIZE, h);
    } else {
      error(poses, i, poses, j, h);
    }
    Pose3.between(h, RELATIVE, IDENTITY, 0, h, INVERSE);
    Pose3.adjoint(h, INVERSE, h, ADJOINT);
    Pose3.rightJacobianInverse(h, LOG, h, RIGHT);
    for (int r = 0; r < 6; r++) {
      for (int c = 0; c < 6; c++) {
        double sum = 0;
        for (int k = 0; k < 6; k++) {
          sum += h[RIGHT + 6 * r + k] * h[ADJOINT + 6 * k + c];
        }
        h[BY_OLDER + 6 * r + c] = -weights[r] * sum;
        h[BY_NEWER + 6 * r + c] = weights[r] * h[RIGHT + 6 * r + c];
      }
    }
    if (hasFirsts) {
      error(poses, i, poses, j, h);
    }
    whiten(h);
  }

  private void place(double[] poses, int i, int slot, int at) {
    boolean isFirst = keyframes.hasFirst(slot);
    System.arraycopy(
        isFirst ? keyframes.firsts() : poses,
        isFirst ? WindowKeyframes.at(slot) : i,
        firstPair,
        at,
        Pose3.STATE_SIZE);
  }
}
