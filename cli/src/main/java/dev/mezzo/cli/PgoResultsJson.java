package dev.mezzo.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** The one JSON object that {@code mezzo bench pgo --json} prints. */
final class PgoResultsJson {
  private PgoResultsJson() {}

  static String of(PgoResults results, boolean quick) throws IOException {
    return BenchJson.object(
        json -> {
          BenchJson.writeMachine(json);
          json.writeStringField("ceres", results.ceres());
          json.writeNumberField("rounds", results.rounds());
          json.writeBooleanField("quick", quick);
          BenchJson.writeTexts(json, "conventions", PgoResultsText.CONVENTIONS);
          json.writeArrayFieldStart("graphs");
          for (BenchSet<PgoProblem> set : results.sets()) {
            writeSet(json, set);
          }
          json.writeEndArray();
          writeSpeeds(json, results);
          BenchJson.writeTargets(json, results.targets());
        });
  }

  private static void writeSet(JsonGenerator json, BenchSet<PgoProblem> set) throws IOException {
    PgoProblem problem = set.problem();
    json.writeStartObject();
    json.writeStringField("graph", problem.name());
    json.writeStringField("file", problem.source().toString());
    json.writeNumberField("dimension", problem.dimension());
    json.writeNumberField("poses", problem.poses());
    json.writeNumberField("edges", problem.edges());
    json.writeStringField("init", problem.start());
    BenchJson.number(json, "initial_chi2", problem.startChi2());
    BenchJson.number(json, "reference_chi2", set.reference());
    json.writeStringField("reference", set.referenceOf());
    json.writeArrayFieldStart("solvers");
    for (BenchSet.Row row : set.rows()) {
      BenchJson.writeRow(json, set, row);
    }
    json.writeEndArray();
    BenchJson.number(json, "linear_solve_saving", PgoResults.saving(set, BenchStages.LINEAR_SOLVE));
    BenchJson.number(
        json, "triangular_solve_saving", PgoResults.saving(set, BenchStages.TRIANGULAR_SOLVE));
    json.writeEndObject();
  }

  private static void writeSpeeds(JsonGenerator json, PgoResults results) throws IOException {
    json.writeArrayFieldStart("speeds");
    for (String solver : results.solvers()) {
      if (!solver.equals(PgoResults.MIXED)) {
        BenchJson.writeMean(
            json, "graphs", solver, 1e-5, results.speedOver(solver, BenchRounds.NEAR));
        BenchJson.writeMean(
            json, "graphs", solver, 1e-6, results.speedOver(solver, BenchRounds.NEARER));
      }
    }
    BenchJson.writeMean(
        json, "graphs", "best of g2o and GTSAM, not of this run", 1e-5, results.speedOverOthers());
    json.writeEndArray();
  }
}
