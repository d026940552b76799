package dev.mezzo.slam;

import dev.mezzo.geometry.Point;
import dev.mezzo.geometry.Pose2;
import dev.mezzo.geometry.Pose3;
import java.util.SplittableRandom;

/** Seeded poses and information matrices without any special structure. */
final class Samples {
  private final SplittableRandom random;

  Samples(long seed) {
    random = new SplittableRandom(seed);
  }

  double uniform(double bound) {
    return bound * (2 * random.nextDouble() - 1);
  }

  /** Anywhere within a cube, turned by up to {@code angle} about each axis. */
  Pose3 pose3(double distance, double angle) {
    return Pose3.exp(
        uniform(distance),
        uniform(distance),
        uniform(distance),
        uniform(angle),
        uniform(angle),
        uniform(angle));
  }

  Pose2 pose2(double distance, double angle) {
    return Pose2.of(uniform(distance), uniform(distance), uniform(angle));
  }

  /** Anywhere within a square or a cube. */
  Point point(int dimension, double distance) {
    double[] coordinates = new double[dimension];
    for (int k = 0; k < dimension; k++) {
      coordinates[k] = uniform(distance);
    }
    return Point.ofArray(coordinates);
  }

  /** A^T A with A a rank x n matrix: row-major n x n, positive semi-definite. */
  double[] gram(int n, int rank) {
    double[] a = new double[rank * n];
    for (int k = 0; k < a.length; k++) {
      a[k] = uniform(1);
    }
    double[] gram = new double[n * n];
    for (int k = 0; k < rank; k++) {
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          gram[i * n + j] += a[k * n + i] * a[k * n + j];
        }
      }
    }
    return gram;
  }

  /** e^T Omega e. */
  static double squaredNorm(double[] e, double[] omega) {
    double sum = 0;
    for (int i = 0; i < e.length; i++) {
      for (int j = 0; j < e.length; j++) {
        sum += e[i] * omega[i * e.length + j] * e[j];
      }
    }
    return sum;
  }
}
