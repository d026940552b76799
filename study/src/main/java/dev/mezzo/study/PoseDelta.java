package dev.mezzo.study;

import dev.mezzo.geometry.Pose3;
import dev.mezzo.geometry.Rotation3;
import dev.mezzo.slam.TimedTrajectory;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/**
 * How far apart two poses are whose relative motion is compared. The choice of pairs is that of
 * evo, so that figures agree with its:
 *
 * <ul>
 *   <li>one after the other: frames 0, d, 2d and so on; by distance, the poses at which the way
 *       since the last one reached d, the first of them being that at which the way from the start
 *       did; by angle, likewise from the start, the angles from pose to pose summed up;
 *   <li>all pairs: each pose with the one d frames later; with the later one whose distance along
 *       the way comes closest to d, if within the tolerance; with every later one that is turned
 *       against it by d within the tolerance.
 * </ul>
 *
 * @param delta how far, in the unit; a whole number of frames, at most half a turn
 * @param unit of delta
 * @param allPairs whether pairs overlap
 * @param tolerance part of delta by which pairs of all pairs may miss it; 0.1 is usual
 */
public record PoseDelta(double delta, Unit unit, boolean allPairs, double tolerance) {
  /** From one pose to the next. */
  public static final PoseDelta FRAME = new PoseDelta(1, Unit.FRAMES, false, 0.1);

  /** More would not fit into memory: 10,000 poses all turned alike have as many. */
  private static final int MOST_PAIRS = 50_000_000;

  /** What tells how far poses are apart. */
  public enum Unit {
    /** Number of poses. */
    FRAMES("frames"),
    /** Metres along the way. */
    METRES("m"),
    /** Degrees of rotation. */
    DEGREES("deg"),
    /** Radians of rotation. */
    RADIANS("rad");

    private final String label;

    Unit(String label) {
      this.label = label;
    }

    /**
     * The unit, for people.
     *
     * @return such as "m"
     */
    public String label() {
      return label;
    }
  }

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if delta is not positive and finite, the tolerance negative,
   *     delta not a positive whole number of frames, or is more than half a turn
   */
  public PoseDelta {
    if (!(delta > 0) || !Double.isFinite(delta) || !(tolerance >= 0)) {
      throw new IllegalArgumentException(
          "delta is above 0 and its tolerance not below, not " + delta + " and " + tolerance);
    }
    boolean isWhole = delta == Math.rint(delta) && delta >= 1 && delta <= Integer.MAX_VALUE;
    if (unit == Unit.FRAMES && !isWhole) {
      throw new IllegalArgumentException("delta is a whole number of frames, not " + delta);
    }
    if ((unit == Unit.DEGREES && delta > 180) || (unit == Unit.RADIANS && delta > Math.PI)) {
      throw new IllegalArgumentException(
          "delta is at most half a turn, not " + delta + " " + unit.label());
    }
  }

  /** Pairs of indices that grow. */
  private static final class Pairs {
    private int[] indices = new int[2048];
    private int size;

    void add(int from, int to) {
      if (size == 2 * MOST_PAIRS) {
        throw new IllegalArgumentException(
            "more than " + MOST_PAIRS + " pairs: take a smaller tolerance or not all pairs");
      }
      if (size == indices.length) {
        indices = Arrays.copyOf(indices, 2 * size);
      }
      indices[size++] = from;
      indices[size++] = to;
    }
  }

  /**
   * The pairs of a trajectory.
   *
   * @param poses whose ways and angles count
   * @return indices of the first pair's poses, of the second one's and so on; maybe none
   * @throws IllegalArgumentException if there are too many to be held in memory
   */
  int[] pairs(TimedTrajectory poses) {
    var pairs = new Pairs();
    int n = poses.size();
    double[] states = new double[n * Pose3.STATE_SIZE];
    for (int k = 0; k < n; k++) {
      poses.toState(k, states, k * Pose3.STATE_SIZE);
    }
    switch (unit) {
      case FRAMES -> byFrames(n, pairs);
      case METRES -> {
        if (allPairs) {
          byDistance(poses.distances(), pairs);
        } else {
          inTurn(n, pairs, delta, -1, j -> step(states, j));
        }
      }
      case DEGREES, RADIANS -> {
        double radians = unit == Unit.DEGREES ? Math.toRadians(delta) : delta;
        double[] motion = new double[Pose3.STATE_SIZE];
        if (allPairs) {
          byAngle(states, n, radians, motion, pairs);
        } else {
          inTurn(n, pairs, radians, 0, j -> angle(states, j - 1, j, motion));
        }
      }
    }
    return Arrays.copyOf(pairs.indices, pairs.size);
  }

  private void byFrames(int n, Pairs pairs) {
    int step = (int) delta;
    for (int i = 0; i < n - step; i += allPairs ? 1 : step) {
      pairs.add(i, i + step);
    }
  }

  /** Pairs each pose at which the sum since the last such pose reached delta with that one. */
  private static void inTurn(
      int n, Pairs pairs, double enough, int first, IntToDoubleFunction fromTheOneBefore) {
    int last = first;
    double since = 0;
    for (int j = 1; j < n; j++) {
      since += fromTheOneBefore.applyAsDouble(j);
      if (since >= enough) {
        if (last >= 0) {
          pairs.add(last, j);
        }
        last = j;
        since = 0;
      }
    }
  }

  private void byDistance(double[] way, Pairs pairs) {
    for (int i = 0; i < way.length - 1; i++) {
      int j = closest(way, i);
      if (Math.abs(way[j] - way[i] - delta) <= delta * tolerance) {
        pairs.add(i, j);
      }
    }
  }

  /** The first of the later poses whose distance along the way comes closest to delta. */
  private int closest(double[] way, int i) {
    int reached = firstBeyond(way, i, delta);
    if (reached == i + 1) {
      return reached;
    }
    double before = way[reached - 1] - way[i];
    boolean isAfterBetter =
        reached < way.length && way[reached] - way[i] - delta < Math.abs(before - delta);
    return isAfterBetter ? reached : firstBeyond(way, i, before);
  }

  /** The first pose after i that is so far from it along the way; the number of poses if none. */
  private static int firstBeyond(double[] way, int i, double distance) {
    int low = i + 1;
    int high = way.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (way[middle] - way[i] >= distance) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  private void byAngle(double[] states, int n, double radians, double[] motion, Pairs pairs) {
    double least = radians - radians * tolerance;
    double most = radians + radians * tolerance;
    for (int i = 0; i < n - 1; i++) {
      for (int j = i + 1; j < n; j++) {
        double angle = angle(states, i, j, motion);
        if (least <= angle && angle <= most) {
          pairs.add(i, j);
        }
      }
    }
  }

  private static double angle(double[] states, int i, int j, double[] motion) {
    Rotation3.between(
        states, i * Pose3.STATE_SIZE + 3, states, j * Pose3.STATE_SIZE + 3, motion, 3);
    return PoseRelation.angle(motion);
  }

  private static double step(double[] states, int j) {
    int at = j * Pose3.STATE_SIZE;
    double dx = states[at] - states[at - Pose3.STATE_SIZE];
    double dy = states[at + 1] - states[at + 1 - Pose3.STATE_SIZE];
    double dz = states[at + 2] - states[at + 2 - Pose3.STATE_SIZE];
    return Math.sqrt(dx * dx + dy * dy + dz * dz);
  }
}
