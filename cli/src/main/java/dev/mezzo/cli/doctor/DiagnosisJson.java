package dev.mezzo.cli.doctor;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import dev.mezzo.linalg.NativeInfo;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;

/** A diagnosis for programs: one JSON object. What is not known is null. */
public final class DiagnosisJson {
  private final JsonGenerator json;

  private DiagnosisJson(JsonGenerator json) {
    this.json = json;
  }

  /** The object, in one line. */
  public static String of(Diagnosis diagnosis) {
    var text = new StringWriter();
    var factory = JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
    try (JsonGenerator generator = factory.createGenerator(text)) {
      new DiagnosisJson(generator).write(diagnosis);
    } catch (IOException e) {
      throw new IllegalStateException("a string cannot be written to", e);
    }
    return text.toString();
  }

  private void write(Diagnosis diagnosis) throws IOException {
    json.writeStartObject();
    json.writeBooleanField("ok", diagnosis.faults().isEmpty());
    strings("faults", diagnosis.faults());
    json.writeStringField("mezzo", diagnosis.mezzo());
    machine(diagnosis.hardware());
    java(diagnosis.jvm());
    natives(diagnosis.natives());
    libraries(diagnosis);
    selfTest(diagnosis.parts());
    storage(diagnosis.storage());
    advice(diagnosis.advice());
    json.writeEndObject();
  }

  private void machine(Hardware hardware) throws IOException {
    json.writeObjectFieldStart("machine");
    text("board", hardware.hasBoard() ? hardware.board() : "");
    text("processor", hardware.cores().isEmpty() ? "" : hardware.processor());
    json.writeStringField("architecture", hardware.architecture());
    json.writeStringField("system", hardware.system());
    json.writeBooleanField("emulated", hardware.emulated());
    json.writeArrayFieldStart("cores");
    for (Cores kind : hardware.cores()) {
      json.writeStartObject();
      json.writeStringField("name", kind.name());
      json.writeNumberField("count", kind.cpus().size());
      json.writeStringField("cpus", kind.range());
      positive("least_mhz", kind.leastMegahertz());
      positive("most_mhz", kind.mostMegahertz());
      positive("limit_mhz", kind.cappedMegahertz());
      strings("governors", kind.governors());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("caches");
    for (Cache cache : hardware.caches()) {
      json.writeStartObject();
      json.writeStringField("core", cache.core());
      json.writeNumberField("level", cache.level());
      json.writeStringField("type", cache.type());
      json.writeNumberField("bytes", cache.bytes());
      json.writeNumberField("shared_by", cache.sharedBy());
      json.writeEndObject();
    }
    json.writeEndArray();
    positive("memory_bytes", hardware.memoryBytes());
    positive("available_bytes", hardware.availableBytes());
    json.writeNumberField("swap_bytes", hardware.swapBytes());
    json.writeNumberField("swap_used_bytes", hardware.swappedBytes());
    number("celsius", hardware.celsius());
    json.writeEndObject();
  }

  private void java(Jvm jvm) throws IOException {
    json.writeObjectFieldStart("java");
    json.writeStringField("version", jvm.version());
    json.writeNumberField("feature", jvm.feature());
    json.writeBooleanField("sufficient", jvm.feature() >= Jvm.NEEDED);
    json.writeStringField("vm", jvm.name());
    json.writeStringField("mode", jvm.mode());
    json.writeStringField("home", jvm.home());
    json.writeNumberField("heap_bytes", jvm.heapBytes());
    json.writeNumberField("processors", jvm.processors());
    json.writeEndObject();
  }

  private void natives(NativePart natives) throws IOException {
    if (natives == null) {
      json.writeNullField("native");
      json.writeNullField("kernel");
      return;
    }
    json.writeObjectFieldStart("native");
    json.writeStringField("version", natives.version());
    json.writeStringField("file", natives.file().toString());
    json.writeNumberField("bytes", natives.bytes());
    json.writeStringField("origin", natives.origin());
    json.writeBooleanField("self_contained", natives.isSelfContained());
    json.writeEndObject();
    strings("features", natives.features());
    json.writeStringField("kernel", natives.kernel());
    json.writeStringField("kernel_reason", natives.kernelReason());
    json.writeArrayFieldStart("kernels");
    for (NativeInfo.KernelFamily family : natives.families()) {
      json.writeStartObject();
      json.writeStringField("name", family.name());
      json.writeStringField("needs", family.needs());
      json.writeBooleanField("supported", family.supported());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void libraries(Diagnosis diagnosis) throws IOException {
    json.writeArrayFieldStart("libraries");
    for (Library library : diagnosis.libraries()) {
      json.writeStartObject();
      json.writeStringField("name", library.name());
      text("version", library.version());
      text("note", library.note());
      json.writeStringField("licence", library.licence());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeStringField("licence", diagnosis.licence());
  }

  private void selfTest(List<SelfTest.Part> parts) throws IOException {
    json.writeArrayFieldStart("self_test");
    for (SelfTest.Part part : parts) {
      json.writeStartObject();
      json.writeStringField("name", part.name());
      json.writeNumberField("seconds", part.seconds());
      json.writeBooleanField("ok", part.fault().isEmpty());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void storage(StorageTimes storage) throws IOException {
    json.writeArrayFieldStart("formats");
    for (StorageTimes.Row row : storage == null ? List.<StorageTimes.Row>of() : storage.rows()) {
      json.writeStartObject();
      json.writeStringField("operation", row.operation());
      json.writeStringField("format", row.format());
      json.writeBooleanField("in_cache", row.inCache());
      json.writeNumberField("fp32_bytes", row.fp32Bytes());
      json.writeNumberField("seconds_per_block", row.secondsPerBlock());
      json.writeNumberField("speed_over_fp32", row.speed());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void advice(List<Advice> advice) throws IOException {
    json.writeArrayFieldStart("advice");
    for (Advice one : advice) {
      json.writeStartObject();
      json.writeStringField("topic", one.topic());
      json.writeStringField("finding", one.finding());
      json.writeStringField("action", one.action());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void strings(String field, List<String> values) throws IOException {
    json.writeArrayFieldStart(field);
    for (String value : values) {
      json.writeString(value);
    }
    json.writeEndArray();
  }

  private void text(String field, String value) throws IOException {
    if (value.isEmpty()) {
      json.writeNullField(field);
    } else {
      json.writeStringField(field, value);
    }
  }

  private void positive(String field, long value) throws IOException {
    if (value > 0) {
      json.writeNumberField(field, value);
    } else {
      json.writeNullField(field);
    }
  }

  private void number(String field, double value) throws IOException {
    if (Double.isFinite(value)) {
      json.writeNumberField(field, value);
    } else {
      json.writeNullField(field);
    }
  }
}
