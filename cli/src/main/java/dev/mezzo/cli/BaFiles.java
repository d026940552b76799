package dev.mezzo.cli;

import dev.mezzo.geometry.Pose3;
import dev.mezzo.geometry.Rotation3;
import dev.mezzo.io.BundleFile;
import dev.mezzo.study.Numbers;
import java.io.IOException;
import java.nio.file.Path;

/** Readers of public files with bundle adjustment problems. */
final class BaFiles {
  private BaFiles() {}

  /**
   * Problems of TUM RGB-D keyframes as Ortiz et al. (2020) distribute them: counts, one pinhole
   * camera, observations, then world-to-camera poses (translation, rotation vector), landmarks.
   */
  static BaScene readTum(Path file) throws IOException {
    var scene = new BaScene();
    try (var in = new Numbers(file)) {
      int keyframes = in.count();
      int landmarks = in.count();
      int observations = in.count();
      scene.add(BaScene.Camera.of(BaScene.Model.PINHOLE, in.next(4)));
      for (int i = 0; i < observations; i++) {
        addPixel(scene, in.count(), in.count(), in.next(), in.next());
      }
      for (int k = 0; k < keyframes; k++) {
        double[] t = in.next(3);
        Rotation3 rotation = Rotation3.exp(in.next(), in.next(), in.next());
        Pose3 cameraFromWorld = Pose3.of(t[0], t[1], t[2], rotation);
        scene.add(new BaScene.Keyframe(0, cameraFromWorld.inverse(), false));
      }
      for (int i = 0; i < landmarks; i++) {
        scene.add(new BaScene.Landmark(in.next(), in.next(), in.next()));
      }
    }
    return scene;
  }

  /** "Bundle Adjustment in the Large", as Mezzo reads it. */
  static BaScene readBal(Path file) throws IOException {
    return BaScene.of(BundleFile.read(file).bundle(), BaScene.Model.BAL, 0);
  }

  /**
   * What Bundler 0.3 writes: cameras (f, k1, k2, world-to-camera rotation by rows, translation),
   * then points, each with a colour and the list of its views.
   */
  static BaScene readBundler(Path file) throws IOException {
    var scene = new BaScene();
    try (var in = new Numbers(file)) {
      int keyframes = in.count();
      int landmarks = in.count();
      for (int k = 0; k < keyframes; k++) {
        scene.add(BaScene.Camera.of(BaScene.Model.BAL, in.next(3)));
        Rotation3 rotation = Rotation3.ofMatrix(in.next(9));
        Pose3 cameraFromWorld = Pose3.of(in.next(), in.next(), in.next(), rotation);
        scene.add(new BaScene.Keyframe(k, cameraFromWorld.inverse(), false));
      }
      for (int i = 0; i < landmarks; i++) {
        scene.add(new BaScene.Landmark(in.next(), in.next(), in.next()));
        in.next(3); // colour
        int views = in.count();
        for (int v = 0; v < views; v++) {
          int keyframe = in.count();
          in.count(); // number of the feature in its image
          addPixel(scene, keyframe, i, in.next(), in.next());
        }
      }
    }
    return scene;
  }

  private static void addPixel(BaScene scene, int keyframe, int landmark, double u, double v) {
    scene.add(new BaScene.Observation(keyframe, landmark, u, v, 0));
  }
}
