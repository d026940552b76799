package dev.mezzo.slam;

import dev.mezzo.geometry.CameraModel;
import dev.mezzo.geometry.Point;
import dev.mezzo.geometry.Pose3;
import dev.mezzo.geometry.RectifiedStereo;
import dev.mezzo.optimize.LossFunction;
import dev.mezzo.slam.BundleMeasurement.KnownDistance;
import dev.mezzo.slam.BundleMeasurement.KnownLandmark;
import dev.mezzo.slam.BundleMeasurement.KnownPose;
import dev.mezzo.slam.BundleMeasurement.RelativePose;
import dev.mezzo.slam.BundleMeasurement.Seen;
import dev.mezzo.slam.BundleMeasurement.SeenTag;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;

/** What a {@link BundleAdjustment} holds: cameras, keyframes, landmarks, measurements. */
abstract sealed class BundleContents permits BundleAdjustment {
  final List<BundleCamera> cameras = new ArrayList<>();
  final List<Pose3> poses = new ArrayList<>();
  final List<Integer> cameraOf = new ArrayList<>();
  final List<double[]> landmarks = new ArrayList<>();
  final List<Tag> tags = new ArrayList<>();
  final BitSet fixedTags = new BitSet();
  final BitSet fixedKeyframes = new BitSet();
  final BitSet fixedLandmarks = new BitSet();
  final List<BundleMeasurement> measurements = new ArrayList<>();

  /**
   * The loss of each measurement, null for what {@link BundleAdjustment#problem(LossFunction)} is
   * asked for.
   */
  final List<LossFunction> losses = new ArrayList<>();

  /**
   * A square of known size.
   *
   * @param size length of an edge
   * @param pose world-from-tag
   */
  record Tag(double size, Pose3 pose) {}

  /** As cameras, keyframes and tags are now; null when that changed. */
  private BundleLayout layout;

  BundleContents() {}

  final BundleLayout layout() {
    if (layout == null) {
      layout = new BundleLayout(cameras, keyframes(), tags());
    }
    return layout;
  }

  /**
   * Adds a camera, which any number of keyframes may share. Its parameters are held unless {@link
   * #setIntrinsicsFixed} frees them.
   *
   * @param model what it makes of a point
   * @param intrinsics its parameters, in the order that the model states
   * @return its index
   * @throws IllegalArgumentException if these are no parameters of such a camera
   */
  public int addCamera(CameraModel model, double... intrinsics) {
    model.requireIntrinsics(intrinsics);
    layout = null;
    cameras.add(new BundleCamera(model, intrinsics.clone(), true));
    return cameras.size() - 1;
  }

  /**
   * Adds a keyframe.
   *
   * @param worldFromCamera its estimated pose
   * @param camera index of the camera that took it
   * @return its index
   */
  public int addKeyframe(Pose3 worldFromCamera, int camera) {
    Objects.requireNonNull(worldFromCamera, "worldFromCamera");
    check("camera", camera, cameras.size());
    layout = null;
    poses.add(worldFromCamera);
    cameraOf.add(camera);
    return poses.size() - 1;
  }

  /**
   * Adds a landmark.
   *
   * @param x estimated position in the world, its first coordinate
   * @param y second coordinate
   * @param z third coordinate
   * @return its index
   * @throws IllegalArgumentException if a coordinate is not finite
   */
  public int addLandmark(double x, double y, double z) {
    landmarks.add(Point.of(x, y, z).toArray());
    return landmarks.size() - 1;
  }

  /**
   * Adds what a keyframe's camera saw of a landmark, with a standard deviation of one pixel.
   *
   * @param keyframe index
   * @param landmark index
   * @param u first coordinate in the image, pixels
   * @param v second coordinate
   * @return index of the measurement
   * @throws IllegalArgumentException if a number is not finite
   */
  public int addObservation(int keyframe, int landmark, double u, double v) {
    return addObservation(keyframe, landmark, u, v, 1);
  }

  /**
   * Adds what a keyframe's camera saw of a landmark; of a stereo camera, what its left camera saw.
   *
   * @param keyframe index
   * @param landmark index
   * @param u first coordinate in the image, pixels
   * @param v second coordinate
   * @param sigma standard deviation of both, pixels
   * @return index of the measurement
   * @throws IllegalArgumentException if a number is not finite or sigma is not positive
   */
  public int addObservation(int keyframe, int landmark, double u, double v, double sigma) {
    return addSighting(keyframe, landmark, Sighting.Kind.SINGLE, u, v, 0, sigma, sigma);
  }

