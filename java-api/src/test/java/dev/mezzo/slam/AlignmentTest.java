package dev.mezzo.slam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.mezzo.geometry.Pose2;
import dev.mezzo.geometry.Pose3;
import dev.mezzo.geometry.Rotation3;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AlignmentTest {
  private static final Pose3 MOTION = Pose3.exp(3, -20, 7, 0.5, -2, 1);
  private static final int ALL = Integer.MAX_VALUE;

  @Test
  void aMotionIsFoundAgain() {
    TimedTrajectory reference = curve();
    TimedTrajectory estimate = map(reference, MOTION.inverse()::compose);
    Alignment alignment = Alignment.fit(Alignment.Kind.SE3, reference, estimate);
    assertThat(alignment.motion().between(MOTION).log())
        .containsExactly(new double[6], within(1e-9));
    assertThat(alignment.scale()).isEqualTo(1);
    assertThat(alignment.doubt()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-6, 0.3, 1, 40, 1e6})
  void aScaleIsFoundAgain(double scale) {
    TimedTrajectory reference = curve();
    TimedTrajectory estimate = map(reference, p -> scaled(MOTION.inverse().compose(p), 1 / scale));
    Alignment alignment = Alignment.fit(Alignment.Kind.SIM3, reference, estimate);
    assertThat(alignment.scale()).isCloseTo(scale, within(1e-12 * scale));
    assertSame(alignment.apply(estimate), reference, 1e-9);
    Alignment corrected = Alignment.fit(Alignment.Kind.SE3, true, ALL, reference, estimate);
    assertThat(corrected.scale()).isEqualTo(alignment.scale());
    assertThat(corrected.motion()).isEqualTo(alignment.motion());
  }

  @Test
  void scaleAloneIsThatOfSim3AndMovesNothingElse() {
    TimedTrajectory reference = curve();
    TimedTrajectory estimate = map(reference, p -> scaled(MOTION.compose(p), 0.25));
    Alignment alignment = Alignment.fit(Alignment.Kind.NONE, true, ALL, reference, estimate);
    assertThat(alignment.scale()).isCloseTo(4, within(1e-12));
    assertThat(alignment.motion()).isEqualTo(Pose3.identity());
  }

  @Test
  void inThePlaneHeightsAndTiltStay() {
    TimedTrajectory reference = curve();
    Pose3 turn = Pose3.of(5, -6, 0, Rotation3.exp(0, 0, 2.5));
    TimedTrajectory estimate =
        map(reference, p -> turn.compose(Pose3.of(p.x(), p.y(), p.z() + 1, p.rotation())));
    Alignment alignment = Alignment.fit(Alignment.Kind.SE2, reference, estimate);
    assertThat(alignment.motion().between(turn.inverse()).log())
        .containsExactly(new double[6], within(1e-12));
    TimedTrajectory aligned = alignment.apply(estimate);
    assertThat(aligned.pose(7).z()).isCloseTo(reference.pose(7).z() + 1, within(1e-12));
  }

  @Test
  void theFirstPoseAloneCanDecide() {
    TimedTrajectory reference = curve();
    TimedTrajectory estimate = map(reference, p -> scaled(MOTION.compose(p), 2));
    Alignment alignment = Alignment.fit(Alignment.Kind.ORIGIN, reference, estimate);
    assertThat(alignment.apply(estimate.pose(0)).between(reference.pose(0)).log())
        .containsExactly(new double[6], within(1e-12));
    Alignment scaled = Alignment.fit(Alignment.Kind.ORIGIN, true, ALL, reference, estimate);
    assertThat(scaled.scale()).isCloseTo(0.5, within(1e-12));
    assertSame(scaled.apply(estimate), reference, 1e-9);
  }

  @Test
  void onlyAsManyPosesAsAreWantedDecide() {
    TimedTrajectory reference = curve();
    List<Pose3> poses = new ArrayList<>(reference.poses().stream().map(MOTION::compose).toList());
    poses.set(30, Pose3.of(1000, 0, 0, Rotation3.identity()));
    TimedTrajectory estimate = TimedTrajectory.ofFrames(poses);
    Alignment first = Alignment.fit(Alignment.Kind.SE3, false, 30, reference, estimate);
    assertThat(first.motion().compose(MOTION).log()).containsExactly(new double[6], within(1e-9));
    Alignment all = Alignment.fit(Alignment.Kind.SE3, false, 31, reference, estimate);
    assertThat(all.motion().compose(MOTION).log()[0]).isNotCloseTo(0, within(1.0));
  }

  @Test
  void aReflectionIsNoAlignment() {
    TimedTrajectory reference = curve();
    TimedTrajectory mirrored = map(reference, p -> Pose3.of(-p.x(), p.y(), p.z(), p.rotation()));
    Alignment alignment = Alignment.fit(Alignment.Kind.SIM3, reference, mirrored);
    double worst = 0;
    for (int k = 0; k < reference.size(); k++) {
      worst = Math.max(worst, distance(alignment.apply(mirrored.pose(k)), reference.pose(k)));
    }
    assertThat(worst).isGreaterThan(0.1);
  }

  @ParameterizedTest
  @EnumSource(
      value = Alignment.Kind.class,
      names = {"SE3", "SIM3"})
  void onALineAttitudesTellTheRotationAboutIt(Alignment.Kind kind) {
    List<Pose3> line = new ArrayList<>();
    for (int k = 0; k < 20; k++) {
      line.add(Pose3.of(3 + 0.3 * k, -7 + 0.2 * k, 5 - 0.1 * k, Rotation3.exp(0.1 * k, 0.4, 0)));
    }
    TimedTrajectory reference = TimedTrajectory.ofFrames(line);
    TimedTrajectory estimate = map(reference, MOTION::compose);
    Alignment alignment = Alignment.fit(kind, reference, estimate);
    assertSame(alignment.apply(estimate), reference, 1e-9);
    assertThat(alignment.doubt()).hasValueSatisfying(doubt -> assertThat(doubt).contains("line"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 10})
  void inOnePlaceAttitudesTellTheRotation(int poses) {
    List<Pose3> still = new ArrayList<>();
    for (int k = 0; k < poses; k++) {
      still.add(Pose3.of(0.1, 0.7, -0.3, Rotation3.exp(0.1 * k, 0.4, 0)));
    }
    TimedTrajectory reference = TimedTrajectory.ofFrames(still);
    TimedTrajectory estimate = map(reference, MOTION::compose);
    Alignment alignment = Alignment.fit(Alignment.Kind.SIM3, reference, estimate);
    assertSame(alignment.apply(estimate), reference, 1e-9);
    assertThat(alignment.scale()).isEqualTo(1);
    assertThat(alignment.doubt()).hasValueSatisfying(d -> assertThat(d).contains("one place"));
    TimedTrajectory flat = map(reference, Pose3.of(4, 5, 0, Rotation3.exp(0, 0, 1))::compose);
    assertSame(Alignment.fit(Alignment.Kind.SE2, reference, flat).apply(flat), reference, 1e-9);
  }

  @Test
  void aReferenceThatStandsStillGivesNoScale() {
    TimedTrajectory still = map(curve(), p -> Pose3.of(1, 2, 3, p.rotation()));
    Alignment alignment = Alignment.fit(Alignment.Kind.SIM3, still, curve());
    assertThat(alignment.scale()).isEqualTo(1);
    assertThat(alignment.doubt()).isPresent();
  }

  @Test
  void farFromTheOriginTheFitIsAsGood() {
    Pose3 far = Pose3.of(5e5, 5.5e6, 400, Rotation3.exp(0, 0, 1));
    TimedTrajectory reference = map(curve(), far::compose);
    Alignment alignment = Alignment.fit(Alignment.Kind.SE3, reference, curve());
    assertThat(alignment.motion().rotation().angularDistance(far.rotation())).isLessThan(1e-9);
    assertSame(alignment.apply(curve()), reference, 1e-8);
  }

  @Test
  void posesOfThePlaneAreInThePlane() {
    TimedTrajectory plane = TimedTrajectory.inPlane(List.of(Pose2.of(1, 2, -3), Pose2.of(4, 5, 3)));
    assertThat(plane.pose(0).between(Pose3.of(1, 2, 0, Rotation3.exp(0, 0, -3))).log())
        .containsExactly(new double[6], within(1e-15));
    assertThat(plane.pose(1).z()).isZero();
  }

  @Test
  void trajectoriesOfDifferentLengthsAreRefused() {
    TimedTrajectory none = TimedTrajectory.ofFrames(List.of());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Alignment.fit(Alignment.Kind.SE3, none, none));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Alignment.fit(Alignment.Kind.SE3, curve(), curve().select(new int[] {1, 2})));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Alignment.fit(Alignment.Kind.SE3, false, 0, curve(), curve()));
  }

  private static TimedTrajectory curve() {
    List<Pose3> poses = new ArrayList<>();
    for (int k = 0; k < 40; k++) {
      poses.add(
          Pose3.of(
              Math.cos(0.3 * k), 2 * Math.sin(0.2 * k), 0.05 * k, Rotation3.exp(0.1 * k, -0.5, k)));
    }
    return TimedTrajectory.ofFrames(poses);
  }

  private static TimedTrajectory map(TimedTrajectory poses, UnaryOperator<Pose3> change) {
    return poses.withPoses(poses.poses().stream().map(change).toList());
  }

  private static Pose3 scaled(Pose3 pose, double scale) {
    return Pose3.of(scale * pose.x(), scale * pose.y(), scale * pose.z(), pose.rotation());
  }

  private static void assertSame(TimedTrajectory found, TimedTrajectory expected, double within) {
    for (int k = 0; k < expected.size(); k++) {
      assertThat(distance(found.pose(k), expected.pose(k))).isLessThan(within);
      assertThat(found.pose(k).rotation().angularDistance(expected.pose(k).rotation()))
          .isLessThan(1e-7);
    }
  }

  private static double distance(Pose3 a, Pose3 b) {
    return Math.hypot(Math.hypot(a.x() - b.x(), a.y() - b.y()), a.z() - b.z());
  }
}
