package dev.mezzo.slam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.mezzo.geometry.Point;
import dev.mezzo.geometry.Pose2;
import dev.mezzo.geometry.Pose3;
import dev.mezzo.geometry.Rotation3;
import dev.mezzo.optimize.LossFunction;
import dev.mezzo.optimize.Problem;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PoseGraphTest {
  private static final double[] UNIT2 = InformationMatrix.identity(3).toArray();
  private static final double[] UNIT3 = InformationMatrix.identity(6).toArray();

  private static final InformationMatrix UNIT_POINT = InformationMatrix.identity(2);

  @Test
  void posesKeepTheirIdsAndTheirOrder() {
    var graph = new PoseGraph2();
    long[] ids = {Long.MAX_VALUE, -1, (1L << 53) + 1, 1L << 53, Long.MIN_VALUE, 0};
    for (int k = 0; k < ids.length; k++) {
      graph.addPose(ids[k], Pose2.of(k, 0, 0));
    }
    assertThat(graph.ids()).containsExactly(ids);
    assertThat(graph.size()).isEqualTo(6);
    for (int k = 0; k < ids.length; k++) {
      assertThat(graph.variable(ids[k])).isEqualTo(k);
      assertThat(graph.pose(ids[k]).x()).isEqualTo(k);
    }
    assertThat(graph.contains(1)).isFalse();
  }

  @Test
  void aHundredThousandRandomIdsAreFoundAgain() {
    var random = new SplittableRandom(3);
    var graph = new PoseGraph2();
    for (int k = 0; k < 100_000; k++) {
      graph.addPose(random.nextLong(), Pose2.identity());
    }
    var again = new SplittableRandom(3);
    for (int k = 0; k < 100_000; k++) {
      assertThat(graph.variable(again.nextLong())).isEqualTo(k);
    }
  }

  @Test
  void whatMakesNoSenseIsRefusedAndChangesNothing() {
    var graph = new PoseGraph2();
    graph.addPose(1, Pose2.identity());
    graph.addPose(2, Pose2.identity());
    refused(() -> graph.addPose(1, Pose2.identity()), "there is a pose 1 already");
    refused(() -> graph.addEdge(1, 3, Pose2.identity(), UNIT2), "there is no pose 3");
    refused(() -> graph.addEdge(3, 1, Pose2.identity(), UNIT2), "there is no pose 3");
    refused(() -> graph.addEdge(2, 2, Pose2.identity(), UNIT2), "edge from pose 2 to itself");
    refused(() -> graph.addEdge(1, 2, Pose2.identity(), UNIT3), "3x3");
    refused(
        () -> graph.addEdge(1, 2, Pose2.identity(), new double[] {1, 0, 0, 0, 1, 0, 0, 0, -1}),
        "indefinite");
    refused(() -> graph.addPrior(3, Pose2.identity(), UNIT2), "there is no pose 3");
    refused(() -> graph.addPrior(1, Pose2.identity(), UNIT3), "3x3");
    refused(() -> graph.addPosition(3, Point.of(0, 0), UNIT_POINT), "there is no pose 3");
    refused(() -> graph.addPosition(1, Point.of(0, 0, 0), UNIT_POINT), "has 2 coordinates, not 3");
    refused(() -> graph.fix(3), "there is no pose 3");
    refused(() -> graph.pose(3), "there is no pose 3");
    refused(() -> graph.setPose(3, Pose2.identity()), "there is no pose 3");
    assertThatNullPointerException().isThrownBy(() -> graph.addPose(4, null));
    assertThatNullPointerException().isThrownBy(() -> graph.addEdge(1, 2, null, UNIT2));
    assertThat(graph.size()).isEqualTo(2);
    assertThat(graph.edges()).isEmpty();
    assertThat(graph.priors()).isEmpty();
    assertThat(graph.positions()).isEmpty();
    assertThat(graph.chi2()).isZero();
  }

  private static void refused(Runnable call, String reason) {
    assertThatIllegalArgumentException().isThrownBy(call::run).withMessageContaining(reason);
  }

  @Test
  void componentsAreWhatEdgesConnect() {
    PoseGraph2 graph = line(6);
    connect(graph, 4, 1);
    connect(graph, 2, 3);
    connect(graph, 1, 5);
    assertThat(graph.components())
        .containsExactly(new long[] {0}, new long[] {1, 4, 5}, new long[] {2, 3});
  }

  @Test
  void theFirstPoseOfEveryComponentWithoutAFixedOneIsHeld() {
    PoseGraph2 graph = line(6);
    connect(graph, 4, 1);
    connect(graph, 2, 3);
    connect(graph, 1, 5);
    assertThat(graph.anchors()).containsExactly(0, 1, 2);
    graph.fix(4);
    assertThat(graph.anchors()).containsExactly(0, 2);
    assertThat(graph.isFixed(4)).isTrue();
    assertThat(graph.isFixed(0)).isFalse();
  }

  @Test
  void aPriorOfFullRankHoldsItsComponent() {
    PoseGraph2 graph = line(3);
    connect(graph, 0, 1);
    graph.addPrior(1, Pose2.identity(), UNIT2);
    assertThat(graph.anchors()).containsExactly(2);
  }

  @Test
  void positionsHoldAComponentInThePlaneIfThereAreTwoOfThem() {
    double[] position = InformationMatrix.diagonal(1, 1, 0).toArray();
    PoseGraph2 graph = line(2);
    connect(graph, 0, 1);
    graph.addPrior(0, Pose2.identity(), position);
    assertThat(graph.anchors()).containsExactly(0);
    graph.addPrior(1, Pose2.identity(), position);
    assertThat(graph.anchors()).isEmpty();
  }

  @Test
  void positionsHoldTheirComponentAsPriorsWithoutHeadingDo() {
    InformationMatrix position = InformationMatrix.identity(2);
    PoseGraph2 graph = line(2);
    connect(graph, 0, 1);
    graph.addPosition(0, Point.of(0, 0), position);
    assertThat(graph.anchors()).containsExactly(0);
    graph.addPosition(1, Point.of(1, 0), position);
    assertThat(graph.anchors()).isEmpty();
  }

  @Test
  void whatPositionsMeasureIsAlongTheWorldsAxesNotTheBodys() {
    // Two poses that look along y, y measured of both and x of one: the body's x, twice.
    var graph = new PoseGraph2();
    graph.addPose(0, Pose2.of(0, 0, Math.PI / 2));
    graph.addPose(1, Pose2.of(1, 0, Math.PI / 2));
    connect(graph, 0, 1);
    graph.addPosition(0, Point.of(0, 0), InformationMatrix.diagonal(0, 1));
    graph.addPosition(1, Point.of(1, 0), InformationMatrix.diagonal(0, 1));
    assertThat(graph.anchors()).containsExactly(0); // free along x
    graph.addPosition(1, Point.of(1, 0), InformationMatrix.diagonal(1, 0));
    assertThat(graph.anchors()).isEmpty();
    graph.setPose(1, Pose2.of(0, 1, Math.PI / 2)); // one above the other: y says no heading
    assertThat(graph.anchors()).containsExactly(0);
  }

  @Test
  void anAntennaAsideOfTheBodyDoesNotMeasureItsHeading() {
    var graph = new PoseGraph2();
    graph.addPose(0, Pose2.identity());
    InformationMatrix position = InformationMatrix.diagonal(1, 1, 0);
    graph.addPrior(new Prior<>(0, Pose2.of(1, 0, 0), position, Pose2.of(1, 0, 0)));
    assertThat(graph.anchors()).containsExactly(0);
    graph.addPrior(new Prior<>(0, Pose2.of(0, 1, 0), position, Pose2.of(0, 1, 0)));
    assertThat(graph.anchors()).isEmpty(); // two antennas do
  }

  @Test
  void positionsHoldAComponentInSpaceIfThreeAreNotOnALine() {
    double[] position = InformationMatrix.diagonal(1, 1, 1, 0, 0, 0).toArray();
    var graph = new PoseGraph3();
    graph.addPose(0, Pose3.of(1000, 0, 0, Rotation3.exp(1, 0, 0)));
    graph.addPose(1, Pose3.of(1001, 0, 0, Rotation3.exp(0, 2, 0)));
    graph.addPose(2, Pose3.of(1002, 0, 0, Rotation3.exp(0, 0, 1)));
    for (long id = 0; id < 3; id++) {
      graph.addPrior(id, graph.pose(id), position);
    }
    graph.addEdge(0, 1, Pose3.identity(), UNIT3);
    graph.addEdge(1, 2, Pose3.identity(), UNIT3);
    assertThat(graph.anchors()).containsExactly(0);
    graph.setPose(1, Pose3.of(1001, 0.5, 0, Rotation3.identity()));
    assertThat(graph.anchors()).isEmpty();
  }

  @Test
  void theProblemHoldsThePosesInOrderAndTakesThemBack() {
    PoseGraph2 graph = line(3);
    connect(graph, 0, 1);
    connect(graph, 1, 2);
    graph.addPrior(2, Pose2.identity(), UNIT2);
    Problem problem = graph.toProblem(LossFunction.NONE);
    assertThat(problem.variables()).isEqualTo(3);
    assertThat(problem.factors()).isEqualTo(3);
    assertThat(problem.residuals()).isEqualTo(9);
    assertThat(problem.state(2)).containsExactly(2, 0, 0);
    assertThat(problem.chi2()).isEqualTo(graph.chi2()).isEqualTo(4); // the prior alone is off
    problem.setState(2, 5, 6, 0.5);
    graph.setPoses(problem);
    assertThat(graph.pose(2L)).isEqualTo(Pose2.of(5, 6, 0.5));
    assertThat(graph.pose(1L)).isEqualTo(Pose2.of(1, 0, 0));
  }

  @Test
  void aLossAppliesToEveryMeasurement() {
    PoseGraph2 graph = line(2);
    graph.addEdge(0, 1, Pose2.of(4, 0, 0), UNIT2);
    graph.addPrior(0, Pose2.of(0, 5, 0), UNIT2);
    double expected = (2 * 3 - 1) + (2 * 5 - 1); // Huber with c = 1
    assertThat(graph.toProblem(LossFunction.huber(1)).chi2()).isEqualTo(expected);
    assertThat(graph.chi2()).isEqualTo(9 + 25);
  }

  /** Poses 0 to n - 1 a metre apart on the x axis. */
  private static PoseGraph2 line(int n) {
    var graph = new PoseGraph2();
    for (int k = 0; k < n; k++) {
      graph.addPose(k, Pose2.of(k, 0, 0));
    }
    return graph;
  }

  /** An edge that fits the estimates. */
  private static void connect(PoseGraph2 graph, long from, long to) {
    graph.addEdge(from, to, graph.pose(from).between(graph.pose(to)), UNIT2);
  }
}
