package dev.mezzo.optimize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mezzo.geometry.Pose2;
import dev.mezzo.geometry.Pose3;
import dev.mezzo.slam.PoseGraph3;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Variables of all kinds in one problem, fixed and free, determined and not. */
class VariablesTest {
  static Stream<Named<PrecisionPolicy>> policies() {
    return Problems.ACCURATE.stream().map(policy -> Named.of(policy.name(), policy));
  }

  /** Bearing-free sighting: a landmark in the plane as seen from a pose. */
  private record Sighting(int pose, int landmark, double x, double y) implements Factor {
    @Override
    public int dimension() {
      return 2;
    }

    @Override
    public int[] variables() {
      return new int[] {landmark, pose};
    }

    @Override
    public void evaluate(Estimate e, Evaluation out) {
      double c = Math.cos(e.get(pose, 2));
      double s = Math.sin(e.get(pose, 2));
      double dx = e.get(landmark, 0) - e.get(pose, 0);
      double dy = e.get(landmark, 1) - e.get(pose, 1);
      double u = c * dx + s * dy;
      double v = c * dy - s * dx;
      out.residual(0, 10 * (u - x));
      out.residual(1, 10 * (v - y));
      if (out.wantsJacobians()) {
        out.jacobian(0, 0, 0, 10 * c);
        out.jacobian(0, 0, 1, 10 * s);
        out.jacobian(0, 1, 0, -10 * s);
        out.jacobian(0, 1, 1, 10 * c);
        out.jacobian(1, 0, 0, -10);
        out.jacobian(1, 0, 1, 0);
        out.jacobian(1, 0, 2, 10 * v);
        out.jacobian(1, 1, 0, 0);
        out.jacobian(1, 1, 1, -10);
        out.jacobian(1, 1, 2, -10 * u);
      }
    }
  }

  /** Poses and landmarks; the truth is the optimum, with chi2 0. Variable 0 is held. */
  private static Problem landmarks(double disturbance) {
    var random = new SplittableRandom(3);
    var problem = new Problem();
    Pose2[] poses = new Pose2[20];
    for (int k = 0; k < poses.length; k++) {
      poses[k] = Pose2.of(k, Math.sin(k), 0.1 * k);
      double off = k == 0 ? 0 : disturbance;
      problem.addVariable(
          Manifold.POSE2,
          poses[k].x() + off * random.nextDouble(-1, 1),
          poses[k].y() + off * random.nextDouble(-1, 1),
          poses[k].heading() + off * random.nextDouble(-0.3, 0.3));
    }
    for (int l = 0; l < 15; l++) {
      double x = random.nextDouble(20);
      double y = random.nextDouble(-5, 5);
      int v =
          problem.addVariable(
              Manifold.euclidean(2),
              x + disturbance * random.nextDouble(-1, 1),
              y + disturbance * random.nextDouble(-1, 1));
      for (int k = 0; k < poses.length; k += 1 + l % 3) {
        double dx = x - poses[k].x();
        double dy = y - poses[k].y();
        double c = Math.cos(poses[k].heading());
        double s = Math.sin(poses[k].heading());
        problem.addFactor(new Sighting(k, v, c * dx + s * dy, c * dy - s * dx));
      }
    }
    problem.setFixed(0, true);
    return problem;
  }

  @ParameterizedTest
  @MethodSource("policies")
  void posesAndLandmarksAreFoundTogether(PrecisionPolicy policy) {
    Problem problem = landmarks(0.5);
    assertThat(problem.checkJacobians(1e-6)).isEmpty();
    Summary summary = Optimizer.builder().precision(policy).build().optimize(problem);
    assertThat(summary.termination()).isEqualTo(Termination.CONVERGED);
    assertThat(summary.finalChi2()).as(summary.fullReport()).isLessThan(1e-8);
    Problem truth = landmarks(0);
    for (int v = 0; v < problem.variables(); v++) {
      assertThat(problem.state(v)).containsExactly(truth.state(v), within(1e-4));
    }
  }

