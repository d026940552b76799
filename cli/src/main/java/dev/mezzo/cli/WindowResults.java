package dev.mezzo.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What sliding windows took, and where they arrived.
 *
 * @param rows by drive, then precision
 */
record WindowResults(List<Row> rows) {
  private static final double MIB = 1 << 20;

  /** What the figures are. */
  static final List<String> CONVENTIONS =
      List.of(
          "milliseconds of an update once the window is full: the keyframe's landmarks"
              + " triangulated, the window adjusted, the oldest keyframe marginalised; warm JVM",
          "bytes: allocated on Java's heap by an update; resident: memory of the process, 100"
              + " keyframes after the window was full and at the end",
          "steps, CG: per update; ATE: root mean square of positions after alignment, of malaga"
              + " with scale, each keyframe where it was when it left the window",
          "simulated: one camera, odometry in the estimate, 50 keyframes in the window, 55"
              + " observations each; stereo, malaga: 20 keyframes, no odometry");

  /**
   * One drive in one precision.
   *
   * @param set the drive
   * @param precision of the solves
   * @param figures as the worker told them
   */
  record Row(WindowSet set, String precision, JsonTree figures) {
    double get(String name) {
      return figures.get(name).number();
    }

    double get(String name, String member) {
      return figures.get(name).get(member).number();
    }
  }

  private double ofMixed(WindowSet set, String name, String member) {
    return rows.stream()
        .filter(row -> row.set() == set && row.precision().equals("mixed"))
        .mapToDouble(row -> row.get(name, member))
        .findFirst()
        .orElse(Double.NaN);
  }

  /** ATE of a precision over that of double; NaN if unknown. */
  private double ate(WindowSet set, String precision) {
    double reference = Double.NaN;
    double value = Double.NaN;
    for (Row row : rows) {
      if (row.set() == set) {
        reference = row.precision().equals("double") ? row.get("ate") : reference;
        value = row.precision().equals(precision) ? row.get("ate") : value;
      }
    }
    return value / reference;
  }

  /** What is wanted of mixed precision. */
  List<BenchTarget> targets() {
    List<BenchTarget> targets = new ArrayList<>();
    WindowSet simulated = WindowSet.SIMULATED;
    targets.add(
        BenchTarget.atMost(
            "milliseconds per keyframe, simulated, median",
            1e3 * ofMixed(simulated, "seconds", "p50"),
            3));
    targets.add(
        BenchTarget.atMost(
            "milliseconds per keyframe, simulated, 99th percentile",
            1e3 * ofMixed(simulated, "seconds", "p99"),
            10));
    targets.add(
        BenchTarget.atMost(
            "bytes allocated on Java's heap per update, simulated, median",
            ofMixed(simulated, "bytes", "p50"),
            0));
    for (WindowSet set : WindowSet.values()) {
      targets.add(BenchTarget.atMost("ATE over that of double, " + set, ate(set, "mixed"), 1.01));
    }
    return targets;
  }

  /** For people. */
  String text() {
    var out = new StringBuilder();
    BenchText.writeMachine(out);
    BenchText.facts(out, "figures", CONVENTIONS);
    BenchText.line(out, "");
    BenchText.line(
        out,
        "%-20s%9s%8s%8s%8s%9s%9s%10s%8s%8s%8s%10s%10s%9s",
        "drive",
        "updates",
        "p50 ms",
        "p90",
        "p99",
        "max",
        "bytes",
        "(most)",
        "steps",
        "CG",
        "MiB",
        "at end",
        "ATE m",
        "x double");
    for (Row row : rows) {
      BenchText.line(
          out,
          "%-11s%-9s%9.0f%8.2f%8.2f%8.2f%9.2f%9.0f%10.0f%8.1f%8.1f%8.0f%10.0f%10s%9s%s",
          row.set(),
          row.precision(),
          row.get("updates"),
          1e3 * row.get("seconds", "p50"),
          1e3 * row.get("seconds", "p90"),
          1e3 * row.get("seconds", "p99"),
          1e3 * row.get("seconds", "max"),
          row.get("bytes", "p50"),
          row.get("bytes", "max"),
          row.get("iterations"),
          row.get("linear_iterations"),
          row.get("resident_begin") / MIB,
          row.get("resident_end") / MIB,
          metres(row.get("ate")),
          BenchText.ratio(ate(row.set(), row.precision())),
          row.get("failures") > 0
              ? String.format(Locale.ROOT, "  %.0f keyframes refused", row.get("failures"))
              : "");
    }
    BenchText.writeTargets(out, targets());
    return out.toString();
  }

  private static String metres(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%.4f", value) : "-";
  }

  /** For programs. */
  String json() throws IOException {
    return BenchJson.object(
        json -> {
          BenchJson.writeMachine(json);
          BenchJson.writeTexts(json, "conventions", CONVENTIONS);
          json.writeArrayFieldStart("drives");
          for (Row row : rows) {
            writeRow(json, row);
          }
          json.writeEndArray();
          BenchJson.writeTargets(json, targets());
        });
  }

  private static void writeRow(JsonGenerator json, Row row) throws IOException {
    json.writeStartObject();
    json.writeStringField("drive", row.set().toString());
    json.writeStringField("precision", row.precision());
    for (String name : row.figures().names()) {
      JsonTree figure = row.figures().get(name);
      if (figure.names().isEmpty()) {
        BenchJson.number(json, name, figure.number());
        continue;
      }
      json.writeObjectFieldStart(name);
      for (String member : figure.names()) {
        BenchJson.number(json, member, figure.get(member).number());
      }
      json.writeEndObject();
    }
    json.writeEndObject();
  }
}
