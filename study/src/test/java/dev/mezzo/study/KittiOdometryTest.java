package dev.mezzo.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mezzo.geometry.Pose3;
import dev.mezzo.geometry.Rotation3;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KittiOdometryTest {
  @Test
  void aScaleErrorOfTwoPercentIsTwoPercentOverEveryLength() {
    KittiOdometry odometry = KittiOdometry.of(straight(1000, 1.02, 0));
    // The part ends with the first frame beyond 100 m: 101 m of way, and so on.
    assertThat(odometry.byLength()).hasSize(8);
    assertThat(odometry.byLength().get(0).translationPercent()).isCloseTo(2.02, within(1e-9));
    assertThat(odometry.byLength().get(7).translationPercent())
        .isCloseTo(2 * 801.0 / 800, within(1e-9));
    assertThat(odometry.rotationDegreesPerMetre()).isZero();
    assertThat(odometry.byLength().get(0).parts()).isEqualTo(90);
    assertThat(odometry.byLength().get(7).parts()).isEqualTo(20);
  }

  @Test
  void aHeadingThatDriftsIsSeenPerMetre() {
    KittiOdometry odometry = KittiOdometry.of(straight(150, 1, 0.01));
    assertThat(odometry.byLength()).hasSize(1);
    assertThat(odometry.rotationDegreesPerMetre()).isCloseTo(0.01 * 1.01, within(1e-9));
  }

  @Test
  void aShortWayHasNoParts() {
    KittiOdometry odometry = KittiOdometry.of(straight(90, 1, 0));
    assertThat(odometry.parts()).isZero();
    assertThat(odometry.translationPercent()).isNaN();
    assertThat(odometry.byLength()).isEmpty();
  }

  private static TrajectoryPair straight(int metres, double scale, double degreesPerMetre) {
    List<Pose3> truth = new ArrayList<>();
    List<Pose3> estimate = new ArrayList<>();
    for (int k = 0; k < metres; k++) {
      truth.add(Pose3.of(k, 0, 0, Rotation3.identity()));
      Rotation3 heading = Rotation3.exp(0, 0, Math.toRadians(degreesPerMetre * k));
      estimate.add(Pose3.of(scale * k, 0, 0, heading));
    }
    return TrajectoryPair.of(truth, estimate);
  }
}
