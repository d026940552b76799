package dev.mezzo.study.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.mezzo.geometry.Pose2;
import dev.mezzo.geometry.Pose3;
import dev.mezzo.optimize.Fallback;
import dev.mezzo.optimize.IterationRecord;
import dev.mezzo.optimize.RangeReport;
import dev.mezzo.optimize.StageTimes;
import dev.mezzo.optimize.Summary;
import dev.mezzo.optimize.Termination;
import dev.mezzo.slam.Edge;
import dev.mezzo.slam.InformationMatrix;
import dev.mezzo.slam.PoseGraph2;
import dev.mezzo.slam.PoseGraph3;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HtmlReportTest {
  @TempDir private Path folder;

  @Test
  void thePageLoadsNothing() {
    PageText.assertLoadsNothing(report("plain").toHtml());
  }

  @Test
  void everythingIsFilledIn() {
    String page = report("plain").toHtml();
    assertThat(page).startsWith("<!doctype html>");
    assertThat(page.stripTrailing()).endsWith("</html>");
    assertThat(PageText.withoutScripts(page)).doesNotContainPattern("@[A-Z]+@");
    assertThat(page).contains("echarts.init").contains("<title>plain</title>");
  }

  @Test
  void namesCannotBreakOutOfTheirPlaces() throws IOException {
    HtmlReport report =
        report(PageText.HOSTILE)
            .fact(PageText.HOSTILE, PageText.HOSTILE)
            .warning(PageText.HOSTILE + "\u2028");
    String page = report.toHtml();
    // As many script elements as the template has, and the text nowhere as markup.
    assertThat(PageText.count(page, "<script"))
        .isEqualTo(PageText.count(report("plain").toHtml(), "<script"));
    assertThat(page).doesNotContain("alert('x')</script>");
    assertThat(page).contains("<title>&lt;/script&gt;");
    assertThat(page).contains("<dt>&lt;/script&gt;").contains("<li>&lt;/script&gt;");
    assertThat(PageText.strings(PageText.data(page))).contains(PageText.HOSTILE);
  }

  @Test
  void theDataAreJsonEvenWithNumbersThatAreNone() throws IOException {
    Summary broken =
        summary(
            Double.NaN,
            List.of(
                new IterationRecord(
                    1,
                    Double.NaN,
                    Double.POSITIVE_INFINITY,
                    1,
                    1,
                    1,
                    false,
                    3,
                    true,
                    "fp16",
                    0.1)));
    String data =
        PageText.data(
            new HtmlReport("t").start("file", plane()).run("half", broken, plane()).toHtml());
    assertThat(PageText.strings(data)).contains("NaN", "Infinity");
  }

  @Test
  void edgesBetweenNeighboursAreOdometryAndOthersLoopClosures() {
    PoseGraph2 graph = plane();
    var drawing = new Drawing(graph);
    assertThat(drawing.positions).containsExactly(0, 0, 1, 0, 1, 1);
    assertThat(drawing.odometry).containsExactly(0, 1, 1, 2);
    assertThat(drawing.closures).containsExactly(2, 0);
  }

  @Test
  void runsOfARobotWithKnownTruthTellTheirError() {
    List<Pose3> truth = List.of(Pose3.identity(), Pose3.exp(1, 0, 0, 0, 0, 0));
    PoseGraph3 graph = new PoseGraph3();
    graph.addPose(0, truth.get(0));
    graph.addPose(1, Pose3.exp(3, 0, 0, 0, 0, 0));
    HtmlReport report =
        new HtmlReport("t").truth(truth).start("odometry", graph).run("mixed", summary(1), graph);
    assertThat(report.toHtml()).contains("ATE 1.000 m, 0.00°");
  }

  @Test
  void aFileIsReplacedWholeAndNothingIsLeftBeside() throws IOException {
    Path file = Files.writeString(folder.resolve("report.html"), "old");
    report("t").write(file);
    assertThat(file).content().startsWith("<!doctype html>").contains("</html>");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void aFileThatCannotBeWrittenLeavesNothing() throws IOException {
    Path missing = folder.resolve("missing").resolve("report.html");
    assertThatIOException().isThrownBy(() -> report("t").write(missing));
    assertThatIOException().isThrownBy(() -> report("t").write(folder));
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void aReportNeedsAStartAndARun() {
    assertThatIllegalStateException().isThrownBy(() -> new HtmlReport("t").toHtml());
    assertThatIllegalStateException()
        .isThrownBy(() -> new HtmlReport("t").start("file", plane()).toHtml());
  }

  private static HtmlReport report(String name) {
    return new HtmlReport(name)
        .headline("chi2", "1")
        .start(name, plane())
        .run(name, summary(1), plane());
  }

  private static PoseGraph2 plane() {
    PoseGraph2 graph = new PoseGraph2();
    graph.addPose(10, Pose2.of(0, 0, 0));
    graph.addPose(20, Pose2.of(1, 0, 0));
    graph.addPose(35, Pose2.of(1, 1, 0));
    InformationMatrix one = InformationMatrix.identity(3);
    graph.addEdge(new Edge<>(10, 20, Pose2.of(1, 0, 0), one));
    graph.addEdge(new Edge<>(20, 35, Pose2.of(0, 1, 0), one));
    graph.addEdge(new Edge<>(35, 10, Pose2.of(-1, -1, 0), one));
    return graph;
  }

  private static Summary summary(double chi2) {
    return summary(
        chi2, List.of(new IterationRecord(1, chi2, chi2, 1, 1, 1, true, 3, true, "fp16", 0.1)));
  }

  private static Summary summary(double chi2, List<IterationRecord> iterations) {
    return new Summary(
        3,
        3,
        9,
        "mixed",
        "dogleg",
        "cgnr",
        "complete Cholesky",
        "portable",
        "given",
        10,
        chi2,
        Termination.CONVERGED,
        iterations,
        3,
        1,
        3,
        6,
        List.of(new Fallback(1, Fallback.Rung.FACTOR_SINGLE, "as a test")),
        List.of(new RangeReport("factor", "fp16", 100, 0, 2, 12.5)),
        1000,
        2000,
        new StageTimes(0.1, 0.1, 0.1, 0.1, 0.05, 0.03, 0.1, 0.6));
  }
}
