package dev.mezzo.study.sparsity;

import dev.mezzo.geometry.Pinhole;
import dev.mezzo.geometry.Point;
import dev.mezzo.slam.BundleAdjustment;
import dev.mezzo.study.CameraRobot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A bundle of a robot with a camera, where everything really is. */
final class SimulatedBundle {
  private SimulatedBundle() {}

  /** What a keyframe saw of a landmark. */
  private record Seen(int keyframe, CameraRobot.Sighting sighting) {}

  /**
   * So many keyframes in a row and the landmarks that two of them saw; the first two are held,
   * which takes place, heading and scale.
   */
  static BundleAdjustment of(int keyframes, long seed) {
    CameraRobot robot = new CameraRobot(seed);
    BundleAdjustment bundle = new BundleAdjustment();
    int camera = bundle.addCamera(Pinhole.INSTANCE, CameraRobot.intrinsics());
    Map<Integer, List<Seen>> tracks = new LinkedHashMap<>();
    for (int k = 0; k < keyframes; k++) {
      CameraRobot.Keyframe keyframe = robot.next();
      bundle.addKeyframe(keyframe.truth(), camera);
      bundle.setFixed(k, k < 2);
      for (CameraRobot.Sighting sighting : keyframe.sightings()) {
        tracks
            .computeIfAbsent(sighting.landmark(), number -> new ArrayList<>())
            .add(new Seen(k, sighting));
      }
    }
    tracks.forEach(
        (number, seen) -> {
          if (seen.size() > 1) {
            Point place = robot.landmark(number);
            int landmark = bundle.addLandmark(place.x(), place.y(), place.z());
            for (Seen one : seen) {
              bundle.addObservation(
                  one.keyframe(), landmark, one.sighting().u(), one.sighting().v());
            }
          }
        });
    return bundle;
  }
}
