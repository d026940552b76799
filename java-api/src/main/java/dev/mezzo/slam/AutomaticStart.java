package dev.mezzo.slam;

import dev.mezzo.geometry.Point;
import dev.mezzo.optimize.LossFunction;
import dev.mezzo.optimize.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * The choice between the present estimate and chordal relaxation: see {@link Initialization#AUTO}.
 */
final class AutomaticStart {
  /** Compares starts where the objective is the sum of squares: 95 % efficient without outliers. */
  private static final LossFunction ROBUST = LossFunction.huber(1.345);

  private AutomaticStart() {}

  /**
   * Leaves the graph at the better start.
   *
   * @return FILE or CHORDAL
   */
  static <P> Initialization choose(PoseGraph<P> graph, LossFunction loss, BitSet movable) {
    Problem squared = graph.toProblem(LossFunction.NONE);
    double[] norms = squared.squaredNorms();
    if (Arrays.stream(norms).sum() <= squared.residuals()) {
      return Initialization.FILE;
    }
    LossFunction robust = loss.equals(LossFunction.NONE) ? ROBUST : loss;
    double present = Arrays.stream(norms).map(robust::value).sum();
    List<P> poses = new ArrayList<>(graph.poses());
    List<Point> landmarks = new ArrayList<>(graph.landmarks());
    if (isBetter(graph, robust, movable, present)) {
      return Initialization.CHORDAL;
    }
    for (int v = 0; v < poses.size(); v++) {
      graph.setPoseAt(v, poses.get(v));
    }
    for (int k = 0; k < landmarks.size(); k++) {
      graph.landmarksByIndex().points.set(k, landmarks.get(k));
    }
    return Initialization.FILE;
  }

  private static <P> boolean isBetter(
      PoseGraph<P> graph, LossFunction robust, BitSet movable, double present) {
    try {
      graph.placeByRelaxation(movable);
    } catch (IllegalArgumentException e) { // translations that add up beyond the largest double
      return false;
    }
    double relaxed = graph.toProblem(robust).chi2();
    return relaxed < present || (Double.isFinite(relaxed) && !Double.isFinite(present));
  }
}
