package dev.mezzo.study.odometry;

import dev.mezzo.optimize.Optimizer;
import dev.mezzo.optimize.PrecisionPolicy;
import dev.mezzo.slam.SlidingWindow;
import dev.mezzo.study.profile.Arithmetic;
import java.util.ArrayList;
import java.util.List;

/**
 * How windows of a study are solved.
 *
 * @param name in tables
 * @param optimizer of the windows
 */
record WindowSolver(String name, Optimizer optimizer) {
  /**
   * All that are compared. Mixed precision factors the reduced system of so few keyframes in fp64,
   * and what is left of the Jacobian is stored in fp16; the article's way is here because in it all
   * products of its many iterations are with fp16 operands.
   */
  static final List<WindowSolver> ALL = all();

  private static List<WindowSolver> all() {
    List<WindowSolver> solvers = new ArrayList<>();
    for (PrecisionPolicy policy : PrecisionPolicy.NAMED) {
      if (policy.equals(PrecisionPolicy.HALF)) {
        solvers.add(
            new WindowSolver(
                "article",
                Arithmetic.likeTheArticleOfBundles(SlidingWindow.Builder.optimizer()).build()));
      }
      solvers.add(new WindowSolver(policy.name(), WindowDrive.optimizer(policy)));
    }
    return List.copyOf(solvers);
  }

  static WindowSolver named(String name) {
    return ALL.stream().filter(solver -> solver.name().equals(name)).findFirst().orElseThrow();
  }
}
