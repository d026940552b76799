package dev.mezzo.io;

import dev.mezzo.geometry.Point;
import dev.mezzo.slam.Edge;
import dev.mezzo.slam.InformationMatrix;
import dev.mezzo.slam.PoseGraph;
import dev.mezzo.slam.PositionPrior;
import dev.mezzo.slam.Prior;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Puts a graph together from records in any order; ids are resolved when all are known. */
final class GraphBuilder<P> {
  /** In the place of the id of a sensor offset where a record names none. */
  private static final long NO_OFFSET = Long.MIN_VALUE;

  private final PoseGraph<P> graph;
  private final P origin;
  private final Findings findings;
  private final List<Edge<P>> edges = new ArrayList<>();

  /** Lines of {@link #edges}. */
  private final List<Integer> edgeLines = new ArrayList<>();

  /**
   * A prior, or a position, whose sensor offset is to be found.
   *
   * @param offset its id
   */
  private record Pending<T>(T measurement, long offset, int line) {}

  private final List<Pending<Prior<P>>> priors = new ArrayList<>();
  private final List<Pending<PositionPrior>> positions = new ArrayList<>();

  /** Fills an empty graph; vertices without an estimate begin at the origin. */
  GraphBuilder(PoseGraph<P> graph, P origin, Findings findings) {
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
    if (graph.contains(id)) {
      findings.note(Findings.Kind.DUPLICATE, in.line());
    } else {
      graph.addPose(id, pose);
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

  private static long offset(FieldReader in, int at) throws InputException {
    return at == 3 ? in.id(2) : NO_OFFSET;
  }

  /**
   * Adds what waits.
   *
   * @param offsets of sensors, by their ids
   * @param kept learns which offsets positions name
   * @return the vertices that are not declared, which get places
   */
  List<Long> finish(Map<Long, P> offsets, KeptLines kept) {
    boolean anyDeclared = graph.size() > 0;
    List<Long> undeclared = new ArrayList<>();
    for (int k = 0; k < edges.size(); k++) {
      Edge<P> edge = edges.get(k);
      declare(edge.from(), edgeLines.get(k), anyDeclared, undeclared);
      declare(edge.to(), edgeLines.get(k), anyDeclared, undeclared);
      graph.addEdge(edge);
    }
    for (Pending<Prior<P>> pending : priors) {
      Prior<P> prior = pending.measurement;
      declare(prior.id(), pending.line, anyDeclared, undeclared);
      P offset = isKnown(pending, offsets) ? offsets.get(pending.offset) : origin;
      graph.addPrior(new Prior<>(prior.id(), prior.measurement(), prior.information(), offset));
    }
    for (Pending<PositionPrior> pending : positions) {
      PositionPrior position = pending.measurement;
      declare(position.id(), pending.line, anyDeclared, undeclared);
      graph.addPosition(position);
      if (isKnown(pending, offsets)) {
        kept.rememberUnusedOffset(position, pending.offset);
      }
    }
    return undeclared;
  }

  private boolean isKnown(Pending<?> pending, Map<Long, P> offsets) {
    boolean known = offsets.containsKey(pending.offset);
    if (!known && pending.offset != NO_OFFSET) {
      findings.note(Findings.Kind.UNKNOWN_OFFSET, pending.line);
    }
    return known;
  }

  private void declare(long id, int line, boolean anyDeclared, List<Long> undeclared) {
    if (graph.contains(id)) {
      return;
    }
    graph.addPose(id, origin);
    undeclared.add(id);
    if (anyDeclared) { // a file without any vertices is usual: it leaves the start to the solver
      findings.note(Findings.Kind.UNDECLARED, line);
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
