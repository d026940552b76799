package dev.mezzo.io;

import dev.mezzo.geometry.Pose2;
import dev.mezzo.geometry.Pose3;
import dev.mezzo.slam.Edge;
import dev.mezzo.slam.InformationMatrix;
import dev.mezzo.slam.PoseGraph;
import dev.mezzo.slam.PoseGraph2;
import dev.mezzo.slam.PoseGraph3;
import dev.mezzo.slam.PositionPrior;
import dev.mezzo.slam.Prior;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Writes one file: see {@link PoseGraphFile#write}. */
final class PoseGraphWriter {
  private final OutputStream out;
  private final StringBuilder line = new StringBuilder();

  private PoseGraphWriter(OutputStream out) {
    this.out = out;
  }

  static void write(PoseGraph<?> graph, PoseGraphFile.Format format, KeptLines kept, Path file)
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
              writer.vertices(plane, g2o ? RecordLayout.G2O_PLANE : RecordLayout.TORO_PLANE);
              writer.priors(plane);
              writer.edges(plane, g2o ? RecordLayout.G2O_PLANE : RecordLayout.TORO_PLANE);
            }
            case PoseGraph3 space -> {
              var offsets = new SensorOffsets(kept);
              writer.newOffsets(space, kept, offsets);
              writer.vertices(space, g2o ? RecordLayout.G2O_SPACE : RecordLayout.TORO_SPACE);
              writer.priors(space, kept, offsets);
              writer.edges(space, g2o ? RecordLayout.G2O_SPACE : RecordLayout.TORO_SPACE);
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
      if (kept.unusedOffset(position) == null) {
        define(Pose3.identity(), offsets);
      }
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
      begin("EDGE_PRIOR_SE2_XY").id(position.id());
      measurement(position.measurement(), position.information(), RecordLayout.G2O_POINT_IN_PLANE);
    }
  }

  private void priors(PoseGraph3 graph, KeptLines kept, SensorOffsets offsets) throws IOException {
    for (Prior<Pose3> prior : graph.priors()) {
      begin("EDGE_SE3_PRIOR").id(prior.id()).id(offsets.find(prior.offset()));
      measurement(prior.measurement(), prior.information(), RecordLayout.G2O_SPACE);
    }
    for (PositionPrior position : graph.positions()) {
      Long unused = kept.unusedOffset(position);
      begin("EDGE_SE3_XYZ_PRIOR").id(position.id());
      id(unused != null ? unused : offsets.find(Pose3.identity()));
      measurement(position.measurement(), position.information(), RecordLayout.G2O_POINT_IN_SPACE);
    }
  }

  private <P> void vertices(PoseGraph<P> graph, RecordLayout<P> layout) throws IOException {
    long[] ids = graph.ids();
    List<P> poses = graph.poses();
    for (int v = 0; v < ids.length; v++) {
      begin(layout.vertexTag).id(ids[v]);
      numbers(layout.numbers(poses.get(v)));
      end();
    }
    for (long id : ids) {
      if (graph.isFixed(id)) {
        begin("FIX").id(id);
        end();
      }
    }
  }

  private <P> void edges(PoseGraph<P> graph, RecordLayout<P> layout) throws IOException {
    for (Edge<P> edge : graph.edges()) {
      begin(layout.edgeTag).id(edge.from()).id(edge.to());
      measurement(edge.measurement(), edge.information(), layout);
    }
  }

  private <P> void measurement(P pose, InformationMatrix information, RecordLayout<P> layout)
      throws IOException {
    numbers(layout.numbers(pose));
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
