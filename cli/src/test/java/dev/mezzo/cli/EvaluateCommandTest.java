package dev.mezzo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mezzo.geometry.Pose3;
import dev.mezzo.geometry.Rotation3;
import dev.mezzo.io.TrajectoryFile;
import dev.mezzo.slam.TimedTrajectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvaluateCommandTest {
  private static final Pose3 ELSEWHERE = Pose3.exp(3, -20, 7, 0.5, -2, 1);

  @TempDir private Path folder;

  private Path reference;

  @BeforeEach
  void writeReference() throws IOException {
    reference = tum("reference.txt", pose -> pose);
  }

  @Test
  void bothKindsOfErrorsArePrintedForPeople() throws IOException {
    Path moved = tum("moved.txt", ELSEWHERE::compose);
    Session session = Session.run("evaluate", reference, moved);
    assertThat(session.err()).isEmpty();
    assertThat(session.exitCode()).isZero();
    assertThat(session.out())
        .contains("TUM, 60 poses", "pairs      60", "alignment  SE3")
        .contains("absolute pose error", "relative pose error over 1 frame")
        .contains("translation, m", "rotation, deg");
  }

  @ParameterizedTest
  @CsvSource({
    "none, false, false",
    "origin, false, false",
    "se2, false, false",
    "se3, false, false",
    "se3, true, true",
    "sim3, false, true",
    "origin, true, true",
  })
  void anEstimateOfAnotherScaleIsRightOnlyWhereScaleIsFitted(
      String kind, boolean scaled, boolean isRight) throws IOException {
    Path estimate = tum("estimate.txt", pose -> scaled(ELSEWHERE.compose(pose), 0.4));
    Map<String, Object> json =
        scaled
            ? json(reference, estimate, "--align", kind, "--correct-scale")
            : json(reference, estimate, "--align", kind);
    double rmse = (double) json.get("ape.translation.rmse");
    assertThat(rmse < 1e-9).isEqualTo(isRight);
    if (isRight) {
      assertThat((double) json.get("alignment.scale")).isCloseTo(2.5, within(1e-12));
      assertThat((double) json.get("rpe.translation.max")).isLessThan(1e-9);
    }
  }

  @Test
  void onlyWhatIsAskedForIsTold() throws IOException {
    Map<String, Object> absolute = json(reference, reference, "--ape", "--relation", "full");
    assertThat(absolute).containsKey("ape.full_transformation.rmse");
    assertThat(absolute.keySet()).noneMatch(key -> key.startsWith("rpe"));
    assertThat(absolute).doesNotContainKey("ape.translation.rmse");
    Map<String, Object> relative =
        json(reference, reference, "--rpe", "--delta", 2, "--delta-unit", "m", "--all-pairs");
    assertThat(relative.keySet()).noneMatch(key -> key.startsWith("ape"));
    assertThat(relative).containsEntry("delta.unit", "m").containsEntry("delta.delta", 2.0);
  }

  @Test
  void timesAreMatchedWithinTheDifferenceAndOffsetThatAreGiven() throws IOException {
    List<Pose3> poses = poses();
    double[] late = new double[poses.size()];
    for (int k = 0; k < late.length; k++) {
      late[k] = 0.1 * k + 5.02;
    }
    Path estimate = folder.resolve("late.txt");
    TrajectoryFile.writeTum(TimedTrajectory.ofTimes(late, poses), estimate);
    assertThat(json(reference, estimate, "--time-offset", -5.02)).containsEntry("pairs", 60.0);
    assertThat(
            json(reference, estimate, "--time-offset", -5, "--max-time-difference", 0.03)
                .get("pairs"))
        .isEqualTo(60.0);
    Session none = Session.run("evaluate", reference, estimate, "--time-offset", -5);
    assertThat(none.exitCode()).isEqualTo(3);
  }

  @Test
  void framesAreGivenTimesByAFileOfThem() throws IOException {
    Path kitti = folder.resolve("kitti.txt");
    TrajectoryFile.writeKitti(TimedTrajectory.ofFrames(poses()), kitti);
    Session without = Session.run("evaluate", reference, kitti);
    assertThat(without.exitCode()).isEqualTo(3);
    assertThat(without.err()).contains("has no times", "--times").hasLineCount(1);
    var lines = new StringBuilder();
    for (int k = 0; k < 60; k++) {
      lines.append(0.1 * k).append('\n');
    }
    Path times = Files.writeString(folder.resolve("times.txt"), lines);
    assertThat(json(reference, kitti, "--times", times)).containsEntry("pairs", 60.0);
    assertThat(json(kitti, kitti)).containsEntry("reference.format", "kitti");
    Path few = Files.writeString(folder.resolve("few.txt"), "0.1\n");
    Session tooFew = Session.run("evaluate", reference, kitti, "--times", few);
    assertThat(tooFew.exitCode()).isEqualTo(3);
    assertThat(tooFew.err()).startsWith(few.toString()).contains("no time for frame 1");
  }

  @Test
  void aPlaneHidesWhatIsOutsideIt() throws IOException {
    Path higher = tum("higher.txt", p -> Pose3.of(p.x(), p.y(), p.z() + 3, p.rotation()));
    assertThat((double) json(reference, higher, "--align", "none").get("ape.translation.rmse"))
        .isCloseTo(3, within(1e-12));
    Map<String, Object> flat = json(reference, higher, "--align", "none", "--project", "xy");
    assertThat((double) flat.get("ape.translation.rmse")).isZero();
    assertThat(flat).containsEntry("plane", "xy");
  }

  @ParameterizedTest
  @CsvSource({"--plot=here.html, true", "--report=here.html, true", "--plot, false"})
  void aPageIsWrittenWhereTheOptionSays(String option, boolean named) throws IOException {
    Path page = folder.resolve("here.html");
    Path unnamed = Path.of("mezzo-evaluate.html");
    String argument = option.replace("here.html", page.toString());
    try {
      Session session = Session.run("evaluate", argument, reference, reference);
      assertThat(session.err()).isEmpty();
      assertThat(session.exitCode()).isZero();
      assertThat(session.out()).contains("report     " + (named ? page : unnamed));
      assertThat(named ? page : unnamed)
          .content()
          .contains("Trajectory evaluation", "Absolute pose error", "reference.txt");
    } finally {
      Files.deleteIfExists(unnamed);
    }
  }

  @Test
  void anEstimateOnALineIsWarnedOf() throws IOException {
    Path line = tum("line.txt", p -> Pose3.of(p.x(), 0, 0, p.rotation()));
    Session session = Session.run("evaluate", line, line);
    assertThat(session.exitCode()).isZero();
    assertThat(session.err()).contains("warning: alignment: the positions are on a line");
  }

  @Test
  void onePoseIsComparedAndHasNoRelativeErrors() throws IOException {
    Path one = Files.writeString(folder.resolve("one.txt"), "0 1 2 3 0 0 0 1\n");
    Session session = Session.run("evaluate", one, one);
    assertThat(session.exitCode()).isZero();
    assertThat(session.out()).contains("there are no poses that far apart");
    Path page = folder.resolve("one.html");
    assertThat(Session.run("evaluate", one, one, "--plot=" + page).exitCode()).isZero();
    assertThat(page).content().contains("There are no poses that far apart.");
  }

  @Test
  void badFilesAreNamedWithLineAndReason() throws IOException {
    Path bad = Files.writeString(folder.resolve("bad.txt"), "0 1 2 3 0 0 0 1\n1 1 2 3 0 0 0 0\n");
    Session session = Session.run("evaluate", reference, bad);
    assertThat(session.exitCode()).isEqualTo(3);
    assertThat(session.err()).isEqualTo(bad + ":2: the quaternion is zero\n");
    Session apart = Session.run("evaluate", reference, reference, "--time-offset", 1000);
    assertThat(apart.exitCode()).isEqualTo(3);
    assertThat(apart.err()).contains("no times").hasLineCount(1);
    Session forced = Session.run("evaluate", reference, reference, "--format", "tum,kitti");
    assertThat(forced.exitCode()).isEqualTo(3);
    assertThat(forced.err()).contains("reference.txt:2: 8 fields");
  }

  @ParameterizedTest
  @CsvSource({
    "--align, se4",
    "--delta, 0.5",
    "--delta, -1",
    "--relation, rot",
    "--format, ros",
    "--n-to-align, 0",
    "--max-time-difference, -1",
    "--project, zx",
    "--delta-unit, km",
    "--plot=/nowhere/x.html, --json",
  })
  void optionsThatMakeNoSenseAreBadUsage(String option, String value) {
    Session session = Session.run("evaluate", reference, reference, option, value);
    assertThat(session.exitCode()).isEqualTo(2);
    assertThat(session.out()).isEmpty();
    assertThat(session.err()).isNotEmpty();
  }

  @Test
  void thePageDoesNotOverwriteATrajectory() throws IOException {
    String before = Files.readString(reference);
    Session session = Session.run("evaluate", reference, reference, "--plot=" + reference);
    assertThat(session.exitCode()).isEqualTo(2);
    assertThat(reference).hasContent(before);
  }

  private static Map<String, Object> json(Object... arguments) throws IOException {
    List<Object> words = new ArrayList<>(List.of("evaluate", "--json"));
    words.addAll(List.of(arguments));
    Session session = Session.run(words.toArray());
    assertThat(session.err()).isEmpty();
    assertThat(session.exitCode()).isZero();
    return FlatJson.parse(session.out());
  }

  private Path tum(String name, UnaryOperator<Pose3> change) throws IOException {
    List<Pose3> poses = poses().stream().map(change).toList();
    double[] times = new double[poses.size()];
    for (int k = 0; k < times.length; k++) {
      times[k] = 0.1 * k;
    }
    Path file = folder.resolve(name);
    TrajectoryFile.writeTum(TimedTrajectory.ofTimes(times, poses), file);
    return file;
  }

  private static List<Pose3> poses() {
    List<Pose3> poses = new ArrayList<>();
    for (int k = 0; k < 60; k++) {
      poses.add(
          Pose3.of(
              4 * Math.cos(0.1 * k),
              3 * Math.sin(0.2 * k),
              0.02 * k,
              Rotation3.exp(0.1, 0, 0.05 * k)));
    }
    return poses;
  }

  private static Pose3 scaled(Pose3 pose, double scale) {
    return Pose3.of(scale * pose.x(), scale * pose.y(), scale * pose.z(), pose.rotation());
  }
}
