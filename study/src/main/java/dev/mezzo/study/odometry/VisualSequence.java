package dev.mezzo.study.odometry;

import dev.mezzo.geometry.CameraModel;
import dev.mezzo.geometry.Pinhole;
import dev.mezzo.geometry.Pose3;
import dev.mezzo.geometry.RectifiedStereo;
import dev.mezzo.study.CameraRobot;
import dev.mezzo.study.HomeCamera;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A drive with a camera, for a sliding window.
 *
 * @param model how the camera sees
 * @param intrinsics its parameters
 * @param sigma standard deviation of each number that it measures, pixels
 * @param guess what is known of a motion before it is estimated
 * @param motion how far that may be off
 * @param window keyframes that the window holds
 * @param room landmarks that it has room for
 * @param frames what the camera met, one after the other, as often as it is asked for
 */
public record VisualSequence(
    CameraModel model,
    List<Double> intrinsics,
    double sigma,
    Guess guess,
    MotionNoise motion,
    int window,
    int room,
    Iterable<VisualFrame> frames) {

  /** What is known of a motion before it is estimated. */
  public enum Guess {
    /** Odometry measured it, and takes part in the estimate. */
    ODOMETRY,
    /** It is the one before. */
    SAME_AGAIN,
    /** Rotation and direction are those of two images; its length is that of the one before. */
    DIRECTION
  }

  /**
   * How far a guess of relative motion may be off.
   *
   * @param translation standard deviation along each axis, metres
   * @param rotation standard deviation about each axis, radians
   */
  public record MotionNoise(double translation, double rotation) {
    /** Of a guess that says next to nothing. */
    public static final MotionNoise UNKNOWN = new MotionNoise(10, 1);
  }

  /**
   * Parameters of the camera.
   *
   * @return as its model takes them
   */
  public double[] parameters() {
    return intrinsics.stream().mapToDouble(value -> value).toArray();
  }

  /**
   * Whether the camera sees lengths but not their unit.
   *
   * @return whether
   */
  public boolean isUpToScale() {
    return guess == Guess.DIRECTION;
  }

  /**
   * A simulated drive along a winding way, simulated as it goes on.
   *
   * @param seed any number
   * @param keyframes how many
   * @return the drive
   */
  public static VisualSequence simulated(long seed, int keyframes) {
    return new VisualSequence(
        Pinhole.INSTANCE,
        boxed(CameraRobot.intrinsics()),
        CameraRobot.PIXEL_NOISE,
        Guess.ODOMETRY,
        new MotionNoise(CameraRobot.TRANSLATION_NOISE, CameraRobot.ROTATION_NOISE),
        50,
        1000,
        () -> {
          var robot = new CameraRobot(seed);
          return Stream.generate(() -> frame(robot.next())).limit(keyframes).iterator();
        });
  }

  /**
   * A simulated drive through a house, simulated at once.
   *
   * @param seed any number
   * @param keyframes how many, at least 2
   * @param window keyframes that the window holds
   * @return the drive
   */
  public static VisualSequence atHome(long seed, int keyframes, int window) {
    HomeCamera.Simulation home = HomeCamera.simulate(seed, keyframes);
    return new VisualSequence(
        RectifiedStereo.INSTANCE,
        boxed(HomeCamera.intrinsics()),
        HomeCamera.PIXEL_NOISE,
        Guess.ODOMETRY,
        new MotionNoise(HomeCamera.TRANSLATION_NOISE, HomeCamera.ROTATION_NOISE),
        window,
        1000,
        home.keyframes().stream().map(VisualSequence::frame).toList());
  }

  private static VisualFrame frame(HomeCamera.Keyframe keyframe) {
    List<HomeCamera.Sighting> sightings = keyframe.sightings();
    long[] landmarks = new long[sightings.size()];
    double[] measured = new double[3 * sightings.size()];
    for (int i = 0; i < landmarks.length; i++) {
      HomeCamera.Sighting sighting = sightings.get(i);
      landmarks[i] = sighting.landmark();
      measured[3 * i] = sighting.left();
      measured[3 * i + 1] = sighting.right();
      measured[3 * i + 2] = sighting.down();
    }
    return new VisualFrame(keyframe.truth(), keyframe.odometry(), landmarks, measured);
  }

  private static VisualFrame frame(CameraRobot.Keyframe keyframe) {
    List<CameraRobot.Sighting> sightings = keyframe.sightings();
    long[] landmarks = new long[sightings.size()];
    double[] measured = new double[2 * sightings.size()];
    for (int i = 0; i < landmarks.length; i++) {
      CameraRobot.Sighting sighting = sightings.get(i);
      landmarks[i] = sighting.landmark();
      measured[2 * i] = sighting.u();
      measured[2 * i + 1] = sighting.v();
    }
    return new VisualFrame(keyframe.truth(), keyframe.odometry(), landmarks, measured);
  }

  static List<Double> boxed(double[] values) {
    List<Double> list = new ArrayList<>();
    for (double value : values) {
      list.add(value);
    }
    return List.copyOf(list);
  }

  /** What frames are made of as their observations are read, in any order. */
  static final class Builder {
    private final int dimension;
    private final List<List<Long>> landmarks = new ArrayList<>();
    private final List<List<Double>> measured = new ArrayList<>();

    /** So many frames of so many numbers for each observation. */
    Builder(int frames, int dimension) {
      this.dimension = dimension;
      for (int k = 0; k < frames; k++) {
        landmarks.add(new ArrayList<>());
        measured.add(new ArrayList<>());
      }
    }

    void add(int frame, long landmark, double... numbers) {
      landmarks.get(frame).add(landmark);
      for (int i = 0; i < dimension; i++) {
        measured.get(frame).add(numbers[i]);
      }
    }

    /** The frames; motions may be null. */
    List<VisualFrame> frames(List<Pose3> truth, List<Pose3> motions) {
      List<VisualFrame> frames = new ArrayList<>();
      for (int k = 0; k < landmarks.size(); k++) {
        frames.add(
            new VisualFrame(
                truth.get(k),
                motions == null ? null : motions.get(k),
                landmarks.get(k).stream().mapToLong(value -> value).toArray(),
                measured.get(k).stream().mapToDouble(value -> value).toArray()));
      }
      return List.copyOf(frames);
    }
  }
}
