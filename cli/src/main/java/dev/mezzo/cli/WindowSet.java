package dev.mezzo.cli;

import dev.mezzo.study.odometry.VisualFiles;
import dev.mezzo.study.odometry.VisualSequence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Drives that {@code mezzo bench window} knows. */
enum WindowSet {
  /** A robot with one camera and odometry. */
  SIMULATED(""),
  /** KITTI's drive 00 as GTSAM's examples have it, stereo. */
  STEREO(VisualFiles.STEREO),
  /** Malaga parking 6L, one camera. */
  MALAGA(VisualFiles.MALAGA);

  private final String folder;

  WindowSet(String folder) {
    this.folder = folder;
  }

  /** Whether its files are there, if it has any. */
  boolean isThere(Path data) {
    return folder.isEmpty() || Files.isDirectory(data.resolve(folder));
  }

  /**
   * The drive.
   *
   * @param seed of the simulated one
   * @param keyframes of the simulated one
   * @param data folder of public data
   */
  VisualSequence sequence(long seed, int keyframes, Path data) throws IOException {
    return switch (this) {
      case SIMULATED -> VisualSequence.simulated(seed, keyframes);
      case STEREO -> VisualFiles.readStereo(data.resolve(folder));
      case MALAGA -> VisualFiles.readMalaga(data.resolve(folder));
    };
  }

  /** As on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
