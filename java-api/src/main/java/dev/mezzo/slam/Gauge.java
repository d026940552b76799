package dev.mezzo.slam;

import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;

/** Which vertices must be held so that an optimum is unique: see {@link PoseGraph#anchors()}. */
final class Gauge<P> {
  private static final double RANK_TOLERANCE = 1e-12;

  private final PoseGraph<P> graph;
  private final Components components;

  /** Dimension of the space, degrees of freedom of a pose, number of poses. */
  private final int d;

  private final int size;
  private final int n;

  /** By component, at its first vertex: whether its place is known. */
  private final boolean[] determined;

  /**
   * By component: information on its motion, in the frame of one of its poses; null where nothing
   * was measured.
   */
  private final double[][] information;

  private final int[] origin;

  private Gauge(PoseGraph<P> graph, Components components) {
    this.graph = graph;
    this.components = components;
    d = graph.dimension();
    size = graph.tangentDimension();
    n = graph.size();
    determined = new boolean[graph.vertices()];
    information = new double[graph.vertices()][];
    origin = new int[graph.vertices()];
    for (int v = 0; v < n; v++) {
      determined[components.root(v)] |= graph.isFixedAt(v);
    }
    addPriors();
    addPositions();
    addFixedLandmarks();
    for (int root = 0; root < determined.length; root++) {
      if (information[root] != null && !determined[root]) {
        determined[root] =
            root < n
                ? hasFullRank(information[root], size, d)
                : InformationMatrix.nearestTo(information[root]).isPositiveDefinite();
      }
    }
  }

  /**
   * The first pose of every component that neither fixed vertices nor measurements in the world
   * frame hold; ascending.
   */
  static <P> int[] anchors(PoseGraph<P> graph) {
    return Arrays.stream(held(graph)).filter(v -> v < graph.size()).toArray();
  }

  /** The anchors, and the landmarks that nothing measures, as vertices; ascending. */
  static <P> int[] held(PoseGraph<P> graph) {
    var gauge = new Gauge<>(graph, graph.connect());
    return IntStream.range(0, graph.vertices())
        .filter(v -> gauge.components.root(v) == v && !gauge.determined[v])
        .filter(v -> !graph.isFixedAt(v))
        .toArray();
  }

  /**
   * The vertices whose places fixed vertices and measurements in the world frame tell, by way of
   * edges, but not of landmarks.
   */
  static <P> BitSet knownByEdges(PoseGraph<P> graph) {
    var gauge = new Gauge<>(graph, graph.connectByEdges());
    var known = new BitSet();
    for (int v = 0; v < graph.vertices(); v++) {
      known.set(v, gauge.determined[gauge.components.root(v)]);
    }
    return known;
  }

  /**
   * Moving a whole component by the motion Exp(m) of the frame of one of its poses X0 moves pose X
   * by the body motion Ad(Y^-1) m with Y = X0^-1 X. Measurements hold it if the information on m
   * that they give together,
   *
   * <pre>
   *   sum of Ad(Y^-1)^T I Ad(Y^-1),
   * </pre>
   *
   * with I what one says about the motion of its pose, has full rank: one prior of full rank will
   * do, so will three positions, not on a line, and observations of three fixed landmarks.
   */
  private void add(int v, double[] ofBody) {
    int root = components.root(v);
    begin(root, v);
    P inverse = graph.between(graph.poseAt(v), graph.poseAt(origin[root])); // Y^-1
    Congruence.add(graph.adjoint(inverse), ofBody, size, size, information[root]);
  }

  private void begin(int root, int pose) {
    if (information[root] == null) {
      information[root] = new double[size * size];
      origin[root] = pose;
    }
  }

