package dev.mezzo.cli;

import dev.mezzo.geometry.Bal;
import dev.mezzo.geometry.CameraModel;
import dev.mezzo.geometry.Pinhole;
import dev.mezzo.geometry.Pose3;
import dev.mezzo.geometry.RectifiedStereo;
import dev.mezzo.slam.BundleAdjustment;
import dev.mezzo.slam.Sighting;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A bundle adjustment problem as all solvers of a benchmark are given it: who saw what, and where
 * to start. Poses are world-from-camera.
 */
public final class BaScene {
  /** How a camera sees. */
  public enum Model {
    /** fx, fy, cx, cy. */
    PINHOLE,
    /** f, k1, k2. */
    BAL,
    /** fx, fy, cx, cy, baseline. */
    STEREO;

    private CameraModel camera() {
      return switch (this) {
        case PINHOLE -> Pinhole.INSTANCE;
        case BAL -> Bal.INSTANCE;
        case STEREO -> RectifiedStereo.INSTANCE;
      };
    }

    /**
     * How many parameters it has.
     *
     * @return three to five
     */
    public int parameters() {
      return camera().parameters();
    }

    /**
     * How many numbers it measures of a landmark.
     *
     * @return 2 or 3
     */
    public int dimension() {
      return camera().dimension();
    }
  }

  /**
   * A camera.
   *
   * @param model how it sees
   * @param free whether its parameters are estimated; then it has one keyframe
   * @param intrinsics its parameters
   */
  public record Camera(Model model, boolean free, List<Double> intrinsics) {
    /** Copies the parameters. */
    public Camera {
      intrinsics = List.copyOf(intrinsics);
      if (intrinsics.size() != model.parameters()) {
        throw new IllegalArgumentException(
            model + " has " + model.parameters() + " parameters, not " + intrinsics.size());
      }
    }

    /** A camera whose parameters are known. */
    static Camera of(Model model, double... intrinsics) {
      return new Camera(model, false, Arrays.stream(intrinsics).boxed().toList());
    }

    double[] parameters() {
      return intrinsics.stream().mapToDouble(value -> value).toArray();
    }
  }

  /**
   * A keyframe.
   *
   * @param camera index of its camera
   * @param pose where it starts
   * @param held whether it stays there
   */
  public record Keyframe(int camera, Pose3 pose, boolean held) {}

  /**
   * A landmark.
   *
   * @param x where it starts
   * @param y second coordinate
   * @param z third coordinate
   */
  public record Landmark(double x, double y, double z) {}

  /**
   * What a keyframe saw of a landmark.
   *
   * @param keyframe index
   * @param landmark index
   * @param first u, or u of the left camera
   * @param second v, or u of the right camera
   * @param third v of a stereo camera, else 0
   */
  public record Observation(
      int keyframe, int landmark, double first, double second, double third) {}

  private final List<Camera> cameras = new ArrayList<>();
  private final List<Keyframe> keyframes = new ArrayList<>();
  private final List<Landmark> landmarks = new ArrayList<>();
  private final List<Observation> observations = new ArrayList<>();

  /** An empty scene. */
  public BaScene() {}

  /** Adds a camera; its index is how many there were before. */
  void add(Camera camera) {
    cameras.add(camera);
  }

  /** Adds a keyframe; its index is how many there were before. */
  void add(Keyframe keyframe) {
    keyframes.add(keyframe);
  }

  /** Adds a landmark; its index is how many there were before. */
  void add(Landmark landmark) {
    landmarks.add(landmark);
  }

  /** Adds an observation. */
  void add(Observation observation) {
    observations.add(observation);
  }

  /**
   * The cameras.
   *
   * @return in the order of their indices
   */
  public List<Camera> cameras() {
    return cameras;
  }

  /**
   * The keyframes.
   *
   * @return in the order of their indices
   */
  public List<Keyframe> keyframes() {
    return keyframes;
  }

  /**
   * The landmarks.
   *
   * @return in the order of their indices
   */
  public List<Landmark> landmarks() {
    return landmarks;
  }

  /**
   * What was seen.
   *
   * @return in no order
   */
  public List<Observation> observations() {
    return observations;
  }

  /**
   * How a keyframe sees.
   *
   * @param keyframe index
   * @return the model of its camera
   */
  public Model model(int keyframe) {
    return cameras.get(keyframes.get(keyframe).camera()).model();
  }

  /** Of what users of Mezzo pose, with single cameras of one model, the first keyframes held. */
  static BaScene of(BundleAdjustment bundle, Model model, int held) {
    var scene = new BaScene();
    for (int c = 0; c < bundle.cameras(); c++) {
      scene.add(Camera.of(model, bundle.intrinsics(c)));
    }
    for (int k = 0; k < bundle.keyframes(); k++) {
      scene.add(new Keyframe(bundle.camera(k), bundle.pose(k), k < held));
    }
    for (int i = 0; i < bundle.landmarks(); i++) {
      double[] place = bundle.landmark(i);
      scene.add(new Landmark(place[0], place[1], place[2]));
    }
    for (Sighting seen : bundle.sightings()) {
      scene.add(new Observation(seen.keyframe(), seen.landmark(), seen.u(), seen.v(), 0));
    }
    return scene;
  }

  /** With the parameters of all cameras known or not. */
  BaScene withIntrinsics(boolean free) {
    var scene = new BaScene();
    cameras.forEach(camera -> scene.add(new Camera(camera.model(), free, camera.intrinsics())));
    keyframes.forEach(scene::add);
    landmarks.forEach(scene::add);
    observations.forEach(scene::add);
    return scene;
  }

  /** As Mezzo's users pose it. */
  BundleAdjustment toBundle() {
    var bundle = new BundleAdjustment();
    for (Camera camera : cameras) {
      int index = bundle.addCamera(camera.model().camera(), camera.parameters());
      bundle.setIntrinsicsFixed(index, !camera.free());
    }
    for (Keyframe keyframe : keyframes) {
      int index = bundle.addKeyframe(keyframe.pose(), keyframe.camera());
      bundle.setFixed(index, keyframe.held());
    }
    landmarks.forEach(landmark -> bundle.addLandmark(landmark.x(), landmark.y(), landmark.z()));
    for (Observation seen : observations) {
      if (model(seen.keyframe()) == Model.STEREO) {
        bundle.addStereoObservation(
            seen.keyframe(), seen.landmark(), seen.first(), seen.second(), seen.third());
      } else {
        bundle.addObservation(seen.keyframe(), seen.landmark(), seen.first(), seen.second());
      }
    }
    return bundle;
  }

  /**
   * The sum of squared pixel errors, computed by none of the solvers.
   *
   * @return chi2 at the start
   */
  public double chi2() {
    double[] seen = new double[3];
    double sum = 0;
    for (Observation observation : observations) {
      Keyframe keyframe = keyframes.get(observation.keyframe());
      Camera camera = cameras.get(keyframe.camera());
      Landmark landmark = landmarks.get(observation.landmark());
      double[] p = keyframe.pose().inverse().transform(landmark.x(), landmark.y(), landmark.z());
      camera.model().camera().project(p[0], p[1], p[2], camera.parameters(), 0, seen, 0);
      double[] measured = {observation.first(), observation.second(), observation.third()};
      for (int i = 0; i < camera.model().dimension(); i++) {
        sum += (seen[i] - measured[i]) * (seen[i] - measured[i]);
      }
    }
    return sum;
  }
}
