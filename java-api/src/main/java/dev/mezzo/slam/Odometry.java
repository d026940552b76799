package dev.mezzo.slam;

import java.util.Arrays;
import java.util.BitSet;

/** The edges of a graph that follow its trajectory. */
final class Odometry {
  private Odometry() {}

  /** For each pose the first edge between it and the pose with the next higher id. */
  static BitSet of(PoseGraph<?> graph) {
    long[] sorted = graph.ids();
    Arrays.sort(sorted);
    int[] rank = new int[sorted.length];
    for (int r = 0; r < sorted.length; r++) {
      rank[graph.variable(sorted[r])] = r;
    }
    var seen = new BitSet();
    var edges = new BitSet();
    for (int k = 0; k < graph.edges().size(); k++) {
      int from = rank[graph.fromAt(k)];
      int to = rank[graph.toAt(k)];
      if (Math.abs(from - to) == 1 && !seen.get(Math.min(from, to))) {
        seen.set(Math.min(from, to));
        edges.set(k);
      }
    }
    return edges;
  }
}
