package dev.mezzo.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import dev.mezzo.linalg.NativeInfo;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mezzo doctor}. */
@Command(
    name = "doctor",
    description =
        "Tell what Mezzo finds on this machine, which kernels it chose and which libraries it runs "
            + "on, and test that it computes.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    sortOptions = false)
final class DoctorCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "Print one JSON object and nothing else.")
  private boolean json;

  /** A line of the report; its key names it in JSON. */
  private record Finding(String key, List<String> values) {}

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    List<Finding> findings = new ArrayList<>();
    find(
        findings,
        "machine",
        Machine.processor() + ", " + Runtime.getRuntime().availableProcessors() + " cores");
    find(findings, "system", Machine.system());
    find(findings, "memory", Machine.memory());
    find(
        findings,
        "java",
        System.getProperty("java.runtime.version")
            + ", "
            + System.getProperty("java.vm.name")
            + ", "
            + System.getProperty("java.home"));
    find(findings, "mezzo", Main.Version.mezzo() + ", Apache-2.0");
    find(findings, "native", NativeInfo.version() + ", " + NativeInfo.libraryPath());
    find(
        findings,
        "features",
        NativeInfo.cpuFeatures().isEmpty() ? "none that matter" : NativeInfo.cpuFeatures());
    find(findings, "kernels", kernels());
    findings.add(new Finding("libraries", Libraries.describe(NativeInfo.libraries())));
    List<String> faults = SelfTest.run();
    if (json) {
      out.println(toJson(findings, faults));
    } else {
      for (Finding finding : findings) {
        print(out, finding);
      }
      print(out, new Finding("self-test", faults.isEmpty() ? List.of("OK") : faults));
    }
    if (!faults.isEmpty()) {
      throw new Failure(Failure.NUMERICAL, "the self-test failed: " + faults.getFirst());
    }
    return 0;
  }

  private static void find(List<Finding> findings, String key, String value) {
    findings.add(new Finding(key, List.of(value)));
  }

  private static void print(PrintWriter out, Finding finding) {
    String name = finding.key();
    for (String value : finding.values()) {
      out.printf("%-11s%s%n", name, value);
      name = "";
    }
  }

  private static String kernels() {
    return NativeInfo.kernel()
        + ", "
        + NativeInfo.kernelReason()
        + "; this build has "
        + NativeInfo.kernels().stream()
            .map(DoctorCommand::describe)
            .collect(Collectors.joining(", "));
  }

  private static String describe(NativeInfo.KernelFamily family) {
    return family.name()
        + (family.needs().isEmpty() ? "" : " (" + family.needs() + ")")
        + (family.supported() ? "" : " not on this machine");
  }

  private static String toJson(List<Finding> findings, List<String> faults) throws IOException {
    var text = new StringWriter();
    var factory = JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
    try (JsonGenerator generator = factory.createGenerator(text)) {
      generator.writeStartObject();
      for (Finding finding : findings) {
        if (finding.key().equals("libraries")) {
          array(generator, finding.key(), finding.values());
        } else {
          generator.writeStringField(finding.key(), finding.values().getFirst());
        }
      }
      generator.writeStringField("kernel", NativeInfo.kernel());
      generator.writeBooleanField("ok", faults.isEmpty());
      array(generator, "faults", faults);
      generator.writeEndObject();
    }
    return text.toString();
  }

  private static void array(JsonGenerator generator, String field, List<String> values)
      throws IOException {
    generator.writeArrayFieldStart(field);
    for (String value : values) {
      generator.writeString(value);
    }
    generator.writeEndArray();
  }
}
