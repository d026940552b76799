package dev.mezzo.optimize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Problems with known optima are solved by every algorithm in every accurate precision. */
class ClassicProblemsTest {
  static Stream<Arguments> options() {
    List<Arguments> all = new ArrayList<>();
    for (Optimizer.Algorithm algorithm : Optimizer.Algorithm.values()) {
      for (PrecisionPolicy policy : Problems.ACCURATE) {
        all.add(
            Arguments.of(
                algorithm + ", " + policy.name(),
                Optimizer.builder().algorithm(algorithm).precision(policy)));
      }
      all.add(
          Arguments.of(
              algorithm + ", double by conjugate gradients",
              Optimizer.builder()
                  .algorithm(algorithm)
                  .precision(PrecisionPolicy.DOUBLE)
                  .linearSolver(Optimizer.LinearSolver.CGNR)));
    }
    return all.stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("options")
  void rosenbrocksValleyIsFollowedToItsEnd(String name, Optimizer.Builder options) {
    Problem problem = Problems.rosenbrock();
    Summary summary = options.build().optimize(problem);
    assertThat(summary.termination()).as(summary.fullReport()).isEqualTo(Termination.CONVERGED);
    assertThat(summary.finalChi2()).as(summary.fullReport()).isLessThan(1e-12);
    assertThat(problem.state(0)).containsExactly(new double[] {1, 1}, within(1e-5));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("options")
  void powellsSingularFunctionIsDrivenToZero(String name, Optimizer.Builder options) {
    Problem problem = Problems.powellSingular();
    Summary summary = options.build().optimize(problem);
    assertThat(summary.termination()).as(summary.fullReport()).isEqualTo(Termination.CONVERGED);
    assertThat(summary.finalChi2()).as(summary.fullReport()).isLessThan(1e-14);
    assertThat(problem.state(0)).containsExactly(new double[4], within(1e-3));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("options")
  void exactRangesPlaceThePointsWhereTheyAre(String name, Optimizer.Builder options) {
    Summary summary = options.build().optimize(Problems.ranges(0, 1));
    assertThat(summary.termination()).as(summary.fullReport()).isEqualTo(Termination.CONVERGED);
    assertThat(summary.finalChi2()).as(summary.fullReport()).isLessThan(1e-12);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("options")
  void noisyRangesEndInTheOptimumOfFp64(String name, Optimizer.Builder options) {
    double expected =
        Optimizer.builder()
            .precision(PrecisionPolicy.DOUBLE)
            .functionTolerance(1e-14)
            .build()
            .optimize(Problems.ranges(0.2, 2))
            .finalChi2();
    Summary summary = options.build().optimize(Problems.ranges(0.2, 2));
    assertThat(summary.termination()).as(summary.fullReport()).isEqualTo(Termination.CONVERGED);
    assertThat(summary.finalChi2())
        .as(summary.fullReport())
        .isCloseTo(expected, within(1e-7 * expected));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("options")
  void poseGraphsEndInTheOptimumOfFp64(String name, Optimizer.Builder options) {
    for (Problem[] same :
        new Problem[][] {
          {
            Problems.town(300, 0.05, 3).toProblem(LossFunction.NONE),
            Problems.town(300, 0.05, 3).toProblem(LossFunction.NONE)
          },
          {
            Problems.tower(150, 0.05, 4).toProblem(LossFunction.NONE),
            Problems.tower(150, 0.05, 4).toProblem(LossFunction.NONE)
          }
        }) {
      double expected =
          Optimizer.builder()
              .precision(PrecisionPolicy.DOUBLE)
              .functionTolerance(1e-14)
              .build()
              .optimize(same[0])
              .finalChi2();
      Summary summary = options.build().optimize(same[1]);
      assertThat(summary.termination()).as(summary.fullReport()).isEqualTo(Termination.CONVERGED);
      assertThat(summary.finalChi2())
          .as(summary.fullReport())
          .isCloseTo(expected, within(1e-6 * expected));
    }
  }
}
