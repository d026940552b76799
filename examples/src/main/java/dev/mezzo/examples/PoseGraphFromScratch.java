package dev.mezzo.examples;

import dev.mezzo.geometry.Pose3;
import dev.mezzo.geometry.Rotation3;
import dev.mezzo.io.PoseGraphFile;
import dev.mezzo.optimize.LossFunction;
import dev.mezzo.optimize.Optimizer;
import dev.mezzo.optimize.Problem;
import dev.mezzo.optimize.Summary;
import dev.mezzo.slam.InformationMatrix;
import dev.mezzo.slam.PoseGraph3;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * A pose graph in space, built in code: a cleaning robot patrols a car park of two floors, round
 * and round, up the helical ramp and down again. Its odometry drifts; places that it sees again
 * close loops. The two floors look alike, so some of those closures are false.
 *
 * <p>Shows ids and edges, how to say how large errors are, a surveyed pose, a robust loss for the
 * loop closures alone, what a {@link Summary} tells, covariances, and writing a g2o file.
 *
 * <pre>java ... dev.mezzo.examples.PoseGraphFromScratch [FILE.g2o]</pre>
 */
public final class PoseGraphFromScratch {
  private static final int ROUND = 50; // poses, about one every metre
  private static final int ROUNDS = 8; // ground floor, up, upper floor, down, and the same again
  private static final double RADIUS = 8; // metres
  private static final double STOREY = 3; // metres

  // Standard deviations of what is measured, as a data sheet or a calibration gives them. From
  // them come the weights; ones that are too small make the result too sure of itself, and true
  // closures look false.
  private static final double ODOMETRY_SHIFT = 0.02; // metres for each metre, along each axis
  private static final double ODOMETRY_TILT = 0.0005; // radians; gravity holds roll and pitch
  private static final double ODOMETRY_HEADING = 0.01; // radians
  private static final double CLOSURE_SHIFT = 0.05; // metres
  private static final double CLOSURE_TURN = 0.01; // radians

  private PoseGraphFromScratch() {}

  /**
   * Runs the example.
   *
   * @param args where to write the graph; nowhere unless given
   * @throws IOException if the file cannot be written
   */
  public static void main(String[] args) throws IOException {
    var random = new Random(3); // the same robot every time
    List<Pose3> truth = drive();

    // 1. Poses, each where odometry believes to be, and the edges between them. Ids are any
    // numbers; here they count.
    var graph = new PoseGraph3();
    graph.addPose(0, truth.getFirst());
    for (int k = 1; k < truth.size(); k++) {
      Pose3 odometry = measure(random, truth, k - 1, k, ODOMETRY_SHIFT, true);
      graph.addPose(k, graph.pose(k - 1).compose(odometry));
      graph.addEdge(k - 1, k, odometry, ODOMETRY);
    }
    // The charging station, where it starts, is surveyed. Without this prior the first pose would
    // be held where it is: measurements between poses say nothing about where the whole is.
    graph.addPrior(
        0, truth.getFirst(), InformationMatrix.forPose3(.01, .01, .01, .002, .002, .002));

    // 2. Loop closures: what place recognition says. A round on a floor ends where it began; and
    // every fifth pose sees where it was four rounds ago. But on the floors every other one of
    // these is taken in by the other floor, which looks the same.
    int firstClosure = graph.edges().size();
    var isFalse = new ArrayList<Boolean>();
    for (int k = ROUND; k < truth.size(); k += 5) {
      boolean isOnFloor = k / ROUND % 2 == 0;
      if (k % (2 * ROUND) == ROUND) {
        close(graph, random, truth, k - ROUND, k - ROUND, k);
        isFalse.add(false);
      }
      if (k >= 4 * ROUND) {
        int seen = k - 4 * ROUND;
        boolean isFooled = isOnFloor && k % 10 == 5;
        int believed = isFooled ? (seen + 2 * ROUND) % (4 * ROUND) : seen;
        close(graph, random, truth, seen, believed, k);
        isFalse.add(isFooled);
      }
    }
    print(
        "%d poses, %d edges, %d of them loop closures",
        graph.size(), graph.edges().size(), isFalse.size());
    print("odometry alone: %.2f m off (rms)", error(graph, truth));

    // 3. Optimise. Odometry is trusted, a closure may be wrong: only closures get a robust loss,
    // whose constant is in standard deviations. PoseGraph.optimize(optimizer, loss) gives all
    // measurements the same; the problem beneath tells them apart: factor k is edge k. Where many
    // closures are false, GraduatedNonConvexity finds more of them.
    Problem problem = graph.toProblem(LossFunction.NONE);
    for (int edge = firstClosure; edge < graph.edges().size(); edge++) {
      problem.setLoss(edge, LossFunction.cauchy(3));
    }
    Summary summary = Optimizer.builder().maxIterations(100).build().optimize(problem);
    print("%s", summary.briefReport());
    if (!summary.termination().isUsable()) {
      throw new IllegalStateException("the graph was left as it was: " + summary.termination());
    }
    graph.setPoses(problem);
    print("with a robust loss: %.3f m off (rms)", error(graph, truth));

    // 4. Which closures were false? Squared residuals of true ones are chi-square distributed with
    // 6 degrees of freedom: 22.5 is exceeded by one in a thousand. What is false still pulls a
    // little through a robust loss; so it leaves, and the rest is solved again, from where it is.
    double[] squares = problem.squaredNorms();
    var clean = new PoseGraph3();
    for (long id : graph.ids()) {
      clean.addPose(id, graph.pose(id));
    }
    graph.priors().forEach(clean::addPrior);
    int found = 0;
    for (int edge = 0; edge < graph.edges().size(); edge++) {
      if (edge < firstClosure || squares[edge] <= 22.5) {
        clean.addEdge(graph.edges().get(edge));
      } else if (isFalse.get(edge - firstClosure)) {
        found++;
      }
    }
    int left = graph.edges().size() - clean.edges().size();
    print(
        "left out %d closures; %d of %d false ones",
        left, found, Collections.frequency(isFalse, true));
    print("%s", clean.optimize(Optimizer.builder().build()).briefReport());
    print("optimised: %.3f m off (rms)", error(clean, truth));

    // 5. How certain is each pose? Covariances are of d in X Exp(d): along the axes of the robot,
    // metres and radians.
    try (var covariance = clean.covariance()) {
      print("%n pose    height   error x, y, z (m)         its standard deviation");
      for (long id = 0; id < clean.size(); id += ROUND) {
        double[] c = covariance.of(id); // 6 x 6, row-major
        double[] off = clean.pose(id).between(truth.get((int) id)).log();
        print(
            "%5d  %6.2f m  %7.3f %7.3f %7.3f    %7.3f %7.3f %7.3f",
            id,
            clean.pose(id).z(),
            off[0],
            off[1],
            off[2],
            Math.sqrt(c[0]),
            Math.sqrt(c[7]),
            Math.sqrt(c[14]));
      }
    }

    // 6. A file that ./mezzo, g2o and others read.
    if (args.length > 0) {
      PoseGraphFile.write(clean, PoseGraphFile.Format.G2O, Path.of(args[0]));
      print("%nwritten to %s", args[0]);
    }
  }

