package dev.mezzo.study.profile;

import dev.mezzo.geometry.Bal;
import dev.mezzo.geometry.Pose2;
import dev.mezzo.geometry.Pose3;
import dev.mezzo.optimize.LossFunction;
import dev.mezzo.optimize.Optimizer;
import dev.mezzo.optimize.Summary;
import dev.mezzo.slam.BundleAdjustment;
import dev.mezzo.slam.LoopCloser;
import dev.mezzo.slam.PoseGraph;
import dev.mezzo.slam.PoseGraph2;
import dev.mezzo.slam.PoseGraph3;
import dev.mezzo.slam.Sighting;
import dev.mezzo.study.closure.ClosureReplay;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * A problem, or a sequence of them, that can be solved again and again from the same start. Not
 * safe for use by several threads at once.
 */
public abstract class ProfiledProblem {
  private final Application application;
  private final String name;

  private ProfiledProblem(Application application, String name) {
    this.application = application;
    this.name = name;
  }

  /** Hears of each solve. */
  @FunctionalInterface
  interface Listener {
    /**
     * Hears of one.
     *
     * @param summary of it
     * @param sizes counts what it worked on; only while the problem is as it was then
     */
    void solved(Summary summary, Supplier<Sizes> sizes);
  }

  /**
   * Windows of keyframes, each solved by itself.
   *
   * @param name for tables
   * @param windows single cameras of known parameters
   * @param held keyframes of each, from the first on, that are held
   * @return the application of visual odometry
   */
  public static ProfiledProblem odometry(String name, List<BundleAdjustment> windows, int held) {
    return new Bundles(Application.ODOMETRY, name, windows, held);
  }

  /**
   * A bundle.
   *
   * @param name for tables
   * @param bundle single cameras of known parameters
   * @param held keyframes, from the first on, that are held
   * @return the application of bundle adjustment
   */
  public static ProfiledProblem bundle(String name, BundleAdjustment bundle, int held) {
    return new Bundles(Application.BUNDLE, name, List.of(bundle), held);
  }

  /**
   * A pose graph, from where its poses are.
   *
   * @param name for tables
   * @param graph of edges alone
   * @return the application of a pose graph at once
   */
  public static ProfiledProblem graph(String name, PoseGraph<?> graph) {
    return new Graph(name, graph);
  }

  /**
   * A pose graph, met keyframe by keyframe; every closure is a solve.
   *
   * @param name for tables
   * @param graph of edges alone
   * @return the application of loop closures
   */
  public static ProfiledProblem closures(String name, PoseGraph<?> graph) {
    return switch (graph) {
      case PoseGraph2 planar -> new Closures<Pose2>(name, planar, LoopCloser::inThePlane);
      case PoseGraph3 spatial -> new Closures<Pose3>(name, spatial, LoopCloser::inSpace);
    };
  }

  /**
   * What it is an example of.
   *
   * @return one of four
   */
  public Application application() {
    return application;
  }

  /**
   * The name.
   *
   * @return for tables
   */
  public String name() {
    return name;
  }

  /** How it can be solved. */
  List<Arithmetic> arithmetics() {
    return List.of(Arithmetic.values());
  }

  /** Solves it, or all of them, from the start. */
  abstract void solve(Arithmetic arithmetic, Listener listener);

  private static final class Bundles extends ProfiledProblem {
    private final List<BundleAdjustment> bundles;
    private final int held;

    Bundles(Application application, String name, List<BundleAdjustment> bundles, int held) {
      super(application, name);
      this.bundles = List.copyOf(bundles);
      this.held = held;
    }

    @Override
    void solve(Arithmetic arithmetic, Listener listener) {
      Optimizer optimizer = arithmetic.optimizer(application());
      for (BundleAdjustment bundle : bundles) {
        Summary summary = optimizer.optimize(bundle.problem());
        listener.solved(summary, () -> sizes(bundle, arithmetic));
      }
    }

