package dev.mezzo.slam;

import dev.mezzo.geometry.Point;
import dev.mezzo.optimize.Factor;
import dev.mezzo.optimize.LossFunction;
import dev.mezzo.optimize.Manifold;
import dev.mezzo.optimize.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * What a {@link PoseGraph} holds, by ids and by indices. Vertices are the poses, in order of
 * addition, then the landmarks.
 *
 * @param <P> Pose2 or Pose3
 */
abstract sealed class PoseGraphContents<P> extends PoseGraphKind<P> permits PoseGraph {
  private final Manifold manifold;
  private final IdIndex index = new IdIndex();
  private final List<P> poses = new ArrayList<>();
  private final BitSet fixed = new BitSet();
  private final List<Edge<P>> edges = new ArrayList<>();
  private final List<Prior<P>> priors = new ArrayList<>();
  private final List<PositionPrior> positions = new ArrayList<>();
  private final Landmarks<P> landmarks = new Landmarks<>();

  /** Indices of the poses of edge k: from at 2 k, to at 2 k + 1. */
  private int[] ends = new int[32];

  /** One per edge; made as edges come, so that an optimisation finds them ready. */
  private final List<Factor> edgeFactors = new ArrayList<>();

  private final List<Factor> priorFactors = new ArrayList<>();

  PoseGraphContents(Manifold manifold) {
    this.manifold = manifold;
  }

  /**
   * Adds a pose.
   *
   * @param id its name, not used yet
   * @param estimate where it is thought to be
   * @throws IllegalArgumentException if there is a pose or a landmark with that id
   */
  public void addPose(long id, P estimate) {
    Objects.requireNonNull(estimate, "estimate");
    requireUnused(id);
    index.add(id);
    poses.add(estimate);
  }

