package dev.mezzo.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import dev.mezzo.optimize.StageTimes;
import dev.mezzo.optimize.Summary;
import dev.mezzo.slam.GraduatedNonConvexity;
import dev.mezzo.slam.GraduatedNonConvexity.RejectedEdge;
import dev.mezzo.study.SummaryJson;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/**
 * The one JSON object that {@code mezzo optimize --json} prints. Numbers have as many digits as it
 * takes to read back the same doubles; what is not a finite number is null.
 */
final class OutcomeJson {
  private OutcomeJson() {}

  static String of(Outcome outcome) {
    var text = new StringWriter();
    var factory = JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
    try (JsonGenerator json = factory.createGenerator(text)) {
      json.writeStartObject();
      write(json, outcome);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static void write(JsonGenerator json, Outcome outcome) throws IOException {
    Solve solve = outcome.solve();
    Summary summary = solve.summary();
    json.writeStringField("file", outcome.file().toString());
    json.writeStringField("kind", outcome.kind());
    json.writeNumberField("variables", summary.variables());
    json.writeNumberField("factors", summary.factors());
    json.writeNumberField("residuals", summary.residuals());
    json.writeStringField("init", summary.init());
    json.writeStringField("precision", summary.precision());
    json.writeStringField("algorithm", summary.algorithm());
    json.writeStringField("solver", summary.solver());
    json.writeStringField("preconditioner", summary.preconditioner());
    json.writeStringField("kernel", summary.kernel());
    number(json, "initial_chi2", summary.initialChi2());
    number(json, "final_chi2", summary.finalChi2());
    json.writeNumberField("iterations", summary.iterations().size());
    json.writeNumberField("linear_iterations", summary.linearIterations());
    json.writeNumberField("factorizations", summary.factorizations());
    json.writeStringField("termination", summary.termination().toString());
    SummaryJson.writeHistory(json, summary);
    SummaryJson.writeFallbacksAndRanges(json, summary);
    if (outcome instanceof GraphOutcome graph && solve.rejection() != null) {
      rejection(json, graph);
    }
    json.writeArrayFieldStart("warnings");
    for (String warning : outcome.warnings()) {
      json.writeString(warning);
    }
    json.writeEndArray();
    seconds(json, "seconds", summary.seconds(), outcome.readSeconds());
    seconds(json, "seconds_cold", solve.cold(), outcome.readSeconds());
    json.writeNumberField("factor_bytes", summary.factorBytes());
    json.writeNumberField("jacobian_bytes", summary.jacobianBytes());
  }

  private static void rejection(JsonGenerator json, GraphOutcome outcome) throws IOException {
    GraduatedNonConvexity.Result result = outcome.solve().rejection();
    json.writeObjectFieldStart("rejection");
    number(json, "threshold", result.threshold());
    number(json, "truncated_chi2", result.truncatedChi2());
    json.writeNumberField("known_inliers", result.knownInliers());
    json.writeNumberField("repetitions", result.repetitions());
    json.writeNumberField("rounds", result.rounds());
    json.writeNumberField("iterations", result.iterations());
    json.writeEndObject();
    json.writeArrayFieldStart("rejected_edges");
    for (RejectedEdge edge : result.rejected()) {
      json.writeStartObject();
      json.writeNumberField("index", edge.index());
      json.writeNumberField("line", outcome.input().lineOfEdge(edge.index()));
      json.writeNumberField("from", edge.from());
      json.writeNumberField("to", edge.to());
      number(json, "chi2", edge.chi2());
      number(json, "threshold", edge.threshold());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void seconds(JsonGenerator json, String field, StageTimes times, double read)
      throws IOException {
    json.writeObjectFieldStart(field);
    json.writeNumberField("read", read);
    json.writeNumberField("setup", times.setup());
    json.writeNumberField("linearize", times.linearize());
    json.writeNumberField("precondition", times.precondition());
    json.writeNumberField("linear_solve", times.linearSolve());
    json.writeNumberField("triangular_solve", times.triangularSolve());
    json.writeNumberField("products", times.products());
    json.writeNumberField("update", times.update());
    json.writeNumberField("total", times.total());
    json.writeEndObject();
  }

  private static void number(JsonGenerator json, String field, double value) throws IOException {
    if (Double.isFinite(value)) {
      json.writeNumberField(field, value);
    } else {
      json.writeNullField(field);
    }
  }
}