  @ParameterizedTest
  @MethodSource("policies")
  void fixedVariablesStayToTheLastBit(PrecisionPolicy policy) {
    Problem problem = landmarks(0.5);
    int[] held = {3, 7, 8, 21, 34};
    for (int v : held) {
      problem.setFixed(v, true);
    }
    double[][] before = Problems.states(problem);
    Summary summary = Optimizer.builder().precision(policy).build().optimize(problem);
    assertThat(summary.finalChi2()).isLessThan(summary.initialChi2());
    for (int v : held) {
      assertThat(problem.state(v)).containsExactly(before[v]);
    }
    assertThat(problem.state(4)).isNotEqualTo(before[4]);
  }

  @ParameterizedTest
  @MethodSource("policies")
  void factorsBetweenFixedVariablesCountInTheObjectiveOnly(PrecisionPolicy policy) {
    var problem = new Problem();
    for (int v = 0; v < 3; v++) {
      problem.addVariable(Manifold.euclidean(2), 3 * v, v * v);
      problem.setFixed(v, v < 2);
    }
    problem.addFactor(new Range(0, 1, 1, 1));
    problem.addFactor(new Range(1, 2, 1, 1));
    double constant = Math.pow(Math.sqrt(10) - 1, 2);
    Summary summary = Optimizer.builder().precision(policy).build().optimize(problem);
    assertThat(summary.termination()).isEqualTo(Termination.CONVERGED);
    assertThat(summary.finalChi2()).isCloseTo(constant, within(1e-6));
    assertThat(summary.residuals()).isEqualTo(2);
  }

  @ParameterizedTest
  @MethodSource("policies")
  void aVariableThatNoFactorNamesStaysWhereItIs(PrecisionPolicy policy) {
    Problem problem = landmarks(0.5);
    int lonely = problem.addVariable(Manifold.POSE3, 1, 2, 3, 0, 0, 0.6, 0.8);
    Summary summary = Optimizer.builder().precision(policy).build().optimize(problem);
    assertThat(summary.finalChi2()).as(summary.fullReport()).isLessThan(1e-8);
    assertThat(problem.state(lonely)).containsExactly(1, 2, 3, 0, 0, 0.6, 0.8);
  }

  /** Nothing says where the whole is: the Hessian is singular by six degrees of freedom. */
  @ParameterizedTest
  @MethodSource("policies")
  void aFreeGaugeIsNoObstacle(PrecisionPolicy policy) {
    PoseGraph3 graph = Problems.tower(100, 0.05, 6);
    Problem held = graph.toProblem(LossFunction.NONE);
    double expected =
        Optimizer.builder().precision(PrecisionPolicy.DOUBLE).build().optimize(held).finalChi2();
    for (Optimizer.Algorithm algorithm : Optimizer.Algorithm.values()) {
      Problem free = graph.toProblem(LossFunction.NONE);
      free.setFixed(0, false);
      Summary summary =
          Optimizer.builder().precision(policy).algorithm(algorithm).build().optimize(free);
      assertThat(summary.termination()).as(summary.fullReport()).isEqualTo(Termination.CONVERGED);
      assertThat(summary.finalChi2())
          .as(summary.fullReport())
          .isCloseTo(expected, within(1e-6 * expected));
      if (!policy.equals(Problems.HALF_JACOBIAN)) { // whose rounding holds nothing in its place
        Pose3 first = Pose3.ofState(free.state(0), 0);
        assertThat(Math.hypot(first.x(), first.y())).as("it does not run away").isLessThan(5);
      }
    }
  }

  /** Two equal columns: a direction in which nothing changes. */
  @ParameterizedTest
  @MethodSource("policies")
  void aDirectionWithoutInfluenceIsNoObstacle(PrecisionPolicy policy) {
    for (Optimizer.Algorithm algorithm : Optimizer.Algorithm.values()) {
      var problem = new Problem();
      problem.addVariable(Manifold.euclidean(2), 1, 5);
      problem.addFactor(
          new Formula(0, 1, 2, x -> new double[] {x[0] + x[1] - 2}, x -> new double[] {1, 1}));
      Summary summary =
          Optimizer.builder().precision(policy).algorithm(algorithm).build().optimize(problem);
      assertThat(summary.termination()).as(summary.fullReport()).isEqualTo(Termination.CONVERGED);
      assertThat(summary.finalChi2()).isLessThan(1e-12);
      double[] x = problem.state(0);
      assertThat(x[0] - x[1]).as("the other direction hardly moves").isCloseTo(-4, within(0.1));
    }
  }
}
