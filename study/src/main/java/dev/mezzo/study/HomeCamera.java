package dev.mezzo.study;

import dev.mezzo.geometry.Point;
import dev.mezzo.geometry.Pose3;
import dev.mezzo.geometry.RectifiedStereo;
import dev.mezzo.geometry.Rotation3;
import java.util.ArrayList;
import java.util.List;

/**
 * What the camera of a robot meets on a drive through the {@linkplain HomeRobot house}: it drives
 * from room to room, turns on the spot, and tracks landmarks on walls, floor, ceiling and furniture
 * by a wide rectified stereo camera that looks ahead and a little upwards. Its wheels slip.
 *
 * <p>Each drive has conditions of its own, drawn from the seed: how much there is to track (25 to
 * 50 landmarks), how noisy pixels are, how long tracks last, how often a track jumps to a wrong
 * place, how many landmarks move (people, pets), how good the wheels are, and by how much their
 * radius is off. A turn blurs images, so tracks end in turns. The tracker does not recognise what
 * it has lost.
 *
 * <p>The same seed gives the same drive on every machine, bit by bit. Poses are world-from-camera;
 * the (left) camera looks along +z, x right, y down.
 */
public final class HomeCamera {
  /** Standard deviation of pixels that a robot assumes; that of a drive is 0.5 to 1.5 times it. */
  public static final double PIXEL_NOISE = 0.7;

  /** Standard deviation of odometry that it assumes, along each axis, between keyframes, metres. */
  public static final double TRANSLATION_NOISE = 0.02;

  /** Standard deviation of odometry that it assumes, about each axis, radians. */
  public static final double ROTATION_NOISE = 0.03;

  /** fx, fy, cx, cy, pixels, and the baseline, metres: a field of view of 90 degrees. */
  private static final double[] INTRINSICS = {320, 320, 320, 240, 0.1};

  private static final double LARGEST_DISPARITY = 60; // px, of mismatches

  private static final double WIDTH = 640;
  private static final double HEIGHT = 480;

  private static final double KEYFRAME_DISTANCE = 0.15; // m
  private static final double KEYFRAME_TURN = 0.12; // rad
  private static final double MOUNT_HEIGHT = 0.35; // m
  private static final double MOUNT_AHEAD = 0.1; // m
  private static final double MOUNT_TILT = 0.17; // rad, upwards

  /** Keyframes driven before the camera is switched on, at most: drives begin anywhere. */
  private static final int LATEST_BEGIN = 2000;

  private static final double NEAREST = 0.3; // m
  private static final double SLIP = 3; // times the deviations of a robot that hardly slips
  private static final double WHEEL_RADIUS = 0.02; // standard deviation of its relative error
  private static final double OPEN = 0.7; // m: so near a wall there is a door, and it is open
  private static final double BEYOND_NEAREST = 1; // m behind it
  private static final double BEYOND_FARTHEST = 4; // m
  private static final double FURNITURE = 0.4; // part of landmarks that stand before the walls
  private static final double FURNITURE_NEAREST = 0.3; // of the way to the wall
  private static final double BLUR = 1.2; // part of tracks that a turn by 1 rad ends
  private static final double WALK = 0.06; // m between keyframes of what moves

  /** Pixels tried for a new landmark before the robot makes do with fewer. */
  private static final int TRIES = 200;

  private static final Pose3 BODY_FROM_CAMERA = mount();

  private final SeededNoise noise;
  private final Conditions conditions;
  private final List<Track> tracks = new ArrayList<>();
  private final double[] pixels = new double[3];
  private int landmarks;

  /**
   * What the robot knows of an instant, and where it really is.
   *
   * @param truth pose of the camera
   * @param odometry motion since the keyframe before, as measured; the identity at first
   * @param sightings what it tracks
   */
  public record Keyframe(Pose3 truth, Pose3 odometry, List<Sighting> sightings) {}

