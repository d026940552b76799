package dev.mezzo.slam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mezzo.geometry.Pose2;
import dev.mezzo.geometry.Pose3;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Edges are along x with lengths that tell which of them a pose was placed by. */
class InitializationTest {
  private static final double[] UNIT = InformationMatrix.identity(3).toArray();

  private final PoseGraph2 graph = new PoseGraph2();

  @Test
  void fileLeavesThePosesAlone() {
    poses(0, 1);
    edge(0, 1, 5);
    graph.setPose(1, Pose2.of(9, 9, 1));
    graph.initialize(Initialization.FILE);
    assertThat(graph.pose(1L)).isEqualTo(Pose2.of(9, 9, 1));
  }

  @Test
  void odometryFollowsTheIdsAndIgnoresShortcuts() {
    poses(0, 1, 2, 3);
    edge(0, 3, 100);
    edge(0, 1, 1);
    edge(1, 2, 1);
    edge(2, 3, 1);
    edge(2, 3, 50); // a second one does not count
    graph.initialize(Initialization.ODOMETRY);
    assertPlaced(0, 1, 2, 3);
  }

  @Test
  void odometryTakesTheOrderOfIdsWhateverThatOfAddition() {
    poses(30, 10, 20); // the first one stays, at 0
    edge(20, 10, -1);
    edge(20, 30, 2);
    graph.initialize(Initialization.ODOMETRY);
    assertPlaced(0, -3, -2);
  }

  @Test
  void aBrokenChainGoesOnWhereAnotherEdgeReachesIt() {
    poses(0, 1, 2, 3, 4, 5);
    edge(0, 1, 1);
    edge(1, 2, 1);
    edge(3, 4, 1);
    edge(4, 5, 1);
    edge(5, 2, -10);
    edge(4, 1, -20); // 1 was placed before 2, so this is the one that counts
    graph.initialize(Initialization.ODOMETRY);
    assertPlaced(0, 1, 2, 20, 21, 22);
  }

  @Test
  void aSpanningTreeTakesAsFewEdgesAsPossible() {
    poses(0, 1, 2, 3);
    edge(0, 1, 1);
    edge(1, 2, 1);
    edge(2, 3, 1);
    edge(3, 0, -100);
    graph.initialize(Initialization.SPANNING_TREE);
    assertPlaced(0, 1, 2, 100);
  }

  @Test
  void ofEdgesThatServeEquallyTheFirstCounts() {
    poses(0, 1, 2, 3);
    edge(0, 2, 20);
    edge(0, 1, 10);
    edge(1, 3, 1);
    edge(2, 3, 2); // pose 2 was placed first
    edge(0, 1, 11);
    graph.initialize(Initialization.SPANNING_TREE);
    assertPlaced(0, 10, 20, 22);
  }

  @ParameterizedTest
  @EnumSource(
      value = Initialization.class,
      names = {"ODOMETRY", "SPANNING_TREE"})
  void fixedPosesAreRootsAndStay(Initialization initialization) {
    poses(0, 1, 2, 3);
    graph.setPose(1, Pose2.of(50, 0, 0));
    graph.setPose(3, Pose2.of(90, 0, 0));
    graph.fix(1);
    graph.fix(3);
    edge(0, 1, 1);
    edge(1, 2, 1);
    edge(2, 3, 1);
    graph.initialize(initialization);
    assertPlaced(49, 50, 51, 90);
  }

  @ParameterizedTest
  @EnumSource(
      value = Initialization.class,
      names = {"ODOMETRY", "SPANNING_TREE"})
  void everyComponentHasARootOfItsOwn(Initialization initialization) {
    poses(0, 1, 10, 11);
    graph.setPose(10, Pose2.of(7, 0, 0));
    edge(0, 1, 1);
    edge(10, 11, 1);
    graph.initialize(initialization);
    assertPlaced(0, 1, 7, 8);
  }

