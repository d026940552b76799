package dev.mezzo.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mezzo.geometry.Pose2;
import dev.mezzo.geometry.Pose3;
import dev.mezzo.slam.InformationMatrix;
import dev.mezzo.slam.PoseGraph2;
import dev.mezzo.slam.PoseGraph3;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are not as they should be but say clearly enough what they mean. */
class UntidyFilesTest {
  private static final String UNIT2 = " 1 0 0 1 0 1";
  private static final String UNIT3 = " 1 0 0 0 0 0 1 0 0 0 0 1 0 0 0 1 0 0 1 0 1";

  @TempDir Path folder;

  @Test
  void aTidyFileReadsWithoutAnythingToReport() throws IOException {
    PoseGraphFile file =
        read("VERTEX_SE2 0 0 0 0\nVERTEX_SE2 1 1 2 3\nEDGE_SE2 0 1 4 5 6" + UNIT2 + "\n");
    PoseGraph2 graph = plane(file);
    assertThat(graph.ids()).containsExactly(0, 1);
    assertThat(graph.pose(1L)).isEqualTo(Pose2.of(1, 2, 3));
    assertThat(graph.edges()).hasSize(1);
    assertThat(graph.edges().getFirst().measurement()).isEqualTo(Pose2.of(4, 5, 6));
    assertThat(graph.edges().getFirst().information()).isEqualTo(InformationMatrix.identity(3));
    assertThat(file.format()).isEqualTo(PoseGraphFile.Format.G2O);
    ReadReport report = file.report();
    assertThat(report.warnings()).isEmpty();
    assertThat(report.withoutEstimate()).isEmpty();
    assertThat(report.unknownTags()).isEmpty();
    assertThat(report.worstEigenvalue()).isZero();
  }

  @Test
  void informationStandsInTheOrderOfItsFormat() throws IOException {
    PoseGraph2 g2o = plane(read("EDGE_SE2 0 1 0 0 0 11 1 2 22 3 33"));
    PoseGraph2 toro = plane(read("EDGE2 0 1 0 0 0 11 1 22 33 2 3"));
    InformationMatrix expected = InformationMatrix.of(11, 1, 2, 1, 22, 3, 2, 3, 33);
    assertThat(g2o.edges().getFirst().information()).isEqualTo(expected);
    assertThat(toro.edges().getFirst().information()).isEqualTo(expected);
  }

  @Test
  void idsCoverTheSigned64BitRange() throws IOException {
    PoseGraph2 graph =
        plane(
            read(
                """
                VERTEX_SE2 9223372036854775807 1 0 0
                VERTEX_SE2 -9223372036854775808 2 0 0
                VERTEX_SE2 9007199254740993 3 0 0
                VERTEX_SE2 9007199254740992 4 0 0
                VERTEX_SE2 +5 5 0 0
                VERTEX_SE2 -0007 6 0 0
                """));
    assertThat(graph.ids())
        .containsExactly(Long.MAX_VALUE, Long.MIN_VALUE, (1L << 53) + 1, 1L << 53, 5, -7);
  }

  @Test
  void edgesMayComeBeforeTheirVertices() throws IOException {
    PoseGraphFile file =
        read("EDGE_SE2 7 3 1 0 0" + UNIT2 + "\nFIX 3\nVERTEX_SE2 3 9 9 0\nVERTEX_SE2 7 8 8 0\n");
    PoseGraph2 graph = plane(file);
    assertThat(graph.ids()).containsExactly(3, 7);
    assertThat(graph.pose(7L)).isEqualTo(Pose2.of(8, 8, 0));
    assertThat(graph.isFixed(3)).isTrue();
    assertThat(file.report().warnings()).isEmpty();
  }

