package dev.mezzo.io;

import dev.mezzo.geometry.Point;
import dev.mezzo.slam.Edge;
import dev.mezzo.slam.InformationMatrix;
import dev.mezzo.slam.Observation;
import dev.mezzo.slam.PoseGraph;
import dev.mezzo.slam.PositionPrior;
import dev.mezzo.slam.Prior;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/** Puts a graph together from records in any order; ids are resolved when all are known. */
final class GraphBuilder<P> {
  /** In the place of the id of a sensor offset where a record names none. */
  private static final long NO_OFFSET = Long.MIN_VALUE;

  private final Path file;
  private final PoseGraph<P> graph;
  private final P origin;
  private final Findings findings;
  private final List<Edge<P>> edges = new ArrayList<>();

  /** Whether the file declares a vertex at all. */
  private boolean anyDeclared;

  /** Lines of {@link #edges}. */
  private final List<Integer> edgeLines = new ArrayList<>();

  /**
   * A prior, or a position, whose sensor offset is to be found.
   *
   * @param offset its id
   */
  private record Pending<T>(T measurement, long offset, int line) {}

  /** Positions of landmarks, before it is known whether these are declared. */
  private final Set<PositionPrior> ofLandmarks = Collections.newSetFromMap(new IdentityHashMap<>());

  private final List<Pending<Prior<P>>> priors = new ArrayList<>();
  private final List<Pending<PositionPrior>> positions = new ArrayList<>();
  private final List<Pending<Observation<P>>> observations = new ArrayList<>();

  /** Fills an empty graph; vertices without an estimate begin at the origin. */
  GraphBuilder(Path file, PoseGraph<P> graph, P origin, Findings findings) {
    this.file = file;
    this.graph = graph;
    this.origin = origin;
    this.findings = findings;
  }

  PoseGraph<P> graph() {
    return graph;
  }

  /** Tag, id, pose. */
  void vertex(FieldReader in, RecordLayout<P> layout) throws InputException {
    in.requireFields(2 + layout.poseFields);
    long id = in.id(1);
    P pose = layout.pose(in, 2, findings);
    if (graph.containsLandmark(id)) {
      throw in.error("vertex " + id + " is a landmark in a line before, and a pose here");
    } else if (graph.contains(id)) {
      findings.note(Findings.Kind.DUPLICATE, in.line());
    } else {
      graph.addPose(id, pose);
    }
  }

  /** Tag, id, point. */
  void landmark(FieldReader in, RecordLayout<Point> layout) throws InputException {
    in.requireFields(2 + layout.poseFields);
    long id = in.id(1);
    Point point = layout.pose(in, 2, findings);
    if (graph.contains(id)) {
      throw in.error("vertex " + id + " is a pose in a line before, and a landmark here");
    } else if (graph.containsLandmark(id)) {
      findings.note(Findings.Kind.DUPLICATE, in.line());
    } else {
      graph.addLandmark(id, point);
    }
  }

  /** Tag, id, id, pose, and an information matrix or nothing. */
  void edge(FieldReader in, RecordLayout<P> layout) throws InputException {
    requireMeasurement(in, 3, layout);
    long from = in.id(1);
    long to = in.id(2);
    P measurement = layout.pose(in, 3, findings);
    InformationMatrix information = information(in, 3 + layout.poseFields, layout);
    if (from == to) {
      findings.note(Findings.Kind.SELF_LOOP, in.line());
    } else {
      edges.add(new Edge<>(from, to, measurement, information));
      edgeLines.add(in.line());
    }
  }

  /**
   * Tag, id, perhaps a sensor offset, then at {@code at} pose, and an information matrix or
   * nothing.
   */
  void prior(FieldReader in, int at, RecordLayout<P> layout) throws InputException {
    requireMeasurement(in, at, layout);
    P measurement = layout.pose(in, at, findings);
    InformationMatrix information = information(in, at + layout.poseFields, layout);
    var prior = new Prior<>(in.id(1), measurement, information);
    priors.add(new Pending<>(prior, offset(in, at), in.line()));
  }

  /** As {@link #prior}, with a point in the place of the pose. */
  void position(FieldReader in, int at, RecordLayout<Point> layout) throws InputException {
    requireMeasurement(in, at, layout);
    Point measurement = layout.pose(in, at, findings);
    InformationMatrix information = information(in, at + layout.poseFields, layout);
    var position = new PositionPrior(in.id(1), measurement, information);
    positions.add(new Pending<>(position, offset(in, at), in.line()));
  }

  /** As {@link #position}, of a landmark. */
  void landmarkPosition(FieldReader in, RecordLayout<Point> layout) throws InputException {
    position(in, 2, layout);
    ofLandmarks.add(positions.getLast().measurement);
  }

  /**
   * Tag, ids of pose and landmark, perhaps a sensor offset, then at {@code at} point, and an
   * information matrix or nothing.
   */
  void observation(FieldReader in, int at, RecordLayout<Point> layout) throws InputException {
    requireMeasurement(in, at, layout);
    Point measurement = layout.pose(in, at, findings);
    InformationMatrix information = information(in, at + layout.poseFields, layout);
    var observation = new Observation<P>(in.id(1), in.id(2), measurement, information);
    long offset = at == 4 ? in.id(3) : NO_OFFSET;
    observations.add(new Pending<>(observation, offset, in.line()));
  }

