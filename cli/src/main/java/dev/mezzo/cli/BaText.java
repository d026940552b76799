package dev.mezzo.cli;

import dev.mezzo.geometry.Pose3;
import dev.mezzo.geometry.Rotation3;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The text that a benchmark hands to every solver of bundle adjustment, so that files of all kinds
 * are read by one program only:
 *
 * <pre>
 *   mezzo-bundle 1
 *   camera MODEL fixed|free PARAMETER...  pinhole fx fy cx cy; bal f k1 k2; stereo fx fy cx cy b
 *   keyframe CAMERA TX TY TZ QX QY QZ QW  camera to world
 *   hold KEYFRAME                         its pose is known
 *   landmark X Y Z
 *   pixel KEYFRAME LANDMARK U V
 *   stereo KEYFRAME LANDMARK UL UR V
 * </pre>
 *
 * <p>Cameras, keyframes and landmarks count from 0 in the order of their lines, each line after
 * those that it names; numbers have all their digits.
 */
public final class BaText {
  private static final String HEAD = "mezzo-bundle 1";

  private BaText() {}

  /** Writes a scene. */
  static void write(BaScene scene, Path file) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.US_ASCII)) {
      line(out, HEAD);
      for (BaScene.Camera camera : scene.cameras()) {
        var words = new StringBuilder("camera ");
        words.append(camera.model().name().toLowerCase(Locale.ROOT));
        words.append(camera.free() ? " free" : " fixed");
        camera.intrinsics().forEach(value -> words.append(' ').append(value));
        line(out, words.toString());
      }
      double[] state = new double[Pose3.STATE_SIZE];
      for (int k = 0; k < scene.keyframes().size(); k++) {
        BaScene.Keyframe keyframe = scene.keyframes().get(k);
        var words = new StringBuilder("keyframe ").append(keyframe.camera());
        keyframe.pose().toState(state, 0);
        for (double value : state) {
          words.append(' ').append(value);
        }
        line(out, words.toString());
        if (keyframe.held()) {
          line(out, "hold " + k);
        }
      }
      for (BaScene.Landmark landmark : scene.landmarks()) {
        line(out, "landmark " + landmark.x() + " " + landmark.y() + " " + landmark.z());
      }
      for (BaScene.Observation seen : scene.observations()) {
        boolean stereo = scene.model(seen.keyframe()) == BaScene.Model.STEREO;
        line(
            out,
            (stereo ? "stereo " : "pixel ")
                + (seen.keyframe() + " " + seen.landmark())
                + (" " + seen.first() + " " + seen.second())
                + (stereo ? " " + seen.third() : ""));
      }
    }
  }

  private static void line(Writer out, String words) throws IOException {
    out.write(words);
    out.write('\n');
  }

  /**
   * Reads what a benchmark wrote.
   *
   * @param file text
   * @return the scene in it
   * @throws IOException if it cannot be read, or is none
   */
  public static BaScene read(Path file) throws IOException {
    var scene = new BaScene();
    try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.US_ASCII)) {
      if (!HEAD.equals(in.readLine())) {
        throw new IOException(file + " is no bundle of version 1");
      }
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        record(line.split(" "), scene);
      }
    }
    return scene;
  }

  private static void record(String[] words, BaScene scene) throws IOException {
    switch (words[0]) {
      case "camera" -> {
        List<Double> intrinsics = new ArrayList<>();
        for (int i = 3; i < words.length; i++) {
          intrinsics.add(Double.valueOf(words[i]));
        }
        BaScene.Model model = BaScene.Model.valueOf(words[1].toUpperCase(Locale.ROOT));
        scene.add(new BaScene.Camera(model, words[2].equals("free"), intrinsics));
      }
      case "keyframe" -> {
        Rotation3 rotation =
            Rotation3.ofQuaternion(
                number(words, 5), number(words, 6), number(words, 7), number(words, 8));
        Pose3 pose = Pose3.of(number(words, 2), number(words, 3), number(words, 4), rotation);
        scene.add(new BaScene.Keyframe(index(words, 1), pose, false));
      }
      case "hold" -> {
        int index = index(words, 1);
        BaScene.Keyframe keyframe = scene.keyframes().get(index);
        scene
            .keyframes()
            .set(index, new BaScene.Keyframe(keyframe.camera(), keyframe.pose(), true));
      }
      case "landmark" ->
          scene.add(new BaScene.Landmark(number(words, 1), number(words, 2), number(words, 3)));
      case "pixel", "stereo" ->
          scene.add(
              new BaScene.Observation(
                  index(words, 1),
                  index(words, 2),
                  number(words, 3),
                  number(words, 4),
                  words.length > 5 ? number(words, 5) : 0));
      default -> throw new IOException("a record of unknown kind: " + words[0]);
    }
  }

  private static double number(String[] words, int at) {
    return Double.parseDouble(words[at]);
  }

  private static int index(String[] words, int at) {
    return Integer.parseInt(words[at]);
  }
}
