package dev.mezzo.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Small pose graphs in files. */
final class Graphs {
  private static final String INFORMATION = " 100 0 0 100 0 400\n";

  private Graphs() {}

  /** A square of side 1 whose last pose is misplaced, closed by a loop that does not fit. */
  static Path square(Path folder) throws IOException {
    return Files.writeString(
        folder.resolve("square.g2o"),
        "VERTEX_SE2 0 0 0 0\n"
            + "VERTEX_SE2 1 1 0 1.6\n"
            + "VERTEX_SE2 2 1 1 3.1\n"
            + "VERTEX_SE2 3 0.3 1.2 -1.6\n"
            + squareEdges());
  }

  /** Two poses and two landmarks that both see. */
  static Path landmarks(Path folder) throws IOException {
    return Files.writeString(
        folder.resolve("landmarks.g2o"),
        """
        VERTEX_SE2 0 0 0 0
        VERTEX_SE2 1 1.2 0.1 0.1
        VERTEX_XY 10 2 1.5
        VERTEX_XY 11 2 -1.5
        EDGE_SE2 0 1 1.1 0 0 1 0 0 1 0 1
        EDGE_SE2_XY 0 10 2 1 100 0 100
        EDGE_SE2_XY 1 10 1 1 100 0 100
        EDGE_SE2_XY 0 11 2 -1 100 0 100
        EDGE_SE2_XY 1 11 1 -1 100 0 100
        """);
  }

  /** {@link #square} without vertices. */
  static Path squareWithoutVertices(Path folder) throws IOException {
    return Files.writeString(folder.resolve("edges.g2o"), squareEdges());
  }

  private static String squareEdges() {
    String turn = " 1 0 1.5707963267948966" + INFORMATION;
    return "EDGE_SE2 0 1"
        + turn
        + "EDGE_SE2 1 2"
        + turn
        + "EDGE_SE2 2 3"
        + turn
        + "EDGE_SE2 3 0 1.1 0.05 1.5"
        + INFORMATION;
  }
}