  private static long offset(FieldReader in, int at) throws InputException {
    return at == 3 ? in.id(2) : NO_OFFSET;
  }

  /** The line of each edge of the graph. */
  int[] edgeLines() {
    return edgeLines.stream().mapToInt(Integer::intValue).toArray();
  }

  /**
   * Adds what waits.
   *
   * @param offsets of sensors, by their ids
   * @param kept learns which offsets positions name
   * @return the poses that are not declared, which get places
   */
  List<Long> finish(Map<Long, P> offsets, KeptLines kept) throws InputException {
    anyDeclared = graph.size() > 0 || graph.landmarkIds().length > 0;
    List<Long> undeclared = new ArrayList<>();
    for (int k = 0; k < edges.size(); k++) {
      Edge<P> edge = edges.get(k);
      declare(edge.from(), edgeLines.get(k), undeclared);
      declare(edge.to(), edgeLines.get(k), undeclared);
      graph.addEdge(edge);
    }
    for (Pending<Prior<P>> pending : priors) {
      Prior<P> prior = pending.measurement;
      declare(prior.id(), pending.line, undeclared);
      P offset = isKnown(pending, offsets) ? offsets.get(pending.offset) : origin;
      graph.addPrior(new Prior<>(prior.id(), prior.measurement(), prior.information(), offset));
    }
    for (Pending<PositionPrior> pending : positions) {
      PositionPrior position = pending.measurement;
      if (ofLandmarks.contains(position)) {
        declareLandmark(position.id(), position.measurement(), pending.line);
      } else {
        declare(position.id(), pending.line, undeclared);
      }
      graph.addPosition(position);
      if (isKnown(pending, offsets)) {
        kept.rememberUnusedOffset(position, pending.offset);
      }
    }
    return undeclared;
  }

  /**
   * Adds observations, and the landmarks that are not declared: to be called when all poses have
   * their places.
   */
  void finishLandmarks(Map<Long, P> offsets, BiFunction<P, Point, Point> transform)
      throws InputException {
    for (Pending<Observation<P>> pending : observations) {
      Observation<P> o = pending.measurement;
      if (graph.containsLandmark(o.pose())) {
        throw error(pending.line, "vertex " + o.pose() + " is a landmark, which observes nothing");
      }
      if (!graph.contains(o.pose())) {
        throw error(
            pending.line,
            "pose " + o.pose() + " has no vertex, and no edge or prior says where it is");
      }
      P offset = isKnown(pending, offsets) ? offsets.get(pending.offset) : origin;
      Point atBody = transform.apply(offset, o.measurement());
      declareLandmark(o.landmark(), transform.apply(graph.pose(o.pose()), atBody), pending.line);
      graph.addObservation(
          new Observation<>(o.pose(), o.landmark(), o.measurement(), o.information(), offset));
    }
  }

  private boolean isKnown(Pending<?> pending, Map<Long, P> offsets) {
    boolean known = offsets.containsKey(pending.offset);
    if (!known && pending.offset != NO_OFFSET) {
      findings.note(Findings.Kind.UNKNOWN_OFFSET, pending.line);
    }
    return known;
  }

  private void declareLandmark(long id, Point point, int line) throws InputException {
    if (graph.contains(id)) {
      throw error(line, "vertex " + id + " is a pose, not a landmark");
    }
    if (!graph.containsLandmark(id)) {
      graph.addLandmark(id, point);
      note(Findings.Kind.UNDECLARED_LANDMARK, line);
    }
  }

  private InputException error(int line, String reason) {
    return new InputException(file, line, reason);
  }

  private void declare(long id, int line, List<Long> undeclared) throws InputException {
    if (graph.contains(id)) {
      return;
    }
    if (graph.containsLandmark(id)) {
      throw error(line, "vertex " + id + " is a landmark, not a pose");
    }
    graph.addPose(id, origin);
    undeclared.add(id);
    note(Findings.Kind.UNDECLARED, line);
  }

  /** A file without any vertices is usual: it leaves the start to the solver. */
  private void note(Findings.Kind undeclared, int line) {
    if (anyDeclared) {
      findings.note(undeclared, line);
    }
  }

  private static void requireMeasurement(FieldReader in, int at, RecordLayout<?> layout)
      throws InputException {
    if (in.fields() != at + layout.poseFields) {
      in.requireFields(at + layout.poseFields + layout.informationFields());
    }
  }

  private InformationMatrix information(FieldReader in, int at, RecordLayout<?> layout)
      throws InputException {
    if (in.fields() == at) {
      findings.note(Findings.Kind.MISSING_INFORMATION, in.line());
      return InformationMatrix.identity(layout.informationDimension());
    }
    double[] matrix = layout.information(in, at);
    InformationMatrix nearest;
    try {
      nearest = InformationMatrix.nearestTo(matrix);
    } catch (IllegalArgumentException e) { // an entry beyond what can be squared
      throw in.error(e.getMessage());
    }
    if (!Arrays.equals(nearest.toArray(), matrix)) {
      findings.noteIndefinite(InformationMatrix.smallestEigenvalue(matrix), in.line());
    }
    return nearest;
  }
}
