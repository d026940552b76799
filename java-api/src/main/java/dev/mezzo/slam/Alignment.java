package dev.mezzo.slam;

import dev.mezzo.geometry.Pose3;
import dev.mezzo.geometry.Rotation3;
import java.util.Optional;

/**
 * A motion, with or without scale, that brings an estimated trajectory onto a reference: positions
 * become s R p + t, attitudes R Q. The fits are those of least squares over the positions (Umeyama,
 * "Least-squares estimation of transformation parameters between two point patterns", 1991), by way
 * of the quaternion of the rotation (Horn, 1987), which never is a reflection.
 *
 * <p>Where the positions do not determine the rotation, because all are in one place or on a
 * straight line, the attitudes decide what is left open: of the rotations that fit the positions
 * best, the one that brings the attitudes closest (in the chordal metric). {@link #doubt} says so.
 *
 * <p>Immutable, safe for use by several threads.
 */
public final class Alignment {
  /** What is fitted. */
  public enum Kind {
    /** Nothing. */
    NONE,
    /** The first pose alone: it becomes that of the reference. */
    ORIGIN,
    /** Heading about the z axis, and x and y: for robots on a floor. Heights stay. */
    SE2,
    /** Rotation and translation in space. */
    SE3,
    /** Rotation, translation and scale in space: for a single camera, which knows no metres. */
    SIM3
  }

  /** Below this part of the largest it is rounding that tells one rotation from another. */
  private static final double NEGLIGIBLE = 1e-12;

  private static final Alignment IDENTITY = new Alignment(1, Pose3.identity(), null);

  private final double scale;
  private final Pose3 motion;
  private final String doubt;

  private Alignment(double scale, Pose3 motion, String doubt) {
    this.scale = scale;
    this.motion = motion;
    this.doubt = doubt;
  }

  /**
   * The one that changes nothing.
   *
   * @return scale 1, no motion
   */
  public static Alignment identity() {
    return IDENTITY;
  }

  /**
   * The best one over all poses, scale as the kind says.
   *
   * @param kind what is fitted
   * @param reference poses that count as true
   * @param estimate as many, of the same instants
   * @return estimate to reference
   * @throws IllegalArgumentException if there are no poses, or not as many in both
   */
  public static Alignment fit(Kind kind, TimedTrajectory reference, TimedTrajectory estimate) {
    return fit(kind, false, reference.size(), reference, estimate);
  }

  /**
   * The best one.
   *
   * @param kind what is fitted
   * @param correctScale whether to fit the scale, too: of {@link Kind#SE3} that makes {@link
   *     Kind#SIM3}, of {@link Kind#NONE} a scaling about the estimate's origin alone, by the scale
   *     that SIM3 would find
   * @param first how many poses, from the first on, count; more than there are means all
   * @param reference poses that count as true
   * @param estimate as many, of the same instants
   * @return estimate to reference
   * @throws IllegalArgumentException if there are no poses, not as many in both, or {@code first}
   *     is below 1
   */
  public static Alignment fit(
      Kind kind,
      boolean correctScale,
      int first,
      TimedTrajectory reference,
      TimedTrajectory estimate) {
    int n = reference.size();
    if (n == 0 || estimate.size() != n) {
      throw new IllegalArgumentException(
          "trajectories of the same length are needed, not of " + n + " and " + estimate.size());
    }
    if (first < 1) {
      throw new IllegalArgumentException("it takes a pose to align, not " + first);
    }
    boolean scaled = correctScale || kind == Kind.SIM3;
    if (!scaled && kind == Kind.NONE) {
      return IDENTITY;
    }
    if (!scaled && kind == Kind.ORIGIN) {
      return origin(1, null, reference, estimate);
    }
    var moments = new Moments(reference, estimate, Math.min(first, n));
    Fit fit = kind == Kind.SE2 ? moments.inPlane() : moments.inSpace();
    double scale = 1;
    String doubt = fit.doubt;
    if (scaled) {
      double found = moments.scale(fit.rotation, kind == Kind.SE2);
      scale = found > 0 ? found : 1;
      doubt = found > 0 ? doubt : "the positions of one trajectory are all in one place: no scale";
    }
    return switch (kind) {
      case NONE -> new Alignment(scale, Pose3.identity(), doubt);
      case ORIGIN -> origin(scale, doubt, reference, estimate);
      case SE2, SE3, SIM3 -> new Alignment(scale, moments.motion(fit.rotation, scale, kind), doubt);
    };
  }