  @Test
  void fixTakesSeveralIdsAndUnknownOnesAreWarnedOf() throws IOException {
    PoseGraphFile file =
        read("VERTEX_SE2 1 0 0 0\nVERTEX_SE2 2 0 0 0\nVERTEX_SE2 3 0 0 0\nFIX 1 99 3\nFIX 98\n");
    PoseGraph2 graph = plane(file);
    assertThat(graph.isFixed(1)).isTrue();
    assertThat(graph.isFixed(2)).isFalse();
    assertThat(graph.isFixed(3)).isTrue();
    assertThat(file.report().warnings())
        .singleElement()
        .asString()
        .contains("2 FIX of vertices")
        .contains("line 4");
  }

  @Test
  void whiteSpaceCommentsAndLineEndsDoNotMatter() throws IOException {
    String text =
        "\uFEFF# made by hand\r\n\r\n  \t VERTEX_SE2\t0  0 0 0   \r\n"
            + "   # indented comment\n\n\t\nVERTEX_SE2 1 1 0 0 # trailing comment\r\n"
            + "EDGE_SE2 0 1 1 0 0"
            + UNIT2; // no end of line at the end
    PoseGraphFile file = read(text);
    assertThat(plane(file).ids()).containsExactly(0, 1);
    assertThat(plane(file).edges()).hasSize(1);
    assertThat(file.report().warnings()).isEmpty();
  }

  @Test
  void aByteOrderMarkBeforeARecordIsSkipped() throws IOException {
    assertThat(plane(read("\uFEFFVERTEX_SE2 4 0 0 0\n")).ids()).containsExactly(4);
  }

  @Test
  void unknownTagsAreCountedAndWarnedOfOnceEach() throws IOException {
    PoseGraphFile file =
        read(
            """
            VERTEX_SE2 0 0 0 0
            VERTEX_LINE2D 5 1 2
            VERTEX_LINE2D 6 1 2
            EDGE_SE2_LINE2D 0 5 1 2 3 4 5
            """);
    assertThat(file.report().unknownTags())
        .isEqualTo(Map.of("VERTEX_LINE2D", 2, "EDGE_SE2_LINE2D", 1));
    assertThat(file.report().warnings()).hasSize(2);
    assertThat(file.report().warnings().getFirst()).contains("2", "VERTEX_LINE2D", "line 2");
    assertThat(plane(file).ids()).containsExactly(0);
  }

  @Test
  void selfLoopsAreSkipped() throws IOException {
    PoseGraphFile file =
        read(
            "VERTEX_SE2 0 0 0 0\nEDGE_SE2 0 0 1 0 0"
                + UNIT2
                + "\nEDGE_SE2 8 8 1 0 0"
                + UNIT2
                + "\n");
    assertThat(plane(file).edges()).isEmpty();
    assertThat(plane(file).ids()).containsExactly(0);
    assertThat(file.report().selfLoops()).isEqualTo(2);
    assertThat(file.report().warnings()).singleElement().asString().contains("itself", "line 2");
  }

  @Test
  void ofDuplicateVerticesTheFirstCounts() throws IOException {
    PoseGraphFile file = read("VERTEX_SE2 0 1 0 0\nVERTEX_SE2 0 2 0 0\nVERTEX_SE2 0 3 0 0\n");
    assertThat(plane(file).pose(0L).x()).isEqualTo(1);
    assertThat(file.report().duplicateVertices()).isEqualTo(2);
    assertThat(file.report().warnings())
        .singleElement()
        .asString()
        .contains("2 vertices", "line 2");
  }

  @Test
  void verticesThatOnlyEdgesNameArePlacedAlongThem() throws IOException {
    PoseGraphFile file =
        read(
            "VERTEX_SE2 1 10 0 0\nVERTEX_SE2 2 20 0 0\n"
                + ("EDGE_SE2 7 2 -5 0 0" + UNIT2 + "\n")
                + ("EDGE_SE2 7 8 1 0 0" + UNIT2 + "\n"));
    assertThat(plane(file).ids()).containsExactly(1, 2, 7, 8);
    assertThat(plane(file).pose(7L).x()).isEqualTo(25);
    assertThat(plane(file).pose(8L).x()).isEqualTo(26);
    assertThat(file.report().withoutEstimate()).containsExactly(7L, 8L);
    assertThat(file.report().warnings())
        .singleElement()
        .asString()
        .contains("2 vertices named by measurements", "line 3");
  }

