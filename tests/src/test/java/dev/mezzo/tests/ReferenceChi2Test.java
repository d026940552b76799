package dev.mezzo.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mezzo.io.PoseGraphFile;
import dev.mezzo.slam.PoseGraph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Real files read to the graphs that g2o reads, and are written to files that read the same. */
class ReferenceChi2Test {
  @TempDir Path temporary;

  /** A line of REFERENCE.tsv. */
  private record Reference(String file, int poses, int edges, String chi2AtFileVertices) {}

  @TestFactory
  Stream<DynamicTest> everyFileOfTheReferenceHasItsPosesAndEdges() throws IOException {
    return references()
        .map(
            reference ->
                DynamicTest.dynamicTest(
                    reference.file,
                    () -> {
                      PoseGraphFile file = PoseGraphFile.read(DataSets.require(reference.file));
                      PoseGraph<?> graph = file.graph();
                      assertThat(graph.edges()).hasSize(reference.edges);
                      int connected =
                          graph.components().stream()
                              .filter(component -> component.length > 1)
                              .mapToInt(component -> component.length)
                              .sum();
                      assertThat(connected).isEqualTo(reference.poses);
                    }));
  }

  @TestFactory
  Stream<DynamicTest> chi2AtTheVerticesOfTheFileIsWhatG2oComputes() throws IOException {
    return references()
        .filter(reference -> !reference.chi2AtFileVertices.equals("no vertices"))
        .map(
            reference ->
                DynamicTest.dynamicTest(
                    reference.file,
                    () -> {
                      PoseGraphFile file = PoseGraphFile.read(DataSets.require(reference.file));
                      double expected = Double.parseDouble(reference.chi2AtFileVertices);
                      assertThat(file.graph().chi2())
                          .isCloseTo(expected, within(5.1e-7 * expected)); // seven digits
                    }));
  }

  @TestFactory
  Stream<DynamicTest> everyFileReadsBackToTheSameChi2() throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(DataSets.require("pgo"))) {
      files =
          walk.filter(
                  path -> path.toString().endsWith(".g2o") || path.toString().endsWith(".graph"))
              .sorted()
              .toList();
    }
    assertThat(files).isNotEmpty();
    return files.stream()
        .map(
            path ->
                DynamicTest.dynamicTest(
                    path.getFileName().toString(),
                    () -> {
                      PoseGraphFile file = PoseGraphFile.read(path);
                      Path copy = temporary.resolve(path.getFileName());
                      file.write(copy);
                      PoseGraphFile again = PoseGraphFile.read(copy);
                      double chi2 = file.graph().chi2();
                      assertThat(again.graph().chi2()).isCloseTo(chi2, within(1e-12 * chi2));
                      assertThat(again.format()).isEqualTo(file.format());
                    }));
  }

  private static Stream<Reference> references() throws IOException {
    List<String> lines = Files.readAllLines(DataSets.require("REFERENCE.tsv"));
    List<String> columns = List.of(lines.getFirst().split("\t", -1));
    return lines.stream()
        .skip(1)
        .map(line -> line.split("\t", -1))
        .map(
            field ->
                new Reference(
                    field[0],
                    Integer.parseInt(field[1]),
                    Integer.parseInt(field[2]),
                    field[columns.indexOf("g2o_chi2_at_file_vertices")]));
  }
}
