package dev.mezzo.study;

import dev.mezzo.geometry.Pinhole;
import dev.mezzo.geometry.Point;
import dev.mezzo.geometry.Pose3;
import dev.mezzo.slam.BundleAdjustment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Bundle adjustment problems of a simulated robot with a camera. */
public final class SimulatedBundle {
  /** Keyframes of a problem that are held: they take place, heading and scale. */
  public static final int HELD = 2;

  /** Part of its depth by which a landmark starts nearer or farther than it is. */
  private static final double DEPTH_ERROR = 0.03;

  private SimulatedBundle() {}

  /** A landmark, where its first keyframe takes it to be, and who saw it. */
  private record Track(Point place, List<Seen> seen) {}

  private record Seen(int keyframe, double u, double v) {}

  /**
   * So many keyframes in a row, each where odometry puts it from where the one before really is, as
   * where tracking kept up, and the landmarks that two of them saw; the first {@link #HELD} are
   * held.
   *
   * @param keyframes at least 3
   * @param seed the same one gives the same problem
   * @return at its start
   */
  public static BundleAdjustment window(int keyframes, long seed) {
    var robot = new CameraRobot(seed);
    var bundle = new BundleAdjustment();
    int camera = bundle.addCamera(Pinhole.INSTANCE, CameraRobot.intrinsics());
    Map<Integer, Track> tracks = new LinkedHashMap<>();
    Pose3 last = Pose3.identity();
    for (int k = 0; k < keyframes; k++) {
      CameraRobot.Keyframe keyframe = robot.next();
      boolean held = k < HELD;
      Pose3 pose = held ? keyframe.truth() : last.compose(keyframe.odometry());
      last = keyframe.truth();
      bundle.setFixed(bundle.addKeyframe(pose, camera), held);
      for (CameraRobot.Sighting sighting : keyframe.sightings()) {
        int number = sighting.landmark();
        Track track = tracks.get(number);
        if (track == null) {
          Point place = guess(number, robot.landmark(number), keyframe.truth(), pose);
          track = new Track(place, new ArrayList<>());
          tracks.put(number, track);
        }
        track.seen().add(new Seen(k, sighting.u(), sighting.v()));
      }
    }
    for (Track track : tracks.values()) {
      if (track.seen().size() > 1) {
        Point place = track.place();
        int index = bundle.addLandmark(place.x(), place.y(), place.z());
        for (Seen seen : track.seen()) {
          bundle.addObservation(seen.keyframe(), index, seen.u(), seen.v());
        }
      }
    }
    return bundle;
  }

  /** Right in direction, as the first keyframe sees it, wrong in depth. */
  private static Point guess(int number, Point landmark, Pose3 truth, Pose3 pose) {
    double[] p = truth.inverse().transform(landmark.x(), landmark.y(), landmark.z());
    double scale = 1 + DEPTH_ERROR * StrictMath.sin(number);
    return Point.ofArray(pose.transform(scale * p[0], scale * p[1], scale * p[2]));
  }
}
