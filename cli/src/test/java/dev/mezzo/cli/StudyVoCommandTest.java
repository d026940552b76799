package dev.mezzo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudyVoCommandTest {
  @TempDir Path folder;

  private Session study(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of("study", "vo", "--count", "2", "--keyframes", "16", "--window", "6"));
    arguments.addAll(List.of("--simulated", "--report", folder.resolve("vo.html").toString()));
    arguments.addAll(List.of(more));
    return Session.run(arguments.toArray());
  }

  @Test
  void reportTableAndJsonTellTheSame() throws Exception {
    Session session = study("--json", "--threads", "1");
    assertThat(session.exitCode()).as(session.err()).isZero();
    assertThat(session.out()).isEqualTo(Files.readString(folder.resolve("vo.json")));
    JsonTree json = JsonTree.parse(session.out());
    assertThat(json.get("machine").get("processor").text()).isNotEmpty();
    assertThat(json.get("seed").number()).isEqualTo(1);
    JsonTree mixed = json.get("simulated").elements().get(3);
    assertThat(mixed.get("precision").text()).isEqualTo("mixed");
    double largest =
        Files.readAllLines(folder.resolve("vo.csv")).stream()
            .filter(line -> line.contains(",mixed,"))
            .mapToDouble(line -> Double.parseDouble(line.split(",")[5]))
            .max()
            .orElseThrow();
    assertThat(mixed.get("p100_m").number()).isEqualTo(largest).isPositive();
    assertThat(Files.readString(folder.resolve("vo.html"))).contains("<h1>Visual odometry");
    try (var files = Files.list(folder)) {
      assertThat(files).as("nothing is left over").hasSize(3);
    }
  }

  @Test
  void textTellsOfEveryPrecision() {
    assertThat(study().out()).contains("wheels", "double", "single", "mixed", "half", "vo.html");
  }

  @Test
  void whatMakesNoSenseIsSaid() {
    Session narrow = Session.run("study", "vo", "--window", "2");
    assertThat(narrow.exitCode()).isEqualTo(2);
    assertThat(narrow.err()).contains("--window is 3 to 60");
    assertThat(Session.run("study", "vo", "--keyframes", "20").err())
        .contains("fill the window twice");
    assertThat(Session.run("study", "vo", "--threads", "0").err()).contains("--threads");
    assertThat(Session.run("study", "vo", "--report", "/no/such/vo.html").err())
        .contains("--report");
    assertThat(study("--report", folder.resolve("vo.csv").toString()).exitCode()).isEqualTo(2);
    assertThat(Session.run("study").err()).contains("Missing what to study");
  }
}
