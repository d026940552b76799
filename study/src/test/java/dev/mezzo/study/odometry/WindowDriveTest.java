package dev.mezzo.study.odometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mezzo.geometry.Pose3;
import dev.mezzo.optimize.PrecisionPolicy;
import dev.mezzo.study.TrajectoryError;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WindowDriveTest {
  private static WindowDrive driven(VisualSequence sequence, PrecisionPolicy precision) {
    var drive = new WindowDrive(sequence, WindowDrive.optimizer(precision));
    while (drive.approach()) {
      drive.settle(drive.update());
    }
    drive.finish();
    return drive;
  }

  @Test
  void everyFrameHasAnEstimateAndTheCameraHelpsTheWheels() {
    VisualSequence home = VisualSequence.atHome(5, 80, 12);
    try (var drive = driven(home, PrecisionPolicy.DOUBLE)) {
      assertThat(drive.estimate()).hasSize(80).doesNotContainNull();
      assertThat(drive.truth()).hasSize(80);
      assertThat(drive.refused()).isZero();
      assertThat(drive.error().translation().rmse()).isLessThan(wheels(home).translation().rmse());
    }
  }

  @Test
  void mixedPrecisionIsAsGoodAsDouble() {
    VisualSequence home = VisualSequence.atHome(9, 60, 12);
    try (var reference = driven(home, PrecisionPolicy.DOUBLE);
        var mixed = driven(home, PrecisionPolicy.MIXED)) {
      double expected = reference.error().translation().rmse();
      assertThat(mixed.error().translation().rmse()).isCloseTo(expected, within(0.02 * expected));
    }
  }

  /**
   * What the camera sees from the 20th frame on is another world: each is refused, then all is new.
   */
  @Test
  void aWindowThatIsLostBeginsAnew() {
    VisualSequence home = VisualSequence.atHome(5, 60, 12);
    List<VisualFrame> frames = new ArrayList<>();
    for (VisualFrame frame : home.frames()) {
      double[] measured = frame.measured().clone();
      if (frames.size() >= 20) {
        for (int i = 0; i < measured.length; i += 2) {
          measured[i] = 640 - measured[i] + 37 * (i % 11);
        }
      }
      frames.add(new VisualFrame(frame.truth(), frame.motion(), frame.landmarks(), measured));
    }
    VisualSequence broken =
        new VisualSequence(
            home.model(),
            home.intrinsics(),
            home.sigma(),
            home.guess(),
            home.motion(),
            home.window(),
            home.room(),
            frames);
    try (var drive = driven(broken, PrecisionPolicy.DOUBLE)) {
      assertThat(drive.refused()).isGreaterThanOrEqualTo(3);
      assertThat(drive.restarts()).isPositive();
      assertThat(drive.estimate()).hasSize(60).doesNotContainNull();
    }
  }

  private static TrajectoryError wheels(VisualSequence sequence) {
    List<Pose3> truth = new ArrayList<>();
    List<Pose3> estimate = new ArrayList<>();
    for (VisualFrame frame : sequence.frames()) {
      truth.add(frame.truth());
      estimate.add(estimate.isEmpty() ? frame.truth() : estimate.getLast().compose(frame.motion()));
    }
    return TrajectoryError.between(truth, estimate);
  }
}
