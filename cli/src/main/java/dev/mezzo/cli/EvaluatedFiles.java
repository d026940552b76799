package dev.mezzo.cli;

import dev.mezzo.io.TrajectoryFile;
import dev.mezzo.slam.TimedTrajectory;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The two files that {@code mezzo evaluate} compares. */
record EvaluatedFiles(Input reference, Input estimate) {

  /** A file as it was read, with the times that another file gave it. */
  record Input(
      Path file, TrajectoryFile.Format format, TimedTrajectory trajectory, List<String> warnings) {
    double metres() {
      double[] way = trajectory.distances();
      return way[way.length - 1];
    }

    String inWords() {
      return String.format(
          Locale.ROOT,
          "%s (%s, %d poses, %.5g m)",
          file,
          EvaluationText.name(format),
          trajectory.size(),
          metres());
    }
  }
}
