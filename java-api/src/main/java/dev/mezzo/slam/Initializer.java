package dev.mezzo.slam;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** Places poses by chaining measurements: see {@link PoseGraph#initialize}. */
final class Initializer<P> {
  private static final int NONE = -1;

  private final PoseGraph<P> graph;

  /** Poses that are not roots, unless their component has no other. */
  private final BitSet movable;

  /** The first prior that determines each pose. */
  private final Map<Integer, P> priors = new HashMap<>();

  private final BitSet placed = new BitSet();

  /**
   * Placed poses whose edges have not been looked at yet, in the order in which they were placed.
   */
  private final ArrayDeque<Integer> queue = new ArrayDeque<>();

  /** The edges of pose v are {@code incident[start[v]]} to {@code incident[start[v + 1] - 1]}. */
  private final int[] start;

  private final int[] incident;

  /** The edge between v and the pose with the next id, and that pose; NONE where there is none. */
  private final int[] edgeUp;

  private final int[] up;
  private final int[] edgeDown;
  private final int[] down;

  Initializer(PoseGraph<P> graph, BitSet movable) {
    this.graph = graph;
    this.movable = movable;
    for (Prior<P> prior : graph.priors()) {
      if (prior.information().isPositiveDefinite()) {
        priors.putIfAbsent(graph.variable(prior.id()), graph.bodyOf(prior));
      }
    }
    int n = graph.size();
    int m = graph.edges().size();
    start = new int[n + 1];
    for (int k = 0; k < m; k++) {
      start[graph.fromAt(k) + 1]++;
      start[graph.toAt(k) + 1]++;
    }
    for (int v = 0; v < n; v++) {
      start[v + 1] += start[v];
    }
    incident = new int[2 * m];
    int[] next = Arrays.copyOf(start, n);
    for (int k = 0; k < m; k++) {
      incident[next[graph.fromAt(k)]++] = k;
      incident[next[graph.toAt(k)]++] = k;
    }
    edgeUp = none(n);
    up = none(n);
    edgeDown = none(n);
    down = none(n);
  }

  /** Places every pose, along odometry first if asked to, else breadth-first throughout. */
  void place(boolean alongOdometry) {
    if (alongOdometry) {
      findOdometry();
    }
    for (int[] component : graph.connectByEdges().members()) {
      if (component[0] >= graph.size()) {
        break; // landmarks, which no edge connects
      }
      placeRoots(component);
      followChains();
      while (!queue.isEmpty()) {
        int v = queue.remove();
        for (int at = start[v]; at < start[v + 1]; at++) {
          int k = incident[at];
          int other = graph.fromAt(k) == v ? graph.toAt(k) : graph.fromAt(k);
          if (placeAcross(k, v, other)) {
            follow(other, up, edgeUp);
            follow(other, down, edgeDown);
          }
        }
      }
    }
  }

  private void placeRoots(int[] component) {
    for (int v : component) {
      if (!movable.get(v)) {
        markPlaced(v);
      }
    }
    if (queue.isEmpty()) {
      int root =
          Arrays.stream(component).filter(priors::containsKey).findFirst().orElse(component[0]);
      graph.setPoseAt(root, priors.getOrDefault(root, graph.poseAt(root)));
      markPlaced(root);
    }
  }

  /** From every root upwards, then from every root downwards. */
  private void followChains() {
    Integer[] roots = queue.toArray(Integer[]::new);
    for (int root : roots) {
      follow(root, up, edgeUp);
    }
    for (int root : roots) {
      follow(root, down, edgeDown);
    }
  }

  private void follow(int from, int[] next, int[] edge) {
    for (int v = from; next[v] != NONE && placeAcross(edge[v], v, next[v]); ) {
      v = next[v];
    }
  }

  /** Places a pose from another by the edge between them; false if it has its place already. */
  private boolean placeAcross(int k, int known, int unknown) {
    if (placed.get(unknown)) {
      return false;
    }
    P measurement = graph.edges().get(k).measurement();
    P step = graph.fromAt(k) == known ? measurement : graph.between(measurement, graph.identity());
    graph.setPoseAt(unknown, graph.compose(graph.poseAt(known), step));
    markPlaced(unknown);
    return true;
  }

  private void markPlaced(int v) {
    placed.set(v);
    queue.add(v);
  }

  private void findOdometry() {
    long[] ids = graph.ids();
    int n = ids.length;
    long[] sorted = ids.clone();
    Arrays.sort(sorted);
    int[] order = new int[n];
    int[] rank = new int[n];
    for (int r = 0; r < n; r++) {
      order[r] = graph.variable(sorted[r]);
      rank[order[r]] = r;
    }
    for (int k = graph.edges().size() - 1; k >= 0; k--) { // backwards: the first edge stays
      int a = graph.fromAt(k);
      int b = graph.toAt(k);
      if (Math.abs(rank[a] - rank[b]) == 1) {
        int lower = rank[a] < rank[b] ? a : b;
        int upper = rank[a] < rank[b] ? b : a;
        up[lower] = upper;
        edgeUp[lower] = k;
        down[upper] = lower;
        edgeDown[upper] = k;
      }
    }
  }

  private static int[] none(int n) {
    int[] array = new int[n];
    Arrays.fill(array, NONE);
    return array;
  }
}
