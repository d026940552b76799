package dev.mezzo.study;

import dev.mezzo.geometry.Pose3;
import dev.mezzo.geometry.Rotation3;
import java.util.List;

/**
 * Absolute trajectory error (ATE): how far an estimated trajectory is from the true one after the
 * rigid motion that brings it closest (Sturm et al., 2012). The motion is the least-squares fit of
 * the positions, in closed form with quaternions (Horn, 1987), with or without scale.
 *
 * @param translation distances between true and aligned positions, metres
 * @param rotation angles between true and aligned attitudes, radians
 * @param alignment the motion that was applied: estimate to truth
 */
public record TrajectoryError(Statistics translation, Statistics rotation, Pose3 alignment) {

  /**
   * Errors over all poses.
   *
   * @param rmse root of the mean square
   * @param mean arithmetic mean
   * @param max the largest
   */
  public record Statistics(double rmse, double mean, double max) {
    private static Statistics of(double[] errors) {
      double squares = 0;
      double sum = 0;
      double max = 0;
      for (double error : errors) {
        squares += error * error;
        sum += error;
        max = Math.max(max, error);
      }
      return new Statistics(Math.sqrt(squares / errors.length), sum / errors.length, max);
    }
  }

  /**
   * Compares two trajectories pose by pose.
   *
   * @param truth true poses, body to world
   * @param estimate estimated poses of the same instants, in any world frame
   * @return the errors; where the positions do not determine the alignment, as on a straight line,
   *     it is one of the best
   * @throws IllegalArgumentException if there are no poses, or not as many in both
   */
  public static TrajectoryError between(List<Pose3> truth, List<Pose3> estimate) {
    int n = truth.size();
    if (n == 0 || estimate.size() != n) {
      throw new IllegalArgumentException(
          "trajectories of the same length are needed, not of " + n + " and " + estimate.size());
    }
    return aligned(truth, estimate, align(truth, estimate));
  }

  /**
   * Compares two trajectories pose by pose, of which the estimate has a unit of length of its own,
   * as that of a single camera has: it is scaled, too, so that it comes closest (Umeyama, 1991).
   *
   * @param truth true poses, body to world
   * @param estimate estimated poses of the same instants, in any world frame
   * @return the errors, in the unit of the truth; the alignment is that of the scaled estimate
   * @throws IllegalArgumentException if there are no poses, or not as many in both
   */
  public static TrajectoryError upToScale(List<Pose3> truth, List<Pose3> estimate) {
    Rotation3 rotation = between(truth, estimate).alignment().rotation();
    double[] to = centroid(truth);
    double[] from = centroid(estimate);
    double product = 0;
    double square = 0;
    for (int i = 0; i < truth.size(); i++) {
      Pose3 pose = estimate.get(i);
      double[] a = rotation.rotate(pose.x() - from[0], pose.y() - from[1], pose.z() - from[2]);
      double[] b = position(truth.get(i));
      for (int k = 0; k < 3; k++) {
        product += a[k] * (b[k] - to[k]);
        square += a[k] * a[k];
      }
    }
    double scale = square > 0 ? product / square : 1;
    List<Pose3> scaled =
        estimate.stream()
            .map(p -> Pose3.of(scale * p.x(), scale * p.y(), scale * p.z(), p.rotation()))
            .toList();
    return between(truth, scaled);
  }

  private static TrajectoryError aligned(List<Pose3> truth, List<Pose3> estimate, Pose3 alignment) {
    int n = truth.size();
    double[] distances = new double[n];
    double[] angles = new double[n];
    for (int i = 0; i < n; i++) {
      Pose3 aligned = alignment.compose(estimate.get(i));
      Pose3 expected = truth.get(i);
      double dx = aligned.x() - expected.x();
      double dy = aligned.y() - expected.y();
      double dz = aligned.z() - expected.z();
      distances[i] = Math.sqrt(dx * dx + dy * dy + dz * dz);
      angles[i] = expected.rotation().angularDistance(aligned.rotation());
    }
    return new TrajectoryError(Statistics.of(distances), Statistics.of(angles), alignment);
  }

