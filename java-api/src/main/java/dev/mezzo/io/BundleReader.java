package dev.mezzo.io;

import dev.mezzo.geometry.Bal;
import dev.mezzo.geometry.Pose3;
import dev.mezzo.geometry.Rotation3;
import dev.mezzo.slam.BundleAdjustment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** Reads one file: see {@link BundleFile#read}. */
final class BundleReader {
  /** Of cameras, landmarks or observations: more do not fit into the memory of a machine. */
  private static final long MOST = 1L << 27;

  private final Path file;
  private final FieldReader in;
  private int field;
  private String reading = "the header";

  BundleReader(Path file, FieldReader in) {
    this.file = file;
    this.in = in;
  }

  BundleFile read() throws InputException {
    int cameras = count("cameras");
    int landmarks = count("landmarks");
    int observations = count("observations");
    // What the header promises may never come, so that room is made as it comes.
    int[] cameraOf = new int[1024];
    int[] landmarkOf = new int[1024];
    double[] pixels = new double[2048];
    for (int k = 0; k < observations; k++) {
      if (k == cameraOf.length) {
        cameraOf = Arrays.copyOf(cameraOf, 2 * k);
        landmarkOf = Arrays.copyOf(landmarkOf, 2 * k);
        pixels = Arrays.copyOf(pixels, 4 * k);
      }
      reading = "observation " + k + " of " + observations;
      cameraOf[k] = index("camera", cameras);
      landmarkOf[k] = index("landmark", landmarks);
      pixels[2 * k] = number();
      pixels[2 * k + 1] = number();
    }
    var bundle = new BundleAdjustment();
    for (int c = 0; c < cameras; c++) {
      reading = "camera " + c + " of " + cameras;
      addCamera(bundle);
    }
    for (int l = 0; l < landmarks; l++) {
      reading = "landmark " + l + " of " + landmarks;
      double x = number();
      double y = number();
      bundle.addLandmark(x, y, number());
    }
    if (next()) {
      throw in.error("'" + in.text(field) + "' after the last landmark");
    }
    for (int k = 0; k < observations; k++) {
      bundle.addObservation(cameraOf[k], landmarkOf[k], pixels[2 * k], pixels[2 * k + 1]);
    }
    return new BundleFile(
        bundle, warnings(bundle, Arrays.copyOf(cameraOf, observations), landmarkOf));
  }

  private void addCamera(BundleAdjustment bundle) throws InputException {
    double[] w = {number(), number(), number()};
    double[] t = {number(), number(), number()};
    int line = in.line();
    double[] intrinsics = {number(), number(), number()};
    try {
      Rotation3 rotation = Rotation3.exp(w[0], w[1], w[2]);
      Pose3 cameraFromWorld = Pose3.of(t[0], t[1], t[2], rotation);
      int camera = bundle.addCamera(Bal.INSTANCE, intrinsics);
      bundle.addKeyframe(cameraFromWorld.inverse(), camera);
    } catch (IllegalArgumentException e) { // a rotation vector or translation beyond all measure
      throw new InputException(file, line, reading + ": " + e.getMessage(), e);
    }
  }

  private static List<String> warnings(BundleAdjustment bundle, int[] cameraOf, int[] landmarkOf) {
    List<String> warnings = new ArrayList<>();
    var seenCameras = new BitSet();
    var seenLandmarks = new BitSet();
    int behind = 0;
    for (int k = 0; k < cameraOf.length; k++) {
      seenCameras.set(cameraOf[k]);
      seenLandmarks.set(landmarkOf[k]);
      behind += bundle.isInFront(cameraOf[k], landmarkOf[k]) ? 0 : 1;
    }
    int blind = bundle.keyframes() - seenCameras.cardinality();
    if (blind > 0) {
      warnings.add(blind + " cameras without observations: they stay where they are");
    }
    int unseen = bundle.landmarks() - seenLandmarks.cardinality();
    if (unseen > 0) {
      warnings.add(unseen + " landmarks without observations: they stay where they are");
    }
    if (behind > 0) {
      warnings.add(behind + " observations of landmarks that begin behind their cameras");
    }
    return warnings;
  }

  private int count(String what) throws InputException {
    requireNext();
    long count = in.id(field++);
    if (count < 1 || count > MOST) {
      throw in.error(count + " " + what + ": from 1 to " + MOST + " are possible");
    }
    return (int) count;
  }

  private int index(String what, int size) throws InputException {
    requireNext();
    long index = in.id(field++);
    if (index < 0 || index >= size) {
      throw in.error(reading + ": there is no " + what + " " + index + ", only " + size);
    }
    return (int) index;
  }

  private double number() throws InputException {
    requireNext();
    return in.number(field++);
  }

  private void requireNext() throws InputException {
    if (!next()) {
      throw new InputException(file, in.line(), "ends in " + reading);
    }
  }

  /** Goes on to a line that has another field. */
  private boolean next() throws InputException {
    while (field == in.fields()) {
      if (!in.nextLine()) {
        return false;
      }
      field = 0;
    }
    return true;
  }
}
