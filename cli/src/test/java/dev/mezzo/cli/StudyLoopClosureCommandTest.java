package dev.mezzo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudyLoopClosureCommandTest {
  @TempDir private Path folder;

  @Test
  void reportTableAndJsonAgree() throws IOException {
    Path report = folder.resolve("loops.html");
    Session session = run(Graphs.square(folder), "--report", report);
    assertThat(session.exitCode()).as(session.err()).isZero();
    assertThat(session.out()).contains("odometry alone", "Report: " + report);

    JsonTree json = JsonTree.read(folder.resolve("loops.json"));
    assertThat(json.get("problems").number()).isEqualTo(1);
    JsonTree graph = json.get("graphs").elements().getFirst();
    assertThat(graph.get("graph").text()).isEqualTo("square");
    assertThat(graph.get("keyframes").number()).isEqualTo(4);
    assertThat(graph.get("truth").text()).startsWith("optimum");
    assertThat(json.get("machine").get("processor").text()).isNotEmpty();

    List<String> lines = Files.readAllLines(folder.resolve("loops.csv"));
    List<String> head = List.of(lines.getFirst().split(","));
    String mixed = lines.stream().filter(line -> line.contains(",mixed,")).findFirst().get();
    double error = Double.parseDouble(mixed.split(",")[head.indexOf("ate_after")]);
    assertThat(graph.get("ate").get("mixed").get("max").number()).isEqualTo(error);
    assertThat(graph.get("ate").get("odometry").get("mean").number()).isGreaterThan(0.01);
    assertThat(error).isCloseTo(0, within(1e-6));
    assertThat(Files.readString(report)).contains("square", Machine.processor());
  }

  @Test
  void jsonIsAllOnStandardOutput() throws IOException {
    Path report = folder.resolve("loops.html");
    Session session = run(Graphs.square(folder), "--json", "--report", report);
    assertThat(session.exitCode()).as(session.err()).isZero();
    assertThat(session.out()).isEqualTo(Files.readString(folder.resolve("loops.json")));
    assertThat(JsonTree.parse(session.out()).get("groups").elements()).hasSize(1);
  }

  @Test
  void truePosesOfAFileAreTakenIfTheyFit() throws IOException {
    Path truth =
        Files.writeString(
            folder.resolve("truth.txt"),
            """
            0 0 0 0 0 0 0 1
            1 1 0 0 0 0 0.7071067811865476 0.7071067811865476
            2 1 1 0 0 0 1 0
            3 0 1 0 0 0 0.7071067811865476 -0.7071067811865476
            """);
    Path report = folder.resolve("loops.html");
    Session session = run(Graphs.square(folder), "--truth", truth, "--json", "--report", report);
    assertThat(session.exitCode()).as(session.err()).isZero();
    JsonTree graph = JsonTree.parse(session.out()).get("graphs").elements().getFirst();
    assertThat(graph.get("truth").text()).contains("truth.txt");
  }

  @Test
  void truthOfAnotherLengthIsBadInput() throws IOException {
    Path truth = Files.writeString(folder.resolve("truth.txt"), "0 0 0 0 0 0 0 1\n");
    Session session = run(Graphs.square(folder), "--truth", truth);
    assertThat(session.exitCode()).isEqualTo(Failure.INPUT);
    assertThat(session.err()).contains("square.g2o", "has 4 poses", "truth.txt has 1");
  }

  @Test
  void graphsThatCannotBeDrivenAreBadInput() throws IOException {
    Path chain = folder.resolve("chain.g2o");
    Files.writeString(chain, "EDGE_SE2 0 1 1 0 0 1 0 0 1 0 1\n");
    Session without = run(chain);
    assertThat(without.exitCode()).isEqualTo(Failure.INPUT);
    assertThat(without.err()).contains("chain.g2o: has no loop closures");

    Path gap = folder.resolve("gap.g2o");
    Files.writeString(gap, "EDGE_SE2 0 1 1 0 0 1 0 0 1 0 1\nEDGE_SE2 0 2 2 0 0 1 0 0 1 0 1\n");
    Session gaps = run(gap);
    assertThat(gaps.exitCode()).isEqualTo(Failure.INPUT);
    assertThat(gaps.err()).contains("gap.g2o", "no odometry", "pose 2");
  }

  @Test
  void optionsOutOfRangeAreBadUsage() throws IOException {
    Path square = Graphs.square(folder);
    assertThat(run(square, "--problems", 0).exitCode()).isEqualTo(Failure.USAGE);
    assertThat(run(square, "--threads", 0).exitCode()).isEqualTo(Failure.USAGE);
    assertThat(run(square, square, "--truth", square).exitCode()).isEqualTo(Failure.USAGE);
  }

  private static Session run(Object... arguments) {
    Object[] all = new Object[arguments.length + 2];
    all[0] = "study";
    all[1] = "loop-closure";
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    return Session.run(all);
  }
}
