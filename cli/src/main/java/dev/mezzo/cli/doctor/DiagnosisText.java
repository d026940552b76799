package dev.mezzo.cli.doctor;

import dev.mezzo.linalg.NativeInfo;
import java.io.PrintWriter;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** A diagnosis for readers. */
public final class DiagnosisText {
  private final PrintWriter out;

  private DiagnosisText(PrintWriter out) {
    this.out = out;
  }

  /** Prints everything. */
  public static void print(Diagnosis diagnosis, PrintWriter out) {
    var text = new DiagnosisText(out);
    text.machine(diagnosis.hardware());
    text.java(diagnosis.jvm());
    text.line("mezzo", diagnosis.mezzo() + ", Apache-2.0");
    if (diagnosis.natives() == null) {
      text.lines("native", diagnosis.missing().lines().toList());
    } else {
      text.natives(diagnosis.natives());
    }
    text.lines(
        "libraries",
        diagnosis.libraries().stream()
            .map(library -> library.describe() + ": " + library.licence())
            .toList());
    text.lines("licence", List.of(diagnosis.licence().split("(?<=[:;]) ")));
    if (diagnosis.natives() != null) {
      text.selfTest(diagnosis);
      text.storage(diagnosis.storage());
    }
    text.advice(diagnosis.advice());
  }

  private void line(String name, String value) {
    out.printf("%-11s%s%n", name, value);
  }

  private void lines(String name, List<String> values) {
    String label = name;
    for (String value : values) {
      line(label, value);
      label = "";
    }
  }

  private void machine(Hardware hardware) {
    line("board", hardware.board());
    lines(
        "cores",
        hardware.cores().isEmpty()
            ? List.of("unknown")
            : hardware.cores().stream().map(DiagnosisText::describe).toList());
    lines("caches", caches(hardware));
    line("memory", hardware.memory());
    line("system", hardware.system());
    if (!Double.isNaN(hardware.celsius())) {
      line("heat", String.format(Locale.ROOT, "%.0f degrees Celsius", hardware.celsius()));
    }
  }

  private static String describe(Cores kind) {
    return kind.describe()
        + (kind.mostMegahertz() == 0
            ? ""
            : kind.leastMegahertz() == 0
                ? ", " + kind.mostMegahertz() + " MHz"
                : ", " + kind.leastMegahertz() + " to " + kind.mostMegahertz() + " MHz")
        + (kind.governors().isEmpty() ? "" : ", governor " + String.join(", ", kind.governors()));
  }

  private static List<String> caches(Hardware hardware) {
    boolean several = hardware.cores().size() > 1;
    List<String> lines =
        hardware.cores().stream()
            .map(
                kind ->
                    hardware.caches().stream()
                        .filter(cache -> cache.core().equals(kind.name()))
                        .map(Cache::describe)
                        .collect(Collectors.joining(", ", several ? kind.name() + ": " : "", "")))
            .filter(line -> line.contains("L"))
            .toList();
    return hardware.caches().isEmpty() ? List.of("unknown") : lines;
  }

  private void java(Jvm jvm) {
    line(
        "java",
        jvm.version()
            + ", "
            + jvm.name()
            + " ("
            + jvm.mode()
            + "), heap up to "
            + Sizes.of(jvm.heapBytes())
            + ", "
            + jvm.processors()
            + " cores");
    line("", jvm.home());
  }

  private void natives(NativePart natives) {
    line(
        "native",
        natives.version()
            + (natives.isSelfContained()
                ? ", portable: needs no library of the system"
                : ", built for the CHOLMOD of this system"));
    line("", natives.file() + " (" + Sizes.of(natives.bytes()) + ", " + natives.origin() + ")");
    line(
        "features",
        natives.features().isEmpty() ? "none that matter" : String.join(" ", natives.features()));
    line("kernels", natives.kernel() + ", " + natives.kernelReason());
    line(
        "",
        "this build has "
            + natives.families().stream()
                .map(DiagnosisText::describe)
                .collect(Collectors.joining(", ")));
  }

  private static String describe(NativeInfo.KernelFamily family) {
    return family.name()
        + (family.needs().isEmpty() ? "" : " (" + family.needs() + ")")
        + (family.supported() ? "" : " not on this machine");
  }

  private void selfTest(Diagnosis diagnosis) {
    out.println();
    List<String> faults = diagnosis.faults();
    line("self-test", faults.isEmpty() ? "OK" : faults.size() + " faults");
    for (SelfTest.Part part : diagnosis.parts()) {
      line(
          "",
          String.format(
              Locale.ROOT,
              "%-24s%8.1f ms  %s",
              part.name(),
              1e3 * part.seconds(),
              part.fault().isEmpty() ? "OK" : part.fault()));
    }
  }

  private void storage(StorageTimes storage) {
    Set<String> formats = new LinkedHashSet<>(List.of(StorageTimes.REFERENCE, "fp16"));
    storage.rows().forEach(row -> formats.add(row.format()));
    var head = new StringBuilder(String.format("%-26s%10s", "how many times as fast", "ns/block"));
    formats.forEach(format -> head.append(String.format("%15s", format)));
    out.println();
    line("formats", head.toString());
    for (StorageTimes.Row reference : storage.rows()) {
      if (!reference.format().equals(StorageTimes.REFERENCE)) {
        continue;
      }
      var line =
          new StringBuilder(
              String.format(
                  Locale.ROOT,
                  "%-26s%10.2f",
                  reference.operation()
                      + (reference.inCache() ? ", in cache, " : ", beyond it, ")
                      + Sizes.of(reference.fp32Bytes()),
                  1e9 * reference.secondsPerBlock()));
      for (String format : formats) {
        line.append(
            String.format(
                "%15s",
                storage.speed(reference, format) > 0
                    ? String.format(Locale.ROOT, "%.2f", storage.speed(reference, format))
                    : ""));
      }
      line("", line.toString().stripTrailing());
    }
    line("", "Time and size are those of fp32. Blocks are 6 x 6; cache is a core's second level.");
  }

  private void advice(List<Advice> advice) {
    out.println();
    if (advice.isEmpty()) {
      line("advice", "none: nothing found that slows Mezzo down here");
    }
    String label = "advice";
    for (Advice one : advice) {
      line(label, "- " + one.finding());
      line("", "  " + one.action());
      label = "";
    }
  }
}