  private static final InformationMatrix ODOMETRY =
      InformationMatrix.forPose3(
          ODOMETRY_SHIFT,
          ODOMETRY_SHIFT,
          ODOMETRY_SHIFT,
          ODOMETRY_TILT,
          ODOMETRY_TILT,
          ODOMETRY_HEADING);

  private static final InformationMatrix CLOSURE =
      InformationMatrix.forPose3(
          CLOSURE_SHIFT, CLOSURE_SHIFT, CLOSURE_SHIFT, CLOSURE_TURN, CLOSURE_TURN, CLOSURE_TURN);

  /** The true poses: x ahead, y to the left, z up. */
  private static List<Pose3> drive() {
    var poses = new ArrayList<Pose3>();
    for (int k = 0; k < ROUND * ROUNDS; k++) {
      double angle = 2 * Math.PI * k / ROUND;
      double ramp = k % ROUND / (double) ROUND;
      int part = k / ROUND % 4;
      double height = STOREY * (part == 0 ? 0 : part == 1 ? ramp : part == 2 ? 1 : 1 - ramp);
      double climb =
          Math.atan2(STOREY, 2 * Math.PI * RADIUS) * (part == 1 ? 1 : part == 3 ? -1 : 0);
      var heading = Rotation3.ofRollPitchYaw(0, -climb, angle + Math.PI / 2);
      poses.add(Pose3.of(RADIUS * Math.cos(angle), RADIUS * Math.sin(angle), height, heading));
    }
    return poses;
  }

  /** Adds what pose {@code to} measures of {@code seen}, which it believes to be another one. */
  private static void close(
      PoseGraph3 graph, Random random, List<Pose3> truth, int seen, int believed, int to) {
    graph.addEdge(believed, to, measure(random, truth, seen, to, CLOSURE_SHIFT, false), CLOSURE);
  }

  /** What is measured of pose {@code to} from pose {@code from}: the truth and an error. */
  private static Pose3 measure(
      Random random, List<Pose3> truth, int from, int to, double shift, boolean isOdometry) {
    double tilt = isOdometry ? ODOMETRY_TILT : CLOSURE_TURN;
    double heading = isOdometry ? ODOMETRY_HEADING : CLOSURE_TURN;
    Pose3 error =
        Pose3.exp(
            shift * random.nextGaussian(),
            shift * random.nextGaussian(),
            shift * random.nextGaussian(),
            tilt * random.nextGaussian(),
            tilt * random.nextGaussian(),
            heading * random.nextGaussian());
    return truth.get(from).between(truth.get(to)).compose(error);
  }

  /** Root mean square distance of poses from where they truly are, metres. */
  private static double error(PoseGraph3 graph, List<Pose3> truth) {
    double sum = 0;
    for (int k = 0; k < truth.size(); k++) {
      Pose3 at = graph.pose(k);
      Pose3 is = truth.get(k);
      sum +=
          Math.pow(Math.hypot(at.x() - is.x(), at.y() - is.y()), 2) + Math.pow(at.z() - is.z(), 2);
    }
    return Math.sqrt(sum / truth.size());
  }

  private static void print(String format, Object... numbers) {
    System.out.println(String.format(Locale.ROOT, format, numbers));
  }
}
