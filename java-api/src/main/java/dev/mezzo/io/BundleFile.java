package dev.mezzo.io;

import dev.mezzo.slam.BundleAdjustment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A bundle as it stands in a file of the collection "Bundle Adjustment in the Large" (Agarwal,
 * Snavely, Seitz and Szeliski, 2010; BAL), plain or packed by gzip or bzip2:
 *
 * <pre>
 *   cameras landmarks observations
 *   camera landmark u v                  for each observation, indices from 0
 *   w1 w2 w3 t1 t2 t3 f k1 k2            for each camera, each number in a line of its own
 *   x y z                                for each landmark, likewise
 * </pre>
 *
 * <p>with w the rotation vector and t the translation from world to camera: P = R l + t. The bundle
 * has a keyframe and a camera of the model {@link dev.mezzo.geometry.Bal} for each camera of the
 * file, and poses that are world-from-camera, (R^T, -R^T t), as everywhere in Mezzo; its chi2 is
 * the sum of squared pixel errors, twice the cost that Ceres prints.
 *
 * <p>Reading takes numbers wherever lines end. Whatever else is not as above is an {@link
 * InputException} with the line. bzip2 takes Apache Commons Compress
 * (org.apache.commons:commons-compress), which Mezzo does not bring along.
 *
 * <p>Not safe for use by several threads at once, as the bundle is not.
 */
public final class BundleFile {
  private final BundleAdjustment bundle;
  private final List<String> warnings;

  BundleFile(BundleAdjustment bundle, List<String> warnings) {
    this.bundle = bundle;
    this.warnings = List.copyOf(warnings);
  }

  /**
   * Whether a file begins as a bundle does, with a number, packed or not; pose graphs begin with a
   * word.
   *
   * @param file path of a file
   * @return false if there is nothing in it
   * @throws InputException if it cannot be read
   */
  public static boolean isBundle(Path file) throws InputException {
    try (var in = FieldReader.unpacking(file)) {
      while (in.nextLine()) {
        if (in.fields() > 0) {
          char first = in.text(0).charAt(0);
          return (first >= '0' && first <= '9') || first == '-' || first == '+';
        }
      }
      return false;
    }
  }

  /**
   * Reads a file. How it is packed is seen from its content, whatever its name.
   *
   * @param file path of a file
   * @return the bundle and what there is to say about it
   * @throws InputException if the file cannot be read, or is malformed; with the line
   */
  public static BundleFile read(Path file) throws InputException {
    try (var in = FieldReader.unpacking(file)) {
      return new BundleReader(file, in).read();
    }
  }

  /**
   * Writes a bundle, whole or not at all: packed by gzip if the name ends in .gz, by bzip2 if it
   * ends in .bz2. Numbers have as many digits as it takes to read back the same doubles; rotation
   * vectors and translations are computed, to rounding. A camera that several keyframes share is
   * written for each of them.
   *
   * @param bundle whose cameras are of the model {@link dev.mezzo.geometry.Bal} and whose
   *     measurements are observations with a standard deviation of 1
   * @param file created or replaced
   * @throws IOException if it cannot be written; a file of that name stays as it was
   * @throws IllegalArgumentException if the bundle holds what the format cannot express
   */
  public static void write(BundleAdjustment bundle, Path file) throws IOException {
    BundleWriter.write(bundle, file);
  }

  /**
   * The bundle. Changing it changes what {@link #write(Path)} writes.
   *
   * @return with everything free but the intrinsic parameters
   */
  public BundleAdjustment bundle() {
    return bundle;
  }

  /**
   * What is strange in the file, in words, for people.
   *
   * @return one sentence of each kind
   */
  public List<String> warnings() {
    return warnings;
  }

  /**
   * Writes the bundle as it is now: see {@link #write(BundleAdjustment, Path)}.
   *
   * @param file created or replaced; may be the one that was read
   * @throws IOException if it cannot be written; a file of that name stays as it was
   */
  public void write(Path file) throws IOException {
    write(bundle, file);
  }
}