  private static Pose3 align(List<Pose3> truth, List<Pose3> estimate) {
    double[] to = centroid(truth);
    double[] from = centroid(estimate);
    double[] s = new double[9]; // sum of (estimate - from)(truth - to)^T
    for (int i = 0; i < truth.size(); i++) {
      double[] a = position(estimate.get(i));
      double[] b = position(truth.get(i));
      for (int r = 0; r < 3; r++) {
        for (int c = 0; c < 3; c++) {
          s[3 * r + c] += (a[r] - from[r]) * (b[c] - to[c]);
        }
      }
    }
    double[] q = largestEigenvector(hornMatrix(s));
    Rotation3 rotation = Rotation3.ofQuaternion(q[1], q[2], q[3], q[0]);
    double[] turned = rotation.rotate(from[0], from[1], from[2]);
    return Pose3.of(to[0] - turned[0], to[1] - turned[1], to[2] - turned[2], rotation);
  }

  /** The symmetric 4x4 matrix N of Horn (1987), section 4.A, rows and columns w x y z. */
  private static double[] hornMatrix(double[] s) {
    return new double[] {
      s[0] + s[4] + s[8],
      s[5] - s[7],
      s[6] - s[2],
      s[1] - s[3],
      s[5] - s[7],
      s[0] - s[4] - s[8],
      s[1] + s[3],
      s[6] + s[2],
      s[6] - s[2],
      s[1] + s[3],
      s[4] - s[0] - s[8],
      s[5] + s[7],
      s[1] - s[3],
      s[6] + s[2],
      s[5] + s[7],
      s[8] - s[0] - s[4],
    };
  }

  /** By cyclic Jacobi rotations (Golub and Van Loan, section 8.5); overwrites the matrix. */
  private static double[] largestEigenvector(double[] a) {
    double[] v = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
    for (int sweep = 0; sweep < 30; sweep++) {
      boolean rotated = false;
      for (int p = 0; p < 3; p++) {
        for (int q = p + 1; q < 4; q++) {
          double entry = a[4 * p + q];
          double scale = Math.abs(a[5 * p]) + Math.abs(a[5 * q]);
          if (Math.abs(entry) <= 1e-17 * scale || entry == 0) {
            continue;
          }
          rotated = true;
          double tau = (a[5 * q] - a[5 * p]) / (2 * entry);
          double t = Math.copySign(1 / (Math.abs(tau) + Math.sqrt(1 + tau * tau)), tau);
          double c = 1 / Math.sqrt(1 + t * t);
          double sine = t * c;
          for (int k = 0; k < 4; k++) {
            rotate(a, 4 * k + p, 4 * k + q, c, sine);
          }
          for (int k = 0; k < 4; k++) {
            rotate(a, 4 * p + k, 4 * q + k, c, sine);
            rotate(v, 4 * k + p, 4 * k + q, c, sine);
          }
        }
      }
      if (!rotated) {
        break;
      }
    }
    int largest = 0;
    for (int k = 1; k < 4; k++) {
      if (a[5 * k] > a[5 * largest]) {
        largest = k;
      }
    }
    return new double[] {v[largest], v[4 + largest], v[8 + largest], v[12 + largest]};
  }

  private static void rotate(double[] x, int i, int j, double c, double s) {
    double xi = x[i];
    double xj = x[j];
    x[i] = c * xi - s * xj;
    x[j] = s * xi + c * xj;
  }

  private static double[] centroid(List<Pose3> poses) {
    double[] sum = new double[3];
    for (Pose3 pose : poses) {
      sum[0] += pose.x();
      sum[1] += pose.y();
      sum[2] += pose.z();
    }
    for (int k = 0; k < 3; k++) {
      sum[k] /= poses.size();
    }
    return sum;
  }

  private static double[] position(Pose3 pose) {
    return new double[] {pose.x(), pose.y(), pose.z()};
  }
}
