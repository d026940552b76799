package dev.mezzo.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.mezzo.geometry.Pose3;
import dev.mezzo.slam.Edge;
import dev.mezzo.slam.PoseGraph3;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class HomeRobotTest {
  private static final int POSES = 3000;
  private static final HomeRobot.Simulation ROBOT = HomeRobot.simulate(7, POSES);

  @Test
  void aSeedGivesTheSameGraphOnEveryMachineBitByBit() throws NoSuchAlgorithmException {
    assertThat(hash(HomeRobot.simulate(1, 500).graph())).isEqualTo("376bef437a1298b5");
  }

  @Test
  void anotherSeedGivesAnotherGraph() throws NoSuchAlgorithmException {
    assertThat(hash(HomeRobot.simulate(1, 50).graph()))
        .isNotEqualTo(hash(HomeRobot.simulate(2, 50).graph()));
  }

  @Test
  void informationMatricesMatchTheNoise() {
    PoseGraph3 graph = HomeRobot.simulate(7, POSES).graph();
    for (int k = 0; k < POSES; k++) {
      graph.setPose(k, ROBOT.truth().get(k));
    }
    // At the truth chi2 is a sum of that many squared standard normals, of variance 2 each.
    double squares = 6.0 * graph.edges().size();
    assertThat(graph.chi2())
        .isBetween(squares - 5 * Math.sqrt(2 * squares), squares + 5 * Math.sqrt(2 * squares));
  }

  @Test
  void odometryAloneDriftsByMetres() {
    var drift = TrajectoryError.between(ROBOT.truth(), ROBOT.graph().poses());
    assertThat(drift.translation().rmse()).isGreaterThan(0.5);
  }

  @Test
  void theStartChainsTheOdometry() {
    for (Edge<Pose3> edge : ROBOT.graph().edges()) {
      if (edge.to() == edge.from() + 1) {
        Pose3 chained = ROBOT.graph().pose(edge.from()).compose(edge.measurement());
        assertThat(ROBOT.graph().pose(edge.to())).isEqualTo(chained);
      }
    }
  }

  @Test
  void loopClosuresJoinRevisitsSeenInTheSameDirection() {
    int closures = 0;
    for (Edge<Pose3> edge : ROBOT.graph().edges()) {
      if (edge.to() != edge.from() + 1) {
        closures++;
        Pose3 from = ROBOT.truth().get((int) edge.from());
        Pose3 to = ROBOT.truth().get((int) edge.to());
        assertThat(distance(from, to)).isLessThanOrEqualTo(0.8);
        assertThat(from.rotation().angularDistance(to.rotation())).isLessThanOrEqualTo(0.5001);
        assertThat(edge.to() - edge.from()).isGreaterThanOrEqualTo(60);
      }
    }
    assertThat(closures).isEqualTo(ROBOT.loopClosures()).isGreaterThan(POSES / 20);
  }

  @Test
  void theTrueRobotDrivesSmoothlyOnBothFloorsAndTheRamp() {
    List<Pose3> truth = ROBOT.truth();
    int below = 0;
    int above = 0;
    int between = 0;
    for (int k = 0; k < POSES; k++) {
      double z = truth.get(k).z();
      if (z == 0) {
        below++;
      } else if (z == House.STOREY) {
        above++;
      } else {
        between++;
      }
      if (k > 0) {
        Pose3 motion = truth.get(k - 1).between(truth.get(k));
        assertThat(Math.hypot(motion.x(), motion.y())).isLessThan(0.34);
        assertThat(Math.abs(motion.y())).isLessThan(0.1); // wheels do not slip sideways
        assertThat(truth.get(k - 1).rotation().angularDistance(truth.get(k).rotation()))
            .isLessThan(0.4);
      }
    }
    assertThat(below).isGreaterThan(POSES / 5);
    assertThat(above).isGreaterThan(POSES / 5);
    assertThat(between).isGreaterThan(50);
  }

  @Test
  void theRobotOfTheRampPitchesWithIt() {
    for (Pose3 pose : ROBOT.truth()) {
      double[] up = pose.rotation().rotate(0, 0, 1);
      double slope = House.slope(pose.x(), pose.y());
      assertThat(up[2]).isCloseTo(1 / Math.sqrt(1 + slope * slope), within(1e-12));
    }
  }

  @Test
  void roomsAreEnteredThroughDoorsOnly() {
    // Between the corridor and the rooms there are walls, crossed near doors only.
    for (int k = 1; k < POSES; k++) {
      Pose3 a = ROBOT.truth().get(k - 1);
      Pose3 b = ROBOT.truth().get(k);
      for (double wall : new double[] {5.0, 6.4}) {
        if ((a.y() - wall) * (b.y() - wall) < 0 && a.x() > 0 && a.x() < 18) {
          double x = 0.5 * (a.x() + b.x());
          assertThat(House.ROOMS)
              .as("crossing the wall y = %s at x = %s", wall, x)
              .anyMatch(room -> Math.abs(room.doorX() - x) < 0.45);
        }
      }
    }
  }

  @Test
  void aSimulationNeedsTwoPoses() {
    assertThatIllegalArgumentException().isThrownBy(() -> HomeRobot.simulate(1, 1));
  }

  private static double distance(Pose3 a, Pose3 b) {
    return Math.sqrt(
        Math.pow(a.x() - b.x(), 2) + Math.pow(a.y() - b.y(), 2) + Math.pow(a.z() - b.z(), 2));
  }

  private static String hash(PoseGraph3 graph) throws NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    ByteBuffer bytes = ByteBuffer.allocate(8 * Pose3.STATE_SIZE);
    double[] state = new double[Pose3.STATE_SIZE];
    for (Pose3 pose : graph.poses()) {
      pose.toState(state, 0);
      bytes.clear().asDoubleBuffer().put(state);
      digest.update(bytes);
    }
    for (Edge<Pose3> edge : graph.edges()) {
      edge.measurement().toState(state, 0);
      bytes.clear().asDoubleBuffer().put(state);
      digest.update(bytes);
      bytes.clear().putLong(edge.from()).putLong(edge.to());
      for (int k = 0; k < 5; k++) {
        bytes.putDouble(edge.information().get(k, k));
      }
      digest.update(bytes.flip());
    }
    return HexFormat.of().formatHex(digest.digest(), 0, 8);
  }
}
