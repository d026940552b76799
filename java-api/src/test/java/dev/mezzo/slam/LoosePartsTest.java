package dev.mezzo.slam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.mezzo.geometry.Point;
import dev.mezzo.geometry.Pose2;
import dev.mezzo.geometry.Pose3;
import dev.mezzo.geometry.Rotation3;
import dev.mezzo.optimize.LossFunction;
import dev.mezzo.optimize.Optimizer;
import dev.mezzo.optimize.PrecisionPolicy;
import dev.mezzo.optimize.SingularProblemException;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What landmarks leave open, and that a factorisation agrees. */
class LoosePartsTest {
  @Test
  void oneCommonLandmarkInThePlaneLeavesATurnAndTwoDoNot() {
    PoseGraph2 graph = plane(3);
    graph.addEdge(0, 1, Pose2.of(1, 0, 0), InformationMatrix.identity(3));
    see(graph, 10, 4, 4, 0, 1, 2);
    LoosePart part = only(graph);
    assertThat(part.poses()).containsExactly(2L);
    assertThat(part.landmarks()).containsExactly(10L);
    assertThat(part)
        .hasToString(
            "pose 2 and the rest have only landmark 10 in common, which leaves their relative pose"
                + " open");
    see(graph, 11, 4, 5, 1, 2);
    assertRigid(graph);
  }

  @Test
  void theSamePlaceTwiceIsOneLandmark() {
    PoseGraph2 graph = plane(2);
    see(graph, 10, 4, 4, 0, 1);
    see(graph, 11, 4, 4, 0, 1);
    assertThat(only(graph).landmarks()).containsExactly(10L, 11L);
  }

  @Test
  void threeBodiesWithALandmarkForEachPairHoldEachOtherInThePlane() {
    PoseGraph2 graph = plane(3);
    see(graph, 10, 4, 4, 0, 1);
    see(graph, 11, 4, 6, 1, 2);
    assertThat(graph.looseParts()).hasSize(2);
    see(graph, 12, 7, 5, 0, 2);
    assertRigid(graph);
    graph.setLandmark(12, Point.of(4, 5)); // on a line: they may fold
    assertThat(graph.looseParts()).hasSize(2);
  }

  @Test
  void aChainOfPosesIsTiedStepByStep() {
    PoseGraph2 graph = plane(50);
    for (int k = 0; k < 49; k++) {
      see(graph, 100 + k, k, 3, k, k + 1);
      see(graph, 200 + k, k, -3, 49 - k, 48 - k);
      see(graph, 300 + k, k, 5, k, k + 1);
    }
    assertRigid(graph);
  }

  @Test
  void aFixedPoseAndFixedLandmarksAreTiedByTheWorld() {
    PoseGraph2 graph = plane(3);
    see(graph, 10, 4, 4, 1, 2);
    see(graph, 11, 5, 5, 0, 1);
    graph.fix(0);
    graph.fix(2);
    assertRigid(graph); // pose 1 sees a landmark with each, and both are held
    graph.addLandmark(12, Point.of(9, 9));
    graph.fix(12);
    PoseGraph2 turning = plane(1);
    see(turning, 12, 9, 9, 0);
    turning.fix(12);
    assertThat(turning.anchors()).containsExactly(0);
    assertThat(turning.looseParts()).isEmpty();
  }

  @Test
  void inSpaceThreeCommonLandmarksAreNeededNotOnALine() {
    for (double aside : new double[] {0, 1}) {
      var graph = new PoseGraph3();
      graph.addPose(0, Pose3.identity());
      graph.addPose(1, Pose3.of(1, 0, 0, Rotation3.exp(0.1, 0.2, 0.3)));
      for (int k = 0; k < 3; k++) {
        graph.addLandmark(10 + k, Point.of(3 + k, k == 1 ? aside : 0, 2));
        for (int pose = 0; pose < 2; pose++) {
          graph.addObservation(pose, 10 + k, Point.of(0, 0, 0), InformationMatrix.identity(3));
        }
        if (k < 2 || aside == 0) {
          assertThat(graph.looseParts()).hasSize(1);
        } else {
          assertRigid(graph);
        }
      }
    }
  }

  @Test
  void aLandmarkThatIsSeenInOneDirectionOnlyIsNamed() {
    PoseGraph2 graph = plane(2);
    graph.addEdge(0, 1, Pose2.of(1, 0, 0), InformationMatrix.identity(3));
    graph.addLandmark(10, Point.of(5, 5));
    graph.addObservation(0, 10, Point.of(5, 5), InformationMatrix.diagonal(1, 0));
    assertThat(only(graph)).hasToString("landmark 10 is not determined by its observations");
    graph.addObservation(1, 10, Point.of(4, 5), InformationMatrix.diagonal(0, 1));
    assertRigid(graph);
  }

  @Test
  void aGraphWithoutLandmarksHasNoLooseParts() {
    assertThat(plane(3).looseParts()).isEmpty();
  }

  @Test
  void whatIsLooseIsOptimisedAllTheSame() {
    for (PrecisionPolicy policy : List.of(PrecisionPolicy.DOUBLE, PrecisionPolicy.MIXED)) {
      PoseGraph2 graph = plane(3);
      graph.addEdge(0, 1, Pose2.of(1.2, 0.1, 0.1), InformationMatrix.identity(3));
      see(graph, 10, 4, 4, 0, 1, 2);
      graph.setPose(2, Pose2.of(2.3, 0.4, -0.2));
      graph.setPose(1, Pose2.of(0.9, 0.4, -0.2));
      assertThat(graph.looseParts()).hasSize(1);
      var optimizer = Optimizer.builder().precision(policy).build();
      assertThat(optimizer.optimize(graph.toProblem(LossFunction.NONE)).termination().isUsable())
          .isTrue();
      graph.optimize(optimizer);
      PoseGraph2 without = plane(2);
      without.addEdge(0, 1, Pose2.of(1.2, 0.1, 0.1), InformationMatrix.identity(3));
      see(without, 10, 4, 4, 0, 1);
      without.optimize(optimizer);
      assertThat(graph.chi2())
          .isCloseTo(without.chi2(), org.assertj.core.api.Assertions.within(1e-8));
    }
  }

  @Test
  void manyIdsAreCutShort() {
    var part = new LoosePart(LongStream.range(0, 8).boxed().toList(), List.of(1L, 2L));
    assertThat(part)
        .hasToString(
            "poses 0, 1, 2, 3, 4 and 3 more and the rest have only landmarks 1, 2 in common, which"
                + " leaves their relative pose open");
  }

  private static LoosePart only(PoseGraph<?> graph) {
    List<LoosePart> parts = graph.looseParts();
    assertThat(parts).hasSize(1);
    assertThatExceptionOfType(SingularProblemException.class)
        .isThrownBy(() -> graph.covariance().close());
    return parts.getFirst();
  }

  private static void assertRigid(PoseGraph<?> graph) {
    assertThat(graph.looseParts()).isEmpty();
    graph.covariance().close(); // refuses what is singular
  }

  /** Poses a metre apart on the x axis, looking along it. */
  private static PoseGraph2 plane(int poses) {
    var graph = new PoseGraph2();
    for (int k = 0; k < poses; k++) {
      graph.addPose(k, Pose2.of(k, 0, 0));
    }
    return graph;
  }

  private static void see(PoseGraph2 graph, long id, double x, double y, int... poses) {
    graph.addLandmark(id, Point.of(x, y));
    for (int pose : poses) {
      Point seen = Point.of(x - pose, y);
      graph.addObservation(pose, id, seen, InformationMatrix.identity(2));
    }
  }
}
