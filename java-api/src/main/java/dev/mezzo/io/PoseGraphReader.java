package dev.mezzo.io;

import dev.mezzo.geometry.Point;
import dev.mezzo.geometry.Pose2;
import dev.mezzo.geometry.Pose3;
import dev.mezzo.slam.Initialization;
import dev.mezzo.slam.PoseGraph;
import dev.mezzo.slam.PoseGraph2;
import dev.mezzo.slam.PoseGraph3;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** Reads one file: see {@link PoseGraphFile#read}. */
final class PoseGraphReader {
  private final FieldReader in;
  private final Path file;
  private final Findings findings = new Findings();
  private final KeptLines kept = new KeptLines();

  /** At most one of the two exists. */
  private GraphBuilder<Pose2> plane;

  private GraphBuilder<Pose3> space;
  private PoseGraphFile.Format format;

  /** FIX may name what comes later. */
  private record Reference(long id, int line) {}

  private final List<Reference> fixed = new ArrayList<>();

  PoseGraphReader(Path file, FieldReader in) {
    this.file = file;
    this.in = in;
  }

  PoseGraphFile read() throws InputException {
    while (in.nextLine()) {
      if (in.fields() > 0) {
        record(in.text(0));
      } else if (!in.isBlank()) {
        keep();
      }
    }
    if (plane == null && space == null) {
      throw new InputException(
          file, 0, "no vertex or edge in it: neither a g2o nor a TORO pose graph");
    }
    return plane != null
        ? finish(plane, Map.of(), (pose, p) -> Point.ofArray(pose.transform(p.x(), p.y())))
        : finish(
            space, kept.offsets(), (pose, p) -> Point.ofArray(pose.transform(p.x(), p.y(), p.z())));
  }

  private void record(String tag) throws InputException {
    switch (tag) {
      case "VERTEX_SE2" -> plane(PoseGraphFile.Format.G2O).vertex(in, RecordLayout.G2O_PLANE);
      case "EDGE_SE2" -> plane(PoseGraphFile.Format.G2O).edge(in, RecordLayout.G2O_PLANE);
      case "EDGE_PRIOR_SE2" -> plane(formatOfGuest()).prior(in, 2, RecordLayout.G2O_PLANE);
      case "EDGE_PRIOR_SE2_XY" ->
          plane(formatOfGuest()).position(in, 2, RecordLayout.G2O_POINT_IN_PLANE);
      case "VERTEX_XY" -> plane(formatOfGuest()).landmark(in, RecordLayout.G2O_POINT_IN_PLANE);
      case "EDGE_SE2_XY" ->
          plane(formatOfGuest()).observation(in, 3, RecordLayout.G2O_POINT_IN_PLANE);
      case "EDGE_PRIOR_XY" ->
          plane(formatOfGuest()).landmarkPosition(in, RecordLayout.G2O_POINT_IN_PLANE);
      case "VERTEX2", "VERTEX" ->
          plane(PoseGraphFile.Format.TORO).vertex(in, RecordLayout.TORO_PLANE);
      case "EDGE2", "EDGE" -> plane(PoseGraphFile.Format.TORO).edge(in, RecordLayout.TORO_PLANE);
      case "VERTEX_SE3:QUAT" -> space(PoseGraphFile.Format.G2O).vertex(in, RecordLayout.G2O_SPACE);
      case "EDGE_SE3:QUAT" -> space(PoseGraphFile.Format.G2O).edge(in, RecordLayout.G2O_SPACE);
      case "EDGE_SE3_PRIOR" -> space(formatOfGuest()).prior(in, 3, RecordLayout.G2O_SPACE);
      case "EDGE_SE3_XYZ_PRIOR" ->
          space(formatOfGuest()).position(in, 3, RecordLayout.G2O_POINT_IN_SPACE);
      case "VERTEX_TRACKXYZ" ->
          space(formatOfGuest()).landmark(in, RecordLayout.G2O_POINT_IN_SPACE);
      case "EDGE_SE3_TRACKXYZ" ->
          space(formatOfGuest()).observation(in, 4, RecordLayout.G2O_POINT_IN_SPACE);
      case "EDGE_POINTXYZ_PRIOR" ->
          space(formatOfGuest()).landmarkPosition(in, RecordLayout.G2O_POINT_IN_SPACE);
      case "VERTEX3" -> space(PoseGraphFile.Format.TORO).vertex(in, RecordLayout.TORO_SPACE);
      case "EDGE3" -> space(PoseGraphFile.Format.TORO).edge(in, RecordLayout.TORO_SPACE);
      case "FIX" -> fix();
      case "PARAMS_SE3OFFSET" -> offset();
      default -> other(tag);
    }
  }

  private GraphBuilder<Pose2> plane(PoseGraphFile.Format dialect) throws InputException {
    if (space != null) {
      throw in.error(in.text(0) + " is two-dimensional among three-dimensional records");
    }
    if (plane == null) {
      plane = new GraphBuilder<>(file, new PoseGraph2(), Pose2.identity(), findings);
    }
    note(dialect);
    return plane;
  }

  private GraphBuilder<Pose3> space(PoseGraphFile.Format dialect) throws InputException {
    if (plane != null) {
      throw in.error(in.text(0) + " is three-dimensional among two-dimensional records");
    }
    if (space == null) {
      space = new GraphBuilder<>(file, new PoseGraph3(), Pose3.identity(), findings);
    }
    note(dialect);
    return space;
  }

  /** TORO has no priors and no landmarks, so g2o's are at home in its files too. */
  private PoseGraphFile.Format formatOfGuest() {
    return format != null ? format : PoseGraphFile.Format.G2O;
  }

  private void note(PoseGraphFile.Format dialect) {
    if (format == null) {
      format = dialect;
    } else if (format != dialect) {
      findings.note(Findings.Kind.MIXED_DIALECT, in.line());
    }
  }

  /** FIX id id ... */
  private void fix() throws InputException {
    if (in.fields() < 2) {
      throw in.error("FIX without an id");
    }
    for (int field = 1; field < in.fields(); field++) {
      fixed.add(new Reference(in.id(field), in.line()));
    }
  }

  /** PARAMS_SE3OFFSET id x y z qx qy qz qw: where a sensor sits on the body. */
  private void offset() throws InputException {
    in.requireFields(2 + RecordLayout.G2O_SPACE.poseFields);
    kept.defineOffset(in.id(1), RecordLayout.G2O_SPACE.pose(in, 2, findings));
    kept.head.add(in.verbatim());
  }

  private void other(String tag) throws InputException {
    if (!Character.isLetter(tag.charAt(0))) {
      throw in.error("'" + tag + "' is no tag of a record");
    }
    findings.noteUnknownTag(tag, in.line());
    if (tag.startsWith("PARAMS_")) {
      kept.head.add(in.verbatim());
    } else {
      keep();
    }
  }

  private void keep() {
    (format == null ? kept.head : kept.tail).add(in.verbatim());
  }

  private <P> PoseGraphFile finish(
      GraphBuilder<P> builder, Map<Long, P> offsets, BiFunction<P, Point, Point> transform)
      throws InputException {
    List<Long> undeclared = builder.finish(offsets, kept);
    PoseGraph<P> graph = builder.graph();
    if (graph.size() == 0) {
      throw new InputException(file, 0, "no pose in it");
    }
    fixPosesAndLandmarks(graph, false);
    try {
      graph.initialize(Initialization.SPANNING_TREE, undeclared);
      builder.finishLandmarks(offsets, transform);
    } catch (IllegalArgumentException e) { // translations near the largest double add up beyond it
      throw new InputException(file, 0, "measurements are too large: " + e.getMessage(), e);
    }
    fixPosesAndLandmarks(graph, true);
    var report =
        new ReadReport(
            undeclared,
            findings.count(Findings.Kind.DUPLICATE),
            findings.count(Findings.Kind.SELF_LOOP),
            findings.count(Findings.Kind.MISSING_INFORMATION),
            findings.count(Findings.Kind.INDEFINITE),
            findings.worstEigenvalue(),
            findings.unknownTags(),
            findings.warnings());
    return new PoseGraphFile(graph, format, report, kept, builder.edgeLines());
  }

  /** Poses before what is not declared is placed, landmarks when all are there. */
  private void fixPosesAndLandmarks(PoseGraph<?> graph, boolean all) {
    for (Reference reference : fixed) {
      if (graph.contains(reference.id) || graph.containsLandmark(reference.id)) {
        graph.fix(reference.id);
      } else if (all) {
        findings.note(Findings.Kind.UNKNOWN_FIX, reference.line);
      }
    }
  }
}
