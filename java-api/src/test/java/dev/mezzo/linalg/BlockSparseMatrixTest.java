package dev.mezzo.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Products with a stored matrix are those of the numbers it stores, to the rounding of a sum. */
class BlockSparseMatrixTest {
  private final Arena arena = Arena.ofConfined();

  @AfterEach
  void close() {
    arena.close();
  }

  private static final List<Precision> MATRIX_STORAGES =
      List.of(Precision.DOUBLE, Precision.SINGLE, Precision.HALF, Precision.BFLOAT16);

  static Stream<Arguments> problemsAndStorages() {
    return Stream.of(
            BlockProblem.mixed(1).spread(),
            BlockProblem.chain(40, 6, 20, 2).spread(),
            BlockProblem.chain(40, 3, 20, 3).spread(),
            BlockProblem.chain(2, 1, 0, 4).spread())
        .flatMap(p -> MATRIX_STORAGES.stream().map(storage -> Arguments.of(p, storage)));
  }

  @ParameterizedTest
  @MethodSource("problemsAndStorages")
  void productsAreThoseOfTheRoundedNumbers(BlockProblem problem, Precision storage) {
    var structure = problem.structure(arena);
    var matrix = problem.matrix(arena, structure);
    var scale = new Vector(arena, Precision.DOUBLE, structure.columns());
    double maxAbs = matrix.columnScale(scale);
    var stored = new BlockSparseMatrix(arena, structure, storage);
    stored.store(matrix, scale, maxAbs, new Rounding(arena));
    double[][] numbers = rounded(problem, Dense.array(scale), maxAbs, storage);

    Precision vectors = NativeTypes.vectorsOf(storage);
    double unit = vectors == Precision.DOUBLE ? 0x1p-53 : 0x1p-24;
    var p = Dense.vector(arena, vectors, Dense.random(problem.columns(), 5));
    var w = new Vector(arena, vectors, structure.rows());
    double norm2 = stored.times(p, w);
    double[] product = Dense.array(w);
    assertWithin(
        product,
        Dense.times(numbers, Dense.array(p)),
        Dense.times(magnitudes(numbers), magnitudes(Dense.array(p))),
        30 * unit);
    assertThat(norm2)
        .isCloseTo(Dense.dot(product, product), within(1e-14 * Dense.dot(product, product)));

    var v = Dense.vector(arena, vectors, Dense.random(problem.rows(), 6));
    var q = new Vector(arena, vectors, structure.columns());
    stored.transposeTimes(v, q);
    assertWithin(
        Dense.array(q),
        Dense.transposeTimes(numbers, Dense.array(v)),
        Dense.transposeTimes(magnitudes(numbers), magnitudes(Dense.array(v))),
        60 * unit);
  }

  private static double unitRoundoff(Precision storage) {
    return switch (storage) {
      case SINGLE -> 0x1p-24;
      case HALF -> 0x1p-11;
      default -> 0x1p-8;
    };
  }

  @Test
  void theNormalProductIsBothProductsOneAfterTheOther() {
    for (Precision storage : MATRIX_STORAGES) {
      var problem = BlockProblem.mixed(3);
      var structure = problem.structure(arena);
      var stored = new BlockSparseMatrix(arena, structure, storage);
      stored.storeUnscaled(problem.matrix(arena, structure), new Rounding(arena));
      Precision vectors = NativeTypes.vectorsOf(storage);
      var p = Dense.vector(arena, vectors, Dense.random(problem.columns(), 5));
      var w = new Vector(arena, vectors, structure.rows());
      var q = new Vector(arena, vectors, structure.columns());
      var expected = new Vector(arena, vectors, structure.columns());
      double tolerance = storage == Precision.DOUBLE ? 1e-13 : 1e-5;
      double norm2 = stored.times(p, w);
      stored.transposeTimes(w, expected);
      assertThat(stored.normalTimes(p, q)).isCloseTo(norm2, within(tolerance * norm2));
      assertThat(Dense.relativeError(Dense.array(q), Dense.array(expected))).isLessThan(tolerance);
    }
  }

