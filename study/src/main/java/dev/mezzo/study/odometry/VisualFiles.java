package dev.mezzo.study.odometry;

import dev.mezzo.geometry.Pinhole;
import dev.mezzo.geometry.Pose3;
import dev.mezzo.geometry.RectifiedStereo;
import dev.mezzo.geometry.Rotation3;
import dev.mezzo.study.Numbers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Readers of public drives with a camera. */
public final class VisualFiles {
  /** Folder of the stereo drive, in the folder of public data. */
  public static final String STEREO = "ba/stereo_vo";

  /** Folder of the monocular drive. */
  public static final String MALAGA = "ba/malaga170";

  /** Keyframes in a window of these: each sees hundreds of landmarks. */
  private static final int WINDOW = 20;

  private static final int ROOM = 20_000;

  /** Standard deviation of their pixels. */
  private static final double SIGMA = 1;

  private VisualFiles() {}

  /**
   * The stereo drive that GTSAM's examples come with: calibration (fx, fy, skew, cx, cy, baseline),
   * poses (number, then a 4 x 4 matrix by rows), and of each observation keyframe, landmark, uL,
   * uR, v and the point in the camera's frame.
   *
   * @param folder that holds its files
   * @return the drive
   * @throws IOException if a file cannot be read
   */
  public static VisualSequence readStereo(Path folder) throws IOException {
    List<Pose3> truth = new ArrayList<>();
    try (var in = new Numbers(folder.resolve("VO_camera_poses00s.txt"))) {
      while (in.hasNext()) {
        in.count();
        double[] m = in.next(16);
        double[] rotation = {m[0], m[1], m[2], m[4], m[5], m[6], m[8], m[9], m[10]};
        truth.add(Pose3.of(m[3], m[7], m[11], Rotation3.ofMatrix(rotation)));
      }
    }
    var builder = new VisualSequence.Builder(truth.size(), 3);
    try (var in = new Numbers(folder.resolve("VO_stereo_factors00s.txt"))) {
      while (in.hasNext()) {
        int keyframe = in.count();
        int landmark = in.count();
        builder.add(keyframe, landmark, in.next(3));
        in.next(3);
      }
    }
    double[] k;
    try (var in = new Numbers(folder.resolve("VO_calibration00s.txt"))) {
      k = in.next(6);
    }
    return new VisualSequence(
        RectifiedStereo.INSTANCE,
        List.of(k[0], k[1], k[3], k[4], k[5]),
        SIGMA,
        VisualSequence.Guess.SAME_AGAIN,
        VisualSequence.MotionNoise.UNKNOWN,
        WINDOW,
        ROOM,
        builder.frames(truth, null));
  }

  /**
   * The monocular drive of Malaga as ParallaxBA (Zhao et al., 2015) has it: camera matrix, tracks
   * (how often seen, then image, u, v), motions from image to image (angles a, b, c, then a unit
   * translation, x = R x' + t), poses (angles, centre, x = R (x_world - centre)).
   *
   * @param folder that holds its files
   * @return the drive
   * @throws IOException if a file cannot be read
   */
  public static VisualSequence readMalaga(Path folder) throws IOException {
    List<Pose3> truth = new ArrayList<>();
    try (var in = new Numbers(folder.resolve("gt_poses.txt"))) {
      while (in.hasNext()) {
        Rotation3 worldFromCamera = rotation(in.next(3)).inverse();
        truth.add(Pose3.of(in.next(), in.next(), in.next(), worldFromCamera));
      }
    }
    List<Pose3> motions = new ArrayList<>();
    try (var in = new Numbers(folder.resolve("rel_poses_init.txt"))) {
      while (in.hasNext()) {
        Rotation3 rotation = rotation(in.next(3));
        motions.add(Pose3.of(in.next(), in.next(), in.next(), rotation).inverse());
      }
    }
    var builder = new VisualSequence.Builder(truth.size(), 2);
    try (var in = new Numbers(folder.resolve("tracks.txt"))) {
      for (int landmark = 0; in.hasNext(); landmark++) {
        int views = in.count();
        for (int v = 0; v < views; v++) {
          builder.add(in.count(), landmark, in.next(2));
        }
      }
    }
    double[] k;
    try (var in = new Numbers(folder.resolve("cal.txt"))) {
      k = in.next(9);
    }
    return new VisualSequence(
        Pinhole.INSTANCE,
        List.of(k[0], k[4], k[2], k[5]),
        SIGMA,
        VisualSequence.Guess.DIRECTION,
        VisualSequence.MotionNoise.UNKNOWN,
        WINDOW,
        ROOM,
        builder.frames(truth, motions));
  }

  /** Rx(c) Ry(b) Rz(a) of rotations of the frame, which are the inverses of those of vectors. */
  private static Rotation3 rotation(double[] angles) {
    return Rotation3.exp(-angles[2], 0, 0)
        .compose(Rotation3.exp(0, -angles[1], 0))
        .compose(Rotation3.exp(0, 0, -angles[0]));
  }
}
