package dev.mezzo.study;

import dev.mezzo.geometry.Point;
import dev.mezzo.geometry.Pose2;
import dev.mezzo.geometry.Pose3;
import dev.mezzo.slam.Edge;
import dev.mezzo.slam.PoseGraph;
import java.util.Arrays;
import java.util.List;

/** What a picture of a pose graph needs. Arrays are not to be written. */
final class Drawing {
  /** 2 or 3. */
  final int dimension;

  /** Pose after pose, {@code dimension} metres each. */
  final double[] positions;

  /** Landmark after landmark, {@code dimension} metres each. */
  final double[] landmarks;

  /** Pairs of poses whose ids follow each other among the ids of the graph. */
  final int[] odometry;

  /** Pairs of poses of all other edges. */
  final int[] closures;

  Drawing(PoseGraph<?> graph) {
    dimension = graph.dimension();
    positions = positions(graph.poses(), dimension);
    landmarks = landmarks(graph.landmarks(), dimension);
    odometry = edges(graph, true);
    closures = edges(graph, false);
  }

  static double[] positions(List<?> poses, int dimension) {
    double[] positions = new double[dimension * poses.size()];
    int at = 0;
    for (Object pose : poses) {
      switch (pose) {
        case Pose2 p -> {
          positions[at] = p.x();
          positions[at + 1] = p.y();
        }
        case Pose3 p -> {
          positions[at] = p.x();
          positions[at + 1] = p.y();
          positions[at + 2] = p.z();
        }
        default -> throw new IllegalArgumentException("no pose: " + pose);
      }
      at += dimension;
    }
    return positions;
  }

  private static double[] landmarks(List<Point> points, int dimension) {
    double[] positions = new double[dimension * points.size()];
    for (int k = 0; k < points.size(); k++) {
      System.arraycopy(points.get(k).toArray(), 0, positions, dimension * k, dimension);
    }
    return positions;
  }

  private static int[] edges(PoseGraph<?> graph, boolean wantOdometry) {
    int[] rank = ranks(graph.ids());
    int[] pairs = new int[2 * graph.edges().size()];
    int length = 0;
    for (Edge<?> edge : graph.edges()) {
      int from = graph.variable(edge.from());
      int to = graph.variable(edge.to());
      boolean odometry = Math.abs(rank[from] - rank[to]) == 1;
      if (odometry == wantOdometry) {
        pairs[length++] = from;
        pairs[length++] = to;
      }
    }
    return Arrays.copyOf(pairs, length);
  }

  /** Place of each pose in the order of ids. */
  private static int[] ranks(long[] ids) {
    long[] sorted = ids.clone();
    Arrays.sort(sorted);
    int[] rank = new int[ids.length];
    for (int v = 0; v < ids.length; v++) {
      rank[v] = Arrays.binarySearch(sorted, ids[v]);
    }
    return rank;
  }
}
