package dev.mezzo.study.closure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mezzo.geometry.Pose2;
import dev.mezzo.geometry.Pose3;
import dev.mezzo.geometry.Rotation3;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClosureTruthTest {
  /** As of KITTI: x to the right, y down, z ahead; tilted a little. */
  private static final Pose3 CAMERA =
      Pose3.of(3, -2, 5, Rotation3.ofRollPitchYaw(-Math.PI / 2 + 0.05, 0.02, -Math.PI / 2));

  private final List<Pose2> optimum = spiral(0.2);
  private final List<Pose2> odometry = spiral(0.21);

  @Test
  void truthInSpaceIsProjectedToThePlaneOfTheMap() {
    ClosureTruth truth = ClosureTruth.of("truth", camera(optimum, 0), odometry, optimum);
    assertThat(truth.isGiven()).isTrue();
    assertThat(truth.description()).isEqualTo("truth");
    assertThat(truth.error(optimum)).isCloseTo(0, within(1e-9));
    assertThat(truth.error(odometry)).isGreaterThan(0.1);
  }

  @Test
  void heightsDoNotCountInThePlane() {
    ClosureTruth truth = ClosureTruth.of("truth", camera(optimum, 0.3), odometry, optimum);
    assertThat(truth.isGiven()).isTrue();
    assertThat(truth.error(optimum)).isLessThan(0.05);
  }

  @Test
  void aMirrorImageIsNoFit() {
    List<Pose2> mirrored =
        optimum.stream().map(p -> Pose2.of(p.x(), -p.y(), -p.heading())).toList();
    ClosureTruth truth = ClosureTruth.ofOptimum(optimum);
    assertThat(truth.error(mirrored)).isGreaterThan(1);
  }

  @Test
  void truePosesThatOdometryIsNearerToThanTheOptimumAreNotUsed() {
    ClosureTruth truth = ClosureTruth.of("other drive", camera(odometry, 0), odometry, optimum);
    assertThat(truth.isGiven()).isFalse();
    assertThat(truth.description()).startsWith("optimum").contains("other drive does not fit");
    assertThat(truth.error(optimum)).isCloseTo(0, within(1e-9));
  }

  @Test
  void theFirstKeyframesAreComparedAlone() {
    ClosureTruth truth = ClosureTruth.ofOptimum(optimum);
    assertThat(truth.error(odometry.subList(0, 10))).isLessThan(truth.error(odometry));
  }

  @Test
  void pictureAndErrorHaveTheSameAlignment() {
    ClosureTruth truth = ClosureTruth.ofOptimum(optimum);
    double[][] aligned = truth.aligned(odometry);
    double[][] expected = truth.coordinates();
    double sum = 0;
    for (int k = 0; k < odometry.size(); k++) {
      sum += Math.pow(aligned[0][k] - expected[0][k], 2);
      sum += Math.pow(aligned[1][k] - expected[1][k], 2);
    }
    assertThat(Math.sqrt(sum / odometry.size())).isCloseTo(truth.error(odometry), within(1e-9));
  }

  /** Turns by so much after each metre, less and less. */
  private static List<Pose2> spiral(double turn) {
    List<Pose2> poses = new ArrayList<>(List.of(Pose2.identity()));
    for (int k = 1; k < 60; k++) {
      poses.add(poses.getLast().compose(Pose2.of(1, 0, turn / (1 + 0.02 * k))));
    }
    return poses;
  }

  /** As a camera on the robot sees it, on a road that goes up and down. */
  private static List<Pose3> camera(List<Pose2> planar, double hills) {
    List<Pose3> poses = new ArrayList<>();
    for (Pose2 p : planar) {
      double height = hills * Math.sin(0.7 * poses.size());
      poses.add(
          CAMERA.compose(
              Pose3.of(p.x(), p.y(), height, Rotation3.ofRollPitchYaw(0, 0, p.heading()))));
    }
    return poses;
  }
}
