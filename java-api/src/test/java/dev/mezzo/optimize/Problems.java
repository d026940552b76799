package dev.mezzo.optimize;

import dev.mezzo.geometry.Pose2;
import dev.mezzo.geometry.Pose3;
import dev.mezzo.linalg.Precision;
import dev.mezzo.slam.PoseGraph2;
import dev.mezzo.slam.PoseGraph3;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Generated problems, each from a seed, and the policies they are solved with. */
final class Problems {
  /** Mixed precision with the Jacobian in fp16 too: the lowest rung of the ladder. */
  static final PrecisionPolicy HALF_JACOBIAN =
      new PrecisionPolicy(
          "half-jacobian",
          Precision.HALF,
          Precision.SINGLE,
          Precision.HALF,
          Precision.HALF,
          Precision.SINGLE,
          Precision.DOUBLE,
          Precision.DOUBLE,
          true);

  /** Every policy that must give the accuracy of fp64. */
  static final List<PrecisionPolicy> ACCURATE =
      List.of(PrecisionPolicy.DOUBLE, PrecisionPolicy.SINGLE, PrecisionPolicy.MIXED, HALF_JACOBIAN);

  private Problems() {}

  /** Conjugate gradients with a factor in that storage at every step, fresh or not. */
  static PrecisionPolicy roundedFactor(Precision storage) {
    return new PrecisionPolicy(
        "rounded-factor",
        Precision.SINGLE,
        Precision.SINGLE,
        storage,
        storage,
        Precision.SINGLE,
        Precision.DOUBLE,
        Precision.DOUBLE,
        true);
  }

  /** Rosenbrock's valley as least squares: optimum 0 at (1, 1). */
  static Problem rosenbrock() {
    var problem = new Problem();
    int v = problem.addVariable(Manifold.euclidean(2), -1.2, 1);
    problem.addFactor(
        new Formula(
            v,
            2,
            2,
            x -> new double[] {10 * (x[1] - x[0] * x[0]), 1 - x[0]},
            x -> new double[] {-20 * x[0], 10, -1, 0}));
    return problem;
  }

  /**
   * Four numbers whose J^T J is Kershaw's matrix (J. Comput. Phys. 26, 1978): positive definite,
   * though its incomplete factor without fill has a negative pivot.
   */
  static Problem kershaw() {
    var problem = new Problem();
    int[] variables = new int[4];
    for (int v = 0; v < 4; v++) {
      variables[v] = problem.addVariable(Manifold.euclidean(1), v);
    }
    double a = Math.sqrt(5.0 / 3);
    double b = Math.sqrt(3.0 / 5);
    double[][] columns = {
      {Math.sqrt(3), 0, 0, 0},
      {-2 / Math.sqrt(3), a, 0, 0},
      {0, -2 / a, b, 0},
      {2 / Math.sqrt(3), 4 / (3 * a), -0.4 / b, Math.sqrt(1.0 / 3)}
    };
    problem.addFactor(new Linear(4, variables, columns));
    return problem;
  }

  /** Powell's singular function: optimum 0 at the origin, where the Jacobian has rank 2. */
  static Problem powellSingular() {
    var problem = new Problem();
    int v = problem.addVariable(Manifold.euclidean(4), 3, -1, 0, 1);
    problem.addFactor(
        new Formula(
            v,
            4,
            4,
            x ->
                new double[] {
                  x[0] + 10 * x[1],
                  Math.sqrt(5) * (x[2] - x[3]),
                  (x[1] - 2 * x[2]) * (x[1] - 2 * x[2]),
                  Math.sqrt(10) * (x[0] - x[3]) * (x[0] - x[3])
                },
            x -> {
              double b = 2 * (x[1] - 2 * x[2]);
              double d = 2 * Math.sqrt(10) * (x[0] - x[3]);
              return new double[] {
                1,
                10,
                0,
                0, //
                0,
                0,
                Math.sqrt(5),
                -Math.sqrt(5), //
                0,
                b,
                -2 * b,
                0, //
                d,
                0,
                0,
                -d
              };
            }));
    return problem;
  }

  /** Points of a lawn whose ranges to each other and to four surveyed posts are measured. */
  static Problem ranges(double noise, long seed) {
    var random = new SplittableRandom(seed);
    var problem = new Problem();
    double[][] truth = new double[24][];
    for (int i = 0; i < truth.length; i++) {
      boolean isPost = i < 4;
      double x = isPost ? 50 * (i % 2) : random.nextDouble(50);
      double y = isPost ? 50 * (i / 2) : random.nextDouble(50);
      truth[i] = new double[] {x, y};
      double off = isPost ? 0 : 2;
      problem.addVariable(
          Manifold.euclidean(2),
          x + off * random.nextDouble(-1, 1),
          y + off * random.nextDouble(-1, 1));
      problem.setFixed(i, isPost);
      for (int k = 0; k < i; k++) {
        double d = Math.hypot(x - truth[k][0], y - truth[k][1]);
        problem.addFactor(new Range(k, i, d + noise * random.nextDouble(-1, 1), 0.1));
      }
    }
    return problem;
  }

