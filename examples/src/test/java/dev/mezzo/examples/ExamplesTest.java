package dev.mezzo.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs every example as a user does, and looks for what must be true in what it prints. */
class ExamplesTest {
  /** So long that no deadline ends anything, however busy the machine is. */
  private static final String A_DAY = Long.toString(24 * 3600 * 1000L);

  private static final Path LIBRARIES = Path.of("target", "lib").toAbsolutePath();
  private static final Path OWN_FACTOR = Path.of("dev", "mezzo", "examples", "OwnFactor.java");
  private static final String NUMBER = "(-?[0-9]+(?:\\.[0-9]+)?)";

  @TempDir private Path folder;

  @Test
  void aPoseGraphFromScratchFindsItsFalseClosuresAndItsCovariancesAreRight() throws Exception {
    Path file = folder.resolve("garage.g2o");
    String printed = onTheModulePath("PoseGraphFromScratch", file.toString());
    assertThat(numbers(printed, "left out # closures; # of # false ones"))
        .containsExactly(10, 10, 10);
    assertThat(number(printed, "odometry alone: # m off")).isGreaterThan(1);
    assertThat(number(printed, "optimised: # m off")).isLessThan(0.5);
    List<double[]> rows = rows(printed, "(?m)^ *# +# m +# +# +# +# +# +#$");
    assertThat(rows).hasSize(8);
    for (double[] row : rows) {
      for (int axis = 0; axis < 3; axis++) {
        double sigma = row[5 + axis];
        assertThat(Math.abs(row[2 + axis])).isLessThan(4 * sigma);
      }
    }
    assertThat(Files.readString(file).lines().filter(line -> line.startsWith("VERTEX_SE3:QUAT")))
        .hasSize(400);
    assertThat(Files.readString(file).lines().filter(line -> line.startsWith("EDGE_SE3:QUAT")))
        .hasSize(433);
  }

  @Test
  void anOwnFactorHasRightJacobiansAndFindsBiasesAndDetours() throws Exception {
    String printed = onTheModulePath("OwnFactor");
    assertThat(printed).contains("Jacobians that are wrong: none");
    assertThat(number(printed, "odometry alone: # m off")).isGreaterThan(1);
    assertThat(number(printed, "with ranges: # m off")).isLessThan(0.05);
    List<double[]> biases = rows(printed, "anchor #: bias # m, true # m, standard deviation # m");
    assertThat(biases).hasSize(4);
    for (double[] bias : biases) {
      assertThat(Math.abs(bias[1] - bias[2])).isLessThan(4 * bias[3]);
      assertThat(bias[3]).isLessThan(0.02);
    }
    double[] detours = numbers(printed, "detours found: # of #; good ranges taken for one: # of #");
    assertThat(detours[0]).isEqualTo(detours[1]).isGreaterThan(100);
    assertThat(detours[2]).isLessThan(0.001 * detours[3]);
  }

  @Test
  void aStereoWindowStaysWithinItsCovarianceThoughMatchesAreWrong() throws Exception {
    String printed = onTheModulePath("StereoSlidingWindow", A_DAY);
    List<double[]> rows = rows(printed, "(?m)^ *# +# m +# m +# m +#$");
    assertThat(rows).hasSize(5);
    for (double[] row : rows) {
      assertThat(row[2]).isLessThan(row[1]).isLessThan(3 * row[3]);
    }
    double[] matches =
        numbers(printed, "wrong matches: #; observations removed: #; keyframes refused: #");
    assertThat(matches[0]).isGreaterThan(1000);
    assertThat(matches[1]).isBetween(0.9 * matches[0], 1.2 * matches[0]);
    assertThat(matches[2]).isZero();
    assertThat(number(printed, "trajectory: # m off")).isLessThan(0.15);
    assertThat(number(printed, "the deadline ended #")).isZero();
  }

