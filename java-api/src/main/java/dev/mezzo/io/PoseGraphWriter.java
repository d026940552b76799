package dev.mezzo.io;

import dev.mezzo.geometry.Pose2;
import dev.mezzo.geometry.Pose3;
import dev.mezzo.slam.Edge;
import dev.mezzo.slam.InformationMatrix;
import dev.mezzo.slam.PoseGraph;
import dev.mezzo.slam.PoseGraph2;
import dev.mezzo.slam.PoseGraph3;
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
    boolean g2o = format == PoseGraphFile.Format.G2O;
    AtomicFile.write(
        file,
        out -> {
          var writer = new PoseGraphWriter(out);
          writer.lines(kept.head);
          switch (graph) {
            case PoseGraph2 plane -> {
              writer.vertices(plane, g2o ? RecordLayout.G2O_PLANE : RecordLayout.TORO_PLANE);
              for (Prior<Pose2> prior : plane.priors()) {
                writer.begin("EDGE_PRIOR_SE2").id(prior.id());
                writer.measurement(
                    prior.measurement(), prior.information(), RecordLayout.G2O_PLANE);
              }
              writer.edges(plane, g2o ? RecordLayout.G2O_PLANE : RecordLayout.TORO_PLANE);
            }
            case PoseGraph3 space -> {
              long offset = writer.identityOffset(space, kept);
              writer.vertices(space, g2o ? RecordLayout.G2O_SPACE : RecordLayout.TORO_SPACE);
              for (Prior<Pose3> prior : space.priors()) {
                writer.begin("EDGE_SE3_PRIOR").id(prior.id()).id(offset);
                writer.measurement(
                    prior.measurement(), prior.information(), RecordLayout.G2O_SPACE);
              }
              writer.edges(space, g2o ? RecordLayout.G2O_SPACE : RecordLayout.TORO_SPACE);
            }
          }
          writer.lines(kept.tail);
        });
  }

  /** The sensor offset that priors name; defined here if the file has none that is the identity. */
  private long identityOffset(PoseGraph3 graph, KeptLines kept) throws IOException {
    long known = kept.identityOffset();
    if (known >= 0 || graph.priors().isEmpty()) {
      return known;
    }
    long id = kept.freeOffset();
    begin("PARAMS_SE3OFFSET").id(id);
    numbers(RecordLayout.G2O_SPACE.numbers(Pose3.identity()));
    end();
    return id;
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
