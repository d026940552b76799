package dev.mezzo.optimize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.mezzo.linalg.Precision;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Steps with landmarks eliminated, on a ring of poses that look at points inside. */
class EliminationTest {
  private static final int POSES = 12;
  private static final int POINTS = 150;
  private static final double NOISE = 1e-2;

  private final Random random = new Random(5);
  private double[][] poses;
  private double[][] points;

  /** Coordinates of a point in the frame of a pose that moves in the plane. */
  private record Sight(int pose, int point, double x0, double x1, double x2) implements Factor {
    @Override
    public int dimension() {
      return 3;
    }

    @Override
    public int[] variables() {
      return new int[] {pose, point};
    }

    @Override
    public void evaluate(Estimate x, Evaluation out) {
      double c = Math.cos(x.get(pose, 2));
      double s = Math.sin(x.get(pose, 2));
      double dx = x.get(point, 0) - x.get(pose, 0);
      double dy = x.get(point, 1) - x.get(pose, 1);
      double px = c * dx + s * dy;
      double py = -s * dx + c * dy;
      out.residual(0, (px - x0) / NOISE);
      out.residual(1, (py - x1) / NOISE);
      out.residual(2, (x.get(point, 2) - x2) / NOISE);
      if (out.wantsJacobians()) {
        double[] ofPose = {-1, 0, py, 0, -1, -px, 0, 0, 0};
        double[] ofPoint = {c, s, 0, -s, c, 0, 0, 0, 1};
        for (int i = 0; i < 9; i++) {
          out.jacobian(0, i / 3, i % 3, ofPose[i] / NOISE);
          out.jacobian(1, i / 3, i % 3, ofPoint[i] / NOISE);
        }
      }
    }
  }

  @BeforeEach
  void build() {
    poses = new double[POSES][];
    points = new double[POINTS][];
    for (int i = 0; i < POSES; i++) {
      double angle = 2 * Math.PI * i / POSES;
      poses[i] = new double[] {5 * Math.cos(angle), 5 * Math.sin(angle), angle + 2};
    }
    for (int i = 0; i < POINTS; i++) {
      points[i] =
          new double[] {random.nextGaussian(), random.nextGaussian(), random.nextGaussian()};
    }
  }