  @Test
  void aMapOfTagsIsAsGoodAsItSays() throws Exception {
    String printed = onTheModulePath("TagMap");
    assertThat(printed).contains("14 of 14 tags");
    double before = number(printed, "to begin with: tags # m off");
    assertThat(number(printed, "adjusted: tags # m off")).isLessThan(0.1).isLessThan(before / 10);
    double[] chi2 = numbers(printed, "chi2 #, where # is expected");
    assertThat(chi2[0]).isBetween(0.8 * chi2[1], 1.2 * chi2[1]);
    List<double[]> rows = rows(printed, "(?m)^ *# +# +# +# +# +# +#$");
    assertThat(rows).hasSize(14);
    assertThat(rows.getFirst()[5]).isZero(); // held
    for (double[] row : rows) {
      assertThat(row[5]).isLessThanOrEqualTo(3 * row[6]);
    }
  }

  @Test
  void closingLoopsOnlineNamesTheFalseOnesAndLeavesNothingToBeDone() throws Exception {
    String printed = onTheModulePath("OnlineLoopClosing", A_DAY);
    assertThat(number(printed, "odometry alone: # m off")).isGreaterThan(1);
    assertThat(number(printed, "corrected: # m off")).isLessThan(0.2);
    double[] found = numbers(printed, "false closures found: # of #; true ones suspected: #");
    assertThat(found).containsExactly(9, 9, 0);
    assertThat(numbers(printed, "# corrections: ")[0]).isGreaterThan(50);
    assertThat(number(printed, "the deadline ended #")).isZero();
    assertThat(number(printed, "lowered chi2 by # %")).isLessThan(0.1);
    assertThat(printed).contains("the planner saw the map change while it grew");
  }

  /** Nothing is compiled beforehand; the module is that of the folder. */
  @Test
  void anExampleRunsFromItsSourceOnTheModulePath() throws Exception {
    Path source = Path.of("src", "main", "java").resolve(OWN_FACTOR).toAbsolutePath();
    String libraries = String.join(File.pathSeparator, libraries());
    String printed =
        java("--enable-native-access=dev.mezzo.bindings", "-p", libraries, source.toString());
    assertThat(number(printed, "with ranges: # m off")).isLessThan(0.05);
  }

  @Test
  void aCopyOfAnExampleRunsFromItsSourceOnTheClassPath() throws Exception {
    Path copy = folder.resolve(OWN_FACTOR);
    Files.createDirectories(copy.getParent());
    Files.copy(Path.of("src", "main", "java").resolve(OWN_FACTOR), copy);
    String libraries = String.join(File.pathSeparator, libraries());
    String printed = java("--enable-native-access=ALL-UNNAMED", "-cp", libraries, copy.toString());
    assertThat(number(printed, "with ranges: # m off")).isLessThan(0.05);
  }

  /** The jars that an example needs. */
  private static List<String> libraries() throws IOException {
    try (Stream<Path> jars = Files.list(LIBRARIES)) {
      return jars.map(Path::toString).filter(jar -> !jar.contains("mezzo-examples")).toList();
    }
  }

  private String onTheModulePath(String example, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add("--enable-native-access=dev.mezzo.bindings");
    command.addAll(List.of("-p", LIBRARIES.toString()));
    command.addAll(List.of("-m", "dev.mezzo.examples/dev.mezzo.examples." + example));
    command.addAll(List.of(arguments));
    return java(command.toArray(String[]::new));
  }

  /** Standard output of a JVM, which is to succeed and to print nothing else. */
  private String java(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--illegal-native-access=deny");
    command.addAll(List.of(arguments));
    Path errors = folder.resolve("errors");
    Process process =
        new ProcessBuilder(command)
            .redirectError(errors.toFile())
            .directory(folder.toFile())
            .start();
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(Files.readString(errors)).isZero();
    assertThat(errors).isEmptyFile();
    return out;
  }

  private static double number(String text, String pattern) {
    return numbers(text, pattern)[0];
  }

  /** Numbers that stand for # in the one place that looks like it. */
  private static double[] numbers(String text, String pattern) {
    List<double[]> found = rows(text, pattern);
    assertThat(found).as("'%s' in%n%s", pattern, text).hasSize(1);
    return found.getFirst();
  }

  private static List<double[]> rows(String text, String pattern) {
    List<double[]> found = new ArrayList<>();
    Matcher matcher = Pattern.compile(pattern.replace("#", NUMBER)).matcher(text);
    while (matcher.find()) {
      double[] row = new double[matcher.groupCount()];
      for (int i = 0; i < row.length; i++) {
        row[i] = Double.parseDouble(matcher.group(i + 1));
      }
      found.add(row);
    }
    return found;
  }
}