  /**
   * Adds what a keyframe's stereo camera saw of a landmark, with a standard deviation of one pixel.
   *
   * @param keyframe index; of a camera whose model is {@link RectifiedStereo}
   * @param landmark index
   * @param uLeft first coordinate in the left image, pixels
   * @param uRight first coordinate in the right image
   * @param v second coordinate in both
   * @return index of the measurement
   * @throws IllegalArgumentException if a number is not finite, or the camera is another
   */
  public int addStereoObservation(
      int keyframe, int landmark, double uLeft, double uRight, double v) {
    return addStereoObservation(keyframe, landmark, uLeft, uRight, v, 1);
  }

  /**
   * Adds what a keyframe's stereo camera saw of a landmark.
   *
   * @param keyframe index; of a camera whose model is {@link RectifiedStereo}
   * @param landmark index
   * @param uLeft first coordinate in the left image, pixels
   * @param uRight first coordinate in the right image
   * @param v second coordinate in both
   * @param sigma standard deviation of each, pixels
   * @return index of the measurement
   * @throws IllegalArgumentException if a number is not finite or sigma is not positive, or the
   *     camera is another
   */
  public int addStereoObservation(
      int keyframe, int landmark, double uLeft, double uRight, double v, double sigma) {
    CameraModel model = cameras.get(camera(keyframe)).model();
    if (!(model instanceof RectifiedStereo)) {
      throw new IllegalArgumentException(
          "keyframe " + keyframe + " is of a " + model + " camera, not of a stereo camera");
    }
    return addSighting(keyframe, landmark, Sighting.Kind.STEREO, uLeft, v, uRight, sigma, sigma);
  }

  /**
   * Adds what a keyframe's camera saw of a landmark, with its depth, as RGB-D cameras measure it.
   *
   * @param keyframe index; of a camera that looks along +z
   * @param landmark index
   * @param u first coordinate in the image, pixels
   * @param v second coordinate
   * @param depth distance from the camera along its optical axis
   * @param sigma standard deviation of u and v, pixels
   * @param sigmaDepth standard deviation of the depth there; of most sensors it grows with the
   *     square of the depth
   * @return index of the measurement
   * @throws IllegalArgumentException if a number is not finite, a standard deviation is not
   *     positive, or the camera looks along -z
   */
  public int addDepthObservation(
      int keyframe,
      int landmark,
      double u,
      double v,
      double depth,
      double sigma,
      double sigmaDepth) {
    return addSighting(keyframe, landmark, Sighting.Kind.DEPTH, u, v, depth, sigma, sigmaDepth);
  }

  /**
   * Adds a square tag (AprilTag, ArUco) of known size: it gives the map its scale, and, held, its
   * place.
   *
   * @param size length of an edge, in the unit of the map
   * @param worldFromTag its estimated pose; x right, y down, z into the tag, origin at its centre
   * @return its index
   * @throws IllegalArgumentException if the size is not positive
   */
  public int addTag(double size, Pose3 worldFromTag) {
    Objects.requireNonNull(worldFromTag, "worldFromTag");
    if (!(size > 0) || Double.isInfinite(size)) {
      throw new IllegalArgumentException("the size of a tag is positive, not " + size);
    }
    layout = null;
    tags.add(new Tag(size, worldFromTag));
    return tags.size() - 1;
  }

  /**
   * Adds what a keyframe's camera saw of a tag; of a stereo camera, what its left camera saw.
   *
   * @param keyframe index
   * @param tag index
   * @param corners u and v of the lower left, lower right, upper right and upper left corner of the
   *     tag as it is when upright: eight numbers, in the order of AprilTag 3
   * @param sigma standard deviation of each, pixels
   * @return index of the measurement
   * @throws IllegalArgumentException if these are not eight finite numbers or sigma is not positive
   */
  public int addTagObservation(int keyframe, int tag, double[] corners, double sigma) {
    check("tag", tag, tags.size());
    List<Double> z = Arrays.stream(corners).boxed().toList();
    double size = tags.get(tag).size();
    return add(new SeenTag(keyframe, tag, size, camera(keyframe), z, sigma));
  }

