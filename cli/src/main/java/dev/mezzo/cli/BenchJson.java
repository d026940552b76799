package dev.mezzo.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import dev.mezzo.linalg.NativeInfo;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;

/** What the JSON outputs of benchmarks have in common. */
final class BenchJson {
  private BenchJson() {}

  /** Writes members of an object. */
  @FunctionalInterface
  interface Members {
    void write(JsonGenerator json) throws IOException;
  }

  /** An object, in ASCII. */
  static String object(Members members) throws IOException {
    var text = new StringWriter();
    var factory = JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
    try (JsonGenerator json = factory.createGenerator(text)) {
      json.writeStartObject();
      members.write(json);
      json.writeEndObject();
    }
    return text.toString();
  }

  /** What one solver did on one problem. */
  static void writeRow(JsonGenerator json, BenchSet<?> set, BenchSet.Row row) throws IOException {
    BenchRun whole = row.whole();
    json.writeStartObject();
    json.writeStringField("solver", row.solver());
    spread(json, "seconds_1e-5", set.seconds(row, BenchRounds.NEAR));
    spread(json, "seconds_1e-6", set.seconds(row, BenchRounds.NEARER));
    count(json, "steps_1e-5", whole.stepsTo(set.reference(), BenchRounds.NEAR));
    count(json, "steps_1e-6", whole.stepsTo(set.reference(), BenchRounds.NEARER));
    json.writeNumberField("steps", whole.points().size() - 1);
    json.writeNumberField("linear_iterations", whole.linearIterations());
    count(json, "factorizations", whole.factorizations());
    number(json, "final_chi2", whole.finalChi2());
    number(json, "seconds", whole.seconds());
    json.writeStringField("termination", whole.termination());
    json.writeArrayFieldStart("trace");
    for (BenchRun.Point point : whole.points()) {
      json.writeStartObject();
      number(json, "chi2", point.chi2());
      number(json, "seconds", point.seconds());
      json.writeEndObject();
    }
    json.writeEndArray();
    if (!whole.details().stages().isEmpty()) {
      writeDetails(json, set, row);
    }
    json.writeEndObject();
  }

  /** The machine, and what children find there. */
  static void writeMachine(JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("machine");
    json.writeStringField("processor", Machine.processor());
    json.writeNumberField("cores", Runtime.getRuntime().availableProcessors());
    json.writeStringField("system", Machine.system());
    json.writeStringField("mezzo", Main.Version.mezzo());
    json.writeStringField("kernels", NativeInfo.kernel());
    json.writeObjectFieldStart("environment");
    for (Map.Entry<String, String> variable : BenchEnvironment.variables().entrySet()) {
      json.writeStringField(variable.getKey(), variable.getValue());
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void writeDetails(JsonGenerator json, BenchSet<?> set, BenchSet.Row row)
      throws IOException {
    BenchRun.Details details = row.whole().details();
    json.writeObjectFieldStart("stages");
    for (String stage : BenchStages.ALL) {
      number(json, stage, set.stage(row.solver(), stage));
    }
    json.writeEndObject();
    json.writeStringField("preconditioner", details.preconditioner());
    writeTexts(json, "storage", details.storage());
    writeTexts(json, "fallbacks", details.fallbacks());
    number(json, "factor_bytes", details.factorBytes());
    number(json, "jacobian_bytes", details.jacobianBytes());
    number(json, "peak_bytes", details.peakBytes());
  }

  /**
   * Speeds over a solver.
   *
   * @param unit what problems are called
   */
  static void writeMean(
      JsonGenerator json, String unit, String solver, double tolerance, BenchMean mean)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("over", solver);
    json.writeNumberField("tolerance", tolerance);
    number(json, "geometric_mean", mean.value());
    number(json, "least", mean.least());
    json.writeNumberField(unit, mean.problems());
    writeTexts(json, "without", mean.without());
    json.writeEndObject();
  }

  /** Targets, each with what is measured. */
  static void writeTargets(JsonGenerator json, List<BenchTarget> targets) throws IOException {
    json.writeArrayFieldStart("targets");
    for (BenchTarget target : targets) {
      json.writeStartObject();
      json.writeStringField("target", target.description());
      number(json, "measured", target.measured());
      number(json, target.most() ? "at_most" : "at_least", target.wanted());
      json.writeFieldName("met");
      if (target.isMeasured()) {
        json.writeBoolean(target.isMet());
      } else {
        json.writeNull();
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /** An array of texts. */
  static void writeTexts(JsonGenerator json, String field, List<String> texts) throws IOException {
    json.writeArrayFieldStart(field);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }

  private static void spread(JsonGenerator json, String field, BenchSet.Spread seconds)
      throws IOException {
    if (!seconds.isMeasured()) {
      json.writeNullField(field);
      return;
    }
    json.writeObjectFieldStart(field);
    json.writeNumberField("median", seconds.median());
    json.writeNumberField("min", seconds.min());
    json.writeNumberField("max", seconds.max());
    json.writeEndObject();
  }

  /** A count; null where it is below zero, which means unknown. */
  private static void count(JsonGenerator json, String field, int value) throws IOException {
    number(json, field, value < 0 ? Double.NaN : value);
  }

  /** A number; null where it is none. */
  static void number(JsonGenerator json, String field, double value) throws IOException {
    if (Double.isFinite(value)) {
      json.writeNumberField(field, value);
    } else {
      json.writeNullField(field);
    }
  }
}
