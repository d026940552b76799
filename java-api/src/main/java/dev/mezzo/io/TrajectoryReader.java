package dev.mezzo.io;

import dev.mezzo.geometry.Pose3;
import dev.mezzo.geometry.Rotation3;
import dev.mezzo.io.TrajectoryFile.Format;
import dev.mezzo.slam.TimedTrajectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Reads one file: see {@link TrajectoryFile#read}. */
final class TrajectoryReader {
  private static final int MATRIX = 12;
  private static final int NUMBERED_MATRIX = 13;
  private static final int STAMPED = 8;

  /** As seconds, longer than there are stars; as nanoseconds, four months. */
  private static final double NANOSECONDS = 1e16;

  private static final long PER_SECOND = 1_000_000_000;

  /** Of an entry of a rotation matrix, more than few printed digits explain. */
  private static final double MATRIX_TOLERANCE = 1e-3;

  private static final Pattern SEPARATORS = Pattern.compile("[#\\s,;]+");

  private final Path file;
  private final FieldReader in;
  private final boolean isForced;
  private Format format;
  private final Findings findings = new Findings();
  private final Numbers stamps = new Numbers();
  private final List<Pose3> poses = new ArrayList<>();

  /** Whether a comment or heading said that times are in nanoseconds. */
  private boolean saidNanoseconds;

  /** What a comment or heading said of the quaternion: whether w comes first; null if nothing. */
  private Boolean saidScalarFirst;

  private int fields;
  private boolean nanoseconds;
  private boolean scalarFirst;
  private boolean wholeStamps = true;
  private double last = Double.NEGATIVE_INFINITY;

  TrajectoryReader(Path file, FieldReader in, Format format) {
    this.file = file;
    this.in = in;
    this.format = format;
    isForced = format != null;
  }

  TrajectoryFile read() throws InputException {
    while (in.nextLine()) {
      if (in.fields() == 0 || isHeading()) {
        if (poses.isEmpty()) {
          learn(in.verbatim());
        }
      } else {
        if (poses.isEmpty()) {
          decide();
        }
        readPose();
      }
    }
    if (poses.isEmpty()) {
      throw new InputException(file, 0, "holds no poses");
    }
    return new TrajectoryFile(format, trajectory(), findings.warnings());
  }

  private TimedTrajectory trajectory() {
    if (fields == MATRIX && format == Format.KITTI) {
      return TimedTrajectory.ofFrames(poses);
    }
    return format == Format.KITTI && wholeStamps
        ? TimedTrajectory.ofFrames(stamps.toArray(), poses)
        : TimedTrajectory.ofTimes(stamps.toArray(), poses);
  }

  /** A first line of words, as tables have it. */
  private boolean isHeading() {
    return poses.isEmpty() && fields == 0 && Character.isLetter(in.text(0).charAt(0));
  }

  /** Takes from a comment or heading what it says of the columns. */
  private void learn(String text) {
    int x = -1;
    int w = -1;
    String[] names = SEPARATORS.split(text.toLowerCase(Locale.ROOT));
    for (int k = 0; k < names.length; k++) {
      String name = names[k];
      saidNanoseconds |= name.contains("[ns]") || name.equals("ns");
      if (name.startsWith("q") && name.endsWith("x")) {
        x = k;
      } else if (name.startsWith("q") && name.endsWith("w")) {
        w = k;
      }
    }
    if (x >= 0 && w >= 0) {
      saidScalarFirst = w < x;
    }
  }

  /** Settles what the lines are by the first of them. */
  private void decide() throws InputException {
    fields = in.fields();
    boolean isMatrix = fields == MATRIX || fields == NUMBERED_MATRIX;
    if (format == null && isMatrix) {
      format = Format.KITTI;
    } else if (format == null && fields >= STAMPED) {
      double stamp = in.number(0);
      boolean whole = stamp == Math.rint(stamp);
      boolean isEuroc = stamp >= NANOSECONDS || (saidNanoseconds && whole);
      format = isEuroc ? Format.EUROC : Format.TUM;
    }
    if (format == null || (format == Format.KITTI ? !isMatrix : fields < STAMPED)) {
      throw in.error(
          "%d fields: a pose has 8 (time, position, quaternion) or 12 (matrix)".formatted(fields));
    }
    nanoseconds = format == Format.EUROC;
    boolean isSaid = saidScalarFirst != null && !isForced;
    scalarFirst = isSaid ? saidScalarFirst : nanoseconds;
  }

  private void readPose() throws InputException {
    if (in.fields() != fields) {
      throw in.error("%d fields, not %d as before".formatted(in.fields(), fields));
    }
    if (format == Format.KITTI) {
      if (fields == NUMBERED_MATRIX) {
        addStamp(in.number(0));
      }
      poses.add(matrix(fields - MATRIX));
    } else {
      addStamp(nanoseconds ? secondsOfNanoseconds() : in.number(0));
      poses.add(QuaternionPose.parse(in, 1, scalarFirst ? 5 : 4, scalarFirst ? 4 : 7, findings));
    }
  }

  private void addStamp(double stamp) {
    if (stamp <= last) {
      findings.note(Findings.Kind.TIME_ORDER, in.line());
    }
    last = stamp;
    wholeStamps &= stamp == Math.rint(stamp);
    stamps.add(stamp);
  }

  /** In integers, because a double of nanoseconds since 1970 is off by up to 128 of them. */
  private double secondsOfNanoseconds() throws InputException {
    boolean isInteger = in.text(0).chars().allMatch(c -> c >= '0' && c <= '9');
    long exact = isInteger ? in.id(0) : Math.round(in.number(0));
    return Math.floorDiv(exact, PER_SECOND) + Math.floorMod(exact, PER_SECOND) * 1e-9;
  }

  private Pose3 matrix(int at) throws InputException {
    double[] rotation = new double[9];
    for (int k = 0; k < 9; k++) {
      rotation[k] = in.number(at + k / 3 * 4 + k % 3);
    }
    Rotation3 nearest;
    try {
      nearest = Rotation3.ofMatrix(rotation);
    } catch (IllegalArgumentException e) {
      throw in.error("the matrix is not a rotation: its columns are not orthogonal unit vectors");
    }
    double[] valid = nearest.matrix();
    double worst = 0;
    for (int k = 0; k < 9; k++) {
      worst = Math.max(worst, Math.abs(valid[k] - rotation[k]));
    }
    if (worst > MATRIX_TOLERANCE) {
      findings.note(Findings.Kind.ROTATION, in.line());
    }
    return Pose3.of(in.number(at + 3), in.number(at + 7), in.number(at + 11), nearest);
  }
}
