package dev.mezzo.cli;

import dev.mezzo.io.PoseGraphFile;
import dev.mezzo.slam.PoseGraph;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * What {@code mezzo optimize} has to tell of a pose graph.
 *
 * @param file as named on the command line
 * @param input what it held
 * @param start where the optimisation began
 * @param solve what it did
 * @param readSeconds time to read the file
 */
record GraphOutcome(Path file, PoseGraphFile input, Start<?> start, Solve solve, double readSeconds)
    implements Outcome {

  /** Indices of the edges that were rejected. */
  BitSet outliers() {
    return solve.rejection() == null ? new BitSet() : solve.rejection().rejectedIndices();
  }

  @Override
  public String kind() {
    return "pose-graph-" + start.graph().dimension() + "d";
  }

  /** What the reader put right, and what the measurements leave open. */
  @Override
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>(input.report().warnings());
    start.graph().looseParts().forEach(part -> warnings.add(part.toString()));
    return warnings;
  }

  @Override
  public String written() {
    return "graph";
  }

  /** Without the edges that were rejected, which become comments. */
  @Override
  public void write(Path to) throws IOException {
    input.write(to, outliers());
  }

  @Override
  public List<Line> introduction() {
    PoseGraph<?> graph = start.graph();
    List<Line> lines = new ArrayList<>();
    lines.add(
        Line.of(
            "input",
            "%s: %s pose graph in %d dimensions, %d poses, %d edges, %d priors%s",
            file,
            input.format(),
            graph.dimension(),
            graph.size(),
            graph.edges().size(),
            graph.priors().size() + graph.positions().size(),
            landmarks(graph)));
    long[] anchors = graph.anchors();
    if (anchors.length > 0) {
      lines.add(
          Line.of(
              "held",
              "pose %d%s, as nothing in the file says where the graph is",
              anchors[0],
              anchors.length == 1
                  ? ""
                  : " and " + (anchors.length - 1) + " more, one per component"));
    }
    if (solve.rejection() == null) {
      lines.add(Line.of("start", "%s, chi2 %.9g", start.describe(), solve.summary().initialChi2()));
    } else {
      Rejection.of(this).lines().forEach(text -> lines.add(new Line(text[0], text[1])));
    }
    return lines;
  }

  private static String landmarks(PoseGraph<?> graph) {
    int landmarks = graph.landmarks().size();
    return landmarks == 0
        ? ""
        : ", %d landmarks, %d observations".formatted(landmarks, graph.observations().size());
  }
}
