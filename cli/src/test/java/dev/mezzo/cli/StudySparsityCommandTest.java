package dev.mezzo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudySparsityCommandTest {
  @TempDir private Path folder;

  @Test
  void reportTableAndJsonAgree() throws IOException {
    Path report = folder.resolve("sparsity.html");
    Session session =
        run(Graphs.square(folder), Bundles.walk(folder, "walk.txt"), "--report", report);
    assertThat(session.exitCode()).as(session.err()).isZero();
    assertThat(session.out()).contains("square: Pose graph", "Bundle:", "Report: " + report);

    JsonTree json = JsonTree.read(folder.resolve("sparsity.json"));
    List<JsonTree> problems = json.get("problems").elements();
    assertThat(problems).hasSize(2);
    JsonTree jacobian = problems.getFirst().get("matrices").elements().getFirst();
    // Three free poses: two edges between them, two to the one that is held.
    assertThat(jacobian.get("matrix").text()).isEqualTo("Jacobian");
    assertThat(jacobian.get("blocks").number()).isEqualTo(6);
    assertThat(jacobian.get("scalars").number()).isEqualTo(54);
    assertThat(json.get("machine").get("processor").text()).isNotEmpty();

    int matrices = 0;
    for (JsonTree problem : problems) {
      matrices += problem.get("matrices").elements().size();
    }
    assertThat(Files.readAllLines(folder.resolve("sparsity.csv"))).hasSize(1 + matrices);
    assertThat(Files.readString(report)).contains(">square<", Machine.processor());
  }

  @Test
  void jsonIsAllOnStandardOutput() throws IOException {
    Path report = folder.resolve("s.html");
    Session session = run(Graphs.square(folder), "--json", "--report", report);
    assertThat(session.exitCode()).as(session.err()).isZero();
    assertThat(session.out()).isEqualTo(Files.readString(folder.resolve("s.json")));
    assertThat(folder).isDirectoryNotContaining("glob:**.partial.*");
  }

  @Test
  void whatIsNoProblemIsRefusedWithItsFile() throws IOException {
    Path file = Files.writeString(folder.resolve("x.g2o"), "VERTEX_SE2 0 0 0\n");
    Session session = run(file, "--report", folder.resolve("s.html"));
    assertThat(session.exitCode()).isEqualTo(Failure.INPUT);
    assertThat(session.err()).contains("x.g2o");
    assertThat(folder.resolve("s.html")).doesNotExist();
  }

  @Test
  void twoFilesOfOneNameAreRefused() throws IOException {
    Path other = Files.createDirectory(folder.resolve("other"));
    Session session =
        run(Graphs.square(folder), Graphs.square(other), "--report", folder.resolve("s.html"));
    assertThat(session.exitCode()).isEqualTo(Failure.USAGE);
    assertThat(session.err()).contains("called square");
  }

  private static Session run(Object... arguments) {
    Object[] all = new Object[arguments.length + 2];
    all[0] = "study";
    all[1] = "sparsity";
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    return Session.run(all);
  }
}
