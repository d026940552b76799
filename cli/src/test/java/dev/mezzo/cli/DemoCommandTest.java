package dev.mezzo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoCommandTest {
  @TempDir private Path folder;

  @Test
  void theTableShowsDriftAndItsCorrectionInEveryPrecision() {
    Path report = folder.resolve("demo.html");
    Session session = Session.run("demo", "--poses", 2500, "--report", report);
    assertThat(session.err()).isEmpty();
    assertThat(session.exitCode()).isZero();
    double before = rmse(session, "(odometry)");
    double reference = rmse(session, "double");
    assertThat(reference).isLessThan(0.3 * before);
    assertThat(rmse(session, "single")).isCloseTo(reference, within(0.01 * reference));
    assertThat(rmse(session, "mixed")).isCloseTo(reference, within(0.01 * reference));
    assertThat(rmse(session, "half")).isNotNegative();
    assertThat(session.out()).contains("Report: " + report);
    assertThat(report).content().contains("Home robot demo", "odometry alone", "true trajectory");
  }

  @Test
  void aSimulationOfOnePoseIsBadUsage() {
    Session session = Session.run("demo", "--poses", 1, "--report", folder.resolve("x.html"));
    assertThat(session.exitCode()).isEqualTo(2);
    assertThat(folder.resolve("x.html")).doesNotExist();
  }

  private static double rmse(Session session, String precision) {
    List<String> rows =
        session.out().lines().filter(line -> line.startsWith(precision + " ")).toList();
    assertThat(rows).isNotEmpty();
    return Double.parseDouble(rows.getFirst().substring(precision.length()).strip().split(" +")[0]);
  }
}
