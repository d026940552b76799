package dev.mezzo.io;

import dev.mezzo.slam.Edge;
import dev.mezzo.slam.InformationMatrix;
import dev.mezzo.slam.PoseGraph;
import dev.mezzo.slam.Prior;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Puts a graph together from records in any order; ids are resolved when all are known. */
final class GraphBuilder<P> {
  private final PoseGraph<P> graph;
  private final P origin;
  private final Findings findings;
  private final List<Edge<P>> edges = new ArrayList<>();
  private final List<Prior<P>> priors = new ArrayList<>();

  /** Lines of {@link #edges} and {@link #priors}. */
  private final List<Integer> edgeLines = new ArrayList<>();

  private final List<Integer> priorLines = new ArrayList<>();

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
   * Tag, id, perhaps another field, then at {@code at} pose, and an information matrix or nothing.
   */
  void prior(FieldReader in, int at, RecordLayout<P> layout) throws InputException {
    requireMeasurement(in, at, layout);
    P measurement = layout.pose(in, at, findings);
    InformationMatrix information = information(in, at + layout.poseFields, layout);
    priors.add(new Prior<>(in.id(1), measurement, information));
    priorLines.add(in.line());
  }

  /** Adds what waits; returns the vertices that are not declared, which get places. */
  List<Long> finish() {
    boolean anyDeclared = graph.size() > 0;
    List<Long> undeclared = new ArrayList<>();
    for (int k = 0; k < edges.size(); k++) {
      Edge<P> edge = edges.get(k);
      declare(edge.from(), edgeLines.get(k), anyDeclared, undeclared);
      declare(edge.to(), edgeLines.get(k), anyDeclared, undeclared);
      graph.addEdge(edge);
    }
    for (int k = 0; k < priors.size(); k++) {
      declare(priors.get(k).id(), priorLines.get(k), anyDeclared, undeclared);
      graph.addPrior(priors.get(k));
    }
    return undeclared;
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

  private void requireMeasurement(FieldReader in, int at, RecordLayout<P> layout)
      throws InputException {
    if (in.fields() != at + layout.poseFields) {
      in.requireFields(at + layout.poseFields + layout.informationFields());
    }
  }

  private InformationMatrix information(FieldReader in, int at, RecordLayout<P> layout)
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
