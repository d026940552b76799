package dev.mezzo.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What {@code mezzo bench pgo --scaling} prints. */
final class PgoScalingOutput {
  private static final double MIB = 1 << 20;

  /** Figures whose growth is told, by their names in the JSON output. */
  private static final Map<String, ToDoubleFunction<PgoScaling.Row>> GROWING =
      new LinkedHashMap<>();

  static {
    GROWING.put("seconds", PgoScaling.Row::seconds);
    GROWING.put("peak_bytes", row -> row.cold().details().peakBytes());
    GROWING.put("factor_bytes", row -> row.cold().details().factorBytes());
  }

  private PgoScalingOutput() {}

  static String text(PgoScaling scaling) {
    var out = new StringBuilder();
    line(out, "machine  %s", Machine.describe());
    line(
        out,
        "graphs   a simulated robot in a city that grows with the poses, in 3-D, from chordal");
    line(
        out, "         relaxation; solve: until converged, median of later ones in the JVM; peak:");
    line(out, "         memory of the process after the first solve, Java's heap included");
    line(
        out,
        "%8s%8s  %-8s%10s%11s%11s%7s%8s%9s%11s%11s%10s",
        "poses",
        "edges",
        "",
        "place, s",
        "first, s",
        "solve, s",
        "steps",
        "CG its",
        "factor.",
        "peak MiB",
        "factor MiB",
        "J MiB");
    for (PgoScaling.Row row : scaling.rows()) {
      BenchRun run = row.warm().getLast();
      line(
          out,
          "%8d%8d  %-8s%10.3f%11.3f%11.4f%7d%8d%9d%11.0f%11.2f%10.2f  %s",
          row.poses(),
          row.edges(),
          row.precision(),
          row.cold().details().stages().get(BenchStages.PLACE),
          row.cold().seconds(),
          row.seconds(),
          run.points().size() - 1,
          run.linearIterations(),
          run.factorizations(),
          row.cold().details().peakBytes() / MIB,
          run.details().factorBytes() / MIB,
          run.details().jacobianBytes() / MIB,
          String.format(Locale.ROOT, "chi2 %.8g, %s", run.finalChi2(), run.termination()));
    }
    line(out, "");
    line(out, "grows as the number of poses to the power of");
    line(out, "%-10s%10s%14s%14s", "", "solve", "peak memory", "factor");
    for (String precision : PgoMezzo.PRECISIONS) {
      var row = new StringBuilder(String.format("%-10s", precision));
      int width = 10;
      for (ToDoubleFunction<PgoScaling.Row> figure : GROWING.values()) {
        double power = scaling.growth(precision, figure);
        String text = Double.isFinite(power) ? String.format(Locale.ROOT, "%.2f", power) : "-";
        row.append(" ".repeat(width - text.length())).append(text);
        width = 14;
      }
      line(out, "%s", row);
    }
    return out.toString();
  }

  static String json(PgoScaling scaling) throws IOException {
    var text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      BenchJson.writeMachine(json);
      json.writeArrayFieldStart("scaling");
      for (PgoScaling.Row row : scaling.rows()) {
        write(json, row);
      }
      json.writeEndArray();
      json.writeArrayFieldStart("growth");
      for (String precision : PgoMezzo.PRECISIONS) {
        json.writeStartObject();
        json.writeStringField("precision", precision);
        for (Map.Entry<String, ToDoubleFunction<PgoScaling.Row>> figure : GROWING.entrySet()) {
          double power = scaling.growth(precision, figure.getValue());
          BenchJson.number(json, figure.getKey(), power);
        }
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return text.toString();
  }

  private static void write(JsonGenerator json, PgoScaling.Row row) throws IOException {
    BenchRun run = row.warm().getLast();
    json.writeStartObject();
    json.writeNumberField("poses", row.poses());
    json.writeNumberField("edges", row.edges());
    json.writeStringField("precision", row.precision());
    json.writeNumberField("seconds_place", row.cold().details().stages().get(BenchStages.PLACE));
    json.writeNumberField("seconds_cold", row.cold().seconds());
    json.writeNumberField("seconds", row.seconds());
    json.writeNumberField("steps", run.points().size() - 1);
    json.writeNumberField("linear_iterations", run.linearIterations());
    json.writeNumberField("factorizations", run.factorizations());
    BenchJson.number(json, "final_chi2", run.finalChi2());
    json.writeStringField("termination", run.termination());
    json.writeStringField("preconditioner", run.details().preconditioner());
    BenchJson.writeTexts(json, "fallbacks", run.details().fallbacks());
    json.writeNumberField("peak_bytes", row.cold().details().peakBytes());
    json.writeNumberField("factor_bytes", run.details().factorBytes());
    json.writeNumberField("jacobian_bytes", run.details().jacobianBytes());
    json.writeEndObject();
  }

  private static void line(StringBuilder out, String format, Object... arguments) {
    out.append(String.format(Locale.ROOT, format, arguments).stripTrailing()).append('\n');
  }
}
