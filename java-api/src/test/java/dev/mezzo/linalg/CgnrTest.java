package dev.mezzo.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Conjugate gradients reach the solution of the normal equations, or say why they did not. */
class CgnrTest {
  /** Leaves everything as it is. */
  private static final Preconditioner IDENTITY = (r, z) -> z.assign(r, 1);

  private final Arena arena = Arena.ofConfined();
  private final BlockProblem problem = BlockProblem.chain(40, 6, 15, 1);
  private JacobianStructure structure;
  private BlockSparseMatrix matrix;
  private Vector scale;
  private double maxAbs;
  private BlockHessian hessian;

  /** Of the scaled problem. */
  private double[][] dense;

  private double[] g;

  @BeforeEach
  void assemble() {
    structure = problem.structure(arena);
    matrix = problem.matrix(arena, structure);
    scale = new Vector(arena, Precision.DOUBLE, structure.columns());
    maxAbs = matrix.columnScale(scale);
    hessian = new BlockHessian(arena, structure, structure.order(JacobianStructure.Ordering.AMD));
    hessian.assemble(matrix, scale);
    dense = problem.normal(Dense.array(scale));
    g = Dense.random(problem.columns(), 2);
  }

  @AfterEach
  void close() {
    arena.close();
  }

  private BlockSparseMatrix stored(Precision precision) {
    var stored = new BlockSparseMatrix(arena, structure, precision);
    stored.store(matrix, scale, maxAbs, new Rounding(arena));
    return stored;
  }

  private IncompleteCholesky factor(Precision precision, double shift) {
    var factor = IncompleteCholesky.create(arena, hessian, IncompleteCholesky.COMPLETE, 0);
    assertThat(factor.factor(hessian, shift)).isTrue();
    factor.store(precision);
    return factor;
  }

  private Cgnr started(Precision vectors, Precision operands) {
    var cgnr = new Cgnr(arena, structure.columns(), structure.rows(), vectors, operands);
    cgnr.start(Dense.vector(arena, Precision.DOUBLE, g), 1);
    return cgnr;
  }

  private static Cgnr.Limits limits(double tolerance) {
    var limits = new Cgnr.Limits();
    limits.tolerance = tolerance;
    return limits;
  }

  /** ||x - x*|| / ||x*|| in the norm of A^T A + lambda I. */
  private double energyError(Cgnr cgnr, double lambda) {
    double[][] h = Dense.shifted(dense, lambda);
    double[] exact = Dense.solve(h, g);
    double[] error = Dense.array(cgnr.solution());
    for (int i = 0; i < error.length; i++) {
      error[i] -= exact[i];
    }
    return Math.sqrt(Dense.dot(error, Dense.times(h, error)) / Dense.dot(exact, g));
  }

  static Stream<Arguments> combinations() {
    Precision fp64 = Precision.DOUBLE;
    Precision fp32 = Precision.SINGLE;
    Precision fp16 = Precision.HALF;
    return Stream.of(
        // A, vectors, operands, factor, tolerance
        Arguments.of(fp64, fp64, fp64, fp64, 1e-10),
        Arguments.of(fp64, fp64, fp64, fp32, 1e-10),
        Arguments.of(fp64, fp64, fp64, fp16, 1e-10),
        Arguments.of(fp32, fp32, fp32, fp64, 1e-5),
        Arguments.of(fp32, fp32, fp32, fp32, 1e-5),
        Arguments.of(fp32, fp32, fp32, fp16, 1e-5),
        Arguments.of(fp16, fp32, fp32, fp32, 1e-3),
        Arguments.of(fp16, fp32, fp32, fp16, 1e-3),
        Arguments.of(fp16, fp32, fp16, fp16, 1e-3),
        Arguments.of(fp16, fp16, fp16, fp16, 1e-2));
  }

