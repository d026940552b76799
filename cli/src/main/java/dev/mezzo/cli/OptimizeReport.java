package dev.mezzo.cli;

import dev.mezzo.io.PoseGraphFile;
import dev.mezzo.optimize.LossFunction;
import dev.mezzo.optimize.Summary;
import dev.mezzo.slam.BundleAdjustment;
import dev.mezzo.slam.PoseGraph;
import dev.mezzo.study.report.HtmlReport;
import java.nio.file.Path;
import java.util.Locale;

/** The report of {@code mezzo optimize}. */
final class OptimizeReport {
  private OptimizeReport() {}

  /** Before the solve, while the graph is where it starts. */
  static HtmlReport begin(Path file, PoseGraphFile input, Start<?> start) {
    PoseGraph<?> graph = input.graph();
    return new HtmlReport(file.getFileName().toString())
        .start(start.describe(), graph)
        .fact("File", file.toString())
        .fact("Format", input.format() + ", " + graph.dimension() + " dimensions")
        .fact("Poses", Integer.toString(graph.size()))
        .fact("Edges", Integer.toString(graph.edges().size()))
        .fact("Priors", Integer.toString(graph.priors().size() + graph.positions().size()))
        .fact("Landmarks", Integer.toString(graph.landmarks().size()))
        .fact("Observations", Integer.toString(graph.observations().size()))
        .fact("Components", Integer.toString(graph.components().size()))
        .fact("Held to fix the gauge", held(graph.anchors()))
        .fact("Start", start.describe());
  }

  /** Before the solve of a bundle. */
  static HtmlReport begin(Path file, BundleAdjustment bundle, boolean isFree) {
    return new HtmlReport(file.getFileName().toString())
        .start("estimate of the file", bundle)
        .fact("File", file.toString())
        .fact("Format", "BAL")
        .fact("Cameras", Integer.toString(bundle.keyframes()))
        .fact("Landmarks", Integer.toString(bundle.landmarks()))
        .fact("Observations", Integer.toString(bundle.measurements()))
        .fact("Intrinsics", isFree ? "free" : "fixed");
  }

  /** After it. */
  static HtmlReport end(HtmlReport page, Outcome outcome, LossFunction loss) {
    Summary summary = outcome.solve().summary();
    outcome.warnings().forEach(page::warning);
    if (outcome instanceof GraphOutcome graph && graph.solve().rejection() != null) {
      Rejection rejection = Rejection.of(graph);
      page.fact("Optimised from", rejection.start())
          .fact("Outliers", rejection.count())
          .fact("Rejected edges", String.join("; ", rejection.edges()));
    }
    page.headline("chi2 at the start", digits(summary.initialChi2()))
        .headline("chi2 at the end", digits(summary.finalChi2()))
        .headline("ended", summary.termination().toString())
        .headline("iterations", Integer.toString(summary.iterations().size()))
        .headline("time", Machine.seconds(summary.seconds().total()))
        .headline("fallbacks", Integer.toString(summary.fallbacks().size()))
        .fact("Loss", loss.toString())
        .fact("Time to read", Machine.seconds(outcome.readSeconds()))
        .fact("Machine", Machine.describe())
        .fact("Mezzo", Main.Version.mezzo());
    return switch (outcome) {
      case GraphOutcome graph -> page.run(summary.precision(), summary, graph.start().graph());
      case BundleOutcome bundle -> page.run(summary.precision(), summary, bundle.input().bundle());
    };
  }

  private static String held(long[] anchors) {
    return switch (anchors.length) {
      case 0 -> "none";
      case 1 -> "pose " + anchors[0];
      default -> anchors.length + " poses, one per component";
    };
  }

  private static String digits(double value) {
    return String.format(Locale.ROOT, "%.6g", value);
  }
}