  @Test
  void halfOperandsCostHalfPrecisionAndNoMore() {
    var problem = BlockProblem.chain(40, 6, 20, 2);
    var structure = problem.structure(arena);
    var matrix = problem.matrix(arena, structure);
    var scale = new Vector(arena, Precision.DOUBLE, structure.columns());
    double maxAbs = matrix.columnScale(scale);
    var stored = new BlockSparseMatrix(arena, structure, Precision.HALF);
    stored.store(matrix, scale, maxAbs, new Rounding(arena));
    var p = Dense.vector(arena, Precision.SINGLE, Dense.random(problem.columns(), 5));
    var w = new Vector(arena, Precision.SINGLE, structure.rows());
    var q = new Vector(arena, Precision.SINGLE, structure.columns());
    stored.times(p, w);
    double[] product = Dense.array(w);
    var half = new Vector(arena, Precision.HALF, p.length());
    var halfRows = new Vector(arena, Precision.HALF, w.length());
    half.assign(p, 0.25);
    double norm2 = stored.timesHalf(half, halfRows);
    w.assign(halfRows, 4 / stored.scale());
    assertThat(Dense.relativeError(Dense.array(w), product)).isLessThan(5e-3);
    assertThat(norm2)
        .isCloseTo(Dense.dot(Dense.array(halfRows), Dense.array(halfRows)), within(1e-12 * norm2));
    stored.transposeTimes(0.5, w, q);
    double[] gathered = Dense.array(q);
    stored.transposeTimes(0.5 * 4 / stored.scale(), halfRows, q);
    assertThat(Dense.relativeError(Dense.array(q), gathered)).isLessThan(5e-3);
    var single = new BlockSparseMatrix(arena, structure, Precision.SINGLE);
    assertThatIllegalArgumentException().isThrownBy(() -> single.timesHalf(half, halfRows));
  }

