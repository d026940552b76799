package dev.mezzo.cli;

import dev.mezzo.linalg.NativeInfo;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** What the tables of benchmarks have in common. */
final class BenchText {
  private BenchText() {}

  /** The machine, and what children find there. */
  static void writeMachine(StringBuilder out) {
    fact(out, "machine", Machine.describe());
    String environment =
        BenchEnvironment.variables().entrySet().stream()
            .map(variable -> variable.getKey() + "=" + variable.getValue())
            .reduce((a, b) -> a + " " + b)
            .orElse("");
    fact(out, "children", environment);
    fact(out, "kernels", NativeInfo.kernel());
  }

  /** A line of the head. */
  static void fact(StringBuilder out, String name, String value) {
    line(out, "%-11s%s", name, value);
  }

  /** Lines of the head, of which the first is named. */
  static void facts(StringBuilder out, String name, List<String> values) {
    for (int k = 0; k < values.size(); k++) {
      fact(out, k == 0 ? name : "", values.get(k));
    }
  }

  /** Targets, each with what is measured. */
  static void writeTargets(StringBuilder out, List<BenchTarget> targets) {
    line(out, "");
    line(out, "%-8s%9s%12s", "target", "measured", "wanted");
    for (BenchTarget target : targets) {
      line(
          out,
          "%-8s%9s%12s  %s",
          target.isMeasured() ? target.isMet() ? "met" : "MISSED" : "",
          ratio(target.measured()),
          (target.most() ? "<= " : ">= ") + ratio(target.wanted()),
          target.description());
    }
  }

  /** The head of a table of stages, after what its rows begin with. */
  static void writeStagesHead(StringBuilder out, String label) {
    writeStages(out, label, BenchStages::head);
  }

  /**
   * A row of a table of stages.
   *
   * @param label what it begins with, as wide as that of the other rows
   * @param figure by stage
   */
  static void writeStages(StringBuilder out, String label, UnaryOperator<String> figure) {
    var row = new StringBuilder(label);
    BenchStages.ALL.forEach(stage -> row.append(String.format("%12s", figure.apply(stage))));
    line(out, "%s", row);
  }

  /** A median and how far the rounds lie apart, as a part of it. */
  static String time(BenchSet.Spread seconds) {
    return seconds.isMeasured()
        ? String.format(
            Locale.ROOT,
            "%.2f ms (%.0f%%)",
            1e3 * seconds.median(),
            100 * (seconds.max() - seconds.min()) / seconds.median())
        : "-";
  }

  static String ratio(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%.2f", value) : "-";
  }

  static String percent(double part) {
    return Double.isFinite(part) ? String.format(Locale.ROOT, "%.0f %%", 100 * part) : "-";
  }

  /** Adds a line, without blanks at its end. */
  static void line(StringBuilder out, String format, Object... arguments) {
    out.append(String.format(Locale.ROOT, format, arguments).stripTrailing()).append('\n');
  }
}
