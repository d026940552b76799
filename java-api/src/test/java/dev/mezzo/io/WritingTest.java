package dev.mezzo.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.mezzo.geometry.Point;
import dev.mezzo.geometry.Pose2;
import dev.mezzo.geometry.Pose3;
import dev.mezzo.slam.InformationMatrix;
import dev.mezzo.slam.Observation;
import dev.mezzo.slam.PoseGraph;
import dev.mezzo.slam.PoseGraph2;
import dev.mezzo.slam.PoseGraph3;
import dev.mezzo.slam.Prior;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WritingTest {
  private static final double[] UNIT6 = identity(6);

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(PoseGraphFile.Format.class)
  void aGraphInThePlaneReadsBackBitForBit(PoseGraphFile.Format format) throws IOException {
    var random = new SplittableRandom(1);
    var graph = new PoseGraph2();
    for (long k = 0; k < 100; k++) {
      graph.addPose(k * k * k - 7, pose2(random));
    }
    long[] ids = graph.ids();
    for (int k = 1; k < 100; k++) {
      graph.addEdge(ids[k], ids[k / 2], pose2(random), gram(random, 3));
    }
    graph.addPrior(ids[4], pose2(random), gram(random, 3));
    graph.addPrior(ids[9], pose2(random), new double[9]);
    graph.addPosition(ids[7], point(random, 2), InformationMatrix.of(gram(random, 2)));
    for (long k = 0; k < 20; k++) {
      graph.addLandmark(-1000 - k * k, point(random, 2));
      for (int pose = 0; pose < 3; pose++) {
        InformationMatrix omega = InformationMatrix.of(gram(random, 2));
        graph.addObservation(ids[7 * pose], -1000 - k * k, point(random, 2), omega);
      }
    }
    graph.addPosition(-1001, point(random, 2), InformationMatrix.of(gram(random, 2)));
    graph.fix(-1004);
    graph.fix(ids[3]);
    graph.fix(ids[50]);
    assertSame(readBack(graph, format), graph);
  }

  @Test
  void aGraphInSpaceReadsBackBitForBit() throws IOException {
    PoseGraph3 graph = space();
    var random = new SplittableRandom(3);
    graph.addPrior(4, pose3(random), gram(random, 6));
    InformationMatrix omega = InformationMatrix.of(gram(random, 6));
    Pose3 camera = pose3(random);
    graph.addPrior(new Prior<>(5, pose3(random), omega, pose3(random)));
    graph.addPrior(new Prior<>(6, pose3(random), omega, camera));
    graph.addPrior(new Prior<>(7, pose3(random), omega, camera));
    graph.addPosition(8, point(random, 3), InformationMatrix.of(gram(random, 3)));
    for (long k = 0; k < 20; k++) {
      graph.addLandmark(-1000 - k * k, point(random, 3));
      for (int pose = 0; pose < 3; pose++) {
        Pose3 sensor = pose == 0 ? Pose3.identity() : pose == 1 ? camera : pose3(random);
        InformationMatrix sight = InformationMatrix.of(gram(random, 3));
        graph.addObservation(
            new Observation<>(7L * pose, -1000 - k * k, point(random, 3), sight, sensor));
      }
    }
    graph.addPosition(-1001, point(random, 3), InformationMatrix.of(gram(random, 3)));
    graph.fix(2);
    assertSame(readBack(graph, PoseGraphFile.Format.G2O), graph);
  }

  @Test
  void toroInSpaceReadsBackUpToTheRoundingOfItsAngles() throws IOException {
    PoseGraph3 graph = space();
    PoseGraph<?> back = readBack(graph, PoseGraphFile.Format.TORO);
    assertThat(back.chi2()).isCloseTo(graph.chi2(), within(1e-12 * graph.chi2()));
    assertThat(back.edges().getFirst().information())
        .isEqualTo(graph.edges().getFirst().information());
  }

  @Test
  void linesOfUnknownMeaningAndCommentsAreWrittenBack() throws IOException {
    // The o with diaeresis is not valid UTF-8; it must survive all the same.
    String text =
        """
        # recorded in K\u00f6ln
        ROBOT  corgi\t 7
        VERTEX_SE2 0 0 0 0
        VERTEX_LINE2D 5 1 2
        PARAMS_CAMERA 0 320 240
        # middle
        VERTEX_SE2 1 1 0 0
        EDGE_SE2_LINE2D 0 5 1e0 2 3 4 5   \s
        """;
    Path in = folder.resolve("in.g2o");
    Files.write(in, text.getBytes(StandardCharsets.ISO_8859_1));
    PoseGraphFile file = PoseGraphFile.read(in);
    Path out = folder.resolve("out.g2o");
    file.write(out);
    assertThat(Files.readString(out, StandardCharsets.ISO_8859_1))
        .isEqualTo(
            """
            # recorded in K\u00f6ln
            ROBOT  corgi\t 7
            PARAMS_CAMERA 0 320 240
            VERTEX_SE2 0 0 0 0
            VERTEX_SE2 1 1 0 0
            VERTEX_LINE2D 5 1 2
            # middle
            EDGE_SE2_LINE2D 0 5 1e0 2 3 4 5   \s
            """);
    assertThat(PoseGraphFile.read(out).report().unknownTags())
        .isEqualTo(file.report().unknownTags());
  }

  @Test
  void priorsInSpaceNameAnIdentityOffsetWhateverOffsetsTheFileHas() throws IOException {
    Path file = folder.resolve("prior.g2o");
    Files.writeString(file, "PARAMS_SE3OFFSET 0 1 0 0 0 0 0 1\nVERTEX_SE3:QUAT 3 0 0 0 0 0 0 1\n");
    PoseGraphFile read = PoseGraphFile.read(file);
    ((PoseGraph3) read.graph()).addPrior(3, Pose3.exp(1, 2, 3, 0, 0, 0), UNIT6);
    read.write(file);
    assertThat(Files.readAllLines(file))
        .startsWith("PARAMS_SE3OFFSET 0 1 0 0 0 0 0 1", "PARAMS_SE3OFFSET 1 0 0 0 0 0 0 1")
        .anyMatch(line -> line.startsWith("EDGE_SE3_PRIOR 3 1 1 2 3 0 0 0 1 "));
    PoseGraphFile again = PoseGraphFile.read(file);
    assertThat(again.report().warnings()).isEmpty();
    again.write(file); // and the offset is not defined a third time
    assertThat(Files.readAllLines(file)).filteredOn(line -> line.startsWith("PARAMS")).hasSize(2);
  }

  @Test
  void aFileWithSensorOffsetsIsWrittenAsItWas() throws IOException {
    // Two offsets are equal, one is defined after its use, and each record keeps the one it named.
    String head = "PARAMS_SE3OFFSET 3 0.1 0 0 0 0 0 1\nPARAMS_SE3OFFSET -2 0.1 0 0 0 0 0 1\n";
    String identity = "PARAMS_SE3OFFSET 5 0 0 0 0 0 0 1\n";
    String vertex = "VERTEX_SE3:QUAT 0 0.25 0 0 0 0 0 1\n";
    String omega = " 1 0 0 0 0 0 1 0 0 0 0 1 0 0 0 1 0 0 1 0 1\n";
    String measurements =
        "EDGE_SE3_PRIOR 0 -2 1 2 3 0 0 0 1"
            + omega
            + ("EDGE_SE3_PRIOR 0 3 1 2 3 0 0 0 1" + omega)
            + ("EDGE_SE3_PRIOR 0 5 1 2 3 0 0 0 1" + omega)
            + "EDGE_SE3_XYZ_PRIOR 0 3 1 2 3 4 0 0 4 0 4\n";
    Path file = folder.resolve("offsets.g2o");
    Files.writeString(file, head + vertex + measurements + identity);
    PoseGraphFile read = PoseGraphFile.read(file);
    assertThat(read.report().warnings()).isEmpty();
    double first = (0.35 - 1) * (0.35 - 1) + 4 + 9;
    double third = (0.25 - 1) * (0.25 - 1) + 4 + 9;
    assertThat(read.graph().chi2()).isCloseTo(2 * first + third + 4 * third, within(1e-13));
    read.write(file);
    assertThat(file).content().isEqualTo(head + identity + vertex + measurements);
  }

  @Test
  void aSensorOffsetInThePlaneIsRefusedBecauseNoRecordHasIt() throws IOException {
    var graph = new PoseGraph2();
    graph.addPose(7, Pose2.identity());
    Pose2 antenna = Pose2.of(0.5, 0, 0);
    graph.addPrior(new Prior<>(7, antenna, InformationMatrix.identity(3), antenna));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> PoseGraphFile.write(graph, PoseGraphFile.Format.G2O, folder.resolve("a.g2o")))
        .withMessageContaining("the prior of pose 7 has a sensor offset");
    assertThat(entries()).isEmpty();
  }

  @Test
  void whatWasPutRightOnReadingStaysRight() throws IOException {
    Path file = folder.resolve("untidy.graph");
    Files.writeString(
        file, "EDGE2 0 1 1 0 0 1 2 1 1 0 0\nEDGE2 1 1 1 0 0 1 0 1 1 0 0\nEDGE2 1 2 1 0 0\n");
    PoseGraphFile read = PoseGraphFile.read(file);
    assertThat(read.report().warnings()).hasSize(3);
    read.write(file);
    PoseGraphFile again = PoseGraphFile.read(file);
    assertThat(again.report().warnings()).isEmpty();
    assertThat(again.report().withoutEstimate()).isEmpty();
    assertSame(again.graph(), read.graph());
  }

  @Test
  void aFailureLeavesTheOldFileAndNothingElse() throws IOException {
    Path file = folder.resolve("precious.g2o");
    Files.writeString(file, "old");
    assertThatIOException()
        .isThrownBy(
            () ->
                AtomicFile.write(
                    file,
                    out -> {
                      out.write(new byte[1 << 20]);
                      throw new IOException("disk full");
                    }))
        .withMessage("disk full");
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(
            () ->
                AtomicFile.write(
                    file,
                    _ -> {
                      throw new IllegalStateException();
                    }));
    assertThat(file).hasContent("old");
    assertThat(entries()).containsExactly(file);
  }

  @Test
  void replacingAFileKeepsItsPermissionsAndTheLinkToIt() throws IOException {
    Path file = folder.resolve("map.g2o");
    Files.writeString(file, "old");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
    Path link = Files.createSymbolicLink(folder.resolve("link.g2o"), file);
    AtomicFile.write(link, out -> out.write('n'));
    assertThat(file).hasContent("n");
    assertThat(link).isSymbolicLink();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-rw-r--");
    assertThat(entries()).containsExactlyInAnyOrder(file, link);
  }

  @Test
  void aPlaceThatCannotBeWrittenToIsNamed() {
    assertThatExceptionOfType(FileSystemException.class)
        .isThrownBy(() -> AtomicFile.write(folder, out -> out.write('n')))
        .withMessageContaining("is a directory");
    assertThatExceptionOfType(FileSystemException.class)
        .isThrownBy(() -> AtomicFile.write(folder.resolve("a/b.g2o"), out -> out.write('n')))
        .withMessageContaining("its directory does not exist");
  }

  @Test
  void aDeviceIsWrittenToAndNotReplaced() throws IOException {
    AtomicFile.write(Path.of("/dev/null"), out -> out.write('n'));
    assertThat(Files.isRegularFile(Path.of("/dev/null"))).isFalse();
  }

  private PoseGraph<?> readBack(PoseGraph<?> graph, PoseGraphFile.Format format)
      throws IOException {
    Path file = folder.resolve("graph.txt");
    PoseGraphFile.write(graph, format, file);
    PoseGraphFile back = PoseGraphFile.read(file);
    assertThat(back.report().warnings()).isEmpty();
    return back.graph();
  }

  private static void assertSame(PoseGraph<?> actual, PoseGraph<?> expected) {
    assertThat(actual.ids()).containsExactly(expected.ids());
    assertThat(actual.poses()).isEqualTo(expected.poses());
    assertThat(actual.edges()).isEqualTo(expected.edges());
    assertThat(actual.priors()).isEqualTo(expected.priors());
    assertThat(actual.positions()).isEqualTo(expected.positions());
    assertThat(actual.landmarkIds()).containsExactly(expected.landmarkIds());
    assertThat(actual.landmarks()).isEqualTo(expected.landmarks());
    assertThat(actual.observations()).isEqualTo(expected.observations());
    for (long id : expected.landmarkIds()) {
      assertThat(actual.isFixed(id)).isEqualTo(expected.isFixed(id));
    }
    for (long id : expected.ids()) {
      assertThat(actual.isFixed(id)).isEqualTo(expected.isFixed(id));
    }
    assertThat(actual.chi2()).isEqualTo(expected.chi2());
  }

  private Stream<Path> entries() throws IOException {
    try (Stream<Path> list = Files.list(folder)) {
      return list.toList().stream();
    }
  }

  private static PoseGraph3 space() {
    var random = new SplittableRandom(2);
    var graph = new PoseGraph3();
    for (long k = 0; k < 100; k++) {
      graph.addPose(k, pose3(random));
    }
    for (int k = 1; k < 100; k++) {
      graph.addEdge(k, k / 2, pose3(random), gram(random, 6));
    }
    return graph;
  }

  private static Pose2 pose2(SplittableRandom random) {
    return Pose2.of(random.nextDouble(-9, 9), random.nextDouble(-9, 9), random.nextDouble(-3, 3));
  }

  private static Pose3 pose3(SplittableRandom random) {
    double[] d = random.doubles(6, -2, 2).toArray();
    return Pose3.exp(d[0], d[1], d[2], d[3], d[4], d[5]);
  }

  private static Point point(SplittableRandom random, int dimension) {
    return Point.ofArray(random.doubles(dimension, -9, 9).toArray());
  }

  /** A^T A: row-major n x n. */
  private static double[] gram(SplittableRandom random, int n) {
    double[] a = random.doubles((long) n * n, -9, 9).toArray();
    double[] gram = new double[n * n];
    for (int k = 0; k < n; k++) {
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          gram[i * n + j] += a[k * n + i] * a[k * n + j];
        }
      }
    }
    return gram;
  }

  private static double[] identity(int n) {
    double[] identity = new double[n * n];
    for (int i = 0; i < n; i++) {
      identity[i * n + i] = 1;
    }
    return identity;
  }
}
