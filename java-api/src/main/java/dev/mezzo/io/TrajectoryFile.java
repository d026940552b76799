package dev.mezzo.io;

import dev.mezzo.geometry.Pose3;
import dev.mezzo.geometry.Rotation3;
import dev.mezzo.slam.TimedTrajectory;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * A trajectory as it stands in a file, plain or packed by gzip or bzip2:
 *
 * <pre>
 *   TUM     seconds tx ty tz qx qy qz qw           one pose in a line
 *   KITTI   r11 r12 r13 tx r21 r22 r23 ty r31 ...  the upper 3x4 of its matrix; no times
 *   EUROC   nanoseconds,px,py,pz,qw,qx,qy,qz,...   as in state_groundtruth_estimate0/data.csv
 * </pre>
 *
 * <p>Reading tells the kind from the content: 12 numbers are KITTI, as are 13, whose first is the
 * frame or a time; of the others, times of 10^16 and more are nanoseconds and thus EuRoC. Spaces,
 * tabs, commas and semicolons separate; lines that begin with # are comments, and a first line of
 * words is a heading. Where a comment or heading names the columns (qw or q_RS_w before or after
 * qx), that is the order of the quaternion, whatever the kind. Columns after the quaternion are not
 * read. Quaternions are normalised, matrices replaced by the nearest rotation; {@link #warnings}
 * tells where they were further from that than few printed digits explain. Whatever else is not as
 * above is an {@link InputException} with the line.
 *
 * <p>Poses are body to world, metres. Immutable, safe for use by several threads. bzip2 takes
 * Apache Commons Compress (org.apache.commons:commons-compress), which Mezzo does not bring along.
 */
public final class TrajectoryFile {
  /** The kinds of files. */
  public enum Format {
    /** Seconds, position, quaternion x y z w. */
    TUM,
    /** Matrices of numbered frames. */
    KITTI,
    /** Nanoseconds, position, quaternion w x y z. */
    EUROC
  }

  private final Format format;
  private final TimedTrajectory trajectory;
  private final List<String> warnings;

  TrajectoryFile(Format format, TimedTrajectory trajectory, List<String> warnings) {
    this.format = format;
    this.trajectory = trajectory;
    this.warnings = List.copyOf(warnings);
  }

  /**
   * Reads a file of any of the kinds.
   *
   * @param file path of a file
   * @return the trajectory and what there is to say about it
   * @throws InputException if the file cannot be read, holds no pose or is malformed; with the line
   */
  public static TrajectoryFile read(Path file) throws InputException {
    return read(file, null);
  }

  /**
   * Reads a file of a known kind.
   *
   * @param file path of a file
   * @param format its kind, which then decides on the unit of times and the order of quaternions,
   *     whatever is written in the file; null to tell it from the content
   * @return the trajectory and what there is to say about it
   * @throws InputException if the file cannot be read, holds no pose or is malformed; with the line
   */
  public static TrajectoryFile read(Path file, Format format) throws InputException {
    try (var in = FieldReader.table(file)) {
      return new TrajectoryReader(file, in, format).read();
    }
  }

  /**
   * Reads the times that belong to a file of the KITTI kind, one in a line (times.txt).
   *
   * @param file path of a file
   * @return seconds of frame 0, frame 1 and so on
   * @throws InputException if the file cannot be read or is malformed; with the line
   */
  public static double[] readTimes(Path file) throws InputException {
    var times = new Numbers();
    try (var in = FieldReader.table(file)) {
      while (in.nextLine()) {
        if (in.fields() > 1) {
          throw in.error(in.fields() + " numbers, not one time");
        }
        if (in.fields() == 1) {
          times.add(in.number(0));
        }
      }
    }
    return times.toArray();
  }

  /**
   * Writes a file of the TUM kind, whole or not at all: packed by gzip if the name ends in .gz, by
   * bzip2 if it ends in .bz2. Numbers have as many digits as it takes to read back the same
   * doubles.
   *
   * @param trajectory with times
   * @param file created or replaced
   * @throws IOException if it cannot be written; a file of that name stays as it was
   * @throws IllegalArgumentException if the trajectory has no times
   */
  public static void writeTum(TimedTrajectory trajectory, Path file) throws IOException {
    if (!trajectory.isTimed()) {
      throw new IllegalArgumentException("a TUM file needs times, this trajectory has none");
    }
    write(
        file,
        "# timestamp tx ty tz qx qy qz qw\n",
        trajectory,
        (line, k) -> {
          // Without exponent: 1305031102.160407, not 1.305031102160407E9.
          line.append(new BigDecimal(Double.toString(trajectory.stamp(k))).toPlainString());
          Pose3 pose = trajectory.pose(k);
          Rotation3 r = pose.rotation();
          numbers(line, ' ', pose.x(), pose.y(), pose.z(), r.x(), r.y(), r.z(), r.w());
        });
  }

  /**
   * Writes a file of the KITTI kind, which has poses and no stamps, in the same way.
   *
   * @param trajectory any
   * @param file created or replaced
   * @throws IOException if it cannot be written; a file of that name stays as it was
   */
  public static void writeKitti(TimedTrajectory trajectory, Path file) throws IOException {
    write(
        file,
        "",
        trajectory,
        (line, k) -> {
          Pose3 pose = trajectory.pose(k);
          double[] r = pose.rotation().matrix();
          line.append(r[0]);
          numbers(line, ' ', r[1], r[2], pose.x(), r[3], r[4], r[5], pose.y());
          numbers(line, ' ', r[6], r[7], r[8], pose.z());
        });
  }

  /**
   * The kind of the file.
   *
   * @return as it was told, or found
   */
  public Format format() {
    return format;
  }

  /**
   * The trajectory.
   *
   * @return with times in seconds, or with numbers of frames if the file has no times
   */
  public TimedTrajectory trajectory() {
    return trajectory;
  }

  /**
   * What is strange in the file, in words, for people.
   *
   * @return one sentence of each kind
   */
  public List<String> warnings() {
    return warnings;
  }

  /** Appends what stands in the line of a pose. */
  @FunctionalInterface
  private interface Line {
    void append(StringBuilder line, int pose);
  }

  private static void numbers(StringBuilder line, char separator, double... numbers) {
    for (double number : numbers) {
      line.append(separator).append(number);
    }
  }

  private static void write(Path file, String heading, TimedTrajectory trajectory, Line poses)
      throws IOException {
    AtomicFile.write(
        file,
        out ->
            Compression.ofName(file).write(out, to -> writeLines(to, heading, trajectory, poses)));
  }

  private static void writeLines(
      OutputStream out, String heading, TimedTrajectory trajectory, Line poses) throws IOException {
    out.write(heading.getBytes(StandardCharsets.US_ASCII));
    var line = new StringBuilder();
    for (int k = 0; k < trajectory.size(); k++) {
      line.setLength(0);
      poses.append(line, k);
      out.write(line.append('\n').toString().getBytes(StandardCharsets.US_ASCII));
    }
  }
}
