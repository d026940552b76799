package dev.mezzo.cli;

import dev.mezzo.optimize.StageTimes;
import dev.mezzo.optimize.Summary;
import dev.mezzo.slam.PoseGraph;
import java.util.Locale;

/** What {@code mezzo optimize} prints for people. */
final class OutcomeText {
  private OutcomeText() {}

  static String of(Outcome outcome) {
    Summary summary = outcome.solve().summary();
    StageTimes seconds = summary.seconds();
    PoseGraph<?> graph = outcome.start().graph();
    StringBuilder out = new StringBuilder();
    line(
        out,
        "input",
        "%s: %s pose graph in %d dimensions, %d poses, %d edges, %d priors%s",
        outcome.file(),
        outcome.input().format(),
        graph.dimension(),
        graph.size(),
        graph.edges().size(),
        graph.priors().size() + graph.positions().size(),
        landmarks(graph));
    long[] anchors = graph.anchors();
    if (anchors.length > 0) {
      line(
          out,
          "held",
          "pose %d%s, as nothing in the file says where the graph is",
          anchors[0],
          anchors.length == 1 ? "" : " and " + (anchors.length - 1) + " more, one per component");
    }
    if (outcome.solve().rejection() == null) {
      line(out, "start", "%s, chi2 %.9g", outcome.start().describe(), summary.initialChi2());
    } else {
      Rejection.of(outcome).lines().forEach(text -> line(out, text[0], "%s", text[1]));
    }
    line(
        out,
        "result",
        "chi2 %.9g, %s after %d iterations, %d linear iterations",
        summary.finalChi2(),
        summary.termination(),
        summary.iterations().size(),
        summary.linearIterations());
    line(
        out,
        "method",
        "precision %s, %s, %s, kernels %s",
        summary.precision(),
        summary.algorithm(),
        summary.solver(),
        summary.kernel());
    line(out, "", "preconditioner %s", summary.preconditioner());
    if (summary.fallbacks().isEmpty()) {
      line(out, "fallbacks", "none");
    } else {
      line(
          out,
          "fallbacks",
          "%d, the first at %s",
          summary.fallbacks().size(),
          summary.fallbacks().getFirst());
    }
    line(
        out,
        "seconds",
        "%.4f: set-up %.4f, linearise %.4f, precondition %.4f, linear solve %.4f, update %.4f",
        seconds.total(),
        seconds.setup(),
        seconds.linearize(),
        seconds.precondition(),
        seconds.linearSolve(),
        seconds.update());
    line(out, "", "and %.4f to read the file", outcome.readSeconds());
    line(
        out,
        "memory",
        "factor %.1f kB, Jacobian %.1f kB",
        1e-3 * summary.factorBytes(),
        1e-3 * summary.jacobianBytes());
    return out.toString();
  }

  private static String landmarks(PoseGraph<?> graph) {
    int landmarks = graph.landmarks().size();
    return landmarks == 0
        ? ""
        : ", %d landmarks, %d observations".formatted(landmarks, graph.observations().size());
  }

  private static void line(StringBuilder out, String name, String format, Object... arguments) {
    out.append(String.format(Locale.ROOT, "%-11s", name))
        .append(String.format(Locale.ROOT, format, arguments))
        .append('\n');
  }
}
