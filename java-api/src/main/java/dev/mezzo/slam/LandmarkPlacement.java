package dev.mezzo.slam;

import dev.mezzo.geometry.Point;
import java.util.BitSet;

/**
 * Places landmarks where their measurements see them from the poses: see {@link
 * PoseGraph#initialize}.
 */
final class LandmarkPlacement {
  private LandmarkPlacement() {}

  /** Places all landmarks that are not fixed. */
  static void place(PoseGraph<?> graph) {
    var movable = new BitSet();
    for (int v = graph.size(); v < graph.vertices(); v++) {
      movable.set(v, !graph.isFixedAt(v));
    }
    place(graph, movable);
  }

  /**
   * Moves landmarks to the minimum of chi2 over them with the poses as they are: the mean of the
   * points that observations and positions say, weighted by their information along the axes of the
   * world. Where that is singular, weights are isotropic: the means of the diagonals. Landmarks
   * that nothing measures stay.
   *
   * @param movable the vertices that may move
   */
  static <P> void place(PoseGraph<P> graph, BitSet movable) {
    int d = graph.dimension();
    int n = graph.size();
    Landmarks<P> landmarks = graph.landmarksByIndex();
    var sums = new Sums[landmarks.size()];
    for (int k = 0; k < landmarks.size(); k++) {
      sums[k] = movable.get(n + k) ? new Sums(d) : null;
    }
    for (int k = 0; k < landmarks.observations.size(); k++) {
      Sums sum = sums[landmarks.landmarkOf(k)];
      if (sum != null) {
        Observation<P> observation = landmarks.observations.get(k);
        P sensor = graph.compose(graph.poseAt(landmarks.poseOf(k)), observation.offset());
        double[] point = graph.transform(sensor, observation.measurement().toArray());
        sum.add(observation.information(), graph.rotation(sensor), point);
      }
    }
    for (PositionPrior position : graph.positions()) {
      int landmark = graph.variable(position.id()) - n;
      if (landmark >= 0 && sums[landmark] != null) {
        sums[landmark].add(position.information(), identity(d), position.measurement().toArray());
      }
    }
    for (int k = 0; k < sums.length; k++) {
      if (sums[k] != null && sums[k].count > 0) {
        landmarks.points.set(k, Point.ofArray(sums[k].mean()));
      }
    }
  }

  private static double[] identity(int d) {
    double[] identity = new double[d * d];
    for (int i = 0; i < d; i++) {
      identity[i * d + i] = 1;
    }
    return identity;
  }

  private static final class Sums {
    private final int d;

    /** Sum of W = R Omega R^T. */
    private final double[] information;

    /** Sum of W (p - p0), p0 being the first point: small numbers far from the origin. */
    private final double[] weighted;

    private final double[] first;

    /** Sum of isotropic weights w, and of w (p - p0). */
    private double weight;

    private final double[] isotropic;
    private int count;

    Sums(int d) {
      this.d = d;
      information = new double[d * d];
      weighted = new double[d];
      first = new double[d];
      isotropic = new double[d];
    }

    void add(InformationMatrix omega, double[] rotation, double[] point) {
      if (count++ == 0) {
        System.arraycopy(point, 0, first, 0, d);
      }
      double[] w = Congruence.of(Congruence.transposed(rotation, d), omega.toArray(), d);
      double share = 0;
      for (int i = 0; i < d; i++) {
        share += w[i * d + i] / d;
      }
      weight += share;
      for (int i = 0; i < d; i++) {
        isotropic[i] += share * (point[i] - first[i]);
        for (int j = 0; j < d; j++) {
          information[i * d + j] += w[i * d + j];
          weighted[i] += w[i * d + j] * (point[j] - first[j]);
        }
      }
    }

    double[] mean() {
      InformationMatrix sum = InformationMatrix.nearestTo(information);
      double[] step = isotropic.clone();
      if (sum.isPositiveDefinite()) {
        step = weighted.clone();
        solve(sum.root(), step);
      } else {
        for (int i = 0; i < d; i++) {
          step[i] = weight > 0 ? step[i] / weight : 0;
        }
      }
      for (int i = 0; i < d; i++) {
        step[i] += first[i];
      }
      return step;
    }

    /** Solves U^T U x = b in place. */
    private void solve(double[] u, double[] b) {
      for (int i = 0; i < d; i++) {
        for (int k = 0; k < i; k++) {
          b[i] -= u[k * d + i] * b[k];
        }
        b[i] /= u[i * d + i];
      }
      for (int i = d - 1; i >= 0; i--) {
        for (int k = i + 1; k < d; k++) {
          b[i] -= u[i * d + k] * b[k];
        }
        b[i] /= u[i * d + i];
      }
    }
  }
}
