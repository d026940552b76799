package dev.mezzo.cli;

import dev.mezzo.geometry.Point;
import dev.mezzo.io.ReadReport;
import dev.mezzo.optimize.LossFunction;
import dev.mezzo.slam.Initialization;
import dev.mezzo.slam.PoseGraph;
import java.util.List;

/**
 * The poses and landmarks that an optimisation starts from.
 *
 * @param <P> Pose2 or Pose3
 * @param graph holds them, until it is optimised
 * @param vertices a copy of them
 * @param initialization where they come from
 * @param seconds what it took to place them
 * @param placing how that is done
 */
record Start<P>(
    PoseGraph<P> graph,
    Vertices<P> vertices,
    Initialization initialization,
    double seconds,
    Placing<P> placing) {

  /**
   * Where everything is.
   *
   * @param poses in the order of the graph
   * @param landmarks likewise
   */
  record Vertices<P>(List<P> poses, List<Point> landmarks) {
    static <P> Vertices<P> of(PoseGraph<P> graph) {
      return new Vertices<>(List.copyOf(graph.poses()), List.copyOf(graph.landmarks()));
    }

    /** Moves those of a graph back here. */
    void restore(PoseGraph<P> graph) {
      long[] ids = graph.ids();
      for (int k = 0; k < ids.length; k++) {
        graph.setPose(ids[k], poses.get(k));
      }
      long[] landmarkIds = graph.landmarkIds();
      for (int k = 0; k < landmarkIds.length; k++) {
        graph.setLandmark(landmarkIds[k], landmarks.get(k));
      }
    }
  }

  /**
   * How poses are placed.
   *
   * @param read the poses that the file gives, or that its reader chained where it gives none
   * @param complete whether the file gives them all
   * @param wanted what was asked for
   * @param loss decides between starts
   */
  record Placing<P>(Vertices<P> read, boolean complete, Initialization wanted, LossFunction loss) {
    /** Sets the poses of the graph; says by which way. */
    Initialization apply(PoseGraph<P> graph) {
      read.restore(graph);
      if (wanted != Initialization.AUTO || complete) {
        return graph.initialize(wanted, loss);
      }
      graph.initialize(Initialization.SPANNING_TREE);
      Initialization taken = graph.initialize(Initialization.AUTO, loss);
      return taken == Initialization.FILE ? Initialization.SPANNING_TREE : taken;
    }
  }

  /**
   * Sets the poses of a graph as it was read.
   *
   * @param wanted how; AUTO chooses between the poses of the file, or a spanning tree where it does
   *     not have them all, and chordal relaxation
   * @param loss of the optimisation
   */
  static <P> Start<P> of(
      PoseGraph<P> graph, ReadReport report, Initialization wanted, LossFunction loss) {
    boolean complete = report.withoutEstimate().isEmpty();
    var placing = new Placing<>(Vertices.of(graph), complete, wanted, loss);
    long begin = System.nanoTime();
    Initialization taken = placing.apply(graph);
    double seconds = 1e-9 * (System.nanoTime() - begin);
    return new Start<>(graph, Vertices.of(graph), taken, seconds, placing);
  }

  /** As given by whoever made the graph. */
  static <P> Start<P> given(PoseGraph<P> graph, Initialization initialization) {
    Vertices<P> vertices = Vertices.of(graph);
    var placing = new Placing<>(vertices, true, Initialization.FILE, LossFunction.NONE);
    return new Start<>(graph, vertices, initialization, 0, placing);
  }

  /** Places the poses once more; returns what that took, in seconds. */
  double again() {
    long begin = System.nanoTime();
    placing.apply(graph);
    return 1e-9 * (System.nanoTime() - begin);
  }

  /** Moves the poses of the graph back to where they were. */
  void restore() {
    vertices.restore(graph);
  }

  /** For people. */
  String describe() {
    return switch (initialization) {
      case FILE -> "poses of the file";
      case ODOMETRY -> "odometry";
      case SPANNING_TREE -> "spanning tree";
      case CHORDAL -> "chordal relaxation";
      case AUTO -> throw new IllegalStateException("the choice has been made");
    };
  }
}