  @Test
  void aFormatOfFactorsIsNoneOfMatrices() {
    var structure = BlockProblem.mixed(1).structure(arena);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BlockSparseMatrix(arena, structure, Precision.BLOCK16));
  }

  @ParameterizedTest
  @EnumSource(
      value = Precision.class,
      names = {"SINGLE", "HALF", "BFLOAT16"})
  void scaledStorageKeepsTheBitsOfEveryColumn(Precision storage) {
    var problem = BlockProblem.mixed(7).spread();
    var structure = problem.structure(arena);
    var matrix = problem.matrix(arena, structure);
    var scale = new Vector(arena, Precision.DOUBLE, structure.columns());
    var rounding = new Rounding(arena);
    double maxAbs = matrix.columnScale(scale);
    var stored = new BlockSparseMatrix(arena, structure, storage);
    stored.store(matrix, scale, maxAbs, rounding);
    assertThat(rounding.overflows()).isZero();
    assertThat(rounding.conversions()).isEqualTo(structure.values());
    if (storage == Precision.HALF) {
      assertThat(rounding.maxAbs()).as("a tenth of the largest half").isBetween(3275.0, 6551.0);
    }
    double[] d = Dense.array(scale);
    for (int c = 0; c < problem.columns(); c++) {
      double[] unit = new double[problem.columns()];
      unit[c] = 1;
      var w = new Vector(arena, Precision.SINGLE, structure.rows());
      stored.times(Dense.vector(arena, Precision.SINGLE, unit), w);
      unit[c] = d[c];
      double error = Dense.relativeError(Dense.array(w), Dense.times(problem.dense, unit));
      assertThat(error).isLessThanOrEqualTo(unitRoundoff(storage));
    }
  }

  @Test
  void columnScalesAreThePowersOfTwoNearestToTheReciprocalNorms() {
    var problem = BlockProblem.mixed(8).spread();
    var structure = problem.structure(arena);
    var scale = new Vector(arena, Precision.DOUBLE, structure.columns());
    double maxAbs = problem.matrix(arena, structure).columnScale(scale);
    double largest = 0;
    for (int c = 0; c < problem.columns(); c++) {
      double d = scale.get(c);
      assertThat(d).isEqualTo(Math.scalb(1.0, Math.getExponent(d)));
      double norm = 0;
      for (double[] row : problem.dense) {
        norm = Math.hypot(norm, d * row[c]);
        largest = Math.max(largest, Math.abs(d * row[c]));
      }
      assertThat(norm).isBetween(Math.sqrt(0.5) * (1 - 1e-12), Math.sqrt(2) * (1 + 1e-12));
    }
    assertThat(maxAbs).isEqualTo(largest);
  }

  @Test
  void aZeroColumnKeepsTheScaleOne() {
    var problem = BlockProblem.chain(3, 2, 0, 9);
    var structure = problem.structure(arena);
    var matrix = new BlockSparseMatrix(arena, structure, Precision.DOUBLE);
    var scale = new Vector(arena, Precision.DOUBLE, structure.columns());
    assertThat(matrix.columnScale(scale)).isZero();
    assertThat(Dense.array(scale)).containsOnly(1.0);
    var half = new BlockSparseMatrix(arena, structure, Precision.HALF);
    var rounding = new Rounding(arena);
    half.store(matrix, scale, 0, rounding);
    assertThat(rounding.underflows()).isZero();
  }

  @Test
  void aMatrixThatIsNotFiniteShowsInItsScaleAndInItsProducts() {
    for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      var problem = BlockProblem.chain(6, 3, 2, 10);
      var structure = problem.structure(arena);
      var matrix = problem.matrix(arena, structure);
      matrix.values().setAtIndex(ValueLayout.JAVA_DOUBLE, 20, bad);
      var scale = new Vector(arena, Precision.DOUBLE, structure.columns());
      assertThat(matrix.columnScale(scale)).isNaN();
      var p = Dense.vector(arena, Precision.DOUBLE, Dense.ones(problem.columns()));
      assertThat(matrix.times(p, new Vector(arena, Precision.DOUBLE, structure.rows())))
          .isNotFinite();
    }
  }

  @Test
  void withoutScalingLargeNumbersSaturateAndSmallOnesVanishAndBothAreCounted() {
    var problem = BlockProblem.chain(2, 1, 0, 11);
    var structure = problem.structure(arena); // 1 x 2, then 1 x 1
    var matrix = new BlockSparseMatrix(arena, structure, Precision.DOUBLE);
    matrix.values().setAtIndex(ValueLayout.JAVA_DOUBLE, 0, 1e6);
    matrix.values().setAtIndex(ValueLayout.JAVA_DOUBLE, 1, -1e-9);
    matrix.values().setAtIndex(ValueLayout.JAVA_DOUBLE, 2, 2);
    var rounding = new Rounding(arena);
    var half = new BlockSparseMatrix(arena, structure, Precision.HALF);
    half.storeUnscaled(matrix, rounding);
    assertThat(rounding.conversions()).isEqualTo(3);
    assertThat(rounding.overflows()).isEqualTo(1);
    assertThat(rounding.underflows()).isEqualTo(1);
    assertThat(rounding.maxAbs()).isEqualTo(1e6);
    var w = new Vector(arena, Precision.SINGLE, 2);
    half.times(Dense.vector(arena, Precision.SINGLE, 1, 1), w);
    assertThat(Dense.array(w)).containsExactly(65504, 2);
  }

  @Test
  void narrowerStorageIsSmaller() {
    var structure = BlockProblem.chain(100, 6, 50, 12).structure(arena);
    long fp64 = new BlockSparseMatrix(arena, structure, Precision.DOUBLE).bytes();
    assertThat(fp64).isEqualTo(8 * structure.values());
    assertThat(new BlockSparseMatrix(arena, structure, Precision.SINGLE).bytes())
        .isBetween(fp64 / 2, 7 * fp64 / 10); // blocks are padded to lanes
    assertThat(new BlockSparseMatrix(arena, structure, Precision.HALF).bytes())
        .isBetween(fp64 / 4, 7 * fp64 / 20);
  }

  @Test
  void onlyAnFp64MatrixShowsItsNumbers() {
    var structure = BlockProblem.chain(3, 2, 0, 13).structure(arena);
    var single = new BlockSparseMatrix(arena, structure, Precision.SINGLE);
    assertThatIllegalStateException().isThrownBy(single::values).withMessageContaining("internal");
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                new BlockSparseMatrix(arena, structure, Precision.HALF)
                    .storeUnscaled(single, new Rounding(arena)));
  }

  @Test
  void vectorsAndMatricesThatDoNotFitAreRefused() {
    var problem = BlockProblem.chain(5, 3, 2, 14);
    var structure = problem.structure(arena);
    var matrix = problem.matrix(arena, structure);
    var half = new BlockSparseMatrix(arena, structure, Precision.HALF);
    var p = new Vector(arena, Precision.DOUBLE, structure.columns());
    var w = new Vector(arena, Precision.DOUBLE, structure.rows());
    assertThatIllegalArgumentException().isThrownBy(() -> matrix.times(w, w));
    assertThatIllegalArgumentException().isThrownBy(() -> matrix.transposeTimes(p, p));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> half.times(p, w))
        .withMessageContaining("SINGLE");
    assertThatIllegalArgumentException().isThrownBy(() -> matrix.columnScale(w));
    var other = problem.structure(arena);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new BlockSparseMatrix(arena, other, Precision.HALF)
                    .store(matrix, p, 1, new Rounding(arena)))
        .withMessageContaining("different structures");
  }

  /** What A D is once mu A D has been rounded to the storage. */
  private static double[][] rounded(
      BlockProblem problem, double[] scale, double maxAbs, Precision storage) {
    double mu = storage == Precision.HALF ? Math.scalb(1.0, Math.getExponent(6550.4 / maxAbs)) : 1;
    double[][] numbers = new double[problem.rows()][problem.columns()];
    for (int r = 0; r < numbers.length; r++) {
      for (int c = 0; c < scale.length; c++) {
        numbers[r][c] = storage.round(mu * problem.dense[r][c] * scale[c]) / mu;
      }
    }
    return numbers;
  }

  private static double[][] magnitudes(double[][] a) {
    return Stream.of(a).map(BlockSparseMatrixTest::magnitudes).toArray(double[][]::new);
  }

  private static double[] magnitudes(double[] a) {
    double[] m = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      m[i] = Math.abs(a[i]);
    }
    return m;
  }

  private static void assertWithin(
      double[] actual, double[] expected, double[] magnitude, double unit) {
    for (int i = 0; i < actual.length; i++) {
      assertThat(actual[i]).isCloseTo(expected[i], within(unit * magnitude[i] + 1e-300));
    }
  }
}
