package dev.mezzo.slam;

import java.util.stream.IntStream;

/** Which poses must be held so that an optimum is unique: see {@link PoseGraph#anchors()}. */
final class Gauge {
  private static final double RANK_TOLERANCE = 1e-12;

  private Gauge() {}

  /** The first pose of every component that neither fixed poses nor priors hold; ascending. */
  static <P> int[] anchors(PoseGraph<P> graph) {
    Components components = graph.connect();
    int n = graph.size();
    boolean[] held = new boolean[n]; // by component, at its first pose
    for (int v = 0; v < n; v++) {
      held[components.root(v)] |= graph.isFixedAt(v);
    }
    holdByPriors(graph, components, held);
    return IntStream.range(0, n).filter(v -> components.root(v) == v && !held[v]).toArray();
  }

  /**
   * Marks the components that measurements in the world frame hold. Moving a whole component by the
   * motion Exp(d) of the frame of the first measured pose X0 moves pose X by the body motion
   * Ad(Y^-1) d with Y = X0^-1 X. Measurements hold it if the information on d that they give
   * together,
   *
   * <pre>
   *   sum of Ad(Y^-1)^T I Ad(Y^-1),
   * </pre>
   *
   * with I what one says about the motion of its pose, has full rank: one prior of full rank will
   * do, and so will three positions, not on a line.
   */
  private static <P> void holdByPriors(PoseGraph<P> graph, Components components, boolean[] held) {
    var sums = new Sums<P>(graph, components);
    for (Prior<P> prior : graph.priors()) {
      int v = graph.variable(prior.id());
      held[components.root(v)] |= prior.information().isPositiveDefinite();
      sums.add(v, informationOf(graph, v, prior));
    }
    for (PositionPrior position : graph.positions()) {
      int v = graph.variable(position.id());
      double[] rotation = graph.rotation(graph.poseAt(v));
      sums.add(v, padded(position.information().toArray(), rotation, graph));
    }
    for (int root = 0; root < held.length; root++) {
      double[] sum = sums.information[root];
      if (sum != null && !held[root]) {
        held[root] = hasFullRank(sum, sums.size, graph.dimension());
      }
    }
  }

  /** Sums of information on the motion of components, each in the frame of one of its poses. */
  private static final class Sums<P> {
    private final PoseGraph<P> graph;
    private final Components components;
    private final int size;

    /** By component, at its first pose; null where nothing was measured. */
    private final double[][] information;

    private final int[] origin;

    Sums(PoseGraph<P> graph, Components components) {
      this.graph = graph;
      this.components = components;
      size = graph.tangentDimension();
      information = new double[graph.size()][];
      origin = new int[graph.size()];
    }

    /** Adds information on the body motion of pose v. */
    void add(int v, double[] ofBody) {
      int root = components.root(v);
      if (information[root] == null) {
        information[root] = new double[size * size];
        origin[root] = v;
      }
      P inverse = graph.between(graph.poseAt(v), graph.poseAt(origin[root])); // Y^-1
      addCongruent(graph.adjoint(inverse), ofBody, size, information[root]);
    }
  }

  /**
   * What a prior says about the body motion of its pose: B^T Omega B with B = [R_D, 0; 0, 1]
   * Ad(P^-1). The rotation of D is taken as near zero in the rows of the rotation, where the error
   * is then the tangent but for a constant factor.
   */
  private static <P> double[] informationOf(PoseGraph<P> graph, int v, Prior<P> prior) {
    int size = graph.tangentDimension();
    int d = graph.dimension();
    P sensor = graph.compose(graph.poseAt(v), prior.offset());
    double[] turn = graph.rotation(graph.between(prior.measurement(), sensor)); // R_D
    double[] byError = new double[size * size];
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        byError[i * size + j] = i < d && j < d ? turn[i * d + j] : i == j ? 1 : 0;
      }
    }
    double[] atSensor = new double[size * size];
    addCongruent(byError, prior.information().toArray(), size, atSensor);
    double[] atBody = new double[size * size];
    P inverse = graph.between(prior.offset(), graph.identity());
    addCongruent(graph.adjoint(inverse), atSensor, size, atBody);
    return atBody;
  }

  /** Information on the world position of a pose as such on its body motion: R^T Omega R. */
  private static double[] padded(double[] omega, double[] rotation, PoseGraph<?> graph) {
    int size = graph.tangentDimension();
    int d = graph.dimension();
    double[] turned = new double[d * d];
    addCongruent(rotation, omega, d, turned);
    double[] padded = new double[size * size];
    for (int i = 0; i < d; i++) {
      System.arraycopy(turned, i * d, padded, i * size, d);
    }
    return padded;
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

  /** sum += A^T Omega A. */
  private static void addCongruent(double[] a, double[] omega, int n, double[] sum) {
    double[] product = new double[n * n]; // Omega A
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        for (int k = 0; k < n; k++) {
          product[i * n + j] += omega[i * n + k] * a[k * n + j];
        }
      }
    }
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        for (int k = 0; k < n; k++) {
          sum[i * n + j] += a[k * n + i] * product[k * n + j];
        }
      }
    }
  }
}
