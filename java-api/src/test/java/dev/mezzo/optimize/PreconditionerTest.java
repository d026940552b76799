package dev.mezzo.optimize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mezzo.linalg.JacobianStructure.Ordering;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
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
    for (String fill : new String[] {"level:0", "level:3", "drop:0.001", "complete"}) {
      Summary summary =
          Optimizer.builder()
              .precision(PrecisionPolicy.SINGLE)
              .preconditioner(Preconditioning.parse(fill))
              .build()
              .optimize(town());
      assertOptimal(summary);
      assertThat(summary.linearIterations()).as(fill).isLessThan(before);
      before = summary.linearIterations();
      String expected =
          switch (fill) {
            case "complete" -> "complete Cholesky, AMD order";
            case "drop:0.001" -> "IC(drop 1e-03), AMD order";
            default -> "IC(" + fill.charAt(6) + "), natural order";
          };
      assertThat(summary.preconditioner()).startsWith(expected);
    }
  }

  static Stream<Arguments> fillsInEachPrecision() {
    return Stream.of("auto", "complete", "level:1", "drop:0", "drop:0.003", "drop:0.3")
        .flatMap(
            fill ->
                Stream.of(
                        PrecisionPolicy.SINGLE,
                        PrecisionPolicy.MIXED,
                        Problems.HALF_JACOBIAN,
                        PrecisionPolicy.DOUBLE)
                    .map(policy -> Arguments.of(fill, policy)));
  }

  @ParameterizedTest
  @MethodSource("fillsInEachPrecision")
  void everyFillReachesTheOptimumInEachPrecision(String fill, PrecisionPolicy policy) {
    assertOptimal(
        Optimizer.builder()
            .precision(policy)
            .linearSolver(Optimizer.LinearSolver.CGNR)
            .preconditioner(Preconditioning.parse(fill))
            .build()
            .optimize(town()));
  }

  @Test
  void droppingNothingIsAsGoodAsTheCompleteFactor() {
    Summary complete =
        Optimizer.builder().precision(PrecisionPolicy.SINGLE).build().optimize(town());
    Summary all =
        Optimizer.builder()
            .precision(PrecisionPolicy.SINGLE)
            .preconditioner(Preconditioning.drop(0))
            .build()
            .optimize(town());
    assertThat(all.factorBytes()).isEqualTo(complete.factorBytes());
    assertThat(all.iterations()).hasSameSizeAs(complete.iterations());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 10_000, 100_000})
  void aCompleteFactorThatDoesNotFitGivesWayToOneOfLittleFill(long bytes) {
    for (PrecisionPolicy policy :
        List.of(PrecisionPolicy.SINGLE, PrecisionPolicy.MIXED, Problems.HALF_JACOBIAN)) {
      Summary summary =
          Optimizer.builder().precision(policy).maxFactorBytes(bytes).build().optimize(town());
      assertOptimal(summary);
      assertThat(summary.preconditioner())
          .startsWith("IC(drop ")
          .contains("the complete factor does not fit");
      // The copy is at most half of what the fp64 factor takes beside it, or has no fill at all.
      long least = Optimizer.builder().maxFactorBytes(1).build().optimize(town()).factorBytes();
      assertThat(summary.factorBytes()).isLessThanOrEqualTo(Math.max(bytes / 2, 2 * least));
    }
  }

  @Test
  void aFactorThatBreaksDownIsShiftedAndSaysSo() {
    Summary summary =
        Optimizer.builder()
            .precision(PrecisionPolicy.SINGLE)
            .preconditioner(Preconditioning.drop(0.63)) // of 0.6 is what fills in
            .ordering(Ordering.NATURAL)
            .build()
            .optimize(Problems.kershaw());
    assertThat(summary.termination()).as(summary.fullReport()).isEqualTo(Termination.CONVERGED);
    assertThat(summary.finalChi2()).as(summary.fullReport()).isLessThan(1e-6);
    assertThat(summary.preconditioner()).contains(", shift ").contains("after a breakdown");
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
