package dev.mezzo.examples;

import dev.mezzo.geometry.Pose3;
import dev.mezzo.geometry.RectifiedStereo;
import dev.mezzo.optimize.Termination;
import dev.mezzo.slam.SlidingWindow;
import dev.mezzo.slam.SlidingWindowHealth;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Visual odometry: a delivery robot with a stereo camera drives 200 m along a winding street. Its
 * wheels give a guess of each motion, a tracker what the camera saw of corners on the facades, and
 * a {@link SlidingWindow} of the newest keyframes adjusts both. Some of what the tracker says is
 * wrong.
 *
 * <p>Shows how observations are handed over, standard deviations of pixels and of the wheels'
 * motion, a deadline, what to do when a keyframe is refused, where final poses come from, and
 * covariances. The street and the tracker are simulated; a real one fills the same two arrays.
 */
public final class StereoSlidingWindow {
  private static final int KEYFRAMES = 250;
  private static final double STEP = 0.8; // metres from keyframe to keyframe
  private static final double WRONG = 0.04; // part of the tracker's matches

  // fx, fy, cx, cy in pixels, baseline in metres: rectified images of 1240 x 376 pixels.
  private static final double[] CAMERA = {718, 718, 607, 185, 0.54};
  private static final double PIXEL_SIGMA = 0.5;
  private static final double WHEEL_SHIFT = 0.02; // standard deviation for a step, metres
  private static final double WHEEL_TURN = 0.004; // radians

  private StereoSlidingWindow() {}

  /**
   * Runs the example.
   *
   * @param args milliseconds that an update may take; 40 unless given
   */
  public static void main(String[] args) {
    Duration deadline = Duration.ofMillis(args.length > 0 ? Long.parseLong(args[0]) : 40);
    var random = new Random(11);
    List<Pose3> truth = drive();
    var tracker = new Tracker(random, street(random, truth));
    var estimate = new ArrayList<Pose3>(); // where each keyframe was, as it left the window
    Pose3 wheels = truth.getFirst(); // by the wheels alone, to compare with
    Pose3 last = truth.getFirst();
    double[] millis = new double[KEYFRAMES];
    int refused = 0;
    int cut = 0;

    try (var window =
        SlidingWindow.builder()
            .camera(RectifiedStereo.INSTANCE, CAMERA, PIXEL_SIGMA, PIXEL_SIGMA, PIXEL_SIGMA)
            .keyframes(12)
            .landmarks(2000)
            // What the wheels are worth. Without it they would count next to nothing, and matches
            // that contradict them would not be noticed at once.
            .motion(WHEEL_SHIFT, WHEEL_TURN)
            // The solve ends in time, with the best estimate so far; the next goes on from there.
            .deadline(deadline)
            .build()) {
      print("keyframe   wheels off   camera off   standard deviation   landmarks");
      for (int k = 0; k < KEYFRAMES; k++) {
        Pose3 motion =
            k == 0 ? Pose3.identity() : wheelMotion(random, truth.get(k - 1), truth.get(k));
        wheels = wheels.compose(motion);
        Pose3 guess = last.compose(motion);
        tracker.see(truth.get(k));

        long start = System.nanoTime();
        Termination end = window.addKeyframe(k, guess, tracker.count, tracker.ids, tracker.pixels);
        millis[k] = (System.nanoTime() - start) / 1e6;

        // A keyframe that most of what it saw contradicts is refused, and the window is as before:
        // go on from the guess, and let the next one try. After several in a row, clear() begins
        // anew, which this street never needs.
        boolean isRefused = end == Termination.NUMERICAL_FAILURE;
        refused += isRefused ? 1 : 0;
        cut += end == Termination.TIME_LIMIT ? 1 : 0;
        last = isRefused ? guess : window.pose();
        estimate.add(last);
        // The keyframe that leaves has seen all it will see: its last pose is its best.
        double[] departed = new double[Pose3.STATE_SIZE];
        if (!isRefused && window.copyDeparted(departed, 0)) {
          estimate.set((int) window.departedId(), Pose3.ofState(departed, 0));
        }
        if (k % 50 == 49) {
          // On request only: it factors the window once more. Relative to where the drive began.
          double[] c = window.poseCovariance(window.keyframes() - 1);
          print(
              "%8d   %8.2f m   %8.3f m   %16.3f m   %9d",
              k + 1,
              distance(wheels, truth.get(k)),
              distance(last, truth.get(k)),
              Math.sqrt(c[0] + c[7] + c[14]),
              window.health().landmarks());
        }
      }
      for (int k = 0; k < window.keyframes(); k++) {
        estimate.set((int) window.keyframeId(k), window.pose(k));
      }

      SlidingWindowHealth health = window.health();
      print(
          "%nwrong matches: %d; observations removed: %d; keyframes refused: %d",
          tracker.wrong, health.outliers(), refused);
    }
    double sum = 0;
    for (int k = 0; k < KEYFRAMES; k++) {
      sum += Math.pow(distance(estimate.get(k), truth.get(k)), 2);
    }
    print(
        "trajectory: %.3f m off (rms) after %.0f m", Math.sqrt(sum / KEYFRAMES), STEP * KEYFRAMES);
    Arrays.sort(millis); // the first ones also pay for the JVM's warming up
    print(
        "an update took %.1f ms (median), %.1f ms at most; the deadline ended %d",
        millis[KEYFRAMES / 2], millis[KEYFRAMES - 1], cut);
  }

