package dev.mezzo.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.mezzo.geometry.Pose3;
import dev.mezzo.geometry.Rotation3;
import dev.mezzo.io.TrajectoryFile.Format;
import dev.mezzo.slam.TimedTrajectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrajectoryFileTest {
  /** About z by 2 atan(0.5). */
  private static final Rotation3 TURN = Rotation3.ofQuaternion(0, 0, 0.4472135955, 0.894427191);

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1305031102.16 1 2 3 0 0 0.4472135955 0.894427191\n",
        "# timestamp tx ty tz qx qy qz qw\n\n1305031102.16 1 2 3 0 0 0.4472135955 0.894427191",
        "1305031102.16,1,2,3,0,0,0.4472135955,0.894427191\r\n",
        """
        timestamp, tx, ty, tz, qx, qy, qz, qw
        1305031102.16, 1, 2, 3, 0, 0, 0.4472135955, 0.894427191
        """,
        "1305031102.16\t1\t2\t3\t0\t0\t0.4472135955\t0.894427191 # first",
        "1305031102.16;1;2;3;0;0;0.4472135955;0.894427191",
        "  1.30503110216e9  1 2 3   0 0 0.4472135955 0.894427191  ",
        "\ufeff1305031102.16 1 2 3 0 0 0.4472135955 0.894427191",
        // Covariances after the pose, as estimators write them.
        "1305031102.16 1 2 3 0 0 0.4472135955 0.894427191 9 9 9 9 9 9\n",
        // A heading that says that w comes first.
        "# time,x,y,z,qw,qx,qy,qz\n1305031102.16,1,2,3,0.894427191,0,0,0.4472135955\n",
      })
  void aLineOfTimePositionAndQuaternionIsReadHoweverItIsSeparated(String text) throws IOException {
    TrajectoryFile file = TrajectoryFile.read(write(text));
    assertThat(file.format()).isEqualTo(Format.TUM);
    assertThat(file.warnings()).isEmpty();
    TimedTrajectory trajectory = file.trajectory();
    assertThat(trajectory.size()).isEqualTo(1);
    assertThat(trajectory.isTimed()).isTrue();
    assertThat(trajectory.stamp(0)).isEqualTo(1305031102.16);
    Pose3 pose = trajectory.pose(0);
    assertThat(new double[] {pose.x(), pose.y(), pose.z()}).containsExactly(1, 2, 3);
    assertThat(pose.rotation().angularDistance(TURN)).isLessThan(1e-9);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "#timestamp,p_RS_R_x [m],p_RS_R_y [m],p_RS_R_z [m],q_RS_w [],q_RS_x [],q_RS_y [],q_RS_z []"
            + "\n1403636580838555648,1,2,3,0.894427191,0,0,0.4472135955\n",
        // The seventeen columns of state_groundtruth_estimate0.
        "1403636580838555648,1,2,3,0.894427191,0,0,0.4472135955,1,2,3,1,2,3,4,5,6\n",
        "#timestamp [ns] p_RS_R_x [m] p_RS_R_y [m] p_RS_R_z [m] q_RS_w [] q_RS_x [] q_RS_y [] "
            + "q_RS_z []\n1403636580838555648.0000000000 1 2 3 0.894427191 0 0 0.4472135955\n",
        "# stamp [ns], x, y, z, qx, qy, qz, qw\n1403636580838555648,1,2,3,0,0,0.4472135955,"
            + "0.894427191",
      })
  void nanosecondsMeanEurocWhoseQuaternionsBeginWithW(String text) throws IOException {
    TrajectoryFile file = TrajectoryFile.read(write(text));
    assertThat(file.format()).isEqualTo(Format.EUROC);
    assertThat(file.trajectory().stamp(0))
        .isEqualTo(Double.parseDouble("1403636580.838555648")); // the nearest double
    assertThat(file.trajectory().pose(0).rotation().angularDistance(TURN)).isLessThan(1e-9);
  }

  @Test
  void smallNanosecondsAreKnownByTheirHeading() throws IOException {
    String text = "#timestamp [ns],x,y,z,qw,qx,qy,qz\n1500000000,1,2,3,1,0,0,0\n";
    assertThat(TrajectoryFile.read(write(text)).trajectory().stamp(0)).isEqualTo(1.5);
  }

  @Test
  void twelveNumbersAreTheMatrixOfANumberedFrame() throws IOException {
    String text = "0 -1 0 1 1 0 0 2 0 0 1 3\n1 0 0 4 0 1 0 5 0 0 1 6\n";
    TrajectoryFile file = TrajectoryFile.read(write(text));
    assertThat(file.format()).isEqualTo(Format.KITTI);
    TimedTrajectory trajectory = file.trajectory();
    assertThat(trajectory.isTimed()).isFalse();
    assertThat(trajectory.stamp(1)).isEqualTo(1);
    assertThat(trajectory.pose(0)).isEqualTo(Pose3.of(1, 2, 3, Rotation3.ofQuaternion(0, 0, 1, 1)));
    assertThat(trajectory.pose(1)).isEqualTo(Pose3.of(4, 5, 6, Rotation3.identity()));
  }

  @Test
  void aThirteenthNumberInFrontIsTheFrame() throws IOException {
    String text = "4 1 0 0 4 0 1 0 5 0 0 1 6\n7 1 0 0 4 0 1 0 5 0 0 1 6\n";
    TimedTrajectory trajectory = TrajectoryFile.read(write(text)).trajectory();
    assertThat(trajectory.isTimed()).isFalse();
    assertThat(trajectory.stamp(0)).isEqualTo(4);
    assertThat(trajectory.stamp(1)).isEqualTo(7);
  }

  @Test
  void aThirteenthNumberInFrontIsATimeWhereItIsNotWhole() throws IOException {
    String text = "0 1 0 0 4 0 1 0 5 0 0 1 6\n0.1 1 0 0 4 0 1 0 5 0 0 1 6\n";
    TimedTrajectory trajectory = TrajectoryFile.read(write(text)).trajectory();
    assertThat(trajectory.isTimed()).isTrue();
    assertThat(trajectory.stamp(1)).isEqualTo(0.1);
  }

  @Test
  void timesOfAnotherFileBelongToFrames() throws IOException {
    double[] times = TrajectoryFile.readTimes(write("0.0\n1.037359e-01\n\n2.073381e-01\n"));
    assertThat(times).containsExactly(0, 0.1037359, 0.2073381);
    Path poses = write("2 1 0 0 4 0 1 0 5 0 0 1 6\n");
    TimedTrajectory timed = TrajectoryFile.read(poses).trajectory().withTimes(times);
    assertThat(timed.isTimed()).isTrue();
    assertThat(timed.stamp(0)).isEqualTo(0.2073381);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TrajectoryFile.read(poses).trajectory().withTimes(new double[] {0, 1}))
        .withMessage("there is no time for frame 2, only for frames 0 to 1");
  }

  @Test
  void aFormatThatIsGivenDecidesWhateverTheFileLooksLike() throws IOException {
    Path file = write("# qw qx qy qz [ns]\n2e18 1 2 3 0 0 0.4472135955 0.894427191\n");
    TrajectoryFile tum = TrajectoryFile.read(file, Format.TUM);
    assertThat(tum.trajectory().stamp(0)).isEqualTo(2e18);
    assertThat(tum.trajectory().pose(0).rotation().angularDistance(TURN)).isLessThan(1e-9);
    TrajectoryFile euroc = TrajectoryFile.read(file, Format.EUROC);
    assertThat(euroc.trajectory().stamp(0)).isEqualTo(2e9);
    assertThat(euroc.trajectory().pose(0).rotation().w()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          2 1 2 3 0 0 0 nan         | field 8, 'nan', is not a number
          2 1 inf 3 0 0 0 1         | field 3, 'inf', is not a number
          2 1 2 3 0 0 0 0           | the quaternion is zero
          2 1 2 3 0 0 1             | 7 fields, not 8 as before
          2 1 2 3 0 0 0 1 5         | 9 fields, not 8 as before
          2 1 2 x 0 0 0 1           | field 4, 'x', is not a number
          time 1 2 3 0 0 0 1        | field 1, 'time', is not a number
          2 1e999 2 3 0 0 0 1       | is too large for a double
          """)
  void aMalformedPoseIsNamedWithItsLineAndReason(String line, String reason) throws IOException {
    Path file = write("# a comment\n1 1 2 3 0 0 0 1\n" + line + "\n3 1 2 3 0 0 0 1\n");
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> TrajectoryFile.read(file))
        .satisfies(
            e -> {
              assertThat(e.line()).isEqualTo(3);
              assertThat(e.reason()).contains(reason);
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          2 0 0 1 0 1 0 1 0 0 1 1   | the matrix is not a rotation
          1 0 0 1 0 -1 0 1 0 0 1 1  | the matrix is not a rotation
          0 0 0 0 0 0 0 0 0 0 0 0   | the matrix is not a rotation
          1 0 0 nan 0 1 0 1 0 0 1 1 | field 4, 'nan', is not a number
          """)
  void aMatrixThatIsNoRotationIsNamedWithItsLine(String line, String reason) throws IOException {
    Path file = write("1 0 0 1 0 1 0 1 0 0 1 1\n" + line + "\n");
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> TrajectoryFile.read(file))
        .satisfies(
            e -> {
              assertThat(e.line()).isEqualTo(2);
              assertThat(e.reason()).contains(reason);
            });
  }

  @ParameterizedTest
  @CsvSource({"1 2 3, 1", "VERTEX_SE2 0 0 0 0, 0", "'', 0", "'# nothing else', 0"})
  void aFileOfSomethingElseIsRefused(String text, int line) throws IOException {
    Path file = write(text);
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> TrajectoryFile.read(file))
        .satisfies(e -> assertThat(e.line()).isEqualTo(line));
  }

  @Test
  void aTimeIsOneNumberInALine() throws IOException {
    Path file = write("0.1\n0.2 0.3\n");
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> TrajectoryFile.readTimes(file))
        .withMessageEndingWith(":2: 2 numbers, not one time");
  }

  @Test
  void whatIsStrangeIsCountedAndRead() throws IOException {
    Path file = write("1 0 0 0 0 0 0 2\n2 0 0 0 0 0 0 1\n2 0 0 0 0 0 3 4\n1 0 0 0 0 0 0 1\n");
    TrajectoryFile read = TrajectoryFile.read(file);
    assertThat(read.trajectory().pose(2).rotation().w()).isCloseTo(0.8, within(1e-15));
    assertThat(read.warnings())
        .containsExactly(
            "2 quaternions not of unit length: normalised (first in line 1)",
            "2 times that are not after the one before (first in line 3)");
    Path skewed = write("1 0.01 0 1 0 1 0 1 0 0 1 1\n");
    assertThat(TrajectoryFile.read(skewed).warnings())
        .containsExactly(
            "1 matrices that are not rotations but nearly so: the nearest rotations taken"
                + " (first in line 1)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"out.txt", "out.txt.gz"})
  void whatIsWrittenAsTumReadsBackTheSameToTheLastBit(String name) throws IOException {
    List<Pose3> poses = new ArrayList<>();
    double[] times = new double[50];
    for (int k = 0; k < times.length; k++) {
      times[k] = 1403636580.8385556 + k / 3.0;
      poses.add(Pose3.exp(k / 7.0, 1e-9 * k, -3e5 / (k + 1), 0.1 * k, 0.2, -0.3));
    }
    Path file = folder.resolve(name);
    TrajectoryFile.writeTum(TimedTrajectory.ofTimes(times, poses), file);
    TimedTrajectory back = TrajectoryFile.read(file).trajectory();
    for (int k = 0; k < times.length; k++) {
      assertThat(back.stamp(k)).isEqualTo(times[k]);
      assertThat(back.pose(k)).isEqualTo(poses.get(k));
    }
    if (name.endsWith("txt")) {
      assertThat(Files.readAllLines(file).get(1)).startsWith("1403636580.8385556 ");
    }
  }

  @Test
  void whatIsWrittenAsKittiReadsBackToRounding() throws IOException {
    List<Pose3> poses = new ArrayList<>();
    for (int k = 0; k < 50; k++) {
      poses.add(Pose3.exp(k / 7.0, 1e-9 * k, -3e5 / (k + 1), 0.1 * k, 0.2, -0.3));
    }
    Path file = folder.resolve("out.txt");
    TrajectoryFile.writeKitti(TimedTrajectory.ofFrames(poses), file);
    TrajectoryFile read = TrajectoryFile.read(file);
    assertThat(read.format()).isEqualTo(Format.KITTI);
    for (int k = 0; k < 50; k++) {
      assertThat(read.trajectory().pose(k).x()).isEqualTo(poses.get(k).x());
      assertThat(read.trajectory().pose(k).rotation().angularDistance(poses.get(k).rotation()))
          .isLessThan(1e-7);
    }
  }

  @Test
  void aTumFileIsNotWrittenWithoutTimes() {
    TimedTrajectory frames = TimedTrajectory.ofFrames(List.of(Pose3.identity()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TrajectoryFile.writeTum(frames, folder.resolve("no.txt")));
    assertThat(folder.resolve("no.txt")).doesNotExist();
  }

  private Path write(String text) throws IOException {
    Path file = Files.createTempFile(folder, "trajectory", ".txt");
    return Files.write(file, text.getBytes(StandardCharsets.UTF_8));
  }
}
