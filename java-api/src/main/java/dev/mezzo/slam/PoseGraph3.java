package dev.mezzo.slam;

import dev.mezzo.geometry.Pose3;
import dev.mezzo.geometry.Rotation3;
import dev.mezzo.optimize.Factor;
import dev.mezzo.optimize.Manifold;

/**
 * A pose graph in space. See {@link PoseGraph}; the error of a measurement has 6 components: the
 * translation of D in metres, the vector part of its unit quaternion with w &gt;= 0.
 */
public final class PoseGraph3 extends PoseGraph<Pose3> {
  /** An empty graph. */
  public PoseGraph3() {
    super(Manifold.POSE3);
  }

  @Override
  public int dimension() {
    return 3;
  }

  @Override
  PoseGraph<Pose3> empty() {
    return new PoseGraph3();
  }

  @Override
  Factor factor(int from, int to, Edge<Pose3> edge) {
    return new BetweenFactor3(from, to, edge.measurement(), edge.information());
  }

  @Override
  Factor factor(int pose, Prior<Pose3> prior) {
    return new PriorFactor3(pose, prior.measurement(), prior.information(), prior.offset());
  }

  @Override
  Factor factor(int pose, PositionPrior position) {
    return new PositionFactor3(pose, position.measurement(), position.information());
  }

  @Override
  Factor factor(int pose, int landmark, Observation<Pose3> o) {
    return new ObservationFactor3(pose, landmark, o.measurement(), o.information(), o.offset());
  }

  @Override
  double[] state(Pose3 pose) {
    double[] state = new double[Pose3.STATE_SIZE];
    pose.toState(state, 0);
    return state;
  }

  @Override
  Pose3 poseOf(double[] state) {
    return Pose3.ofState(state, 0);
  }

  @Override
  Pose3 identity() {
    return Pose3.identity();
  }

  @Override
  Pose3 compose(Pose3 a, Pose3 b) {
    return a.compose(b);
  }

  @Override
  Pose3 between(Pose3 a, Pose3 b) {
    return a.between(b);
  }

  @Override
  double[] transform(Pose3 pose, double[] point) {
    return pose.transform(point[0], point[1], point[2]);
  }

  @Override
  double[] rotation(Pose3 pose) {
    return pose.rotation().matrix();
  }

  @Override
  double[] translation(Pose3 pose) {
    return new double[] {pose.x(), pose.y(), pose.z()};
  }

  @Override
  Pose3 nearest(double[] translation, double[] rotation) {
    return Pose3.of(translation[0], translation[1], translation[2], Rotation3.ofMatrix(rotation));
  }

  @Override
  double[] adjoint(Pose3 pose) {
    return pose.adjoint();
  }
}
