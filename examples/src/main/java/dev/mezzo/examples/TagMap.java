package dev.mezzo.examples;

import dev.mezzo.geometry.Pinhole;
import dev.mezzo.geometry.Pose3;
import dev.mezzo.geometry.Rotation3;
import dev.mezzo.optimize.LossFunction;
import dev.mezzo.optimize.Summary;
import dev.mezzo.slam.BundleAdjustment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * A map of fiducial tags: a robot drives round a room with fourteen AprilTags on its walls and
 * films them with one camera. Where the tags are is found from their corners in the images; the
 * printed size of the tags gives the map its scale, one tag its frame.
 *
 * <p>Shows tags in a {@link BundleAdjustment}, how to begin from what a detector says of single
 * tags, what to hold, a robust loss, and how certain the map is. The detector is simulated; what a
 * real one says of a tag is its id, its four corners in pixels, and a pose of the tag before the
 * camera, made from these.
 */
public final class TagMap {
  private static final double SIZE = 0.16; // metres, from corner to corner of the black square
  private static final double PIXEL_SIGMA = 0.3;
  private static final double[] CAMERA = {600, 600, 320, 240}; // fx fy cx cy, 640 x 480 pixels

  private TagMap() {}

  /** What the detector says of a tag. */
  private static final class Detection {
    private final int tag;

    /** Lower left, lower right, upper right, upper left: u and v of each, pixels. */
    private final double[] corners;

    private final Pose3 cameraFromTag;

    private Detection(int tag, double[] corners, Pose3 cameraFromTag) {
      this.tag = tag;
      this.corners = corners;
      this.cameraFromTag = cameraFromTag;
    }
  }

  /**
   * Runs the example.
   *
   * @param args none
   */
  public static void main(String[] args) {
    var random = new Random(3);
    List<Pose3> tags = wallsOfTheRoom();
    List<Pose3> cameras = drive();

    // 1. Begin somewhere. Tag 0 is the frame of the map, so its pose is given, not found. A frame
    // that sees a tag whose place is known has a pose, and gives one to all other tags that it
    // sees. One detection of a small tag is a bad pose: far tags are decimetres off, their tilt
    // may be that of a mirror image. It need only be good enough to begin with.
    var bundle = new BundleAdjustment();
    int camera = bundle.addCamera(Pinhole.INSTANCE, CAMERA);
    Map<Integer, Integer> index = new HashMap<>(); // of the bundle, by the id of the tag
    index.put(0, bundle.addTag(SIZE, tags.getFirst()));
    bundle.setTagFixed(index.get(0), true);
    var used = new ArrayList<Integer>(); // which frames are keyframes of the bundle
    for (int k = 0; k < cameras.size(); k++) {
      List<Detection> seen = detect(random, cameras.get(k), tags);
      Detection known = null; // the nearest tag with a place
      for (Detection d : seen) {
        if (index.containsKey(d.tag)
            && (known == null || d.cameraFromTag.z() < known.cameraFromTag.z())) {
          known = d;
        }
      }
      if (known == null) {
        continue; // nothing to tie it to; a later pass could
      }
      Pose3 tagPose = bundle.tagPose(index.get(known.tag));
      Pose3 pose = tagPose.compose(known.cameraFromTag.inverse()); // world from camera
      int keyframe = bundle.addKeyframe(pose, camera);
      used.add(k);
      for (Detection d : seen) {
        index.computeIfAbsent(d.tag, tag -> bundle.addTag(SIZE, pose.compose(d.cameraFromTag)));
        bundle.addTagObservation(keyframe, index.get(d.tag), d.corners, PIXEL_SIGMA);
      }
    }
    print(
        "%d of %d tags, %d keyframes, %d detections",
        bundle.tags(), tags.size(), bundle.keyframes(), bundle.measurements());
    print("to begin with: tags %.3f m off (rms)", error(bundle, index, tags));

    // 2. Adjust. A detection that takes one tag for another, or a corner for the edge of a shadow,
    // is far off in pixels; Huber's loss keeps it from bending the map.
    Summary summary =
        bundle.optimize(
            BundleAdjustment.optimizer().maxIterations(100).build(), LossFunction.huber(4));
    print("%s", summary.briefReport());
    if (!summary.termination().isUsable()) {
      throw new IllegalStateException("the map is as it was: " + summary.termination());
    }
    print("adjusted: tags %.4f m off (rms)", error(bundle, index, tags));
    int freedom = 8 * bundle.measurements() - 6 * (bundle.keyframes() + bundle.tags() - 1);
    print(
        "chi2 %.0f, where %d is expected: the corners are as good as they are said to be",
        bundle.chi2(), freedom);

    // 3. The map, and how certain it is: relative to tag 0, so that far tags are less certain. The
    // covariance is of d in X Exp(d): along the axes of the tag, x right, y down, z into the wall.
    try (var covariance = bundle.covariance()) {
      print("%n tag        x        y        z   yaw (deg)   off (mm)   standard deviation (mm)");
      for (int tag = 0; tag < tags.size(); tag++) {
        Integer i = index.get(tag);
        if (i == null) {
          print("%4d   was not seen with any other", tag);
          continue;
        }
        Pose3 pose = bundle.tagPose(i);
        double[] c = covariance.tag(i); // 6 x 6, row-major
        double[] into = pose.rotation().rotate(0, 0, 1);
        print(
            "%4d   %6.3f   %6.3f   %6.3f   %9.1f   %8.1f   %8.1f",
            tag,
            pose.x(),
            pose.y(),
            pose.z(),
            Math.toDegrees(Math.atan2(into[1], into[0])),
            1000 * distance(pose, tags.get(tag)),
            1000 * Math.sqrt(c[0] + c[7] + c[14]));
      }
      double[] c = covariance.keyframe(bundle.keyframes() - 1);
      print(
          "%nlast camera: %.1f mm off, standard deviation %.1f mm",
          1000 * distance(bundle.pose(bundle.keyframes() - 1), cameras.get(used.getLast())),
          1000 * Math.sqrt(c[0] + c[7] + c[14]));
    }
  }

