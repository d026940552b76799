package dev.mezzo.slam;

import dev.mezzo.optimize.Factor;

/**
 * What a {@link PoseGraph} needs to know of its kind of poses: all in which the plane and space
 * differ.
 *
 * @param <P> Pose2 or Pose3
 */
abstract sealed class PoseGraphKind<P> permits PoseGraphContents {
  /**
   * Dimension of the space the poses live in.
   *
   * @return 2 or 3
   */
  public abstract int dimension();

  /** A graph of the same kind without anything in it. */
  abstract PoseGraph<P> empty();

  abstract Factor factor(int from, int to, Edge<P> edge);

  abstract Factor factor(int pose, Prior<P> prior);

  abstract Factor factor(int pose, PositionPrior position);

  abstract Factor factor(int pose, int landmark, Observation<P> observation);

  abstract double[] state(P pose);

  abstract P poseOf(double[] state);

  abstract P identity();

  abstract P compose(P a, P b);

  /** Row-major, of the size of {@link #dimension()}. */
  abstract double[] rotation(P pose);

  abstract double[] translation(P pose);

  /** A pose of a translation and a rotation matrix, exact but for rounding. */
  abstract P nearest(double[] translation, double[] rotation);

  /** a^-1 &#183; b. */
  abstract P between(P a, P b);

  /** From the frame of a pose to the world. */
  abstract double[] transform(P pose, double[] point);

  /** Row-major, of the size of an information matrix. */
  abstract double[] adjoint(P pose);
}
