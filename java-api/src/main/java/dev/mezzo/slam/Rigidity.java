package dev.mezzo.slam;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which parts of a graph landmarks tie too loosely: see {@link PoseGraph#looseParts}. Bodies are
 * what edges connect, each rigid; all that is held or measured in the world is one body with it.
 * Bodies that share two landmarks in the plane, or three in space that are not on a line, are
 * joined until no two are left that do. Where several remain in a component, they may still hold
 * each other (three bodies in the plane that share a landmark each two): the rank of their relative
 * motions at the landmarks decides.
 */
final class Rigidity<P> {
  /** More bodies than this in a component are loose only if they are by counting. */
  private static final int MOST_BODIES = 20;

  /** Metres between points that count as two; sine of the angle of points not on a line. */
  private static final double APART = 1e-6;

  private static final double RANK_TOLERANCE = 1e-10;

  private final PoseGraph<P> graph;
  private final Landmarks<P> landmarks;
  private final int d;
  private final int n;

  /** Poses, and the world at n. */
  private final Components bodies;

  /** Landmarks whose place the measurements, together, do not determine from the poses. */
  private final List<LoosePart> undetermined = new ArrayList<>();

  /** By landmark: the poses, or the world, that tell its place. */
  private final List<List<Integer>> observers = new ArrayList<>();

  private Rigidity(PoseGraph<P> graph) {
    this.graph = graph;
    landmarks = graph.landmarksByIndex();
    d = graph.dimension();
    n = graph.size();
    bodies = new Components(n + 1);
    for (int k = 0; k < graph.edges().size(); k++) {
      bodies.join(graph.fromAt(k), graph.toAt(k));
    }
    BitSet known = Gauge.knownByEdges(graph);
    for (int v = 0; v < n; v++) {
      if (known.get(v)) {
        bodies.join(v, n);
      }
    }
    for (int anchor : Gauge.anchors(graph)) {
      bodies.join(anchor, n);
    }
    double[][] information = new double[landmarks.size()][];
    for (int k = 0; k < landmarks.size(); k++) {
      observers.add(new ArrayList<>());
      if (known.get(n + k) || landmarks.fixed.get(k)) {
        observers.get(k).add(n);
      }
    }
    for (int k = 0; k < landmarks.observations.size(); k++) {
      add(k, information);
    }
    for (int k = 0; k < landmarks.size(); k++) {
      if (information[k] != null
          && observers.get(k).isEmpty()
          && !InformationMatrix.nearestTo(information[k]).isPositiveDefinite()) {
        undetermined.add(new LoosePart(List.of(), List.of(graph.idAt(n + k))));
      }
    }
  }

  /** Takes an observation as a tie if it determines its landmark, else as a part of one. */
  private void add(int k, double[][] information) {
    Observation<P> observation = landmarks.observations.get(k);
    int landmark = landmarks.landmarkOf(k);
    if (observation.information().isPositiveDefinite()) {
      observers.get(landmark).add(landmarks.poseOf(k));
    }
    if (information[landmark] == null) {
      information[landmark] = new double[d * d];
    }
    P sensor = graph.compose(graph.poseAt(landmarks.poseOf(k)), observation.offset());
    double[] turn = Congruence.transposed(graph.rotation(sensor), d);
    Congruence.add(turn, observation.information().toArray(), d, d, information[landmark]);
  }

  static <P> List<LoosePart> looseParts(PoseGraph<P> graph) {
    if (graph.landmarks().isEmpty()) {
      return List.of();
    }
    var rigidity = new Rigidity<>(graph);
    while (rigidity.joinTied()) {
      // Bodies that have become one share more landmarks with others.
    }
    List<LoosePart> loose = new ArrayList<>(rigidity.undetermined);
    rigidity.addLoose(loose);
    return loose;
  }

  /** The bodies that tell the place of a landmark. */
  private NavigableSet<Integer> bodiesOf(int landmark) {
    var of = new TreeSet<Integer>();
    for (int v : observers.get(landmark)) {
      of.add(bodies.root(v));
    }
    return of;
  }

  /** The landmarks that several bodies share, by body. */
  private Map<Integer, List<Integer>> shared() {
    var shared = new TreeMap<Integer, List<Integer>>();
    for (int k = 0; k < landmarks.size(); k++) {
      NavigableSet<Integer> of = bodiesOf(k);
      if (of.size() > 1) {
        for (int body : of) {
          shared.computeIfAbsent(body, _ -> new ArrayList<>()).add(k);
        }
      }
    }
    return shared;
  }

  /** Grows every body by those that it ties; whether any was. */
  private boolean joinTied() {
    Map<Integer, List<Integer>> shared = shared();
    boolean any = false;
    for (int seed : shared.keySet()) {
      var ties = new TreeMap<Integer, Tie>();
      var next = new ArrayDeque<>(shared.get(seed));
      var done = new BitSet();
      while (!next.isEmpty()) {
        int landmark = next.remove();
        if (done.get(landmark)) {
          continue;
        }
        done.set(landmark);
        int own = bodies.root(seed);
        for (int body : bodiesOf(landmark)) {
          Tie tie = ties.computeIfAbsent(body, _ -> new Tie());
          if (body != own && tie.holdsWith(landmarks.points.get(landmark).toArray())) {
            next.addAll(shared.getOrDefault(body, List.of()));
            bodies.join(own, body);
            own = bodies.root(own);
            any = true;
          }
        }
      }
    }
    return any;
  }

  /** Points that two bodies share. */
  private static final class Tie {
    private double[] first;
    private double[] arm;

    /** Whether the points, with one more, hold the bodies together. */
    boolean holdsWith(double[] point) {
      if (first == null) {
        first = point;
        return false;
      }
      double[] to = point.clone();
      for (int i = 0; i < to.length; i++) {
        to[i] -= first[i];
      }
      double length = norm(to);
      if (length < APART) {
        return false;
      }
      if (to.length == 2) {
        return true;
      }
      if (arm == null) {
        arm = to;
        return false;
      }
      double x = arm[1] * to[2] - arm[2] * to[1];
      double y = arm[2] * to[0] - arm[0] * to[2];
      double z = arm[0] * to[1] - arm[1] * to[0];
      return norm(new double[] {x, y, z}) > APART * length * norm(arm);
    }
  }

  private static double norm(double[] v) {
    double sum = 0;
    for (double x : v) {
      sum += x * x;
    }
    return Math.sqrt(sum);
  }

  private void addLoose(List<LoosePart> loose) {
    Map<Integer, List<Integer>> shared = shared();
    var components = new Components(n + 1);
    for (int k = 0; k < landmarks.size(); k++) {
      NavigableSet<Integer> of = bodiesOf(k);
      for (int body : of) {
        components.join(of.first(), body);
      }
    }
    var members = new TreeMap<Integer, List<Integer>>();
    for (int body : shared.keySet()) {
      members.computeIfAbsent(components.root(body), _ -> new ArrayList<>()).add(body);
    }
    List<List<Long>> poses = posesOfBodies();
    for (List<Integer> parts : members.values()) {
      if (areLoose(parts)) {
        int rest = parts.getFirst();
        for (int body : parts) {
          boolean isWorld = body == bodies.root(n);
          boolean isLarger = poses.get(body).size() > poses.get(rest).size();
          rest = isWorld || (isLarger && rest != bodies.root(n)) ? body : rest;
        }
        for (int body : parts) {
          if (body != rest) {
            List<Long> ids = shared.get(body).stream().map(k -> graph.idAt(n + k)).toList();
            loose.add(new LoosePart(poses.get(body), ids));
          }
        }
      }
    }
  }

  private List<List<Long>> posesOfBodies() {
    List<List<Long>> poses = new ArrayList<>();
    for (int v = 0; v <= n; v++) {
      poses.add(new ArrayList<>());
    }
    for (int v = 0; v < n; v++) {
      poses.get(bodies.root(v)).add(graph.idAt(v));
    }
    return poses;
  }

  /**
   * Whether bodies may move relative to each other: whether their motions that agree at the
   * landmarks are more than those of the whole.
   */
  private boolean areLoose(List<Integer> parts) {
    int size = graph.tangentDimension();
    var indices = new TreeMap<Integer, Integer>();
    for (int body : parts) {
      indices.put(body, indices.size());
    }
    List<Integer> common = new ArrayList<>();
    int equations = 0;
    double[] centre = new double[d];
    for (int k = 0; k < landmarks.size(); k++) {
      NavigableSet<Integer> of = bodiesOf(k);
      if (of.size() > 1 && indices.containsKey(of.first())) {
        common.add(k);
        equations += d * (of.size() - 1);
        double[] point = landmarks.points.get(k).toArray();
        for (int i = 0; i < d; i++) {
          centre[i] += (point[i] - centre[i]) / common.size();
        }
      }
    }
    if (equations < size * (parts.size() - 1)) {
      return true;
    }
    if (parts.size() > MOST_BODIES) {
      return false;
    }
    double extent = 0;
    for (int k : common) {
      extent = Math.max(extent, norm(minus(landmarks.points.get(k).toArray(), centre)));
    }
    int unknowns = size * parts.size();
    double[] gram = new double[unknowns * unknowns];
    for (int k : common) {
      double[] y = minus(landmarks.points.get(k).toArray(), centre);
      for (int i = 0; i < d; i++) {
        y[i] /= extent > 0 ? extent : 1;
      }
      NavigableSet<Integer> of = bodiesOf(k);
      for (int body : of.tailSet(of.first(), false)) {
        addDifference(gram, unknowns, indices.get(of.first()), indices.get(body), y);
      }
    }
    double[] values = new SymmetricEigen(gram, unknowns).values;
    double largest = 0;
    for (double value : values) {
      largest = Math.max(largest, value);
    }
    int free = 0;
    for (double value : values) {
      free += value <= RANK_TOLERANCE * largest ? 1 : 0;
    }
    return free > size;
  }

  /** Adds A^T A of the equations that two bodies move point y alike. */
  private void addDifference(double[] gram, int unknowns, int a, int b, double[] y) {
    int size = graph.tangentDimension();
    double[] motion = Congruence.motionOf(y);
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        double sum = 0;
        for (int r = 0; r < d; r++) {
          sum += motion[r * size + i] * motion[r * size + j];
        }
        gram[(a * size + i) * unknowns + a * size + j] += sum;
        gram[(b * size + i) * unknowns + b * size + j] += sum;
        gram[(a * size + i) * unknowns + b * size + j] -= sum;
        gram[(b * size + i) * unknowns + a * size + j] -= sum;
      }
    }
  }

  private static double[] minus(double[] a, double[] b) {
    double[] out = a.clone();
    for (int i = 0; i < out.length; i++) {
      out[i] -= b[i];
    }
    return out;
  }
}
