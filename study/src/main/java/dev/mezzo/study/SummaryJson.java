package dev.mezzo.study;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.mezzo.optimize.Fallback;
import dev.mezzo.optimize.IterationRecord;
import dev.mezzo.optimize.RangeReport;
import dev.mezzo.optimize.Summary;
import java.io.IOException;

/** The lists of a {@link Summary} as JSON, in the one form that reports and commands share. */
public final class SummaryJson {
  private SummaryJson() {}

  /**
   * Writes the fields {@code fallbacks} (iteration, rung, reason) and {@code ranges} (what,
   * storage, conversions, overflows, underflows, max_abs), arrays of objects.
   *
   * @param json inside an object
   * @param summary what to write of
   * @throws IOException from the generator
   */
  public static void writeFallbacksAndRanges(JsonGenerator json, Summary summary)
      throws IOException {
    json.writeArrayFieldStart("fallbacks");
    for (Fallback fallback : summary.fallbacks()) {
      json.writeStartObject();
      json.writeNumberField("iteration", fallback.iteration());
      json.writeStringField("rung", fallback.rung().toString());
      json.writeStringField("reason", fallback.reason());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("ranges");
    for (RangeReport range : summary.ranges()) {
      json.writeStartObject();
      json.writeStringField("what", range.what());
      json.writeStringField("storage", range.storage());
      json.writeNumberField("conversions", range.conversions());
      json.writeNumberField("overflows", range.overflows());
      json.writeNumberField("underflows", range.underflows());
      json.writeNumberField("max_abs", range.maxAbs()); // of finite numbers only
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /**
   * The outer iterations, field "history": enough to plot chi2 against time.
   *
   * @param json inside an object
   * @param summary of a solve
   * @throws IOException if the generator cannot write
   */
  public static void writeHistory(JsonGenerator json, Summary summary) throws IOException {
    json.writeArrayFieldStart("history");
    for (IterationRecord step : summary.iterations()) {
      json.writeStartObject();
      json.writeNumberField("iteration", step.iteration());
      json.writeNumberField("chi2", step.chi2());
      json.writeNumberField("seconds", step.seconds());
      json.writeBooleanField("accepted", step.accepted());
      json.writeNumberField("linear_iterations", step.linearIterations());
      json.writeBooleanField("factored", step.factored());
      json.writeStringField("factor_storage", step.factorStorage());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
