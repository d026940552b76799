package dev.mezzo.tests;

import static dev.mezzo.optimize.Fallback.Rung.FACTOR_SINGLE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mezzo.io.PoseGraphFile;
import dev.mezzo.optimize.Fallback;
import dev.mezzo.optimize.LossFunction;
import dev.mezzo.optimize.Optimizer;
import dev.mezzo.optimize.PrecisionPolicy;
import dev.mezzo.optimize.Summary;
import dev.mezzo.optimize.Termination;
import dev.mezzo.slam.Initialization;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Real pose graphs end in the optimum that g2o finds, in fp64, fp32 and mixed precision, and mixed
 * precision gives the accuracy of fp64. REFERENCE.tsv has seven digits; a millionth is asked for.
 */
class ReferenceOptimumTest {
  private static final double RELATIVE = 1e-6;

  /** Optimised from the vertices of the file, as g2o's Levenberg-Marquardt was. */
  private static final List<String> WITH_VERTICES =
      List.of(
          "pgo/2d/intel.g2o",
          "pgo/2d/M3500.g2o",
          "pgo/2d/city10000.g2o",
          "pgo/2d/manhattanOlson3500_olson.g2o",
          "pgo/2d/ring.g2o",
          "pgo/2d/CSAIL_toro.graph",
          "pgo/2d/FR079_toro.graph",
          "pgo/3d/sphere2500.g2o",
          "pgo/3d/parking-garage.g2o",
          "pgo/3d/smallGrid3D.g2o",
          "pgo/3d/duderstadt.g2o",
          "pgo/3d/kitti00_viso2_turtlezhong.g2o",
          "pgo/3d/kollagen3500_agent1.g2o");

  /** Without vertices: optimised from where the reader places them, along a spanning tree. */
  private static final List<String> WITHOUT_VERTICES =
      List.of(
          "pgo/2d/CSAIL.g2o", "pgo/2d/kitti_00.g2o", "pgo/2d/kitti_05.g2o", "pgo/2d/manhattan.g2o");

  /** Where the vertices of the file lead to a worse optimum or none, or there are no vertices. */
  private static final List<String> WITH_CHORDAL =
      List.of(
          "pgo/2d/CSAIL.g2o",
          "pgo/2d/FR079.g2o",
          "pgo/2d/kitti_00.g2o",
          "pgo/2d/kitti_05.g2o",
          "pgo/2d/manhattan.g2o",
          "pgo/2d/MIT.g2o",
          "pgo/2d/M3500.g2o",
          "pgo/2d/M3500a.g2o",
          "pgo/3d/sphere2500.g2o",
          "pgo/3d/torus3D.g2o",
          "pgo/3d/sphere_bignoise_vertex3.g2o");

  /** Where the vertices of the file agree with its measurements. */
  private static final List<String> WITH_GOOD_VERTICES =
      List.of(
          "pgo/2d/intel.g2o",
          "pgo/3d/duderstadt.g2o",
          "pgo/3d/parking-garage.g2o",
          "pgo/3d/kitti00_viso2_turtlezhong.g2o");

  @TestFactory
  Stream<DynamicTest> theAutomaticStartIsChordalWhereThatIsBetterAndEndsInTheBestOptimum()
      throws IOException {
    return automatic(WITH_CHORDAL, "chordal");
  }

  @TestFactory
  Stream<DynamicTest> theAutomaticStartIsTheFileWhereThatWillDoAndEndsInTheBestOptimum()
      throws IOException {
    return automatic(WITH_GOOD_VERTICES, "file");
  }

  private static Stream<DynamicTest> automatic(List<String> files, String init) throws IOException {
    Map<String, Double> best = reference(files, "g2o_chi2_best");
    return files.stream()
        .map(
            file ->
                DynamicTest.dynamicTest(
                    file,
                    () -> {
                      PoseGraphFile read = PoseGraphFile.read(DataSets.require(file));
                      Summary summary = read.graph().optimize(Optimizer.builder().build());
                      assertThat(summary.init()).isEqualTo(init);
                      assertThat(summary.termination()).isEqualTo(Termination.CONVERGED);
                      assertThat(summary.finalChi2())
                          .as(summary.fullReport())
                          .isLessThanOrEqualTo(best.get(file) * (1 + RELATIVE));
                    }));
  }

  @TestFactory
  Stream<DynamicTest> fromTheVerticesOfTheFileEveryPrecisionEndsWhereG2oDoes() throws IOException {
    return optima(WITH_VERTICES, "g2o_LM_from_file_vertices");
  }

  @TestFactory
  Stream<DynamicTest> withoutVerticesEveryPrecisionEndsInTheBestOptimumThatG2oKnows()
      throws IOException {
    return optima(WITHOUT_VERTICES, "g2o_chi2_best");
  }

  private static Stream<DynamicTest> optima(List<String> files, String column) throws IOException {
    Map<String, Double> reference = reference(files, column);
    return files.stream()
        .map(file -> DynamicTest.dynamicTest(file, () -> compare(file, reference.get(file))));
  }

  private static void compare(String file, double reference) throws IOException {
    Summary fp64 = solve(file, PrecisionPolicy.DOUBLE);
    Summary fp32 = solve(file, PrecisionPolicy.SINGLE);
    Summary mixed = solve(file, PrecisionPolicy.MIXED);
    for (Summary summary : List.of(fp64, fp32, mixed)) {
      assertThat(summary.termination()).as(summary.fullReport()).isEqualTo(Termination.CONVERGED);
      assertThat(summary.finalChi2())
          .as(summary.fullReport())
          .isLessThanOrEqualTo(reference * (1 + RELATIVE));
    }
    assertThat(mixed.finalChi2())
        .as(mixed.fullReport())
        .isLessThanOrEqualTo(fp64.finalChi2() * (1 + RELATIVE));
    assertThat(fp64.fallbacks()).isEmpty();
    List<Fallback.Rung> rungs = mixed.fallbacks().stream().map(Fallback::rung).toList();
    if (file.endsWith("sphere2500.g2o")) {
      assertThat(rungs).as(mixed.fullReport()).isEmpty();
    } else {
      assertThat(rungs).as(mixed.fullReport()).isIn(List.of(), List.of(FACTOR_SINGLE));
    }
  }

  private static Summary solve(String file, PrecisionPolicy policy) throws IOException {
    PoseGraphFile read = PoseGraphFile.read(DataSets.require(file));
    Optimizer optimizer = Optimizer.builder().precision(policy).build();
    return read.graph().optimize(optimizer, LossFunction.NONE, Initialization.FILE);
  }

  private static Map<String, Double> reference(List<String> files, String column)
      throws IOException {
    List<String> lines = Files.readAllLines(DataSets.require("REFERENCE.tsv"));
    List<String> columns = List.of(lines.getFirst().split("\t", -1));
    return lines.stream()
        .map(line -> List.of(line.split("\t", -1)))
        .filter(fields -> files.contains(fields.getFirst()))
        .collect(
            Collectors.toMap(
                List::getFirst, fields -> Double.parseDouble(fields.get(columns.indexOf(column)))));
  }
}
