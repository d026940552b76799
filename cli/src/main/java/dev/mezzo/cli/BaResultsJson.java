package dev.mezzo.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** The one JSON object that {@code mezzo bench ba --json} prints. */
final class BaResultsJson {
  private BaResultsJson() {}

  static String of(BaResults results) throws IOException {
    return BenchJson.object(
        json -> {
          BenchJson.writeMachine(json);
          BenchJson.writeTexts(json, "peers", results.versions());
          json.writeNumberField("rounds", results.rounds());
          BenchJson.writeTexts(json, "conventions", BaResultsText.CONVENTIONS);
          json.writeArrayFieldStart("sets");
          for (BenchSet<BaProblem> set : results.sets()) {
            writeSet(json, set);
          }
          json.writeEndArray();
          json.writeArrayFieldStart("speeds");
          for (String solver : BenchMean.solvers(results.sets())) {
            if (!solver.equals(BaSolvers.MIXED)) {
              writeMean(json, solver, results.speedOver(solver));
            }
          }
          writeMean(json, "best of ceres' Schur solvers", results.speedOverSchur());
          json.writeEndArray();
          BenchJson.writeTargets(json, results.targets());
        });
  }

  private static void writeMean(JsonGenerator json, String over, BenchMean mean)
      throws IOException {
    BenchJson.writeMean(json, "sets", over, BenchRounds.NEARER, mean);
  }

  private static void writeSet(JsonGenerator json, BenchSet<BaProblem> set) throws IOException {
    BaProblem problem = set.problem();
    json.writeStartObject();
    json.writeStringField("set", problem.name());
    json.writeNumberField("keyframes", problem.keyframes());
    json.writeNumberField("landmarks", problem.landmarks());
    json.writeNumberField("observations", problem.observations());
    json.writeStringField("intrinsics", problem.free() ? "free" : "fixed");
    BenchJson.number(json, "initial_chi2", problem.startChi2());
    BenchJson.number(json, "reference_chi2", set.reference());
    json.writeArrayFieldStart("solvers");
    for (BenchSet.Row row : set.rows()) {
      BenchJson.writeRow(json, set, row);
    }
    json.writeEndArray();
    BenchJson.number(
        json,
        "linear_solve_saving",
        set.saving(BaSolvers.MIXED, BaSolvers.SINGLE, BenchStages.LINEAR_SOLVE));
    BenchJson.number(json, "cgnr_product_flops", problem.shareOfProducts());
    json.writeEndObject();
  }
}
