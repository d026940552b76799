package dev.mezzo.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import dev.mezzo.linalg.NativeInfo;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;

/** The one JSON object that {@code mezzo bench pgo --json} prints. */
final class PgoResultsJson {
  private PgoResultsJson() {}

  static String of(PgoResults results, boolean quick) throws IOException {
    var text = new StringWriter();
    var factory = JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
    try (JsonGenerator json = factory.createGenerator(text)) {
      json.writeStartObject();
      writeMachine(json);
      json.writeStringField("ceres", results.ceres());
      json.writeNumberField("rounds", results.rounds());
      json.writeBooleanField("quick", quick);
      writeTexts(json, "conventions", PgoResultsText.CONVENTIONS);
      json.writeArrayFieldStart("graphs");
      for (PgoSet set : results.sets()) {
        writeSet(json, set);
      }
      json.writeEndArray();
      writeSpeeds(json, results);
      writeTargets(json, results);
      json.writeEndObject();
    }
    return text.toString();
  }

  static void writeMachine(JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("machine");
    json.writeStringField("processor", Machine.processor());
    json.writeNumberField("cores", Runtime.getRuntime().availableProcessors());
    json.writeStringField("system", Machine.system());
    json.writeStringField("mezzo", Main.Version.mezzo());
    json.writeStringField("kernels", NativeInfo.kernel());
    json.writeObjectFieldStart("environment");
    for (Map.Entry<String, String> variable : PgoEnvironment.variables().entrySet()) {
      json.writeStringField(variable.getKey(), variable.getValue());
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void writeSet(JsonGenerator json, PgoSet set) throws IOException {
    PgoProblem problem = set.problem();
    json.writeStartObject();
    json.writeStringField("graph", problem.name());
    json.writeStringField("file", problem.source().toString());
    json.writeNumberField("dimension", problem.dimension());
    json.writeNumberField("poses", problem.poses());
    json.writeNumberField("edges", problem.edges());
    json.writeStringField("init", problem.start());
    number(json, "initial_chi2", problem.startChi2());
    number(json, "reference_chi2", set.reference());
    json.writeStringField("reference", set.referenceOf());
    json.writeArrayFieldStart("solvers");
    for (PgoSet.Row row : set.rows()) {
      writeRow(json, set, row);
    }
    json.writeEndArray();
    number(json, "linear_solve_saving", PgoResults.saving(set, PgoStages.LINEAR_SOLVE));
    number(json, "triangular_solve_saving", PgoResults.saving(set, PgoStages.TRIANGULAR_SOLVE));
    json.writeEndObject();
  }

  private static void writeRow(JsonGenerator json, PgoSet set, PgoSet.Row row) throws IOException {
    PgoRun whole = row.whole();
    json.writeStartObject();
    json.writeStringField("solver", row.solver());
    spread(json, "seconds_1e-5", set.seconds(row, PgoBench.NEAR));
    spread(json, "seconds_1e-6", set.seconds(row, PgoBench.NEARER));
    count(json, "steps_1e-5", whole.stepsTo(set.reference(), PgoBench.NEAR));
    count(json, "steps_1e-6", whole.stepsTo(set.reference(), PgoBench.NEARER));
    json.writeNumberField("steps", whole.points().size() - 1);
    json.writeNumberField("linear_iterations", whole.linearIterations());
    count(json, "factorizations", whole.factorizations());
    number(json, "final_chi2", whole.finalChi2());
    number(json, "seconds", whole.seconds());
    json.writeStringField("termination", whole.termination());
    json.writeArrayFieldStart("trace");
    for (PgoRun.Point point : whole.points()) {
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

  private static void writeDetails(JsonGenerator json, PgoSet set, PgoSet.Row row)
      throws IOException {
    PgoRun.Details details = row.whole().details();
    json.writeObjectFieldStart("stages");
    for (String stage : PgoStages.ALL) {
      number(json, stage, PgoResults.stage(set, row.solver(), stage));
    }
    json.writeEndObject();
    json.writeStringField("preconditioner", details.preconditioner());
    writeTexts(json, "storage", details.storage());
    writeTexts(json, "fallbacks", details.fallbacks());
    number(json, "factor_bytes", details.factorBytes());
    number(json, "jacobian_bytes", details.jacobianBytes());
    number(json, "peak_bytes", details.peakBytes());
  }

  private static void writeSpeeds(JsonGenerator json, PgoResults results) throws IOException {
    json.writeArrayFieldStart("speeds");
    for (String solver : results.solvers()) {
      if (!solver.equals(PgoResults.MIXED)) {
        writeMean(json, solver, 1e-5, results.speedOver(solver, PgoBench.NEAR));
        writeMean(json, solver, 1e-6, results.speedOver(solver, PgoBench.NEARER));
      }
    }
    writeMean(json, "best of g2o and GTSAM, not of this run", 1e-5, results.speedOverOthers());
    json.writeEndArray();
  }

  private static void writeMean(
      JsonGenerator json, String solver, double tolerance, PgoResults.Mean mean)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("over", solver);
    json.writeNumberField("tolerance", tolerance);
    number(json, "geometric_mean", mean.value());
    number(json, "least", mean.least());
    json.writeNumberField("graphs", mean.graphs());
    writeTexts(json, "without", mean.without());
    json.writeEndObject();
  }

  private static void writeTargets(JsonGenerator json, PgoResults results) throws IOException {
    json.writeArrayFieldStart("targets");
    for (PgoResults.Target target : results.targets()) {
      json.writeStartObject();
      json.writeStringField("target", target.description());
      number(json, "measured", target.measured());
      number(json, "at_least", target.wanted());
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

  static void writeTexts(JsonGenerator json, String field, List<String> texts) throws IOException {
    json.writeArrayFieldStart(field);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }

  private static void spread(JsonGenerator json, String field, PgoSet.Spread seconds)
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

  static void number(JsonGenerator json, String field, double value) throws IOException {
    if (Double.isFinite(value)) {
      json.writeNumberField(field, value);
    } else {
      json.writeNullField(field);
    }
  }
}
