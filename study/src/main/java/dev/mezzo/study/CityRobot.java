package dev.mezzo.study;

import dev.mezzo.geometry.Pose3;
import dev.mezzo.slam.Edge;
import dev.mezzo.slam.PoseGraph3;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A simulated robot that drives the streets of a city and measures its own motion, badly, and
 * places that it recognises, well: a pose graph that may be as large as one likes. The city grows
 * with the number of poses, so that the robot passes every place about four times, in both
 * directions, and loops are of all lengths. Where {@link HomeRobot} is at home, places are few and
 * passed ever more often.
 *
 * <p>At a junction it goes on, to the left or to the right, at random. Noise is normal and
 * independent, and each information matrix is the inverse of the covariance that was used; so chi2
 * at the optimum is near its expectation, residuals minus degrees of freedom.
 *
 * <p>The same seed and number of poses give the same graph on every machine, bit by bit.
 */
public final class CityRobot {
  private static final double SPACING = 2; // m between poses
  private static final int BLOCK = 5; // poses from junction to junction
  private static final int VISITS = 4; // of a place
  private static final double LANE = 2; // m to the right of the middle of the street
  private static final double SWAY = 0.2; // m, about the lane
  private static final double SWAY_HEADING = 0.02; // rad

  /** Translation along x, y, z, then rotation about these; m, rad. */
  private static final double[] ODOMETRY = {0.02, 0.01, 0.005, 0.001, 0.001, 0.005};

  private static final double[] CLOSURE = {0.05, 0.05, 0.05, 0.003, 0.003, 0.005};

  /** Poses that follow each other so closely are not a revisit. */
  private static final int GAP = 20;

  /** How often a revisit is noticed. */
  private static final double CHANCE = 0.5;

  /** East, north, west, south. */
  private static final int[][] DIRECTIONS = {{1, 0}, {0, 1}, {-1, 0}, {0, -1}};

  private final SeededNoise noise;

  /** Junctions along a side of the city. */
  private final int side;

  private final PoseGraph3 graph = new PoseGraph3();
  private final List<Pose3> truth = new ArrayList<>();
  private final Map<Place, List<Integer>> seen = new HashMap<>();

  private record Place(int x, int y) {}

  private CityRobot(long seed, int poses) {
    noise = new SeededNoise(seed);
    side = Math.max(3, (int) Math.sqrt(poses / (2.0 * BLOCK * VISITS)));
  }

  /**
   * Drives and measures.
   *
   * @param seed any number
   * @param poses how many poses to note, at least 2; one every 2 m
   * @return poses 0, 1, 2, ... where odometry alone puts them; the first is true
   * @throws IllegalArgumentException if there are fewer than 2 poses
   */
  public static PoseGraph3 simulate(long seed, int poses) {
    if (poses < 2) {
      throw new IllegalArgumentException("a simulation needs at least 2 poses, not " + poses);
    }
    var robot = new CityRobot(seed, poses);
    robot.drive(poses);
    return robot.graph;
  }

  private void drive(int poses) {
    int x = side / 2;
    int y = side / 2;
    int direction = 0;
    while (true) {
      int[] ahead = DIRECTIONS[direction];
      for (int k = 0; k < BLOCK; k++) {
        note(BLOCK * x + k * ahead[0], BLOCK * y + k * ahead[1], direction);
        if (truth.size() == poses) {
          return;
        }
      }
      x += ahead[0];
      y += ahead[1];
      direction = turn(x, y, direction);
    }
  }

  /** Straight on twice as often as to each side, but within the city. */
  private int turn(int x, int y, int direction) {
    while (true) {
      int choice = noise.below(4);
      int next = (direction + (choice < 2 ? 0 : choice == 2 ? 1 : 3)) % 4;
      int nextX = x + DIRECTIONS[next][0];
      int nextY = y + DIRECTIONS[next][1];
      if (nextX >= 0 && nextX < side && nextY >= 0 && nextY < side) {
        return next;
      }
    }
  }

  private void note(int placeX, int placeY, int direction) {
    int pose = truth.size();
    int[] ahead = DIRECTIONS[direction];
    double right = LANE + noise.normal(SWAY);
    double heading = 0.5 * Math.PI * direction + noise.normal(SWAY_HEADING);
    truth.add(
        Pose3.of(
            SPACING * placeX + right * ahead[1],
            SPACING * placeY - right * ahead[0],
            0,
            SimulatedEdge.rotation(0, 0, heading)));
    if (pose == 0) {
      graph.addPose(0, truth.getFirst());
    } else {
      Edge<Pose3> odometry = measure(pose - 1, pose, ODOMETRY);
      graph.addPose(pose, graph.pose(pose - 1).compose(odometry.measurement()));
      graph.addEdge(odometry);
    }
    List<Integer> before = seen.computeIfAbsent(new Place(placeX, placeY), _ -> new ArrayList<>());
    int known = before.size();
    while (known > 0 && before.get(known - 1) > pose - GAP) {
      known--;
    }
    if (known > 0 && noise.chance(CHANCE)) {
      graph.addEdge(measure(before.get(noise.below(known)), pose, CLOSURE));
    }
    before.add(pose);
  }

  private Edge<Pose3> measure(int from, int to, double[] deviations) {
    Pose3 motion = truth.get(from).between(truth.get(to));
    return SimulatedEdge.measure(from, to, motion, deviations, noise);
  }
}