  /** Rounds of a block, each pose measured from the one before and from the round before. */
  static PoseGraph2 town(int poses, double noise, long seed) {
    var random = new SplittableRandom(seed);
    var graph = new PoseGraph2();
    double[] information = {400, 0, 0, 0, 400, 0, 0, 0, 10_000};
    Pose2 estimate = Pose2.identity();
    graph.addPose(0, estimate);
    for (int k = 1; k < poses; k++) {
      Pose2 step = Pose2.of(1, 0, k % 5 == 0 ? Math.PI / 2 : 0);
      Pose2 measured = step.compose(noise2(noise, random));
      estimate = estimate.compose(measured);
      graph.addPose(k, estimate);
      graph.addEdge(k - 1, k, measured, information);
      if (k >= 20) {
        graph.addEdge(k - 20, k, noise2(noise, random), information);
      }
    }
    return graph;
  }

  private static Pose2 noise2(double noise, SplittableRandom random) {
    return Pose2.exp(
        noise * random.nextDouble(-1, 1),
        noise * random.nextDouble(-1, 1),
        0.3 * noise * random.nextDouble(-1, 1));
  }

  /** Rounds up a tower, each pose measured from the one before and from the one below. */
  static PoseGraph3 tower(int poses, double noise, long seed) {
    var random = new SplittableRandom(seed);
    var graph = new PoseGraph3();
    double[] information = new double[36];
    for (int i = 0; i < 6; i++) {
      information[7 * i] = i < 3 ? 400 : 40_000;
    }
    Pose3 estimate = Pose3.identity();
    graph.addPose(0, estimate);
    Pose3 up = Pose3.exp(0, 0, 2, 0, 0, 0);
    for (int k = 1; k < poses; k++) {
      Pose3 step = Pose3.exp(1, 0, 0.1, 0, 0, k % 5 == 0 ? Math.PI / 2 : 0);
      Pose3 measured = step.compose(noise3(noise, random));
      estimate = estimate.compose(measured);
      graph.addPose(k, estimate);
      graph.addEdge(k - 1, k, measured, information);
      if (k >= 20) {
        graph.addEdge(k - 20, k, up.compose(noise3(noise, random)), information);
      }
    }
    return graph;
  }

  private static Pose3 noise3(double noise, SplittableRandom random) {
    double[] d = random.doubles(6, -1, 1).toArray();
    double turn = 0.3 * noise;
    return Pose3.exp(
        noise * d[0], noise * d[1], noise * d[2], turn * d[3], turn * d[4], turn * d[5]);
  }

  /**
   * A long drive in the plane whose odometry is good, closed at its end by one weak measurement:
   * what a rounded factor is worst at, because its errors add up along the chain.
   */
  static PoseGraph2 longChain(int poses, double closureWeight, long seed) {
    var random = new SplittableRandom(seed);
    var graph = new PoseGraph2();
    double[] strong = {1e4, 0, 0, 0, 1e4, 0, 0, 0, 1e6};
    double turn = 2 * Math.PI / poses;
    Pose2 estimate = Pose2.identity();
    graph.addPose(0, estimate);
    for (int k = 1; k < poses; k++) {
      Pose2 measured =
          Pose2.of(1, 0, turn)
              .compose(
                  Pose2.exp(
                      random.nextDouble(-0.01, 0.01),
                      random.nextDouble(-0.01, 0.01),
                      random.nextDouble(-0.001, 0.001)));
      estimate = estimate.compose(measured);
      graph.addPose(k, estimate);
      graph.addEdge(k - 1, k, measured, strong);
    }
    double[] weak = {closureWeight, 0, 0, 0, closureWeight, 0, 0, 0, closureWeight};
    graph.addEdge(poses - 1, 0, Pose2.of(1, 0, turn), weak);
    return graph;
  }

  /**
   * Numbers on a line, each measured from the one before, the first and the last by themselves,
   * numbered without any order: little fill is then worth nothing, and conjugate gradients need as
   * many iterations as there are numbers.
   */
  static Problem shuffledChain(int length, long seed) {
    var random = new SplittableRandom(seed);
    int[] place = new int[length];
    Arrays.setAll(place, i -> i);
    for (int i = length - 1; i > 0; i--) {
      int k = random.nextInt(i + 1);
      int other = place[k];
      place[k] = place[i];
      place[i] = other;
    }
    var problem = new Problem();
    for (int i = 0; i < length; i++) {
      problem.addVariable(Manifold.euclidean(1), 0);
    }
    problem.addFactor(Formula.pull(place[0], 1, 1));
    problem.addFactor(Formula.pull(place[length - 1], 1.2 * length, 1));
    for (int i = 1; i < length; i++) {
      problem.addFactor(new Difference(place[i - 1], place[i], 1 + random.nextDouble(-0.1, 0.1)));
    }
    return problem;
  }

  /** r = x_b - x_a - measured. */
  private record Difference(int a, int b, double measured) implements Factor {
    @Override
    public int dimension() {
      return 1;
    }

    @Override
    public int[] variables() {
      return new int[] {a, b};
    }

    @Override
    public void evaluate(Estimate x, Evaluation out) {
      out.residual(0, x.get(b, 0) - x.get(a, 0) - measured);
      if (out.wantsJacobians()) {
        out.jacobian(0, 0, 0, -1);
        out.jacobian(1, 0, 0, 1);
      }
    }
  }

  /** States of all variables, to begin again from. */
  static double[][] states(Problem problem) {
    double[][] states = new double[problem.variables()][];
    Arrays.setAll(states, problem::state);
    return states;
  }
}
