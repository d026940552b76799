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
import dev.mezzo.optimize.Optimizer;
import dev.mezzo.optimize.Problem;
import org.junit.jupiter.api.Test;

/** Landmarks among poses: their errors, their ids, what holds them and where they start. */
class LandmarksTest {
  private static final InformationMatrix UNIT = InformationMatrix.identity(2);
  private static final InformationMatrix UNIT_POSE = InformationMatrix.identity(3);
  private static final double JACOBIAN_TOLERANCE = 1e-7;

  private final Samples samples = new Samples(5);

  @Test
  void anObservationHasTheErrorOfItsDefinition() {
    for (int k = 0; k < 200; k++) {
      Pose3 x3 = samples.pose3(10, 2);
      Pose3 offset3 = samples.pose3(2, 2);
      Point l3 = samples.point(3, 10);
      Point z3 = samples.point(3, 10);
      double[] omega3 = samples.gram(3, 3);
      var space = new PoseGraph3();
      space.addPose(0, x3);
      space.addLandmark(1, l3);
      space.addObservation(new Observation<>(0, 1, z3, InformationMatrix.of(omega3), offset3));
      double[] y3 = x3.compose(offset3).inverse().transform(l3.x(), l3.y(), l3.z());
      double[] e3 = {y3[0] - z3.x(), y3[1] - z3.y(), y3[2] - z3.z()};
      assertClose(space.chi2(), squaredNorm(e3, omega3));
      assertThat(problem(space).checkJacobians(JACOBIAN_TOLERANCE)).isEmpty();

      Pose2 x2 = samples.pose2(10, 3);
      Pose2 offset2 = samples.pose2(2, 3);
      Point l2 = samples.point(2, 10);
      Point z2 = samples.point(2, 10);
      double[] omega2 = samples.gram(2, 2);
      var plane = new PoseGraph2();
      plane.addPose(0, x2);
      plane.addLandmark(1, l2);
      plane.addObservation(new Observation<>(0, 1, z2, InformationMatrix.of(omega2), offset2));
      double[] y2 = x2.compose(offset2).inverse().transform(l2.x(), l2.y());
      double[] e2 = {y2[0] - z2.x(), y2[1] - z2.y()};
      assertClose(plane.chi2(), squaredNorm(e2, omega2));
      assertThat(problem(plane).checkJacobians(JACOBIAN_TOLERANCE)).isEmpty();
    }
  }

  @Test
  void aSensorsObservationIsWorthTheSameFromTheBody() {
    for (int k = 0; k < 50; k++) {
      var given =
          new Observation<>(
              0,
              1,
              samples.point(3, 10),
              InformationMatrix.of(samples.gram(3, 3)),
              samples.pose3(2, 2));
      var bySensor = new PoseGraph3();
      var byBody = new PoseGraph3();
      Pose3 pose = samples.pose3(10, 2);
      Point landmark = samples.point(3, 10);
      for (PoseGraph3 graph : new PoseGraph3[] {bySensor, byBody}) {
        graph.addPose(0, pose);
        graph.addLandmark(1, landmark);
        graph.addObservation(graph == bySensor ? given : given.fromBody());
      }
      assertThat(given.fromBody().offset()).isEqualTo(Pose3.identity());
      assertClose(byBody.chi2(), bySensor.chi2());
    }
  }

  @Test
  void aLandmarkMayBeMeasuredInTheWorld() {
    var graph = new PoseGraph2();
    graph.addLandmark(3, Point.of(1, 2));
    graph.addPosition(3, Point.of(0.5, 4), InformationMatrix.of(2, 1, 1, 3));
    assertClose(graph.chi2(), 2 * 0.25 - 2 * 0.5 * 2 + 3 * 4);
    assertThat(problem(graph).checkJacobians(JACOBIAN_TOLERANCE)).isEmpty();
  }

