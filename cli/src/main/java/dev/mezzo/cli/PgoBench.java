package dev.mezzo.cli;

import dev.mezzo.slam.Initialization;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Solves pose graphs with all solvers in turn.
 *
 * @param rounds of solvers
 * @param data knows references
 * @param initialization where poses start
 */
record PgoBench(BenchRounds rounds, PgoData data, Initialization initialization) {
  /**
   * Measures one graph.
   *
   * @param folder for the file that all solvers read
   */
  BenchSet<PgoProblem> measure(Path file, Path folder, Progress progress)
      throws IOException, InterruptedException {
    PgoProblem problem = PgoProblem.make(file, initialization, folder);
    return rounds.measure(problem, data.reference(file), "REFERENCE.tsv", progress);
  }
}
