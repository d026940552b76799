package dev.mezzo.study.sparsity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.mezzo.geometry.Pose2;
import dev.mezzo.linalg.Precision;
import dev.mezzo.slam.BundleAdjustment;
import dev.mezzo.slam.Edge;
import dev.mezzo.slam.InformationMatrix;
import dev.mezzo.slam.PoseGraph2;
import dev.mezzo.study.SimulatedBundle;
import dev.mezzo.study.run.StudyFiles;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparsityStudyTest {
  private static final int POSES = 40;

  @TempDir private Path folder;

  @Test
  void aRingFillsOneBlockRowInOdometryOrder() {
    List<SparsityMatrix> matrices = SparsityStudy.matrices(ring("ring"));
    SparsityMatrix hessian = find(matrices, "Hessian, odometry order");
    // One pose is held, so the ring is cut open: a chain without the closure.
    assertThat(find(matrices, "Jacobian").pattern().rows()).isEqualTo(POSES);
    assertThat(hessian.pattern().blocks()).isEqualTo(2 * POSES - 3);
    SparsityMatrix complete = find(matrices, "complete factor, odometry order");
    assertThat(complete.fill()).isEqualTo(1);
    assertThat(complete.pattern().values()).isEqualTo(hessian.pattern().values());
    assertThat(complete.flops()).isPositive();
    assertThat(complete.bytes().get(Precision.HALF))
        .isLessThan(complete.bytes().get(Precision.DOUBLE));
  }

  @Test
  void closuresFillAndOrdersAndLevelsAreToldApart() {
    PoseGraph2 graph = chain();
    for (int k = 0; k + 20 < POSES; k += 3) {
      link(graph, k, k + 20);
    }
    List<SparsityMatrix> matrices = SparsityStudy.matrices(SparsityProblem.of("ladder", graph));
    SparsityMatrix natural = find(matrices, "complete factor, odometry order");
    SparsityMatrix amd = find(matrices, "complete factor, AMD order");
    SparsityMatrix none = find(matrices, "incomplete factor, level 0, odometry order");
    SparsityMatrix one = find(matrices, "incomplete factor, level 1, odometry order");
    assertThat(none.fill()).isEqualTo(1);
    assertThat(one.fill()).isGreaterThan(1).isLessThanOrEqualTo(natural.fill());
    assertThat(amd.fill()).isGreaterThanOrEqualTo(1).isLessThan(natural.fill());
    assertThat(matrices).anyMatch(matrix -> matrix.name().startsWith("incomplete factor, drop"));
  }

  @Test
  void landmarksFirstFillsTheCornerOfTheCamerasOnly() {
    BundleAdjustment bundle = SimulatedBundle.window(20, 1);
    List<SparsityMatrix> matrices = SparsityStudy.matrices(SparsityProblem.of("b", bundle));
    SparsityMatrix arrow = find(matrices, "Hessian, cameras first");
    SparsityMatrix reduced = find(matrices, "reduced camera system");
    SparsityMatrix whole = find(matrices, "complete factor, landmarks first");
    SparsityMatrix factor = find(matrices, "complete factor of the reduced system, camera order");
    int cameras = 18; // two are held
    assertThat(arrow.parts().first()).isEqualTo(cameras);
    assertThat(reduced.pattern().rows()).isEqualTo(cameras);
    int links = whole.pattern().blocks() - factor.pattern().blocks();
    assertThat(links).isEqualTo(arrow.pattern().blocks() - cameras);
    assertThat(whole.fill())
        .isCloseTo(whole.pattern().values() / (double) arrow.pattern().values(), within(1e-12));
  }

  @Test
  void aStudyWritesARowForEachMatrixAndAPageOfAll() throws Exception {
    StudyFiles files = StudyFiles.beside(folder.resolve("s.html"));
    Path csv = files.csv();
    List<SparsityProblem> problems =
        List.of(ring("ring"), SparsityProblem.of("bundle", SimulatedBundle.window(6, 1)));
    List<SparsityResult> results = SparsityStudy.run(problems, csv, (done, all, secondsLeft) -> {});
    int matrices = results.stream().mapToInt(result -> result.matrices().size()).sum();
    assertThat(Files.readAllLines(csv))
        .hasSize(1 + matrices)
        .first()
        .isEqualTo("task," + String.join(",", SparsityMatrix.COLUMNS));
    files.forgetProgress();
    assertThat(folder).isDirectoryNotContaining(file -> !file.equals(csv));
    assertThat(SparsityReport.page(results).toHtml())
        .contains(">ring<", ">bundle<", "complete factor, AMD order", ">landmarks<");
    assertThat(SparsityOutput.text(results).lines()).hasSize(matrices + 3 * 2);
    assertThat(json(results))
        .contains("\"matrix\":\"Jacobian\"")
        .contains("\"bytes_b16\":null")
        .contains("\"fill\":1.0000");
  }

  private static String json(List<SparsityResult> results) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      SparsityOutput.writeJson(json, results);
      json.writeEndObject();
    }
    return text.toString();
  }

  private static SparsityMatrix find(List<SparsityMatrix> matrices, String title) {
    return matrices.stream()
        .filter(matrix -> matrix.title().equals(title))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + title + " in " + matrices));
  }

  private static SparsityProblem ring(String name) {
    PoseGraph2 graph = chain();
    link(graph, POSES - 1, 0);
    return SparsityProblem.of(name, graph);
  }

  private static PoseGraph2 chain() {
    PoseGraph2 graph = new PoseGraph2();
    for (int k = 0; k < POSES; k++) {
      graph.addPose(k, Pose2.of(k, 0, 0));
      if (k > 0) {
        link(graph, k - 1, k);
      }
    }
    return graph;
  }

  private static void link(PoseGraph2 graph, int from, int to) {
    Pose2 between = Pose2.of(to - from, 0, 0);
    graph.addEdge(new Edge<>(from, to, between, InformationMatrix.identity(3)));
  }
}
