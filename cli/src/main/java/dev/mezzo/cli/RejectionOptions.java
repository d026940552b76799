package dev.mezzo.cli;

import dev.mezzo.optimize.LossFunction;
import dev.mezzo.optimize.Optimizer;
import dev.mezzo.slam.GraduatedNonConvexity;
import dev.mezzo.slam.GraduatedNonConvexity.Surrogate;
import dev.mezzo.slam.Initialization;
import java.time.Duration;
import java.util.BitSet;
import picocli.CommandLine.Option;

/** Options of {@code mezzo optimize} that have to do with rejecting edges. */
final class RejectionOptions {
  /** Edges that are never rejected. */
  enum KnownInliers {
    ODOMETRY,
    NONE
  }

  @Option(
      names = "--reject-outliers",
      description =
          "Find false loop closures and leave them out, by graduated non-convexity: edges whose"
              + " chi2 exceeds what true ones rarely reach. Poses start along the known inliers"
              + " unless --init says otherwise. Kept edges fit by least squares, so this excludes"
              + " --loss. --out writes rejected edges as comments; --json and --report name them.")
  private boolean wanted;

  @Option(
      names = "--inlier-probability",
      paramLabel = "P",
      description =
          "With --reject-outliers: share of true edges to be kept, if noise is as information "
              + "matrices say. Default: 0.99.")
  private Double inlierProbability;

  @Option(
      names = "--known-inliers",
      paramLabel = "K",
      converter = Choices.KnownInliers.class,
      description =
          "With --reject-outliers: odometry (the first edges between consecutive ids are never "
              + "rejected) or none. Default: odometry.")
  private KnownInliers knownInliers;

  @Option(
      names = "--gnc",
      paramLabel = "G",
      converter = Choices.Gnc.class,
      description =
          "With --reject-outliers: tls (truncated least squares) or gm (Geman-McClure): the family "
              + "of losses on the way. Default: tls.")
  private Surrogate surrogate;

  boolean wanted() {
    return wanted;
  }

  /** What is wrong with these options, or null. */
  String contradiction(LossFunction loss) {
    if (wanted && !loss.equals(LossFunction.NONE)) {
      return "--reject-outliers keeps or rejects each edge as a whole: it does not go with --loss "
          + loss;
    }
    if (!wanted && inlierProbability != null) {
      return "--inlier-probability goes with --reject-outliers";
    }
    if (!wanted && knownInliers != null) {
      return "--known-inliers goes with --reject-outliers";
    }
    if (!wanted && surrogate != null) {
      return "--gnc goes with --reject-outliers";
    }
    if (inlierProbability != null && !(inlierProbability > 0 && inlierProbability < 1)) {
      return "--inlier-probability lies between 0 and 1, not at " + inlierProbability;
    }
    return null;
  }

  /**
   * How to reject edges.
   *
   * @param initialization as asked for; unless AUTO, poses are there already
   * @param timeLimit of the whole, or null
   */
  GraduatedNonConvexity build(
      Optimizer optimizer, Initialization initialization, Duration timeLimit) {
    GraduatedNonConvexity.Builder builder = GraduatedNonConvexity.builder().optimizer(optimizer);
    if (inlierProbability != null) {
      builder.inlierProbability(inlierProbability);
    }
    if (knownInliers == KnownInliers.NONE) {
      builder.knownInliers(new BitSet());
    }
    if (surrogate != null) {
      builder.surrogate(surrogate);
    }
    if (initialization != Initialization.AUTO) {
      builder.start(Initialization.FILE);
    }
    if (timeLimit != null) {
      builder.timeLimit(timeLimit);
    }
    return builder.build();
  }
}
