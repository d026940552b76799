package dev.mezzo.optimize;

import static dev.mezzo.optimize.Fallback.Rung.DIRECT_DOUBLE;
import static dev.mezzo.optimize.Fallback.Rung.FACTOR_SINGLE;
import static dev.mezzo.optimize.Fallback.Rung.PRODUCTS_SINGLE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mezzo.linalg.Precision;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where low precision does not do, the solver notices, says so, and ends where fp64 ends. */
class PrecisionLadderTest {
  private static Summary solve(Problem problem, PrecisionPolicy policy, int level) {
    return Optimizer.builder()
        .precision(policy)
        .preconditioner(Preconditioning.level(level))
        .build()
        .optimize(problem);
  }

  private static Summary solve(Problem problem, PrecisionPolicy policy) {
    return Optimizer.builder().precision(policy).build().optimize(problem);
  }

  private static void assertAsGoodAsFp64(Summary summary, Problem same) {
    double fp64 = solve(same, PrecisionPolicy.DOUBLE).finalChi2();
    assertThat(summary.termination()).as(summary.fullReport()).isEqualTo(Termination.CONVERGED);
    assertThat(summary.finalChi2()).as(summary.fullReport()).isLessThanOrEqualTo(fp64 * (1 + 1e-6));
  }

  private static Problem chain(int poses, double closureWeight) {
    return Problems.longChain(poses, closureWeight, 1).toProblem(LossFunction.NONE);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-4, 1e-2, 1, 100, 1e4})
  void longChainsEndWhereFp64DoesHoweverWeakTheirClosure(double weight) {
    Summary mixed = solve(chain(5000, weight), PrecisionPolicy.MIXED);
    assertAsGoodAsFp64(mixed, chain(5000, weight));
    assertThat(mixed.fallbacks())
        .as(mixed.fullReport())
        .allMatch(fallback -> fallback.rung() == FACTOR_SINGLE);
  }

  @Test
  void aFactorThatHalfPrecisionSpoilsIsRoundedToSingle() {
    Summary half = solve(chain(10_000, 100), Problems.roundedFactor(Precision.HALF));
    assertAsGoodAsFp64(half, chain(10_000, 100));
    assertThat(half.fallbacks())
        .as(half.fullReport())
        .extracting(Fallback::rung)
        .containsExactly(FACTOR_SINGLE);
    assertThat(half.iterations().getLast().factorStorage()).isEqualTo("fp32");
    assertThat(half.preconditioner()).contains(" fp32 when kept");
  }

  @Test
  void fifteenBitsOfBlockScaledIntegersHoldWhatElevenOfFp16Spoil() {
    Summary rounded = solve(chain(10_000, 100), Problems.roundedFactor(Precision.BLOCK16));
    assertAsGoodAsFp64(rounded, chain(10_000, 100));
    assertThat(rounded.fallbacks()).as(rounded.fullReport()).isEmpty();
    assertThat(rounded.iterations().getLast().factorStorage()).isEqualTo("b16");
  }

  @Test
  void aFactorThatServesOneSolveOnlyIsNotRounded() {
    Summary mixed = solve(chain(10_000, 100), PrecisionPolicy.MIXED);
    assertAsGoodAsFp64(mixed, chain(10_000, 100));
    assertThat(mixed.fallbacks()).as(mixed.fullReport()).isEmpty();
    assertThat(mixed.iterations())
        .as(mixed.fullReport())
        .allMatch(step -> step.factorStorage().equals("fp64") && step.linearIterations() == 0);
  }

  @Test
  void productsThatHalfPrecisionSpoilsAreRedoneInSingle() {
    Summary half = solve(chain(10_000, 1), Problems.HALF_JACOBIAN);
    assertAsGoodAsFp64(half, chain(10_000, 1));
    assertThat(half.fallbacks())
        .as(half.fullReport())
        .extracting(Fallback::rung)
        .contains(PRODUCTS_SINGLE)
        .doesNotContain(DIRECT_DOUBLE);
    assertThat(half.jacobianBytes())
        .isEqualTo(solve(chain(10_000, 1), PrecisionPolicy.SINGLE).jacobianBytes());
  }

  private static Named<PrecisionPolicy> named(PrecisionPolicy policy) {
    return Named.of(policy.name(), policy);
  }

  static Stream<Arguments> rungsOfPolicies() {
    return Stream.of(
        Arguments.of(named(PrecisionPolicy.SINGLE), new Fallback.Rung[] {DIRECT_DOUBLE}),
        Arguments.of(
            named(PrecisionPolicy.MIXED), new Fallback.Rung[] {FACTOR_SINGLE, DIRECT_DOUBLE}),
        Arguments.of(
            named(Problems.HALF_JACOBIAN),
            new Fallback.Rung[] {FACTOR_SINGLE, PRODUCTS_SINGLE, DIRECT_DOUBLE}));
  }

  @ParameterizedTest
  @MethodSource("rungsOfPolicies")
  void aPreconditionerThatIsWorthlessLeadsRungByRungToTheDirectSolver(
      PrecisionPolicy policy, Fallback.Rung[] rungs) {
    Summary summary = solve(Problems.shuffledChain(2000, 1), policy, 0);
    assertAsGoodAsFp64(summary, Problems.shuffledChain(2000, 1));
    assertThat(summary.fallbacks())
        .as(summary.fullReport())
        .extracting(Fallback::rung)
        .containsExactly(rungs);
    assertThat(summary.iterations().getLast().factorStorage()).isEqualTo("fp64");
    assertThat(summary.solver()).isEqualTo("cgnr");
  }

  /** What a rounded Jacobian takes for a descent need not be one. */
  @Test
  void aRoundedJacobianNeverPassesForConvergence() {
    // Two strong measurements that nearly agree: fp16 cannot tell their columns apart.
    Supplier<Problem> parallel =
        () -> {
          var problem = new Problem();
          problem.addVariable(Manifold.euclidean(2), 0, 0);
          problem.addFactor(
              new Formula(
                  0,
                  2,
                  2,
                  x -> new double[] {x[0] + x[1] - 3, x[0] + 1.0001 * x[1] - 2},
                  x -> new double[] {1, 1, 1, 1.0001}));
          problem.addFactor(
              new Formula(
                  0,
                  2,
                  2,
                  x -> new double[] {1e-4 * (x[0] - 1), 1e-4 * (x[1] - 1)},
                  x -> new double[] {1e-4, 0, 0, 1e-4}));
          return problem;
        };
    Summary half = solve(parallel.get(), Problems.HALF_JACOBIAN);
    assertAsGoodAsFp64(half, parallel.get());
    assertThat(half.fallbacks())
        .as(half.fullReport())
        .extracting(Fallback::rung)
        .contains(PRODUCTS_SINGLE);
  }

  @Test
  void theReportNamesEachFallbackItsIterationAndItsReason() {
    Summary summary = solve(Problems.shuffledChain(2000, 1), PrecisionPolicy.MIXED, 0);
    assertThat(summary.fullReport())
        .contains("Fallbacks: 2\n")
        .containsPattern(
            "  iteration \\d+: factor-fp32 \\(conjugate gradients stagnated after \\d+")
        .containsPattern(
            "  iteration \\d+: direct-fp64 \\(conjugate gradients stagnated after \\d+");
    assertThat(summary.briefReport()).contains(" 2 fallbacks,");
  }

  @Test
  void easyProblemsNeedNoFallback() {
    for (PrecisionPolicy policy : Problems.ACCURATE) {
      for (Problem problem :
          new Problem[] {
            Problems.town(300, 0.02, 1).toProblem(LossFunction.NONE),
            Problems.tower(200, 0.02, 1).toProblem(LossFunction.NONE)
          }) {
        Summary summary = solve(problem, policy);
        assertThat(summary.fallbacks()).as(summary.fullReport()).isEmpty();
      }
    }
  }

  @Test
  void naiveHalfPrecisionIsWorseAndNothingRepairsIt() {
    for (Supplier<Problem> problem :
        Stream.<Supplier<Problem>>of(
                () -> Problems.town(200, 0.05, 1).toProblem(LossFunction.NONE),
                () -> Problems.tower(200, 0.05, 1).toProblem(LossFunction.NONE),
                () -> chain(3000, 1))
            .toList()) {
      Summary half = solve(problem.get(), PrecisionPolicy.HALF);
      double fp64 = solve(problem.get(), PrecisionPolicy.DOUBLE).finalChi2();
      assertThat(half.fallbacks()).isEmpty();
      assertThat(half.finalChi2()).isGreaterThan(fp64 * (1 + 1e-4));
      assertThat(half.finalChi2()).isLessThanOrEqualTo(half.initialChi2());
    }
  }

  @Test
  void naiveHalfPrecisionOverflowsAndSaysSo() {
    var problem = new Problem();
    problem.addVariable(Manifold.euclidean(1), 1);
    problem.addFactor(Formula.pull(0, 1.001, 1e6));
    Summary half = solve(problem, PrecisionPolicy.HALF);
    assertThat(half.ranges()).anyMatch(range -> range.what().equals("jacobian"));
    assertThat(half.ranges())
        .filteredOn(range -> range.what().equals("jacobian"))
        .allMatch(range -> range.overflows() > 0 && range.maxAbs() == 1e6);
    assertThat(half.fallbacks()).isEmpty();
  }

  @Test
  void scalingKeepsTheSameProblemFromOverflowing() {
    var problem = new Problem();
    problem.addVariable(Manifold.euclidean(1), 1);
    problem.addFactor(Formula.pull(0, 1.001, 1e6));
    Summary summary = solve(problem, Problems.HALF_JACOBIAN);
    assertThat(summary.ranges()).isNotEmpty().allMatch(range -> range.overflows() == 0);
    assertThat(summary.finalChi2()).isLessThan(1e-6);
  }
}