  /**
   * Adds a measured pose of one keyframe from another, as of odometry.
   *
   * @param from index of the keyframe that measures
   * @param to index of the other
   * @param measured pose of the other in the frame of the first
   * @param information inverse covariance of the error, 6x6; its rotation part is the vector part
   *     of a quaternion, half the rotation vector, as in {@link PoseGraph}
   * @return index of the measurement
   * @throws IllegalArgumentException if both are the same, or the matrix is not 6x6
   */
  public int addRelativePose(int from, int to, Pose3 measured, InformationMatrix information) {
    checkPair(from, to);
    return add(new RelativePose(from, to, measured, information));
  }

  /**
   * Adds a measured pose of a keyframe in the world.
   *
   * @param keyframe index
   * @param measured where it was measured to be
   * @param information inverse covariance of the error, 6x6, as for {@link #addRelativePose}
   * @return index of the measurement
   * @throws IllegalArgumentException if the matrix is not 6x6
   */
  public int addPosePrior(int keyframe, Pose3 measured, InformationMatrix information) {
    check("keyframe", keyframe, keyframes());
    return add(new KnownPose(keyframe, measured, information));
  }

  /**
   * Adds a measured position of a landmark in the world.
   *
   * @param landmark index
   * @param measured where it was measured to be, a point of space
   * @param information inverse covariance of the error, 3x3
   * @return index of the measurement
   * @throws IllegalArgumentException if the point or the matrix has another dimension
   */
  public int addLandmarkPrior(int landmark, Point measured, InformationMatrix information) {
    check("landmark", landmark, landmarks());
    return add(new KnownLandmark(landmark, measured, information));
  }

  /**
   * Adds a measured distance between the places of two keyframes, which gives the map of a single
   * camera its scale.
   *
   * @param a index of the one
   * @param b index of the other
   * @param distance in the unit of the map
   * @param sigma its standard deviation
   * @return index of the measurement
   * @throws IllegalArgumentException if both are the same, or a number makes no sense
   */
  public int addScalePrior(int a, int b, double distance, double sigma) {
    checkPair(a, b);
    return add(new KnownDistance(a, b, distance, sigma));
  }

  private void checkPair(int a, int b) {
    check("keyframe", a, keyframes());
    check("keyframe", b, keyframes());
    if (a == b) {
      throw new IllegalArgumentException("keyframe " + a + " and itself");
    }
  }

  private int addSighting(
      int keyframe,
      int landmark,
      Sighting.Kind kind,
      double u,
      double v,
      double third,
      double sigma,
      double sigmaThird) {
    check("landmark", landmark, landmarks.size());
    var sighting = new Sighting(keyframe, landmark, kind, u, v, third, sigma, sigmaThird);
    return add(new Seen(sighting, camera(keyframe)));
  }

  private int add(BundleMeasurement measurement) {
    measurement.factor(layout()); // says what is wrong with it
    measurements.add(measurement);
    losses.add(null);
    return measurements.size() - 1;
  }

  /**
   * Gives a measurement a loss of its own, whatever loss the others have.
   *
   * @param measurement index
   * @param loss of the squared norm of its residual
   */
  public void setLoss(int measurement, LossFunction loss) {
    check("measurement", measurement, measurements.size());
    losses.set(measurement, Objects.requireNonNull(loss, "loss"));
  }

  /**
   * Holds the pose of a keyframe, or frees it again.
   *
   * @param keyframe index
   * @param isFixed true to hold it
   */
  public void setFixed(int keyframe, boolean isFixed) {
    fixedKeyframes.set(check("keyframe", keyframe, keyframes()), isFixed);
  }

  /**
   * Holds a landmark, or frees it again.
   *
   * @param landmark index
   * @param isFixed true to hold it
   */
  public void setLandmarkFixed(int landmark, boolean isFixed) {
    fixedLandmarks.set(check("landmark", landmark, landmarks()), isFixed);
  }

  /**
   * Holds the pose of a tag, or frees it again.
   *
   * @param tag index
   * @param isFixed true to hold it
   */
  public void setTagFixed(int tag, boolean isFixed) {
    fixedTags.set(check("tag", tag, tags()), isFixed);
  }

  /**
   * Holds the intrinsic parameters of a camera, as they are when it is added, or frees them.
   *
   * @param camera index
   * @param isFixed true to hold them
   */
  public void setIntrinsicsFixed(int camera, boolean isFixed) {
    check("camera", camera, cameras());
    layout = null;
    cameras.set(camera, cameras.get(camera).withFixed(isFixed));
  }

