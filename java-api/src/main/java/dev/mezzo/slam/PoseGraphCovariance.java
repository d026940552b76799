package dev.mezzo.slam;

import dev.mezzo.geometry.Point;
import dev.mezzo.optimize.Covariance;
import dev.mezzo.optimize.LossFunction;
import java.util.Arrays;
import java.util.List;

/**
 * Marginal covariances of the poses and landmarks of a graph: how uncertain its measurements leave
 * them, to first order, if information matrices are inverse covariances of errors and the graph is
 * at the optimum. See {@link Covariance} for what is computed and how.
 *
 * <p>The covariance of a pose X is that of d in X &#8862; d, that of a landmark is along the axes
 * of the world. It is relative to what holds its component: fixed poses and {@link
 * PoseGraph#anchors()} are known exactly, with covariance zero, and uncertainty grows with the way
 * from them. Rotations are in radians; the error of measurements in space is half the rotation
 * vector, so that the covariance of a rotation is four times the inverse of the information that an
 * edge gives on its error.
 *
 * <p>Holds what the graph had when this was made; later changes of the graph are not seen. Poses
 * and landmarks are named by their ids.
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
  private final List<Point> landmarks;
  private final Covariance covariance;

  PoseGraphCovariance(PoseGraph<P> graph, LossFunction loss) {
    this.graph = graph;
    poses = List.copyOf(graph.poses());
    landmarks = List.copyOf(graph.landmarks());
    covariance = new Covariance(graph.toProblem(loss));
  }

  /**
   * The covariance of a pose or a landmark.
   *
   * @param id the pose or landmark
   * @return 3 x 3 for Pose2, 6 x 6 for Pose3, in tangent order; 2 x 2 for a landmark in the plane,
   *     3 x 3 in space; a new array
   * @throws IllegalArgumentException if it is not there
   */
  public double[] of(long id) {
    return covariance.of(variable(id));
  }

  /**
   * The covariance between two poses or landmarks: the expectation of da db^T.
   *
   * @param a id of the pose or landmark of the rows
   * @param b id of the pose or landmark of the columns
   * @return row-major, with as many rows and columns as {@link #of} has for each; a new array
   * @throws IllegalArgumentException if one is not there
   */
  public double[] between(long a, long b) {
    return covariance.between(variable(a), variable(b));
  }

  /**
   * The joint covariance of several poses and landmarks, with the least work for all their pairs.
   *
   * @param ids the poses and landmarks, in the wanted order
   * @return square, row-major, with as many rows for each as {@link #of} has; a new array
   * @throws IllegalArgumentException if one is not there
   */
  public double[] joint(long... ids) {
    return covariance.joint(Arrays.stream(ids).mapToInt(this::variable).toArray());
  }

  /**
   * The covariance of one pose or landmark as seen from another pose, as matching a new measurement
   * between them needs it: of d in T &#8862; d, T = Xa^-1 &#183; Xb, or of y = Xa^-1 &#183; l. It
   * does not depend on what holds the component, nor does it lose digits far from there.
   *
   * @param a id of the pose that sees
   * @param b id of the pose or landmark that is seen
   * @return 3 x 3 for Pose2, 6 x 6 for Pose3, in tangent order; 2 x 2 for a landmark in the plane,
   *     3 x 3 in space, along the axes of pose a; a new array
   * @throws IllegalArgumentException if one is not there, or the first is no pose
   */
  public double[] relative(long a, long b) {
    int[] variables = {variable(a), variable(b)};
    if (variables[0] >= poses.size()) {
      throw new IllegalArgumentException(a + " is a landmark, which sees nothing");
    }
    int n = graph.tangentDimension();
    if (variables[1] >= poses.size()) {
      return seen(variables);
    }
    P inverse = graph.between(poses.get(variables[1]), poses.get(variables[0])); // T^-1
    double[] byA = graph.adjoint(inverse); // T Exp(d) = Exp(-da) T Exp(db): d = db - Ad(T^-1) da
    double[] byB = new double[n * n];
    for (int i = 0; i < byA.length; i++) {
      byA[i] = -byA[i];
      byB[i] = i % (n + 1) == 0 ? 1 : 0;
    }
    return covariance.propagate(n, variables, byA, byB);
  }

  /** Of y = X^-1 &#183; l, which (v, w) changes by -v - w x y, and dl by R^T dl. */
  private double[] seen(int[] variables) {
    int d = graph.dimension();
    P pose = poses.get(variables[0]);
    double[] point = landmarks.get(variables[1] - poses.size()).toArray();
    double[] y = graph.transform(graph.between(pose, graph.identity()), point);
    double[] byPose = Congruence.motionOf(y);
    for (int i = 0; i < byPose.length; i++) {
      byPose[i] = -byPose[i];
    }
    double[] byLandmark = Congruence.transposed(graph.rotation(pose), d);
    return covariance.propagate(d, variables, byPose, byLandmark);
  }

  /** Among the variables of the problem as it was. */
  private int variable(long id) {
    int v = graph.variable(id);
    boolean isPose = graph.contains(id);
    int k = isPose ? v : v - graph.size();
    if (k >= (isPose ? poses.size() : landmarks.size())) {
      throw new IllegalArgumentException(
          (isPose ? "pose " : "landmark ") + id + " was added later");
    }
    return isPose ? k : poses.size() + k;
  }

  /** Frees its memory. Calls after the first do nothing. */
  @Override
  public void close() {
    covariance.close();
  }
}
