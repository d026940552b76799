package dev.mezzo.cli;

import dev.mezzo.optimize.LossFunction;
import dev.mezzo.optimize.Optimizer;
import dev.mezzo.optimize.PrecisionPolicy;
import dev.mezzo.optimize.Problem;
import dev.mezzo.optimize.Summary;
import dev.mezzo.slam.Edge;
import dev.mezzo.slam.LoopCloser;
import dev.mezzo.slam.PoseGraph;
import dev.mezzo.slam.PoseGraph2;
import dev.mezzo.slam.PoseGraph3;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A pose graph as the robot met it: keyframes in the order of their ids, each with its odometry,
 * the edge from the keyframe before, and every other edge as a loop closure, after which the map is
 * optimised. Now and then the graph at that moment is also optimised from scratch, from the same
 * poses, in fp64 with the direct solver.
 *
 * @param <P> Pose2 or Pose3
 */
final class ClosureReplay<P> {
  private final PoseGraph<P> graph;
  private final Supplier<LoopCloser<P>> maps;
  private final Optimizer batch = Optimizer.builder().precision(PrecisionPolicy.DOUBLE).build();
  private final long[] ids;
  private final Map<Long, Edge<P>> odometry = new HashMap<>();
  private final Map<Long, List<Edge<P>>> closures = new HashMap<>();
  private int count;

  private final List<Double> seconds = new ArrayList<>();
  private final List<Double> batchSeconds = new ArrayList<>();
  private int slower;
  private long linearIterations;
  private int factorizations;

  private ClosureReplay(PoseGraph<P> graph, Supplier<LoopCloser<P>> maps) {
    this.graph = graph;
    this.maps = maps;
    ids = graph.ids();
    Arrays.sort(ids);
    for (Edge<P> edge : graph.edges()) {
      int from = Arrays.binarySearch(ids, edge.from());
      int to = Arrays.binarySearch(ids, edge.to());
      if (to == from + 1 && !odometry.containsKey(edge.to())) {
        odometry.put(edge.to(), edge);
      } else {
        long later = ids[Math.max(from, to)];
        closures.computeIfAbsent(later, id -> new ArrayList<>()).add(edge);
        count++;
      }
    }
  }

  static ClosureReplay<?> of(PoseGraph<?> graph) {
    return switch (graph) {
      case PoseGraph2 planar -> new ClosureReplay<>(planar, LoopCloser::inThePlane);
      case PoseGraph3 spatial -> new ClosureReplay<>(spatial, LoopCloser::inSpace);
    };
  }

  int closures() {
    return count;
  }

  /**
   * Drives once.
   *
   * @param batches how many solves from scratch, at most, to spread over the closures
   */
  ClosureResult run(String name, int batches) {
    seconds.clear();
    batchSeconds.clear();
    slower = 0;
    linearIterations = 0;
    factorizations = 0;
    try (LoopCloser<P> map = maps.get()) {
      int every = Math.max(1, (count + batches - 1) / Math.max(1, batches));
      for (long id : ids) {
        addKeyframe(map, id);
        for (Edge<P> closure : closures.getOrDefault(id, List.of())) {
          double[] information = closure.information().toArray();
          map.addLoopClosure(closure.from(), closure.to(), closure.measurement(), information);
          boolean isCompared = batches > 0 && seconds.size() % every == every / 2;
          close(map, isCompared);
        }
      }
      PoseGraph<P> end = map.toPoseGraph();
      double reached = end.chi2();
      double best = batch.optimize(end.toProblem(LossFunction.NONE)).finalChi2();
      return new ClosureResult(
          name,
          graph.dimension(),
          ids.length,
          seconds,
          batchSeconds,
          slower,
          reached,
          best,
          linearIterations,
          factorizations);
    }
  }

  private void addKeyframe(LoopCloser<P> map, long id) {
    Edge<P> edge = odometry.get(id);
    if (edge == null) {
      map.addKeyframe(id, graph.pose(id));
    } else {
      map.addKeyframe(id, edge.from(), edge.measurement(), edge.information().toArray());
    }
  }

  private void close(LoopCloser<P> map, boolean isCompared) {
    double fromScratch = 0;
    if (isCompared) {
      Problem problem = map.toPoseGraph().toProblem(LossFunction.NONE);
      long begun = System.nanoTime();
      batch.optimize(problem);
      fromScratch = (System.nanoTime() - begun) * 1e-9;
      batchSeconds.add(fromScratch);
    }
    long begun = System.nanoTime();
    Summary summary = map.optimize();
    double took = (System.nanoTime() - begun) * 1e-9;
    seconds.add(took);
    linearIterations += summary.linearIterations();
    factorizations += summary.factorizations();
    slower += isCompared && took > fromScratch ? 1 : 0;
  }
}
