package dev.mezzo.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.mezzo.geometry.Point;
import dev.mezzo.geometry.Pose2;
import dev.mezzo.slam.InformationMatrix;
import dev.mezzo.slam.Observation;
import dev.mezzo.slam.PoseGraph;
import dev.mezzo.slam.PoseGraph2;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** g2o's records of point landmarks, in and out. */
class LandmarkFilesTest {
  private static final String PLANE =
      """
      VERTEX_SE2 0 1 2 1.5
      VERTEX_SE2 1 2 2 0
      VERTEX_XY 7 3 5
      VERTEX_XY 8 0.1 0.2
      FIX 0
      FIX 8
      EDGE_PRIOR_SE2_XY 1 2.5 2 4 0 9
      EDGE_PRIOR_XY 7 3 4 2 1 3
      EDGE_SE2 0 1 1 0 0 1 0 0 1 0 1
      EDGE_SE2_XY 0 7 1 2 3 0.5 4
      EDGE_SE2_XY 1 7 1 2 3 0.5 4
      EDGE_SE2_XY 1 8 -2 -2 1 0 1
      """;

  private static final String SPACE =
      """
      PARAMS_SE3OFFSET 0 0 0 0 0 0 0 1
      PARAMS_SE3OFFSET 4 1 0 0.5 0 0 1 0
      VERTEX_SE3:QUAT 0 1 2 3 0 0 0 1
      VERTEX_SE3:QUAT 1 2 2 3 0 0 1 0
      VERTEX_TRACKXYZ 7 3 5 4
      FIX 7
      EDGE_SE3_XYZ_PRIOR 0 4 1 2 2 1 0 0 1 0 4
      EDGE_POINTXYZ_PRIOR 7 3 5 5 1 0 0 1 0 2
      EDGE_SE3_TRACKXYZ 0 7 0 1 3 1 1 0 0 2 0 3
      EDGE_SE3_TRACKXYZ 0 7 4 1 3 1 1 0.5 0 2 0 3
      """;

  @TempDir Path folder;

  @Test
  void recordsInThePlaneHaveTheErrorsOfG2o() throws IOException {
    PoseGraph2 graph = (PoseGraph2) read(PLANE).graph();
    assertThat(graph.landmarkIds()).containsExactly(7, 8);
    assertThat(graph.landmark(7)).isEqualTo(Point.of(3, 5));
    assertThat(graph.isFixed(8)).isTrue();
    double c = Math.cos(1.5);
    double s = Math.sin(1.5);
    // Seen from pose 0, landmark 7 is (2, 3) turned back by 1.5.
    double ex = 2 * c + 3 * s - 1;
    double ey = 3 * c - 2 * s - 2;
    double fromZero = 3 * ex * ex + ex * ey + 4 * ey * ey;
    double fromOne = 0 + 0 + 4 * 1; // (1, 3) - (1, 2)
    double ofEight = (0.1 - 2 + 2) * (0.1 - 2 + 2) + (0.2 - 2 + 2) * (0.2 - 2 + 2);
    double edge = (c - 1) * (c - 1) + s * s + 1.5 * 1.5;
    double position = 4 * 0.25;
    double ofSeven = 3;
    assertThat(graph.chi2())
        .isCloseTo(fromZero + fromOne + ofEight + edge + position + ofSeven, within(1e-13));
  }

  @Test
  void recordsInSpaceHaveTheErrorsOfG2o() throws IOException {
    PoseGraph<?> graph = read(SPACE).graph();
    // Offset 4 is half a turn about z: it sees (3 - 1 - 1, 5 - 2, 4 - 3 - 0.5) as (-1, -3, 0.5).
    double byBody = 1 + 0 + 0; // (2, 3, 1) - (1, 3, 1)
    double bySensor = 4 + 2 * 0.5 * 2 * 6 + 2 * 36 + 3 * 0.25; // (-2, -6, -0.5)
    assertThat(graph.chi2()).isCloseTo(byBody + bySensor + 4 + 2, within(1e-12));
  }

  @Test
  void filesAreWrittenAsTheyWere() throws IOException {
    for (String text : new String[] {PLANE, SPACE}) {
      PoseGraphFile file = read(text);
      assertThat(file.report().warnings()).isEmpty();
      Path out = folder.resolve("out.g2o");
      file.write(out);
      assertThat(out).content().isEqualTo(text);
    }
  }

  @Test
  void recordsMayComeInAnyOrder() throws IOException {
    for (String text : new String[] {PLANE, SPACE}) {
      String backwards = String.join("\n", text.lines().toList().reversed()) + "\n";
      PoseGraph<?> graph = read(backwards).graph();
      double expected = read(text).graph().chi2();
      assertThat(graph.chi2()).isCloseTo(expected, within(1e-13 * expected));
    }
  }

