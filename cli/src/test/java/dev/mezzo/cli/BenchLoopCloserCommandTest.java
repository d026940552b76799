package dev.mezzo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchLoopCloserCommandTest {
  @TempDir private Path folder;

  @Test
  void aReplayEndsInTheOptimumOfTheWholeGraph() throws IOException {
    String file = Graphs.square(folder).toString();
    Session session = Session.run("bench", "loop-closer", "--quick", "--json", file);
    assertThat(session.exitCode()).as(session.err()).isZero();
    JsonTree graph = JsonTree.parse(session.out()).get("graphs").elements().getFirst();
    assertThat(graph.get("graph").text()).isEqualTo("square.g2o");
    assertThat(graph.get("poses").number()).isEqualTo(4);
    assertThat(graph.get("closures").number()).isEqualTo(1);
    assertThat(graph.get("batches").number()).isEqualTo(1);
    assertThat(graph.get("final_chi2").number()).isPositive();
    assertThat(graph.get("chi2_difference").number()).isCloseTo(0, within(1e-6));
    assertThat(graph.get("seconds").get("p99").number()).isPositive();
  }

  @Test
  void theTableHasARowForEachGraph() throws IOException {
    String file = Graphs.square(folder).toString();
    Session session = Session.run("bench", "loop-closer", "--quick", file, file);
    assertThat(session.exitCode()).as(session.err()).isZero();
    assertThat(session.out()).contains("scratch", "ratio").hasLineCount(5);
  }

  @Test
  void aGraphWithoutLoopsIsNoInput() throws IOException {
    Path file = folder.resolve("chain.g2o");
    Files.writeString(file, "EDGE_SE2 0 1 1 0 0 1 0 0 1 0 1\n");
    Session session = Session.run("bench", "loop-closer", file.toString());
    assertThat(session.exitCode()).isEqualTo(3);
    assertThat(session.err()).contains("no loop closures");
  }

  @Test
  void noSolvesFromScratchAreNothingToCompareWith() {
    assertThat(Session.run("bench", "loop-closer", "--batches", "0").exitCode()).isEqualTo(2);
  }
}
