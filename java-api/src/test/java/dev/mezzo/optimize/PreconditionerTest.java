package dev.mezzo.optimize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mezzo.linalg.IncompleteCholesky;
import dev.mezzo.linalg.JacobianStructure.Ordering;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Fill of the preconditioner is a matter of cost, never of the result. */
class PreconditionerTest {
  private static Problem town() {
    return Problems.town(600, 0.05, 1).toProblem(LossFunction.NONE);
  }

  private static final double OPTIMUM =
      Optimizer.builder().precision(PrecisionPolicy.DOUBLE).build().optimize(town()).finalChi2();

  private static void assertOptimal(Summary summary) {
    assertThat(summary.termination()).as(summary.fullReport()).isEqualTo(Termination.CONVERGED);
    assertThat(summary.finalChi2())
        .as(summary.fullReport())
        .isCloseTo(OPTIMUM, within(1e-6 * OPTIMUM));
  }

  @Test
  void everyLevelOfFillReachesTheOptimumTheMoreTheFaster() {
    int before = Integer.MAX_VALUE;
    for (int level : new int[] {0, 3, IncompleteCholesky.COMPLETE}) {
      Summary summary =
          Optimizer.builder()
              .precision(PrecisionPolicy.SINGLE)
              .fillLevel(level)
              .build()
              .optimize(town());
      assertOptimal(summary);
      assertThat(summary.linearIterations()).isLessThan(before);
      before = summary.linearIterations();
      assertThat(summary.preconditioner())
          .startsWith(
              level == IncompleteCholesky.COMPLETE
                  ? "complete Cholesky, AMD order"
                  : "IC(" + level + "), natural order");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 10_000, 100_000})
  void aCompleteFactorThatDoesNotFitGivesWayToOneOfLittleFill(long bytes) {
    for (PrecisionPolicy policy :
        List.of(PrecisionPolicy.SINGLE, PrecisionPolicy.MIXED, Problems.HALF_JACOBIAN)) {
      Summary summary =
          Optimizer.builder().precision(policy).maxFactorBytes(bytes).build().optimize(town());
      assertOptimal(summary);
      assertThat(summary.preconditioner()).startsWith("IC(");
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyOrderingReachesTheOptimumAndIsNamed(Ordering ordering) {
    Summary summary;
    try {
      summary = Optimizer.builder().ordering(ordering).build().optimize(town());
    } catch (UnsupportedOperationException e) {
      assertThat(ordering).as("only METIS may be missing").isEqualTo(Ordering.METIS);
      return;
    }
    assertOptimal(summary);
    Ordering expected = ordering == Ordering.AUTO ? Ordering.AMD : ordering;
    assertThat(summary.preconditioner()).contains(expected + " order");
  }

  @Test
  void theDirectSolverTakesTheOrderItIsGiven() {
    Summary summary =
        Optimizer.builder()
            .precision(PrecisionPolicy.DOUBLE)
            .ordering(Ordering.NATURAL)
            .build()
            .optimize(town());
    assertOptimal(summary);
    assertThat(summary.preconditioner()).contains("natural order");
  }

  @Test
  void aCompleteFactorThatFitsIsUsed() {
    Summary unlimited = Optimizer.builder().build().optimize(town());
    // fp16 off the diagonal, fp32 on it, beside the fp64 factor: less than five times that
    Summary limited =
        Optimizer.builder().maxFactorBytes(8 * unlimited.factorBytes()).build().optimize(town());
    assertThat(limited.preconditioner()).isEqualTo(unlimited.preconditioner());
    assertThat(limited.finalChi2()).isEqualTo(unlimited.finalChi2());
  }

  @Test
  void narrowerFactorsAndJacobiansAreSmaller() {
    Summary single = Optimizer.builder().precision(PrecisionPolicy.SINGLE).build().optimize(town());
    Summary mixed = Optimizer.builder().precision(PrecisionPolicy.MIXED).build().optimize(town());
    Summary half = Optimizer.builder().precision(Problems.HALF_JACOBIAN).build().optimize(town());
    assertThat(mixed.factorBytes()).isLessThan(3 * single.factorBytes() / 4);
    assertThat(mixed.jacobianBytes()).isEqualTo(single.jacobianBytes());
    assertThat(half.jacobianBytes()).isLessThan(6 * single.jacobianBytes() / 10);
  }

  @Test
  void aFactorIsKeptWhereItIsWorthMoreThanTheIterationsItSaves() {
    Problem problem = Problems.tower(600, 0.02, 1).toProblem(LossFunction.NONE);
    Summary summary = Optimizer.builder().build().optimize(problem);
    assertThat(summary.factorizations())
        .as(summary.fullReport())
        .isLessThanOrEqualTo(summary.iterations().size());
    assertThat(summary.iterations().getFirst().factored()).isTrue();
    assertThat(summary.iterations().stream().filter(IterationRecord::factored).count())
        .isEqualTo(summary.factorizations());
  }
}
