package dev.mezzo.slam;

import dev.mezzo.geometry.Point;
import dev.mezzo.geometry.Pose2;
import dev.mezzo.geometry.Pose3;
import dev.mezzo.geometry.Rotation3;
import java.util.ArrayList;
import java.util.List;

/**
 * The optimum of a tiny graph by other means: errors from compositions of poses, derivatives by
 * central differences, damped Gauss-Newton on dense normal equations. The first pose is held where
 * no measurement is in the world frame.
 */
final class DenseGaussNewton {
  private static final double STEP = 1e-5;

  private final PoseGraph<?> graph;
  private final int size;

  /** The tangent vector from where the graph is to the estimate, vertex after vertex. */
  private double[] x;

  private DenseGaussNewton(PoseGraph<?> graph) {
    this.graph = graph;
    size = graph.dimension() == 2 ? 3 : 6;
    x = new double[size * graph.size() + graph.dimension() * graph.landmarks().size()];
  }

  /** sum of e^T Omega e at the graph as it is. */
  static double chi2(PoseGraph<?> graph) {
    return squared(new DenseGaussNewton(graph).residuals());
  }

  /** The least sum of e^T Omega e near the graph, which stays as it is. */
  static double minimise(PoseGraph<?> graph) {
    var solver = new DenseGaussNewton(graph);
    double best = squared(solver.residuals());
    double lambda = 1e-6;
    for (int k = 0; k < 200 && lambda < 1e12; k++) {
      double[] step = solver.step(lambda);
      double[] before = solver.x.clone();
      for (int i = 0; i < step.length; i++) {
        solver.x[i] -= step[i];
      }
      double trial = squared(solver.residuals());
      if (trial < best) {
        best = trial;
        lambda /= 10;
      } else {
        solver.x = before;
        lambda *= 10;
      }
    }
    return best;
  }

  private double[] step(double lambda) {
    double[] r = residuals();
    int n = x.length;
    double[][] j = new double[n][];
    for (int c = 0; c < n; c++) {
      double at = x[c];
      x[c] = at + STEP;
      double[] plus = residuals();
      x[c] = at - STEP;
      double[] minus = residuals();
      x[c] = at;
      j[c] = new double[r.length];
      for (int i = 0; i < r.length; i++) {
        j[c][i] = (plus[i] - minus[i]) / (2 * STEP);
      }
    }
    double[][] h = new double[n][n + 1];
    for (int a = 0; a < n; a++) {
      for (int b = 0; b < n; b++) {
        h[a][b] = dot(j[a], j[b]);
      }
      h[a][a] += lambda * (1 + h[a][a]);
      h[a][n] = dot(j[a], r);
    }
    return solve(h, n);
  }

  /** Gaussian elimination with pivots on an augmented matrix. */
  private static double[] solve(double[][] h, int n) {
    for (int k = 0; k < n; k++) {
      int pivot = k;
      for (int i = k + 1; i < n; i++) {
        pivot = Math.abs(h[i][k]) > Math.abs(h[pivot][k]) ? i : pivot;
      }
      double[] row = h[pivot];
      h[pivot] = h[k];
      h[k] = row;
      for (int i = k + 1; i < n; i++) {
        double factor = h[i][k] / row[k];
        for (int c = k; c <= n; c++) {
          h[i][c] -= factor * row[c];
        }
      }
    }
    double[] out = new double[n];
    for (int k = n - 1; k >= 0; k--) {
      double sum = h[k][n];
      for (int c = k + 1; c < n; c++) {
        sum -= h[k][c] * out[c];
      }
      out[k] = sum / h[k][k];
    }
    return out;
  }

