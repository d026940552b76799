package dev.mezzo.slam;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Places poses along edges that are known to be inliers. Where these leave parts of a graph apart,
 * such as the trajectories of several robots, each two parts are joined by the one edge between
 * them that most others agree with, the best supported first: a false closure has few friends.
 */
final class TrustedStart<P> {
  /** Edges of one pair of parts that stand for all, as candidates for joining it. */
  private static final int CANDIDATES = 100;

  private final PoseGraph<P> graph;
  private final BitSet known;
  private final double threshold;

  private record Pair(int one, int other) {}

  private record Join(int edge, double support) {}

  /**
   * A start of a graph.
   *
   * @param known edges that are inliers
   * @param threshold squared error that inliers rarely exceed
   */
  TrustedStart(PoseGraph<P> graph, BitSet known, double threshold) {
    this.graph = graph;
    this.known = known;
    this.threshold = threshold;
  }

  /** Moves the poses, and the landmarks with them. */
  void place() {
    placeAlong(known);
    Components parts = new Components(graph.size());
    known.stream().forEach(k -> parts.join(graph.fromAt(k), graph.toAt(k)));
    BitSet tree = (BitSet) known.clone();
    for (Join join : joins(parts)) {
      int from = graph.fromAt(join.edge);
      int to = graph.toAt(join.edge);
      if (parts.root(from) != parts.root(to)) {
        parts.join(from, to);
        tree.set(join.edge);
      }
    }
    if (tree.cardinality() > known.cardinality()) {
      placeAlong(tree);
    }
  }

  /** Along a breadth-first tree of some of the edges, by a graph that has no others. */
  private void placeAlong(BitSet edges) {
    PoseGraph<P> part = graph.empty();
    for (int v = 0; v < graph.size(); v++) {
      part.addPose(graph.idAt(v), graph.poseAt(v));
      if (graph.isFixedAt(v)) {
        part.fix(graph.idAt(v));
      }
    }
    graph.priors().forEach(part::addPrior);
    edges.stream().forEach(k -> part.addEdge(graph.edges().get(k)));
    part.initialize(Initialization.SPANNING_TREE);
    for (int v = 0; v < graph.size(); v++) {
      graph.setPoseAt(v, part.poseAt(v));
    }
    LandmarkPlacement.place(graph);
  }

  /** One edge for each two parts with edges between them, those with most support first. */
  private List<Join> joins(Components parts) {
    Map<Pair, List<Integer>> between = new LinkedHashMap<>();
    for (int k = 0; k < graph.edges().size(); k++) {
      int one = parts.root(graph.fromAt(k));
      int other = parts.root(graph.toAt(k));
      if (one != other) {
        var pair = new Pair(Math.min(one, other), Math.max(one, other));
        between.computeIfAbsent(pair, any -> new ArrayList<>()).add(k);
      }
    }
    List<Join> joins = new ArrayList<>();
    between.forEach((pair, edges) -> joins.add(best(pair, edges, parts)));
    joins.sort(Comparator.comparingDouble(Join::support).reversed());
    return joins;
  }

  private Join best(Pair pair, Collection<Integer> edges, Components parts) {
    Join best = null;
    int stride = 1 + (edges.size() - 1) / CANDIDATES;
    int at = 0;
    for (int k : edges) {
      if (at++ % stride == 0) {
        double support = support(motion(k, pair, parts), edges, pair, parts);
        if (best == null || support > best.support) {
          best = new Join(k, support);
        }
      }
    }
    return best;
  }

  /** The motion of the second part that makes edge k fit: X1 &#183; Z &#183; X2^-1. */
  private P motion(int k, Pair pair, Components parts) {
    P measurement = graph.edges().get(k).measurement();
    P from = graph.poseAt(graph.fromAt(k));
    P to = graph.poseAt(graph.toAt(k));
    return parts.root(graph.fromAt(k)) == pair.one
        ? graph.compose(graph.compose(from, measurement), inverse(to))
        : graph.compose(graph.compose(to, inverse(measurement)), inverse(from));
  }

  /** How many edges agree with a motion of the second part: each counts 1 if exactly, else less. */
  private double support(P motion, Iterable<Integer> edges, Pair pair, Components parts) {
    double support = 0;
    for (int k : edges) {
      P from = graph.poseAt(graph.fromAt(k));
      P to = graph.poseAt(graph.toAt(k));
      if (parts.root(graph.fromAt(k)) == pair.one) {
        to = graph.compose(motion, to);
      } else {
        from = graph.compose(motion, from);
      }
      Edge<P> edge = graph.edges().get(k);
      P error = graph.between(edge.measurement(), graph.between(from, to));
      support += 1 / (1 + Math.sqrt(isotropic(error, edge.information()) / threshold));
    }
    return support;
  }

  /** The squared error with isotropic weights, near enough for a vote. */
  private double isotropic(P error, InformationMatrix information) {
    int n = graph.dimension();
    double[] translation = graph.translation(error);
    double[] rotation = graph.rotation(error);
    double distance = 0;
    double turn = 0; // ||R - I||^2, twice the squared angle where that is small
    for (int i = 0; i < n; i++) {
      distance += translation[i] * translation[i];
      for (int j = 0; j < n; j++) {
        double entry = rotation[i * n + j] - (i == j ? 1 : 0);
        turn += entry * entry;
      }
    }
    double ofTranslation = 0;
    double ofRotation = 0;
    int size = information.dimension();
    for (int i = 0; i < size; i++) {
      if (i < n) {
        ofTranslation += information.get(i, i) / n;
      } else {
        ofRotation += information.get(i, i) / (size - n);
      }
    }
    double half = n == 3 ? 0.25 : 1; // quaternions have half the angle
    return ofTranslation * distance + ofRotation * half * turn / 2;
  }

  private P inverse(P pose) {
    return graph.between(pose, graph.identity());
  }
}
