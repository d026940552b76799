package dev.mezzo.cli;

import dev.mezzo.io.ReadReport;
import dev.mezzo.slam.Initialization;
import dev.mezzo.slam.PoseGraph;
import java.util.List;

/**
 * The poses that an optimisation starts from.
 *
 * @param <P> Pose2 or Pose3
 * @param graph holds them, until it is optimised
 * @param poses a copy of them, in the order of the graph
 * @param initialization where they come from
 */
record Start<P>(PoseGraph<P> graph, List<P> poses, Initialization initialization) {

  /**
   * Sets the poses of a graph.
   *
   * @param wanted how, or null to choose: the poses of the file if it has them all, else odometry
   *     or a spanning tree, whichever has the lower chi2
   */
  static <P> Start<P> of(PoseGraph<P> graph, ReadReport report, Initialization wanted) {
    if (wanted != null) {
      graph.initialize(wanted);
      return new Start<>(graph, List.copyOf(graph.poses()), wanted);
    }
    if (report.withoutEstimate().isEmpty()) {
      return new Start<>(graph, List.copyOf(graph.poses()), Initialization.FILE);
    }
    graph.initialize(Initialization.ODOMETRY);
    var odometry = new Start<>(graph, List.copyOf(graph.poses()), Initialization.ODOMETRY);
    double chi2 = graph.chi2();
    graph.initialize(Initialization.SPANNING_TREE);
    // Not "<=": a chi2 that is not a number must lose.
    if (graph.chi2() < chi2) {
      return new Start<>(graph, List.copyOf(graph.poses()), Initialization.SPANNING_TREE);
    }
    odometry.restore();
    return odometry;
  }

  /** Moves the poses of the graph back to where they were. */
  void restore() {
    long[] ids = graph.ids();
    for (int k = 0; k < ids.length; k++) {
      graph.setPose(ids[k], poses.get(k));
    }
  }

  /** For people. */
  String describe() {
    return switch (initialization) {
      case FILE -> "poses of the file";
      case ODOMETRY -> "odometry";
      case SPANNING_TREE -> "spanning tree";
    };
  }
}
