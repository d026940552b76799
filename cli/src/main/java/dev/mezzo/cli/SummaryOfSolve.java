package dev.mezzo.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.mezzo.optimize.Fallback;
import dev.mezzo.optimize.IterationRecord;
import dev.mezzo.optimize.Summary;
import java.io.IOException;
import java.util.Map;

/**
 * What Mezzo says of a solve, as the members that a benchmark reads.
 *
 * @param summary of the solver
 * @param finalChi2 computed anew
 * @param seconds from the problem in memory to the solution there
 * @param making of these, before the solver began
 * @param leaving of these, after it had ended
 */
record SummaryOfSolve(
    Summary summary, double finalChi2, double seconds, double making, double leaving) {

  /**
   * Writes members into an object that has been started.
   *
   * @param before seconds of stages that are no part of the solve
   */
  void write(JsonGenerator json, Map<String, Double> before) throws IOException {
    json.writeArrayFieldStart("points");
    SolveOnCommand.point(json, summary.initialChi2(), making);
    for (IterationRecord step : summary.iterations()) {
      SolveOnCommand.point(json, step.chi2(), making + step.seconds());
    }
    json.writeEndArray();
    json.writeNumberField("final_chi2", finalChi2);
    json.writeNumberField("seconds", seconds);
    json.writeStringField("termination", summary.termination().toString());
    json.writeNumberField("linear_iterations", summary.linearIterations());
    json.writeNumberField("factorizations", summary.factorizations());
    json.writeStringField("preconditioner", summary.preconditioner());
    json.writeArrayFieldStart("storage");
    for (IterationRecord step : summary.iterations()) {
      json.writeString(step.factorStorage());
    }
    json.writeEndArray();
    json.writeArrayFieldStart("fallbacks");
    for (Fallback fallback : summary.fallbacks()) {
      json.writeString(fallback.toString());
    }
    json.writeEndArray();
    json.writeObjectFieldStart("stages");
    Map<String, Double> stages = BenchStages.of(summary.seconds(), making, leaving);
    stages.putAll(before);
    for (Map.Entry<String, Double> stage : stages.entrySet()) {
      json.writeNumberField(stage.getKey(), stage.getValue());
    }
    json.writeEndObject();
    json.writeNumberField("factor_bytes", summary.factorBytes());
    json.writeNumberField("jacobian_bytes", summary.jacobianBytes());
    json.writeNumberField("peak_bytes", SolveOnCommand.peakBytes());
  }
}