  @Test
  void aFileWithoutAnyVertexIsUsualAndGetsThemAll() throws IOException {
    PoseGraphFile file = read("EDGE_SE2 5 4 1 0 0" + UNIT2 + "\nEDGE_SE2 4 6 1 0 0" + UNIT2 + "\n");
    assertThat(plane(file).ids()).containsExactly(5, 4, 6);
    assertThat(plane(file).pose(6L).x()).isEqualTo(2);
    assertThat(file.report().withoutEstimate()).containsExactly(5L, 4L, 6L);
    assertThat(file.report().warnings()).isEmpty();
  }

  @Test
  void severalComponentsAreKept() throws IOException {
    PoseGraphFile file = read("EDGE_SE2 0 1 1 0 0" + UNIT2 + "\nEDGE_SE2 8 9 1 0 0" + UNIT2 + "\n");
    assertThat(plane(file).components()).hasSize(2);
    assertThat(plane(file).anchors()).containsExactly(0, 8);
  }

  @Test
  void aMissingInformationMatrixIsTheIdentity() throws IOException {
    PoseGraphFile plane = read("EDGE_SE2 0 1 1 0 0\nEDGE_SE2 1 2 1 0 0\n");
    assertThat(plane(plane).edges().getFirst().information())
        .isEqualTo(InformationMatrix.identity(3));
    assertThat(plane.report().missingInformation()).isEqualTo(2);
    assertThat(plane.report().warnings())
        .singleElement()
        .asString()
        .contains("2 measurements without an information matrix", "line 1");
    PoseGraph3 toro = (PoseGraph3) read("EDGE3 0 1 1 0 0 0 0 0\n").graph();
    assertThat(toro.edges().getFirst().information()).isEqualTo(InformationMatrix.identity(6));
  }

  @Test
  void indefiniteInformationIsReplacedByTheNearestSemiDefinite() throws IOException {
    PoseGraphFile file =
        read(
            """
            EDGE_SE2 0 1 1 0 0 1 2 0 1 0 5
            EDGE_SE2 0 1 1 0 0 1 0 0 1 0 1
            EDGE_SE2 0 1 1 0 0 -7 0 0 1 0 1
            """);
    InformationMatrix first = plane(file).edges().getFirst().information();
    assertThat(first.get(0, 0)).isCloseTo(1.5, within(1e-15)); // eigenvalues 3 and -1
    assertThat(first.get(0, 1)).isCloseTo(1.5, within(1e-15));
    assertThat(first.get(2, 2)).isEqualTo(5);
    assertThat(file.report().projectedInformation()).isEqualTo(2);
    assertThat(file.report().worstEigenvalue()).isEqualTo(-7);
    assertThat(file.report().warnings())
        .singleElement()
        .asString()
        .contains("2 information matrices", "line 1", "-7.0");
  }

  @Test
  void informationThatIsSingularIsTakenAsItIs() throws IOException {
    PoseGraphFile file = read("EDGE_SE2 0 1 1 0 0 1 0 0 1 0 0\nEDGE_SE2 0 1 1 0 0 0 0 0 0 0 0\n");
    assertThat(file.report().warnings()).isEmpty();
    assertThat(plane(file).edges().getFirst().information())
        .isEqualTo(InformationMatrix.diagonal(1, 1, 0));
  }

  @Test
  void quaternionsAreNormalisedAndWarnedOfIfFarOff() throws IOException {
    PoseGraphFile file =
        read("VERTEX_SE3:QUAT 0 0 0 0 0 0 0 -3\nVERTEX_SE3:QUAT 1 0 0 0 0 0 0.479426 0.877583\n");
    PoseGraph3 graph = (PoseGraph3) file.graph();
    assertThat(graph.pose(0L)).isEqualTo(Pose3.identity());
    assertThat(graph.pose(1L).rotation().log()[2]).isCloseTo(1, within(1e-5));
    assertThat(file.report().warnings()).singleElement().asString().contains("1 quaternions");
  }