  /**
   * What both cameras see of a landmark.
   *
   * @param landmark its number, counted from 0 in the order of first sightings
   * @param left pixels to the right, in the left image
   * @param right the same in the right image
   * @param down pixels down, in both
   */
  public record Sighting(int landmark, double left, double right, double down) {}

  /**
   * What a drive is like.
   *
   * @param tracks landmarks that the camera tracks at once
   * @param pixelNoise standard deviation of a pixel coordinate
   * @param loss probability that a track ends between two keyframes without a turn
   * @param mismatches probability that a pixel is anywhere in the image
   * @param movers part of the landmarks that move
   * @param wheels factor on the deviations of odometry, those of {@link HomeRobot}
   * @param wheelRadius relative error of all distances that odometry measures
   */
  public record Conditions(
      int tracks,
      double pixelNoise,
      double loss,
      double mismatches,
      double movers,
      double wheels,
      double wheelRadius) {
    private static Conditions draw(SeededNoise noise) {
      return new Conditions(
          25 + noise.below(26),
          PIXEL_NOISE * noise.uniform(0.5, 1.5),
          noise.uniform(0.02, 0.1),
          noise.chance(0.3) ? 0 : noise.uniform(0, 0.08),
          noise.chance(0.5) ? 0 : noise.uniform(0, 0.08),
          SLIP * noise.uniform(0.5, 2),
          noise.normal(WHEEL_RADIUS));
    }
  }

  /**
   * A simulated drive.
   *
   * @param conditions what it was like
   * @param keyframes what the robot knows of each, and where it really was
   */
  public record Simulation(Conditions conditions, List<Keyframe> keyframes) {
    /** Copies the list. */
    public Simulation {
      keyframes = List.copyOf(keyframes);
    }
  }

  /** A landmark that is tracked, and how it moves between keyframes. */
  private record Track(int landmark, Point place, double dx, double dy) {
    Track moved() {
      return dx == 0 && dy == 0
          ? this
          : new Track(landmark, Point.of(place.x() + dx, place.y() + dy, place.z()), dx, dy);
    }
  }

  private HomeCamera(SeededNoise noise) {
    this.noise = noise;
    conditions = Conditions.draw(noise);
  }

  /**
   * The camera's parameters, which the robot knows.
   *
   * @return fx, fy, cx, cy in pixels, baseline in metres, as {@link RectifiedStereo} takes them
   */
  public static double[] intrinsics() {
    return INTRINSICS.clone();
  }

  /**
   * Drives and looks.
   *
   * @param seed any number
   * @param keyframes how many, at least 2; one every 0.15 m and in turns
   * @return the drive
   * @throws IllegalArgumentException if there are fewer than 2 keyframes
   */
  public static Simulation simulate(long seed, int keyframes) {
    if (keyframes < 2) {
      throw new IllegalArgumentException("a drive needs at least 2 keyframes, not " + keyframes);
    }
    var noise = new SeededNoise(seed);
    int begin = noise.below(LATEST_BEGIN);
    var drive = new Drive(begin + keyframes, KEYFRAME_DISTANCE, KEYFRAME_TURN, noise);
    List<Pose3> bodies = drive.keyframes().subList(begin, begin + keyframes);
    var camera = new HomeCamera(noise);
    List<Keyframe> met = new ArrayList<>();
    met.add(
        new Keyframe(eye(bodies.getFirst()), Pose3.identity(), camera.look(bodies.getFirst(), 0)));
    for (int k = 1; k < keyframes; k++) {
      met.add(camera.meet(bodies.get(k - 1), bodies.get(k)));
    }
    return new Simulation(camera.conditions, met);
  }

