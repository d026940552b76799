package dev.mezzo.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.mezzo.study.Spread;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * What a replay measured.
 *
 * @param name of the graph
 * @param dimension 2 or 3
 * @param keyframes how many
 * @param seconds of each closure
 * @param batchSeconds of the solves from scratch
 * @param slower closures that took longer than the solve from scratch at that moment
 * @param chi2 in the end
 * @param batchChi2 of a solve from scratch in the end
 * @param linearIterations over all closures
 * @param factorizations over all closures
 */
record ClosureResult(
    String name,
    int dimension,
    int keyframes,
    List<Double> seconds,
    List<Double> batchSeconds,
    int slower,
    double chi2,
    double batchChi2,
    long linearIterations,
    int factorizations) {
  static final String HEAD =
      String.format(
          Locale.ROOT,
          "%-28s %8s %8s %8s %8s %8s %8s %9s %7s %7s %9s %8s",
          "graph",
          "poses",
          "closures",
          "median",
          "p90",
          "p99",
          "max",
          "scratch",
          "ratio",
          "slower",
          "chi2 off",
          "factors");

  /** Copies the lists. */
  ClosureResult {
    seconds = List.copyOf(seconds);
    batchSeconds = List.copyOf(batchSeconds);
  }

  /** How many times longer a solve from scratch takes, in the median. */
  double ratio() {
    return Spread.of(batchSeconds).median() / Spread.of(seconds).median();
  }

  double chi2Difference() {
    return (chi2 - batchChi2) / batchChi2;
  }

  String row() {
    Spread spread = Spread.of(seconds);
    return String.format(
        Locale.ROOT,
        "%-28s %8d %8d %8.2f %8.2f %8.2f %8.2f %9.2f %7.1f %7s %9.1e %8d",
        name,
        keyframes,
        seconds.size(),
        1e3 * spread.median(),
        1e3 * spread.quantile(0.9),
        1e3 * spread.quantile(0.99),
        1e3 * spread.max(),
        1e3 * Spread.of(batchSeconds).median(),
        ratio(),
        slower + "/" + batchSeconds.size(),
        chi2Difference(),
        factorizations);
  }

  void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("graph", name);
    json.writeNumberField("dimension", dimension);
    json.writeNumberField("poses", keyframes);
    json.writeNumberField("closures", seconds.size());
    writeTimes(json, "seconds", seconds);
    writeTimes(json, "batch_seconds", batchSeconds);
    json.writeNumberField("batches", batchSeconds.size());
    json.writeNumberField("slower_than_batch", slower);
    BenchJson.number(json, "ratio", ratio());
    BenchJson.number(json, "final_chi2", chi2);
    BenchJson.number(json, "batch_chi2", batchChi2);
    BenchJson.number(json, "chi2_difference", chi2Difference());
    json.writeNumberField("linear_iterations", linearIterations);
    json.writeNumberField("factorizations", factorizations);
    json.writeEndObject();
  }

  private static void writeTimes(JsonGenerator json, String field, List<Double> values)
      throws IOException {
    Spread spread = Spread.of(values);
    json.writeObjectFieldStart(field);
    BenchJson.number(json, "median", spread.median());
    BenchJson.number(json, "p90", spread.quantile(0.9));
    BenchJson.number(json, "p99", spread.quantile(0.99));
    BenchJson.number(json, "max", spread.max());
    json.writeEndObject();
  }
}