  /**
   * Moves a keyframe.
   *
   * @param keyframe index
   * @param worldFromCamera its pose
   */
  public void setPose(int keyframe, Pose3 worldFromCamera) {
    check("keyframe", keyframe, keyframes());
    poses.set(keyframe, Objects.requireNonNull(worldFromCamera, "worldFromCamera"));
  }

  /**
   * Moves a landmark.
   *
   * @param landmark index
   * @param x first coordinate in the world
   * @param y second coordinate
   * @param z third coordinate
   * @throws IllegalArgumentException if a coordinate is not finite
   */
  public void setLandmark(int landmark, double x, double y, double z) {
    check("landmark", landmark, landmarks());
    landmarks.set(landmark, Point.of(x, y, z).toArray());
  }

  /**
   * Number of cameras.
   *
   * @return at least 0
   */
  public int cameras() {
    return cameras.size();
  }

  /**
   * Number of keyframes.
   *
   * @return at least 0
   */
  public int keyframes() {
    return poses.size();
  }

  /**
   * Number of landmarks.
   *
   * @return at least 0
   */
  public int landmarks() {
    return landmarks.size();
  }

  /**
   * Number of tags.
   *
   * @return at least 0
   */
  public int tags() {
    return tags.size();
  }

  /**
   * Number of measurements of all kinds.
   *
   * @return at least 0
   */
  public int measurements() {
    return measurements.size();
  }

  /**
   * What cameras measured of landmarks.
   *
   * @return in order of addition, a new list
   */
  public List<Sighting> sightings() {
    List<Sighting> sightings = new ArrayList<>(measurements.size());
    for (BundleMeasurement measurement : measurements) {
      if (measurement instanceof Seen seen) {
        sightings.add(seen.sighting());
      }
    }
    return sightings;
  }

  /**
   * Pose of a keyframe.
   *
   * @param keyframe index
   * @return world-from-camera
   */
  public Pose3 pose(int keyframe) {
    return poses.get(check("keyframe", keyframe, keyframes()));
  }

  /**
   * Pose of a tag.
   *
   * @param tag index
   * @return world-from-tag
   */
  public Pose3 tagPose(int tag) {
    return tags.get(check("tag", tag, tags())).pose();
  }

  /**
   * Camera of a keyframe.
   *
   * @param keyframe index
   * @return its index
   */
  public int camera(int keyframe) {
    return cameraOf.get(check("keyframe", keyframe, keyframes()));
  }

  /**
   * Position of a landmark.
   *
   * @param landmark index
   * @return three coordinates in the world, a new array
   */
  public double[] landmark(int landmark) {
    return landmarks.get(check("landmark", landmark, landmarks())).clone();
  }

  /**
   * Model of a camera.
   *
   * @param camera index
   * @return as it was added
   */
  public CameraModel model(int camera) {
    return cameras.get(check("camera", camera, cameras())).model();
  }

  /**
   * Intrinsic parameters of a camera.
   *
   * @param camera index
   * @return in the order that its model states, a new array
   */
  public double[] intrinsics(int camera) {
    return cameras.get(check("camera", camera, cameras())).intrinsics().clone();
  }

  /**
   * Where the present estimate puts a landmark in the image of a keyframe.
   *
   * @param keyframe index
   * @param landmark index
   * @return what the camera's model measures, (u, v) or (uL, uR, v); a new array
   */
  public double[] projection(int keyframe, int landmark) {
    double[] p = inCamera(keyframe, landmark);
    BundleCamera camera = cameras.get(camera(keyframe));
    double[] out = new double[camera.model().dimension()];
    camera.model().project(p[0], p[1], p[2], camera.intrinsics(), 0, out, 0);
    return out;
  }

  /**
   * Whether the present estimate puts a landmark where the camera of a keyframe can see it: what it
   * observed should be in front of it.
   *
   * @param keyframe index
   * @param landmark index
   * @return as {@link CameraModel#isInFront} has it
   */
  public boolean isInFront(int keyframe, int landmark) {
    double[] p = inCamera(keyframe, landmark);
    return model(camera(keyframe)).isInFront(p[0], p[1], p[2]);
  }

  private double[] inCamera(int keyframe, int landmark) {
    double[] l = landmark(landmark);
    return pose(keyframe).inverse().transform(l[0], l[1], l[2]);
  }

  static int check(String what, int index, int size) {
    if (index < 0 || index >= size) {
      throw new IndexOutOfBoundsException("there is no " + what + " " + index + ", only " + size);
    }
    return index;
  }
}
