package dev.mezzo.study;

import dev.mezzo.geometry.Pinhole;
import dev.mezzo.geometry.Point;
import dev.mezzo.geometry.Pose3;
import dev.mezzo.geometry.Rotation3;
import java.util.ArrayList;
import java.util.List;

/**
 * A simulated robot that drives along a winding way, looks ahead with one pinhole camera and tracks
 * landmarks: about 55 in each keyframe, each for about 12 keyframes, so that 50 keyframes in a row
 * see about 230. It drives for as long as it is asked to.
 *
 * <p>Noise is normal and independent. The same seed gives the same drive on every machine, bit by
 * bit. Poses are world-from-camera; the camera looks along +z, x right, y down. Not safe for use by
 * several threads.
 */
public final class CameraRobot {
  /** fx, fy, cx, cy of the camera, pixels. */
  private static final double[] INTRINSICS = {460, 460, 320, 240};

  private static final double WIDTH = 640;
  private static final double HEIGHT = 480;

  /** Standard deviation of what the camera sees, pixels. */
  public static final double PIXEL_NOISE = 0.5;

  /** Standard deviation of odometry along each axis, from one keyframe to the next, metres. */
  public static final double TRANSLATION_NOISE = 0.01;

  /** Standard deviation of odometry about each axis, radians. */
  public static final double ROTATION_NOISE = 0.003;

  private static final int TRACKS = 55;
  private static final double LOSS = 0.02; // of a track, from one keyframe to the next
  private static final double NEAREST = 0.5; // m
  private static final double NEW_NEAREST = 3; // m
  private static final double NEW_FARTHEST = 15; // m
  private static final double STEP = 0.17; // m between keyframes
  private static final double BEND = 0.02; // rad between keyframes at most
  private static final double WINDING = 0.05; // rad of the way's phase between keyframes

  private final SeededNoise noise;
  private final List<Point> landmarks = new ArrayList<>();
  private final List<Integer> tracked = new ArrayList<>();
  private final double[] pixel = new double[2];
  private double x;
  private double y;
  private double heading;
  private int keyframes;
  private Pose3 last;

  /**
   * A robot about to set off.
   *
   * @param seed any number
   */
  public CameraRobot(long seed) {
    noise = new SeededNoise(seed);
  }

  /**
   * What the robot knows of an instant, and where it really is.
   *
   * @param truth pose of the camera
   * @param odometry motion since the keyframe before, as measured; the identity at first
   * @param sightings in the order of their landmarks' numbers
   */
  public record Keyframe(Pose3 truth, Pose3 odometry, List<Sighting> sightings) {}

  /**
   * What the camera sees of a landmark.
   *
   * @param landmark its number, counted from 0 in the order of first sightings
   * @param u pixels to the right
   * @param v pixels down
   */
  public record Sighting(int landmark, double u, double v) {}

  /**
   * The camera's parameters, which the robot knows.
   *
   * @return fx, fy, cx, cy in pixels
   */
  public static double[] intrinsics() {
    return INTRINSICS.clone();
  }

  /**
   * Where a landmark really is.
   *
   * @param landmark number of one that has been seen
   * @return its place in the world, metres
   */
  public Point landmark(int landmark) {
    return landmarks.get(landmark);
  }

  /**
   * Drives to the next keyframe.
   *
   * @return what there is to see there
   */
  public Keyframe next() {
    if (keyframes > 0) {
      heading += BEND * StrictMath.sin(WINDING * keyframes);
      x += STEP * StrictMath.cos(heading);
      y += STEP * StrictMath.sin(heading);
    }
    keyframes++;
    Pose3 truth = pose();
    Pose3 odometry = last == null ? Pose3.identity() : measured(last.between(truth));
    last = truth;
    return new Keyframe(truth, odometry, look(truth));
  }

  /** The camera's z is ahead, its x to the right, its y down; the world's z is up. */
  private Pose3 pose() {
    double c = StrictMath.cos(heading);
    double s = StrictMath.sin(heading);
    double[] matrix = {s, 0, c, -c, 0, s, 0, -1, 0};
    return Pose3.of(x, y, 0, Rotation3.ofMatrix(matrix));
  }

  private Pose3 measured(Pose3 motion) {
    double[] error = new double[Pose3.TANGENT_SIZE];
    for (int i = 0; i < error.length; i++) {
      error[i] = noise.normal(i < 3 ? TRANSLATION_NOISE : ROTATION_NOISE);
    }
    return motion.compose(Pose3.exp(error[0], error[1], error[2], error[3], error[4], error[5]));
  }

  private List<Sighting> look(Pose3 truth) {
    Pose3 cameraFromWorld = truth.inverse();
    List<Sighting> sightings = new ArrayList<>();
    tracked.removeIf(landmark -> !isSeen(cameraFromWorld, landmark) || noise.chance(LOSS));
    while (tracked.size() < TRACKS) {
      double depth = noise.uniform(NEW_NEAREST, NEW_FARTHEST);
      double right = depth * (noise.uniform(0, WIDTH) - INTRINSICS[2]) / INTRINSICS[0];
      double down = depth * (noise.uniform(0, HEIGHT) - INTRINSICS[3]) / INTRINSICS[1];
      tracked.add(landmarks.size());
      landmarks.add(Point.ofArray(truth.transform(right, down, depth)));
    }
    for (int landmark : tracked) {
      isSeen(cameraFromWorld, landmark);
      double u = pixel[0] + noise.normal(PIXEL_NOISE);
      sightings.add(new Sighting(landmark, u, pixel[1] + noise.normal(PIXEL_NOISE)));
    }
    return List.copyOf(sightings);
  }

  /** Whether a landmark is in the image; its pixel is noted. */
  private boolean isSeen(Pose3 cameraFromWorld, int landmark) {
    double[] p =
        cameraFromWorld.transform(
            landmarks.get(landmark).x(), landmarks.get(landmark).y(), landmarks.get(landmark).z());
    Pinhole.INSTANCE.project(p[0], p[1], p[2], INTRINSICS, 0, pixel, 0);
    return p[2] > NEAREST
        && pixel[0] >= 0
        && pixel[0] < WIDTH
        && pixel[1] >= 0
        && pixel[1] < HEIGHT;
  }
}
