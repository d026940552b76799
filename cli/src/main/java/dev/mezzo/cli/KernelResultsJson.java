package dev.mezzo.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Map;

/** The one JSON object that {@code mezzo bench kernels --json} prints. */
final class KernelResultsJson {
  private KernelResultsJson() {}

  static String of(KernelResults results, boolean quick) throws IOException {
    var text = new StringWriter();
    var factory = JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
    try (JsonGenerator json = factory.createGenerator(text)) {
      json.writeStartObject();
      writeMachine(json, results.times().context());
      json.writeBooleanField("quick", quick);
      writeSizes(json, results.times());
      writeReadBandwidth(json, results);
      writeRows(json, results);
      writeRatios(json, results);
      writeCalls(json, results.calls());
      writeTargets(json, results);
      json.writeEndObject();
    }
    return text.toString();
  }

  private static void writeMachine(JsonGenerator json, Map<String, String> context)
      throws IOException {
    json.writeObjectFieldStart("machine");
    json.writeStringField("processor", Machine.processor());
    json.writeNumberField("cores", Runtime.getRuntime().availableProcessors());
    json.writeStringField("system", Machine.system());
    writeBytes(json, "memory_bytes", context.get("memory_bytes"));
    json.writeStringField("features", context.getOrDefault("mezzo_features", ""));
    json.writeStringField("kernels", context.getOrDefault("mezzo_kernels", ""));
    json.writeStringField("mezzo", context.getOrDefault("mezzo_version", ""));
    json.writeEndObject();
    json.writeObjectFieldStart("caches");
    writeBytes(json, "level2_bytes", context.get("level2_bytes"));
    writeBytes(json, "last_level_bytes", context.get("last_level_bytes"));
    json.writeEndObject();
    json.writeArrayFieldStart("conventions");
    for (String line : KernelResultsText.CONVENTIONS) {
      json.writeString(line);
    }
    json.writeEndArray();
  }

  private static void writeSizes(JsonGenerator json, KernelTimes times) throws IOException {
    json.writeArrayFieldStart("sizes");
    for (Map.Entry<String, String> size : times.sizes().entrySet()) {
      json.writeStartObject();
      json.writeStringField("size", size.getKey());
      json.writeStringField("description", size.getValue());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeReadBandwidth(JsonGenerator json, KernelResults results)
      throws IOException {
    Map<String, KernelTimes.Row> arrays = new LinkedHashMap<>();
    for (KernelTimes.Row read : results.times().reads()) {
      arrays.put(read.size() + "/" + read.problem() + "/" + read.type(), read);
    }
    json.writeArrayFieldStart("read_bandwidth");
    for (KernelTimes.Row read : arrays.values()) {
      json.writeStartObject();
      json.writeStringField("size", read.size());
      json.writeStringField("problem", read.problem());
      json.writeStringField("type", read.type());
      number(json, "bytes", read.bytes());
      double bandwidth = results.readBandwidth(read.problem(), read.size(), read.type());
      number(json, "gb_per_second", 1e-9 * bandwidth);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeRows(JsonGenerator json, KernelResults results) throws IOException {
    json.writeArrayFieldStart("rows");
    for (KernelTimes.Row row : results.times().rows()) {
      json.writeStartObject();
      json.writeStringField("operation", row.operation());
      json.writeStringField("type", row.type());
      json.writeStringField("operand", row.operand());
      json.writeStringField("family", row.family());
      json.writeBooleanField("selected", row.selected());
      json.writeStringField("size", row.size());
      number(json, "seconds", row.seconds());
      number(json, "bytes", row.bytes());
      number(json, "gb_per_second", 1e-9 * row.bytesPerSecond());
      number(json, "gflop_per_second", 1e-9 * row.flopsPerSecond());
      number(json, "read_bandwidth_share", results.share(row));
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeRatios(JsonGenerator json, KernelResults results) throws IOException {
    json.writeArrayFieldStart("ratios");
    for (KernelResults.Comparison comparison : results.comparisons()) {
      json.writeStartObject();
      json.writeStringField("operation", comparison.operation());
      json.writeStringField("size", comparison.size());
      for (String column : KernelResults.COLUMNS) {
        number(json, column, comparison.speed(column, "f64"));
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeCalls(JsonGenerator json, CallCost calls) throws IOException {
    json.writeObjectFieldStart("call_seconds");
    number(json, "c", calls.c());
    number(json, "java_bindings", calls.bindings());
    number(json, "java_api", calls.api());
    json.writeEndObject();
  }

  private static void writeTargets(JsonGenerator json, KernelResults results) throws IOException {
    json.writeArrayFieldStart("targets");
    for (KernelResults.Target target : results.targets()) {
      json.writeStartObject();
      json.writeStringField("target", target.description());
      number(json, "measured", target.measured());
      number(json, target.atLeast() ? "at_least" : "at_most", target.limit());
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

  /** A number that the benchmark program tells as text; null for 0, which means unknown. */
  private static void writeBytes(JsonGenerator json, String field, String bytes)
      throws IOException {
    if (bytes == null || bytes.equals("0")) {
      json.writeNullField(field);
    } else {
      json.writeNumberField(field, Long.parseLong(bytes));
    }
  }

  private static void number(JsonGenerator json, String field, double value) throws IOException {
    if (Double.isFinite(value)) {
      json.writeNumberField(field, value);
    } else {
      json.writeNullField(field);
    }
  }
}
