package dev.mezzo.study;

import dev.mezzo.geometry.Pose3;
import dev.mezzo.slam.TimedTrajectory;
import java.util.ArrayList;
import java.util.List;

/**
 * The metric of the KITTI odometry benchmark (Geiger, Lenz and Urtasun, 2012): relative errors over
 * parts of 100, 200 ... 800 m of the true way, a part of each length from every tenth frame on,
 * each divided by its length, averaged over all parts. It takes no alignment.
 *
 * @param parts how many parts of the way there were
 * @param translationPercent mean error of the translation, percent of the length
 * @param rotationDegreesPerMetre mean error of the rotation, degrees per metre
 * @param byLength the same for each length that occurred, shortest first
 */
public record KittiOdometry(
    int parts, double translationPercent, double rotationDegreesPerMetre, List<OfLength> byLength) {
  private static final int[] LENGTHS = {100, 200, 300, 400, 500, 600, 700, 800};

  /** The benchmark has 10 frames in a second. */
  private static final int STEP = 10;

  /** Copies the list. */
  public KittiOdometry {
    byLength = List.copyOf(byLength);
  }

  /**
   * Mean errors over the parts of one length.
   *
   * @param metres the length
   * @param parts how many
   * @param translationPercent mean error of the translation, percent of the length
   * @param rotationDegreesPerMetre mean error of the rotation, degrees per metre
   */
  public record OfLength(
      int metres, int parts, double translationPercent, double rotationDegreesPerMetre) {}

  /**
   * Compares two trajectories.
   *
   * @param pair reference and estimate, frame by frame
   * @return the errors; no parts and NaN where the way is shorter than 100 m
   */
  public static KittiOdometry of(TrajectoryPair pair) {
    TimedTrajectory reference = pair.reference();
    double[] way = reference.distances();
    int[] parts = new int[LENGTHS.length];
    double[] translation = new double[LENGTHS.length];
    double[] rotation = new double[LENGTHS.length];
    double[] truth = new double[Pose3.STATE_SIZE];
    double[] motion = new double[Pose3.STATE_SIZE];
    double[] later = new double[Pose3.STATE_SIZE];
    for (int i = 0; i < way.length; i += STEP) {
      int j = i;
      for (int l = 0; l < LENGTHS.length; l++) {
        while (j < way.length && way[j] <= way[i] + LENGTHS[l]) {
          j++;
        }
        if (j == way.length) {
          break;
        }
        TrajectoryPair.motion(reference, i, j, later, truth);
        TrajectoryPair.motion(pair.estimate(), i, j, later, motion);
        Pose3.between(motion, 0, truth, 0, motion, 0);
        parts[l]++;
        translation[l] += PoseRelation.TRANSLATION.of(motion) / LENGTHS[l];
        rotation[l] += PoseRelation.ROTATION_DEGREES.of(motion) / LENGTHS[l];
      }
    }
    int all = 0;
    double translations = 0;
    double rotations = 0;
    List<OfLength> byLength = new ArrayList<>();
    for (int l = 0; l < LENGTHS.length; l++) {
      all += parts[l];
      translations += translation[l];
      rotations += rotation[l];
      if (parts[l] > 0) {
        byLength.add(
            new OfLength(
                LENGTHS[l], parts[l], 100 * translation[l] / parts[l], rotation[l] / parts[l]));
      }
    }
    return new KittiOdometry(all, 100 * translations / all, rotations / all, byLength);
  }
}
