package dev.mezzo.slam;

import dev.mezzo.optimize.Factor;
import dev.mezzo.optimize.LossFunction;
import dev.mezzo.optimize.Manifold;
import dev.mezzo.optimize.Optimizer;
import dev.mezzo.optimize.Problem;
import dev.mezzo.optimize.Summary;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * A graph of poses and of measurements between them, whose optimum minimises
 *
 * <pre>
 *   chi2 = sum over edges and priors of e^T Omega e,
 *   e(D) = [translation of D; rotation of D],
 *   D = Z^-1 &#183; Xfrom^-1 &#183; Xto for an edge, D = Z^-1 &#183; X for a prior,
 * </pre>
 *
 * <p>with Z the measurement and Omega its information matrix. The rotation of D is an angle in the
 * plane; in space it is the vector part of its unit quaternion with w &gt;= 0, which for small
 * angles is half the rotation vector. This is the convention of g2o, so figures compare with its.
 *
 * <p>Poses are named by ids, any 64-bit numbers, and keep the order in which they were added: the
 * pose added k-th is variable k of {@link #toProblem}, counted from 0.
 *
 * <p><b>Gauge.</b> Measurements between poses leave the place of the whole open. In every connected
 * component without a fixed pose, and whose priors do not determine its place, the pose that was
 * added first is held where it is: see {@link #anchors()}.
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
public abstract sealed class PoseGraph<P> permits PoseGraph2, PoseGraph3 {
  private static final System.Logger LOG = System.getLogger(PoseGraph.class.getName());

  private final Manifold manifold;
  private final IdIndex index = new IdIndex();
  private final List<P> poses = new ArrayList<>();
  private final BitSet fixed = new BitSet();
  private final List<Edge<P>> edges = new ArrayList<>();
  private final List<Prior<P>> priors = new ArrayList<>();

  /** Indices of the poses of edge k: from at 2 k, to at 2 k + 1. */
  private int[] ends = new int[32];

  /** One per edge; made as edges come, so that an optimisation finds them ready. */
  private final List<Factor> edgeFactors = new ArrayList<>();

  private final List<Factor> priorFactors = new ArrayList<>();

  PoseGraph(Manifold manifold) {
    this.manifold = manifold;
  }

  /**
   * Dimension of the space the poses live in.
   *
   * @return 2 or 3
   */
  public abstract int dimension();

  /**
   * Adds a pose.
   *
   * @param id its name, not used yet
   * @param estimate where it is thought to be
   * @throws IllegalArgumentException if there is a pose with that id
   */
  public void addPose(long id, P estimate) {
    Objects.requireNonNull(estimate, "estimate");
    if (index.find(id) >= 0) {
      throw new IllegalArgumentException("there is a pose " + id + " already");
    }
    index.add(id);
    poses.add(estimate);
  }

  /**
   * Adds a measurement of one pose from another. Several between the same two are welcome.
   *
   * @param edge the measurement
   * @throws IllegalArgumentException if it names a pose that is not there, or the same pose twice,
   *     or its information matrix has the wrong dimension
   */
  public void addEdge(Edge<P> edge) {
    int from = require(edge.from());
    int to = require(edge.to());
    if (from == to) {
      throw new IllegalArgumentException("edge from pose " + edge.from() + " to itself");
    }
    edgeFactors.add(factor(from, to, edge));
    int at = 2 * edges.size();
    if (at == ends.length) {
      ends = Arrays.copyOf(ends, 2 * at);
    }
    ends[at] = from;
    ends[at + 1] = to;
    edges.add(edge);
  }

  /**
   * Adds a measurement of one pose from another.
   *
   * @param from id of the pose that measures
   * @param to id of the pose that is measured
   * @param measurement the pose {@code to} in the frame of {@code from}
   * @param information inverse covariance of the error in tangent order, row-major 3x3 for Pose2,
   *     6x6 for Pose3
   * @throws IllegalArgumentException as for {@link #addEdge(Edge)} and {@link InformationMatrix#of}
   */
  public void addEdge(long from, long to, P measurement, double[] information) {
    addEdge(new Edge<>(from, to, measurement, InformationMatrix.of(information)));
  }

  /**
   * Adds a measurement of a pose in the world frame.
   *
   * @param prior the measurement
   * @throws IllegalArgumentException if it names a pose that is not there, or its information
   *     matrix has the wrong dimension
   */
  public void addPrior(Prior<P> prior) {
    priorFactors.add(factor(require(prior.id()), prior));
    priors.add(prior);
  }

  /**
   * Adds a measurement of a pose in the world frame.
   *
   * @param id the pose that is measured
   * @param measurement where it was measured to be
   * @param information inverse covariance of the error in tangent order, row-major 3x3 for Pose2,
   *     6x6 for Pose3; zeros where nothing was measured
   * @throws IllegalArgumentException as for {@link #addPrior(Prior)} and {@link
   *     InformationMatrix#of}
   */
  public void addPrior(long id, P measurement, double[] information) {
    addPrior(new Prior<>(id, measurement, InformationMatrix.of(information)));
  }

  /**
   * Holds a pose where it is.
   *
   * @param id the pose
   * @throws IllegalArgumentException if it is not there
   */
  public void fix(long id) {
    fixed.set(require(id));
  }

  /**
   * Whether {@link #fix} was called for a pose.
   *
   * @param id the pose
   * @return false for poses that are held as {@link #anchors()} only
   * @throws IllegalArgumentException if it is not there
   */
  public boolean isFixed(long id) {
    return fixed.get(require(id));
  }

  /**
   * Whether there is a pose with an id.
   *
   * @param id any number
   * @return whether it was added
   */
  public boolean contains(long id) {
    return index.find(id) >= 0;
  }

  /**
   * Number of poses.
   *
   * @return at least 0
   */
  public int size() {
    return index.size();
  }

  /**
   * The ids of all poses.
   *
   * @return in order of addition, a copy
   */
  public long[] ids() {
    return index.ids();
  }

  /**
   * All poses.
   *
   * @return in order of addition, a view that cannot be written
   */
  public List<P> poses() {
    return Collections.unmodifiableList(poses);
  }

  /**
   * All edges.
   *
   * @return in order of addition, a view that cannot be written
   */
  public List<Edge<P>> edges() {
    return Collections.unmodifiableList(edges);
  }

  /**
   * All priors.
   *
   * @return in order of addition, a view that cannot be written
   */
  public List<Prior<P>> priors() {
    return Collections.unmodifiableList(priors);
  }

  /**
   * One pose.
   *
   * @param id its name
   * @return where it is
   * @throws IllegalArgumentException if it is not there
   */
  public P pose(long id) {
    return poses.get(require(id));
  }

  /**
   * Moves a pose.
   *
   * @param id its name
   * @param estimate where it is thought to be
   * @throws IllegalArgumentException if it is not there
   */
  public void setPose(long id, P estimate) {
    poses.set(require(id), Objects.requireNonNull(estimate, "estimate"));
  }

  /**
   * Takes the poses of a problem that {@link #toProblem} made and an optimiser moved.
   *
   * @param problem its first variables are the poses of this graph
   */
  public void setPoses(Problem problem) {
    for (int v = 0; v < poses.size(); v++) {
      poses.set(v, poseOf(problem.state(v)));
    }
  }

  /**
   * Where a pose is among the variables of {@link #toProblem} and in {@link #poses()}.
   *
   * @param id the pose
   * @return 0 for the pose added first, and so on
   * @throws IllegalArgumentException if it is not there
   */
  public int variable(long id) {
    return require(id);
  }

  /**
   * The connected components: poses between which edges lead.
   *
   * @return the ids of each, in order of addition; components in the order of their first poses
   */
  public List<long[]> components() {
    List<long[]> ids = new ArrayList<>();
    for (int[] members : connect().members()) {
      ids.add(Arrays.stream(members).mapToLong(index::id).toArray());
    }
    return ids;
  }

  /**
   * The poses that an optimisation holds although nobody fixed them, because nothing else says
   * where their component is: the first pose of every connected component that has no fixed pose
   * and whose priors, taken together at the current estimate, leave its place or heading open.
   *
   * @return ids in order of addition
   */
  public long[] anchors() {
    return Arrays.stream(Gauge.anchors(this)).mapToLong(index::id).toArray();
  }

  /**
   * The objective at the current poses, with the squared loss.
   *
   * @return sum of e^T Omega e over edges and priors
   */
  public double chi2() {
    return toProblem(LossFunction.NONE).chi2();
  }

  /**
   * This graph as an optimisation problem, to which factors of other kinds may be added. Variable k
   * is the pose added k-th; fixed poses and {@link #anchors()} are held. Factors are the edges,
   * then the priors.
   *
   * @param loss for every edge and prior
   * @return a new problem at the current poses
   */
  public Problem toProblem(LossFunction loss) {
    Objects.requireNonNull(loss, "loss");
    var problem = new Problem();
    for (P pose : poses) {
      problem.addVariable(manifold, state(pose));
    }
    fixed.stream().forEach(v -> problem.setFixed(v, true));
    for (int v : Gauge.anchors(this)) {
      problem.setFixed(v, true);
    }
    for (Factor factor : edgeFactors) {
      problem.addFactor(factor, loss);
    }
    for (Factor factor : priorFactors) {
      problem.addFactor(factor, loss);
    }
    return problem;
  }

  /**
   * Moves the poses to a least-squares optimum, starting as {@link Initialization#AUTO} says.
   *
   * @param optimizer with which options
   * @return what happened
   * @throws IllegalArgumentException if there is no edge or prior, or no pose that may move
   */
  public Summary optimize(Optimizer optimizer) {
    return optimize(optimizer, LossFunction.NONE);
  }

  /**
   * Moves the poses to an optimum of a robust loss, starting as {@link Initialization#AUTO} says.
   *
   * @param optimizer with which options
   * @param loss for every edge and prior
   * @return what happened
   * @throws IllegalArgumentException if there is no edge or prior, or no pose that may move
   */
  public Summary optimize(Optimizer optimizer, LossFunction loss) {
    return optimize(optimizer, loss, Initialization.AUTO);
  }

  /**
   * Moves the poses to an optimum of a robust loss.
   *
   * @param optimizer with which options
   * @param loss for every edge and prior
   * @param initialization where to start; {@link Initialization#FILE} for the optimum near the
   *     poses as they are
   * @return what happened; {@link Summary#init()} tells the start
   * @throws IllegalArgumentException if there is no edge or prior, or no pose that may move
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
   * Marginal covariances of the poses, where they are now, with the squared loss. To be closed.
   *
   * @return for any poses and pairs of them
   * @throws IllegalArgumentException if there is no edge or prior, or no pose that may move
   * @throws dev.mezzo.optimize.SingularProblemException if the measurements leave more open than
   *     {@link #anchors()} hold, as edges may whose information matrices are singular; its variable
   *     counts poses in order of addition, from 0
   */
  public PoseGraphCovariance<P> covariance() {
    return covariance(LossFunction.NONE);
  }

  /**
   * Marginal covariances of the poses, where they are now, with the weights that a robust loss
   * gives the measurements there. To be closed.
   *
   * @param loss for every edge and prior
   * @return for any poses and pairs of them
   * @throws IllegalArgumentException as for {@link #covariance()}
   * @throws dev.mezzo.optimize.SingularProblemException as for {@link #covariance()}
   */
  public PoseGraphCovariance<P> covariance(LossFunction loss) {
    return new PoseGraphCovariance<>(this, loss);
  }

  /**
   * Sets the poses from the measurements, starting at roots. Roots are the fixed poses of a
   * component; without one, the first pose with a prior that determines it, moved to where the
   * prior says; without one, the pose that was added first, where it is. Everything else moves.
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
   * @param loss for every edge and prior
   * @return which it was
   */
  public Initialization initialize(Initialization initialization, LossFunction loss) {
    var all = new BitSet();
    all.set(0, size());
    return initialize(initialization, loss, all);
  }

  /**
   * Sets some poses from the measurements, as {@link #initialize(Initialization)} does, with all
   * others as roots: they stay where they are.
   *
   * @param initialization how
   * @param ids the poses that move, unless they are fixed
   * @return which it was
   * @throws IllegalArgumentException if one is not there
   */
  public Initialization initialize(Initialization initialization, Collection<Long> ids) {
    var movable = new BitSet();
    for (long id : ids) {
      movable.set(require(id));
    }
    return initialize(initialization, LossFunction.NONE, movable);
  }

  private Initialization initialize(
      Initialization initialization, LossFunction loss, BitSet movable) {
    movable.andNot(fixed);
    if (movable.isEmpty()) {
      return initialization == Initialization.AUTO ? Initialization.FILE : initialization;
    }
    switch (initialization) {
      case FILE -> {}
      case ODOMETRY -> new Initializer<>(this, movable).place(true);
      case SPANNING_TREE -> new Initializer<>(this, movable).place(false);
      case CHORDAL -> placeByRelaxation(movable);
      case AUTO -> {
        return AutomaticStart.choose(this, loss, movable);
      }
    }
    return initialization;
  }

  void placeByRelaxation(BitSet movable) {
    new Initializer<>(this, movable).place(false);
    new Chordal<>(this, movable).place();
  }

  abstract Factor factor(int from, int to, Edge<P> edge);

  abstract Factor factor(int pose, Prior<P> prior);

  abstract double[] state(P pose);

  abstract P poseOf(double[] state);

  abstract P identity();

  abstract P compose(P a, P b);

  /** Row-major, of the size of {@link #dimension()}. */
  abstract double[] rotation(P pose);

  abstract double[] translation(P pose);

  /** A pose of a translation and a rotation matrix, exact but for rounding. */
  abstract P nearest(double[] translation, double[] rotation);

  /** a^-1 &#183; b. */
  abstract P between(P a, P b);

  /** Row-major, of the size of an information matrix. */
  abstract double[] adjoint(P pose);

  boolean isFixedAt(int v) {
    return fixed.get(v);
  }

  long idAt(int v) {
    return index.id(v);
  }

  P poseAt(int v) {
    return poses.get(v);
  }

  void setPoseAt(int v, P pose) {
    poses.set(v, pose);
  }

  /** Index of the pose that edge k leads from. */
  int fromAt(int k) {
    return ends[2 * k];
  }

  /** Index of the pose that edge k leads to. */
  int toAt(int k) {
    return ends[2 * k + 1];
  }

  /** Degrees of freedom of a pose. */
  int tangentDimension() {
    return manifold.tangentDimension();
  }

  Components connect() {
    var components = new Components(poses.size());
    for (int k = 0; k < edges.size(); k++) {
      components.join(fromAt(k), toAt(k));
    }
    return components;
  }

  private int require(long id) {
    int v = index.find(id);
    if (v < 0) {
      throw new IllegalArgumentException("there is no pose " + id);
    }
    return v;
  }
}
