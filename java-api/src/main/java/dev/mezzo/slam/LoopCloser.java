package dev.mezzo.slam;

import dev.mezzo.geometry.Pose2;
import dev.mezzo.geometry.Pose3;
import dev.mezzo.optimize.IncrementalOptimizer;
import dev.mezzo.optimize.LossFunction;
import dev.mezzo.optimize.Optimizer;
import dev.mezzo.optimize.Problem;
import dev.mezzo.optimize.Summary;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The map of a robot while it drives: keyframes come with their odometry, now and then a loop
 * closure, and {@link #optimize(Duration)} corrects all poses in the time that there is.
 *
 * <pre>{@code
 * try (var map = LoopCloser.inThePlane()) {
 *   map.warmUp();                                             // before it counts
 *   map.addKeyframe(0, Pose2.identity());
 *   while (robot.drives()) {
 *     map.addKeyframe(k, k - 1, odometry, odometryInformation);
 *     if (placeRecognition.sees(k, earlier)) {
 *       map.addLoopClosure(k, earlier, relativePose, closureInformation);
 *       map.optimize(Duration.ofMillis(10));
 *     }
 *     planner.use(map.poses());                               // from any thread
 *   }
 * }
 * }</pre>
 *
 * <p>The objective and its conventions are those of {@link PoseGraph}. What an optimisation needs
 * is kept and extended from call to call ({@link IncrementalOptimizer}), so that closing a loop
 * takes a fraction of the time of optimising the graph from scratch; the optimum is the same.
 *
 * <p><b>Threads.</b> A loop closer belongs to the thread that created it: all methods but {@link
 * #poses()} throw {@link IllegalStateException} elsewhere. {@link #poses()} may be called by any
 * thread at any time, while an optimisation is under way too, and never waits: it gives the last
 * estimate that was complete, an immutable {@link Trajectory} whose poses all belong to the same
 * estimate. Estimates are published by a volatile write: who sees one sees all that the owner did
 * before, and two calls by one thread never go back in time. Nothing of it changes while it is
 * held.
 *
 * <p>Native memory grows with the map and stays within a multiple of what it needs.
 *
 * <p>Quaternion order: (x, y, z, w), Hamilton, unit, rotating body to world. Tangent order:
 * translation first, then rotation: Pose3 (vx vy vz wx wy wz), Pose2 (vx vy w); metres, radians.
 * Perturbations are on the right (body frame): X &#8862; d = X &#183; Exp(d). Matrices in {@code
 * double[]} are row-major.
 *
 * @param <P> Pose2 or Pose3
 */
public final class LoopCloser<P> implements AutoCloseable {
  /** Part of the objective that a call may leave; see docs/benchmarks.md for what it does leave. */
  private static final double FUNCTION_TOLERANCE = 1e-6;

  /** Level of {@link #health()}. */
  private static final double SUSPECT = 1e-6;

  private final Thread owner = Thread.currentThread();
  private final PoseGraph<P> graph;
  private final Optimizer optimizer;
  private final LossFunction closureLoss;
  private final Problem problem = new Problem();
  private final IncrementalOptimizer incremental;
  private final int stateSize;

  /** Factors of the problem that are loop closures, and the edges of the graph that they are. */
  private final List<int[]> closures = new ArrayList<>();

  /** Connected part of every keyframe: the index of its first one. */
  private int[] part = new int[64];

  /** Whether other poses than before may have to be held. */
  private boolean isGaugeNew;

  private final Map<Long, Integer> index = new ConcurrentHashMap<>();
  private long[] ids = new long[64];
  private double[] states;
  private volatile Trajectory<P> published;

  private LoopCloser(PoseGraph<P> graph, Optimizer optimizer, LossFunction closureLoss) {
    this.graph = graph;
    this.optimizer = optimizer;
    this.closureLoss = closureLoss;
    this.incremental = optimizer.incremental(problem);
    this.stateSize = graph.manifold().stateDimension();
    this.states = new double[64 * stateSize];
    publish();
  }

  /**
   * For a robot in the plane, with default options.
   *
   * @return an empty map, to be closed
   */
  public static LoopCloser<Pose2> inThePlane() {
    return inThePlane(defaultOptions().build(), LossFunction.NONE);
  }

  /**
   * For a robot in the plane.
   *
   * @param optimizer with which options; {@link #defaultOptions()} is where to begin from
   * @param closureLoss loss of the loop closures; odometry and priors have the squared loss
   * @return an empty map, to be closed
   */
  public static LoopCloser<Pose2> inThePlane(Optimizer optimizer, LossFunction closureLoss) {
    return new LoopCloser<>(new PoseGraph2(), optimizer, Objects.requireNonNull(closureLoss));
  }

  /**
   * For a robot in space, with default options.
   *
   * @return an empty map, to be closed
   */
  public static LoopCloser<Pose3> inSpace() {
    return inSpace(defaultOptions().build(), LossFunction.NONE);
  }

  /**
   * For a robot in space.
   *
   * @param optimizer with which options; {@link #defaultOptions()} is where to begin from
   * @param closureLoss loss of the loop closures; odometry and priors have the squared loss
   * @return an empty map, to be closed
   */
  public static LoopCloser<Pose3> inSpace(Optimizer optimizer, LossFunction closureLoss) {
    return new LoopCloser<>(new PoseGraph3(), optimizer, Objects.requireNonNull(closureLoss));
  }

  /**
   * Options that suit a map that is optimised again and again.
   *
   * @return mixed precision, converged where less than 1e-6 of the objective is to be had
   */
  public static Optimizer.Builder defaultOptions() {
    return Optimizer.builder().functionTolerance(FUNCTION_TOLERANCE);
  }

  /**
   * Adds the first keyframe, or the first of a part that nothing connects to the others yet.
   *
   * @param id its name, not used yet
   * @param pose where it is thought to be
   * @throws IllegalArgumentException if there is a keyframe with that id
   */
  public void addKeyframe(long id, P pose) {
    checkOwner();
    graph.addPose(id, pose);
    append(id, pose);
    part[graph.size() - 1] = graph.size() - 1;
    isGaugeNew = true;
    publish();
  }

  /**
   * Adds a keyframe where odometry leads from an earlier one.
   *
   * @param id its name, not used yet
   * @param from id of the keyframe that odometry was counted from, usually the last
   * @param odometry the new pose in the frame of {@code from}
   * @param information inverse covariance of the odometry in tangent order, row-major 3x3 for
   *     Pose2, 6x6 for Pose3
   * @throws IllegalArgumentException if there is a keyframe {@code id}, or none {@code from}, or
   *     the information matrix is not symmetric positive semi-definite of that size
   */
  public void addKeyframe(long id, long from, P odometry, double[] information) {
    addKeyframe(id, from, odometry, InformationMatrix.of(information));
  }

  /**
   * Adds a keyframe where odometry leads from an earlier one.
   *
   * @param id its name, not used yet
   * @param from id of the keyframe that odometry was counted from, usually the last
   * @param odometry the new pose in the frame of {@code from}
   * @param information inverse covariance of its error: 3x3 for Pose2, 6x6 for Pose3
   * @throws IllegalArgumentException if there is a keyframe {@code id}, or none {@code from}, or
   *     the information matrix is not of that size
   */
  public void addKeyframe(long id, long from, P odometry, InformationMatrix information) {
    checkOwner();
    var edge = new Edge<>(from, id, odometry, checked(information));
    int before = graph.variable(from);
    P pose = graph.compose(graph.poseOf(problem.state(before)), odometry);
    graph.addPose(id, pose);
    append(id, pose);
    part[graph.size() - 1] = part[before];
    addEdge(edge, LossFunction.NONE);
    publish();
  }

  /**
   * Adds a loop closure. The poses follow at the next {@link #optimize()}.
   *
   * @param from id of the keyframe that measured
   * @param to id of the keyframe that was measured
   * @param measurement the pose {@code to} in the frame of {@code from}
   * @param information inverse covariance of the error in tangent order, row-major 3x3 for Pose2,
   *     6x6 for Pose3
   * @return the number of the closure: 0, 1, 2, ...
   * @throws IllegalArgumentException if a keyframe is not there, or both are the same, or the
   *     information matrix is not symmetric positive semi-definite of that size
   */
  public int addLoopClosure(long from, long to, P measurement, double[] information) {
    return addLoopClosure(from, to, measurement, InformationMatrix.of(information));
  }

  /**
   * Adds a loop closure. The poses follow at the next {@link #optimize()}.
   *
   * @param from id of the keyframe that measured
   * @param to id of the keyframe that was measured
   * @param measurement the pose {@code to} in the frame of {@code from}
   * @param information inverse covariance of its error: 3x3 for Pose2, 6x6 for Pose3
   * @return the number of the closure: 0, 1, 2, ...
   * @throws IllegalArgumentException if a keyframe is not there, or both are the same, or the
   *     information matrix is not of that size
   */
  public int addLoopClosure(long from, long to, P measurement, InformationMatrix information) {
    checkOwner();
    addEdge(new Edge<>(from, to, measurement, checked(information)), closureLoss);
    closures.add(new int[] {problem.factors() - 1, graph.edges().size() - 1});
    join(part[graph.variable(from)], part[graph.variable(to)]);
    return closures.size() - 1;
  }

  /**
   * Adds a measurement of a keyframe in the world frame.
   *
   * @param id the keyframe
   * @param measurement where it was measured to be
   * @param information inverse covariance of the error in tangent order, row-major 3x3 for Pose2,
   *     6x6 for Pose3; zeros where nothing was measured
   * @throws IllegalArgumentException if the keyframe is not there, or the information matrix is not
   *     symmetric positive semi-definite of that size
   */
  public void addPrior(long id, P measurement, double[] information) {
    addPrior(id, measurement, InformationMatrix.of(information));
  }

  /**
   * Adds a measurement of a keyframe in the world frame.
   *
   * @param id the keyframe
   * @param measurement where it was measured to be
   * @param information inverse covariance of its error: 3x3 for Pose2, 6x6 for Pose3; zeros where
   *     nothing was measured
   * @throws IllegalArgumentException if the keyframe is not there, or the information matrix is not
   *     of that size
   */
  public void addPrior(long id, P measurement, InformationMatrix information) {
    checkOwner();
    graph.addPrior(new Prior<>(id, measurement, checked(information)));
    problem.addFactor(graph.lastPriorFactor());
    isGaugeNew = true;
  }

  /**
   * Corrects all poses, for as long as it takes.
   *
   * @return what happened
   * @throws IllegalStateException if nothing was measured yet, or after {@link #close}
   */
  public Summary optimize() {
    return optimize(Duration.ofDays(365));
  }

  /**
   * Corrects all poses as far as the time allows. The deadline is looked at within the solution of
   * the linear systems; the best estimate so far is kept, never one of a higher objective than
   * before. What was not done is made up for by later calls.
   *
   * @param deadline from now on, positive
   * @return what happened; {@link Summary#termination()} is {@link
   *     dev.mezzo.optimize.Termination#TIME_LIMIT} if there was more to be done
   * @throws IllegalStateException if nothing was measured yet, or after {@link #close}
   */
  public Summary optimize(Duration deadline) {
    checkOwner();
    if (problem.factors() == 0) {
      throw new IllegalStateException("there is nothing to optimise: no keyframe has odometry yet");
    }
    if (isGaugeNew) {
      fixGauge();
    }
    Summary summary = incremental.optimize(deadline);
    double[] corrected = new double[states.length];
    problem.copyStates(corrected);
    states = corrected;
    publish();
    return summary;
  }

  /**
   * What may be wrong with the map, at a level of one in a million.
   *
   * @return as {@link #health(double)}
   */
  public LoopCloserHealth health() {
    return health(SUSPECT);
  }

  /**
   * What may be wrong with the map at the present estimate: parts that are not connected, poses
   * that are held for want of anything that says where they are, closures that fight the rest. To
   * be called after {@link #optimize}: closures that have not been taken in yet look suspect.
   *
   * @param level closures whose residuals are less probable than this are suspects, between 0 and 1
   * @return the findings
   */
  public LoopCloserHealth health(double level) {
    checkOwner();
    if (!(level > 0 && level < 1)) {
      throw new IllegalArgumentException("a level lies between 0 and 1, not at " + level);
    }
    graph.setPoses(problem);
    double[] squares = problem.squaredNorms();
    List<ClosureTest> tests = new ArrayList<>();
    for (int k = 0; k < closures.size(); k++) {
      double chi2 = squares[closures.get(k)[0]];
      Edge<P> edge = graph.edges().get(closures.get(k)[1]);
      double probability = ChiSquare.upperTail(chi2, graph.tangentDimension());
      tests.add(new ClosureTest(k, edge.from(), edge.to(), chi2, probability));
    }
    tests.sort(Comparator.comparingDouble(ClosureTest::chi2).reversed());
    return new LoopCloserHealth(
        graph.components().stream().map(LoopCloser::listed).toList(),
        listed(graph.anchors()),
        List.copyOf(tests),
        tests.stream().filter(test -> test.probability() < level).toList());
  }

  private static List<Long> listed(long[] keyframes) {
    return Arrays.stream(keyframes).boxed().toList();
  }

  /**
   * Makes the first calls as fast as later ones: loads the native library and the classes, and lets
   * the Java compiler see enough optimisations of maps of this kind, made up for the purpose, until
   * they take no less time. Takes one to three seconds; the map stays as it is. Once per process is
   * enough.
   */
  public void warmUp() {
    checkOwner();
    new WarmUp<>(graph, () -> new LoopCloser<>(graph.empty(), optimizer, closureLoss)).run();
  }

  /**
   * All poses as of the last complete estimate. For any thread.
   *
   * @return immutable
   */
  public Trajectory<P> poses() {
    return published;
  }

  /**
   * The map as a pose graph, to be written to a file, say.
   *
   * @return a copy at the present estimate
   */
  public PoseGraph<P> toPoseGraph() {
    checkOwner();
    graph.setPoses(problem);
    PoseGraph<P> copy = graph.empty();
    for (int v = 0; v < graph.size(); v++) {
      copy.addPose(graph.idAt(v), graph.poseAt(v));
    }
    graph.edges().forEach(copy::addEdge);
    graph.priors().forEach(copy::addPrior);
    return copy;
  }

  /** Frees native memory; {@link #poses()} goes on to work. Closing twice does nothing. */
  @Override
  public void close() {
    checkOwner();
    incremental.close();
  }

  private InformationMatrix checked(InformationMatrix matrix) {
    if (matrix.dimension() != graph.tangentDimension()) {
      throw new IllegalArgumentException(
          "an information matrix of "
              + graph.tangentDimension()
              + " rows is needed, not of "
              + matrix.dimension());
    }
    return matrix;
  }

  private void append(long id, P pose) {
    int k = problem.addVariable(graph.manifold(), graph.state(pose));
    if (k == ids.length) {
      ids = Arrays.copyOf(ids, 2 * k);
      states = Arrays.copyOf(states, 2 * k * stateSize);
      part = Arrays.copyOf(part, 2 * k);
    }
    // Readers of earlier trajectories do not look this far.
    ids[k] = id;
    System.arraycopy(graph.state(pose), 0, states, k * stateSize, stateSize);
    index.put(id, k);
  }

  private void publish() {
    published = new Trajectory<>(graph.size(), stateSize, states, ids, index, graph::poseOf);
  }

  private void addEdge(Edge<P> edge, LossFunction loss) {
    graph.addEdge(edge);
    problem.addFactor(graph.lastEdgeFactor(), loss);
  }

  /** A closure may connect two parts; the part that came first gives its name. */
  private void join(int a, int b) {
    if (a == b) {
      return;
    }
    for (int k = 0; k < graph.size(); k++) {
      if (part[k] == a || part[k] == b) {
        part[k] = Math.min(a, b);
      }
    }
    isGaugeNew = true;
  }

  private void fixGauge() {
    graph.setPoses(problem);
    int[] anchors = Gauge.anchors(graph);
    for (int v = 0; v < graph.size(); v++) {
      problem.setFixed(v, Arrays.binarySearch(anchors, v) >= 0);
    }
    isGaugeNew = false;
  }

  private void checkOwner() {
    if (Thread.currentThread() != owner) {
      throw new IllegalStateException(
          "this loop closer belongs to thread " + owner.getName() + "; others may read its poses");
    }
  }
}
