package dev.mezzo.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.mezzo.geometry.Pose3;
import dev.mezzo.geometry.Rotation3;
import dev.mezzo.slam.TimedTrajectory;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which pairs are taken; those along the way and by angle are what evo's own tests expect. */
class PoseDeltaTest {
  private static final TimedTrajectory BACK_AND_FORTH = heights(0, 0.5, 0, 1);
  private static final TimedTrajectory TURNING = turned(0, Math.PI, 0, Math.PI / 3, Math.PI);

  @Test
  void framesAreCounted() {
    TimedTrajectory six = heights(0, 1, 2, 3, 4, 5);
    assertThat(frames(2, false).pairs(six)).containsExactly(0, 2, 2, 4);
    assertThat(frames(2, true).pairs(six)).containsExactly(0, 2, 1, 3, 2, 4, 3, 5);
    assertThat(frames(6, true).pairs(six)).isEmpty();
  }

  @Test
  void allPairsAlongTheWayAreTheOnesThatComeClosest() {
    assertThat(metres(1, true, 0).pairs(BACK_AND_FORTH)).containsExactly(0, 2, 2, 3);
    assertThat(metres(2.5, true, 0).pairs(BACK_AND_FORTH)).isEmpty();
    assertThat(metres(1, true, 0.001).pairs(heights(0, 0.5, 0.99, 1))).containsExactly(0, 3);
    TimedTrajectory slower = heights(0, 0.9, 0.99, 0.999, 0.9999, 0.99999, 0.999999, 0.9999999);
    assertThat(metres(1, true, 0.2).pairs(slower)).containsExactly(0, 7);
  }

  @Test
  void ofPosesAsCloseTheFirstIsTaken() {
    assertThat(metres(1, true, 0.2).pairs(heights(0, 1, 1, 1))).containsExactly(0, 1);
    assertThat(metres(1, true, 0.2).pairs(heights(0, 0.9, 1.1))).containsExactly(0, 1);
  }

  @Test
  void alongTheWayEachPairBeginsWhereTheLastEnded() {
    TimedTrajectory steps = heights(0, 0.6, 1.2, 1.8, 2.4, 3.0, 3.6);
    assertThat(metres(1, false, 0.1).pairs(steps)).containsExactly(2, 4, 4, 6);
  }

  @Test
  void anglesAddUpFromPoseToPose() {
    double within = 0.001;
    assertThat(radians(Math.PI - within, false, 0.001).pairs(TURNING))
        .containsExactly(0, 1, 1, 2, 2, 4);
    assertThat(degrees(180 - 0.06, false, 0.001).pairs(TURNING)).containsExactly(0, 1, 1, 2, 2, 4);
  }

  @Test
  void allPairsByAngleAreTurnedAgainstEachOther() {
    assertThat(radians(Math.PI, true, 0.01).pairs(TURNING)).containsExactly(0, 1, 0, 4, 1, 2, 2, 4);
    assertThat(degrees(180, true, 0.01).pairs(TURNING)).containsExactly(0, 1, 0, 4, 1, 2, 2, 4);
  }

  @Test
  void onePoseMakesNoPair() {
    for (PoseDelta delta :
        new PoseDelta[] {
          frames(1, false), metres(1, true, 0.1), metres(1, false, 0.1), degrees(5, true, 0.1)
        }) {
      assertThat(delta.pairs(heights(3))).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, 0.5, Double.NaN, Double.POSITIVE_INFINITY})
  void framesAreWholeAndPositive(double delta) {
    assertThatIllegalArgumentException().isThrownBy(() -> frames(delta, false));
  }

  @Test
  void anAngleIsAtMostHalfATurn() {
    assertThatIllegalArgumentException().isThrownBy(() -> degrees(181, false, 0.1));
    assertThatIllegalArgumentException().isThrownBy(() -> radians(3.2, false, 0.1));
    assertThatIllegalArgumentException().isThrownBy(() -> radians(1, false, -0.1));
  }

  private static PoseDelta frames(double delta, boolean allPairs) {
    return new PoseDelta(delta, PoseDelta.Unit.FRAMES, allPairs, 0.1);
  }

  private static PoseDelta metres(double delta, boolean allPairs, double tolerance) {
    return new PoseDelta(delta, PoseDelta.Unit.METRES, allPairs, tolerance);
  }

  private static PoseDelta degrees(double delta, boolean allPairs, double tolerance) {
    return new PoseDelta(delta, PoseDelta.Unit.DEGREES, allPairs, tolerance);
  }

  private static PoseDelta radians(double delta, boolean allPairs, double tolerance) {
    return new PoseDelta(delta, PoseDelta.Unit.RADIANS, allPairs, tolerance);
  }

  private static TimedTrajectory heights(double... heights) {
    return TimedTrajectory.ofFrames(
        Arrays.stream(heights).mapToObj(z -> Pose3.of(0, 0, z, Rotation3.identity())).toList());
  }

  private static TimedTrajectory turned(double... angles) {
    return TimedTrajectory.ofFrames(
        Arrays.stream(angles)
            .mapToObj(angle -> Pose3.of(0, 0, 0, Rotation3.exp(angle, 0, 0)))
            .toList());
  }
}
