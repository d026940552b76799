package dev.mezzo.study;

import dev.mezzo.geometry.Pose3;
import dev.mezzo.slam.Edge;
import dev.mezzo.slam.PoseGraph3;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A simulated robot that lives in a house of two floors joined by a ramp, drives through its rooms
 * day after day and measures its own motion, badly, and places that it recognises, well: a pose
 * graph whose truth is known.
 *
 * <p>Noise is normal and independent, its deviations grow with the motion, and each information
 * matrix is the inverse of the covariance that was used; so chi2 at the optimum is near its
 * expectation, residuals minus degrees of freedom. Heading drifts most, as on real wheels: roll and
 * pitch are held by gravity. A place is recognised when the robot is near an earlier pose and looks
 * the same way.
 *
 * <p>The same seed and number of poses give the same graph on every machine, bit by bit.
 */
public final class HomeRobot {
  // Odometry, per square root of the motion: after 1 m, and after a turn of 1 rad.
  private static final double ODOMETRY_FORWARD = 0.008; // m
  private static final double ODOMETRY_SIDEWAYS = 0.004; // m
  private static final double ODOMETRY_HEIGHT = 0.001; // m
  private static final double ODOMETRY_TILT = 0.0008; // rad, roll and pitch each
  private static final double ODOMETRY_HEADING = 0.01; // rad
  private static final double ODOMETRY_HEADING_PER_TURN = 0.015; // rad

  /** Motion of a robot that stands still, so that no deviation is zero. */
  private static final double LEAST_MOTION = 0.01; // m

  private static final double CLOSURE_POSITION = 0.02; // m
  private static final double CLOSURE_TILT = 0.003; // rad
  private static final double CLOSURE_HEADING = 0.006; // rad

  /** How near and how alike in heading two poses are that see the same place. */
  private static final double SIGHT_DISTANCE = 0.8; // m

  private static final double SIGHT_ANGLE = 0.5; // rad

  /** Poses that follow each other so closely are not a revisit. */
  private static final int SIGHT_GAP = 60;

  /** How often a revisit is noticed. */
  private static final double SIGHT_CHANCE = 0.3;

  /** A pose is noted after so much motion. */
  private static final double KEYFRAME_DISTANCE = 0.3; // m

  private static final double KEYFRAME_TURN = 0.3; // rad

  private HomeRobot() {}

  /**
   * A simulated pose graph and its truth.
   *
   * @param graph poses 0, 1, 2, ... where odometry alone puts them; the first is true
   * @param truth the true poses, in the same order; body x ahead, y to the left, z up
   * @param loopClosures how many edges are loop closures; the others are odometry
   * @param days how often the robot left its dock
   * @param metres length of the true trajectory
   */
  public record Simulation(
      PoseGraph3 graph, List<Pose3> truth, int loopClosures, int days, double metres) {
    /** Copies the list. */
    public Simulation {
      truth = List.copyOf(truth);
    }
  }

  /**
   * Drives and measures.
   *
   * @param seed any number
   * @param poses how many poses to note, at least 2; one every 0.3 m and in turns
   * @return the graph and its truth
   * @throws IllegalArgumentException if there are fewer than 2 poses
   */
  public static Simulation simulate(long seed, int poses) {
    if (poses < 2) {
      throw new IllegalArgumentException("a simulation needs at least 2 poses, not " + poses);
    }
    var noise = new SeededNoise(seed);
    var drive = new Drive(poses, KEYFRAME_DISTANCE, KEYFRAME_TURN, noise);
    List<Pose3> truth = drive.keyframes();
    var graph = new PoseGraph3();
    graph.addPose(0, truth.getFirst());
    var places = new Places(truth);
    int closures = 0;
    double metres = 0;
    for (int j = 1; j < poses; j++) {
      Pose3 motion = truth.get(j - 1).between(truth.get(j));
      metres += SimulatedEdge.length(motion);
      Edge<Pose3> odometry = odometry(j, motion, 1, noise);
      graph.addPose(j, graph.pose(j - 1).compose(odometry.measurement()));
      graph.addEdge(odometry);
      if (j >= SIGHT_GAP) {
        places.remember(j - SIGHT_GAP);
      }
      List<Integer> seen = places.like(j);
      if (!seen.isEmpty() && noise.chance(SIGHT_CHANCE)) {
        int i = seen.get(noise.below(seen.size()));
        graph.addEdge(closure(i, j, truth.get(i).between(truth.get(j)), noise));
        closures++;
      }
    }
    return new Simulation(graph, truth, closures, drive.days(), metres);
  }

  /** What the wheels measure of a motion; deviations are multiplied by a factor. */
  static Edge<Pose3> odometry(int to, Pose3 motion, double factor, SeededNoise noise) {
    double distance = factor * Math.sqrt(SimulatedEdge.length(motion) + LEAST_MOTION);
    // The quaternion's z is sin(turn / 2); small steps make the sine as good as the angle.
    double turn = factor * Math.sqrt(2 * Math.abs(motion.rotation().z()));
    return SimulatedEdge.measure(
        to - 1,
        to,
        motion,
        new double[] {
          ODOMETRY_FORWARD * distance,
          ODOMETRY_SIDEWAYS * distance,
          ODOMETRY_HEIGHT * distance,
          ODOMETRY_TILT * distance,
          ODOMETRY_TILT * distance,
          ODOMETRY_HEADING * distance + ODOMETRY_HEADING_PER_TURN * turn
        },
        noise);
  }

  private static Edge<Pose3> closure(int from, int to, Pose3 motion, SeededNoise noise) {
    return SimulatedEdge.measure(
        from,
        to,
        motion,
        new double[] {
          CLOSURE_POSITION,
          CLOSURE_POSITION,
          CLOSURE_POSITION,
          CLOSURE_TILT,
          CLOSURE_TILT,
          CLOSURE_HEADING
        },
        noise);
  }

  /** Finds earlier poses that look like a pose, by a grid over the true positions. */
  private static final class Places {
    private final List<Pose3> truth;
    private final Map<Cell, List<Integer>> grid = new HashMap<>();

    private record Cell(int x, int y, int z) {
      static Cell of(Pose3 pose) {
        return new Cell(cell(pose.x()), cell(pose.y()), cell(pose.z()));
      }

      private static int cell(double metres) {
        return (int) Math.floor(metres / SIGHT_DISTANCE);
      }
    }

    Places(List<Pose3> truth) {
      this.truth = truth;
    }

    void remember(int pose) {
      grid.computeIfAbsent(Cell.of(truth.get(pose)), cell -> new ArrayList<>()).add(pose);
    }

    /** Of the remembered poses, those that see what this one sees, in a fixed order. */
    List<Integer> like(int pose) {
      Pose3 here = truth.get(pose);
      Cell center = Cell.of(here);
      List<Integer> found = new ArrayList<>();
      for (int x = center.x() - 1; x <= center.x() + 1; x++) {
        for (int y = center.y() - 1; y <= center.y() + 1; y++) {
          for (int z = center.z() - 1; z <= center.z() + 1; z++) {
            for (int other : grid.getOrDefault(new Cell(x, y, z), List.of())) {
              Pose3 motion = truth.get(other).between(here);
              // |vector part of the quaternion| is the sine of half the angle.
              if (SimulatedEdge.length(motion) <= SIGHT_DISTANCE
                  && motion.rotation().w() >= StrictMath.cos(0.5 * SIGHT_ANGLE)) {
                found.add(other);
              }
            }
          }
        }
      }
      return found;
    }
  }
}