  @Test
  void aLandmarkWithoutAVertexStartsWhereItIsSeenFirst() throws IOException {
    PoseGraphFile plane =
        read(
            """
            VERTEX_SE2 0 1 2 0
            VERTEX_SE2 1 1 2 0
            EDGE_SE2_XY 1 9 3 4 1 0 1
            EDGE_SE2_XY 0 9 9 9 1 0 1
            FIX 9
            EDGE_SE2 0 2 1 0 0 1 0 0 1 0 1
            EDGE_SE2_XY 2 10 1 1 1 0 1
            EDGE_PRIOR_XY 11 5 6 1 0 1
            """);
    assertThat(plane.graph().landmark(9)).isEqualTo(Point.of(4, 6));
    assertThat(plane.graph().isFixed(9)).isTrue();
    assertThat(plane.graph().landmark(10)).isEqualTo(Point.of(3, 3)); // pose 2 is one along x
    assertThat(plane.graph().landmark(11)).isEqualTo(Point.of(5, 6));
    assertThat(plane.report().withoutEstimate()).containsExactly(2L);
    assertThat(plane.report().warnings())
        .hasSize(2)
        .anyMatch(warning -> warning.contains("3 landmarks observed but not declared"));

    PoseGraphFile space =
        read(
            """
            VERTEX_SE3:QUAT 0 1 2 3 0 0 1 0
            EDGE_SE3_TRACKXYZ 0 9 5 1 1 1
            PARAMS_SE3OFFSET 5 0 0 1 0 0 0 1
            """);
    assertThat(space.graph().landmark(9)).isEqualTo(Point.of(0, 1, 5));
    assertThat(space.report().missingInformation()).isEqualTo(1);
  }

  @Test
  void aSensorOffsetThatIsNotThereIsTakenForTheIdentity() throws IOException {
    PoseGraphFile file =
        read("VERTEX_SE3:QUAT 0 0 0 0 0 0 0 1\nEDGE_SE3_TRACKXYZ 0 9 5 1 1 1 1 0 0 1 0 1\n");
    assertThat(file.report().warnings()).anyMatch(w -> w.contains("PARAMS_SE3OFFSET"));
    Path out = folder.resolve("out.g2o");
    file.write(out);
    assertThat(out)
        .content()
        .isEqualTo(
            """
            PARAMS_SE3OFFSET 0 0 0 0 0 0 0 1
            VERTEX_SE3:QUAT 0 0 0 0 0 0 0 1
            VERTEX_TRACKXYZ 9 1 1 1
            EDGE_SE3_TRACKXYZ 0 9 0 1 1 1 1 0 0 1 0 1
            """);
  }

  @Test
  void aSensorsObservationInThePlaneIsWrittenAsSeenFromTheBody() throws IOException {
    var graph = new PoseGraph2();
    graph.addPose(0, Pose2.of(1, 2, 0.5));
    graph.addLandmark(1, Point.of(4, 4));
    Pose2 sensor = Pose2.of(0.3, 0, Math.PI / 2);
    InformationMatrix omega = InformationMatrix.of(4, 1, 1, 2);
    graph.addObservation(new Observation<>(0, 1, Point.of(1, 2), omega, sensor));
    Path out = folder.resolve("out.g2o");
    PoseGraphFile.write(graph, PoseGraphFile.Format.G2O, out);
    PoseGraph<?> back = PoseGraphFile.read(out).graph();
    assertThat(back.chi2()).isCloseTo(graph.chi2(), within(1e-13 * graph.chi2()));
    assertThat(back.observations().getFirst().measurement().x()).isCloseTo(-1.7, within(1e-15));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          VERTEX_XY 1 0                            | 2 fields after the tag, not 3
          VERTEX_XY 1 0 x                          | field 4, 'x', is not a number
          VERTEX_XY 0 1 2                          | vertex 0 is a pose in a line before
          VERTEX_SE2 5 1 2 3                       | vertex 5 is a landmark in a line before
          EDGE_SE2_XY 0 5 1                        | 3 fields after the tag, not 7
          EDGE_SE2_XY 0 5 1 2 1 0                  | 6 fields after the tag, not 7
          EDGE_SE2_XY 0 5 1 2 1 0 1e200            | information matrix holds 1.0E200
          EDGE_SE2_XY 0 0 1 2 1 0 1                | vertex 0 is a pose, not a landmark
          EDGE_SE2_XY 5 5 1 2 1 0 1                | vertex 5 is a landmark, which observes nothing
          EDGE_SE2_XY 3 5 1 2 1 0 1                | pose 3 has no vertex, and no edge or prior says
          EDGE_SE2 0 5 1 0 0 1 0 0 1 0 1           | vertex 5 is a landmark, not a pose
          EDGE_PRIOR_SE2_XY 5 1 2 1 0 1            | vertex 5 is a landmark, not a pose
          EDGE_PRIOR_XY 0 1 2 1 0 1                | vertex 0 is a pose, not a landmark
          EDGE_SE3_TRACKXYZ 0 5 0 1 2 3            | three-dimensional among two-dimensional
          """)
  void aMalformedLineIsNamedWithItsReason(String line, String reason) {
    String text = "VERTEX_SE2 0 0 0 0\nVERTEX_XY 5 1 1\n" + line + "\n";
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> read(text))
        .satisfies(
            e -> {
              assertThat(e.line()).isEqualTo(3);
              assertThat(e.reason()).contains(reason);
            });
  }

  @Test
  void aLandmarkDeclaredAgainKeepsItsFirstPlace() throws IOException {
    PoseGraphFile file = read("VERTEX_SE2 0 0 0 0\nVERTEX_XY 5 1 1\nVERTEX_XY 5 2 2\n");
    assertThat(file.graph().landmark(5)).isEqualTo(Point.of(1, 1));
    assertThat(file.report().duplicateVertices()).isEqualTo(1);
  }

  private PoseGraphFile read(String text) throws IOException {
    Path file = folder.resolve("landmarks.g2o");
    Files.writeString(file, text);
    return PoseGraphFile.read(file);
  }
}