  /**
   * A prior says about the body motion of its pose B^T Omega B with B = [R_D, 0; 0, 1] Ad(P^-1).
   * The rotation of D is taken as near zero in the rows of the rotation, where the error is then
   * the tangent but for a constant factor.
   */
  private void addPriors() {
    for (Prior<P> prior : graph.priors()) {
      int v = graph.variable(prior.id());
      determined[components.root(v)] |= prior.information().isPositiveDefinite();
      P sensor = graph.compose(graph.poseAt(v), prior.offset());
      double[] turn = graph.rotation(graph.between(prior.measurement(), sensor)); // R_D
      double[] byError = new double[size * size];
      for (int i = 0; i < size; i++) {
        for (int j = 0; j < size; j++) {
          byError[i * size + j] = i < d && j < d ? turn[i * d + j] : i == j ? 1 : 0;
        }
      }
      double[] atSensor = Congruence.of(byError, prior.information().toArray(), size);
      P inverse = graph.between(prior.offset(), graph.identity());
      add(v, Congruence.of(graph.adjoint(inverse), atSensor, size));
    }
  }

  private void addPositions() {
    for (PositionPrior position : graph.positions()) {
      int v = graph.variable(position.id());
      double[] omega = position.information().toArray();
      int root = components.root(v);
      if (v < n) {
        add(v, bySite(omega, graph.rotation(graph.poseAt(v)), new double[d]));
      } else if (root < n) {
        begin(root, root);
        P frame = graph.poseAt(origin[root]);
        double[] sum = bySite(omega, graph.rotation(frame), seenFrom(frame, v));
        for (int i = 0; i < sum.length; i++) {
          information[root][i] += sum[i];
        }
      } else {
        double[] sum = information[root] == null ? new double[d * d] : information[root];
        for (int i = 0; i < sum.length; i++) {
          sum[i] += omega[i];
        }
        information[root] = sum;
      }
    }
  }

  private void addFixedLandmarks() {
    Landmarks<P> landmarks = graph.landmarksByIndex();
    for (int k = 0; k < landmarks.observations.size(); k++) {
      int v = landmarks.poseOf(k);
      int landmark = n + landmarks.landmarkOf(k);
      if (graph.isFixedAt(landmark) && !determined[components.root(v)]) {
        Observation<P> observation = landmarks.observations.get(k);
        double[] turn = Congruence.transposed(graph.rotation(observation.offset()), d);
        double[] omega = observation.information().toArray();
        add(v, bySite(omega, turn, seenFrom(graph.poseAt(v), landmark)));
      }
    }
  }

  /** Where a landmark is in the frame of a pose. */
  private double[] seenFrom(P frame, int landmark) {
    double[] point = graph.landmarksByIndex().points.get(landmark - n).toArray();
    return graph.transform(graph.between(frame, graph.identity()), point);
  }

  /**
   * What Omega on the velocity, turned by R, of a point y of the body says about the body's motion:
   * B^T Omega B with B = R [1, -[y]x].
   */
  private double[] bySite(double[] omega, double[] rotation, double[] y) {
    double[] sum = new double[size * size];
    Congruence.add(Congruence.motionOf(y), Congruence.of(rotation, omega, d), d, size, sum);
    return sum;
  }

  /**
   * Whether no direction has less than 1e-12 of the information of the others, once the mean over
   * translations and the mean over rotations are made equal, which takes units and the extent of
   * the component out.
   */
  private static boolean hasFullRank(double[] information, int n, int translations) {
    double ofTranslation = 0;
    double ofRotation = 0;
    for (int i = 0; i < n; i++) {
      double entry = information[i * n + i];
      ofTranslation += i < translations ? entry / translations : 0;
      ofRotation += i < translations ? 0 : entry / (n - translations);
    }
    if (ofTranslation == 0 || ofRotation == 0) {
      return false;
    }
    double[] scaled = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        double row = i < translations ? ofTranslation : ofRotation;
        double column = j < translations ? ofTranslation : ofRotation;
        scaled[i * n + j] = information[i * n + j] / (Math.sqrt(row) * Math.sqrt(column));
      }
    }
    return new SymmetricEigen(scaled, n).smallest() > RANK_TOLERANCE;
  }
}
