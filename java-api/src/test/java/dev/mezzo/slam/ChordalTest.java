package dev.mezzo.slam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mezzo.geometry.Point;
import dev.mezzo.geometry.Pose2;
import dev.mezzo.geometry.Pose3;
import dev.mezzo.geometry.Rotation3;
import dev.mezzo.optimize.LossFunction;
import dev.mezzo.optimize.Optimizer;
import dev.mezzo.optimize.Summary;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChordalTest {
  private static final int POSES = 60;

  private final Samples samples = new Samples(11);

  @Test
  void posesOfTheSpaceComeBackFromExactMeasurementsWithoutAnyEstimate() {
    PoseGraph3 graph = space();
    List<Pose3> truth = List.copyOf(graph.poses());
    for (int k = 1; k < POSES; k++) {
      graph.setPose(k, Pose3.identity());
    }
    assertThat(graph.initialize(Initialization.CHORDAL)).isEqualTo(Initialization.CHORDAL);
    for (int k = 0; k < POSES; k++) {
      Pose3 pose = graph.pose((long) k);
      assertThat(pose.rotation().angularDistance(truth.get(k).rotation())).isLessThan(1e-7);
      assertThat(pose.between(truth.get(k)).x()).isCloseTo(0, within(1e-10));
      assertThat(pose.between(truth.get(k)).y()).isCloseTo(0, within(1e-10));
      assertThat(pose.between(truth.get(k)).z()).isCloseTo(0, within(1e-10));
    }
    assertThat(graph.chi2()).isLessThan(1e-18);
  }

  @Test
  void posesOfThePlaneComeBackFromExactMeasurementsWithoutAnyEstimate() {
    PoseGraph2 graph = plane();
    List<Pose2> truth = List.copyOf(graph.poses());
    for (int k = 1; k < POSES; k++) {
      graph.setPose(k, Pose2.identity());
    }
    graph.initialize(Initialization.CHORDAL);
    for (int k = 0; k < POSES; k++) {
      assertSame(graph.pose((long) k), truth.get(k), 1e-10);
    }
  }

  /** The whole loop has to agree: an estimate by one path would leave the error to one edge. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 3, Math.PI, -3.1})
  void aLoopSharesItsErrorWhateverTheHeading(double heading) {
    var graph = new PoseGraph2();
    int n = 8;
    double excess = 0.2; // of the headings around the loop, radians
    double step = (2 * Math.PI + excess) / n;
    for (int k = 0; k < n; k++) {
      graph.addPose(k, Pose2.of(0, 0, heading));
    }
    double[] information = InformationMatrix.identity(3).toArray();
    for (int k = 0; k < n; k++) {
      graph.addEdge(k, (k + 1) % n, Pose2.of(1, 0, step), information);
    }
    graph.initialize(Initialization.CHORDAL);
    for (int k = 0; k < n; k++) {
      double turn =
          graph.pose((long) k).between(graph.pose((long) (k + 1) % n)).heading() - 2 * Math.PI / n;
      assertThat(turn).isCloseTo(0, within(1e-3));
    }
  }

  @Test
  void weightsComeFromTheBlocksOfTheInformation() {
    var graph = new PoseGraph2();
    graph.addPose(0, Pose2.identity());
    graph.addPose(1, Pose2.identity());
    graph.addEdge(0, 1, Pose2.of(1, 0, 0.2), InformationMatrix.diagonal(3, 3, 1).toArray());
    graph.addEdge(0, 1, Pose2.of(2, 0, 0.4), InformationMatrix.diagonal(1, 1, 4).toArray());
    graph.initialize(Initialization.CHORDAL);
    double expected =
        Math.atan2(Math.sin(0.2) + 4 * Math.sin(0.4), Math.cos(0.2) + 4 * Math.cos(0.4));
    assertThat(graph.pose(1L).heading()).isCloseTo(expected, within(1e-14));
    assertThat(graph.pose(1L).x()).isCloseTo(1.25, within(1e-14));
  }

  @Test
  void everyComponentStaysAtItsFixedOrFirstPose() {
    var graph = new PoseGraph2();
    for (int k = 0; k < 8; k++) {
      graph.addPose(k, Pose2.of(10 * k, 0, 0));
    }
    graph.fix(2);
    double[] information = InformationMatrix.identity(3).toArray();
    Pose2 step = Pose2.of(1, 0, 0);
    graph.addEdge(0, 1, step, information);
    graph.addEdge(1, 2, step, information);
    graph.addEdge(4, 3, step, information);
    graph.addEdge(5, 4, step, information);
    graph.addEdge(5, 3, Pose2.of(2, 0, 0), information);
    graph.initialize(Initialization.CHORDAL);
    double[] expected = {18, 19, 20, 30, 29, 28, 60, 70};
    for (int k = 0; k < 8; k++) {
      assertSame(graph.pose((long) k), Pose2.of(expected[k], 0, 0), 1e-13);
    }
  }

  @Test
  void twoFixedPosesShareWhatIsBetweenThem() {
    var graph = new PoseGraph2();
    for (int k = 0; k < 3; k++) {
      graph.addPose(k, Pose2.of(k == 2 ? 4 : 0, 0, 0));
    }
    graph.fix(0);
    graph.fix(2);
    double[] information = InformationMatrix.identity(3).toArray();
    graph.addEdge(0, 1, Pose2.of(1, 0, 0), information);
    graph.addEdge(1, 2, Pose2.of(1, 0, 0), information);
    graph.initialize(Initialization.CHORDAL);
    assertSame(graph.pose(1L), Pose2.of(2, 0, 0), 1e-14);
    assertThat(graph.pose(2L)).isEqualTo(Pose2.of(4, 0, 0));
  }

  @Test
  void sensorsBesideTheBodyAndPositionsGiveThePosesBack() {
    var samples = new Samples(11);
    Pose3 antenna = samples.pose3(2, 2);
    InformationMatrix position = InformationMatrix.diagonal(2, 2, 2, 0, 0, 0);
    for (int oriented = 0; oriented < 2; oriented++) {
      var graph = new PoseGraph3();
      Pose3[] truth = new Pose3[8];
      for (int k = 0; k < truth.length; k++) {
        truth[k] = samples.pose3(10, 2);
        graph.addPose(k, Pose3.identity());
        graph.addPrior(new Prior<>(k, truth[k].compose(antenna), position, antenna));
        Point there = Point.of(truth[k].x(), truth[k].y(), truth[k].z());
        graph.addPosition(k, there, InformationMatrix.identity(3));
        if (k > 0) {
          graph.addEdge(k - 1, k, truth[k - 1].between(truth[k]), InformationMatrix.identity(6));
        }
      }
      if (oriented == 1) {
        graph.addPrior(
            new Prior<>(3, truth[3].compose(antenna), InformationMatrix.identity(6), antenna));
      }
      graph.initialize(Initialization.CHORDAL);
      assertThat(graph.chi2()).isLessThan(1e-18);
      for (int k = 0; k < truth.length; k++) {
        assertThat(truth[k].between(graph.pose((long) k)).log())
            .usingComparatorWithPrecision(1e-10)
            .containsOnly(0);
      }
    }
  }

  @Test
  void priorsCountAsMeasurementsDo() {
    var graph = new PoseGraph2();
    graph.addPose(0, Pose2.identity());
    graph.addPose(1, Pose2.identity());
    double[] information = InformationMatrix.identity(3).toArray();
    graph.addEdge(0, 1, Pose2.of(3, 0, 0), information);
    graph.addPrior(0, Pose2.of(10, 0, 0), information);
    graph.addPrior(1, Pose2.of(16, 0, 0), information);
    graph.initialize(Initialization.CHORDAL);
    assertSame(graph.pose(0L), Pose2.of(11, 0, 0), 1e-13);
    assertSame(graph.pose(1L), Pose2.of(15, 0, 0), 1e-13);
  }

  @Test
  void aComponentThatOnlyPositionsHoldIsMovedToThemAsAWhole() {
    PoseGraph3 graph = space();
    List<Pose3> truth = List.copyOf(graph.poses());
    Pose3 motion = samples.pose3(50, 3);
    for (int k = 0; k < POSES; k++) {
      graph.setPose(k, Pose3.identity());
    }
    double[] positions = InformationMatrix.diagonal(1, 1, 1, 0, 0, 0).toArray();
    for (int k = 0; k < POSES; k += 7) {
      Pose3 place = motion.compose(truth.get(k));
      Pose3 measured = Pose3.of(place.x(), place.y(), place.z(), Rotation3.identity());
      graph.addPrior(k, measured, positions);
      graph.setPose(k, measured);
    }
    graph.initialize(Initialization.CHORDAL);
    assertThat(graph.chi2()).isLessThan(1e-18);
    for (int k = 0; k < POSES; k++) {
      Pose3 error = graph.pose((long) k).between(motion.compose(truth.get(k)));
      assertThat(error.x()).isCloseTo(0, within(1e-9));
    }
  }

  @Test
  void posesThatAreNotToMoveStay() {
    PoseGraph3 graph = space();
    List<Pose3> truth = List.copyOf(graph.poses());
    graph.setPose(5, Pose3.identity());
    graph.setPose(6, Pose3.identity());
    graph.initialize(Initialization.CHORDAL, List.of(5L, 6L));
    assertThat(graph.chi2()).isLessThan(1e-18);
    for (int k = 7; k < POSES; k++) {
      assertThat(graph.pose((long) k)).isEqualTo(truth.get(k));
    }
  }

  @Test
  void aConsistentEstimateIsTakenAsItIs() {
    PoseGraph3 graph = space();
    List<Pose3> before = List.copyOf(graph.poses());
    assertThat(graph.initialize(Initialization.AUTO)).isEqualTo(Initialization.FILE);
    assertThat(graph.poses()).isEqualTo(before);
  }

  @Test
  void theLowerRobustCostIsTaken() {
    PoseGraph3 graph = space();
    for (int k = 1; k < POSES; k++) {
      graph.setPose(k, samples.pose3(100, 3));
    }
    Summary summary = graph.optimize(Optimizer.builder().build());
    assertThat(summary.init()).isEqualTo("chordal");
    assertThat(summary.finalChi2()).isLessThan(1e-16);
    assertThat(summary.fullReport()).contains("Start chordal");
  }

  @Test
  void anEstimateBetterThanTheRelaxationStays() {
    PoseGraph3 graph = space();
    double[] strong = InformationMatrix.diagonal(1e4, 1e4, 1e4, 1e4, 1e4, 1e4).toArray();
    for (int k = 0; k + 20 < POSES; k += 9) {
      graph.addEdge(k, k + 20, samples.pose3(20, 3), strong); // no two of them agree
    }
    List<Pose3> before = List.copyOf(graph.poses());
    assertThat(graph.chi2()).isGreaterThan(1e4);
    LossFunction loss = LossFunction.gemanMcClure(1);
    assertThat(graph.initialize(Initialization.AUTO, loss)).isEqualTo(Initialization.FILE);
    assertThat(graph.poses()).isEqualTo(before);
    Summary near = graph.optimize(Optimizer.builder().build(), loss, Initialization.FILE);
    assertThat(near.init()).isEqualTo("file");
  }

  private PoseGraph3 space() {
    var graph = new PoseGraph3();
    for (int k = 0; k < POSES; k++) {
      graph.addPose(k, samples.pose3(10, 2));
    }
    List<Pose3> truth = graph.poses();
    for (int k = 1; k < POSES; k++) {
      for (int other : new int[] {k - 1, k / 2}) {
        if (other == k - 1 || other < k - 1) {
          Pose3 measured = truth.get(other).between(truth.get(k));
          graph.addEdge(other, k, measured, samples.gram(6, 9));
        }
      }
    }
    return graph;
  }

  private PoseGraph2 plane() {
    var graph = new PoseGraph2();
    for (int k = 0; k < POSES; k++) {
      graph.addPose(k, samples.pose2(10, Math.PI));
    }
    List<Pose2> truth = graph.poses();
    for (int k = 1; k < POSES; k++) {
      graph.addEdge(k, k - 1, truth.get(k).between(truth.get(k - 1)), samples.gram(3, 5));
      if (k / 2 < k - 1) {
        graph.addEdge(k / 2, k, truth.get(k / 2).between(truth.get(k)), samples.gram(3, 5));
      }
    }
    return graph;
  }

  private static void assertSame(Pose2 pose, Pose2 expected, double tolerance) {
    assertThat(pose.x()).isCloseTo(expected.x(), within(tolerance));
    assertThat(pose.y()).isCloseTo(expected.y(), within(tolerance));
    assertThat(Pose2.wrap(pose.heading() - expected.heading())).isCloseTo(0, within(tolerance));
  }
}
