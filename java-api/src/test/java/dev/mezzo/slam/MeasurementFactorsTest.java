package dev.mezzo.slam;

import static dev.mezzo.slam.Samples.squaredNorm;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.mezzo.geometry.Point;
import dev.mezzo.geometry.Pose2;
import dev.mezzo.geometry.Pose3;
import dev.mezzo.geometry.Rotation3;
import dev.mezzo.optimize.LossFunction;
import dev.mezzo.optimize.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Errors against their definition by poses, Jacobians against finite differences. */
class MeasurementFactorsTest {
  private static final int SAMPLES = 200;
  private static final double JACOBIAN_TOLERANCE = 1e-7;

  private final Samples samples = new Samples(7);

  @Test
  void anEdgeInSpaceHasTheErrorOfItsDefinition() {
    for (int k = 0; k < SAMPLES; k++) {
      Pose3 from = samples.pose3(10, 2);
      Pose3 to = samples.pose3(10, 2);
      Pose3 z = samples.pose3(10, 2);
      double[] omega = samples.gram(6, 6);
      var graph = new PoseGraph3();
      graph.addPose(0, from);
      graph.addPose(1, to);
      graph.addEdge(0, 1, z, omega);
      assertClose(graph.chi2(), squaredNorm(error(z.between(from.between(to))), omega));
    }
  }

  @Test
  void anEdgeInThePlaneHasTheErrorOfItsDefinition() {
    for (int k = 0; k < SAMPLES; k++) {
      Pose2 from = samples.pose2(10, 3);
      Pose2 to = samples.pose2(10, 3);
      Pose2 z = samples.pose2(10, 3);
      double[] omega = samples.gram(3, 3);
      var graph = new PoseGraph2();
      graph.addPose(0, from);
      graph.addPose(1, to);
      graph.addEdge(0, 1, z, omega);
      assertClose(graph.chi2(), squaredNorm(error(z.between(from.between(to))), omega));
    }
  }

  @Test
  void aPriorHasTheErrorOfItsDefinition() {
    for (int k = 0; k < SAMPLES; k++) {
      Pose3 x3 = samples.pose3(10, 2);
      Pose3 z3 = samples.pose3(10, 2);
      double[] omega3 = samples.gram(6, 6);
      var space = new PoseGraph3();
      space.addPose(0, x3);
      space.addPrior(0, z3, omega3);
      assertClose(space.chi2(), squaredNorm(error(z3.between(x3)), omega3));

      Pose2 x2 = samples.pose2(10, 3);
      Pose2 z2 = samples.pose2(10, 3);
      double[] omega2 = samples.gram(3, 3);
      var plane = new PoseGraph2();
      plane.addPose(0, x2);
      plane.addPrior(0, z2, omega2);
      assertClose(plane.chi2(), squaredNorm(error(z2.between(x2)), omega2));
    }
  }

  @Test
  void aPriorByASensorHasTheErrorOfTheSensorsPose() {
    for (int k = 0; k < SAMPLES; k++) {
      Pose3 x3 = samples.pose3(10, 2);
      Pose3 offset3 = samples.pose3(2, 2);
      Pose3 z3 = samples.pose3(10, 2);
      InformationMatrix omega3 = InformationMatrix.of(samples.gram(6, 6));
      var space = new PoseGraph3();
      space.addPose(0, x3);
      space.addPrior(new Prior<>(0, z3, omega3, offset3));
      Pose3 d3 = z3.between(x3.compose(offset3));
      assertClose(space.chi2(), squaredNorm(error(d3), omega3.toArray()));
      assertThat(problem(space).checkJacobians(JACOBIAN_TOLERANCE)).isEmpty();

      Pose2 x2 = samples.pose2(10, 3);
      Pose2 offset2 = samples.pose2(2, 3);
      Pose2 z2 = samples.pose2(10, 3);
      InformationMatrix omega2 = InformationMatrix.of(samples.gram(3, 3));
      var plane = new PoseGraph2();
      plane.addPose(0, x2);
      plane.addPrior(new Prior<>(0, z2, omega2, offset2));
      Pose2 d2 = z2.between(x2.compose(offset2));
      assertClose(plane.chi2(), squaredNorm(error(d2), omega2.toArray()));
      assertThat(problem(plane).checkJacobians(JACOBIAN_TOLERANCE)).isEmpty();
    }
  }

  @Test
  void aPositionIsMeasuredAlongTheAxesOfTheWorldWhateverTheHeading() {
    for (int k = 0; k < SAMPLES; k++) {
      Pose3 x3 = samples.pose3(10, 2);
      Point z3 = samples.point(3, 10);
      double[] omega3 = samples.gram(3, 3);
      var space = new PoseGraph3();
      space.addPose(0, x3);
      space.addPosition(0, z3, InformationMatrix.of(omega3));
      double[] e3 = {x3.x() - z3.x(), x3.y() - z3.y(), x3.z() - z3.z()};
      assertClose(space.chi2(), squaredNorm(e3, omega3));
      assertThat(problem(space).checkJacobians(JACOBIAN_TOLERANCE)).isEmpty();

      Pose2 x2 = samples.pose2(10, 3);
      Point z2 = samples.point(2, 10);
      double[] omega2 = samples.gram(2, 2);
      var plane = new PoseGraph2();
      plane.addPose(0, x2);
      plane.addPosition(0, z2, InformationMatrix.of(omega2));
      double[] e2 = {x2.x() - z2.x(), x2.y() - z2.y()};
      assertClose(plane.chi2(), squaredNorm(e2, omega2));
      assertThat(problem(plane).checkJacobians(JACOBIAN_TOLERANCE)).isEmpty();
    }
  }

