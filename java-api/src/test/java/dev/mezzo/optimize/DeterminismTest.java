package dev.mezzo.optimize;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The same input gives the same bits, run after run, and for small problems for any number of
 * threads.
 */
class DeterminismTest {
  static Stream<Arguments> options() {
    List<Arguments> all = new ArrayList<>();
    for (PrecisionPolicy policy : Problems.ACCURATE) {
      for (Optimizer.Algorithm algorithm : Optimizer.Algorithm.values()) {
        all.add(
            Arguments.of(
                policy.name() + ", " + algorithm,
                Optimizer.builder().precision(policy).algorithm(algorithm)));
      }
    }
    return all.stream();
  }

  private static Problem tower() {
    return Problems.tower(150, 0.1, 1).toProblem(LossFunction.huber(2));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("options")
  void anyNumberOfThreadsGivesTheSameBitsWhereOneDoesTheProducts(
      String name, Optimizer.Builder options) {
    Problem alone = tower();
    Summary first = options.threads(1).build().optimize(alone);
    for (int threads : new int[] {2, 4, 7}) {
      Problem together = tower();
      Summary summary = options.threads(threads).build().optimize(together);
      assertThat(summary.iterations())
          .usingRecursiveFieldByFieldElementComparatorIgnoringFields("seconds")
          .isEqualTo(first.iterations());
      assertThat(Problems.states(together)).isDeepEqualTo(Problems.states(alone));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("options")
  void aRepetitionGivesTheSameBits(String name, Optimizer.Builder options) {
    Problem once = tower();
    Problem again = tower();
    Optimizer optimizer = options.threads(1).build();
    Summary first = optimizer.optimize(once);
    assertThat(optimizer.optimize(again).finalChi2()).isEqualTo(first.finalChi2());
    assertThat(Problems.states(again)).isDeepEqualTo(Problems.states(once));
  }

  @Test
  void moreThreadsThanFactorsAreNoObstacle() {
    Problem problem = Problems.rosenbrock();
    Summary summary = Optimizer.builder().threads(5).build().optimize(problem);
    assertThat(summary.termination()).isEqualTo(Termination.CONVERGED);
  }

  @Test
  void severalSolvesMayRunAtOnceWithOneOptimizer() {
    Optimizer optimizer = Optimizer.builder().threads(2).build();
    Problem alone = tower();
    optimizer.optimize(alone);
    double[][] expected = Problems.states(alone);
    Stream.of(1, 2, 3, 4)
        .parallel()
        .forEach(
            i -> {
              Problem problem = tower();
              optimizer.optimize(problem);
              assertThat(Problems.states(problem)).isDeepEqualTo(expected);
            });
  }
}
