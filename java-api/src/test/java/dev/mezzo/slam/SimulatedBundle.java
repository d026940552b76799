package dev.mezzo.slam;

import dev.mezzo.geometry.CameraModel;
import dev.mezzo.geometry.Pose3;
import dev.mezzo.geometry.RectifiedStereo;
import dev.mezzo.geometry.Rotation3;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Cameras that walk past a cloud of points and see all of it, without noise: the truth is an
 * optimum of chi2 = 0.
 */
final class SimulatedBundle {
  enum Sensor {
    SINGLE,
    STEREO,
    DEPTH
  }

  final BundleAdjustment bundle = new BundleAdjustment();
  final List<Pose3> poses = new ArrayList<>();
  final List<double[]> points = new ArrayList<>();
  final int camera;

  private final SplittableRandom random;

  SimulatedBundle(
      long seed, int keyframes, int landmarks, Sensor sensor, CameraModel model, double... k) {
    random = new SplittableRandom(seed);
    camera = bundle.addCamera(model, k);
    double ahead = model.isInFront(0, 0, 1) ? 5 : -5;
    for (int i = 0; i < keyframes; i++) {
      Rotation3 turned = Rotation3.exp(uniform(0.1), -0.02 * i + uniform(0.1), uniform(0.1));
      poses.add(Pose3.of(0.2 * i + uniform(0.05), uniform(0.1), uniform(0.1), turned));
      bundle.addKeyframe(poses.get(i), camera);
    }
    for (int l = 0; l < landmarks; l++) {
      double[] p = {uniform(2) + 0.1 * keyframes, uniform(2), ahead + uniform(2)};
      points.add(p);
      bundle.addLandmark(p[0], p[1], p[2]);
    }
    for (int i = 0; i < keyframes; i++) {
      for (int l = 0; l < landmarks; l++) {
        double[] z = bundle.projection(i, l);
        switch (sensor) {
          case SINGLE -> bundle.addObservation(i, l, z[0], z[1]);
          case STEREO -> bundle.addStereoObservation(i, l, z[0], z[1], z[2]);
          case DEPTH -> {
            double[] p = points.get(l);
            double depth = poses.get(i).inverse().transform(p[0], p[1], p[2])[2];
            bundle.addDepthObservation(i, l, z[0], z[1], depth, 1, 0.02);
          }
        }
      }
    }
  }

  static SimulatedBundle stereo(long seed, int keyframes, int landmarks) {
    return new SimulatedBundle(
        seed,
        keyframes,
        landmarks,
        Sensor.STEREO,
        RectifiedStereo.INSTANCE,
        700,
        700,
        600,
        180,
        0.5);
  }

  /** Moves every keyframe from the given one on, and every landmark. */
  SimulatedBundle disturb(int firstKeyframe, double size) {
    for (int i = firstKeyframe; i < poses.size(); i++) {
      bundle.setPose(
          i,
          poses
              .get(i)
              .compose(
                  Pose3.exp(
                      uniform(size),
                      uniform(size),
                      uniform(size),
                      uniform(size / 3),
                      uniform(size / 3),
                      uniform(size / 3))));
    }
    for (int l = 0; l < points.size(); l++) {
      double[] p = points.get(l);
      bundle.setLandmark(l, p[0] + uniform(size), p[1] + uniform(size), p[2] + uniform(size));
    }
    return this;
  }

  /** Largest distance of a keyframe or landmark from where it is in truth. */
  double error() {
    double most = 0;
    for (int i = 0; i < poses.size(); i++) {
      Pose3 off = poses.get(i).between(bundle.pose(i));
      most = Math.max(most, Math.hypot(off.x(), Math.hypot(off.y(), off.z())));
    }
    for (int l = 0; l < points.size(); l++) {
      double[] p = points.get(l);
      double[] q = bundle.landmark(l);
      most = Math.max(most, Math.hypot(p[0] - q[0], Math.hypot(p[1] - q[1], p[2] - q[2])));
    }
    return most;
  }

  double uniform(double bound) {
    return bound * (2 * random.nextDouble() - 1);
  }
}