  @Test
  void aRotationByAnAngleInSpaceCountsWithTheSineOfItsHalf() {
    var graph = new PoseGraph3();
    graph.addPose(0, Pose3.identity());
    graph.addPose(1, Pose3.exp(0, 0, 0, 0, 0, 0.4));
    graph.addEdge(0, 1, Pose3.identity(), InformationMatrix.identity(6).toArray());
    assertThat(graph.chi2()).isCloseTo(Math.pow(Math.sin(0.2), 2), within(1e-16));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1e-9, 1e-3, 0.5, 1.7})
  void jacobiansInSpaceAreTheDerivatives(double angle) {
    for (int k = 0; k < SAMPLES; k++) {
      Pose3 from = samples.pose3(5, 2);
      Pose3 z = samples.pose3(5, 2);
      Pose3 to = from.compose(z).compose(samples.pose3(2, angle));
      var graph = new PoseGraph3();
      graph.addPose(0, from);
      graph.addPose(1, to);
      graph.addEdge(0, 1, z, samples.gram(6, 6));
      graph.addPrior(1, to.compose(samples.pose3(2, angle)), samples.gram(6, 6));
      assertThat(problem(graph).checkJacobians(JACOBIAN_TOLERANCE)).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1e-9, 1e-3, 0.5, 3.1})
  void jacobiansInThePlaneAreTheDerivatives(double angle) {
    for (int k = 0; k < SAMPLES; k++) {
      Pose2 from = samples.pose2(5, 3);
      Pose2 z = samples.pose2(5, 3);
      Pose2 to = from.compose(z).compose(samples.pose2(2, angle));
      var graph = new PoseGraph2();
      graph.addPose(0, from);
      graph.addPose(1, to);
      graph.addEdge(0, 1, z, samples.gram(3, 3));
      graph.addPrior(1, to.compose(samples.pose2(2, angle)), samples.gram(3, 3));
      assertThat(problem(graph).checkJacobians(JACOBIAN_TOLERANCE)).isEmpty();
    }
  }

  @Test
  void jacobiansHoldOnBothSidesOfHalfATurn() {
    for (double angle : new double[] {Math.PI - 1e-3, Math.PI + 1e-3}) {
      var space = new PoseGraph3();
      space.addPose(0, samples.pose3(5, 2));
      space.addPose(1, space.pose(0L).compose(Pose3.exp(1, 2, 3, 0, 0.6 * angle, 0.8 * angle)));
      space.addEdge(0, 1, Pose3.identity(), samples.gram(6, 6));
      assertThat(problem(space).checkJacobians(JACOBIAN_TOLERANCE)).isEmpty();

      var plane = new PoseGraph2();
      plane.addPose(0, samples.pose2(5, 3));
      plane.addPose(1, plane.pose(0L).compose(Pose2.of(1, 2, angle)));
      plane.addEdge(0, 1, Pose2.identity(), samples.gram(3, 3));
      assertThat(problem(plane).checkJacobians(JACOBIAN_TOLERANCE)).isEmpty();
    }
  }

  @Test
  void anEdgeThatMeasuresOnlySomeDirectionsIsIndifferentToTheOthers() {
    double[] omega = new double[36];
    omega[0] = 4; // x alone
    var graph = new PoseGraph3();
    graph.addPose(0, Pose3.identity());
    graph.addPose(1, Pose3.of(1.5, 70, -30, Rotation3.exp(0.3, 0.2, 0.1)));
    graph.addEdge(0, 1, Pose3.of(1, 0, 0, Rotation3.identity()), omega);
    assertThat(graph.chi2()).isCloseTo(4 * 0.25, within(1e-15));
    assertThat(problem(graph).checkJacobians(JACOBIAN_TOLERANCE)).isEmpty();
  }

  @Test
  void digitsSurviveFarFromTheOrigin() {
    // An edge of a metre, wrong by a millimetre, a thousand kilometres from the origin.
    Pose3 from = Pose3.of(1e6, -1e6, 1e6, Rotation3.exp(1, 2, -0.5));
    Pose3 z = Pose3.of(1, 0, 0, Rotation3.exp(0.1, 0, 0));
    var graph = new PoseGraph3();
    graph.addPose(0, from);
    graph.addPose(1, from.compose(Pose3.of(1.001, 0, 0, z.rotation())));
    graph.addEdge(0, 1, z, InformationMatrix.identity(6).toArray());
    assertThat(graph.chi2()).isCloseTo(1e-6, within(1e-12));
  }

  @Test
  void anInformationMatrixOfTheOtherDimensionIsRefused() {
    var wrong = InformationMatrix.identity(3);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BetweenFactor3(0, 1, Pose3.identity(), wrong))
        .withMessageContaining("6x6");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PriorFactor3(0, Pose3.identity(), wrong));
    var wrong2 = InformationMatrix.identity(6);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BetweenFactor2(0, 1, Pose2.identity(), wrong2))
        .withMessageContaining("3x3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PriorFactor2(0, Pose2.identity(), wrong2));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PositionFactor2(0, Point.of(1, 2), wrong))
        .withMessageContaining("2x2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PositionFactor3(0, Point.of(1, 2), wrong))
        .withMessageContaining("a point of space has 3 coordinates, not 2");
  }

  private static Problem problem(PoseGraph<?> graph) {
    return graph.toProblem(LossFunction.NONE);
  }

  private static double[] error(Pose3 d) {
    Rotation3 q = d.rotation(); // w is never negative
    return new double[] {d.x(), d.y(), d.z(), q.x(), q.y(), q.z()};
  }

  private static double[] error(Pose2 d) {
    return new double[] {d.x(), d.y(), d.heading()};
  }

  private static void assertClose(double actual, double expected) {
    assertThat(actual).isCloseTo(expected, within(1e-12 * expected));
  }
}
