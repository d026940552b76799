package dev.mezzo.slam;

import dev.mezzo.optimize.LossFunction;
import dev.mezzo.optimize.Manifold;
import dev.mezzo.optimize.Optimizer;
import dev.mezzo.optimize.Problem;
import dev.mezzo.optimize.Summary;
import java.lang.System.Logger.Level;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/**
 * A graph of poses, landmarks, and measurements between them, whose optimum minimises
 *
 * <pre>
 *   chi2 = sum over all measurements of e^T Omega e,
 *   edge:         e = [translation of D; rotation of D],  D = Z^-1 &#183; Xfrom^-1 &#183; Xto,
 *   prior:        e = [translation of D; rotation of D],  D = Z^-1 &#183; X &#183; P,
 *   position:     e = (translation of X, or l) - z,
 *   observation:  e = P^-1 &#183; X^-1 &#183; l - z,
 * </pre>
 *
 * <p>with Z or z the measurement, Omega its information matrix, X poses, l landmarks, and P the
 * place of the sensor on the body, the identity unless given. The rotation of D is an angle in the
 * plane; in space it is the vector part of its unit quaternion with w &gt;= 0, which for small
 * angles is half the rotation vector. This is the convention of g2o, so figures compare with its.
 *
 * <p>Poses and landmarks are named by ids, any 64-bit numbers, no two the same, and keep the order
 * in which they were added: the pose added k-th is variable k of {@link #toProblem}, counted from
 * 0; landmarks follow after the last pose.
 *
 * <p><b>Gauge.</b> Measurements between poses leave the place of the whole open. In every connected
 * component without a fixed pose, and whose priors, positions and fixed landmarks do not determine
 * its place, the pose that was added first is held where it is: see {@link #anchors()}. A landmark
 * without observations, and without positions that determine it, is held as well.
 *
 * <p>Quaternion order: (x, y, z, w), Hamilton, unit, rotating body to world. Tangent order:
 * translation first, then rotation: Pose3 (vx vy vz wx wy wz), Pose2 (vx vy w); metres, radians.
 * Perturbations are on the right (body frame): X &#8862; d = X &#183; Exp(d), with the full
 * SE(2)/SE(3) exponential. Matrices in {@code double[]} are row-major.
 *
 * <p>Not safe for use by several threads at once.
 *
 * @param <P> Pose2 or Pose3
 */