  private static Alignment origin(
      double scale, String doubt, TimedTrajectory reference, TimedTrajectory estimate) {
    Pose3 scaling = new Alignment(scale, Pose3.identity(), null).apply(estimate.pose(0));
    return new Alignment(scale, reference.pose(0).compose(scaling.inverse()), doubt);
  }

  /**
   * The scale s.
   *
   * @return metres of the reference in a unit of the estimate; 1 where none was fitted
   */
  public double scale() {
    return scale;
  }

  /**
   * The motion (R, t), applied after the scaling.
   *
   * @return scaled estimate to reference
   */
  public Pose3 motion() {
    return motion;
  }

  /**
   * What the positions left open.
   *
   * @return a phrase for people, or nothing if they determine all that was fitted
   */
  public Optional<String> doubt() {
    return Optional.ofNullable(doubt);
  }

  /**
   * A pose of the estimate in the frame of the reference.
   *
   * @param pose body to the world of the estimate
   * @return body to the world of the reference
   */
  public Pose3 apply(Pose3 pose) {
    return motion.compose(
        Pose3.of(scale * pose.x(), scale * pose.y(), scale * pose.z(), pose.rotation()));
  }

  /**
   * An estimate in the frame of the reference.
   *
   * @param estimate poses to the world of the estimate
   * @return poses to the world of the reference, with the same stamps
   */
  public TimedTrajectory apply(TimedTrajectory estimate) {
    double[] by = new double[Pose3.STATE_SIZE];
    motion.toState(by, 0);
    return estimate.changed(
        (states, at) -> {
          for (int i = at; i < at + 3; i++) {
            states[i] *= scale;
          }
          Pose3.compose(by, 0, states, at, states, at);
        });
  }

  /** A rotation, and what is to be said of it. */
  private record Fit(Rotation3 rotation, String doubt) {}

  /** Means and covariance of the positions of both, and what their attitudes have in common. */
  private static final class Moments {
    private final TimedTrajectory reference;
    private final TimedTrajectory estimate;
    private final int n;
    private final double[] to = new double[3];
    private final double[] from = new double[3];

    /** Mean of (reference - to)(estimate - from)^T, row-major. */
    private final double[] covariance = new double[9];

    /** Mean squares of the estimate's and of the reference's coordinates about their means. */
    private final double[] spread = new double[3];

    private double spreadOfReference;

    Moments(TimedTrajectory reference, TimedTrajectory estimate, int n) {
      this.reference = reference;
      this.estimate = estimate;
      this.n = n;
      double[] a = new double[Pose3.STATE_SIZE];
      double[] b = new double[Pose3.STATE_SIZE];
      for (int k = 0; k < n; k++) {
        reference.toState(k, a, 0);
        estimate.toState(k, b, 0);
        for (int i = 0; i < 3; i++) {
          to[i] += a[i] / n;
          from[i] += b[i] / n;
        }
      }
      for (int k = 0; k < n; k++) {
        reference.toState(k, a, 0);
        estimate.toState(k, b, 0);
        for (int i = 0; i < 3; i++) {
          a[i] -= to[i];
          b[i] -= from[i];
          spreadOfReference += a[i] * a[i] / n;
          spread[i] += b[i] * b[i] / n;
        }
        for (int i = 0; i < 9; i++) {
          covariance[i] += a[i / 3] * b[i % 3] / n;
        }
      }
    }

    /** Whether a number made of products of both trajectories' coordinates is mere rounding. */
    private boolean isNothing(double product) {
      double size = 0; // of the coordinates themselves, which tells how well means are known
      for (int i = 0; i < 3; i++) {
        size = Math.max(size, Math.max(Math.abs(to[i]), Math.abs(from[i])));
      }
      double rounding = 1e-14 * size;
      double extent = Math.sqrt(spread[0] + spread[1] + spread[2]) * Math.sqrt(spreadOfReference);
      return product <= Math.max(NEGLIGIBLE * extent, rounding * rounding);
    }

