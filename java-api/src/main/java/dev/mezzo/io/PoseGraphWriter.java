package dev.mezzo.io;

import dev.mezzo.geometry.Point;
import dev.mezzo.geometry.Pose2;
import dev.mezzo.geometry.Pose3;
import dev.mezzo.slam.Edge;
import dev.mezzo.slam.InformationMatrix;
import dev.mezzo.slam.Observation;
import dev.mezzo.slam.PoseGraph;
import dev.mezzo.slam.PoseGraph2;
import dev.mezzo.slam.PoseGraph3;
import dev.mezzo.slam.PositionPrior;
import dev.mezzo.slam.Prior;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;

/** Writes one file: see {@link PoseGraphFile#write}. */
final class PoseGraphWriter {
  private final OutputStream out;
  private final StringBuilder line = new StringBuilder();

  private PoseGraphWriter(OutputStream out) {
    this.out = out;
  }

  static void write(
      PoseGraph<?> graph, PoseGraphFile.Format format, KeptLines kept, BitSet outliers, Path file)
      throws IOException {
    requireRecords(graph);
    boolean g2o = format == PoseGraphFile.Format.G2O;
    AtomicFile.write(
        file,
        out -> {
          var writer = new PoseGraphWriter(out);
          writer.lines(kept.head);
          switch (graph) {
            case PoseGraph2 plane -> {
              writer.vertices(
                  plane,
                  g2o ? RecordLayout.G2O_PLANE : RecordLayout.TORO_PLANE,
                  RecordLayout.G2O_POINT_IN_PLANE);
              writer.priors(plane);
              writer.edges(plane, outliers, g2o ? RecordLayout.G2O_PLANE : RecordLayout.TORO_PLANE);
              writer.observations(plane);
            }
            case PoseGraph3 space -> {
              var offsets = new SensorOffsets(kept);
              writer.newOffsets(space, kept, offsets);
              writer.vertices(
                  space,
                  g2o ? RecordLayout.G2O_SPACE : RecordLayout.TORO_SPACE,
                  RecordLayout.G2O_POINT_IN_SPACE);
              writer.priors(space, kept, offsets);
              writer.edges(space, outliers, g2o ? RecordLayout.G2O_SPACE : RecordLayout.TORO_SPACE);
              writer.observations(space, offsets);
            }
          }
          writer.lines(kept.tail);
        });
  }

  /** There is none for a prior in the plane by a sensor that is not at the origin of the body. */
  private static void requireRecords(PoseGraph<?> graph) {
    if (graph instanceof PoseGraph2 plane) {
      for (Prior<Pose2> prior : plane.priors()) {
        if (!prior.offset().equals(Pose2.identity())) {
          throw new IllegalArgumentException(
              "the prior of pose "
                  + prior.id()
                  + " has a sensor offset, for which g2o has no record in the plane");
        }
      }
    }
  }

  /** Defines the sensor offsets that measurements use and the file that was read did not have. */
  private void newOffsets(PoseGraph3 graph, KeptLines kept, SensorOffsets offsets)
      throws IOException {
    for (Prior<Pose3> prior : graph.priors()) {
      define(prior.offset(), offsets);
    }
    for (PositionPrior position : graph.positions()) {
      if (graph.contains(position.id()) && kept.unusedOffset(position) == null) {
        define(Pose3.identity(), offsets);
      }
    }
    for (Observation<Pose3> observation : graph.observations()) {
      define(observation.offset(), offsets);
    }
  }

  private void define(Pose3 offset, SensorOffsets offsets) throws IOException {
    if (offsets.find(offset) == null) {
      begin("PARAMS_SE3OFFSET").id(offsets.define(offset));
      numbers(RecordLayout.G2O_SPACE.numbers(offset));
      end();
    }
  }

  private void priors(PoseGraph2 graph) throws IOException {
    for (Prior<Pose2> prior : graph.priors()) {
      begin("EDGE_PRIOR_SE2").id(prior.id());
      measurement(prior.measurement(), prior.information(), RecordLayout.G2O_PLANE);
    }
    for (PositionPrior position : graph.positions()) {
      begin(graph.contains(position.id()) ? "EDGE_PRIOR_SE2_XY" : "EDGE_PRIOR_XY");
      id(position.id());
      measurement(position.measurement(), position.information(), RecordLayout.G2O_POINT_IN_PLANE);
    }
  }

