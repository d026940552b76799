package dev.mezzo.optimize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/**
 * Steps that raise the objective: what the dogleg's watchdog and plain Gauss-Newton make of them.
 */
class UphillTest {
  /** atan(x) = 0 from 3: whole Gauss-Newton steps lead further and further away. */
  private static Problem arcTangent() {
    var problem = new Problem();
    problem.addVariable(Manifold.euclidean(1), 3);
    problem.addFactor(
        new Formula(
            0,
            1,
            1,
            x -> new double[] {Math.atan(x[0])},
            x -> new double[] {1 / (1 + x[0] * x[0])}));
    return problem;
  }

  private static Summary solve(Problem problem, Optimizer.Algorithm algorithm) {
    return Optimizer.builder()
        .algorithm(algorithm)
        .precision(PrecisionPolicy.DOUBLE)
        .build()
        .optimize(problem);
  }

  @Test
  void aStepUphillIsKeptWhereTheNextOneEndsBelowTheStart() {
    Problem valley = Problems.rosenbrock();
    Summary summary = solve(valley, Optimizer.Algorithm.DOGLEG);
    IterationRecord first = summary.iterations().getFirst();
    assertThat(first.accepted()).as(summary.fullReport()).isTrue();
    assertThat(first.chi2()).isGreaterThan(summary.initialChi2());
    assertThat(summary.iterations()).as(summary.fullReport()).hasSizeLessThanOrEqualTo(4);
    assertThat(valley.state(0)).containsExactly(new double[] {1, 1}, within(1e-6));
  }

  @Test
  void stepsUphillAreTakenBackWhereTheNextOneIsNoBetter() {
    Problem problem = arcTangent();
    Summary summary = solve(problem, Optimizer.Algorithm.DOGLEG);
    assertThat(summary.iterations().get(0).accepted()).isTrue();
    assertThat(summary.iterations().get(1).accepted()).isFalse();
    assertThat(summary.iterations().get(1).chi2()).isEqualTo(summary.initialChi2());
    assertThat(summary.termination()).as(summary.fullReport()).isEqualTo(Termination.CONVERGED);
    assertThat(problem.state(0)).containsExactly(new double[] {0}, within(1e-6));
  }

  @Test
  void gaussNewtonThatDivergesEndsWithTheBestEstimateItCameBy() {
    Problem problem = arcTangent();
    Summary summary = solve(problem, Optimizer.Algorithm.GAUSS_NEWTON);
    assertThat(summary.termination()).isNotEqualTo(Termination.CONVERGED);
    assertThat(summary.finalChi2()).isEqualTo(summary.initialChi2());
    assertThat(problem.state(0)).containsExactly(3);
  }

  @Test
  void aLimitOnTheWayUphillGivesTheStartBack() {
    Problem problem = arcTangent();
    Summary summary =
        Optimizer.builder()
            .maxIterations(1)
            .precision(PrecisionPolicy.DOUBLE)
            .build()
            .optimize(problem);
    assertThat(summary.iterations().getFirst().chi2()).isGreaterThan(summary.initialChi2());
    assertThat(summary.finalChi2()).isEqualTo(summary.initialChi2());
    assertThat(problem.state(0)).containsExactly(3);
  }
}
