package dev.mezzo.optimize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Residuals that are no numbers end a solve at the start, and only a step later on. */
class NotFiniteTest {
  static Stream<Arguments> options() {
    List<Arguments> all = new ArrayList<>();
    for (Optimizer.Algorithm algorithm :
        List.of(Optimizer.Algorithm.DOGLEG, Optimizer.Algorithm.LEVENBERG_MARQUARDT)) {
      for (PrecisionPolicy policy : Problems.ACCURATE) {
        all.add(
            Arguments.of(
                algorithm + ", " + policy.name(),
                Optimizer.builder().algorithm(algorithm).precision(policy)));
      }
    }
    return all.stream();
  }

  private static Problem curve(double start, DoubleUnaryOperator r, DoubleUnaryOperator slope) {
    var problem = new Problem();
    problem.addVariable(Manifold.euclidean(1), start);
    problem.addFactor(
        new Formula(
            0,
            1,
            1,
            x -> new double[] {r.applyAsDouble(x[0])},
            x -> new double[] {slope.applyAsDouble(x[0])}));
    return problem;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("options")
  void aStartWithoutAResidualIsANumericalFailure(String name, Optimizer.Builder options) {
    for (double bad :
        new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
      Problem problem = curve(2, x -> bad, x -> 1);
      Summary summary = options.build().optimize(problem);
      assertThat(summary.termination()).isEqualTo(Termination.NUMERICAL_FAILURE);
      assertThat(summary.termination().isUsable()).isFalse();
      assertThat(summary.iterations()).isEmpty();
      assertThat(problem.state(0)).containsExactly(2);
      assertThat(summary.fullReport()).contains("numerical-failure");
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("options")
  void aStartWithoutASlopeIsANumericalFailure(String name, Optimizer.Builder options) {
    for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      Problem problem = curve(2, x -> x, x -> bad);
      Summary summary = options.build().optimize(problem);
      assertThat(summary.termination()).isEqualTo(Termination.NUMERICAL_FAILURE);
      assertThat(problem.state(0)).containsExactly(2);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("options")
  void aNumberThatOverflowsWhenSquaredIsANumericalFailure(String name, Optimizer.Builder options) {
    Problem problem = curve(1, x -> 1e200 * x, x -> 1e200);
    Summary summary = options.build().optimize(problem);
    assertThat(summary.termination()).isEqualTo(Termination.NUMERICAL_FAILURE);
    assertThat(problem.state(0)).containsExactly(1);
  }

  /** The root of log x + 2 lies at e^-2; the first Gauss-Newton step from 1 goes below zero. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("options")
  void aStepIntoNowhereIsRejectedAndTheSolveRecovers(String name, Optimizer.Builder options) {
    Problem problem = curve(1, x -> Math.log(x) + 2, x -> 1 / x);
    Summary summary = options.build().optimize(problem);
    assertThat(summary.iterations()).anyMatch(i -> !Double.isFinite(i.trialChi2()));
    assertThat(summary.iterations())
        .filteredOn(i -> !Double.isFinite(i.trialChi2()))
        .noneMatch(IterationRecord::accepted);
    assertThat(summary.termination()).as(summary.fullReport()).isEqualTo(Termination.CONVERGED);
    assertThat(problem.state(0)[0]).isCloseTo(Math.exp(-2), within(1e-6));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("options")
  void aSolveThatRunsIntoAWallEndsBesideItAndDoesNotCallItAnOptimum(
      String name, Optimizer.Builder options) {
    for (double wall : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      Problem problem = curve(0.5, x -> x > 1 ? wall : x - 2, x -> 1);
      Summary summary = options.maxIterations(200).build().optimize(problem);
      assertThat(summary.termination()).as(summary.fullReport()).isEqualTo(Termination.STALLED);
      assertThat(problem.state(0)[0]).isBetween(0.999, 1.0);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("options")
  void aSlopeThatIsLostOnTheWayKeepsTheBestStates(String name, Optimizer.Builder options) {
    Problem problem =
        curve(8, x -> x * x - 1, x -> x < 3 ? Double.NaN : 2 * x); // lost before the root
    Summary summary = options.build().optimize(problem);
    assertThat(summary.termination()).isNotEqualTo(Termination.CONVERGED);
    assertThat(summary.finalChi2()).isLessThan(summary.initialChi2());
    assertThat(problem.chi2()).isEqualTo(summary.finalChi2());
    assertThat(summary.termination().isUsable())
        .as("states no worse than the start are usable")
        .isTrue();
  }
}