  @Test
  void noTwoVerticesHaveTheSameId() {
    PoseGraph2 graph = square();
    refused(() -> graph.addPose(10, Pose2.identity()), "there is a landmark 10 already");
    refused(() -> graph.addLandmark(0, Point.of(0, 0)), "there is a pose 0 already");
    refused(() -> graph.addLandmark(10, Point.of(0, 0)), "there is a landmark 10 already");
    refused(() -> graph.addLandmark(11, Point.of(0, 0, 0)), "2 coordinates, not 3");
    refused(() -> graph.addObservation(10, 10, Point.of(0, 0), UNIT), "10 is a landmark, not a");
    refused(() -> graph.addObservation(0, 1, Point.of(0, 0), UNIT), "1 is a pose, not a landmark");
    refused(() -> graph.addObservation(0, 99, Point.of(0, 0), UNIT), "there is no landmark 99");
    refused(() -> graph.addObservation(0, 10, Point.of(0, 0), UNIT_POSE), "2x2");
    refused(() -> graph.addEdge(0, 10, Pose2.identity(), UNIT_POSE), "10 is a landmark, not a");
    refused(() -> graph.fix(99), "there is no pose or landmark 99");
    refused(() -> graph.landmark(0), "0 is a pose, not a landmark");
    refused(() -> graph.setLandmark(10, Point.of(1, 2, 3)), "2 coordinates, not 3");
    assertThat(graph.observations()).isEmpty();
    assertThat(graph.landmarkIds()).containsExactly(10);
    assertThat(graph.contains(10)).isFalse();
    assertThat(graph.containsLandmark(10)).isTrue();
  }

  @Test
  void landmarksAreTheVariablesAfterTheLastPoseWheneverTheyWereAdded() {
    PoseGraph2 graph = square();
    graph.addObservation(3, 10, Point.of(0, 0), UNIT);
    graph.addPosition(10, Point.of(9, 9), UNIT);
    graph.addPose(4, Pose2.of(7, 7, 0));
    assertThat(graph.variable(10)).isEqualTo(5);
    Problem problem = problem(graph);
    assertThat(problem.variables()).isEqualTo(6);
    assertThat(problem.factors()).isEqualTo(5);
    assertThat(problem.residuals()).isEqualTo(13);
    assertThat(problem.state(5)).containsExactly(0.5, 0.5);
    problem.setState(5, 0.25, 0.75);
    graph.setPoses(problem);
    assertThat(graph.landmark(10)).isEqualTo(Point.of(0.25, 0.75));
    assertThat(graph.measurements()).isEqualTo(5);
  }

  @Test
  void posesThatSeeTheSameLandmarkAreConnectedUnlessItIsFixed() {
    PoseGraph2 graph = square();
    graph.addPose(7, Pose2.of(1, 1, 0));
    graph.addObservation(7, 10, Point.of(0, 0), UNIT);
    assertThat(graph.components()).containsExactly(new long[] {0, 1, 2, 3}, new long[] {7});
    graph.addObservation(2, 10, Point.of(0, 0), UNIT);
    assertThat(graph.components()).containsExactly(new long[] {0, 1, 2, 3, 7});
    assertThat(graph.anchors()).containsExactly(0);
    graph.fix(10);
    assertThat(graph.components()).containsExactly(new long[] {0, 1, 2, 3}, new long[] {7});
    assertThat(graph.anchors()).containsExactly(0, 7); // both may turn about it
  }

  @Test
  void twoFixedLandmarksHoldAComponentInThePlane() {
    PoseGraph2 graph = square();
    graph.addLandmark(11, Point.of(2, 3));
    graph.fix(10);
    graph.fix(11);
    graph.addObservation(1, 10, Point.of(1, 1), UNIT);
    assertThat(graph.anchors()).containsExactly(0);
    graph.addObservation(1, 10, Point.of(1, 1), UNIT); // the same again says nothing new
    assertThat(graph.anchors()).containsExactly(0);
    graph.addObservation(3, 11, Point.of(1, 1), UNIT);
    assertThat(graph.anchors()).isEmpty();
  }

  @Test
  void threeFixedLandmarksHoldAComponentInSpaceUnlessOnALine() {
    for (double aside : new double[] {0, 0.5}) {
      var graph = new PoseGraph3();
      graph.addPose(0, Pose3.of(1, 2, 3, Rotation3.exp(0.1, 0.2, 0.3)));
      Pose3 sensor = samples.pose3(1, 1);
      for (int k = 1; k <= 3; k++) {
        graph.addLandmark(k, Point.of(100 + k, k == 2 ? aside : 0, 50));
        graph.fix(k);
        graph.addObservation(
            new Observation<>(0, k, Point.of(0, 0, 0), InformationMatrix.identity(3), sensor));
      }
      assertThat(graph.anchors()).hasSize(aside == 0 ? 1 : 0);
    }
  }

