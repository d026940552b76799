package dev.mezzo.study.odometry;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.mezzo.study.Spread;
import dev.mezzo.study.run.StudyRow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a study of visual odometry found.
 *
 * @param study what was asked
 * @param threads drives at once, which disturb each other's times
 * @param resumed tasks that an earlier run had done
 * @param rows one for each drive and precision, and one for each simulated drive's wheels
 */
public record OdometryResults(OdometryStudy study, int threads, int resumed, List<StudyRow> rows) {
  /** Percentiles that tables have; the last one is the maximum. */
  static final double[] PERCENTILES = {50, 75, 90, 95, 99, 100};

  /** Errors beyond this many times that of double count as failures of a precision. */
  private static final double MUCH_WORSE = 2;

  /** Copies the list. */
  public OdometryResults {
    rows = List.copyOf(rows);
  }

  /**
   * How often a precision failed on the simulated drives.
   *
   * @param refused drives on which the window refused keyframes
   * @param worseThanWheels drives on which the camera did harm: the error is above that of odometry
   * @param muchWorse drives on which the error is above twice that of double
   * @param failed drives with any of the first and the last
   */
  public record Failures(int refused, int worseThanWheels, int muchWorse, int failed) {}

  /** Names of what was compared, wheels first. */
  static List<String> names() {
    List<String> names = new ArrayList<>(List.of(OdometryStudy.WHEELS));
    WindowSolver.ALL.forEach(solver -> names.add(solver.name()));
    return names;
  }

  /** A column on the simulated drives, in their order. */
  double[] simulated(String name, String column) {
    return rows.stream()
        .filter(row -> row.text("drives").equals(OdometryStudy.SIMULATED))
        .filter(row -> row.text("precision").equals(name))
        .mapToDouble(row -> row.number(column))
        .toArray();
  }

  /**
   * Root mean square errors of position on the simulated drives.
   *
   * @param name a precision, or the wheels
   * @return in the order of the drives, metres
   */
  public double[] errors(String name) {
    return simulated(name, "ate_rmse_m");
  }

  /**
   * How they spread.
   *
   * @param name a precision, or the wheels
   * @return metres
   */
  public Spread spread(String name) {
    return Spread.of(errors(name));
  }

  /**
   * The largest relative difference of the percentiles of two precisions.
   *
   * @param name a precision
   * @param reference another one
   * @return 0.01 for one per cent
   */
  public double largestDifference(String name, String reference) {
    Spread errors = spread(name);
    Spread expected = spread(reference);
    double largest = 0;
    for (double percent : PERCENTILES) {
      double ratio = errors.quantile(percent / 100) / expected.quantile(percent / 100);
      largest = Math.max(largest, Math.abs(ratio - 1));
    }
    return largest;
  }

  /**
   * How often a precision failed.
   *
   * @param name a precision
   * @return on the simulated drives
   */
  public Failures failures(String name) {
    double[] errors = errors(name);
    double[] reference = errors("double");
    double[] wheels = errors(OdometryStudy.WHEELS);
    double[] refused = simulated(name, "refused");
    int drivesRefused = 0;
    int harm = 0;
    int muchWorse = 0;
    int failed = 0;
    for (int k = 0; k < errors.length; k++) {
      boolean isRefused = refused[k] > 0;
      boolean isMuchWorse = !(errors[k] <= MUCH_WORSE * reference[k]);
      drivesRefused += isRefused ? 1 : 0;
      harm += errors[k] <= wheels[k] ? 0 : 1;
      muchWorse += isMuchWorse ? 1 : 0;
      failed += isRefused || isMuchWorse ? 1 : 0;
    }
    return new Failures(drivesRefused, harm, muchWorse, failed);
  }

  /** Milliseconds of a keyframe: the median over drives of their means. */
  double milliseconds(String name) {
    double[] seconds = simulated(name, "seconds");
    double[] keyframes = simulated(name, "keyframes");
    for (int k = 0; k < seconds.length; k++) {
      seconds[k] *= 1e3 / keyframes[k];
    }
    return Spread.of(seconds).median();
  }

  /** A mean over all keyframes of the simulated drives. */
  double perKeyframe(String name, String column) {
    return Arrays.stream(simulated(name, column)).sum()
        / Arrays.stream(simulated(name, "keyframes")).sum();
  }

  /** The drive whose error in half precision is the median one: neither the best nor the worst. */
  int typicalDriveInHalf() {
    double[] errors = errors("half");
    double median = spread("half").median();
    for (int k = 0; k < errors.length; k++) {
      if (errors[k] == median) {
        return k;
      }
    }
    return 0;
  }