  private static double[] off(double[] state, Random random) {
    double[] moved = state.clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] += 0.1 * random.nextGaussian();
    }
    return moved;
  }

  /** The first pose is held; point i is seen by some poses in turn. */
  private Problem problem(boolean marks) {
    var noise = new Random(9);
    var problem = new Problem();
    for (double[] pose : poses) {
      problem.addVariable(Manifold.POSE2, problem.variables() == 0 ? pose : off(pose, noise));
    }
    problem.setFixed(0, true);
    for (int i = 0; i < POINTS; i++) {
      int point = problem.addVariable(Manifold.euclidean(3), off(points[i], noise));
      problem.setEliminated(point, marks);
      for (int k = 0; k < 2 + i % 5; k++) {
        int pose = (i + k) % POSES;
        double c = Math.cos(poses[pose][2]);
        double s = Math.sin(poses[pose][2]);
        double dx = points[i][0] - poses[pose][0];
        double dy = points[i][1] - poses[pose][1];
        double[] measured = {c * dx + s * dy, -s * dx + c * dy, points[i][2]};
        for (int r = 0; r < 3; r++) {
          measured[r] += NOISE * noise.nextGaussian();
        }
        problem.addFactor(new Sight(pose, point, measured[0], measured[1], measured[2]));
      }
    }
    return problem;
  }

  private static Optimizer.Builder builder(String precision) {
    PrecisionPolicy policy =
        switch (precision) {
          case "double" -> PrecisionPolicy.DOUBLE;
          case "single" -> PrecisionPolicy.SINGLE;
          case "half" -> PrecisionPolicy.HALF;
          default -> PrecisionPolicy.MIXED;
        };
    return Optimizer.builder()
        .precision(policy)
        .algorithm(Optimizer.Algorithm.LEVENBERG_MARQUARDT)
        .functionTolerance(1e-12);
  }

  @ParameterizedTest
  @ValueSource(strings = {"double", "single", "mixed"})
  void everyPrecisionReachesTheOptimumOfTheSolverThatEliminatesNothing(String precision) {
    Problem expected = problem(false);
    builder("double").linearSolver(Optimizer.LinearSolver.DIRECT).build().optimize(expected);
    Problem problem = problem(true);
    Summary summary = builder(precision).build().optimize(problem);
    assertThat(summary.termination()).isEqualTo(Termination.CONVERGED);
    assertThat(summary.solver()).isEqualTo(precision.equals("double") ? "schur" : "implicit-schur");
    assertThat(summary.finalChi2()).isCloseTo(expected.chi2(), within(1e-9 * expected.chi2()));
    assertThat(summary.fallbacks()).isEmpty();
    for (int v = 0; v < problem.variables(); v++) {
      assertThat(problem.state(v)).containsExactly(expected.state(v), within(1e-6));
    }
  }

  @Test
  void factorsOfKeptVariablesAndPriorsOnLandmarksTakePart() {
    Problem[] both = {problem(true), problem(false)};
    for (Problem problem : both) {
      for (int i = 1; i + 1 < POSES; i++) {
        problem.addFactor(Prior.of(i, poses[i]));
      }
      problem.addFactor(Prior.of(POSES + 3, points[3]));
      builder("double").build().optimize(problem);
    }
    assertThat(both[0].chi2()).isCloseTo(both[1].chi2(), within(1e-9 * both[1].chi2()));
  }

  private record Prior(int variable, double x0, double x1, double x2) implements Factor {
    static Prior of(int variable, double[] x) {
      return new Prior(variable, x[0], x[1], x[2]);
    }

    @Override
    public int dimension() {
      return 3;
    }

    @Override
    public int[] variables() {
      return new int[] {variable};
    }

    @Override
    public void evaluate(Estimate x, Evaluation out) {
      double c = variable < POSES ? Math.cos(x.get(variable, 2)) : 1;
      double s = variable < POSES ? Math.sin(x.get(variable, 2)) : 0;
      double[] jacobian = {c, -s, 0, s, c, 0, 0, 0, 1};
      for (int r = 0; r < 3; r++) {
        out.residual(r, x.get(variable, r) - (r == 0 ? x0 : r == 1 ? x1 : x2));
        for (int k = 0; k < 3 && out.wantsJacobians(); k++) {
          out.jacobian(0, r, k, jacobian[3 * r + k]);
        }
      }
    }
  }

  @Test
  void conjugateGradientsWithProductsInHalfPrecisionReachTheSameOptimum() {
    // No factor solves a step alone, so that products do the work.
    var policy =
        new PrecisionPolicy(
            "products in fp16",
            Precision.HALF,
            Precision.SINGLE,
            Precision.SINGLE,
            Precision.SINGLE,
            Precision.SINGLE,
            Precision.DOUBLE,
            Precision.DOUBLE,
            true);
    Problem expected = problem(true);
    builder("double").build().optimize(expected);
    Problem problem = problem(true);
    Summary summary = builder("mixed").precision(policy).build().optimize(problem);
    assertThat(summary.termination()).isEqualTo(Termination.CONVERGED);
    assertThat(summary.linearIterations()).isPositive();
    assertThat(summary.fallbacks()).isEmpty();
    assertThat(summary.ranges()).anyMatch(range -> range.storage().equals("fp16"));
    assertThat(summary.finalChi2()).isCloseTo(expected.chi2(), within(1e-9 * expected.chi2()));
  }

  @Test
  void theSameInputGivesTheSameBits() {
    Problem once = problem(true);
    Problem again = problem(true);
    builder("mixed").build().optimize(once);
    builder("mixed").build().optimize(again);
    for (int v = 0; v < once.variables(); v++) {
      assertThat(once.state(v)).containsExactly(again.state(v));
    }
  }

  @Test
  void landmarksThatShareAFactorAreNotEliminatedUnlessAskedFor() {
    Problem problem = problem(true);
    problem.addFactor(
        new Factor() {
          @Override
          public int dimension() {
            return 1;
          }

          @Override
          public int[] variables() {
            return new int[] {POSES, POSES + 1};
          }

          @Override
          public void evaluate(Estimate x, Evaluation out) {
            out.residual(0, x.get(POSES, 0) - x.get(POSES + 1, 0));
            for (int k = 0; k < 3 && out.wantsJacobians(); k++) {
              out.jacobian(0, 0, k, k == 0 ? 1 : 0);
              out.jacobian(1, 0, k, k == 0 ? -1 : 0);
            }
          }
        });
    assertThat(builder("mixed").build().optimize(problem).solver()).isEqualTo("cgnr");
    Optimizer asked = builder("mixed").linearSolver(Optimizer.LinearSolver.IMPLICIT_SCHUR).build();
    assertThatThrownBy(() -> asked.optimize(problem))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("eliminate");
  }
}