  @ParameterizedTest
  @EnumSource(
      value = Initialization.class,
      names = {"ODOMETRY", "SPANNING_TREE"})
  void aPriorThatDeterminesItsPoseMakesItTheRoot(Initialization initialization) {
    poses(0, 1, 2);
    edge(0, 1, 1);
    edge(1, 2, 1);
    graph.addPrior(1, Pose2.of(77, 0, 0), InformationMatrix.diagonal(1, 1, 0).toArray());
    graph.addPrior(2, Pose2.of(40, 0, 0), UNIT);
    graph.initialize(initialization);
    assertPlaced(38, 39, 40);
  }

  @Test
  void aPriorByASensorPutsItsBodyWhereThatFollows() {
    var graph = new PoseGraph2();
    graph.addPose(0, Pose2.identity());
    Pose2 body = Pose2.of(3, 4, 1);
    Pose2 sensor = Pose2.of(0.5, 0.2, -2);
    graph.addPrior(new Prior<>(0, body.compose(sensor), InformationMatrix.identity(3), sensor));
    graph.initialize(Initialization.SPANNING_TREE);
    assertThat(graph.chi2()).isLessThan(1e-28);
    assertThat(graph.pose(0L).heading()).isCloseTo(1, within(1e-15));
  }

  @ParameterizedTest
  @EnumSource(
      value = Initialization.class,
      names = {"ODOMETRY", "SPANNING_TREE"})
  void posesThatAreNotToMoveAreRoots(Initialization initialization) {
    poses(0, 1, 2, 3);
    graph.setPose(1, Pose2.of(10, 0, 0));
    graph.setPose(2, Pose2.of(20, 0, 0));
    edge(0, 1, 1);
    edge(1, 2, 1);
    edge(2, 3, 1);
    graph.initialize(initialization, List.of(0L, 3L));
    assertPlaced(9, 10, 20, 21);
  }

  @ParameterizedTest
  @EnumSource(
      value = Initialization.class,
      names = {"ODOMETRY", "SPANNING_TREE"})
  void chainsOfConsistentMeasurementsGiveThePosesBack(Initialization initialization) {
    var samples = new Samples(5);
    var space = new PoseGraph3();
    for (int k = 0; k < 50; k++) {
      space.addPose(k, samples.pose3(10, 2));
    }
    List<Pose3> truth = List.copyOf(space.poses());
    for (int k = 1; k < 50; k++) {
      int other = k % 7 == 0 ? k / 2 : k - 1;
      boolean forward = k % 3 == 0;
      space.addEdge(
          forward ? other : k,
          forward ? k : other,
          forward ? truth.get(other).between(truth.get(k)) : truth.get(k).between(truth.get(other)),
          InformationMatrix.identity(6).toArray());
    }
    for (int k = 1; k < 50; k++) {
      space.setPose(k, Pose3.identity());
    }
    space.initialize(initialization);
    assertThat(space.chi2()).isLessThan(1e-25);
    for (int k = 0; k < 50; k++) {
      assertThat(space.pose((long) k).x()).isCloseTo(truth.get(k).x(), within(1e-11));
    }
  }

  @Test
  void aLongChainIsNoMatterOfTheStack() {
    for (int k = 0; k < 200_000; k++) {
      graph.addPose(k, Pose2.identity());
    }
    var information = InformationMatrix.identity(3);
    for (int k = 1; k < 200_000; k++) {
      graph.addEdge(new Edge<>(k - 1, k, Pose2.of(1, 0, 0), information));
    }
    graph.initialize(Initialization.ODOMETRY);
    assertThat(graph.pose(199_999L).x()).isEqualTo(199_999);
  }

  private void poses(long... ids) {
    for (long id : ids) {
      graph.addPose(id, Pose2.identity());
    }
  }

  private void edge(long from, long to, double length) {
    graph.addEdge(from, to, Pose2.of(length, 0, 0), UNIT);
  }

  private void assertPlaced(double... x) {
    assertThat(graph.poses().stream().mapToDouble(Pose2::x).toArray()).containsExactly(x);
  }
}