  @Test
  void recordsOfTheOtherFormatAreReadAsWhatTheyAre() throws IOException {
    PoseGraphFile file =
        read(
            """
            VERTEX2 0 0 0 0
            VERTEX 1 1 0 0
            EDGE 0 1 1 0 0 11 1 22 33 2 3
            EDGE_SE2 0 1 1 0 0 11 1 2 22 3 33
            """);
    assertThat(file.format()).isEqualTo(PoseGraphFile.Format.TORO);
    assertThat(plane(file).edges().getFirst()).isEqualTo(plane(file).edges().getLast());
    assertThat(file.report().warnings())
        .singleElement()
        .asString()
        .contains("other format", "line 4");
  }

  @Test
  void priorsAreReadInThePlaneAndInSpace() throws IOException {
    PoseGraph2 plane = plane(read("VERTEX_SE2 3 1 0 0\nEDGE_PRIOR_SE2 3 4 5 6 1 0 0 2 0 3\n"));
    assertThat(plane.priors().getFirst().measurement()).isEqualTo(Pose2.of(4, 5, 6));
    assertThat(plane.priors().getFirst().information())
        .isEqualTo(InformationMatrix.diagonal(1, 2, 3));
    PoseGraphFile space =
        read(
            "EDGE_SE3_PRIOR 3 9 4 5 6 0 0 0 1"
                + UNIT3
                + "\n" // its offset comes later
                + "PARAMS_SE3OFFSET 9 0 0 0 0 0 0 1\nVERTEX_SE3:QUAT 3 0 0 0 0 0 0 1\n");
    assertThat(space.graph().priors()).hasSize(1);
    assertThat(space.graph().chi2()).isEqualTo(16 + 25 + 36);
    assertThat(space.report().warnings()).isEmpty();
  }

  @Test
  void aPriorWithoutItsOffsetIsTakenAsOfTheBody() throws IOException {
    PoseGraphFile file =
        read("VERTEX_SE3:QUAT 3 0 0 0 0 0 0 1\nEDGE_SE3_PRIOR 3 9 4 5 6 0 0 0 1" + UNIT3);
    assertThat(file.graph().chi2()).isEqualTo(16 + 25 + 36);
    assertThat(file.report().warnings()).singleElement().asString().contains("PARAMS_SE3OFFSET");
  }

  @Test
  void informationOfToroInSpaceIsOnAngles() throws IOException {
    PoseGraphFile file =
        read(
            "VERTEX3 0 0 0 0 0 0 0\nVERTEX3 1 1 2 3 0.001 -0.002 0.0015\nEDGE3 0 1 1 2 3 0 0 0"
                + " 1 0 0 0 0 0 1 0 0 0 0 1 0 0 0 100 0 0 200 0 300\n");
    double expected = 100 * 0.001 * 0.001 + 200 * 0.002 * 0.002 + 300 * 0.0015 * 0.0015;
    assertThat(file.graph().chi2()).isCloseTo(expected, within(1e-3 * expected));
  }

  @Test
  void aLineLongerThanTheBufferIsReadWhole() throws IOException {
    var text = new StringBuilder("VERTEX_SE2 0 0 0 0\nFIX");
    for (int k = 0; k < 200_000; k++) {
      text.append(" 0000");
    }
    text.append("\nVERTEX_SE2 1 0 0 0\n");
    PoseGraphFile file = read(text.toString());
    assertThat(plane(file).ids()).containsExactly(0, 1);
    assertThat(plane(file).isFixed(0)).isTrue();
  }

  private PoseGraphFile read(String text) throws IOException {
    Path file = folder.resolve("untidy.g2o");
    Files.writeString(file, text, StandardCharsets.UTF_8);
    return PoseGraphFile.read(file);
  }

  private static PoseGraph2 plane(PoseGraphFile file) {
    return (PoseGraph2) file.graph();
  }
}
