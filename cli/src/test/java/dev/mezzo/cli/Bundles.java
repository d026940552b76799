package dev.mezzo.cli;

import dev.mezzo.geometry.Bal;
import dev.mezzo.geometry.Pose3;
import dev.mezzo.io.BundleFile;
import dev.mezzo.slam.BundleAdjustment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;

/** Small bundles in files. */
final class Bundles {
  private Bundles() {}

  /**
   * Six cameras that see sixty landmarks with errors of a pixel, everything somewhat out of place.
   */
  static Path walk(Path folder, String name) throws IOException {
    var random = new SplittableRandom(3);
    var bundle = new BundleAdjustment();
    for (int l = 0; l < 60; l++) {
      bundle.addLandmark(
          random.nextDouble(-2, 3), random.nextDouble(-2, 2), random.nextDouble(-8, -4));
    }
    for (int k = 0; k < 6; k++) {
      int camera = bundle.addCamera(Bal.INSTANCE, 500, -0.02, 0.003);
      bundle.addKeyframe(Pose3.exp(0.3 * k, 0.1, 0, 0, 0.05 * k, 0.02), camera);
      for (int l = 0; l < bundle.landmarks(); l++) {
        double[] z = bundle.projection(k, l);
        bundle.addObservation(
            k, l, z[0] + random.nextDouble(-1, 1), z[1] + random.nextDouble(-1, 1));
      }
    }
    for (int k = 0; k < 6; k++) {
      Pose3 off = Pose3.exp(random.nextDouble(-0.02, 0.02), 0, 0.01, 0.002, -0.003, 0.001);
      bundle.setPose(k, bundle.pose(k).compose(off));
    }
    for (int l = 0; l < bundle.landmarks(); l++) {
      double[] p = bundle.landmark(l);
      bundle.setLandmark(l, p[0] + random.nextDouble(-0.05, 0.05), p[1], p[2]);
    }
    Path file = folder.resolve(name);
    BundleFile.write(bundle, file);
    return file;
  }
}