  /** Rows of the public drives, by their names and precisions. */
  Map<String, Map<String, StudyRow>> files() {
    Map<String, Map<String, StudyRow>> files = new HashMap<>();
    for (StudyRow row : rows) {
      if (!row.text("drives").equals(OdometryStudy.SIMULATED)) {
        files
            .computeIfAbsent(row.text("drives"), name -> new HashMap<>())
            .put(row.text("precision"), row);
      }
    }
    return files;
  }

  /**
   * Writes what follows from the rows, as members of an object.
   *
   * @param json inside an object
   * @throws IOException if it cannot be written
   */
  public void write(JsonGenerator json) throws IOException {
    json.writeStringField("study", "vo");
    json.writeNumberField("seed", study.seed());
    json.writeNumberField("drives", study.count());
    json.writeNumberField("keyframes", study.keyframes());
    json.writeNumberField("window", study.window());
    json.writeNumberField("threads", threads);
    json.writeNumberField("resumed_tasks", resumed);
    json.writeArrayFieldStart("simulated");
    for (String name : names()) {
      json.writeStartObject();
      json.writeStringField("precision", name);
      Spread errors = spread(name);
      json.writeNumberField("mean_m", errors.mean());
      for (double percent : PERCENTILES) {
        json.writeNumberField(
            String.format(Locale.ROOT, "p%.0f_m", percent), errors.quantile(percent / 100));
      }
      if (!name.equals(OdometryStudy.WHEELS)) {
        writeSolves(json, name);
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeNumberField("mixed_percentiles_from_double", largestDifference("mixed", "double"));
    json.writeNumberField(
        "article_percentiles_from_double", largestDifference("article", "double"));
    json.writeNumberField("half_percentiles_from_double", largestDifference("half", "double"));
    json.writeArrayFieldStart("files");
    for (StudyRow row : rows) {
      if (!row.text("drives").equals(OdometryStudy.SIMULATED)) {
        writeFile(json, row);
      }
    }
    json.writeEndArray();
  }

  private void writeSolves(JsonGenerator json, String name) throws IOException {
    Failures failures = failures(name);
    json.writeNumberField("refused_drives", failures.refused());
    json.writeNumberField("worse_than_wheels_drives", failures.worseThanWheels());
    json.writeNumberField("twice_the_error_of_double_drives", failures.muchWorse());
    json.writeNumberField("failed_drives", failures.failed());
    json.writeNumberField("iterations_per_keyframe", perKeyframe(name, "iterations"));
    json.writeNumberField("linear_iterations_per_keyframe", perKeyframe(name, "linear_iterations"));
    json.writeNumberField("milliseconds_per_keyframe", milliseconds(name));
  }

  private static void writeFile(JsonGenerator json, StudyRow row) throws IOException {
    json.writeStartObject();
    json.writeStringField("drive", row.text("drives"));
    json.writeStringField("precision", row.text("precision"));
    for (String column : List.of("keyframes", "ate_rmse_m", "ate_max_m", "refused", "seconds")) {
      json.writeNumberField(column, row.number(column));
    }
    json.writeEndObject();
  }

  /**
   * What a reader at a shell wants to know.
   *
   * @return lines of text
   */
  public String text() {
    var out = new StringBuilder();
    out.append(
        String.format(
            Locale.ROOT,
            "%d simulated drives of %d keyframes, windows of %d; position error, m%n%n",
            study.count(),
            study.keyframes(),
            study.window()));
    out.append("                 mean     50 %     90 %     99 %      max   failed\n");
    for (String name : names()) {
      Spread errors = spread(name);
      out.append(String.format(Locale.ROOT, "%-12s %8.4f", name, errors.mean()));
      for (double part : new double[] {0.5, 0.9, 0.99, 1}) {
        out.append(String.format(Locale.ROOT, " %8.4f", errors.quantile(part)));
      }
      boolean isSolved = !name.equals(OdometryStudy.WHEELS);
      out.append(isSolved ? String.format(Locale.ROOT, " %8d", failures(name).failed()) : "");
      out.append('\n');
    }
    for (StudyRow row : rows) {
      if (!row.text("drives").equals(OdometryStudy.SIMULATED)) {
        out.append(String.format(Locale.ROOT, "%n%s: %.4f", row.task(), row.number("ate_rmse_m")));
      }
    }
    out.append(
        String.format(
            Locale.ROOT,
            "%n%nPercentiles of mixed are within %.3f %% of those of double, the article's way"
                + " within %.1f %%, of half within %.0f %%.%n",
            100 * largestDifference("mixed", "double"),
            100 * largestDifference("article", "double"),
            100 * largestDifference("half", "double")));
    return out.toString();
  }
}
