package dev.mezzo.slam;

import dev.mezzo.geometry.Point;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Places poses by chordal relaxation (Martinec and Pajdla, "Robust rotation and translation
 * estimation in multiview reconstruction", 2007; Carlone, Tron, Daniilidis and Dellaert,
 * "Initialization techniques for 3D SLAM", 2015). First the matrices R of the rotations, by linear
 * least squares on their entries, projected onto rotations afterwards; then the translations t,
 * with the rotations as they are:
 *
 * <pre>
 *   min sum of a |Rj - Ri Rz|^2 (Frobenius),   min sum of b |tj - ti - Ri tz|^2
 * </pre>
 *
 * <p>over edges with the measurement (Rz, tz); a prior measures against the world, R = Rz and t =
 * tz, a position t = tz alone. Weights are isotropic: a is the mean of the diagonal of the
 * rotational block of the information matrix, b that of its translational block. The rows of R are
 * independent of each other, so are the coordinates of t: each system is factored once and solved
 * for 2 or 3 right-hand sides.
 *
 * <p>What the measurements leave open stays as a spanning tree has it. Where nothing but positions
 * (GPS) and fixed landmarks hold a component, it is solved for with its first pose held, and then
 * moved as a whole.
 */
final class Chordal<P> {
  private final PoseGraph<P> graph;

  /** 2 or 3. */
  private final int d;

  private final int n;
  private final Landmarks<P> landmarks;

  /** Vertices. */
  private final BitSet held;

  private final List<Edge<P>> edges;
  private final List<Absolute> absolutes = new ArrayList<>();
  private final Components components;

  /** By the first pose of a component: whether a pose of it is held, or a prior has its heading. */
  private final BitSet oriented = new BitSet();

  /** The first of the two systems, whose order of elimination may serve for the second. */
  private VertexLeastSquares orientations;

  /** What was measured of a pose in the world frame. */
  private static final class Absolute {
    final int v;

    /** Of the body, or null where there is no weight on it. */
    final double[] rotation;

    final double rotationWeight;

    /** Of the sensor. */
    final double[] position;

    /** Where the sensor is on the body. */
    final double[] arm;

    final double translationWeight;

    Absolute(
        int v,
        double[] rotation,
        double rotationWeight,
        double[] position,
        double[] arm,
        double translationWeight) {
      this.v = v;
      this.rotation = rotation;
      this.rotationWeight = rotationWeight;
      this.position = position;
      this.arm = arm;
      this.translationWeight = translationWeight;
    }
  }

  /**
   * A graph whose vertices have been placed by a spanning tree.
   *
   * @param movable all other vertices are held, and so is the first pose of a component that is not
   *     determined
   */
  Chordal(PoseGraph<P> graph, BitSet movable) {
    this.graph = graph;
    d = graph.dimension();
    n = graph.size();
    landmarks = graph.landmarksByIndex();
    held = (BitSet) movable.clone();
    held.flip(0, graph.vertices());
    edges = graph.edges();
    components = graph.connect();
    held.stream().filter(v -> v < n).forEach(v -> oriented.set(components.root(v)));
    for (Prior<P> prior : graph.priors()) {
      double weight = rotationWeight(prior.information());
      absolutes.add(
          new Absolute(
              graph.variable(prior.id()),
              graph.rotation(graph.bodyOf(prior)),
              weight,
              graph.translation(prior.measurement()),
              graph.translation(prior.offset()),
              translationWeight(prior.information())));
    }
    for (PositionPrior prior : graph.positions()) {
      double[] position = prior.measurement().toArray();
      double weight = translationWeight(prior.information());
      int v = graph.variable(prior.id());
      absolutes.add(new Absolute(v, null, 0, position, new double[d], weight));
    }
    for (Absolute absolute : absolutes) {
      if (absolute.rotationWeight > 0) {
        oriented.set(components.root(absolute.v));
      }
    }
  }

  void place() {
    double[][] rotations = new double[n][];
    double[][] translations = new double[graph.vertices()][];
    for (int v = 0; v < n; v++) {
      rotations[v] = graph.rotation(graph.poseAt(v));
      translations[v] = graph.translation(graph.poseAt(v));
    }
    for (int k = 0; k < landmarks.size(); k++) {
      translations[n + k] = landmarks.points.get(k).toArray();
    }
    if (!rotate(rotations)) {
      return;
    }
    if (!translate(rotations, translations)) {
      return;
    }
    moveToPositions(rotations, translations);
    for (int v = 0; v < n; v++) {
      if (!held.get(v)) {
        graph.setPoseAt(v, graph.nearest(translations[v], rotations[v]));
      }
    }
    for (int k = 0; k < landmarks.size(); k++) {
      if (!held.get(n + k)) {
        landmarks.points.set(k, Point.ofArray(translations[n + k]));
      }
    }
  }

