package dev.mezzo.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.mezzo.bindings.ffi.mezzo_h;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A complete factor solves, an incomplete one agrees with H where it may, a stored one nearly. */
class IncompleteCholeskyTest {
  private final Arena arena = Arena.ofConfined();

  @AfterEach
  void close() {
    arena.close();
  }

  @Test
  void theLevelThatMeansCompleteIsTheNativeLibrarys() {
    assertThat(IncompleteCholesky.COMPLETE).isEqualTo(mezzo_h.MEZZO_LEVEL_COMPLETE());
  }

  /** A problem with its scaled Hessian, off-heap and dense. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Normal(
      BlockProblem problem, JacobianStructure structure, BlockHessian hessian, double[][] dense) {}

  private Normal normal(BlockProblem problem, JacobianStructure.Ordering ordering) {
    var structure = problem.structure(arena);
    var matrix = problem.matrix(arena, structure);
    var scale = new Vector(arena, Precision.DOUBLE, structure.columns());
    matrix.columnScale(scale);
    var hessian = new BlockHessian(arena, structure, structure.order(ordering));
    hessian.assemble(matrix, scale);
    return new Normal(problem, structure, hessian, problem.normal(Dense.array(scale)));
  }

  private Normal normal(BlockProblem problem) {
    return normal(problem, JacobianStructure.Ordering.AMD);
  }

  private IncompleteCholesky complete(Normal normal) {
    return IncompleteCholesky.create(arena, normal.hessian, IncompleteCholesky.COMPLETE, 0);
  }

  static Stream<BlockProblem> problems() {
    return Stream.of(
        BlockProblem.mixed(1),
        BlockProblem.chain(40, 6, 15, 2),
        BlockProblem.chain(60, 3, 25, 3),
        BlockProblem.chain(30, 1, 10, 4),
        BlockProblem.chain(30, 2, 10, 5));
  }

  @ParameterizedTest
  @MethodSource("problems")
  void aCompleteFactorSolvesInEveryStorageToItsPrecision(BlockProblem problem) {
    var normal = normal(problem);
    double shift = 0.05;
    var factor = complete(normal);
    assertThat(factor.factor(normal.hessian, shift)).isTrue();
    double[] b = Dense.random(problem.columns(), 6);
    double[] expected = Dense.solve(Dense.shifted(normal.dense, shift), b);
    assertThat(Dense.relativeError(solve(factor, b), expected)).isLessThan(1e-12);
    factor.store(Precision.SINGLE);
    assertThat(Dense.relativeError(solve(factor, b), expected)).isLessThan(1e-5);
    factor.store(Precision.HALF);
    assertThat(Dense.relativeError(solve(factor, b), expected)).isLessThan(2e-2);
    factor.store(Precision.BLOCK16);
    assertThat(Dense.relativeError(solve(factor, b), expected)).isLessThan(2e-3);
    factor.store(Precision.BFLOAT16);
    assertThat(Dense.relativeError(solve(factor, b), expected)).isLessThan(2e-1);
    assertThat(factor.rounding().overflows()).isZero();
    factor.store(Precision.DOUBLE);
    assertThat(Dense.relativeError(solve(factor, b), expected))
        .as("the fp64 factor is kept")
        .isLessThan(1e-12);
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void theTwoHalvesOfASolveMakeTheWhole(Precision storage) {
    var normal = normal(BlockProblem.mixed(7));
    var factor = complete(normal);
    factor.factor(normal.hessian, 0);
    factor.store(storage);
    Precision vectors = NativeTypes.vectorsOf(storage);
    var b = Dense.vector(arena, vectors, Dense.random(normal.problem.columns(), 8));
    var whole = new Vector(arena, vectors, b.length());
    var between = new Vector(arena, vectors, b.length());
    var both = new Vector(arena, vectors, b.length());
    factor.apply(b, whole);
    factor.solveForward(b, between);
    factor.solveBackward(between, both);
    assertThat(Dense.relativeError(Dense.array(both), Dense.array(whole))).isLessThan(1e-6);
    // ||L^-1 b||^2 = b^T (L L^T)^-1 b
    assertThat(between.dot(between)).isCloseTo(b.dot(whole), within(1e-4 * b.dot(whole)));
  }

  @ParameterizedTest
  @MethodSource("problems")
  void aFactorInHalfMayBeComputedWithInHalf(BlockProblem problem) {
    var normal = normal(problem);
    double shift = 0.05;
    var factor = complete(normal);
    assertThat(factor.factor(normal.hessian, shift)).isTrue();
    double[] b = Dense.random(problem.columns(), 6);
    var r = new Vector(arena, Precision.SINGLE, b.length);
    for (int i = 0; i < b.length; i++) {
      r.set(i, b[i]);
    }
    factor.store(Precision.SINGLE);
    assertThatIllegalStateException().isThrownBy(() -> factor.applyHalf(r, r));
    factor.store(Precision.HALF);
    factor.applyHalf(r, r);
    double[] expected = Dense.solve(Dense.shifted(normal.dense, shift), b);
    assertThat(Dense.relativeError(Dense.array(r), expected)).isLessThan(3e-2);
  }

  @Test
  void theForwardHalfGoesAlongWithTheFactorisation() {
    var normal = normal(BlockProblem.mixed(7));
    var factor = complete(normal);
    var b = Dense.vector(arena, Precision.DOUBLE, Dense.random(normal.problem.columns(), 8));
    var whole = new Vector(arena, Precision.DOUBLE, b.length());
    var x = new Vector(arena, Precision.DOUBLE, b.length());
    assertThat(factor.factor(normal.hessian, 0.5)).isTrue();
    factor.apply(b, whole);
    assertThat(factor.factorAndSolveForward(normal.hessian, 0.5, b, x)).isTrue();
    factor.solveBackward(x, x);
    assertThat(Dense.array(x)).containsExactly(Dense.array(whole));
  }

  @Test
  void theHalvesOfASolveKeepTheOrderOfTheVariables() {
    var structure =
        new JacobianStructure(
            arena,
            new int[] {1, 1},
            List.of(new JacobianStructure.Group(1, 1, 2)),
            new int[] {0, 1});
    var matrix = new BlockSparseMatrix(arena, structure, Precision.DOUBLE);
    matrix.values().setAtIndex(ValueLayout.JAVA_DOUBLE, 0, 2);
    matrix.values().setAtIndex(ValueLayout.JAVA_DOUBLE, 1, 4);
    var hessian = new BlockHessian(arena, structure, new int[] {1, 0});
    hessian.assemble(matrix, Dense.vector(arena, Precision.DOUBLE, 1, 1));
    var factor = IncompleteCholesky.create(arena, hessian, 0, 0);
    factor.factor(hessian, 0);
    var x = new Vector(arena, Precision.DOUBLE, 2);
    factor.solveForward(Dense.vector(arena, Precision.DOUBLE, 10, 80), x);
    assertThat(Dense.array(x)).containsExactly(5, 20);
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void vectorsMayBeOfAnotherPrecisionThanTheStorage(Precision storage) {
    var normal = normal(BlockProblem.chain(40, 6, 15, 9));
    var factor = complete(normal);
    factor.factor(normal.hessian, 0.05);
    factor.store(storage);
    double[] b = Dense.random(normal.problem.columns(), 10);
    double[][] results = new double[4][];
    int at = 0;
    for (Precision of : new Precision[] {Precision.DOUBLE, Precision.SINGLE}) {
      for (Precision into : new Precision[] {Precision.DOUBLE, Precision.SINGLE}) {
        var z = new Vector(arena, into, b.length);
        factor.apply(Dense.vector(arena, of, b), z);
        results[at++] = Dense.array(z);
      }
    }
    for (double[] result : results) {
      assertThat(Dense.relativeError(result, results[0])).isLessThan(1e-4);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void anIncompleteFactorReproducesTheHessianOnItsPattern(int level) {
    var problem = BlockProblem.chain(25, 3, 12, 11);
    var normal = normal(problem, JacobianStructure.Ordering.NATURAL);
    var factor = IncompleteCholesky.create(arena, normal.hessian, level, 0);
    double shift = 0.5;
    assertThat(factor.factor(normal.hessian, shift)).isTrue();
    double[][] product = Dense.inverse(inverseOf(factor, problem.columns()));
    double[][] expected = Dense.shifted(normal.dense, shift);
    boolean[][] pattern = problem.blockPattern();
    double dropped = 0;
    for (int i = 0; i < product.length; i++) {
      for (int j = 0; j < product.length; j++) {
        double error = Math.abs(product[i][j] - expected[i][j]);
        if (pattern[i][j]) {
          assertThat(error).isLessThan(1e-12);
        } else {
          dropped = Math.max(dropped, error);
        }
      }
    }
    assertThat(dropped).as("something was dropped").isGreaterThan(1e-6);
  }

  @Test
  void moreFillIsNearerToTheHessian() {
    var problem = BlockProblem.chain(40, 3, 20, 12);
    var normal = normal(problem, JacobianStructure.Ordering.NATURAL);
    double[] b = Dense.random(problem.columns(), 13);
    double[] expected = Dense.solve(Dense.shifted(normal.dense, 0.1), b);
    double before = Double.POSITIVE_INFINITY;
    long blocks = 0;
    for (int level : new int[] {0, 2, 5, IncompleteCholesky.COMPLETE}) {
      var factor = IncompleteCholesky.create(arena, normal.hessian, level, 0);
      assertThat(factor.blocks()).isGreaterThan(blocks);
      blocks = factor.blocks();
      assertThat(factor.factor(normal.hessian, 0.1)).isTrue();
      double error = Dense.relativeError(solve(factor, b), expected);
      assertThat(error).isLessThan(before);
      before = error;
    }
    assertThat(before).isLessThan(1e-12);
  }

  @Test
  void levelZeroHasTheBlocksOfTheHessian() {
    var normal = normal(BlockProblem.chain(50, 3, 0, 14), JacobianStructure.Ordering.NATURAL);
    assertThat(IncompleteCholesky.create(arena, normal.hessian, 0, 0).blocks()).isEqualTo(50 + 49);
  }

  @Test
  void aFactorBeyondItsLimitIsNotMade() {
    var normal = normal(BlockProblem.chain(50, 3, 10, 15));
    var unlimited = complete(normal);
    long values = unlimited.bytes(Precision.DOUBLE) / 8; // padding included
    assertThat(
            IncompleteCholesky.create(arena, normal.hessian, IncompleteCholesky.COMPLETE, values))
        .isNotNull();
    assertThat(IncompleteCholesky.create(arena, normal.hessian, IncompleteCholesky.COMPLETE, 100))
        .isNull();
    assertThat(IncompleteCholesky.create(arena, normal.hessian, 0, 100)).isNull();
  }

  @ParameterizedTest
  @MethodSource("problems")
  void aFactorFromWhichNothingIsDroppedIsTheCompleteOne(BlockProblem problem) {
    var normal = normal(problem);
    var complete = complete(normal);
    var all = IncompleteCholesky.create(arena, normal.hessian, 0, 0.0, 0);
    assertThat(all.blocks()).isEqualTo(complete.blocks());
    assertThat(all.flops()).isCloseTo(complete.flops(), within(1e-9 * complete.flops()));
    complete.factor(normal.hessian, 0);
    assertThat(all.factor(normal.hessian, 0)).isTrue();
    double[] b = Dense.ones((int) normal.structure.columns());
    assertThat(solve(all, b)).containsExactly(solve(complete, b));
  }

  @ParameterizedTest
  @MethodSource("problems")
  void theLargerTheToleranceTheSmallerTheFactor(BlockProblem problem) {
    var normal = normal(problem);
    long before = complete(normal).blocks() + 1;
    for (double tolerance : new double[] {0, 0.1, 0.4, 2}) {
      double shift = 4; // far from breaking down
      var factor = IncompleteCholesky.create(arena, normal.hessian, shift, tolerance, 0);
      assertThat(factor.dropTolerance()).isEqualTo(tolerance);
      assertThat(factor.factor(normal.hessian, shift)).isTrue();
      assertThat(factor.blocks()).isLessThanOrEqualTo(before);
      before = factor.blocks();
    }
    assertThat(before).as("diagonal").isEqualTo(normal.structure.variables());
  }

  @ParameterizedTest
  @MethodSource("problems")
  void aFactorBySizeKeepsItsLimit(BlockProblem problem) {
    var normal = normal(problem);
    double shift = 4;
    var diagonal = IncompleteCholesky.create(arena, normal.hessian, shift, 2.0, 0);
    long least = Arrays.stream(problem.dimensions).mapToLong(d -> (long) d * d).sum();
    assertThat(diagonal.values()).isEqualTo(least);
    long most = complete(normal).values();
    for (long limit = 1; limit < most; limit += Math.max(1, most / 7)) {
      var factor = IncompleteCholesky.create(arena, normal.hessian, shift, 0.0, limit);
      assertThat(factor.values()).isLessThanOrEqualTo(Math.max(limit, least));
      assertThat(factor.factor(normal.hessian, shift)).isTrue();
    }
    assertThat(IncompleteCholesky.create(arena, normal.hessian, shift, 0.0, most).values())
        .isEqualTo(most);
  }

  @Test
  void whatBreaksDownHasNoFactorBySizeUntilItIsShifted() {
    var normal = normal(BlockProblem.chain(10, 3, 4, 16));
    var nothing = new BlockSparseMatrix(arena, normal.structure, Precision.DOUBLE);
    var ones = Dense.vector(arena, Precision.DOUBLE, Dense.ones(30));
    normal.hessian.assemble(nothing, ones);
    assertThat(IncompleteCholesky.create(arena, normal.hessian, 0, 0.1, 0)).isNull();
    var factor = IncompleteCholesky.create(arena, normal.hessian, 4, 0.1, 0);
    assertThat(factor.factor(normal.hessian, 4)).isTrue();
    assertThat(solve(factor, Dense.ones(30))).containsOnly(0.25);
  }

  @Test
  void aSingularHessianHasNoFactorUntilItIsShifted() {
    var problem = BlockProblem.chain(10, 3, 0, 16);
    var structure = problem.structure(arena);
    var hessian =
        new BlockHessian(arena, structure, structure.order(JacobianStructure.Ordering.AMD));
    var zeros = new BlockSparseMatrix(arena, structure, Precision.DOUBLE);
    hessian.assemble(zeros, Dense.vector(arena, Precision.DOUBLE, Dense.ones(30)));
    var factor = IncompleteCholesky.create(arena, hessian, IncompleteCholesky.COMPLETE, 0);
    assertThat(factor.factor(hessian, 0)).isFalse();
    assertThat(factor.factor(hessian, 4)).isTrue();
    assertThat(solve(factor, Dense.ones(30))).containsOnly(0.25);
    assertThat(factor.factor(hessian, 0)).isFalse();
    assertThatIllegalStateException().isThrownBy(() -> solve(factor, Dense.ones(30)));
  }

  @Test
  void aNegativeShiftIsRefused() {
    var normal = normal(BlockProblem.chain(5, 3, 0, 25));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> complete(normal).factor(normal.hessian, -1));
  }

  @Test
  void aHessianThatIsNotFiniteHasNoFactor() {
    var problem = BlockProblem.chain(10, 3, 4, 17);
    problem.values[30] = Double.NaN;
    var structure = problem.structure(arena);
    var hessian =
        new BlockHessian(arena, structure, structure.order(JacobianStructure.Ordering.AMD));
    hessian.assemble(
        problem.matrix(arena, structure),
        Dense.vector(arena, Precision.DOUBLE, Dense.ones(problem.columns())));
    var factor = IncompleteCholesky.create(arena, hessian, IncompleteCholesky.COMPLETE, 0);
    assertThat(factor.factor(hessian, 0)).isFalse();
    assertThat(factor.factor(hessian, 1)).isFalse();
  }

  @Test
  void withoutAFactorThereIsNothingToSolveWithOrToRound() {
    var normal = normal(BlockProblem.chain(5, 3, 0, 18));
    var factor = complete(normal);
    var b = new Vector(arena, Precision.DOUBLE, 15);
    var x = new Vector(arena, Precision.DOUBLE, 15);
    assertThatIllegalStateException().isThrownBy(() -> factor.apply(b, x));
    assertThatIllegalStateException().isThrownBy(() -> factor.store(Precision.HALF));
  }

  @Test
  void theHessianOfAnotherFactorIsRefused() {
    var small = normal(BlockProblem.chain(5, 3, 0, 19));
    var large = normal(BlockProblem.chain(50, 6, 30, 20));
    var factor = complete(large);
    assertThatIllegalArgumentException().isThrownBy(() -> factor.factor(small.hessian, 0));
  }

  @Test
  void vectorsOfAnotherLengthAreRefused() {
    var normal = normal(BlockProblem.chain(5, 3, 0, 21));
    var factor = complete(normal);
    factor.factor(normal.hessian, 0);
    var right = new Vector(arena, Precision.DOUBLE, 15);
    var shorter = new Vector(arena, Precision.DOUBLE, 14);
    assertThatIllegalArgumentException().isThrownBy(() -> factor.apply(right, shorter));
    assertThatIllegalArgumentException().isThrownBy(() -> factor.apply(shorter, shorter));
  }

  @Test
  void ordersThatAreNoPermutationsAreRefused() {
    var structure = BlockProblem.chain(4, 3, 0, 22).structure(arena);
    for (int[] order : new int[][] {{0, 1, 2}, {0, 1, 2, 2}, {0, 1, 2, 4}, {-1, 1, 2, 3}}) {
      assertThatIllegalArgumentException()
          .as(Arrays.toString(order))
          .isThrownBy(() -> new BlockHessian(arena, structure, order));
    }
  }

  @Test
  void aHessianTakesNoJacobianOfAnotherStructure() {
    var normal = normal(BlockProblem.chain(4, 3, 0, 23));
    var other = BlockProblem.chain(9, 3, 0, 24);
    var scale = new Vector(arena, Precision.DOUBLE, normal.structure.columns());
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> normal.hessian.assemble(other.matrix(arena, other.structure(arena)), scale))
        .withMessageContaining("another structure");
  }

  /** Applied to every unit vector. */
  private double[][] inverseOf(IncompleteCholesky factor, int n) {
    double[][] inverse = new double[n][];
    for (int j = 0; j < n; j++) {
      double[] unit = new double[n];
      unit[j] = 1;
      inverse[j] = solve(factor, unit); // symmetric
    }
    return inverse;
  }

  private double[] solve(IncompleteCholesky factor, double[] b) {
    var z = new Vector(arena, Precision.DOUBLE, b.length);
    factor.apply(Dense.vector(arena, Precision.DOUBLE, b), z);
    return Dense.array(z);
  }
}
