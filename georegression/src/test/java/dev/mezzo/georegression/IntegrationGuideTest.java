package dev.mezzo.georegression;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mezzo.geometry.Pose3;
import dev.mezzo.geometry.Rotation3;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/integration.md says, tried. */
class IntegrationGuideTest {
  @TempDir private Path folder;

  @Test
  void theExampleOfEjmlAndGeoRegressionMovesAMetreAhead() throws Exception {
    List<String> printed = example(0);
    assertThat(printed).hasSize(2);
    double[] moved =
        Pattern.compile("-?[0-9.]+(E-?[0-9]+)?")
            .matcher(printed.getFirst().substring(printed.getFirst().indexOf('(')))
            .results()
            .mapToDouble(match -> Double.parseDouble(match.group()))
            .toArray();
    assertThat(moved).hasSize(3);
    assertThat(moved[0]).isCloseTo(1, within(1e-6));
    assertThat(moved[1]).isCloseTo(0, within(1e-6));
    assertThat(printed.getLast()).isEqualTo("0.100 m, 0.020 rad");
  }

  @Test
  void theExampleOfBoofCvsCameraProjectsAsBoofCvDoes() throws Exception {
    List<String> printed = example(1);
    assertThat(printed).hasSize(2);
    assertThat(printed.getFirst()).isEqualTo(printed.getLast());
    assertThat(Double.parseDouble(printed.getFirst().split(" ")[0])).isBetween(400.0, 450.0);
  }

  @Test
  void theExampleOfMemoryPrintsTheSecondPose() throws Exception {
    Pose3 second = Pose3.of(1, 2, 3, Rotation3.identity());
    assertThat(example(2)).containsExactly(second.toString());
  }

  @Test
  void theExampleOfWpilibsStructsHasTheBytesOfItsSpecification() throws Exception {
    String half = "cd3b7f669ea0e63f"; // sqrt(0.5), little-endian
    String zero = "0000000000000000";
    String xy = "000000000000f03f" + "0000000000000040";
    List<String> printed = example(3);
    assertThat(printed.get(0))
        .startsWith(xy + "0000000000000840") // x y z
        .hasSize(2 * 56);
    assertThat(printed.get(0).substring(2 * 32, 2 * 48)).isEqualTo(zero + zero); // x y of w x y z
    assertThat(printed.get(0).substring(2 * 24, 2 * 32)).endsWith(half.substring(2)); // w
    assertThat(printed.get(1)).isEqualTo("true");
    assertThat(printed.get(2)).isEqualTo(xy + "000000000000e0bf");
    assertThat(printed.get(3)).isEqualTo("true");
  }

  @Test
  void theExampleOfWpilibsClassesComesBack() throws Exception {
    assertThat(example(4)).containsExactly("true");
  }

  @Test
  void theExampleOfRosGivesTheCovarianceOfTheMessageBack() throws Exception {
    assertThat(example(5))
        .containsExactly("0.010000", "0.040000", "0.090000", "0.000100", "0.000400", "0.000900");
  }

  /**
   * That X &#183; Exp(d) moves and turns the body along and about the axes of the world by diag(R,
   * R) d, as the guide says of messages of ROS, and that X &#183; Exp(d) = Exp(Ad d) &#183; X.
   */
  @Test
  void aSmallMotionOfTheBodyIsTurnedIntoTheAxesOfTheWorldByItsRotationAlone() {
    Pose3 x = Pose3.of(5, -3, 0.5, Rotation3.ofRollPitchYaw(0.2, -0.1, 1.2));
    double step = 1e-6;
    for (int i = 0; i < 6; i++) {
      double[] d = new double[6];
      d[i] = step;
      Pose3 moved = x.compose(Pose3.exp(d[0], d[1], d[2], d[3], d[4], d[5]));
      double[] along = x.rotation().rotate(d[0], d[1], d[2]);
      double[] about = x.rotation().rotate(d[3], d[4], d[5]);
      double[] turned = moved.rotation().compose(x.rotation().inverse()).log();
      double[] shifted = {moved.x() - x.x(), moved.y() - x.y(), moved.z() - x.z()};
      double[] byAdjoint = moved.compose(x.inverse()).log();
      for (int j = 0; j < 3; j++) {
        assertThat(shifted[j]).isCloseTo(along[j], within(step * 1e-5));
        assertThat(turned[j]).isCloseTo(about[j], within(step * 1e-5));
        assertThat(byAdjoint[j]).isCloseTo(step * x.adjoint()[6 * j + i], within(step * 1e-5));
        assertThat(byAdjoint[j + 3])
            .isCloseTo(step * x.adjoint()[6 * (j + 3) + i], within(step * 1e-5));
      }
    }
  }

  @Test
  void theExampleOfThePackageGivesAMetreAheadBack() throws Exception {
    String file = "src/main/java/dev/mezzo/georegression/package-info.java";
    String body = Files.readString(Path.of(file)).split("<pre>\\{@code|\\}</pre>")[1];
    List<String> printed =
        run(
            "import dev.mezzo.geometry.*; import dev.mezzo.optimize.*; import dev.mezzo.slam.*;"
                + "import dev.mezzo.georegression.*; import georegression.struct.se.Se3_F64;"
                + "import org.ejml.data.DMatrixRMaj; import org.ejml.dense.row.CommonOps_DDRM;"
                + "void main() {"
                + body.replaceAll("(?m)^ \\*", "")
                + "}");
    assertThat(printed).hasSize(1);
    assertThat(printed.getFirst()).containsPattern("[ (]1(\\.0+)?\\b");
  }

  /** The lines that the k-th example in Java prints. */
  private List<String> example(int k) throws Exception {
    List<String> examples =
        Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(Path.of("../docs/integration.md")))
            .results()
            .map(match -> match.group(1))
            .toList();
    assertThat(examples).hasSize(6);
    return run(examples.get(k));
  }

  private List<String> run(String source) throws Exception {
    Path program = Files.writeString(folder.resolve("Example.java"), source);
    Path errors = folder.resolve("errors");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--illegal-native-access=deny"));
    command.addAll(List.of("-cp", libraries(), program.toString()));
    Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(Files.readString(errors)).isZero();
    assertThat(errors).isEmptyFile();
    return out.lines().toList();
  }

  /** Modules and libraries of this JVM, all on a class path. */
  private static String libraries() {
    return Stream.of("jdk.module.path", "java.class.path")
        .map(System::getProperty)
        .filter(Objects::nonNull)
        .collect(Collectors.joining(File.pathSeparator));
  }
}