  /**
   * Adds a landmark: a point that poses observe.
   *
   * @param id its name, not used yet
   * @param estimate where it is thought to be, in the world frame
   * @throws IllegalArgumentException if there is a pose or a landmark with that id, or the point
   *     has the wrong dimension
   */
  public void addLandmark(long id, Point estimate) {
    requireUnused(id);
    requireDimension(estimate);
    landmarks.add(id, estimate);
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
   * Adds a measurement of one pose from another.
   *
   * @param from id of the pose that measures
   * @param to id of the pose that is measured
   * @param measurement the pose {@code to} in the frame of {@code from}
   * @param information inverse covariance of the error in tangent order: 3x3 for Pose2, 6x6 for
   *     Pose3
   * @throws IllegalArgumentException as for {@link #addEdge(Edge)}
   */
  public void addEdge(long from, long to, P measurement, InformationMatrix information) {
    addEdge(new Edge<>(from, to, measurement, information));
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
   * Adds a measurement of a pose in the world frame.
   *
   * @param id the pose that is measured
   * @param measurement where it was measured to be
   * @param information inverse covariance of the error in tangent order: 3x3 for Pose2, 6x6 for
   *     Pose3; zeros where nothing was measured
   * @throws IllegalArgumentException as for {@link #addPrior(Prior)}
   */
  public void addPrior(long id, P measurement, InformationMatrix information) {
    addPrior(new Prior<>(id, measurement, information));
  }

  /**
   * Adds a measurement of a position in the world frame, whatever the heading.
   *
   * @param position the measurement
   * @throws IllegalArgumentException if it names no pose or landmark that is there, or has the
   *     wrong dimension
   */
  public void addPosition(PositionPrior position) {
    requireVertex(position.id());
    ErrorOfPoint.check(dimension(), position.measurement(), position.information());
    positions.add(position);
  }

  /**
   * Adds a measurement of a position in the world frame, whatever the heading.
   *
   * @param id the pose or landmark that is measured
   * @param measurement where it was measured to be
   * @param information inverse covariance of the error, along the axes of the world: 2x2 in the
   *     plane, 3x3 in space
   * @throws IllegalArgumentException as for {@link #addPosition(PositionPrior)}
   */
  public void addPosition(long id, Point measurement, InformationMatrix information) {
    addPosition(new PositionPrior(id, measurement, information));
  }

  /**
   * Adds a measurement of a landmark from a pose. Several of the same are welcome.
   *
   * @param observation the measurement
   * @throws IllegalArgumentException if it names a pose or a landmark that is not there, or has the
   *     wrong dimension
   */
  public void addObservation(Observation<P> observation) {
    int pose = require(observation.pose());
    int landmark = requireLandmark(observation.landmark());
    ErrorOfPoint.check(dimension(), observation.measurement(), observation.information());
    landmarks.observe(pose, landmark, observation);
  }

  /**
   * Adds a measurement of a landmark from a pose.
   *
   * @param pose id of the pose that measures
   * @param landmark id of the landmark that is measured
   * @param measurement the landmark in the frame of the pose
   * @param information inverse covariance of the error, along the axes of the pose: 2x2 in the
   *     plane, 3x3 in space
   * @throws IllegalArgumentException as for {@link #addObservation(Observation)}
   */
  public void addObservation(
      long pose, long landmark, Point measurement, InformationMatrix information) {
    addObservation(new Observation<>(pose, landmark, measurement, information));
  }

  /**
   * Holds a pose or a landmark where it is.
   *
   * @param id the pose or landmark
   * @throws IllegalArgumentException if it is not there
   */
  public void fix(long id) {
    int v = requireVertex(id);
    if (v < size()) {
      fixed.set(v);
    } else {
      landmarks.fixed.set(v - size());
    }
  }

  /**
   * Whether {@link #fix} was called for a pose or a landmark.
   *
   * @param id the pose or landmark
   * @return false for poses that are held as {@link PoseGraph#anchors()} only
   * @throws IllegalArgumentException if it is not there
   */
  public boolean isFixed(long id) {
    return isFixedAt(requireVertex(id));
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
   * Whether there is a landmark with an id.
   *
   * @param id any number
   * @return whether it was added
   */
  public boolean containsLandmark(long id) {
    return landmarks.index.find(id) >= 0;
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
   * The ids of all landmarks.
   *
   * @return in order of addition, a copy
   */
  public long[] landmarkIds() {
    return landmarks.index.ids();
  }

  /**
   * All landmarks.
   *
   * @return where they are in the world frame, in order of addition, a view that cannot be written
   */
  public List<Point> landmarks() {
    return Collections.unmodifiableList(landmarks.points);
  }

  /**
   * All observations of landmarks.
   *
   * @return in order of addition, a view that cannot be written
   */
  public List<Observation<P>> observations() {
    return Collections.unmodifiableList(landmarks.observations);
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
   * All measurements of positions in the world frame.
   *
   * @return in order of addition, a view that cannot be written
   */
  public List<PositionPrior> positions() {
    return Collections.unmodifiableList(positions);
  }

  /**
   * Number of all measurements, of whatever kind.
   *
   * @return at least 0
   */
  public int measurements() {
    return edges.size() + priors.size() + positions.size() + landmarks.observations.size();
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
   * One landmark.
   *
   * @param id its name
   * @return where it is in the world frame
   * @throws IllegalArgumentException if it is not there
   */
  public Point landmark(long id) {
    return landmarks.points.get(requireLandmark(id));
  }

  /**
   * Moves a landmark.
   *
   * @param id its name
   * @param estimate where it is thought to be, in the world frame
   * @throws IllegalArgumentException if it is not there, or the point has the wrong dimension
   */
  public void setLandmark(long id, Point estimate) {
    int landmark = requireLandmark(id);
    requireDimension(estimate);
    landmarks.points.set(landmark, estimate);
  }

  /**
   * Takes the poses and landmarks of a problem that {@link PoseGraph#toProblem} made and an
   * optimiser moved.
   *
   * @param problem its first variables are the poses and landmarks of this graph
   */
  public void setPoses(Problem problem) {
    for (int v = 0; v < poses.size(); v++) {
      poses.set(v, poseOf(problem.state(v)));
    }
    for (int k = 0; k < landmarks.size(); k++) {
      landmarks.points.set(k, Point.ofArray(problem.state(poses.size() + k)));
    }
  }

  /**
   * Where a pose or a landmark is among the variables of {@link PoseGraph#toProblem}, and a pose in
   * {@link #poses()}.
   *
   * @param id the pose or landmark
   * @return 0 for the pose added first, and so on; {@link #size()} for the landmark added first
   * @throws IllegalArgumentException if it is not there
   */
  public int variable(long id) {
    return requireVertex(id);
  }

  void addVariables(Problem problem) {
    for (P pose : poses) {
      problem.addVariable(manifold, state(pose));
    }
    Manifold space = Manifold.euclidean(dimension());
    for (Point point : landmarks.points) {
      problem.addVariable(space, point.toArray());
    }
    for (int v = 0; v < vertices(); v++) {
      problem.setFixed(v, isFixedAt(v));
    }
  }

  void addFactors(Problem problem, LossFunction loss) {
    for (Factor factor : edgeFactors) {
      problem.addFactor(factor, loss);
    }
    for (Factor factor : priorFactors) {
      problem.addFactor(factor, loss);
    }
    int n = size();
    for (PositionPrior position : positions) {
      int v = requireVertex(position.id());
      problem.addFactor(
          v < n
              ? factor(v, position)
              : new LandmarkFactor(v, position.measurement(), position.information()),
          loss);
    }
    for (int k = 0; k < landmarks.observations.size(); k++) {
      Observation<P> observation = landmarks.observations.get(k);
      int landmark = n + landmarks.landmarkOf(k);
      problem.addFactor(factor(landmarks.poseOf(k), landmark, observation), loss);
    }
  }

  /** Poses and landmarks. */
  int vertices() {
    return poses.size() + landmarks.size();
  }

  /** By the indices of landmarks, not of vertices. */
  Landmarks<P> landmarksByIndex() {
    return landmarks;
  }

  Manifold manifold() {
    return manifold;
  }

  /** That of the edge which was added last. */
  Factor lastEdgeFactor() {
    return edgeFactors.getLast();
  }

  /** That of the prior which was added last. */
  Factor lastPriorFactor() {
    return priorFactors.getLast();
  }

  /** Where a prior measured the body to be: Z &#183; P^-1. */
  P bodyOf(Prior<P> prior) {
    return prior.offset().equals(identity())
        ? prior.measurement()
        : compose(prior.measurement(), between(prior.offset(), identity()));
  }

  /** Whether a vertex is fixed. */
  boolean isFixedAt(int v) {
    return v < poses.size() ? fixed.get(v) : landmarks.fixed.get(v - poses.size());
  }

  /** Id of a vertex. */
  long idAt(int v) {
    return v < poses.size() ? index.id(v) : landmarks.index.id(v - poses.size());
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

  private int require(long id) {
    int v = index.find(id);
    if (v < 0) {
      throw new IllegalArgumentException(
          containsLandmark(id) ? id + " is a landmark, not a pose" : "there is no pose " + id);
    }
    return v;
  }

  /** Index of a landmark among landmarks. */
  private int requireLandmark(long id) {
    int landmark = landmarks.index.find(id);
    if (landmark < 0) {
      throw new IllegalArgumentException(
          index.find(id) >= 0 ? id + " is a pose, not a landmark" : "there is no landmark " + id);
    }
    return landmark;
  }

  private int requireVertex(long id) {
    int v = index.find(id);
    int landmark = v < 0 ? landmarks.index.find(id) : -1;
    if (v < 0 && landmark < 0) {
      throw new IllegalArgumentException(
          "there is no pose " + (landmarks.size() > 0 ? "or landmark " : "") + id);
    }
    return v >= 0 ? v : poses.size() + landmark;
  }

  private void requireUnused(long id) {
    if (index.find(id) >= 0 || landmarks.index.find(id) >= 0) {
      String kind = containsLandmark(id) ? "landmark " : "pose ";
      throw new IllegalArgumentException("there is a " + kind + id + " already");
    }
  }

  /** For poses that are to be added, all or none. */
  void requireUnused(long[] ids) {
    long[] sorted = ids.clone();
    Arrays.sort(sorted);
    for (int k = 0; k < sorted.length; k++) {
      requireUnused(sorted[k]);
      if (k > 0 && sorted[k] == sorted[k - 1]) {
        throw new IllegalArgumentException("two poses are to be called " + sorted[k]);
      }
    }
  }

  private void requireDimension(Point point) {
    if (point.dimension() != dimension()) {
      throw new IllegalArgumentException(
          "landmarks of this graph have %d coordinates, not %d"
              .formatted(dimension(), point.dimension()));
    }
  }
}