  @Test
  void surveyedLandmarksHoldAComponent() {
    PoseGraph2 graph = square();
    graph.addLandmark(11, Point.of(2, 3));
    graph.addObservation(1, 10, Point.of(1, 1), UNIT);
    graph.addObservation(2, 11, Point.of(1, 1), UNIT);
    graph.addPosition(10, Point.of(0.5, 0.5), UNIT);
    assertThat(graph.anchors()).containsExactly(0);
    graph.addPosition(11, Point.of(2, 3), UNIT);
    assertThat(graph.anchors()).isEmpty();
  }

  @Test
  void aLandmarkThatIsNotMeasuredInEachDirectionStays() {
    PoseGraph2 graph = square();
    graph.addLandmark(11, Point.of(2, 3));
    graph.addLandmark(12, Point.of(2, 3));
    graph.addPosition(12, Point.of(5, 6), UNIT);
    graph.addLandmark(13, Point.of(2, 3));
    graph.addPosition(13, Point.of(5, 6), InformationMatrix.diagonal(1, 0));
    graph.optimize(Optimizer.builder().build(), LossFunction.NONE, Initialization.FILE);
    assertThat(graph.landmark(10)).isEqualTo(Point.of(0.5, 0.5));
    assertThat(graph.landmark(11)).isEqualTo(Point.of(2, 3));
    assertThat(graph.landmark(12).x()).isCloseTo(5, within(1e-12));
    assertThat(graph.landmark(13)).isEqualTo(Point.of(2, 3));
    assertThat(graph.anchors()).containsExactly(0);
  }

  @Test
  void landmarksStartAtTheWeightedMeanOfWhatIsSeen() {
    for (Initialization way :
        new Initialization[] {Initialization.SPANNING_TREE, Initialization.ODOMETRY}) {
      PoseGraph2 graph = square();
      // Pose 0 looks along x, pose 1 along y: what is precise for one is not for the other.
      graph.addObservation(0, 10, Point.of(3, 4), InformationMatrix.diagonal(3, 1));
      graph.addObservation(1, 10, Point.of(4, -1), InformationMatrix.diagonal(3, 1));
      graph.addLandmark(11, Point.of(5, 5)); // not seen
      graph.addLandmark(12, Point.of(5, 5)); // seen, but fixed
      graph.addObservation(0, 12, Point.of(3, 4), UNIT);
      graph.fix(12);
      graph.addLandmark(13, Point.of(5, 5)); // measured along one axis only
      graph.addObservation(0, 13, Point.of(3, 4), InformationMatrix.diagonal(3, 0));
      graph.initialize(way);
      // 0 sees (3, 4) with information (3, 1), 1 sees (2, 4) with (1, 3).
      assertThat(graph.landmark(10).x()).isCloseTo((3 * 3 + 2) / 4.0, within(1e-14));
      assertThat(graph.landmark(10).y()).isCloseTo(4, within(1e-14));
      assertThat(graph.landmark(11)).isEqualTo(Point.of(5, 5));
      assertThat(graph.landmark(12)).isEqualTo(Point.of(5, 5));
      assertThat(graph.landmark(13)).isEqualTo(Point.of(3, 4));
    }
  }

  @Test
  void chordalRelaxationClosesLoopsByLandmarks() {
    // A straight drive whose odometry is 10 % short; a landmark at each end, both seen from both.
    var graph = new PoseGraph2();
    for (int k = 0; k <= 10; k++) {
      graph.addPose(k, Pose2.of(0, 0, 0));
      if (k > 0) {
        graph.addEdge(k - 1, k, Pose2.of(0.9, 0, 0), UNIT_POSE);
      }
    }
    graph.addLandmark(20, Point.of(0, 0));
    graph.addLandmark(21, Point.of(0, 0));
    InformationMatrix sharp = InformationMatrix.diagonal(1e6, 1e6);
    for (int k = 0; k <= 10; k += 10) {
      graph.addObservation(k, 20, Point.of(-k, 1), sharp);
      graph.addObservation(k, 21, Point.of(10 - k, 1), sharp);
    }
    graph.initialize(Initialization.CHORDAL);
    assertThat(graph.pose(10L).x()).isCloseTo(10, within(1e-4));
    assertThat(graph.pose(5L).x()).isCloseTo(5, within(1e-4));
    assertThat(graph.landmark(21).x()).isCloseTo(10, within(1e-4));
  }

