package dev.mezzo.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.mezzo.geometry.Pose2;
import dev.mezzo.io.PoseGraphFile;
import dev.mezzo.slam.PoseGraph2;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as users start it: a process of its own, from the jars that the launcher uses. */
class CliTest {
  private static final Path LIB = Path.of("").toAbsolutePath().resolveSibling("cli/target/lib");
  private static final double[] INFORMATION = {100, 0, 0, 0, 100, 0, 0, 0, 400};

  @TempDir private Path folder;

  private record Run(int exitCode, String out, String err) {}

  @Test
  void aNormalRunPrintsItsResultAndNothingOnStandardError() throws Exception {
    Run run = mezzo("optimize", ring(200));
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("200 poses", "converged").doesNotContain("\u001b");
  }

  @Test
  void jsonIsOneObjectAndNothingElse() throws Exception {
    Run run = mezzo("optimize", ring(50), "--json", "--repeat", "3");
    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).isEmpty();
    assertOneObject(run.out());
  }

  @Test
  void realDataNeedsNoOptionsAndShowsNoProgressInAPipe() throws Exception {
    Path sphere = DataSets.require("pgo/3d/sphere2500.g2o");
    Run run = mezzo("optimize", sphere.toString(), "--json", "--repeat", "2");
    assertThat(run.err()).isEmpty();
    assertOneObject(run.out());
    assertThat(run.out()).containsPattern("\"final_chi2\":727\\.149");
  }

  @Test
  void theOutputReadsBackToTheSameChi2() throws Exception {
    Path out = folder.resolve("out.g2o");
    Run run = mezzo("optimize", ring(100), "--json", "--out", out.toString());
    assertThat(run.exitCode()).isZero();
    double told = number(run.out(), "final_chi2");
    double read = PoseGraphFile.read(out).graph().chi2();
    assertThat(Math.abs(read - told)).isLessThanOrEqualTo(1e-12 * told);
  }

  @Test
  void badInputExitsWithThreeAndLeavesTheOldOutput() throws Exception {
    Path bad = Files.writeString(folder.resolve("bad.g2o"), "VERTEX_SE2 0 0 0\n");
    Path out = Files.writeString(folder.resolve("out.g2o"), "old");
    Run run = mezzo("optimize", bad.toString(), "--out", out.toString());
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith(bad + ":1: ").hasLineCount(1);
    assertThat(out).hasContent("old");
  }

  @Test
  void badUsageExitsWithTwo() throws Exception {
    Run run = mezzo("optimize", "--precision", "quad", ring(3));
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("quad", "double, single, mixed, half");
  }

  @Test
  void numericalFailureExitsWithFourAndLeavesTheOldOutput() throws Exception {
    Path huge =
        Files.writeString(
            folder.resolve("huge.g2o"),
            "EDGE_SE2 0 1 1e200 0 0 1 0 0 1 0 1\nEDGE_SE2 1 0 1e200 0 0 1 0 0 1 0 1\n");
    Path out = Files.writeString(folder.resolve("out.g2o"), "old");
    Run run = mezzo("optimize", huge.toString(), "--json", "--out", out.toString());
    assertThat(run.exitCode()).isEqualTo(4);
    assertOneObject(run.out());
    assertThat(run.err()).contains("numerical failure");
    assertThat(out).hasContent("old");
  }

  @Test
  void onlyFinishedFilesAreLeftBehind() throws Exception {
    String ring = ring(100);
    Path out = folder.resolve("out.g2o");
    Path report = folder.resolve("report.html");
    mezzo("optimize", ring, "--out", out.toString(), "--report", report.toString());
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.filter(file -> !file.getFileName().toString().startsWith("std")))
          .containsExactlyInAnyOrder(Path.of(ring), out, report);
    }
    assertThat(report).content(StandardCharsets.UTF_8).endsWith("</html>\n");
  }

  @Test
  void doctorFindsThisMachineWell() throws Exception {
    Run run = mezzo("doctor", "--json");
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertOneObject(run.out());
    assertThat(run.out()).contains("\"ok\":true");
  }

  @Test
  void aSeedGivesTheSameDemoInEveryRun() throws Exception {
    String report = folder.resolve("demo.html").toString();
    Run first = mezzo("demo", "--poses", "1500", "--seed", "5", "--report", report);
    Run second = mezzo("demo", "--poses", "1500", "--seed", "5", "--report", report);
    assertThat(first.exitCode()).isZero();
    assertThat(first.err()).isEmpty();
    // All but the last column, the time.
    assertThat(withoutTimes(second.out())).isEqualTo(withoutTimes(first.out()));
    assertThat(first.out()).contains("(odometry)", "double", "single", "mixed", "half");
  }

  @Test
  void withoutPermissionForNativeCodeTheFlagIsNamed() throws Exception {
    Run run = start(List.of("--illegal-native-access=deny"), "optimize", ring(3));
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("--enable-native-access");
  }

  private Run mezzo(String... arguments) throws IOException, InterruptedException {
    return start(
        List.of("--enable-native-access=dev.mezzo.bindings", "--illegal-native-access=deny"),
        arguments);
  }

  private Run start(List<String> flags, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(List.of("-p", LIB.toString(), "-m", "dev.mezzo.cli/dev.mezzo.cli.Main"));
    command.addAll(List.of(arguments));
    Path out = folder.resolve("stdout.txt");
    Path err = folder.resolve("stderr.txt");
    var builder = new ProcessBuilder(command);
    builder.directory(folder.toFile());
    builder.environment().remove("MEZZO_DEBUG");
    builder.redirectOutput(out.toFile()).redirectError(err.toFile());
    Process process = builder.start();
    process.getOutputStream().close();
    if (!process.waitFor(5, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError("still running after 5 minutes: " + command);
    }
    return new Run(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  /** A file with a ring of poses a metre apart, measured with small errors; its vertices drift. */
  private String ring(int poses) {
    var graph = new PoseGraph2();
    double turn = 2 * Math.PI / poses;
    for (int k = 0; k < poses; k++) {
      graph.addPose(k, k == 0 ? Pose2.identity() : graph.pose(k - 1).compose(step(k - 1, turn)));
    }
    for (int k = 0; k < poses; k++) {
      graph.addEdge(k, (k + 1) % poses, step(k, turn), INFORMATION);
    }
    try {
      Path file = folder.resolve("ring" + poses + ".g2o");
      PoseGraphFile.write(graph, PoseGraphFile.Format.G2O, file);
      return file.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Pose2 step(int k, double turn) {
    return Pose2.of(
        1 + 0.02 * Math.sin(3.0 * k), 0.02 * Math.cos(5.0 * k), turn + 0.01 * Math.sin(k));
  }

  private static void assertOneObject(String text) throws IOException {
    assertThat(text).hasLineCount(1);
    try (JsonParser parser = new JsonFactory().createParser(text)) {
      assertThat(parser.nextToken()).isEqualTo(JsonToken.START_OBJECT);
      parser.skipChildren();
      assertThat(parser.currentToken()).isEqualTo(JsonToken.END_OBJECT);
      assertThat(parser.nextToken()).isNull();
    }
  }

  private static double number(String json, String field) throws IOException {
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      while (parser.nextToken() != null) {
        if (parser.currentToken().isNumeric() && field.equals(parser.currentName())) {
          return parser.getDoubleValue();
        }
      }
    }
    throw new AssertionError(field + " is not in " + json);
  }

  private static List<String> withoutTimes(String out) {
    return out.lines().map(line -> line.replaceFirst("\\d+\\.\\d{3}$", "")).toList();
  }
}
