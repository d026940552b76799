package dev.mezzo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoCommandTest {
  private static final int CHI2 = 3;

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
    assertThat(column(session, "half", CHI2)).isGreaterThan(10 * column(session, "double", CHI2));
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
    return column(session, precision, 0);
  }

  private static double column(Session session, String precision, int column) {
    List<String> rows =
        session.out().lines().filter(line -> line.startsWith(precision + " ")).toList();
    assertThat(rows).isNotEmpty();
    String numbers = rows.getFirst().substring(precision.length()).strip();
    return Double.parseDouble(numbers.split(" +")[column]);
  }
}
