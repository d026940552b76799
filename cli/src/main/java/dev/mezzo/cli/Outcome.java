package dev.mezzo.cli;

import dev.mezzo.io.PoseGraphFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * What {@code mezzo optimize} has to tell.
 *
 * @param file as named on the command line
 * @param input what it held
 * @param start where the optimisation began
 * @param solve what it did
 * @param readSeconds time to read the file
 */
record Outcome(Path file, PoseGraphFile input, Start<?> start, Solve solve, double readSeconds) {

  /** Indices of the edges that were rejected. */
  BitSet outliers() {
    return solve.rejection() == null ? new BitSet() : solve.rejection().rejectedIndices();
  }

  /** What kind of problem the file holds, as in the JSON output. */
  String kind() {
    return "pose-graph-" + start.graph().dimension() + "d";
  }

  /** What the reader put right, and what the measurements leave open. */
  List<String> warnings() {
    List<String> warnings = new ArrayList<>(input.report().warnings());
    start.graph().looseParts().forEach(part -> warnings.add(part.toString()));
    return warnings;
  }
}
