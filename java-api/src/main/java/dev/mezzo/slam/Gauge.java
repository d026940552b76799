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
   * Marks the components that priors hold. Moving a whole component by the motion Exp(d) of the
   * frame of its first prior's pose X0 moves pose X by the body motion Ad(Y^-1) d with Y = X0^-1 X.
   * Priors hold it if the information on d that they give together,
   *
   * <pre>
   *   sum of Ad(Y^-1)^T Omega Ad(Y^-1),
   * </pre>
   *
   * has full rank: one prior of full rank will do, and so will three positions, not on a line. The
   * errors are taken as near zero, where they are the tangent but for constant factors that do not
   * change the rank.
   */
  private static <P> void holdByPriors(PoseGraph<P> graph, Components components, boolean[] held) {
    int size = graph.tangentDimension();
    int n = graph.size();
    double[][] information = new double[n][];
    int[] origin = new int[n];
    for (Prior<P> prior : graph.priors()) {
      int v = graph.variable(prior.id());
      int root = components.root(v);
      held[root] |= prior.information().isPositiveDefinite();
      if (information[root] == null) {
        information[root] = new double[size * size];
        origin[root] = v;
      }
      P inverse = graph.between(graph.poseAt(v), graph.poseAt(origin[root])); // Y^-1
      double[] ad = graph.adjoint(inverse);
      double[] omega = prior.information().toArray();
      addCongruent(ad, omega, size, information[root]);
    }
    for (int root = 0; root < n; root++) {
      if (information[root] != null && !held[root]) {
        held[root] = hasFullRank(information[root], size, graph.dimension());
      }
    }
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
