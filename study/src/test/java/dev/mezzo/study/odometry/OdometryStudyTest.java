package dev.mezzo.study.odometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.mezzo.study.run.StudyRow;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OdometryStudyTest {
  @TempDir Path folder;

  private OdometryResults results(int drives, int threads) throws Exception {
    var study = new OdometryStudy(3, drives, 24, 8, Map.of());
    return study.run(
        folder.resolve("vo.csv"), "of the test", threads, true, (done, all, left) -> {});
  }

  /** The columns but the last, which is the time. */
  private static List<List<String>> untimed(OdometryResults results) {
    return results.rows().stream()
        .map(row -> row.cells().subList(0, row.cells().size() - 1))
        .toList();
  }

  @Tag("long")
  @Test
  void everyDriveIsDrivenInEveryPrecisionAndTheSameWithTwoThreads() throws Exception {
    OdometryResults one = results(3, 1);
    assertThat(one.rows()).hasSize(3 * 6);
    assertThat(untimed(results(3, 2))).isEqualTo(untimed(one));
    assertThat(Files.readAllLines(folder.resolve("vo.csv"))).hasSize(1 + 3 * 6);
    assertThat(one.errors("double")).hasSize(3).doesNotContain(0, Double.NaN);
    assertThat(one.errors("double")[0]).isNotEqualTo(one.errors("double")[1]);
    assertThat(one.spread("double").max()).isLessThan(one.spread("wheels").max());
    assertThat(one.largestDifference("mixed", "double")).isLessThan(0.02);
    assertThat(one.failures("double").failed()).isZero();
  }

  @Test
  void thePageTellsOfAllPrecisionsAndWhereFiguresComeFrom() throws Exception {
    String page = OdometryReport.of(results(2, 1), Map.of("Processor", "of the test")).toHtml();
    assertThat(page)
        .contains("mixed over double")
        .contains("of the test")
        .contains("Naive half precision");
  }

  /** Percentiles, failures and ratios of rows whose errors are known. */
  @Test
  void figuresFollowFromTheRows() {
    var study = new OdometryStudy(1, 4, 40, 10, Map.of());
    List<StudyRow> rows = new ArrayList<>();
    double[] errors = {0.1, 0.4, 0.2, 0.3};
    for (int k = 0; k < 4; k++) {
      rows.add(row(k, "wheels", 0.35, 0));
      rows.add(row(k, "double", errors[k], 0));
      rows.add(row(k, "single", errors[k], 0));
      rows.add(row(k, "article", errors[k], 0));
      rows.add(row(k, "mixed", 1.01 * errors[k], 0));
      rows.add(row(k, "half", (k + 1) * errors[k], k == 0 ? 2 : 0));
    }
    var results = new OdometryResults(study, 1, 0, rows);
    assertThat(results.spread("double").median()).isEqualTo(0.2);
    assertThat(results.spread("double").max()).isEqualTo(0.4);
    assertThat(results.largestDifference("mixed", "double")).isCloseTo(0.01, within(1e-12));
    // 0.1, 0.8, 0.6, 1.2: the second is just twice as large.
    assertThat(results.failures("half")).isEqualTo(new OdometryResults.Failures(1, 3, 2, 3));
    assertThat(results.failures("double").worseThanWheels()).isEqualTo(1);
    assertThat(results.typicalDriveInHalf()).as("0.6 is the second of four").isEqualTo(2);
    assertThat(results.milliseconds("mixed")).isCloseTo(50, within(1e-9));
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new OdometryStudy(1, 0, 40, 10, Map.of()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new OdometryStudy(1, 1, 15, 10, Map.of()));
  }

  private static StudyRow row(int drive, String precision, double error, int refused) {
    List<String> columns =
        List.of("drives", "precision", "keyframes", "ate_rmse_m", "refused", "seconds");
    List<String> cells = List.of("simulated", precision, "40", "" + error, "" + refused, "2");
    return new StudyRow("drive " + drive, columns, cells);
  }
}
