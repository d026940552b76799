package dev.mezzo.cli;

import dev.mezzo.io.InputException;
import dev.mezzo.io.PoseGraphFile;
import dev.mezzo.optimize.LossFunction;
import dev.mezzo.slam.Initialization;
import dev.mezzo.slam.PoseGraph;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A pose graph that all solvers are given in one file, with the poses to start from and FIX records
 * for those that hold the gauge.
 *
 * @param name for tables
 * @param source the file it was read from
 * @param file what solvers read
 * @param dimension 2 or 3
 * @param poses how many
 * @param edges how many
 * @param start in words
 * @param startChi2 at the start
 */
record PgoProblem(
    String name,
    Path source,
    Path file,
    int dimension,
    int poses,
    int edges,
    String start,
    double startChi2)
    implements BenchProblem {

  /**
   * Reads a file and writes what solvers read.
   *
   * @param wanted where poses start; where the file has none, {@code FILE} means a spanning tree
   * @param folder receives the file
   */
  static PgoProblem make(Path source, Initialization wanted, Path folder) throws IOException {
    PoseGraphFile input = PoseGraphFile.read(source);
    PoseGraph<?> graph = input.graph();
    if (graph.edges().isEmpty()) {
      throw new InputException(source, 0, "holds no measurement between poses");
    }
    Start<?> start = Start.of(graph, input.report(), wanted, LossFunction.NONE);
    for (long id : graph.anchors()) {
      graph.fix(id);
    }
    boolean treed =
        start.initialization() == Initialization.FILE
            && !input.report().withoutEstimate().isEmpty();
    String name = source.getFileName().toString().replaceFirst("\\.(g2o|graph)$", "");
    Path file = folder.resolve(name + ".g2o");
    PoseGraphFile.write(graph, PoseGraphFile.Format.G2O, file);
    return new PgoProblem(
        name,
        source,
        file,
        graph.dimension(),
        graph.size(),
        graph.edges().size(),
        treed ? Initialization.SPANNING_TREE.toString() : start.initialization().toString(),
        graph.chi2());
  }
}
