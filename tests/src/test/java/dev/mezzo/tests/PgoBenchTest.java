package dev.mezzo.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.mezzo.geometry.Pose2;
import dev.mezzo.geometry.Pose3;
import dev.mezzo.geometry.Rotation3;
import dev.mezzo.io.PoseGraphFile;
import dev.mezzo.slam.InformationMatrix;
import dev.mezzo.slam.PoseGraph;
import dev.mezzo.slam.PoseGraph2;
import dev.mezzo.slam.PoseGraph3;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The benchmark of pose graphs as a process, on small ones. The launcher builds Ceres' program;
 * where only Maven was run it may not be there, and then this is skipped.
 */
class PgoBenchTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final Path PROGRAM = ROOT.resolve("build/bench/mezzo-bench-ceres");

  @TempDir private Path folder;

  @BeforeEach
  void theProgramIsThere() {
    assumeThat(PROGRAM).as("./mezzo test builds it").isExecutable();
  }

  @Test
  void allSolversReachTheSameChi2FromTheSameStart() throws Exception {
    Path plane = write("plane", loop2());
    Path space = write("space", loop3());
    Path g2o = folder.resolve("g2o");
    Files.writeString(
        g2o,
        """
        #!/bin/sh
        [ "$OMP_NUM_THREADS" = 1 ] && grep -q '^FIX 0$' "$6" || exit 9
        printf 'iteration= 0\\t chi2= 1e9\\t time= 0.5\\t cumTime= 0.5\\t edges= 9\\t schur= 0\\n' >&2
        """);
    assertThat(g2o.toFile().setExecutable(true)).isTrue();

    String out = bench("--quick", "--rounds", "1", "--json", "--g2o", g2o, plane, space);
    assertThat(out).hasLineCount(1);
    Map<String, List<Double>> chi2 = new TreeMap<>();
    String solver = "";
    try (JsonParser parser = new JsonFactory().createParser(out)) {
      while (parser.nextToken() != null) {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_STRING && "solver".equals(parser.currentName())) {
          solver = parser.getText();
        } else if (token.isNumeric() && "final_chi2".equals(parser.currentName())) {
          chi2.computeIfAbsent(solver, _ -> new ArrayList<>()).add(parser.getDoubleValue());
        }
      }
    }
    assertThat(chi2)
        .containsOnlyKeys(
            "mezzo double",
            "mezzo single",
            "mezzo mixed",
            "mezzo double, cold JVM",
            "mezzo single, cold JVM",
            "mezzo mixed, cold JVM",
            "ceres cholesky lm",
            "ceres cholesky dogleg",
            "ceres cgnr lm",
            "g2o gn_var",
            "g2o dl_var",
            "g2o lm_var");
    List<Double> found = chi2.get("mezzo double");
    assertThat(found).hasSize(2).allSatisfy(value -> assertThat(value).isPositive());
    chi2.forEach(
        (name, values) -> {
          for (int k = 0; k < 2 && !name.startsWith("g2o"); k++) {
            double tolerance = 1e-6 * found.get(k);
            assertThat(values.get(k)).as(name).isCloseTo(found.get(k), within(tolerance));
          }
        });
    assertThat(out)
        .contains(
            "\"machine\":{",
            "\"speeds\":[",
            "\"targets\":[",
            "\"stages\":{\"setup\":",
            "\"triangular_solve\":")
        .contains(
            "\"environment\":{", "\"ceres\":\"2.", "\"preconditioner\":\"", "\"reference_chi2\":");
  }

  @Test
  void theTableEndsWithTheTargets() throws Exception {
    assertThat(bench("--quick", "--rounds", "1", write("space", loop3())))
        .contains("space: 3-D, 30 poses", "what mixed precision chose", "milliseconds by stage")
        .containsPattern("target +measured +wanted\n");
  }

  @Test
  void scalingTellsTimeMemoryAndGrowth() throws Exception {
    assertThat(bench("--scaling", "100", "200"))
        .containsPattern("(?m)^ +200 +\\d+ +mixed .*converged$")
        .contains("grows as the number of poses to the power of");
    assertThat(bench("--json", "--scaling", "100"))
        .hasLineCount(1)
        .contains("\"scaling\":[{\"poses\":100,", "\"growth\":[{\"precision\":\"double\",")
        .containsPattern("\"peak_bytes\":[1-9]");
  }

  /** A circle whose measurements do not quite fit, with a prior, and correlated information. */
  private static PoseGraph<Pose2> loop2() {
    var graph = new PoseGraph2();
    var side = Pose2.of(1, 0.02, 2 * Math.PI / 30);
    double[] information = {40, 3, 1, 3, 50, -2, 1, -2, 90};
    graph.addPose(0, Pose2.of(0.1, 0.2, 3));
    for (long id = 1; id < 30; id++) {
      graph.addPose(id, graph.pose(id - 1).compose(side));
      graph.addEdge(id - 1, id, Pose2.of(1.01, 0, 0.2 + 0.003 * (id % 3)), information);
    }
    graph.addEdge(29, 0, Pose2.of(1, 0.1, 0.21), information);
    graph.addEdge(7, 22, Pose2.of(0.3, 9.5, -3.1), information);
    graph.addPrior(12, Pose2.of(-0.5, -7, -1), new double[] {4, 0, 0, 0, 4, 0, 0, 0, 0});
    graph.fix(0);
    return graph;
  }

  private static PoseGraph<Pose3> loop3() {
    var graph = new PoseGraph3();
    var information = InformationMatrix.diagonal(90, 80, 70, 400, 500, 600).toArray();
    information[3] = 25;
    information[18] = 25;
    var turn = Rotation3.ofRollPitchYaw(0.02, -0.03, 2 * Math.PI / 30);
    graph.addPose(0, Pose3.of(1, 2, 3, Rotation3.ofRollPitchYaw(0.3, 0.4, 2)));
    for (long id = 1; id < 30; id++) {
      graph.addPose(id, graph.pose(id - 1).compose(Pose3.of(1, 0, 0.05, turn)));
      var measured = Rotation3.ofRollPitchYaw(0.01, 0.002 * (id % 5), 0.21);
      graph.addEdge(id - 1, id, Pose3.of(1.01, 0, 0.01 * (id % 2), measured), information);
    }
    graph.addEdge(29, 0, Pose3.of(1, 0.1, 0, turn), information);
    graph.addPrior(15, graph.pose(15), information);
    return graph;
  }

  private Path write(String name, PoseGraph<?> graph) throws IOException {
    Path file = folder.resolve(name + ".g2o");
    PoseGraphFile.write(graph, PoseGraphFile.Format.G2O, file);
    return file;
  }

  /** Standard output of {@code mezzo bench pgo}, which is to succeed and to print no more. */
  private String bench(Object... options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("--enable-native-access=dev.mezzo.bindings"));
    command.add("-Ddev.mezzo.bench.ceres=" + PROGRAM);
    command.addAll(List.of("-p", ROOT.resolve("cli/target/lib").toString()));
    command.addAll(List.of("-m", "dev.mezzo.cli/dev.mezzo.cli.Main", "bench", "pgo"));
    for (Object option : options) {
      command.add(option.toString());
    }
    return Programs.java(folder, command);
  }
}