  private double[] residuals() {
    List<double[]> parts = new ArrayList<>();
    switch (graph) {
      case PoseGraph2 plane -> {
        for (Edge<Pose2> edge : plane.edges()) {
          Pose2 d = edge.measurement().between(pose2(edge.from()).between(pose2(edge.to())));
          parts.add(whitened(error(d), edge.information()));
        }
        for (Prior<Pose2> prior : plane.priors()) {
          Pose2 d = prior.measurement().between(pose2(prior.id()).compose(prior.offset()));
          parts.add(whitened(error(d), prior.information()));
        }
        for (Observation<Pose2> o : plane.observations()) {
          double[] l = point(o.landmark());
          double[] y = pose2(o.pose()).compose(o.offset()).inverse().transform(l[0], l[1]);
          parts.add(whitened(minus(y, o.measurement()), o.information()));
        }
      }
      case PoseGraph3 space -> {
        for (Edge<Pose3> edge : space.edges()) {
          Pose3 d = edge.measurement().between(pose3(edge.from()).between(pose3(edge.to())));
          parts.add(whitened(error(d), edge.information()));
        }
        for (Prior<Pose3> prior : space.priors()) {
          Pose3 d = prior.measurement().between(pose3(prior.id()).compose(prior.offset()));
          parts.add(whitened(error(d), prior.information()));
        }
        for (Observation<Pose3> o : space.observations()) {
          double[] l = point(o.landmark());
          Pose3 sensor = pose3(o.pose()).compose(o.offset());
          double[] y = sensor.inverse().transform(l[0], l[1], l[2]);
          parts.add(whitened(minus(y, o.measurement()), o.information()));
        }
      }
    }
    for (PositionPrior position : graph.positions()) {
      double[] at = position(position.id());
      parts.add(whitened(minus(at, position.measurement()), position.information()));
    }
    return parts.stream().flatMapToDouble(java.util.Arrays::stream).toArray();
  }

  private double[] position(long id) {
    if (graph.containsLandmark(id)) {
      return point(id);
    }
    if (graph instanceof PoseGraph2) {
      Pose2 pose = pose2(id);
      return new double[] {pose.x(), pose.y()};
    }
    Pose3 pose = pose3(id);
    return new double[] {pose.x(), pose.y(), pose.z()};
  }

  private Pose2 pose2(long id) {
    int at = size * graph.variable(id);
    return ((PoseGraph2) graph).pose(id).compose(Pose2.exp(x[at], x[at + 1], x[at + 2]));
  }

  private Pose3 pose3(long id) {
    int at = size * graph.variable(id);
    Pose3 step = Pose3.exp(x[at], x[at + 1], x[at + 2], x[at + 3], x[at + 4], x[at + 5]);
    return ((PoseGraph3) graph).pose(id).compose(step);
  }

  private double[] point(long id) {
    int n = graph.size();
    int at = size * n + graph.dimension() * (graph.variable(id) - n);
    double[] point = graph.landmark(id).toArray();
    for (int i = 0; i < point.length; i++) {
      point[i] += x[at + i];
    }
    return point;
  }

  private static double[] error(Pose3 d) {
    Rotation3 q = d.rotation(); // w is never negative
    return new double[] {d.x(), d.y(), d.z(), q.x(), q.y(), q.z()};
  }

  private static double[] error(Pose2 d) {
    return new double[] {d.x(), d.y(), d.heading()};
  }

  private static double[] minus(double[] a, Point b) {
    double[] out = a.clone();
    double[] from = b.toArray();
    for (int i = 0; i < out.length; i++) {
      out[i] -= from[i];
    }
    return out;
  }

  /** U e with U^T U = Omega, by plain Cholesky. */
  private static double[] whitened(double[] e, InformationMatrix information) {
    int n = e.length;
    double[] u = new double[n * n];
    double[] out = new double[n];
    for (int i = 0; i < n; i++) {
      for (int j = i; j < n; j++) {
        double sum = information.get(i, j);
        for (int k = 0; k < i; k++) {
          sum -= u[k * n + i] * u[k * n + j];
        }
        u[i * n + j] = j == i ? Math.sqrt(sum) : sum / u[i * n + i];
        out[i] += u[i * n + j] * e[j];
      }
    }
    return out;
  }

  private static double squared(double[] r) {
    return dot(r, r);
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
