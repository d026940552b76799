package dev.mezzo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mezzo.geometry.Pose2;
import dev.mezzo.io.PoseGraphFile;
import dev.mezzo.slam.PoseGraph2;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code mezzo optimize --reject-outliers}. */
class RejectOutliersTest {
  private static final double[] INFORMATION = {400, 0, 0, 0, 400, 0, 0, 0, 2500};

  @TempDir private Path folder;
  private Path file;

  /** Three times round a square of 24 m, with true closures and two false ones. */
  @BeforeEach
  void write() throws IOException {
    var graph = new PoseGraph2();
    int n = 72;
    graph.addPose(0, Pose2.identity());
    for (int k = 1; k < n; k++) {
      Pose2 step = Pose2.of(1, 0.01 * Math.sin(k), k % 6 == 0 ? Math.PI / 2 : 0.002 * Math.cos(k));
      graph.addPose(k, graph.pose(k - 1).compose(step));
      graph.addEdge(k - 1, k, step, INFORMATION);
    }
    graph.addEdge(5, 40, Pose2.identity(), INFORMATION);
    for (int k = 24; k < n; k += 4) {
      graph.addEdge(k - 24, k, Pose2.of(0.02 * Math.sin(7 * k), 0, 0), INFORMATION);
    }
    graph.addEdge(60, 8, Pose2.of(0.5, 0, 1), INFORMATION);
    file = folder.resolve("rounds.g2o");
    PoseGraphFile.write(graph, PoseGraphFile.Format.G2O, file);
  }

  @Test
  void theRejectedEdgesAreNamedWithTheirLines() throws IOException {
    Session session = Session.run("optimize", file, "--reject-outliers");
    assertThat(session.exitCode()).isZero();
    assertThat(session.err()).isEmpty();
    assertThat(session.out())
        .contains("2 of 14 edges rejected", "5 -> 40", "60 -> 8", "along known inliers");
    Matcher line = Pattern.compile("line (\\d+): 5 -> 40").matcher(session.out());
    assertThat(line.find()).isTrue();
    List<String> lines = Files.readAllLines(file);
    assertThat(lines.get(Integer.parseInt(line.group(1)) - 1)).startsWith("EDGE_SE2 5 40 ");
  }

  @Test
  void jsonNamesThemAll() throws IOException {
    Session session = Session.run("optimize", file, "--reject-outliers", "--json");
    assertThat(session.exitCode()).isZero();
    assertThat(session.out())
        .containsPattern("\"rejected_edges\":\\[\\{\"index\":71,\"line\":144,\"from\":5,\"to\":40")
        .containsPattern("\"from\":60,\"to\":8,\"chi2\":[0-9.E]+,\"threshold\":11\\.3448")
        .contains("\"init\":\"known-inliers\"", "\"known_inliers\":71", "\"factors\":83");
  }

  @Test
  void theOutputHasThemAsComments() throws IOException {
    Path out = folder.resolve("out.g2o");
    Session session = Session.run("optimize", file, "--reject-outliers", "--json", "--out", out);
    assertThat(session.exitCode()).isZero();
    assertThat(Files.readAllLines(out))
        .anyMatch(line -> line.startsWith("# outlier EDGE_SE2 5 40 "))
        .anyMatch(line -> line.startsWith("# outlier EDGE_SE2 60 8 "))
        .noneMatch(line -> line.startsWith("EDGE_SE2 5 40 "));
    PoseGraphFile again = PoseGraphFile.read(out);
    assertThat(again.graph().edges()).hasSize(83);
    Matcher told = Pattern.compile("\"final_chi2\":([0-9.E-]+)").matcher(session.out());
    assertThat(told.find()).isTrue();
    double chi2 = again.graph().chi2();
    assertThat(chi2).isCloseTo(Double.parseDouble(told.group(1)), within(1e-12 * chi2));
  }

  @Test
  void theReportNamesThem() throws IOException {
    Path report = folder.resolve("report.html");
    Session session = Session.run("optimize", file, "--reject-outliers", "--report", report);
    assertThat(session.exitCode()).isZero();
    assertThat(Files.readString(report)).contains("2 of 14 edges rejected", "60 -&gt; 8");
  }

  @ParameterizedTest
  @CsvSource({
    "--init, file", "--init, chordal", "--gnc, gm", "--inlier-probability, 0.999",
    "--known-inliers, odometry", "--precision, double", "--repeat, 3", "--time-limit, 60000"
  })
  void optionsGoWithIt(String option, String value) throws IOException {
    Session session = Session.run("optimize", file, "--reject-outliers", option, value);
    assertThat(session.err()).isEmpty();
    assertThat(session.exitCode()).isZero();
    assertThat(session.out()).contains("2 of 14 edges rejected");
  }

  @Test
  void withoutKnownInliersEveryEdgeMayBeRejected() throws IOException {
    Session session =
        Session.run(
            "optimize", file, "--reject-outliers", "--known-inliers", "none", "--init", "file");
    assertThat(session.exitCode()).isZero();
    assertThat(session.out()).contains(" of 85 edges rejected", "(0 known inliers)");
  }

  @Test
  void aLossDoesNotGoWithIt() throws IOException {
    Session session = Session.run("optimize", file, "--reject-outliers", "--loss", "cauchy:1");
    assertThat(session.exitCode()).isEqualTo(2);
    assertThat(session.out()).isEmpty();
    assertThat(session.err()).contains("does not go with --loss cauchy:1.0");
  }

  @ParameterizedTest
  @CsvSource({"--inlier-probability, 0.9", "--known-inliers, none", "--gnc, gm"})
  void itsOptionsGoWithNothingElse(String option, String value) throws IOException {
    Session session = Session.run("optimize", file, option, value);
    assertThat(session.exitCode()).isEqualTo(2);
    assertThat(session.err()).contains(option + " goes with --reject-outliers");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1", "-3", "nan"})
  void aProbabilityLiesBetweenZeroAndOne(String probability) throws IOException {
    Session session =
        Session.run("optimize", file, "--reject-outliers", "--inlier-probability", probability);
    assertThat(session.exitCode()).isEqualTo(2);
    assertThat(session.err()).contains("--inlier-probability");
  }

  @Test
  void aGraphWithoutEdgesIsBadInput() throws IOException {
    Path priors =
        Files.writeString(
            folder.resolve("priors.g2o"),
            "VERTEX_SE2 0 0 0 0\nEDGE_PRIOR_SE2 0 1 0 0 1 0 0 1 0 1\n");
    Session session = Session.run("optimize", priors, "--reject-outliers");
    assertThat(session.exitCode()).isEqualTo(3);
    assertThat(session.err()).contains("no edge between poses");
  }
}
