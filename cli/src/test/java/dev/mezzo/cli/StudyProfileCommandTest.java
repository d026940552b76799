package dev.mezzo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StudyProfileCommandTest {
  @TempDir private Path folder;

  @Test
  void simulatedProblemsNeedNoDataAndGiveAPageATableAndJson() {
    Path page = folder.resolve("p.html");
    Session session =
        Session.run(
            "study", "profile", "--simulated", "--repeat", 1, "--warm-up", 0, "--report", page);
    assertThat(session.err()).isEmpty();
    assertThat(session.exitCode()).isZero();
    assertThat(session.out())
        .contains("visual odometry: simulated windows", "beside the article", "Report: " + page);
    assertThat(page).content().contains("Where the time goes", "Processor", "Seed");
    assertThat(folder.resolve("p.csv")).content().startsWith("task,application,arithmetic,");
    assertThat(folder.resolve("p.json")).content().contains("\"seed\":1", "\"machine\":");
  }

  @ParameterizedTest
  @CsvSource({"--repeat, 0", "--warm-up, -1", "--warm-up, NaN", "--seed, x"})
  void optionsThatMakeNoSenseAreBadUsage(String option, String value) {
    Path page = folder.resolve("p.html");
    Session session = Session.run("study", "profile", option, value, "--report", page);
    assertThat(session.exitCode()).isEqualTo(2);
    assertThat(page).doesNotExist();
  }
}
