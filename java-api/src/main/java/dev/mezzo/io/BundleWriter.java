package dev.mezzo.io;

import dev.mezzo.geometry.Bal;
import dev.mezzo.geometry.Pose3;
import dev.mezzo.slam.BundleAdjustment;
import dev.mezzo.slam.Sighting;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Writes one file: see {@link BundleFile#write}. */
final class BundleWriter {
  private final OutputStream out;
  private final StringBuilder line = new StringBuilder();

  private BundleWriter(OutputStream out) {
    this.out = out;
  }

  static void write(BundleAdjustment bundle, Path file) throws IOException {
    List<Sighting> sightings = bundle.sightings();
    requireExpressible(bundle, sightings);
    Compression compression = Compression.ofName(file);
    AtomicFile.write(
        file, out -> compression.write(out, to -> new BundleWriter(to).write(bundle, sightings)));
  }

  private static void requireExpressible(BundleAdjustment bundle, List<Sighting> sightings) {
    if (sightings.size() < bundle.measurements()) {
      throw new IllegalArgumentException(
          "BAL has observations only; there are other measurements in this bundle");
    }
    for (Sighting s : sightings) {
      if (s.kind() != Sighting.Kind.SINGLE || s.sigma() != 1) {
        throw new IllegalArgumentException(
            "BAL has single cameras with a standard deviation of 1 pixel only, not " + s);
      }
    }
    for (int k = 0; k < bundle.keyframes(); k++) {
      if (bundle.model(bundle.camera(k)) != Bal.INSTANCE) {
        throw new IllegalArgumentException(
            "BAL has one model of cameras; that of keyframe "
                + k
                + " is "
                + bundle.model(bundle.camera(k)));
      }
    }
  }

  private void write(BundleAdjustment bundle, List<Sighting> sightings) throws IOException {
    line.append(bundle.keyframes()).append(' ').append(bundle.landmarks());
    line.append(' ').append(sightings.size());
    end();
    for (Sighting s : sightings) {
      line.append(s.keyframe()).append(' ').append(s.landmark()).append("     ");
      line.append(s.u()).append(' ').append(s.v());
      end();
    }
    for (int k = 0; k < bundle.keyframes(); k++) {
      Pose3 cameraFromWorld = bundle.pose(k).inverse();
      numbers(cameraFromWorld.rotation().log());
      numbers(cameraFromWorld.x(), cameraFromWorld.y(), cameraFromWorld.z());
      numbers(bundle.intrinsics(bundle.camera(k)));
    }
    for (int l = 0; l < bundle.landmarks(); l++) {
      numbers(bundle.landmark(l));
    }
  }

  private void numbers(double... numbers) throws IOException {
    for (double number : numbers) {
      line.append(number);
      end();
    }
  }

  private void end() throws IOException {
    line.append('\n');
    out.write(line.toString().getBytes(StandardCharsets.US_ASCII));
    line.setLength(0);
  }
}
