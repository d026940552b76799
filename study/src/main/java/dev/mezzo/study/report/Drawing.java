package dev.mezzo.study.report;

import dev.mezzo.geometry.Point;
import dev.mezzo.geometry.Pose2;
import dev.mezzo.geometry.Pose3;
import dev.mezzo.slam.BundleAdjustment;
import dev.mezzo.slam.Edge;
import dev.mezzo.slam.PoseGraph;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** What a picture of a pose graph or a bundle needs. Arrays are not to be written. */
final class Drawing {
  /** Of a bundle; beyond that, every second, third, ... is drawn. */
  private static final int MOST_LANDMARKS = 20_000;

  /** Whether poses are cameras of a bundle, and the unit of the map is not known. */
  final boolean isBundle;

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

  Drawing(BundleAdjustment bundle) {
    isBundle = true;
    dimension = 3;
    positions =
        positions(IntStream.range(0, bundle.keyframes()).mapToObj(bundle::pose).toList(), 3);
    int every = 1 + bundle.landmarks() / MOST_LANDMARKS;
    landmarks = new double[3 * ((bundle.landmarks() + every - 1) / every)];
    for (int k = 0; k < landmarks.length / 3; k++) {
      System.arraycopy(bundle.landmark(every * k), 0, landmarks, 3 * k, 3);
    }
    odometry = new int[0];
    closures = new int[0];
  }

  Drawing(PoseGraph<?> graph) {
    isBundle = false;
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