    Fit inPlane() {
      double[] c = covariance;
      if (isNothing(Math.hypot(c[0] + c[4], c[3] - c[1]))) {
        c = attitudes();
        return new Fit(
            about(Math.atan2(c[3] - c[1], c[0] + c[4])),
            "the positions do not tell the heading: it is from the attitudes");
      }
      return new Fit(about(Math.atan2(c[3] - c[1], c[0] + c[4])), null);
    }

    private static Rotation3 about(double heading) {
      return Rotation3.ofQuaternion(0, 0, Math.sin(0.5 * heading), Math.cos(0.5 * heading));
    }

    /** Of the eigenvectors that belong to the largest eigenvalue, the attitudes choose one. */
    Fit inSpace() {
      var eigen = new SymmetricEigen(RotationProjection.quaternionForm(covariance), 4);
      double largest = Double.NEGATIVE_INFINITY;
      for (double value : eigen.values) {
        largest = Math.max(largest, value);
      }
      int[] best = new int[4];
      int m = 0;
      for (int k = 0; k < 4; k++) {
        if (isNothing(largest - eigen.values[k])) {
          best[m++] = k;
        }
      }
      double[] form = m == 1 ? new double[16] : RotationProjection.quaternionForm(attitudes());
      double[] among = new double[m * m];
      for (int i = 0; i < m; i++) {
        for (int j = 0; j < m; j++) {
          for (int k = 0; k < 16; k++) {
            among[i * m + j] +=
                eigen.vectors[k / 4 * 4 + best[i]] * form[k] * eigen.vectors[k % 4 * 4 + best[j]];
          }
        }
      }
      double[] weights = new SymmetricEigen(among, m).ofLargest();
      double[] q = new double[4];
      for (int k = 0; k < 4; k++) {
        for (int i = 0; i < m; i++) {
          q[k] += weights[i] * eigen.vectors[k * 4 + best[i]];
        }
      }
      String doubt =
          switch (m) {
            case 1 -> null;
            case 4 -> "the positions are all in one place: the rotation is from the attitudes";
            default -> "the positions are on a line: the rotation about it is from the attitudes";
          };
      return new Fit(Rotation3.ofQuaternion(q[0], q[1], q[2], q[3]), doubt);
    }

    /** Mean of the rotations that lead from an estimated attitude to the true one. */
    private double[] attitudes() {
      double[] a = new double[Pose3.STATE_SIZE];
      double[] b = new double[Pose3.STATE_SIZE];
      double[] r = new double[9];
      double[] mean = new double[9];
      for (int k = 0; k < n; k++) {
        reference.toState(k, a, 0);
        estimate.toState(k, b, 0);
        for (int i = 3; i < 6; i++) {
          b[i] = -b[i];
        }
        Rotation3.compose(a, 3, b, 3, a, 3);
        Rotation3.matrix(a, 3, r, 0);
        for (int i = 0; i < 9; i++) {
          mean[i] += r[i] / n;
        }
      }
      return mean;
    }

    /** Umeyama's equation 42, tr(R^T C) / variance; 0 where a trajectory is in one place. */
    double scale(Rotation3 rotation, boolean inPlane) {
      double[] r = rotation.matrix();
      double product = 0;
      double square = 0;
      int d = inPlane ? 2 : 3;
      for (int i = 0; i < d; i++) {
        square += spread[i];
        for (int j = 0; j < d; j++) {
          product += r[3 * i + j] * covariance[3 * i + j];
        }
      }
      return isNothing(product) ? 0 : product / square;
    }

    Pose3 motion(Rotation3 rotation, double scale, Kind kind) {
      double[] turned = rotation.rotate(scale * from[0], scale * from[1], scale * from[2]);
      double z = kind == Kind.SE2 ? 0 : to[2] - turned[2];
      return Pose3.of(to[0] - turned[0], to[1] - turned[1], z, rotation);
    }
  }
}
