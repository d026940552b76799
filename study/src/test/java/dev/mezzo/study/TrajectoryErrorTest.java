package dev.mezzo.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.mezzo.geometry.Pose3;
import dev.mezzo.geometry.Rotation3;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrajectoryErrorTest {
  private static final Pose3 MOTION = Pose3.exp(3, -20, 7, 0.5, -2, 1);

  @Test
  void aTrajectoryHasNoErrorAgainstItself() {
    TrajectoryError error = TrajectoryError.between(walk(1), walk(1));
    assertThat(error.translation().max()).isCloseTo(0, within(1e-12));
    assertThat(error.rotation().max()).isCloseTo(0, within(1e-7));
  }

  @Test
  void theWorldFrameOfTheEstimateDoesNotMatter() {
    List<Pose3> moved = walk(1).stream().map(MOTION::compose).toList();
    TrajectoryError error = TrajectoryError.between(walk(1), moved);
    assertThat(error.translation().max()).isCloseTo(0, within(1e-10));
    assertThat(error.rotation().max()).isCloseTo(0, within(1e-7));
    assertThat(error.alignment().motion().compose(MOTION).log())
        .containsExactly(new double[6], within(1e-10));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void errorsOfAnEstimateAreTheSameInAnyWorldFrame(long seed) {
    List<Pose3> truth = walk(seed);
    List<Pose3> estimate = disturb(truth, seed);
    List<Pose3> moved = estimate.stream().map(MOTION::compose).toList();
    TrajectoryError here = TrajectoryError.between(truth, estimate);
    TrajectoryError there = TrajectoryError.between(truth, moved);
    assertThat(here.translation().rmse()).isGreaterThan(0.01);
    assertThat(there.translation().rmse()).isCloseTo(here.translation().rmse(), within(1e-10));
    assertThat(there.translation().max()).isCloseTo(here.translation().max(), within(1e-10));
    assertThat(there.rotation().mean()).isCloseTo(here.rotation().mean(), within(1e-9));
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  void noOtherAlignmentFitsBetter(long seed) {
    List<Pose3> truth = walk(seed);
    TrajectoryError error = TrajectoryError.between(truth, disturb(truth, seed));
    List<Pose3> aligned = disturb(truth, seed).stream().map(error.alignment()::apply).toList();
    double best = rmse(truth, aligned);
    assertThat(best).isCloseTo(error.translation().rmse(), within(1e-12));
    for (int k = 0; k < 6; k++) {
      for (double h : new double[] {-1e-3, 1e-3}) {
        double[] d = new double[6];
        d[k] = h;
        Pose3 nudge = Pose3.exp(d[0], d[1], d[2], d[3], d[4], d[5]);
        assertThat(rmse(truth, aligned.stream().map(nudge::compose).toList())).isGreaterThan(best);
      }
    }
  }

  @Test
  void withoutScaleEveryCornerOfALargerSquareIsOff() {
    // A square of side 2 against one of side 4, both about the origin: each corner is off by sqrt
    // 2.
    List<Pose3> truth = square(1);
    List<Pose3> estimate = square(2);
    TrajectoryError error = TrajectoryError.between(truth, estimate);
    assertThat(error.translation().rmse()).isCloseTo(Math.sqrt(2), within(1e-12));
    assertThat(error.translation().mean()).isCloseTo(Math.sqrt(2), within(1e-12));
    assertThat(error.translation().max()).isCloseTo(Math.sqrt(2), within(1e-12));
  }

  @Test
  void errorsOfAttitudeAreAnglesWhateverThePositions() {
    // Attitudes turned by 0.1 rad about their own x axes: positions say nothing of that.
    List<Pose3> truth = square(1);
    Rotation3 turn = Rotation3.exp(0.1, 0, 0);
    List<Pose3> estimate =
        truth.stream().map(p -> Pose3.of(p.x(), p.y(), p.z(), p.rotation().compose(turn))).toList();
    TrajectoryError error = TrajectoryError.between(truth, estimate);
    assertThat(error.translation().max()).isCloseTo(0, within(1e-12));
    assertThat(error.rotation().rmse()).isCloseTo(0.1, within(1e-9));
    assertThat(error.rotation().max()).isCloseTo(0.1, within(1e-9));
  }

  @Test
  void theMeanIsBelowTheRootMeanSquareWhereErrorsDiffer() {
    // Two poses on a line, 1 m and 3 m apart: each is off by 1 m; a third in the middle is right.
    List<Pose3> truth = List.of(at(-0.5, 0, 0), at(0, 0, 0), at(0.5, 0, 0));
    List<Pose3> estimate = List.of(at(-1.5, 0, 0), at(0, 0, 0), at(1.5, 0, 0));
    TrajectoryError error = TrajectoryError.between(truth, estimate);
    assertThat(error.translation().mean()).isCloseTo(2.0 / 3, within(1e-12));
    assertThat(error.translation().rmse()).isCloseTo(Math.sqrt(2.0 / 3), within(1e-12));
    assertThat(error.translation().max()).isCloseTo(1, within(1e-12));
  }

  @Test
  void aSinglePoseIsAlignedExactly() {
    TrajectoryError error = TrajectoryError.between(List.of(at(1, 2, 3)), List.of(at(4, 5, 6)));
    assertThat(error.translation().max()).isZero();
  }

  @Test
  void aMirroredTrajectoryIsNotAlignedByAReflection() {
    List<Pose3> truth = List.of(at(1, 0, 0), at(0, 2, 0), at(0, 0, 3), at(0, 0, 0));
    List<Pose3> mirrored = List.of(at(-1, 0, 0), at(0, 2, 0), at(0, 0, 3), at(0, 0, 0));
    assertThat(TrajectoryError.between(truth, mirrored).translation().rmse()).isGreaterThan(0.1);
  }

  @Test
  void trajectoriesMustBeOfTheSameLengthAndNotEmpty() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TrajectoryError.between(walk(1), walk(1).subList(0, 5)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TrajectoryError.between(List.of(), List.of()));
  }

  private static Pose3 at(double x, double y, double z) {
    return Pose3.of(x, y, z, Rotation3.identity());
  }

  private static List<Pose3> square(double half) {
    return List.of(at(half, half, 0), at(-half, half, 0), at(-half, -half, 0), at(half, -half, 0));
  }

  private static List<Pose3> walk(long seed) {
    var noise = new SeededNoise(seed);
    List<Pose3> poses = new ArrayList<>();
    Pose3 pose = Pose3.identity();
    for (int k = 0; k < 40; k++) {
      pose = pose.compose(random(noise, 1, 0.4));
      poses.add(pose);
    }
    return poses;
  }

  private static List<Pose3> disturb(List<Pose3> poses, long seed) {
    var noise = new SeededNoise(seed + 1000);
    return poses.stream().map(pose -> pose.compose(random(noise, 0.1, 0.1))).toList();
  }

  private static Pose3 random(SeededNoise noise, double metres, double radians) {
    return Pose3.exp(
        noise.normal(metres),
        noise.normal(metres),
        noise.normal(metres),
        noise.normal(radians),
        noise.normal(radians),
        noise.normal(radians));
  }

  private static double rmse(List<Pose3> a, List<Pose3> b) {
    double sum = 0;
    for (int k = 0; k < a.size(); k++) {
      double dx = a.get(k).x() - b.get(k).x();
      double dy = a.get(k).y() - b.get(k).y();
      double dz = a.get(k).z() - b.get(k).z();
      sum += dx * dx + dy * dy + dz * dz;
    }
    return Math.sqrt(sum / a.size());
  }

  @Test
  void upToScaleATrajectoryInAnotherUnitIsTheSame() {
    List<Pose3> truth = new ArrayList<>();
    List<Pose3> estimate = new ArrayList<>();
    Pose3 elsewhere = Pose3.exp(1, 2, 3, 0.3, -0.2, 0.1);
    for (int i = 0; i < 20; i++) {
      Pose3 pose = Pose3.exp(i, 0.1 * i * i, Math.sin(i), 0.1 * i, 0, 0.05 * i);
      truth.add(pose);
      Pose3 moved = elsewhere.compose(pose);
      estimate.add(Pose3.of(0.3 * moved.x(), 0.3 * moved.y(), 0.3 * moved.z(), moved.rotation()));
    }
    TrajectoryError error = TrajectoryError.upToScale(truth, estimate);
    assertThat(error.translation().max()).isLessThan(1e-12);
    assertThat(error.rotation().max()).isLessThan(1e-7);
    assertThat(TrajectoryError.between(truth, estimate).translation().rmse()).isGreaterThan(1);
  }
}
