package dev.mezzo.slam;

import dev.mezzo.optimize.Covariance;
import dev.mezzo.optimize.LossFunction;
import java.util.Arrays;
import java.util.List;

/**
 * Marginal covariances of the poses of a graph: how uncertain its measurements leave them, to first
 * order, if information matrices are inverse covariances of errors and the poses are the optimum.
 * See {@link Covariance} for what is computed and how.
 *
 * <p>The covariance of a pose X is that of d in X &#8862; d. It is relative to what holds its
 * component: fixed poses and {@link PoseGraph#anchors()} are known exactly, with covariance zero,
 * and uncertainty grows with the way from them. Rotations are in radians; the error of measurements
 * in space is half the rotation vector, so that the covariance of a rotation is four times the
 * inverse of the information that an edge gives on its error.
 *
 * <p>Holds the poses, edges and priors that the graph had when this was made; later changes of the
 * graph are not seen. Poses are named by their ids.
 *
 * <p>Tangent order: translation first, then rotation: Pose3 (vx vy vz wx wy wz), Pose2 (vx vy w);
 * metres, radians. Perturbations are on the right (body frame): X &#8862; d = X &#183; Exp(d), with
 * the full SE(2)/SE(3) exponential. Matrices in {@code double[]} are row-major.
 *
 * <p>Confined to the thread that made it; after {@link #close} everything throws {@link
 * IllegalStateException}.
 *
 * @param <P> Pose2 or Pose3
 */
public final class PoseGraphCovariance<P> implements AutoCloseable {
  private final PoseGraph<P> graph;
  private final List<P> poses;
  private final Covariance covariance;

  PoseGraphCovariance(PoseGraph<P> graph, LossFunction loss) {
    this.graph = graph;
    poses = List.copyOf(graph.poses());
    covariance = new Covariance(graph.toProblem(loss));
  }

  /**
   * The covariance of a pose.
   *
   * @param id the pose
   * @return 3 x 3 for Pose2, 6 x 6 for Pose3, in tangent order; a new array
   * @throws IllegalArgumentException if it is not there
   */
  public double[] of(long id) {
    return covariance.of(variable(id));
  }

  /**
   * The covariance between two poses: the expectation of da db^T.
   *
   * @param a id of the pose of the rows
   * @param b id of the pose of the columns
   * @return 3 x 3 for Pose2, 6 x 6 for Pose3, in tangent order; a new array
   * @throws IllegalArgumentException if one is not there
   */
  public double[] between(long a, long b) {
    return covariance.between(variable(a), variable(b));
  }

  /**
   * The joint covariance of several poses, with the least work for all their pairs.
   *
   * @param ids the poses, in the wanted order
   * @return square, row-major, with 3 rows for each Pose2, 6 for each Pose3; a new array
   * @throws IllegalArgumentException if one is not there
   */
  public double[] joint(long... ids) {
    return covariance.joint(Arrays.stream(ids).mapToInt(this::variable).toArray());
  }

  /**
   * The covariance of one pose as seen from another, as matching a new measurement between them
   * needs it: of d in T &#8862; d, T = Xa^-1 &#183; Xb. It does not depend on what holds the
   * component, nor does it lose digits far from there.
   *
   * @param a id of the pose that sees
   * @param b id of the pose that is seen
   * @return 3 x 3 for Pose2, 6 x 6 for Pose3, in tangent order; a new array
   * @throws IllegalArgumentException if one is not there
   */
  public double[] relative(long a, long b) {
    int[] variables = {variable(a), variable(b)};
    P inverse = graph.between(poses.get(variables[1]), poses.get(variables[0])); // T^-1
    double[] byA = graph.adjoint(inverse); // T Exp(d) = Exp(-da) T Exp(db): d = db - Ad(T^-1) da
    int n = graph.tangentDimension();
    double[] byB = new double[n * n];
    for (int i = 0; i < byA.length; i++) {
      byA[i] = -byA[i];
      byB[i] = i % (n + 1) == 0 ? 1 : 0;
    }
    return covariance.propagate(n, variables, byA, byB);
  }

  private int variable(long id) {
    int v = graph.variable(id);
    if (v >= poses.size()) {
      throw new IllegalArgumentException("pose " + id + " was added later");
    }
    return v;
  }

  /** Frees its memory. Calls after the first do nothing. */
  @Override
  public void close() {
    covariance.close();
  }
}
