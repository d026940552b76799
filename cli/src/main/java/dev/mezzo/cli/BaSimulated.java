package dev.mezzo.cli;

import dev.mezzo.geometry.Point;
import dev.mezzo.geometry.Pose3;
import dev.mezzo.study.CameraRobot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Problems of a simulated robot with a camera. */
final class BaSimulated {
  /** Part of its depth by which a landmark starts nearer or farther than it is. */
  private static final double DEPTH_ERROR = 0.03;

  private BaSimulated() {}

  /** A landmark, where its first keyframe takes it to be, and who saw it. */
  private record Track(BaScene.Landmark place, List<Seen> seen) {}

  private record Seen(int keyframe, double u, double v) {}

  /**
   * So many keyframes in a row, each where odometry puts it from where the one before really is, as
   * where tracking kept up, and the landmarks that two of them saw; the first two are held, which
   * takes place, heading and scale.
   */
  static BaScene window(int keyframes, long seed) {
    var robot = new CameraRobot(seed);
    var scene = new BaScene();
    scene.add(BaScene.Camera.of(BaScene.Model.PINHOLE, CameraRobot.intrinsics()));
    Map<Integer, Track> tracks = new LinkedHashMap<>();
    Pose3 last = Pose3.identity();
    for (int k = 0; k < keyframes; k++) {
      CameraRobot.Keyframe keyframe = robot.next();
      boolean held = k < 2;
      Pose3 pose = held ? keyframe.truth() : last.compose(keyframe.odometry());
      last = keyframe.truth();
      scene.add(new BaScene.Keyframe(0, pose, held));
      for (CameraRobot.Sighting sighting : keyframe.sightings()) {
        int number = sighting.landmark();
        Track track = tracks.get(number);
        if (track == null) {
          BaScene.Landmark place = guess(number, robot.landmark(number), keyframe.truth(), pose);
          track = new Track(place, new ArrayList<>());
          tracks.put(number, track);
        }
        track.seen().add(new Seen(k, sighting.u(), sighting.v()));
      }
    }
    for (Track track : tracks.values()) {
      if (track.seen().size() > 1) {
        int index = scene.landmarks().size();
        scene.add(track.place());
        for (Seen seen : track.seen()) {
          scene.add(new BaScene.Observation(seen.keyframe(), index, seen.u(), seen.v(), 0));
        }
      }
    }
    return scene;
  }

  /** Right in direction, as the first keyframe sees it, wrong in depth. */
  private static BaScene.Landmark guess(int number, Point landmark, Pose3 truth, Pose3 pose) {
    double[] p = truth.inverse().transform(landmark.x(), landmark.y(), landmark.z());
    double scale = 1 + DEPTH_ERROR * StrictMath.sin(number);
    double[] place = pose.transform(scale * p[0], scale * p[1], scale * p[2]);
    return new BaScene.Landmark(place[0], place[1], place[2]);
  }
}
