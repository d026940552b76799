package dev.mezzo.cli;

import dev.mezzo.io.BundleFile;
import dev.mezzo.slam.BundleAdjustment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What {@code mezzo optimize} has to tell of a bundle.
 *
 * @param file as named on the command line
 * @param input what it held
 * @param isFree whether intrinsic parameters were found, too
 * @param solve what was done
 * @param readSeconds time to read the file
 */
record BundleOutcome(Path file, BundleFile input, boolean isFree, Solve solve, double readSeconds)
    implements Outcome {

  @Override
  public String kind() {
    return "bundle";
  }

  @Override
  public List<String> warnings() {
    return input.warnings();
  }

  @Override
  public List<Line> introduction() {
    BundleAdjustment bundle = input.bundle();
    return List.of(
        Line.of(
            "input",
            "%s: BAL bundle, %d cameras, %d landmarks, %d observations, intrinsics %s",
            file,
            bundle.keyframes(),
            bundle.landmarks(),
            bundle.measurements(),
            intrinsics()),
        Line.of("start", "estimate of the file, chi2 %.9g", solve.summary().initialChi2()));
  }

  String intrinsics() {
    return isFree ? "free" : "fixed";
  }

  @Override
  public String written() {
    return "bundle";
  }

  @Override
  public void write(Path to) throws IOException {
    input.write(to);
  }
}