  /** Row k of Rj is row k of Ri times Rz: as columns, x_j = Rz^T x_i, for each k. */
  private boolean rotate(double[][] rotations) {
    orientations = new VertexLeastSquares(n, d, null);
    VertexLeastSquares system = orientations;
    double[][] x = new double[d][n * d];
    double[][] c = new double[d][(edges.size() + absolutes.size()) * d];
    for (int v = 0; v < n; v++) {
      for (int k = 0; k < d; k++) {
        System.arraycopy(rotations[v], k * d, x[k], v * d, d);
      }
    }
    for (int e = 0; e < edges.size(); e++) {
      Edge<P> edge = edges.get(e);
      double[] transposed = Congruence.transposed(graph.rotation(edge.measurement()), d);
      double weight = rotationWeight(edge.information());
      system.add(graph.fromAt(e), graph.toAt(e), weight, transposed);
    }
    for (int p = 0; p < absolutes.size(); p++) {
      Absolute absolute = absolutes.get(p);
      for (int k = 0; k < d && absolute.rotation != null; k++) {
        System.arraycopy(absolute.rotation, k * d, c[k], (edges.size() + p) * d, d);
      }
      system.add(VertexLeastSquares.NONE, absolute.v, absolute.rotationWeight, null);
    }
    if (!system.solve(held.get(0, n), x, c)) {
      return false;
    }
    double[] relaxed = new double[d * d];
    for (int v = 0; v < n; v++) {
      if (!held.get(v)) {
        for (int k = 0; k < d; k++) {
          System.arraycopy(x[k], v * d, relaxed, k * d, d);
        }
        rotations[v] = RotationProjection.nearest(relaxed, d);
      }
    }
    return true;
  }

  private boolean translate(double[][] rotations, double[][] translations) {
    int vertices = translations.length;
    int m = edges.size();
    int p = absolutes.size();
    var system = new VertexLeastSquares(vertices, 1, orientations);
    double[][] x = new double[d][vertices];
    double[][] c = new double[d][m + p + landmarks.observations.size()];
    for (int v = 0; v < vertices; v++) {
      for (int k = 0; k < d; k++) {
        x[k][v] = translations[v][k];
      }
    }
    for (int e = 0; e < m; e++) {
      Edge<P> edge = edges.get(e);
      int from = graph.fromAt(e);
      set(c, e, times(rotations[from], graph.translation(edge.measurement())));
      system.add(from, graph.toAt(e), translationWeight(edge.information()), null);
    }
    for (int a = 0; a < p; a++) {
      Absolute absolute = absolutes.get(a);
      boolean counts = oriented.get(components.root(absolute.v));
      double weight = counts ? absolute.translationWeight : 0;
      set(c, m + a, minus(absolute.position, arm(absolute, rotations)));
      system.add(VertexLeastSquares.NONE, absolute.v, weight, null);
    }
    for (int o = 0; o < landmarks.observations.size(); o++) {
      Observation<P> observation = landmarks.observations.get(o);
      int from = landmarks.poseOf(o);
      double[] seen = graph.transform(observation.offset(), observation.measurement().toArray());
      set(c, m + p + o, times(rotations[from], seen));
      boolean counts = !isAbsolute(o) || oriented.get(components.root(from));
      double weight = counts ? translationWeight(observation.information()) : 0;
      system.add(from, n + landmarks.landmarkOf(o), weight, null);
    }
    if (!system.solve(held, x, c)) {
      return false;
    }
    for (int v = 0; v < vertices; v++) {
      for (int k = 0; k < d; k++) {
        translations[v][k] = x[k][v];
      }
    }
    return true;
  }

  /** Whether an observation measures a fixed landmark, and so its pose in the world frame. */
  private boolean isAbsolute(int observation) {
    return landmarks.fixed.get(landmarks.landmarkOf(observation));
  }

  private static void set(double[][] columns, int at, double[] vector) {
    for (int k = 0; k < vector.length; k++) {
      columns[k][at] = vector[k];
    }
  }

  /** From a pose to the sensor on it, along the axes of the world. */
  private double[] arm(Absolute absolute, double[][] rotations) {
    return absolute.v < n ? times(rotations[absolute.v], absolute.arm) : absolute.arm;
  }

  private static double[] plus(double[] a, double[] b) {
    double[] out = a.clone();
    for (int k = 0; k < out.length; k++) {
      out[k] += b[k];
    }
    return out;
  }