  private void priors(PoseGraph3 graph, KeptLines kept, SensorOffsets offsets) throws IOException {
    for (Prior<Pose3> prior : graph.priors()) {
      begin("EDGE_SE3_PRIOR").id(prior.id()).id(offsets.find(prior.offset()));
      measurement(prior.measurement(), prior.information(), RecordLayout.G2O_SPACE);
    }
    for (PositionPrior position : graph.positions()) {
      if (graph.contains(position.id())) {
        Long unused = kept.unusedOffset(position);
        begin("EDGE_SE3_XYZ_PRIOR").id(position.id());
        id(unused != null ? unused : offsets.find(Pose3.identity()));
      } else {
        begin("EDGE_POINTXYZ_PRIOR").id(position.id());
      }
      measurement(position.measurement(), position.information(), RecordLayout.G2O_POINT_IN_SPACE);
    }
  }

  private <P> void vertices(
      PoseGraph<P> graph, RecordLayout<P> layout, RecordLayout<Point> layoutOfLandmarks)
      throws IOException {
    long[] ids = graph.ids();
    long[] landmarkIds = graph.landmarkIds();
    writeAll(ids, graph.poses(), layout);
    writeAll(landmarkIds, graph.landmarks(), layoutOfLandmarks);
    for (long[] all : List.of(ids, landmarkIds)) {
      for (long id : all) {
        if (graph.isFixed(id)) {
          begin("FIX").id(id);
          end();
        }
      }
    }
  }

  private <V> void writeAll(long[] ids, List<V> vertices, RecordLayout<V> layout)
      throws IOException {
    for (int k = 0; k < ids.length; k++) {
      begin(layout.vertexTag).id(ids[k]);
      numbers(layout.numbers(vertices.get(k)));
      end();
    }
  }

  /** In the frame of the body, as g2o's records in the plane are. */
  private void observations(PoseGraph2 graph) throws IOException {
    RecordLayout<Point> layout = RecordLayout.G2O_POINT_IN_PLANE;
    for (Observation<Pose2> given : graph.observations()) {
      Observation<Pose2> observation = given.fromBody();
      begin(layout.edgeTag).id(observation.pose()).id(observation.landmark());
      measurement(observation.measurement(), observation.information(), layout);
    }
  }

  private void observations(PoseGraph3 graph, SensorOffsets offsets) throws IOException {
    RecordLayout<Point> layout = RecordLayout.G2O_POINT_IN_SPACE;
    for (Observation<Pose3> observation : graph.observations()) {
      begin(layout.edgeTag).id(observation.pose()).id(observation.landmark());
      id(offsets.find(observation.offset()));
      measurement(observation.measurement(), observation.information(), layout);
    }
  }

  private <P> void edges(PoseGraph<P> graph, BitSet outliers, RecordLayout<P> layout)
      throws IOException {
    for (int k = 0; k < graph.edges().size(); k++) {
      Edge<P> edge = graph.edges().get(k);
      begin(outliers.get(k) ? "# outlier " + layout.edgeTag : layout.edgeTag)
          .id(edge.from())
          .id(edge.to());
      measurement(edge.measurement(), edge.information(), layout);
    }
  }

  private <V> void measurement(V measured, InformationMatrix information, RecordLayout<V> layout)
      throws IOException {
    numbers(layout.numbers(measured));
    numbers(layout.numbers(information));
    end();
  }

  private PoseGraphWriter begin(String tag) {
    line.setLength(0);
    line.append(tag);
    return this;
  }

  private PoseGraphWriter id(long id) {
    line.append(' ').append(id);
    return this;
  }

  /** The shortest digits that read back as the same double; whole numbers without ".0". */
  private void numbers(double[] values) {
    for (double value : values) {
      line.append(' ').append(value);
      int length = line.length();
      if (line.charAt(length - 1) == '0' && line.charAt(length - 2) == '.') {
        line.setLength(length - 2);
      }
    }
  }

  private void end() throws IOException {
    out.write(line.append('\n').toString().getBytes(StandardCharsets.ISO_8859_1));
  }

  private void lines(List<String> kept) throws IOException {
    for (String text : kept) {
      out.write(text.concat("\n").getBytes(StandardCharsets.ISO_8859_1));
    }
  }
}