public abstract sealed class PoseGraph<P> extends PoseGraphContents<P>
    permits PoseGraph2, PoseGraph3 {
  private static final System.Logger LOG = System.getLogger(PoseGraph.class.getName());

  PoseGraph(Manifold manifold) {
    super(manifold);
  }

  /**
   * Copies all poses into memory, in the order of {@link #ids}.
   *
   * @param out of any kind; receives 7 doubles for each Pose3 (translation x y z, quaternion x y z
   *     w), 3 for each Pose2 (x, y, heading), or nothing
   * @return number of poses
   * @throws IndexOutOfBoundsException if the memory is too short
   * @throws IllegalArgumentException if it is read-only or not aligned to 8 bytes
   * @throws IllegalStateException if it has been freed
   * @throws WrongThreadException if it is for another thread
   */
  public int copyPoses(MemorySegment out) {
    StateMemory.write("poses", size(), stateSize(), v -> state(poseAt(v)), out);
    return size();
  }

  /**
   * Moves all poses, in the order of {@link #ids}.
   *
   * @param memory of any kind; as {@link #copyPoses} writes it
   * @throws IndexOutOfBoundsException if the memory is too short
   * @throws IllegalArgumentException if it is not aligned to 8 bytes, or holds what is no pose;
   *     then nothing has changed
   * @throws IllegalStateException if it has been freed
   * @throws WrongThreadException if it is for another thread
   */
  public void setPoses(MemorySegment memory) {
    List<P> moved = read(size(), memory);
    for (int v = 0; v < moved.size(); v++) {
      setPoseAt(v, moved.get(v));
    }
  }

  /**
   * Adds many poses.
   *
   * @param ids the name of each, not used yet
   * @param memory of any kind; where each is thought to be, as {@link #copyPoses} writes it
   * @throws IndexOutOfBoundsException if the memory is too short
   * @throws IllegalArgumentException if it is not aligned to 8 bytes or holds what is no pose, or a
   *     pose or a landmark has one of the ids, or two are the same; then nothing has changed
   * @throws IllegalStateException if it has been freed
   * @throws WrongThreadException if it is for another thread
   */
  public void addPoses(long[] ids, MemorySegment memory) {
    List<P> added = read(ids.length, memory);
    requireUnused(ids);
    for (int k = 0; k < ids.length; k++) {
      addPose(ids[k], added.get(k));
    }
  }

  private List<P> read(int count, MemorySegment memory) {
    int size = stateSize();
    double[] states = StateMemory.read("poses", count, size, memory);
    List<P> poses = new ArrayList<>(count);
    for (int k = 0; k < count; k++) {
      poses.add(poseOf(Arrays.copyOfRange(states, k * size, (k + 1) * size)));
    }
    return poses;
  }

  private int stateSize() {
    return manifold().stateDimension();
  }

  /**
   * The connected components: poses between which edges lead, or which observe the same landmarks,
   * unless these are fixed.
   *
   * @return the ids of the poses of each, in order of addition; components in the order of their
   *     first poses
   */
  public List<long[]> components() {
    List<long[]> ids = new ArrayList<>();
    int n = size();
    for (int[] members : connect().members()) {
      if (members[0] < n) {
        ids.add(Arrays.stream(members).filter(v -> v < n).mapToLong(this::idAt).toArray());
      }
    }
    return ids;
  }

  /**
   * The poses that an optimisation holds although nobody fixed them, because nothing else says
   * where their component is: the first pose of every connected component that has no fixed pose
   * and whose priors, positions and fixed landmarks, taken together at the current estimate, leave
   * its place or heading open.
   *
   * @return ids in order of addition
   */
  public long[] anchors() {
    return Arrays.stream(Gauge.anchors(this)).mapToLong(this::idAt).toArray();
  }

  /**
   * What the measurements leave open although the graph is connected and its gauge is held: poses
   * that landmarks alone tie to the rest, but too few of them (one in the plane leaves a turn about
   * it, one or two in space, or any number on a line, a turn about that line), and landmarks that
   * no measurements determine in each direction. An optimisation of such a graph ends at one of
   * many optima, of the same chi2; {@link #covariance()} refuses it. Every edge counts as rigid.
   *
   * @return at the current poses; empty if nothing is found to be open
   */
  public List<LoosePart> looseParts() {
    return Rigidity.looseParts(this);
  }

  /**
   * The objective at the current poses, with the squared loss.
   *
   * @return sum of e^T Omega e over all measurements
   */
  public double chi2() {
    return toProblem(LossFunction.NONE).chi2();
  }

  /**
   * This graph as an optimisation problem, to which factors of other kinds may be added. Variable k
   * is the pose added k-th, or, counted on from the last pose, a landmark; what is fixed and the
   * {@link #anchors()} are held. Factors are the edges, then the priors, the positions and the
   * observations.
   *
   * @param loss for every measurement
   * @return a new problem at the current poses
   */
  public Problem toProblem(LossFunction loss) {
    Objects.requireNonNull(loss, "loss");
    var problem = new Problem();
    addVariables(problem);
    for (int v : Gauge.held(this)) {
      problem.setFixed(v, true);
    }
    addFactors(problem, loss);
    return problem;
  }

  /**
   * Moves the poses to a least-squares optimum, starting as {@link Initialization#AUTO} says.
   *
   * @param optimizer with which options
   * @return what happened
   * @throws IllegalArgumentException if there is no measurement, or no pose that may move
   */
  public Summary optimize(Optimizer optimizer) {
    return optimize(optimizer, LossFunction.NONE);
  }

  /**
   * Moves the poses to an optimum of a robust loss, starting as {@link Initialization#AUTO} says.
   *
   * @param optimizer with which options
   * @param loss for every measurement
   * @return what happened
   * @throws IllegalArgumentException if there is no measurement, or no pose that may move
   */
  public Summary optimize(Optimizer optimizer, LossFunction loss) {
    return optimize(optimizer, loss, Initialization.AUTO);
  }

  /**
   * Moves the poses to an optimum of a robust loss.
   *
   * @param optimizer with which options
   * @param loss for every measurement
   * @param initialization where to start; {@link Initialization#FILE} for the optimum near the
   *     poses as they are
   * @return what happened; {@link Summary#init()} tells the start
   * @throws IllegalArgumentException if there is no measurement, or no pose that may move
   */
  public Summary optimize(Optimizer optimizer, LossFunction loss, Initialization initialization) {
    Initialization start = initialize(initialization, loss);
    Problem problem = toProblem(loss);
    LOG.log(Level.DEBUG, () -> "held as gauge: poses " + Arrays.toString(anchors()));
    Summary summary = optimizer.optimize(problem).startedFrom(start.toString());
    setPoses(problem);
    return summary;
  }

  /**
   * Marginal covariances of the poses and landmarks, where they are now, with the squared loss. To
   * be closed.
   *
   * @return for any of them, and pairs of them
   * @throws IllegalArgumentException if there is no measurement, or no pose that may move
   * @throws dev.mezzo.optimize.SingularProblemException if the measurements leave more open than
   *     {@link #anchors()} hold, as edges may whose information matrices are singular, or too few
   *     common landmarks; its variable is that of {@link #variable}
   */
  public PoseGraphCovariance<P> covariance() {
    return covariance(LossFunction.NONE);
  }

  /**
   * Marginal covariances of the poses and landmarks, where they are now, with the weights that a
   * robust loss gives the measurements there. To be closed.
   *
   * @param loss for every measurement
   * @return for any of them, and pairs of them
   * @throws IllegalArgumentException as for {@link #covariance()}
   * @throws dev.mezzo.optimize.SingularProblemException as for {@link #covariance()}
   */
  public PoseGraphCovariance<P> covariance(LossFunction loss) {
    return new PoseGraphCovariance<>(this, loss);
  }

  /**
   * Sets poses and landmarks from the measurements, starting at roots. Components are here what
   * edges connect; observations of landmarks place no pose, but for {@code CHORDAL}, where they
   * count for translations. Roots are the fixed poses of a component; without one, the first pose
   * with a prior that determines it, moved to where the prior says; without one, the pose that was
   * added first, where it is. Everything else moves.
   *
   * <ul>
   *   <li>{@link Initialization#FILE} changes nothing.
   *   <li>{@link Initialization#ODOMETRY} takes poses in the order of their ids as a trajectory.
   *       The odometry between a pose and the next is the first edge between them, whichever way it
   *       points. Chains are followed from the roots, upwards before downwards. What they do not
   *       reach is reached by one edge as in {@code SPANNING_TREE}, from the pose that was placed
   *       earliest; from there chains are followed again.
   *   <li>{@link Initialization#SPANNING_TREE} goes breadth-first, so that every pose is as few
   *       edges as possible from the nearest root; edges are taken in both directions, of several
   *       possible ones that which was added first.
   *   <li>In both, landmarks follow: each to the mean of where its observations and positions see
   *       it from the poses, weighted by their information.
   *   <li>{@link Initialization#CHORDAL} uses all measurements at once. Fixed poses stay; priors
   *       count as measurements do; a component that neither holds stays at its root, and one that
   *       positions alone hold is moved to them as a whole.
   *   <li>{@link Initialization#AUTO} takes the estimate as it is, or {@code CHORDAL}, as {@link
   *       #optimize(Optimizer)} does.
   * </ul>
   *
   * @param initialization how
   * @return which it was: {@code initialization}, or for {@code AUTO} the one taken, {@code FILE}
   *     or {@code CHORDAL}
   */
  public Initialization initialize(Initialization initialization) {
    return initialize(initialization, LossFunction.NONE);
  }

  /**
   * Sets the poses from the measurements, as {@link #initialize(Initialization)} does, with {@link
   * Initialization#AUTO} choosing by a robust loss.
   *
   * @param initialization how
   * @param loss for every measurement
   * @return which it was
   */
  public Initialization initialize(Initialization initialization, LossFunction loss) {
    var all = new BitSet();
    all.set(0, vertices());
    return initialize(initialization, loss, all);
  }

  /**
   * Sets some poses from the measurements, as {@link #initialize(Initialization)} does, with all
   * others as roots: they stay where they are.
   *
   * @param initialization how
   * @param ids the poses and landmarks that move, unless they are fixed
   * @return which it was
   * @throws IllegalArgumentException if one is not there
   */
  public Initialization initialize(Initialization initialization, Collection<Long> ids) {
    var movable = new BitSet();
    for (long id : ids) {
      movable.set(variable(id));
    }
    return initialize(initialization, LossFunction.NONE, movable);
  }

  private Initialization initialize(
      Initialization initialization, LossFunction loss, BitSet movable) {
    for (int v = 0; v < vertices(); v++) {
      movable.set(v, movable.get(v) && !isFixedAt(v));
    }
    if (movable.isEmpty()) {
      return initialization == Initialization.AUTO ? Initialization.FILE : initialization;
    }
    switch (initialization) {
      case FILE -> {}
      case ODOMETRY -> placeByChains(movable, true);
      case SPANNING_TREE -> placeByChains(movable, false);
      case CHORDAL -> placeByRelaxation(movable);
      case AUTO -> {
        return AutomaticStart.choose(this, loss, movable);
      }
    }
    return initialization;
  }

  private void placeByChains(BitSet movable, boolean alongOdometry) {
    new Initializer<>(this, movable).place(alongOdometry);
    LandmarkPlacement.place(this, movable);
  }

  void placeByRelaxation(BitSet movable) {
    placeByChains(movable, false);
    new Chordal<>(this, movable).place();
  }

  /** Vertices, joined by edges and by observations of landmarks that are not fixed. */
  Components connect() {
    Components components = connectByEdges();
    Landmarks<P> landmarks = landmarksByIndex();
    for (int k = 0; k < landmarks.observations.size(); k++) {
      int landmark = landmarks.landmarkOf(k);
      if (!landmarks.fixed.get(landmark)) {
        components.join(landmarks.poseOf(k), size() + landmark);
      }
    }
    return components;
  }

  /** Vertices, joined by edges alone. */
  Components connectByEdges() {
    var components = new Components(vertices());
    for (int k = 0; k < edges().size(); k++) {
      components.join(fromAt(k), toAt(k));
    }
    return components;
  }
}
