package dev.mezzo.cli;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The tables that {@code mezzo bench kernels} prints for people. */
final class KernelResultsText {
  /** What the figures are. */
  static final List<String> CONVENTIONS =
      List.of(
          "times are medians of processor time; repetitions of all kernels of a problem alternate",
          "bytes count each stored scalar, index (4 bytes a block) and element of a vector once a"
              + " sweep",
          "the share is that of the read bandwidth of one core: the widest loads over the same"
              + " array, in the same run");

  private KernelResultsText() {}

  static String of(KernelResults results) {
    var out = new StringBuilder();
    writeMachine(out, results.times());
    for (String size : results.times().sizes().keySet()) {
      writeRows(out, results, size);
    }
    writeRatios(out, results);
    writeCalls(out, results.calls());
    writeTargets(out, results);
    return out.toString();
  }

  private static void writeMachine(StringBuilder out, KernelTimes times) {
    Map<String, String> context = times.context();
    line(out, "%-11s%s", "machine", Machine.describe());
    line(out, "%-11s%s", "memory", mebibytes(context.get("memory_bytes")));
    line(
        out,
        "%-11slevel 2 %s, last level %s",
        "caches",
        mebibytes(context.get("level2_bytes")),
        mebibytes(context.get("last_level_bytes")));
    line(out, "%-11s%s", "kernels", context.getOrDefault("mezzo_kernels", "unknown"));
    times.sizes().forEach((size, description) -> line(out, "%-11s%s", size, description));
    String name = "figures";
    for (String convention : CONVENTIONS) {
      line(out, "%-11s%s", name, convention);
      name = "";
    }
  }

  private static void writeRows(StringBuilder out, KernelResults results, String size) {
    line(out, "");
    line(
        out,
        "%-26s%-6s%-9s%-12s%11s%9s%9s%7s",
        size + " (* in use)",
        "type",
        "operand",
        "family",
        "time",
        "GB/s",
        "GFlop/s",
        "share");
    String problem = "";
    for (KernelTimes.Row row : results.times().rows()) {
      if (!row.size().equals(size)) {
        continue;
      }
      if (!row.problem().equals(problem)) {
        problem = row.problem();
        writeReads(out, results, problem, size);
      }
      line(
          out,
          "%-26s%-6s%-9s%-12s%11s%9.2f%9s%6.0f%%",
          row.operation(),
          row.type(),
          row.operand(),
          row.family() + (row.selected() ? " *" : ""),
          time(row.seconds()),
          1e-9 * row.bytesPerSecond(),
          row.flops() > 0 ? String.format(Locale.ROOT, "%.2f", 1e-9 * row.flopsPerSecond()) : "-",
          100 * results.share(row));
    }
  }

  private static void writeReads(
      StringBuilder out, KernelResults results, String problem, String size) {
    results.times().reads().stream()
        .filter(read -> read.problem().equals(problem) && read.size().equals(size))
        .map(KernelTimes.Row::type)
        .distinct()
        .forEach(
            type ->
                line(
                    out,
                    "%-26s%-6s%-9s%-12s%11s%9.2f",
                    "(read " + problem + ")",
                    type,
                    "",
                    "",
                    "",
                    1e-9 * results.readBandwidth(problem, size, type)));
  }

  private static void writeRatios(StringBuilder out, KernelResults results) {
    line(out, "");
    line(out, "speed over fp64, kernels in use; f16_f16: operands in fp16, too");
    var header = new StringBuilder(String.format(Locale.ROOT, "%-44s%-8s", "", "size"));
    KernelResults.COLUMNS.forEach(column -> header.append(String.format("%8s", column)));
    line(out, "%s", header);
    for (KernelResults.Comparison comparison : results.comparisons()) {
      var row =
          new StringBuilder(
              String.format(Locale.ROOT, "%-44s%-8s", comparison.operation(), comparison.size()));
      for (String column : KernelResults.COLUMNS) {
        double speed = comparison.speed(column, "f64");
        row.append(
            Double.isNaN(speed)
                ? String.format("%8s", "-")
                : String.format(Locale.ROOT, "%8.2f", speed));
      }
      line(out, "%s", row);
    }
  }

  private static void writeCalls(StringBuilder out, CallCost calls) {
    line(out, "");
    line(
        out,
        "a call of vector_dot with 8 elements: %s from C; from Java %s by the bindings, %s by the"
            + " API",
        time(calls.c()),
        time(calls.bindings()),
        time(calls.api()));
  }

  private static void writeTargets(StringBuilder out, KernelResults results) {
    line(out, "");
    line(out, "%-8s%9s%12s", "target", "measured", "wanted");
    for (KernelResults.Target target : results.targets()) {
      boolean measured = target.isMeasured();
      line(
          out,
          "%-8s%9s%12s  %s",
          measured ? target.isMet() ? "met" : "MISSED" : "",
          measured ? String.format(Locale.ROOT, "%.2f", target.measured()) : "-",
          (target.atLeast() ? ">= " : "<= ") + String.format(Locale.ROOT, "%.2f", target.limit()),
          target.description());
    }
  }

  private static String time(double seconds) {
    if (seconds >= 1) {
      return String.format(Locale.ROOT, "%.3f s", seconds);
    }
    if (seconds >= 1e-3) {
      return String.format(Locale.ROOT, "%.3f ms", 1e3 * seconds);
    }
    return seconds >= 1e-6
        ? String.format(Locale.ROOT, "%.3f us", 1e6 * seconds)
        : String.format(Locale.ROOT, "%.2f ns", 1e9 * seconds);
  }

  private static String mebibytes(String bytes) {
    double mebibytes = bytes == null ? 0 : Double.parseDouble(bytes) / (1 << 20);
    return mebibytes == 0
        ? "unknown"
        : String.format(Locale.ROOT, mebibytes < 10 ? "%.2f MiB" : "%.0f MiB", mebibytes);
  }

  private static void line(StringBuilder out, String format, Object... arguments) {
    out.append(String.format(Locale.ROOT, format, arguments)).append('\n');
  }
}