  /** Pose of something that looks horizontally: z ahead, x to its right, y down; world z is up. */
  private static Pose3 looking(double x, double y, double z, double yaw) {
    return Pose3.of(x, y, z, Rotation3.ofRollPitchYaw(-Math.PI / 2, 0, yaw - Math.PI / 2));
  }

  /** Tags on four walls of a room of 6 by 4 metres; a tag's z goes into its wall. */
  private static List<Pose3> wallsOfTheRoom() {
    var tags = new ArrayList<Pose3>();
    for (int i = 0; i < 4; i++) {
      tags.add(looking(0.9 + 1.4 * i, 4, 1.1 + 0.2 * (i % 2), Math.PI / 2));
    }
    for (int i = 0; i < 3; i++) {
      tags.add(looking(6, 3.2 - 1.2 * i, 1.2 + 0.2 * (i % 2), 0));
    }
    for (int i = 0; i < 4; i++) {
      tags.add(looking(5.1 - 1.4 * i, 0, 1.1 + 0.2 * (i % 2), -Math.PI / 2));
    }
    for (int i = 0; i < 3; i++) {
      tags.add(looking(0, 0.8 + 1.2 * i, 1.2 + 0.2 * (i % 2), Math.PI));
    }
    return tags;
  }

  /** One round along an oval, turning on the spot as it goes, beginning towards tag 0. */
  private static List<Pose3> drive() {
    var cameras = new ArrayList<Pose3>();
    for (int k = 0; k < 90; k++) {
      double t = 2 * Math.PI * k / 90;
      double x = 3 - 1.2 * Math.cos(t);
      double y = 2 + 0.6 * Math.sin(t);
      cameras.add(looking(x, y, 1.0, 0.7 * Math.PI - 2 * t));
    }
    return cameras;
  }

  private static List<Detection> detect(Random random, Pose3 camera, List<Pose3> tags) {
    var detections = new ArrayList<Detection>();
    double h = SIZE / 2;
    double[][] square = {{-h, h}, {h, h}, {h, -h}, {-h, -h}};
    for (int tag = 0; tag < tags.size(); tag++) {
      Pose3 cameraFromTag = camera.between(tags.get(tag));
      boolean isSeen = cameraFromTag.z() > 0.3 && cameraFromTag.rotation().rotate(0, 0, 1)[2] > 0.4;
      double[] corners = new double[8];
      for (int c = 0; isSeen && c < 4; c++) {
        double[] p = cameraFromTag.transform(square[c][0], square[c][1], 0);
        Pinhole.INSTANCE.project(p[0], p[1], p[2], CAMERA, 0, corners, 2 * c);
        isSeen =
            corners[2 * c] > 0
                && corners[2 * c] < 640
                && corners[2 * c + 1] > 0
                && corners[2 * c + 1] < 480;
        corners[2 * c] += PIXEL_SIGMA * random.nextGaussian();
        corners[2 * c + 1] += PIXEL_SIGMA * random.nextGaussian();
      }
      if (isSeen) {
        double far = cameraFromTag.z();
        Pose3 error =
            Pose3.exp(
                0.01 * random.nextGaussian(),
                0.01 * random.nextGaussian(),
                0.02 * far * random.nextGaussian(),
                0.08 * random.nextGaussian(),
                0.08 * random.nextGaussian(),
                0.01 * random.nextGaussian());
        detections.add(new Detection(tag, corners, cameraFromTag.compose(error)));
      }
    }
    return detections;
  }

  private static double error(
      BundleAdjustment bundle, Map<Integer, Integer> index, List<Pose3> tags) {
    double sum = 0;
    for (var entry : index.entrySet()) {
      sum += Math.pow(distance(bundle.tagPose(entry.getValue()), tags.get(entry.getKey())), 2);
    }
    return Math.sqrt(sum / index.size());
  }

  private static double distance(Pose3 a, Pose3 b) {
    return Math.hypot(Math.hypot(a.x() - b.x(), a.y() - b.y()), a.z() - b.z());
  }

  private static void print(String format, Object... numbers) {
    System.out.println(String.format(Locale.ROOT, format, numbers));
  }
}
