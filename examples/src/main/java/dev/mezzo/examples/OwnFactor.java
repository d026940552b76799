package dev.mezzo.examples;

import dev.mezzo.geometry.Point;
import dev.mezzo.geometry.Pose2;
import dev.mezzo.optimize.Covariance;
import dev.mezzo.optimize.Estimate;
import dev.mezzo.optimize.Evaluation;
import dev.mezzo.optimize.Factor;
import dev.mezzo.optimize.LossFunction;
import dev.mezzo.optimize.Manifold;
import dev.mezzo.optimize.Optimizer;
import dev.mezzo.optimize.Problem;
import dev.mezzo.optimize.Summary;
import dev.mezzo.slam.InformationMatrix;
import dev.mezzo.slam.PoseGraph2;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * A factor of one's own: distances by ultra-wideband radio from a forklift to four anchors on the
 * walls of a hall. Each anchor measures too long by a bias of its own (its antenna's delay), which
 * is found along with the poses; and where a shelf is in the way, a range comes by a detour, metres
 * too long.
 *
 * <p>Shows a {@link Factor} with analytic Jacobians, {@link Problem#checkJacobians}, variables of
 * one's own beside those of a pose graph, a loss that bears with bad ranges, and how certain the
 * biases are.
 */
public final class OwnFactor {
  private static final double RANGE_SIGMA = 0.05; // metres
  private static final double[] TRUE_BIAS = {0.32, 0.18, 0.41, 0.25}; // metres
  private static final List<Point> ANCHORS =
      List.of(Point.of(0, 0, 5), Point.of(40, 0, 4), Point.of(40, 25, 5), Point.of(0, 25, 4));

  private OwnFactor() {}

  /**
   * A measured distance from the robot's antenna to an anchor. A record will do: a factor is
   * immutable, and may be evaluated by several threads at once.
   *
   * @param pose variable of the robot's pose, {@link Manifold#POSE2}
   * @param bias variable of the anchor's bias, one number, metres
   * @param anchor where the anchor is in the world
   * @param antenna where the antenna is on the robot: ahead, to the left, above the floor
   * @param measured metres
   * @param sigma standard deviation, metres
   */
  record Range(int pose, int bias, Point anchor, Point antenna, double measured, double sigma)
      implements Factor {
    /** Refuses what would only turn up as a failure of the optimiser. */
    Range {
      if (!(measured > 0) || !(sigma > 0) || Double.isInfinite(measured)) {
        throw new IllegalArgumentException("no range: " + measured + " +- " + sigma);
      }
    }

    @Override
    public int dimension() {
      return 1;
    }

    @Override
    public int[] variables() {
      return new int[] {pose, bias}; // the order of the Jacobian's blocks
    }

    /** r = (|p + R l - a| + b - z) / sigma, in units of standard deviations. */
    @Override
    public void evaluate(Estimate x, Evaluation out) {
      double heading = x.get(pose, 2); // the state of a Pose2 is x, y, heading
      double cos = Math.cos(heading);
      double sin = Math.sin(heading);
      double dx = x.get(pose, 0) + cos * antenna.x() - sin * antenna.y() - anchor.x();
      double dy = x.get(pose, 1) + sin * antenna.x() + cos * antenna.y() - anchor.y();
      double dz = antenna.z() - anchor.z();
      // At the anchor itself the distance has no derivative. It may be small, but never zero: a
      // residual or a Jacobian that is not a number ends the whole solve.
      double d = Math.max(1e-6, Math.sqrt(dx * dx + dy * dy + dz * dz));
      out.residual(0, (d + x.get(bias, 0) - measured) / sigma);
      if (out.wantsJacobians()) {
        // Poses are moved in the robot's own frame, X Exp(vx, vy, w), and so is the direction to
        // the antenna: ux, uy. A turn w moves the antenna by w (-l_y, l_x).
        double ux = (cos * dx + sin * dy) / d;
        double uy = (cos * dy - sin * dx) / d;
        out.jacobian(0, 0, 0, ux / sigma);
        out.jacobian(0, 0, 1, uy / sigma);
        out.jacobian(0, 0, 2, (uy * antenna.x() - ux * antenna.y()) / sigma);
        out.jacobian(1, 0, 0, 1 / sigma);
      }
    }
  }

  /**
   * Runs the example.
   *
   * @param args none
   */
  public static void main(String[] args) {
    var random = new Random(5);
    var antenna = Point.of(-0.4, 0.3, 2.2);

    // Odometry of a drive round the hall makes a pose graph. Where the drive begins is known badly.
    var graph = new PoseGraph2();
    List<Pose2> truth = drive();
    graph.addPose(0, truth.getFirst().compose(Pose2.of(1.2, -0.8, 0.15)));
    for (int k = 1; k < truth.size(); k++) {
      Pose2 noise =
          Pose2.exp(
              0.01 * random.nextGaussian(),
              0.005 * random.nextGaussian(),
              0.004 * random.nextGaussian());
      Pose2 odometry = truth.get(k - 1).between(truth.get(k)).compose(noise);
      graph.addPose(k, graph.pose(k - 1).compose(odometry));
      graph.addEdge(k - 1, k, odometry, InformationMatrix.forPose2(0.01, 0.005, 0.004));
    }
    print("odometry alone: %.2f m off (rms)", error(graph, truth));

    // The problem beneath takes variables and factors of any kind. It holds the first pose, as
    // nothing else in the graph says where it is; ranges do, so it is let go.
    Problem problem = graph.toProblem(LossFunction.NONE);
    problem.setFixed(graph.variable(0), false);
    int[] biases = new int[ANCHORS.size()];
    for (int a = 0; a < biases.length; a++) {
      biases[a] = problem.addVariable(Manifold.euclidean(1), 0); // zero to begin with
    }
    int firstRange = problem.factors();
    var isDetour = new ArrayList<Boolean>();
    for (int k = 0; k < truth.size(); k++) {
      for (int a = 0; a < ANCHORS.size(); a++) {
        boolean detour = random.nextDouble() < 0.1;
        double z =
            distance(truth.get(k), antenna, ANCHORS.get(a))
                + TRUE_BIAS[a]
                + RANGE_SIGMA * random.nextGaussian()
                + (detour ? 0.5 + 3 * random.nextDouble() : 0);
        // Cauchy's loss, from two standard deviations on: a range that is metres off counts next
        // to nothing, and one that looks so only because of a bad start is not lost for good.
        problem.addFactor(
            new Range(graph.variable(k), biases[a], ANCHORS.get(a), antenna, z, RANGE_SIGMA),
            LossFunction.cauchy(2));
        isDetour.add(detour);
      }
    }

    // Worth its line in a unit test of every factor: analytic against numeric Jacobians.
    List<String> wrong = problem.checkJacobians(1e-5);
    print("Jacobians that are wrong: %s", wrong.isEmpty() ? "none" : wrong);

    Summary summary = Optimizer.builder().maxIterations(100).build().optimize(problem);
    print("%s", summary.briefReport());
    if (!summary.termination().isUsable()) {
      throw new IllegalStateException("nothing found: " + summary.termination());
    }
    graph.setPoses(problem); // reads its own variables; the biases come after them
    print("with ranges: %.3f m off (rms)", error(graph, truth));

    try (var covariance = new Covariance(problem)) {
      for (int a = 0; a < biases.length; a++) {
        print(
            "anchor %d: bias %.3f m, true %.3f m, standard deviation %.3f m",
            a, problem.state(biases[a])[0], TRUE_BIAS[a], Math.sqrt(covariance.of(biases[a])[0]));
      }
    }

    // Which ranges took a detour: those that are off by more than 4 standard deviations.
    double[] squares = problem.squaredNorms();
    int found = 0;
    int wronged = 0;
    for (int r = 0; r < isDetour.size(); r++) {
      if (squares[firstRange + r] > 4 * 4) {
        found += isDetour.get(r) ? 1 : 0;
        wronged += isDetour.get(r) ? 0 : 1;
      }
    }
    print(
        "detours found: %d of %d; good ranges taken for one: %d of %d",
        found, isDetour.stream().filter(d -> d).count(), wronged, isDetour.size());
  }

  /** Three rounds of an oval, half a metre from pose to pose. */
  private static List<Pose2> drive() {
    var poses = new ArrayList<Pose2>();
    for (double t = 0; t < 6 * Math.PI; t += 0.04) {
      double heading = Math.atan2(8 * Math.cos(t), -15 * Math.sin(t));
      poses.add(Pose2.of(20 + 15 * Math.cos(t), 12 + 8 * Math.sin(t), heading));
    }
    return poses;
  }

  private static double distance(Pose2 robot, Point antenna, Point anchor) {
    double[] at = robot.transform(antenna.x(), antenna.y());
    return Math.hypot(Math.hypot(at[0] - anchor.x(), at[1] - anchor.y()), antenna.z() - anchor.z());
  }

  private static double error(PoseGraph2 graph, List<Pose2> truth) {
    double sum = 0;
    for (int k = 0; k < truth.size(); k++) {
      Pose2 off = truth.get(k).between(graph.pose(k));
      sum += off.x() * off.x() + off.y() * off.y();
    }
    return Math.sqrt(sum / truth.size());
  }

  private static void print(String format, Object... numbers) {
    System.out.println(String.format(Locale.ROOT, format, numbers));
  }
}
