package dev.mezzo.cli;

import dev.mezzo.optimize.StageTimes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Stages of a solve by Mezzo, in the order of time, by the names that the JSON output has. The
 * triangular solve is a part of the linear one.
 */
final class BenchStages {
  /** Of poses, before the solve and no part of its total. */
  static final String PLACE = "place";

  static final String SETUP = "setup";
  static final String LINEARIZE = "linearize";
  static final String PRECONDITION = "precondition";
  static final String LINEAR_SOLVE = "linear_solve";
  static final String TRIANGULAR_SOLVE = "triangular_solve";
  static final String UPDATE = "update";
  static final String TOTAL = "total";

  static final List<String> ALL =
      List.of(SETUP, LINEARIZE, PRECONDITION, LINEAR_SOLVE, TRIANGULAR_SOLVE, UPDATE, TOTAL);

  private static final Map<String, String> HEADS =
      Map.of(
          SETUP, "set-up",
          LINEARIZE, "linearise",
          PRECONDITION, "precond.",
          LINEAR_SOLVE, "linear",
          TRIANGULAR_SOLVE, "triangular",
          UPDATE, "update",
          TOTAL, "total");

  private BenchStages() {}

  /** What a stage is called in tables. */
  static String head(String stage) {
    return HEADS.get(stage);
  }

  /**
   * Seconds by stage, from the graph in memory to the corrected graph.
   *
   * @param making of the problem from the graph, set-up
   * @param leaving of the problem for the graph, update
   */
  static Map<String, Double> of(StageTimes times, double making, double leaving) {
    Map<String, Double> stages = new LinkedHashMap<>();
    stages.put(SETUP, making + times.setup());
    stages.put(LINEARIZE, times.linearize());
    stages.put(PRECONDITION, times.precondition());
    stages.put(LINEAR_SOLVE, times.linearSolve());
    stages.put(TRIANGULAR_SOLVE, times.triangularSolve());
    stages.put(UPDATE, times.update() + leaving);
    stages.put(TOTAL, making + times.total() + leaving);
    return stages;
  }
}