  @ParameterizedTest(name = "A {0}, vectors {1}, operands {2}, factor {3}: {4}")
  @MethodSource("combinations")
  void theToleranceIsReachedInTheEnergyNorm(
      Precision a, Precision vectors, Precision operands, Precision factor, double tolerance) {
    double lambda = 0.01;
    var cgnr = started(vectors, operands);
    var limits = limits(tolerance);
    limits.maxIterations = 60;
    assertThat(cgnr.run(stored(a), lambda, factor(factor, lambda), limits))
        .isEqualTo(Cgnr.Outcome.CONVERGED);
    assertThat(energyError(cgnr, lambda)).isLessThan(3 * tolerance);
  }

  @Test
  void aJacobianInHalfReachesTheSolutionOfTheFp64OneToAThousandth() {
    var full = started(Precision.DOUBLE, Precision.DOUBLE);
    full.run(matrix(), 0, factor(Precision.DOUBLE, 0), limits(1e-12));
    var half = started(Precision.SINGLE, Precision.SINGLE);
    assertThat(half.run(stored(Precision.HALF), 0, factor(Precision.HALF, 0), limits(3e-4)))
        .isEqualTo(Cgnr.Outcome.CONVERGED);
    assertThat(energyError(full, 0)).isLessThan(1e-10);
    assertThat(energyError(half, 0)).isLessThan(1e-3);
    assertThat(half.modelDecrease())
        .isCloseTo(full.modelDecrease(), within(1e-3 * full.modelDecrease()));
  }

  /** J D itself in fp64. */
  private BlockSparseMatrix matrix() {
    return stored(Precision.DOUBLE);
  }

  @Test
  void theModelDecreaseIsThatOfTheModel() {
    double lambda = 0.1;
    var cgnr = started(Precision.DOUBLE, Precision.DOUBLE);
    var limits = limits(0);
    limits.maxIterations = 7;
    cgnr.run(matrix(), lambda, IDENTITY, limits);
    double[] x = Dense.array(cgnr.solution());
    double expected = 2 * Dense.dot(g, x);
    expected -= Dense.dot(x, Dense.times(Dense.shifted(dense, lambda), x));
    assertThat(cgnr.modelDecrease()).isCloseTo(expected, within(1e-10 * expected));
  }

  @Test
  void aRunContinuesWithAnotherPreconditionerWhereTheLastOneEnded() {
    var cgnr = started(Precision.SINGLE, Precision.SINGLE);
    var limits = limits(1e-4);
    limits.maxIterations = 5;
    var single = stored(Precision.SINGLE);
    assertThat(cgnr.run(single, 0, IDENTITY, limits)).isEqualTo(Cgnr.Outcome.ITERATION_LIMIT);
    assertThat(cgnr.iterations()).isEqualTo(5);
    double error = energyError(cgnr, 0);
    double decrease = cgnr.modelDecrease();
    assertThat(error).isGreaterThan(1e-2);

    limits.maxIterations = 50;
    assertThat(cgnr.run(single, 0, factor(Precision.SINGLE, 0), limits))
        .isEqualTo(Cgnr.Outcome.CONVERGED);
    assertThat(cgnr.iterations()).isBetween(6, 10);
    assertThat(cgnr.modelDecrease()).isGreaterThan(decrease);
    assertThat(energyError(cgnr, 0)).isLessThan(3e-4);
  }

  @Test
  void aRunContinuesWithAMorePreciseMatrix() {
    var cgnr = started(Precision.SINGLE, Precision.SINGLE);
    var factor = factor(Precision.SINGLE, 0);
    cgnr.run(stored(Precision.HALF), 0, factor, limits(1e-2));
    double rough = energyError(cgnr, 0);
    assertThat(cgnr.run(stored(Precision.SINGLE), 0, factor, limits(1e-5)))
        .isEqualTo(Cgnr.Outcome.CONVERGED);
    assertThat(energyError(cgnr, 0)).isLessThan(3e-5).isLessThan(rough);
  }

