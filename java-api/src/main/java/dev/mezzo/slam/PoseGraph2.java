package dev.mezzo.slam;

import dev.mezzo.geometry.Pose2;
import dev.mezzo.optimize.Factor;
import dev.mezzo.optimize.Manifold;

/**
 * A pose graph in the plane. See {@link PoseGraph}; the error of a measurement has 3 components:
 * the translation of D in metres, its angle wrapped to half a turn at most.
 */
public final class PoseGraph2 extends PoseGraph<Pose2> {
  /** An empty graph. */
  public PoseGraph2() {
    super(Manifold.POSE2);
  }

  @Override
  public int dimension() {
    return 2;
  }

  @Override
  PoseGraph<Pose2> empty() {
    return new PoseGraph2();
  }

  @Override
  Factor factor(int from, int to, Edge<Pose2> edge) {
    return new BetweenFactor2(from, to, edge.measurement(), edge.information());
  }

  @Override
  Factor factor(int pose, Prior<Pose2> prior) {
    return new PriorFactor2(pose, prior.measurement(), prior.information(), prior.offset());
  }

  @Override
  Factor factor(int pose, PositionPrior position) {
    return new PositionFactor2(pose, position.measurement(), position.information());
  }

  @Override
  Factor factor(int pose, int landmark, Observation<Pose2> o) {
    return new ObservationFactor2(pose, landmark, o.measurement(), o.information(), o.offset());
  }

  @Override
  double[] state(Pose2 pose) {
    double[] state = new double[Pose2.STATE_SIZE];
    pose.toState(state, 0);
    return state;
  }

  @Override
  Pose2 poseOf(double[] state) {
    return Pose2.ofState(state, 0);
  }

  @Override
  Pose2 identity() {
    return Pose2.identity();
  }

  @Override
  Pose2 compose(Pose2 a, Pose2 b) {
    return a.compose(b);
  }

  @Override
  Pose2 between(Pose2 a, Pose2 b) {
    return a.between(b);
  }

  @Override
  double[] transform(Pose2 pose, double[] point) {
    return pose.transform(point[0], point[1]);
  }

  @Override
  double[] rotation(Pose2 pose) {
    double c = Math.cos(pose.heading());
    double s = Math.sin(pose.heading());
    return new double[] {c, -s, s, c};
  }

  @Override
  double[] translation(Pose2 pose) {
    return new double[] {pose.x(), pose.y()};
  }

  @Override
  Pose2 nearest(double[] translation, double[] rotation) {
    return Pose2.of(translation[0], translation[1], Math.atan2(rotation[2], rotation[0]));
  }

  @Override
  double[] adjoint(Pose2 pose) {
    return pose.adjoint();
  }
}
