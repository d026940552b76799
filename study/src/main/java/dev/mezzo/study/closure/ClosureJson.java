package dev.mezzo.study.closure;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.mezzo.study.Spread;
import java.io.IOException;

/** The figures of a study as JSON; numbers that are not finite are null. */
final class ClosureJson {
  private ClosureJson() {}

  static void write(ClosureResults results, JsonGenerator json) throws IOException {
    json.writeNumberField("problems", results.problems());
    json.writeNumberField("closures", results.all().size());
    json.writeArrayFieldStart("groups");
    for (ClosureFigures group : results.groups()) {
      json.writeStartObject();
      json.writeStringField("group", group.name());
      writeFigures(json, group);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("graphs");
    for (ClosureGraph graph : results.graphs()) {
      writeGraph(json, graph, results.figures(graph));
    }
    json.writeEndArray();
    writeHalf(json, results.halved());
  }

  private static void writeGraph(JsonGenerator json, ClosureGraph graph, ClosureFigures figures)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("graph", graph.name());
    json.writeNumberField("dimension", graph.replay().graph().dimension());
    json.writeNumberField("keyframes", graph.replay().keyframes());
    json.writeNumberField("edges", graph.replay().graph().edges().size());
    json.writeNumberField("closures", graph.closures());
    json.writeStringField("truth", graph.truth());
    json.writeBooleanField("truth_known", graph.isTruthKnown());
    writeFigures(json, figures);
    json.writeEndObject();
  }

  private static void writeFigures(JsonGenerator json, ClosureFigures figures) throws IOException {
    json.writeNumberField("problems", figures.count());
    json.writeObjectFieldStart("ate");
    writeErrors(json, "odometry", figures.odometry());
    writeErrors(json, "before", figures.before());
    for (ClosureSolver solver : ClosureSolver.SHOWN) {
      writeErrors(json, solver.toString(), figures.after(solver));
    }
    json.writeEndObject();
    json.writeObjectFieldStart("seconds");
    for (ClosureSolver solver : ClosureSolver.SHOWN) {
      Spread seconds = figures.seconds(solver);
      json.writeObjectFieldStart(solver.toString());
      number(json, "total", seconds.sum());
      number(json, "mean", seconds.mean());
      number(json, "median", seconds.median());
      number(json, "p99", seconds.quantile(0.99));
      number(json, "max", seconds.max());
      json.writeEndObject();
    }
    json.writeEndObject();
    json.writeObjectFieldStart("mixed");
    number(json, "saved_of_double", figures.saved(ClosureSolver.MIXED, ClosureSolver.DOUBLE));
    number(json, "saved_of_single", figures.saved(ClosureSolver.MIXED, ClosureSolver.SINGLE));
    number(
        json, "cpu_saved_of_double", figures.cpuSaved(ClosureSolver.MIXED, ClosureSolver.DOUBLE));
    number(
        json, "cpu_saved_of_single", figures.cpuSaved(ClosureSolver.MIXED, ClosureSolver.SINGLE));
    json.writeNumberField("fallbacks", figures.fallbacks(ClosureSolver.MIXED));
    number(json, "worst_chi2_excess", figures.worstChi2(ClosureSolver.MIXED));
    number(json, "worst_ate_difference", figures.worstError(ClosureSolver.MIXED));
    number(json, "worst_ate_relative", figures.worstRelativeError(ClosureSolver.MIXED));
    number(json, "worst_percentile_relative", figures.worstPercentile(ClosureSolver.MIXED));
    json.writeEndObject();
  }

  private static void writeHalf(JsonGenerator json, ClosureFigures figures) throws IOException {
    json.writeObjectFieldStart("half");
    json.writeNumberField("problems", figures.count());
    if (figures.count() > 0) {
      number(json, "median_decrease_found", figures.found(ClosureSolver.HALF).median());
      json.writeObjectFieldStart("ate");
      writeErrors(json, "before", figures.before());
      writeErrors(json, "half", figures.after(ClosureSolver.HALF));
      writeErrors(json, "article", figures.after(ClosureSolver.ARTICLE));
      writeErrors(json, "mixed", figures.after(ClosureSolver.MIXED));
      writeErrors(json, "double", figures.after(ClosureSolver.DOUBLE));
      json.writeEndObject();
      number(json, "article_worst_chi2_excess", figures.worstChi2(ClosureSolver.ARTICLE));
      number(
          json,
          "article_worst_percentile_relative",
          figures.worstPercentile(ClosureSolver.ARTICLE));
      json.writeNumberField("article_fallbacks", figures.fallbacks(ClosureSolver.ARTICLE));
      number(json, "article_mean_seconds", figures.seconds(ClosureSolver.ARTICLE).mean());
    }
    json.writeEndObject();
  }

  private static void writeErrors(JsonGenerator json, String field, Spread errors)
      throws IOException {
    json.writeObjectFieldStart(field);
    number(json, "max", errors.max());
    number(json, "p99", errors.quantile(0.99));
    number(json, "p90", errors.quantile(0.9));
    number(json, "mean", errors.mean());
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