    private Sizes sizes(BundleAdjustment bundle, Arithmetic arithmetic) {
      List<Sighting> seen = bundle.sightings();
      boolean[] isHeld = new boolean[bundle.keyframes()];
      Arrays.fill(isHeld, 0, held, true);
      return Sizes.ofBundle(
          bundle.model(0) == Bal.INSTANCE ? Sizes.Kind.BAL : Sizes.Kind.PINHOLE,
          bundle.keyframes(),
          isHeld,
          bundle.landmarks(),
          seen.stream().mapToInt(Sighting::keyframe).toArray(),
          seen.stream().mapToInt(Sighting::landmark).toArray(),
          Sizes.Fill.DIAGONAL,
          arithmetic.eliminates(application()));
    }
  }

  /** Of a graph whose first pose is held, as that of one without any other is. */
  private static Sizes sizes(PoseGraph<?> graph, Arithmetic arithmetic) {
    long[] ids = graph.ids();
    boolean[] isHeld = new boolean[ids.length];
    boolean isFree = true;
    for (int k = 0; k < ids.length; k++) {
      isHeld[k] = graph.isFixed(ids[k]);
      isFree &= !isHeld[k];
    }
    isHeld[0] |= isFree;
    Integer[] order = new Integer[ids.length];
    Arrays.setAll(order, k -> k);
    Arrays.sort(order, (a, b) -> Long.compare(ids[a], ids[b]));
    long[] sorted = Arrays.stream(order).mapToLong(k -> ids[k]).toArray();
    return Sizes.ofGraph(
        graph.dimension() == 2 ? Sizes.Kind.PLANE : Sizes.Kind.SPACE,
        ids.length,
        isHeld,
        graph.edges().stream()
            .mapToInt(e -> order[Arrays.binarySearch(sorted, e.from())])
            .toArray(),
        graph.edges().stream().mapToInt(e -> order[Arrays.binarySearch(sorted, e.to())]).toArray(),
        arithmetic == Arithmetic.ARTICLE ? Sizes.Fill.NONE : Sizes.Fill.COMPLETE);
  }

  private static final class Graph extends ProfiledProblem {
    private final PoseGraph<?> graph;

    Graph(String name, PoseGraph<?> graph) {
      super(Application.GRAPH, name);
      this.graph = graph;
    }

    @Override
    void solve(Arithmetic arithmetic, Listener listener) {
      Summary summary =
          arithmetic.optimizer(application()).optimize(graph.toProblem(LossFunction.NONE));
      listener.solved(summary, () -> sizes(graph, arithmetic));
    }
  }

  private static final class Closures<P> extends ProfiledProblem {
    private final ClosureReplay<P> replay;
    private final Maps<P> maps;

    /** Makes empty maps. */
    private interface Maps<P> {
      LoopCloser<P> empty(Optimizer optimizer, LossFunction loss);
    }

    @SuppressWarnings("unchecked") // a replay is of the poses of its graph
    Closures(String name, PoseGraph<P> graph, Maps<P> maps) {
      super(Application.CLOSURE, name);
      replay = (ClosureReplay<P>) ClosureReplay.of(graph);
      this.maps = maps;
    }

    /** The article solves every closure from scratch: that is its way with a pose graph. */
    @Override
    List<Arithmetic> arithmetics() {
      return List.of(Arithmetic.DOUBLE, Arithmetic.SINGLE, Arithmetic.MIXED);
    }

    @Override
    void solve(Arithmetic arithmetic, Listener listener) {
      Optimizer optimizer = arithmetic.optimizer(application());
      try (LoopCloser<P> map = maps.empty(optimizer, LossFunction.NONE)) {
        replay.drive(
            map,
            () -> {
              listener.solved(map.optimize(), () -> sizes(map.toPoseGraph(), arithmetic));
              return true;
            });
      }
    }
  }
}