  @Test
  void aNewStartForgetsTheOldOne() {
    var cgnr = started(Precision.DOUBLE, Precision.DOUBLE);
    var factor = factor(Precision.DOUBLE, 0);
    cgnr.run(matrix(), 0, factor, limits(1e-8));
    double[] first = Dense.array(cgnr.solution());
    cgnr.start(Dense.vector(arena, Precision.DOUBLE, g), 1);
    assertThat(cgnr.iterations()).isZero();
    assertThat(cgnr.modelDecrease()).isZero();
    cgnr.run(matrix(), 0, factor, limits(1e-8));
    assertThat(Dense.array(cgnr.solution())).containsExactly(first);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1e-3, 1, 1e3})
  void dampingIsPartOfTheSystem(double lambda) {
    var cgnr = started(Precision.DOUBLE, Precision.DOUBLE);
    assertThat(cgnr.run(matrix(), lambda, factor(Precision.DOUBLE, lambda), limits(1e-10)))
        .isEqualTo(Cgnr.Outcome.CONVERGED);
    assertThat(energyError(cgnr, lambda)).isLessThan(1e-9);
  }

  @Test
  void aLongSolveKeepsItsResidualHonest() {
    var cgnr = started(Precision.SINGLE, Precision.SINGLE);
    var limits = limits(1e-4);
    limits.window = 15;
    assertThat(cgnr.run(stored(Precision.SINGLE), 1e-2, IDENTITY, limits))
        .isEqualTo(Cgnr.Outcome.CONVERGED);
    assertThat(cgnr.iterations()).as("beyond a refresh of the residual").isGreaterThan(60);
    assertThat(energyError(cgnr, 1e-2)).isLessThan(1e-3);
  }

  @Test
  void aWindowAsksForMoreIterationsThanTheEstimateDoes() {
    var factor = factor(Precision.HALF, 0);
    var trusting = started(Precision.SINGLE, Precision.SINGLE);
    trusting.run(stored(Precision.SINGLE), 0, factor, limits(1e-2));
    var wary = started(Precision.SINGLE, Precision.SINGLE);
    var limits = limits(1e-2);
    limits.window = 5;
    assertThat(wary.run(stored(Precision.SINGLE), 0, factor, limits))
        .isEqualTo(Cgnr.Outcome.CONVERGED);
    assertThat(wary.iterations()).isGreaterThan(trusting.iterations()).isGreaterThanOrEqualTo(5);
  }

  @Test
  void noIterationsLeaveX() {
    var cgnr = started(Precision.DOUBLE, Precision.DOUBLE);
    var limits = limits(1e-3);
    limits.maxIterations = 0;
    assertThat(cgnr.run(matrix(), 0, IDENTITY, limits)).isEqualTo(Cgnr.Outcome.ITERATION_LIMIT);
    assertThat(Dense.array(cgnr.solution())).containsOnly(0.0);
    assertThat(cgnr.iterations()).isZero();
  }

  @Test
  void nothingOnTheRightIsSolvedByNothing() {
    var cgnr =
        new Cgnr(arena, structure.columns(), structure.rows(), Precision.SINGLE, Precision.SINGLE);
    cgnr.start(new Vector(arena, Precision.DOUBLE, structure.columns()), 1);
    assertThat(cgnr.run(stored(Precision.SINGLE), 0, IDENTITY, limits(1e-3)))
        .isEqualTo(Cgnr.Outcome.CONVERGED);
    assertThat(cgnr.iterations()).isZero();
    assertThat(Dense.array(cgnr.solution())).containsOnly(0.0);
  }

  @Test
  void aSolveThatWouldTakeTooLongIsGivenUpEarly() {
    var cgnr = started(Precision.DOUBLE, Precision.DOUBLE);
    var limits = limits(1e-8);
    limits.worthwhile = 20;
    assertThat(cgnr.run(matrix(), 0, IDENTITY, limits)).isEqualTo(Cgnr.Outcome.UNPROMISING);
    assertThat(cgnr.iterations()).isBetween(5, 20);
    assertThat(cgnr.modelDecrease()).as("what was done is kept").isPositive();
  }

  @Test
  void aDeadlineThatHasPassedEndsTheSolve() {
    var cgnr = started(Precision.DOUBLE, Precision.DOUBLE);
    var limits = limits(1e-8);
    limits.deadline = System.nanoTime() - 1;
    assertThat(cgnr.run(matrix(), 0, IDENTITY, limits)).isEqualTo(Cgnr.Outcome.TIME_LIMIT);
    assertThat(cgnr.iterations()).isZero();
  }

  @Test
  void aDeadlineIsHonouredBetweenIterations() {
    var cgnr = started(Precision.DOUBLE, Precision.DOUBLE);
    var limits = limits(0);
    int[] applied = {0};
    Preconditioner slow =
        (r, z) -> {
          z.assign(r, 1);
          if (++applied[0] == 4) {
            limits.deadline = System.nanoTime() - 1;
          }
        };
    assertThat(cgnr.run(matrix(), 0, slow, limits)).isEqualTo(Cgnr.Outcome.TIME_LIMIT);
    assertThat(cgnr.iterations()).isEqualTo(3);
  }

  @Test
  void anIndefinitePreconditionerIsABreakdownAtOnce() {
    var cgnr = started(Precision.DOUBLE, Precision.DOUBLE);
    Preconditioner negative = (r, z) -> z.assign(r, -1);
    assertThat(cgnr.run(matrix(), 0, negative, limits(1e-3))).isEqualTo(Cgnr.Outcome.BREAKDOWN);
    assertThat(Dense.array(cgnr.solution())).containsOnly(0.0);
  }

  @Test
  void aPreconditionerThatTurnsIndefiniteIsABreakdownAndXStaysUsable() {
    var cgnr = started(Precision.DOUBLE, Precision.DOUBLE);
    int[] applied = {0};
    Preconditioner turning = (r, z) -> z.assign(r, ++applied[0] < 5 ? 1 : -1);
    assertThat(cgnr.run(matrix(), 0, turning, limits(0))).isEqualTo(Cgnr.Outcome.BREAKDOWN);
    assertThat(cgnr.iterations()).isEqualTo(4);
    assertThat(cgnr.modelDecrease()).isPositive();
    assertThat(cgnr.solution().maxAbs()).isFinite();
  }

  @Test
  void aPreconditionerThatGivesNanIsABreakdown() {
    var cgnr = started(Precision.DOUBLE, Precision.DOUBLE);
    Preconditioner broken =
        (r, z) -> {
          z.assign(r, 1);
          z.set(5, Double.NaN);
        };
    assertThat(cgnr.run(matrix(), 0, broken, limits(1e-3))).isEqualTo(Cgnr.Outcome.BREAKDOWN);
  }

  @Test
  void aMatrixThatOverflowsIsABreakdown() {
    matrix.values().setAtIndex(ValueLayout.JAVA_DOUBLE, 3, 1e300);
    var infinite = new BlockSparseMatrix(arena, structure, Precision.SINGLE);
    infinite.storeUnscaled(matrix, new Rounding(arena));
    var cgnr = started(Precision.SINGLE, Precision.SINGLE);
    assertThat(cgnr.run(infinite, 0, IDENTITY, limits(1e-3))).isEqualTo(Cgnr.Outcome.BREAKDOWN);
    assertThat(cgnr.solution().maxAbs()).isFinite();
  }

  @Test
  void aColumnOfZerosHasNoCurvatureAndIsABreakdown() {
    var zeros = new BlockSparseMatrix(arena, structure, Precision.DOUBLE);
    var cgnr = started(Precision.DOUBLE, Precision.DOUBLE);
    assertThat(cgnr.run(zeros, 0, IDENTITY, limits(1e-3))).isEqualTo(Cgnr.Outcome.BREAKDOWN);
  }

  @Test
  void roundingOfVectorsIsCounted() {
    var half = started(Precision.HALF, Precision.HALF);
    half.run(stored(Precision.HALF), 0.01, factor(Precision.HALF, 0.01), limits(1e-2));
    assertThat(half.rounding().conversions()).isPositive();
    var single = started(Precision.SINGLE, Precision.SINGLE);
    single.run(stored(Precision.HALF), 0.01, factor(Precision.HALF, 0.01), limits(1e-2));
    assertThat(single.rounding().conversions()).isZero();
  }
}
