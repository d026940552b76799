package dev.mezzo.study.sparsity;

import dev.mezzo.optimize.LossFunction;
import dev.mezzo.optimize.Problem;
import dev.mezzo.slam.BundleAdjustment;
import dev.mezzo.slam.PoseGraph;
import java.util.Locale;
import java.util.Objects;

/**
 * A problem whose matrices are studied, at its present estimate.
 *
 * @param name short, such as that of its file
 * @param description what it consists of
 * @param problem its variables and factors
 */
public record SparsityProblem(String name, String description, Problem problem) {
  /**
   * A problem.
   *
   * @throws NullPointerException for a missing part
   */
  public SparsityProblem {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(description, "description");
    Objects.requireNonNull(problem, "problem");
  }

  /**
   * A pose graph.
   *
   * @param name short
   * @param graph copied
   * @return its problem, with the squared loss
   */
  public static SparsityProblem of(String name, PoseGraph<?> graph) {
    String text =
        String.format(
            Locale.ROOT,
            "Pose graph in %d dimensions: %,d poses, %,d edges between them%s.",
            graph.dimension(),
            graph.size(),
            graph.edges().size(),
            graph.landmarks().isEmpty()
                ? ""
                : String.format(Locale.ROOT, ", %,d landmarks", graph.landmarks().size()));
    return new SparsityProblem(name, text, graph.toProblem(LossFunction.NONE));
  }

  /**
   * A bundle.
   *
   * @param name short
   * @param bundle copied
   * @return its problem, with the squared loss
   */
  public static SparsityProblem of(String name, BundleAdjustment bundle) {
    String text =
        String.format(
            Locale.ROOT,
            "Bundle: %,d keyframes, %,d landmarks, %,d measurements.",
            bundle.keyframes(),
            bundle.landmarks(),
            bundle.measurements());
    return new SparsityProblem(name, text, bundle.problem());
  }
}
