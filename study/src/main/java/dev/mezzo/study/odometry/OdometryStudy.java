package dev.mezzo.study.odometry;

import dev.mezzo.geometry.Pose3;
import dev.mezzo.optimize.Termination;
import dev.mezzo.study.TrajectoryError;
import dev.mezzo.study.run.StudyProgress;
import dev.mezzo.study.run.StudyRow;
import dev.mezzo.study.run.StudyRun;
import dev.mezzo.study.run.StudyTask;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Is half precision safe for visual odometry? Simulated drives of a home robot, each another one
 * ({@link dev.mezzo.study.HomeCamera}), and public drives, each through a sliding window in double,
 * single, mixed and half precision, as the article does it, and by the wheels alone.
 *
 * @param seed of the simulated drives; drive k has the seed {@code seed + k}
 * @param count how many drives are simulated
 * @param keyframes of each simulated drive
 * @param window keyframes of the window on simulated drives
 * @param files public drives by name
 */
public record OdometryStudy(
    long seed, int count, int keyframes, int window, Map<String, VisualSequence> files) {
  /** Name of the rows of odometry alone. */
  public static final String WHEELS = "wheels";

  /** Name of the simulated drives in the column {@code drives}. */
  public static final String SIMULATED = "simulated";

  private static final List<String> COLUMNS =
      List.of(
          "drives",
          "precision",
          "keyframes",
          "metres",
          "ate_rmse_m",
          "ate_max_m",
          "ate_rotation_deg",
          "refused",
          "restarts",
          "outliers",
          "iterations",
          "linear_iterations",
          "seconds");

  /** Checks that the numbers make sense. */
  public OdometryStudy {
    if (count < 1 || keyframes < 2 * window) {
      throw new IllegalArgumentException(
          "a study needs at least one drive, and drives that fill the window twice, not "
              + count
              + " of "
              + keyframes
              + " keyframes through windows of "
              + window);
    }
    files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
  }

  /**
   * Drives.
   *
   * @param csv where rows go, one for each drive and precision
   * @param version of the program: rows of another one are not gone on with
   * @param threads drives at once
   * @param fresh whether to begin anew even where an interrupted run could be gone on with
   * @param progress hears how far the study is
   * @return what was found
   * @throws IOException if a file cannot be written
   * @throws InterruptedException if this thread is interrupted; what is done stays
   */
  public OdometryResults run(
      Path csv, String version, int threads, boolean fresh, StudyProgress progress)
      throws IOException, InterruptedException {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("study", "vo");
    settings.put("version", version);
    settings.put("seed", Long.toString(seed));
    settings.put("keyframes", Integer.toString(keyframes));
    settings.put("window", Integer.toString(window));
    var run = new StudyRun(csv, settings, COLUMNS).threads(threads).fresh(fresh).progress(progress);
    List<StudyRow> rows = run.run(tasks());
    return new OdometryResults(this, threads, run.resumed(), rows);
  }

  /** The simulated drive of a number. */
  VisualSequence drive(int k) {
    return VisualSequence.atHome(seed + k, keyframes, window);
  }

  private List<StudyTask> tasks() {
    List<StudyTask> tasks = new ArrayList<>();
    // First, because they take longest.
    files.forEach(
        (name, sequence) ->
            WindowSolver.ALL
                .reversed()
                .forEach(
                    precision ->
                        tasks.add(
                            new StudyTask(
                                name + ", " + precision.name(),
                                () -> List.of(row(name, sequence, precision))))));
    for (int k = 0; k < count; k++) {
      int number = k;
      tasks.add(new StudyTask(String.format(Locale.ROOT, "drive %04d", k), () -> rows(number)));
    }
    return tasks;
  }

  private List<List<String>> rows(int number) {
    VisualSequence sequence = drive(number);
    List<List<String>> rows = new ArrayList<>();
    rows.add(wheels(sequence));
    for (WindowSolver solver : WindowSolver.ALL) {
      rows.add(row(SIMULATED, sequence, solver));
    }
    return rows;
  }

  private static List<String> row(String name, VisualSequence sequence, WindowSolver solver) {
    long iterations = 0;
    long linearIterations = 0;
    long nanos = 0;
    try (var drive = new WindowDrive(sequence, solver.optimizer())) {
      while (drive.approach()) {
        long begun = System.nanoTime();
        Termination termination = drive.update();
        nanos += System.nanoTime() - begun;
        iterations += drive.window().health().iterations();
        linearIterations += drive.window().health().linearIterations();
        drive.settle(termination);
      }
      drive.finish();
      return cells(
          name,
          solver.name(),
          drive.truth(),
          drive.error(),
          drive.refused(),
          drive.restarts(),
          drive.window().health().outliers(),
          iterations,
          linearIterations,
          1e-9 * nanos);
    }
  }

  private static List<String> wheels(VisualSequence sequence) {
    List<Pose3> truth = new ArrayList<>();
    sequence.frames().forEach(frame -> truth.add(frame.truth()));
    TrajectoryError error = TrajectoryError.between(truth, deadReckoning(sequence));
    return cells(SIMULATED, WHEELS, truth, error, 0, 0, 0, 0, 0, 0);
  }

  /** Where odometry alone says that the camera is. */
  static List<Pose3> deadReckoning(VisualSequence sequence) {
    List<Pose3> poses = new ArrayList<>();
    for (VisualFrame frame : sequence.frames()) {
      poses.add(poses.isEmpty() ? frame.truth() : poses.getLast().compose(frame.motion()));
    }
    return poses;
  }

  private static List<String> cells(
      String drives,
      String precision,
      List<Pose3> truth,
      TrajectoryError error,
      long refused,
      long restarts,
      long outliers,
      long iterations,
      long linearIterations,
      double seconds) {
    List<String> cells = new ArrayList<>(List.of(drives, precision));
    cells.add(Integer.toString(truth.size()));
    cells.add(Double.toString(length(truth)));
    cells.add(Double.toString(error.translation().rmse()));
    cells.add(Double.toString(error.translation().max()));
    cells.add(Double.toString(Math.toDegrees(error.rotation().rmse())));
    for (long value : new long[] {refused, restarts, outliers, iterations, linearIterations}) {
      cells.add(Long.toString(value));
    }
    cells.add(Double.toString(seconds));
    return cells;
  }

  private static double length(List<Pose3> poses) {
    double sum = 0;
    for (int k = 1; k < poses.size(); k++) {
      Pose3 step = poses.get(k - 1).between(poses.get(k));
      sum += Math.hypot(step.x(), Math.hypot(step.y(), step.z()));
    }
    return sum;
  }
}
