package dev.mezzo.cli;

import dev.mezzo.slam.GraduatedNonConvexity;
import dev.mezzo.slam.GraduatedNonConvexity.RejectedEdge;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What {@code mezzo optimize --reject-outliers} found, in words. */
final class Rejection {
  /** Rejected edges that are named; JSON names all. */
  private static final int NAMED = 10;

  private final GraphOutcome outcome;
  private final GraduatedNonConvexity.Result result;

  private Rejection(GraphOutcome outcome) {
    this.outcome = outcome;
    this.result = outcome.solve().rejection();
  }

  static Rejection of(GraphOutcome outcome) {
    return new Rejection(outcome);
  }

  /** Where the poses started. */
  String start() {
    return outcome.solve().summary().init().equals("known-inliers")
        ? "along known inliers"
        : outcome.start().describe();
  }

  /** How many edges were rejected, out of how many, and why. */
  String count() {
    int candidates = outcome.start().graph().edges().size() - result.knownInliers();
    return String.format(
        Locale.ROOT,
        "%d of %d edges rejected: chi2 above %.4g (%d known inliers)",
        result.rejected().size(),
        candidates,
        result.threshold(),
        result.knownInliers());
  }

  /** The first of them, and how many more there are. */
  List<String> edges() {
    List<String> lines = new ArrayList<>();
    for (RejectedEdge edge : result.rejected()) {
      if (lines.size() == NAMED) {
        lines.add("and " + (result.rejected().size() - NAMED) + " more");
        break;
      }
      lines.add(
          String.format(
              Locale.ROOT,
              "line %d: %d -> %d, chi2 %.4g",
              outcome.input().lineOfEdge(edge.index()),
              edge.from(),
              edge.to(),
              edge.chi2()));
    }
    return lines;
  }

  /** All that, each with the name of its line. */
  List<String[]> lines() {
    List<String[]> lines = new ArrayList<>();
    lines.add(new String[] {"start", start()});
    lines.add(new String[] {"outliers", count()});
    edges().forEach(edge -> lines.add(new String[] {"", edge}));
    lines.add(
        new String[] {
          "", result.rounds() + " weighted problems, " + result.iterations() + " iterations in all"
        });
    return lines;
  }
}
