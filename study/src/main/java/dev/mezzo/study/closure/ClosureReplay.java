package dev.mezzo.study.closure;

import dev.mezzo.geometry.Pose2;
import dev.mezzo.geometry.Pose3;
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
import java.util.function.BinaryOperator;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * A pose graph as the robot met it: keyframes in the order of their ids, each with its odometry,
 * the first edge to it from the keyframe before, and every other edge as a loop closure, at the
 * later of its two keyframes. Several closures of one keyframe come one after the other, in the
 * order of the graph's edges. Landmarks, priors and what is fixed are left out.
 *
 * <p>Immutable, as long as nobody changes the graph.
 *
 * @param <P> Pose2 or Pose3
 */
public final class ClosureReplay<P> {
  private final PoseGraph<P> graph;
  private final Supplier<LoopCloser<P>> maps;
  private final BinaryOperator<P> compose;
  private final long[] ids;
  private final Map<Long, Edge<P>> odometry = new HashMap<>();
  private final Map<Long, List<Edge<P>>> closures = new HashMap<>();
  private int count;

  private ClosureReplay(
      PoseGraph<P> graph, Supplier<LoopCloser<P>> maps, BinaryOperator<P> compose) {
    this.graph = graph;
    this.maps = maps;
    this.compose = compose;
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

  /**
   * Splits a graph into odometry and loop closures.
   *
   * @param graph in the plane or in space
   * @return its replay
   */
  public static ClosureReplay<?> of(PoseGraph<?> graph) {
    return switch (graph) {
      case PoseGraph2 planar -> new ClosureReplay<>(planar, LoopCloser::inThePlane, Pose2::compose);
      case PoseGraph3 spatial -> new ClosureReplay<>(spatial, LoopCloser::inSpace, Pose3::compose);
    };
  }

  /**
   * The graph.
   *
   * @return as it was given
   */
  public PoseGraph<P> graph() {
    return graph;
  }

  /**
   * How many keyframes there are.
   *
   * @return all poses of the graph
   */
  public int keyframes() {
    return ids.length;
  }

  /**
   * How many loop closures there are.
   *
   * @return all edges but those of the odometry
   */
  public int closures() {
    return count;
  }

  /**
   * Keyframes that odometry does not lead to.
   *
   * @return their ids, in order; the first keyframe is none of them
   */
  public List<Long> gaps() {
    return Arrays.stream(ids).skip(1).filter(id -> !odometry.containsKey(id)).boxed().toList();
  }

  /**
   * The trajectory without loop closures: odometry alone, from where the graph has the first
   * keyframe; after a gap it goes on from where the graph has that keyframe.
   *
   * @return the poses in the order of the keyframes
   */
  public List<P> odometryAlone() {
    List<P> poses = new ArrayList<>();
    for (long id : ids) {
      Edge<P> edge = odometry.get(id);
      poses.add(edge == null ? graph.pose(id) : compose.apply(poses.getLast(), edge.measurement()));
    }
    return poses;
  }

  /**
   * How far the drive is at each closure.
   *
   * @return for each closure, how many keyframes there are when it is added
   */
  int[] moments() {
    int[] moments = new int[count];
    int k = 0;
    for (int keyframes = 1; keyframes <= ids.length; keyframes++) {
      int here = closures.getOrDefault(ids[keyframes - 1], List.of()).size();
      Arrays.fill(moments, k, k + here, keyframes);
      k += here;
    }
    return moments;
  }

  /** All keyframes where odometry alone puts them, in their order, with all edges. */
  PoseGraph<P> whole() {
    try (LoopCloser<P> map = newMap()) {
      drive(map, () -> true);
      return map.toPoseGraph();
    }
  }

  /**
   * An empty map with default options, in mixed precision.
   *
   * @return to be closed
   */
  public LoopCloser<P> newMap() {
    return maps.get();
  }

  /**
   * Drives once.
   *
   * @param map an empty one, which keyframes and closures are added to
   * @param onClosure called after each closure was added, to optimise the map; tells whether to
   *     drive on
   */
  public void drive(LoopCloser<P> map, BooleanSupplier onClosure) {
    for (long id : ids) {
      Edge<P> edge = odometry.get(id);
      if (edge == null) {
        map.addKeyframe(id, graph.pose(id));
      } else {
        map.addKeyframe(id, edge.from(), edge.measurement(), edge.information().toArray());
      }
      for (Edge<P> closure : closures.getOrDefault(id, List.of())) {
        double[] information = closure.information().toArray();
        map.addLoopClosure(closure.from(), closure.to(), closure.measurement(), information);
        if (!onClosure.getAsBoolean()) {
          return;
        }
      }
    }
  }
}