  @Test
  void chordalRelaxationTurnsAComponentToItsFixedLandmarks() {
    Pose2 motion = Pose2.of(5, -3, 2);
    PoseGraph2 graph = square();
    graph.addLandmark(11, Point.of(0, 0));
    graph.addLandmark(12, Point.of(0, 0));
    double[][] seen = {{1, 2}, {-3, 1}};
    for (int k = 0; k < 2; k++) {
      graph.setLandmark(11 + k, Point.ofArray(motion.transform(seen[k][0], seen[k][1])));
      graph.fix(11 + k);
      graph.addObservation(0, 11 + k, Point.ofArray(seen[k]), UNIT);
    }
    graph.addObservation(2, 10, Point.of(1, 1), UNIT);
    graph.initialize(Initialization.CHORDAL);
    assertThat(graph.chi2()).isLessThan(1e-24);
    assertThat(graph.pose(0L).heading()).isCloseTo(2, within(1e-12));
  }

  @Test
  void automaticInitialisationPutsLandmarksBackWithThePoses() {
    PoseGraph2 graph = square();
    graph.addObservation(0, 10, Point.of(40, 0), InformationMatrix.diagonal(1, 1));
    graph.addObservation(1, 10, Point.of(-40, 0), InformationMatrix.diagonal(1, 1));
    graph.setLandmark(10, Point.of(20.5, -19.5));
    Pose2 before = graph.pose(2L);
    Initialization taken = graph.initialize(Initialization.AUTO);
    if (taken == Initialization.FILE) {
      assertThat(graph.landmark(10)).isEqualTo(Point.of(20.5, -19.5));
      assertThat(graph.pose(2L)).isEqualTo(before);
    } else {
      assertThat(graph.landmark(10)).isNotEqualTo(Point.of(20.5, -19.5));
    }
  }

  @Test
  void falseClosuresAreFoundAmongLandmarksToo() {
    PoseGraph2 graph = square();
    graph.addEdge(3, 0, Pose2.of(1, 0, Math.PI / 2), UNIT_POSE);
    graph.addEdge(0, 2, Pose2.of(7, -5, 1), InformationMatrix.diagonal(100, 100, 100));
    graph.setPose(2, Pose2.of(3, 3, 0));
    graph.setLandmark(10, Point.of(9, 9));
    for (int k = 0; k < 4; k++) {
      graph.addObservation(k, 10, Point.of(0.5, 0.5), UNIT);
    }
    var result = GraduatedNonConvexity.builder().build().optimize(graph);
    assertThat(result.rejectedIndices().stream()).containsExactly(4);
    assertThat(graph.landmark(10).x()).isCloseTo(0.5, within(1e-9));
    assertThat(graph.pose(2L).x()).isCloseTo(1, within(1e-9));
  }

  /** Poses 0 to 3 around the unit square, each looking to the next, and landmark 10 within. */
  private static PoseGraph2 square() {
    var graph = new PoseGraph2();
    for (int k = 0; k < 4; k++) {
      double x = k == 1 || k == 2 ? 1 : 0;
      double y = k >= 2 ? 1 : 0;
      graph.addPose(k, Pose2.of(x, y, k * Math.PI / 2));
      if (k > 0) {
        graph.addEdge(k - 1, k, Pose2.of(1, 0, Math.PI / 2), UNIT_POSE);
      }
    }
    graph.addLandmark(10, Point.of(0.5, 0.5));
    return graph;
  }

  private static void refused(Runnable call, String reason) {
    assertThatIllegalArgumentException().isThrownBy(call::run).withMessageContaining(reason);
  }

  private static Problem problem(PoseGraph<?> graph) {
    return graph.toProblem(LossFunction.NONE);
  }

  private static void assertClose(double actual, double expected) {
    assertThat(actual).isCloseTo(expected, within(1e-11 * expected));
  }
}
