package dev.mezzo.io;

import dev.mezzo.slam.PoseGraph;
import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;

/**
 * A pose graph as it stands in a g2o or TORO file, with what else the file holds.
 *
 * <table>
 *   <caption>Records</caption>
 *   <tr><th></th><th>g2o</th><th>TORO</th></tr>
 *   <tr><td>plane</td>
 *       <td>VERTEX_SE2, EDGE_SE2, EDGE_PRIOR_SE2, EDGE_PRIOR_SE2_XY</td>
 *       <td>VERTEX2, EDGE2 (also VERTEX, EDGE)</td></tr>
 *   <tr><td>landmarks</td><td>VERTEX_XY, EDGE_SE2_XY, EDGE_PRIOR_XY</td><td></td></tr>
 *   <tr><td>space</td>
 *       <td>VERTEX_SE3:QUAT, EDGE_SE3:QUAT, EDGE_SE3_PRIOR, EDGE_SE3_XYZ_PRIOR,
 *           PARAMS_SE3OFFSET</td>
 *       <td>VERTEX3, EDGE3</td></tr>
 *   <tr><td>landmarks</td><td>VERTEX_TRACKXYZ, EDGE_SE3_TRACKXYZ, EDGE_POINTXYZ_PRIOR</td>
 *       <td></td></tr>
 *   <tr><td>both</td><td>FIX, comments that begin with #</td><td>the same</td></tr>
 * </table>
 *
 * <p>Reading takes records in any order, ids of the whole signed 64-bit range, CR LF, tabs, blank
 * lines, a byte order mark. What it puts right it counts and says in the {@link #report()}:
 * vertices declared twice (the first counts) or not at all, edges from a vertex to itself
 * (skipped), missing information matrices (the identity) and indefinite ones (the nearest positive
 * semi-definite), quaternions that are not of unit length (normalised; zero is an error). Records
 * of other kinds, comments and PARAMS lines are kept, and {@link #write} writes them back: those
 * before the first vertex or edge, and parameters, first; the others last. Malformed records are an
 * {@link InputException}.
 *
 * <p>EDGE_SE3_PRIOR names a sensor offset, PARAMS_SE3OFFSET, by its id; it may stand anywhere in
 * the file. EDGE_SE3_XYZ_PRIOR names one too, which its error does not use, in g2o nor here: it
 * measures the body.
 *
 * <p>TORO in space gives rotations as roll, pitch and yaw and information on these, in radians.
 * Near zero error they are twice the vector part of the quaternion that the error of {@link
 * dev.mezzo.slam.PoseGraph3} holds, so information on rotation is multiplied by 4, and by 2 between
 * translation and rotation, when reading, and divided when writing.
 *
 * <p>Not safe for use by several threads at once, as the graph is not.
 */
public final class PoseGraphFile {

  /** Which program's records. */
  public enum Format {
    /** General graph optimisation (Kuemmerle et al., 2011). */
    G2O("g2o"),
    /** Tree-based network optimiser (Grisetti et al., 2007). */
    TORO("toro");

    private final String label;

    Format(String label) {
      this.label = label;
    }

    /** Lower case, as in reports. */
    @Override
    public String toString() {
      return label;
    }
  }

  private final PoseGraph<?> graph;
  private final Format format;
  private final ReadReport report;
  private final KeptLines kept;
  private final int[] edgeLines;

  PoseGraphFile(
      PoseGraph<?> graph, Format format, ReadReport report, KeptLines kept, int[] edgeLines) {
    this.graph = graph;
    this.format = format;
    this.report = report;
    this.kept = kept;
    this.edgeLines = edgeLines;
  }

  /**
   * Reads a file. Its kind is seen from its records, whatever its name. The file is streamed: what
   * is held is the graph, not the text.
   *
   * <p>Poses that only edges and priors name are placed by a spanning tree from the others, or from
   * the first of them if the file declares none ({@link
   * dev.mezzo.slam.Initialization#SPANNING_TREE}); the report lists them. Landmarks that are not
   * declared are placed where their first observation sees them. A pose that only observations of
   * landmarks name has no place: it is refused.
   *
   * @param file path of a text file
   * @return the graph and what else there is
   * @throws InputException if the file cannot be read, holds no pose, or holds a malformed record;
   *     with the line
   */
  public static PoseGraphFile read(Path file) throws InputException {
    try (var in = new FieldReader(file)) {
      return new PoseGraphReader(file, in).read();
    }
  }

  /**
   * Writes a graph, atomically: see {@link #write(Path)}.
   *
   * @param graph in the plane or in space
   * @param format whose records; TORO has none for priors, which are written as g2o's
   * @param file path of the file
   * @throws IOException if it cannot be written; a file of that name stays as it was
   * @throws IllegalArgumentException if g2o has no record for a measurement: a prior in the plane
   *     by a sensor that is not at the origin of the body
   */
  public static void write(PoseGraph<?> graph, Format format, Path file) throws IOException {
    PoseGraphWriter.write(graph, format, new KeptLines(), new BitSet(), file);
  }

  /**
   * The graph. Changing it changes what {@link #write} writes.
   *
   * @return PoseGraph2 or PoseGraph3
   */
  public PoseGraph<?> graph() {
    return graph;
  }

  /**
   * Whose records the file holds.
   *
   * @return what its first vertex or edge belongs to
   */
  public Format format() {
    return format;
  }

  /**
   * What reading met besides well-formed records.
   *
   * @return an immutable value
   */
  public ReadReport report() {
    return report;
  }

  /**
   * In which line of the file an edge stands.
   *
   * @param index its place in {@link PoseGraph#edges()}
   * @return counted from 1; 0 for an edge that was added after reading
   */
  public int lineOfEdge(int index) {
    return index < edgeLines.length ? edgeLines[index] : 0;
  }

  /**
   * Writes the graph as it is now, in the format it was read from, with the lines that were kept,
   * in the order: poses, landmarks, FIX, priors, edges, observations. Offsets of observations in
   * the plane, for which g2o has no record, are computed into the measurements. Numbers have as
   * many digits as it takes to read back the same doubles; only TORO's angles in space are
   * computed.
   *
   * <p>The file appears whole or not at all: it is written under another name in the same
   * directory, flushed to the disk, and moved. A symbolic link stays and its target is replaced; a
   * pipe or device is written to directly.
   *
   * @param file path of the file, which may exist and may be the one that was read
   * @throws IOException if it cannot be written; a file of that name stays as it was
   * @throws IllegalArgumentException as for {@link #write(PoseGraph, Format, Path)}
   */
  public void write(Path file) throws IOException {
    write(file, new BitSet());
  }

  /**
   * Writes the graph as {@link #write(Path)} does, but some edges as comments, so that who reads
   * the file goes without them, and nothing is lost: {@code # outlier}, then the record.
   *
   * @param file path of the file, which may exist and may be the one that was read
   * @param outliers indices of edges in {@link PoseGraph#edges()}
   * @throws IOException if it cannot be written; a file of that name stays as it was
   * @throws IllegalArgumentException as for {@link #write(PoseGraph, Format, Path)}
   */
  public void write(Path file, BitSet outliers) throws IOException {
    PoseGraphWriter.write(graph, format, kept, outliers, file);
  }
}
