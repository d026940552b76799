package dev.mezzo.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.mezzo.geometry.Pose3;
import dev.mezzo.geometry.Rotation3;
import dev.mezzo.slam.Alignment;
import dev.mezzo.slam.TimedTrajectory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrajectoryPairTest {
  @Test
  void posesPairWithTheNearestInTime() {
    TrajectoryPair pair =
        TrajectoryPair.associate(at(0, 1, 2, 3, 4), at(0.999, 1.02, 3.004, 9), 0.01, 0);
    assertThat(stamps(pair.reference())).containsExactly(1, 3);
    assertThat(stamps(pair.estimate())).containsExactly(0.999, 3.004);
  }

  @Test
  void eachPoseOfTheShorterHasItsNearestOfTheLonger() {
    // The longer one's 1.0 serves two, as in evo.
    TrajectoryPair pair = TrajectoryPair.associate(at(0.9, 1.1), at(0, 1, 3, 4), 0.2, 0);
    assertThat(stamps(pair.reference())).containsExactly(0.9, 1.1);
    assertThat(stamps(pair.estimate())).containsExactly(1, 1);
  }

  @Test
  void anOffsetIsAddedToTheTimesOfTheEstimateWhicheverIsLonger() {
    TrajectoryPair longReference = TrajectoryPair.associate(at(5, 6, 7), at(0, 1), 0.01, 5);
    assertThat(stamps(longReference.reference())).containsExactly(5, 6);
    assertThat(stamps(longReference.estimate())).containsExactly(0, 1);
    TrajectoryPair longEstimate = TrajectoryPair.associate(at(5, 6), at(0, 1, 2), 0.01, 5);
    assertThat(stamps(longEstimate.reference())).containsExactly(5, 6);
    assertThat(stamps(longEstimate.estimate())).containsExactly(0, 1);
  }

  @Test
  void timesNeedNotAscend() {
    TrajectoryPair pair = TrajectoryPair.associate(at(3, 1, 2, 0), at(2.001, 0.999), 0.01, 0);
    assertThat(stamps(pair.reference())).containsExactly(2, 1);
  }

  @Test
  void whatCannotBePairedIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TrajectoryPair.associate(at(0, 1), at(5), 0.01, 0))
        .withMessage("no times of the two trajectories are within 0.01 s");
    TimedTrajectory frames = TimedTrajectory.ofFrames(List.of(Pose3.identity()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TrajectoryPair.associate(at(0, 1), frames, 0.01, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> TrajectoryPair.of(at(0, 1), frames));
    TimedTrajectory none = TimedTrajectory.ofTimes(new double[0], List.of());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TrajectoryPair.associate(at(0, 1), none, 0.01, 0));
  }

  @Test
  void errorsAreOfTheMotionBetweenThePoses() {
    Pose3 truth = Pose3.exp(1, 2, 3, 0.3, 0.2, -0.5);
    Rotation3 turn = Rotation3.exp(0, 0.02, 0);
    Pose3 found = truth.compose(Pose3.of(0.3, 0, 0.4, turn));
    TrajectoryPair pair = TrajectoryPair.of(List.of(truth), List.of(found));
    assertThat(pair.absolute(PoseRelation.TRANSLATION).values()[0]).isCloseTo(0.5, within(1e-12));
    assertThat(pair.absolute(PoseRelation.ROTATION_RADIANS).values()[0])
        .isCloseTo(0.02, within(1e-12));
    assertThat(pair.absolute(PoseRelation.ROTATION_DEGREES).values()[0])
        .isCloseTo(Math.toDegrees(0.02), within(1e-10));
    // Frobenius norm of E - I: 2 sqrt(2) sin(angle / 2) of the rotation, and the translation.
    double rotation = 2 * Math.sqrt(2) * Math.sin(0.01);
    assertThat(pair.absolute(PoseRelation.FULL).values()[0])
        .isCloseTo(Math.hypot(0.5, rotation), within(1e-12));
  }

  @Test
  void relativeErrorsDoNotSeeTheFrame() {
    List<Pose3> truth = new ArrayList<>();
    List<Pose3> estimate = new ArrayList<>();
    Pose3 elsewhere = Pose3.exp(4, 5, 6, 1, 2, 0.5);
    for (int k = 0; k < 10; k++) {
      Pose3 pose = Pose3.of(k, 0, 0, Rotation3.exp(0, 0, 0.1 * k));
      truth.add(pose);
      // From frame 5 on the estimate is 0.2 m to the side of the body.
      estimate.add(
          elsewhere.compose(pose.compose(Pose3.of(0, k < 5 ? 0 : 0.2, 0, Rotation3.identity()))));
    }
    PoseErrors errors =
        TrajectoryPair.of(truth, estimate).relative(PoseDelta.FRAME, PoseRelation.TRANSLATION);
    double[] expected = new double[9];
    expected[4] = 0.2;
    // From then on it turns about another point, which is 0.2 m off.
    Arrays.fill(expected, 5, 9, 2 * 0.2 * Math.sin(0.05));
    assertThat(errors.values()).containsExactly(expected, within(1e-12));
    assertThat(errors.at()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9);
  }

  @Test
  void projectionKeepsTheAngleAboutTheNormal() {
    Pose3 pose = Pose3.of(1, 2, 3, Rotation3.ofRollPitchYaw(0.3, -0.4, 2));
    TrajectoryPair pair = TrajectoryPair.of(List.of(pose), List.of(pose));
    assertThat(pair.projected(TrajectoryPair.Plane.XY).estimate().pose(0).log())
        .containsExactly(Pose3.of(1, 2, 0, Rotation3.exp(0, 0, 2)).log(), within(1e-12));
    assertThat(pair.projected(TrajectoryPair.Plane.XZ).reference().pose(0).log())
        .containsExactly(Pose3.of(1, 0, 3, Rotation3.exp(0, -0.4, 0)).log(), within(1e-12));
    assertThat(pair.projected(TrajectoryPair.Plane.YZ).estimate().pose(0).log())
        .containsExactly(Pose3.of(0, 2, 3, Rotation3.exp(0.3, 0, 0)).log(), within(1e-12));
  }

  @Test
  void aHundredThousandPosesTakeLittleMemory() {
    int n = 100_000;
    double[] times = new double[n];
    List<Pose3> poses = new ArrayList<>();
    for (int k = 0; k < n; k++) {
      times[k] = 0.05 * k;
      poses.add(Pose3.of(Math.cos(0.01 * k), Math.sin(0.013 * k), 0, Rotation3.identity()));
    }
    TimedTrajectory one = TimedTrajectory.ofTimes(times, poses);
    TrajectoryPair pair = TrajectoryPair.associate(one, one, 0.01, 0);
    TrajectoryPair aligned = pair.aligned(pair.fit(Alignment.Kind.SIM3));
    assertThat(aligned.absolute(PoseRelation.TRANSLATION).statistics().max()).isLessThan(1e-9);
    PoseDelta metre = new PoseDelta(1, PoseDelta.Unit.METRES, true, 0.1);
    assertThat(aligned.relative(metre, PoseRelation.TRANSLATION).statistics().max())
        .isLessThan(1e-9);
  }

  private static TimedTrajectory at(double... times) {
    List<Pose3> poses =
        Arrays.stream(times).mapToObj(t -> Pose3.of(t, 0, 0, Rotation3.identity())).toList();
    return TimedTrajectory.ofTimes(times, poses);
  }

  private static double[] stamps(TimedTrajectory trajectory) {
    double[] stamps = new double[trajectory.size()];
    Arrays.setAll(stamps, trajectory::stamp);
    return stamps;
  }
}
