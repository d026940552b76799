package dev.mezzo.study.report;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.mezzo.geometry.Pose3;
import dev.mezzo.optimize.IterationRecord;
import dev.mezzo.optimize.StageTimes;
import dev.mezzo.optimize.Summary;
import dev.mezzo.study.SummaryJson;
import dev.mezzo.study.TrajectoryError;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** The data of a report, as the JSON that its scripts read. */
record ReportData(
    HtmlReport.Start start, List<Pose3> truth, List<HtmlReport.Run> runs, String shown) {

  /** Digits of positions, after the first digit of the graph's extent: far below a pixel. */
  private static final int POSITION_DIGITS = 5;

  /** As of {@link ScriptJson}. */
  String toJson() {
    return ScriptJson.of(
        json -> {
          json.writeStartObject();
          writeGraph(json);
          for (int k = 0; k < runs.size(); k++) {
            if (runs.get(k).name().equals(shown)) {
              json.writeNumberField("shownRun", k);
            }
          }
          json.writeArrayFieldStart("runs");
          Palette palette = new Palette();
          palette.choose(runs.stream().map(HtmlReport.Run::name).toList());
          for (HtmlReport.Run run : runs) {
            writeRun(json, run, palette);
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private void writeGraph(JsonGenerator json) throws IOException {
    Drawing before = start.before();
    json.writeObjectFieldStart("graph");
    json.writeNumberField("dimension", before.dimension);
    json.writeBooleanField("isBundle", before.isBundle);
    json.writeStringField("startName", start.name());
    if (start.error() != null) {
      json.writeStringField("startError", describe(start.error()));
    }
    writePositions(json, "start", before.positions);
    if (before.landmarks.length > 0) {
      writePositions(json, "landmarks", before.landmarks);
    }
    writePairs(json, "odometry", before.odometry);
    writePairs(json, "closures", before.closures);
    if (truth != null) {
      writePositions(json, "truth", Drawing.positions(truth, before.dimension));
    }
    json.writeEndObject();
  }

  private static void writePairs(JsonGenerator json, String field, int[] pairs) throws IOException {
    json.writeFieldName(field);
    json.writeArray(pairs, 0, pairs.length);
  }

  private static void writePositions(JsonGenerator json, String field, double[] positions)
      throws IOException {
    double largest = 0;
    for (double x : positions) {
      largest = Math.max(largest, Math.abs(x));
    }
    int decimals = ScriptJson.decimals(largest, POSITION_DIGITS);
    json.writeArrayFieldStart(field);
    for (double x : positions) {
      ScriptJson.writeRounded(json, x, decimals);
    }
    json.writeEndArray();
  }

  private static void writeRun(JsonGenerator json, HtmlReport.Run run, Palette palette)
      throws IOException {
    Summary summary = run.summary();
    json.writeStartObject();
    json.writeStringField("name", run.name());
    json.writeNumberField("colour", palette.colour(run.name()));
    if (run.error() != null) {
      json.writeStringField("error", describe(run.error()));
    }
    json.writeStringField("precision", summary.precision());
    json.writeStringField("algorithm", summary.algorithm());
    json.writeStringField("solver", summary.solver());
    json.writeStringField("preconditioner", summary.preconditioner());
    json.writeStringField("kernel", summary.kernel());
    json.writeNumberField("residuals", summary.residuals());
    ScriptJson.writeNumber(json, "initial_chi2", summary.initialChi2());
    ScriptJson.writeNumber(json, "final_chi2", summary.finalChi2());
    json.writeStringField("termination", summary.termination().toString());
    json.writeNumberField("linear_iterations", summary.linearIterations());
    json.writeNumberField("factorizations", summary.factorizations());
    json.writeNumberField("factor_bytes", summary.factorBytes());
    json.writeNumberField("jacobian_bytes", summary.jacobianBytes());
    writeSeconds(json, summary.seconds());
    json.writeArrayFieldStart("iterations");
    for (IterationRecord iteration : summary.iterations()) {
      writeIteration(json, iteration);
    }
    json.writeEndArray();
    SummaryJson.writeFallbacksAndRanges(json, summary);
    writePositions(json, "positions", run.after().positions);
    if (run.after().landmarks.length > 0) {
      writePositions(json, "landmarks", run.after().landmarks);
    }
    json.writeEndObject();
  }

  private static void writeIteration(JsonGenerator json, IterationRecord i) throws IOException {
    json.writeStartObject();
    json.writeNumberField("iteration", i.iteration());
    ScriptJson.writeNumber(json, "chi2", i.chi2());
    ScriptJson.writeNumber(json, "trial_chi2", i.trialChi2());
    ScriptJson.writeNumber(json, "model_decrease", i.modelDecrease());
    ScriptJson.writeNumber(json, "step_norm", i.stepNorm());
    ScriptJson.writeNumber(json, "trust_region", i.trustRegion());
    json.writeBooleanField("accepted", i.accepted());
    json.writeNumberField("linear_iterations", i.linearIterations());
    json.writeBooleanField("factored", i.factored());
    json.writeStringField("factor_storage", i.factorStorage());
    ScriptJson.writeNumber(json, "seconds", i.seconds());
    json.writeEndObject();
  }

  private static void writeSeconds(JsonGenerator json, StageTimes seconds) throws IOException {
    double stages =
        seconds.setup()
            + seconds.linearize()
            + seconds.precondition()
            + seconds.linearSolve()
            + seconds.update();
    json.writeObjectFieldStart("seconds");
    json.writeNumberField("setup", seconds.setup());
    json.writeNumberField("linearize", seconds.linearize());
    json.writeNumberField("precondition", seconds.precondition());
    json.writeNumberField("linear_solve", seconds.linearSolve());
    json.writeNumberField("triangular_solve", seconds.triangularSolve());
    json.writeNumberField("products", seconds.products());
    json.writeNumberField("update", seconds.update());
    json.writeNumberField("other", Math.max(0, seconds.total() - stages));
    json.writeNumberField("total", seconds.total());
    json.writeEndObject();
  }

  private static String describe(TrajectoryError error) {
    return String.format(
        Locale.ROOT,
        "ATE %.3f m, %.2f°",
        error.translation().rmse(),
        Math.toDegrees(error.rotation().rmse()));
  }
}