  /** The way, in the plane y = 0. The frame is the camera's: x to the right, y down, z ahead. */
  private static List<Pose3> drive() {
    var poses = new ArrayList<Pose3>();
    Pose3 pose = Pose3.identity();
    for (int k = 0; k < KEYFRAMES; k++) {
      poses.add(pose);
      double turn = 0.02 * Math.cos(k * STEP / 20); // about y, to the right
      pose = pose.compose(Pose3.exp(0, 0, STEP, 0, turn, 0));
    }
    return poses;
  }

  /** Corners on both sides of the way, from 1.5 m below the camera to 5 m above. */
  private static double[][] street(Random random, List<Pose3> way) {
    var corners = new double[10 * way.size() + 200][];
    for (int i = 0; i < corners.length; i++) {
      Pose3 beside = way.get(Math.min(i / 10, way.size() - 1));
      double side = (random.nextBoolean() ? 1 : -1) * (3 + 6 * random.nextDouble());
      double ahead = i / 10 < way.size() ? random.nextDouble() : 30 * random.nextDouble();
      corners[i] = beside.transform(side, 1.5 - 6.5 * random.nextDouble(), ahead);
    }
    return corners;
  }

  /** Follows corners from image to image; its arrays are the same ones for each. */
  private static final class Tracker {
    private final Random random;
    private final double[][] corners;
    private final long[] ids;
    private final double[] pixels; // uL, uR, v of each
    private int count;
    private int wrong;

    private Tracker(Random random, double[][] corners) {
      this.random = random;
      this.corners = corners;
      ids = new long[corners.length];
      pixels = new double[3 * corners.length];
    }

    private void see(Pose3 camera) {
      Pose3 cameraFromWorld = camera.inverse();
      double[] seen = new double[3];
      count = 0;
      for (int i = 0; i < corners.length; i++) {
        double[] p = cameraFromWorld.transform(corners[i][0], corners[i][1], corners[i][2]);
        if (p[2] < 2 || p[2] > 30) {
          continue;
        }
        RectifiedStereo.INSTANCE.project(p[0], p[1], p[2], CAMERA, 0, seen, 0);
        if (seen[0] < 0 || seen[0] > 1240 || seen[1] < 0 || seen[2] < 0 || seen[2] > 376) {
          continue;
        }
        boolean isWrong = random.nextDouble() < WRONG; // another corner that looks like this one
        for (int j = 0; j < 3; j++) {
          double error =
              isWrong ? 60 * (random.nextDouble() - 0.5) : PIXEL_SIGMA * random.nextGaussian();
          pixels[3 * count + j] = seen[j] + error;
        }
        wrong += isWrong ? 1 : 0;
        ids[count++] = i;
      }
    }
  }

  private static Pose3 wheelMotion(Random random, Pose3 from, Pose3 to) {
    double[] e = new double[6];
    for (int i = 0; i < 6; i++) {
      e[i] = (i < 3 ? WHEEL_SHIFT : WHEEL_TURN) * random.nextGaussian();
    }
    return from.between(to).compose(Pose3.exp(e[0], e[1], e[2], e[3], e[4], e[5]));
  }

  private static double distance(Pose3 a, Pose3 b) {
    return Math.hypot(Math.hypot(a.x() - b.x(), a.y() - b.y()), a.z() - b.z());
  }

  private static void print(String format, Object... numbers) {
    System.out.println(String.format(Locale.ROOT, format, numbers));
  }
}