  private static double[] minus(double[] a, double[] b) {
    double[] out = a.clone();
    for (int k = 0; k < out.length; k++) {
      out[k] -= b[k];
    }
    return out;
  }

  /**
   * Moves components that only positions and fixed landmarks hold to these, by the rigid motion of
   * least squares (Umeyama, 1991).
   */
  private void moveToPositions(double[][] rotations, double[][] translations) {
    var open = new BitSet();
    for (int v : Gauge.anchors(graph)) {
      open.set(v);
    }
    double[][] sums =
        new double[translations.length][]; // by component: weight, means of both, their products
    for (Absolute absolute : absolutes) {
      double[] sum = sum(sums, absolute.v, open, absolute.translationWeight);
      if (sum != null) {
        double[] sensor = plus(translations[absolute.v], arm(absolute, rotations));
        addPair(sum, absolute.translationWeight, absolute.position, sensor);
      }
    }
    for (int o = 0; o < landmarks.observations.size(); o++) {
      Observation<P> observation = landmarks.observations.get(o);
      int v = landmarks.poseOf(o);
      double weight = isAbsolute(o) ? translationWeight(observation.information()) : 0;
      double[] sum = sum(sums, v, open, weight);
      if (sum != null) {
        double[] seen = graph.transform(observation.offset(), observation.measurement().toArray());
        double[] there = plus(translations[v], times(rotations[v], seen));
        addPair(sum, weight, translations[n + landmarks.landmarkOf(o)], there);
      }
    }
    double[][] motion = new double[translations.length][];
    for (int v = 0; v < translations.length; v++) {
      int root = components.root(v);
      double[] s = sums[root];
      if (s != null) {
        if (motion[root] == null) {
          motion[root] = RotationProjection.nearest(slice(s, 1 + 2 * d, d * d), d);
        }
        double[] arm = translations[v].clone();
        for (int k = 0; k < d; k++) {
          arm[k] -= s[1 + d + k];
        }
        double[] turned = times(motion[root], arm);
        for (int k = 0; k < d; k++) {
          translations[v][k] = s[1 + k] + turned[k];
        }
        if (v < n) {
          rotations[v] = product(motion[root], rotations[v]);
        }
      }
    }
  }

  /** The sums of a vertex' component, or null where it is not to be moved. */
  private double[] sum(double[][] sums, int v, BitSet open, double weight) {
    int root = components.root(v);
    if (weight == 0 || oriented.get(root) || open.get(root)) {
      return null;
    }
    if (sums[root] == null) {
      sums[root] = new double[1 + 2 * d + d * d];
    }
    return sums[root];
  }

  /** Adds a measured and an estimated position to running means and to their covariance. */
  private void addPair(double[] s, double weight, double[] measured, double[] estimated) {
    s[0] += weight;
    double share = weight / s[0];
    for (int i = 0; i < d; i++) {
      double before = measured[i] - s[1 + i];
      s[1 + i] += share * before;
      for (int j = 0; j < d; j++) {
        s[1 + 2 * d + i * d + j] += weight * (1 - share) * before * (estimated[j] - s[1 + d + j]);
      }
    }
    for (int j = 0; j < d; j++) {
      s[1 + d + j] += share * (estimated[j] - s[1 + d + j]);
    }
  }

  private double translationWeight(InformationMatrix information) {
    return meanOfDiagonal(information, 0, d);
  }

  private double rotationWeight(InformationMatrix information) {
    return meanOfDiagonal(information, d, information.dimension());
  }

  private static double meanOfDiagonal(InformationMatrix information, int begin, int end) {
    double sum = 0;
    for (int i = begin; i < end; i++) {
      sum += information.get(i, i);
    }
    return Math.max(0, sum / (end - begin));
  }

  private double[] times(double[] matrix, double[] vector) {
    double[] out = new double[d];
    for (int i = 0; i < d; i++) {
      for (int j = 0; j < d; j++) {
        out[i] += matrix[i * d + j] * vector[j];
      }
    }
    return out;
  }

  private double[] product(double[] a, double[] b) {
    double[] out = new double[d * d];
    for (int i = 0; i < d; i++) {
      for (int j = 0; j < d; j++) {
        for (int k = 0; k < d; k++) {
          out[i * d + j] += a[i * d + k] * b[k * d + j];
        }
      }
    }
    return out;
  }

  private static double[] slice(double[] array, int at, int length) {
    double[] out = new double[length];
    System.arraycopy(array, at, out, 0, length);
    return out;
  }
}
