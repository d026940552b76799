package dev.mezzo.slam;

import dev.mezzo.geometry.CameraModel;
import dev.mezzo.geometry.Pose3;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A seeded simulation of what a camera sees on its way round a circle, wobbling: landmarks appear
 * ahead, are tracked for a number of keyframes, and vanish. Pixels have unit noise.
 */
final class CameraStream {
  static final double[] STEREO = {450, 450, 320, 240, 0.3};
  static final double[] MONO = {450, 450, 320, 240};
  private static final int WIDTH = 640;
  private static final int HEIGHT = 480;

  final int keyframes;
  final int stride;

  /** True poses, seven numbers each. */
  final double[] poses;

  /** True relative motion from the keyframe before, with noise. */
  final double[] motions;

  final int[] counts;
  final long[][] ids;
  final double[][] measured;

  /** True points, three numbers for each id. */
  final List<double[]> points = new ArrayList<>();

  private final SplittableRandom random;
  private final CameraModel model;
  private final double[] intrinsics;

  /**
   * Simulates.
   *
   * @param perKeyframe observations of each, roughly
   * @param track keyframes that see a landmark
   * @param noise standard deviation of pixels
   */
  CameraStream(
      long seed,
      CameraModel model,
      double[] intrinsics,
      int keyframes,
      int perKeyframe,
      int track,
      double noise) {
    this.keyframes = keyframes;
    this.model = model;
    this.intrinsics = intrinsics;
    random = new SplittableRandom(seed);
    stride = model.dimension();
    poses = new double[7 * keyframes];
    motions = new double[7 * keyframes];
    counts = new int[keyframes];
    ids = new long[keyframes][2 * perKeyframe + 16];
    measured = new double[keyframes][stride * (2 * perKeyframe + 16)];
    for (int k = 0; k < keyframes; k++) {
      pose(k).toState(poses, 7 * k);
      if (k > 0) {
        Pose3.between(poses, 7 * (k - 1), poses, 7 * k, motions, 7 * k);
        double[] d = new double[6];
        Arrays.setAll(d, i -> (i < 3 ? 0.02 : 0.003) * gauss());
        Pose3.retract(motions, 7 * k, d, 0, motions, 7 * k);
      }
    }
    double due = 0;
    for (int k = 1 - track; k < keyframes; k++) {
      for (due += (double) perKeyframe / track; due >= 1; due--) {
        addLandmark(k, track, noise);
      }
    }
  }

  private static Pose3 pose(int k) {
    double a = 0.02 * k;
    // Looks outwards along the circle's tangent, turned by a half right angle; z is up.
    double s = Math.sin(a + 0.7 + 0.1 * Math.sin(0.31 * k));
    double c = Math.cos(a + 0.7 + 0.1 * Math.sin(0.31 * k));
    double[] matrix = {c, 0, -s, s, 0, c, 0, -1, 0};
    var rotation = dev.mezzo.geometry.Rotation3.ofMatrix(matrix);
    var wobble = dev.mezzo.geometry.Rotation3.exp(0.05 * Math.sin(0.5 * k), 0, 0.03 * Math.cos(k));
    double r = 15;
    return Pose3.of(
        r * Math.cos(a), r * Math.sin(a), 0.1 * Math.sin(0.7 * k), rotation.compose(wobble));
  }

  private double gauss() {
    return Math.sqrt(-2 * Math.log(1 - random.nextDouble()))
        * Math.cos(2 * Math.PI * random.nextDouble());
  }

  private void addLandmark(int from, int track, double noise) {
    long id = points.size();
    double[] h = new double[3];
    double[] p = new double[3];
    double[] world = new double[3];
    for (int tries = 0; ; tries++) {
      Pose3 middle = pose(from + track / 2);
      double z = 3 + 9 * random.nextDouble();
      p[0] = z * (random.nextDouble() - 0.5) * 1.2;
      p[1] = z * (random.nextDouble() - 0.5);
      p[2] = z;
      double[] m = new double[7];
      middle.toState(m, 0);
      Pose3.transform(m, 0, p, 0, world, 0);
      boolean all = true;
      for (int k = from; k < from + track && all; k++) {
        all = project(pose(k), world, h);
      }
      if (all || tries > 300) {
        break;
      }
    }
    points.add(world.clone());
    for (int k = Math.max(0, from); k < Math.min(keyframes, from + track); k++) {
      if (project(pose(k), world, h) && counts[k] < ids[k].length) {
        int n = counts[k]++;
        ids[k][n] = id;
        for (int i = 0; i < stride; i++) {
          measured[k][stride * n + i] = h[i] + noise * gauss();
        }
      }
    }
  }

  private boolean project(Pose3 pose, double[] world, double[] h) {
    double[] s = new double[7];
    double[] p = new double[3];
    pose.inverse().toState(s, 0);
    Pose3.transform(s, 0, world, 0, p, 0);
    if (p[2] < 0.5) {
      return false;
    }
    model.project(p[0], p[1], p[2], intrinsics, 0, h, 0);
    double v = h[stride - 1];
    return h[0] > 0 && h[0] < WIDTH && v > 0 && v < HEIGHT;
  }

  /**
   * Writes the guess of a keyframe's pose: that of the one before in the window, and the motion.
   */
  void guess(int k, SlidingWindow window, double[] to) {
    if (k == 0) {
      System.arraycopy(poses, 0, to, 0, 7);
    } else {
      window.copyPose(window.keyframes() - 1, to, 0);
      Pose3.compose(to, 0, motions, 7 * k, to, 0);
    }
  }

  /** Distance of an estimate from the true place. */
  double error(int k, double[] pose, int at) {
    double sum = 0;
    for (int i = 0; i < 3; i++) {
      sum += Math.pow(pose[at + i] - poses[7 * k + i], 2);
    }
    return Math.sqrt(sum);
  }
}
