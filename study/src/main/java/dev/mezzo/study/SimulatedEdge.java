package dev.mezzo.study;

import dev.mezzo.geometry.Pose3;
import dev.mezzo.geometry.Rotation3;
import dev.mezzo.slam.Edge;
import dev.mezzo.slam.InformationMatrix;

/** Measurements of true motions with normal, independent errors. */
final class SimulatedEdge {
  private SimulatedEdge() {}

  /**
   * A measurement whose information matrix is the inverse of the covariance of its errors.
   *
   * @param motion the true one
   * @param deviations standard deviations in tangent order, translation first; metres, radians
   */
  static Edge<Pose3> measure(
      int from, int to, Pose3 motion, double[] deviations, SeededNoise noise) {
    double[] error = new double[6];
    double[] information = new double[6];
    for (int k = 0; k < 6; k++) {
      error[k] = noise.normal(deviations[k]);
      // Half the rotation vector is the error of a pose graph, so a quarter is its variance.
      information[k] = (k < 3 ? 1 : 4) / (deviations[k] * deviations[k]);
    }
    Pose3 disturbance =
        Pose3.of(error[0], error[1], error[2], rotation(error[3], error[4], error[5]));
    return new Edge<>(
        from, to, motion.compose(disturbance), InformationMatrix.diagonal(information));
  }

  /** Exp with StrictMath, for the same bits on every machine. */
  static Rotation3 rotation(double wx, double wy, double wz) {
    double angle = Math.sqrt(wx * wx + wy * wy + wz * wz);
    double scale = angle == 0 ? 0.5 : StrictMath.sin(0.5 * angle) / angle;
    return Rotation3.ofQuaternion(scale * wx, scale * wy, scale * wz, StrictMath.cos(0.5 * angle));
  }

  /** Metres. */
  static double length(Pose3 motion) {
    return Math.sqrt(motion.x() * motion.x() + motion.y() * motion.y() + motion.z() * motion.z());
  }
}
