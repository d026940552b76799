package dev.mezzo.optimize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A solve ends for the reason it gives, with the best states it has seen. */
class StoppingTest {
  private final Problem problem = Problems.tower(80, 0.1, 1).toProblem(LossFunction.NONE);
  private final double[][] start = Problems.states(problem);

  @Test
  void noIterationsLeaveTheStatesAndSayTheirChi2() {
    Summary summary = Optimizer.builder().maxIterations(0).build().optimize(problem);
    assertThat(summary.termination()).isEqualTo(Termination.MAX_ITERATIONS);
    assertThat(summary.iterations()).isEmpty();
    assertThat(summary.finalChi2()).isEqualTo(summary.initialChi2());
    assertThat(summary.initialChi2())
        .isCloseTo(problem.chi2(), within(1e-12 * summary.initialChi2()));
    assertThat(Problems.states(problem)).isDeepEqualTo(start);
  }

  @Test
  void theIterationLimitIsKept() {
    Summary summary = Optimizer.builder().maxIterations(2).build().optimize(problem);
    assertThat(summary.termination()).isEqualTo(Termination.MAX_ITERATIONS);
    assertThat(summary.iterations()).hasSize(2);
    assertThat(summary.finalChi2()).isLessThan(summary.initialChi2());
    assertThat(problem.chi2()).isCloseTo(summary.finalChi2(), within(1e-9 * problem.chi2()));
  }

  @ParameterizedTest
  @EnumSource
  void aTimeLimitThatHasPassedEndsTheSolveWithUsableStates(Optimizer.Algorithm algorithm) {
    Summary summary =
        Optimizer.builder()
            .algorithm(algorithm)
            .timeLimit(Duration.ofNanos(1))
            .build()
            .optimize(problem);
    assertThat(summary.termination()).isEqualTo(Termination.TIME_LIMIT);
    assertThat(summary.termination().isUsable()).isTrue();
    assertThat(summary.finalChi2()).isLessThanOrEqualTo(summary.initialChi2());
    assertThat(problem.chi2()).isCloseTo(summary.finalChi2(), within(1e-9 * problem.chi2()));
  }

  @Test
  void aLongTimeLimitIsNone() {
    Summary summary =
        Optimizer.builder().timeLimit(Duration.ofDays(106_000)).build().optimize(problem);
    assertThat(summary.termination()).isEqualTo(Termination.CONVERGED);
  }

  @Test
  void aListenerIsToldOfEveryIterationAndCanStop() {
    List<Double> told = new ArrayList<>();
    Summary summary =
        Optimizer.builder()
            .listener(
                (iteration, chi2, linearIterations) -> {
                  told.add(chi2);
                  assertThat(told).hasSize(iteration);
                  return iteration < 3;
                })
            .build()
            .optimize(problem);
    assertThat(summary.termination()).isEqualTo(Termination.STOPPED);
    assertThat(summary.iterations()).extracting(IterationRecord::chi2).isEqualTo(told);
    assertThat(told).hasSize(3);
  }

  @Test
  void anOptimumIsLeftAfterOneLook() {
    Optimizer optimizer = Optimizer.builder().functionTolerance(1e-12).build();
    optimizer.optimize(problem);
    double[][] optimum = Problems.states(problem);
    Summary again = Optimizer.builder().build().optimize(problem);
    assertThat(again.termination()).isEqualTo(Termination.CONVERGED);
    assertThat(again.iterations()).hasSizeLessThanOrEqualTo(1);
    for (int v = 0; v < optimum.length; v++) {
      assertThat(problem.state(v)).containsExactly(optimum[v], within(1e-5));
    }
  }

  @Test
  void residualsThatAreZeroNeedNoStep() {
    var exact = new Problem();
    exact.addVariable(Manifold.euclidean(1), 4);
    exact.addFactor(Formula.pull(0, 4, 1));
    Summary summary = Optimizer.builder().build().optimize(exact);
    assertThat(summary.termination()).isEqualTo(Termination.CONVERGED);
    assertThat(summary.iterations()).isEmpty();
    assertThat(exact.state(0)).containsExactly(4);
  }

  @Test
  void atAPointWithoutSlopeNothingMoves() {
    var saddle = new Problem();
    saddle.addVariable(Manifold.euclidean(1), 0);
    saddle.addFactor(
        new Formula(0, 1, 1, x -> new double[] {1 + x[0] * x[0]}, x -> new double[] {2 * x[0]}));
    for (PrecisionPolicy policy : Problems.ACCURATE) {
      for (Optimizer.Algorithm algorithm : Optimizer.Algorithm.values()) {
        Summary summary =
            Optimizer.builder().precision(policy).algorithm(algorithm).build().optimize(saddle);
        assertThat(summary.termination()).isEqualTo(Termination.CONVERGED);
        assertThat(saddle.state(0)).containsExactly(0);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Optimizer.Algorithm.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = "GAUSS_NEWTON") // goes uphill as long as it is told to
  void aWrongJacobianStallsAndIsNotTakenForConvergence(Optimizer.Algorithm algorithm) {
    for (PrecisionPolicy policy : Problems.ACCURATE) {
      var wrong = new Problem();
      wrong.addVariable(Manifold.euclidean(1), 3);
      wrong.addFactor(
          new Formula(0, 1, 1, x -> new double[] {1 + x[0] * x[0]}, x -> new double[] {-2 * x[0]}));
      Summary summary =
          Optimizer.builder().algorithm(algorithm).precision(policy).build().optimize(wrong);
      assertThat(summary.termination()).as(summary.fullReport()).isEqualTo(Termination.STALLED);
      assertThat(wrong.state(0)).as("no worse than the start").containsExactly(3);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theObjectiveNeverRises(Optimizer.Algorithm algorithm) {
    for (PrecisionPolicy policy : Problems.ACCURATE) {
      for (int v = 0; v < start.length; v++) {
        problem.setState(v, start[v]);
      }
      Summary summary =
          Optimizer.builder().algorithm(algorithm).precision(policy).build().optimize(problem);
      double before = summary.initialChi2();
      for (IterationRecord iteration : summary.iterations()) {
        assertThat(iteration.chi2()).isLessThanOrEqualTo(before);
        before = iteration.chi2();
      }
      assertThat(summary.finalChi2()).isEqualTo(before);
    }
  }
}