  private Keyframe meet(Pose3 last, Pose3 body) {
    Pose3 motion = last.between(body);
    Pose3 measured = HomeRobot.odometry(1, motion, conditions.wheels(), noise).measurement();
    double scale = 1 + conditions.wheelRadius();
    Pose3 wheels =
        Pose3.of(
            scale * measured.x(), scale * measured.y(), scale * measured.z(), measured.rotation());
    Pose3 odometry = BODY_FROM_CAMERA.inverse().compose(wheels).compose(BODY_FROM_CAMERA);
    // The quaternion's z is the sine of half the turn, which is small.
    double loss = conditions.loss() + BLUR * 2 * Math.abs(motion.rotation().z());
    return new Keyframe(eye(body), odometry, look(body, loss));
  }

  private static Pose3 eye(Pose3 body) {
    return body.compose(BODY_FROM_CAMERA);
  }

  private List<Sighting> look(Pose3 body, double loss) {
    Pose3 camera = eye(body);
    Pose3 cameraFromWorld = camera.inverse();
    tracks.replaceAll(Track::moved);
    tracks.removeIf(track -> noise.chance(loss) || !isSeen(cameraFromWorld, track.place()));
    House.Space space = House.spaceAround(camera.x(), camera.y(), body.z());
    for (int k = 0; k < TRIES && tracks.size() < conditions.tracks(); k++) {
      Point place = somewhere(camera, space);
      if (isSeen(cameraFromWorld, place)) {
        boolean moves = noise.chance(conditions.movers());
        double speed = moves ? WALK : 0;
        tracks.add(new Track(landmarks++, place, noise.normal(speed), noise.normal(speed)));
      }
    }
    List<Sighting> sightings = new ArrayList<>();
    for (Track track : tracks) {
      isSeen(cameraFromWorld, track.place());
      if (noise.chance(conditions.mismatches())) {
        pixels[0] = noise.uniform(0, WIDTH);
        pixels[1] = pixels[0] - noise.uniform(0, LARGEST_DISPARITY);
        pixels[2] = noise.uniform(0, HEIGHT);
      }
      double sigma = conditions.pixelNoise();
      sightings.add(
          new Sighting(
              track.landmark(),
              pixels[0] + noise.normal(sigma),
              pixels[1] + noise.normal(sigma),
              pixels[2] + noise.normal(sigma)));
    }
    return List.copyOf(sightings);
  }

  /** Where a random pixel's ray meets a wall, or furniture before it, or what is behind a door. */
  private Point somewhere(Pose3 camera, House.Space space) {
    double right = (noise.uniform(0, WIDTH) - INTRINSICS[2]) / INTRINSICS[0];
    double down = (noise.uniform(0, HEIGHT) - INTRINSICS[3]) / INTRINSICS[1];
    double[] direction = camera.rotation().rotate(right, down, 1);
    double depth = space.reach(Point.of(camera.x(), camera.y(), camera.z()), direction);
    if (depth < OPEN) {
      depth += noise.uniform(BEYOND_NEAREST, BEYOND_FARTHEST);
    }
    if (noise.chance(FURNITURE)) {
      depth *= noise.uniform(FURNITURE_NEAREST, 1);
    }
    return Point.ofArray(camera.transform(depth * right, depth * down, depth));
  }

  /** Whether a landmark is in the left image; where it is in both is noted. */
  private boolean isSeen(Pose3 cameraFromWorld, Point place) {
    double[] p = cameraFromWorld.transform(place.x(), place.y(), place.z());
    RectifiedStereo.INSTANCE.project(p[0], p[1], p[2], INTRINSICS, 0, pixels, 0);
    return p[2] > NEAREST
        && pixels[0] >= 0
        && pixels[0] < WIDTH
        && pixels[2] >= 0
        && pixels[2] < HEIGHT;
  }

  /** The camera's z is the body's x, tilted upwards; its x the body's -y. */
  private static Pose3 mount() {
    double c = StrictMath.cos(MOUNT_TILT);
    double s = StrictMath.sin(MOUNT_TILT);
    double[] matrix = {0, s, c, -1, 0, 0, 0, -c, s};
    return Pose3.of(MOUNT_AHEAD, 0, MOUNT_HEIGHT, Rotation3.ofMatrix(matrix));
  }
}
