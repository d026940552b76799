package dev.mezzo.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Vectors do in fp64 and fp32 what a loop over their elements would. */
class VectorTest {
  private final Arena arena = Arena.ofConfined();

  @AfterEach
  void close() {
    arena.close();
  }

  @ParameterizedTest
  @EnumSource(
      value = Precision.class,
      names = {"BFLOAT16", "BLOCK16"})
  void storageOfMatricesAndFactorsIsNoFormatOfVectors(Precision precision) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Vector(arena, precision, 3))
        .withMessageContaining("fp64, fp32 or fp16");
  }

  @Test
  void elementsOfHalfVectorsRoundToHalves() {
    var x = new Vector(arena, Precision.HALF, 2);
    x.set(0, 1.0 / 3);
    x.set(1, -1e6);
    assertThat(Dense.array(x))
        .containsExactly(Precision.HALF.round(1.0 / 3), Double.NEGATIVE_INFINITY);
    assertThatIllegalArgumentException().isThrownBy(() -> x.axpy(1, x));
  }

  @ParameterizedTest
  @EnumSource(
      value = Precision.class,
      names = {"DOUBLE", "SINGLE"})
  void aStepOfConjugateGradientsIsTwoUpdatesAndANorm(Precision precision) {
    Vector p = Dense.vector(arena, precision, Dense.random(37, 1));
    Vector q = Dense.vector(arena, precision, Dense.random(37, 2));
    Vector x = Dense.vector(arena, precision, Dense.random(37, 3));
    Vector r = Dense.vector(arena, precision, Dense.random(37, 4));
    double[] before = Dense.array(x);
    double[] left = Dense.array(r);
    double norm2 = r.cgStep(0.7, 0.3, p, q, x);
    double roundoff = 4 * (precision == Precision.DOUBLE ? 0x1p-52 : 0x1p-23);
    for (int i = 0; i < 37; i++) {
      assertThat(x.get(i)).isCloseTo(before[i] + 0.7 * p.get(i), within(roundoff));
      double expected = left[i] - 0.7 * (q.get(i) + 0.3 * p.get(i));
      assertThat(r.get(i)).isCloseTo(expected, within(roundoff));
    }
    assertThat(norm2).isCloseTo(r.dot(r), within(1e-13 * norm2));
  }

  @Test
  void aNegativeLengthIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Vector(arena, Precision.DOUBLE, -1))
        .withMessageContaining("-1");
  }

  @Test
  void beginsAsZeros() {
    assertThat(Dense.array(new Vector(arena, Precision.SINGLE, 9))).containsOnly(0.0);
  }

  @Test
  void elementsOfASingleVectorAreRoundedToFp32() {
    var vector = Dense.vector(arena, Precision.SINGLE, 0.1, 1e300);
    assertThat(Dense.array(vector)).containsExactly(0.1f, Double.POSITIVE_INFINITY);
  }

  @Test
  void anElementBeyondTheEndIsAnException() {
    var vector = new Vector(arena, Precision.DOUBLE, 4);
    assertThatThrownBy(() -> vector.get(4)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> vector.get(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> vector.set(4, 1)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 4, 7, 8, 16, 31, 1000})
  void fp64OperationsAreThoseOfALoop(int n) {
    double[] a = Dense.random(n, 1);
    double[] b = Dense.random(n, 2);
    var x = Dense.vector(arena, Precision.DOUBLE, a);
    var y = Dense.vector(arena, Precision.DOUBLE, b);
    assertThat(x.dot(y)).isCloseTo(Dense.dot(a, b), within(1e-15 * (n + 1)));
    assertThat(x.dot(x)).isCloseTo(Dense.dot(a, a), within(1e-15 * (n + 1)));

    y.axpy(0.75, x);
    double[] expected = new double[n];
    for (int i = 0; i < n; i++) {
      expected[i] = Math.fma(0.75, a[i], b[i]);
    }
    assertThat(Dense.array(y)).containsExactly(expected, within(3e-16));

    y.xpby(x, -0.5);
    for (int i = 0; i < n; i++) {
      expected[i] = a[i] - 0.5 * expected[i];
    }
    assertThat(Dense.array(y)).containsExactly(expected, within(6e-16));

    y.multiply(x, y);
    double largest = 0;
    for (int i = 0; i < n; i++) {
      expected[i] *= a[i];
      largest = Math.max(largest, Math.abs(expected[i]));
    }
    assertThat(Dense.array(y)).containsExactly(expected, within(1e-15));
    assertThat(y.maxAbs()).isCloseTo(largest, within(1e-15));

    y.clear();
    assertThat(y.maxAbs()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 8, 33, 1000})
  void fp32OperationsRoundEachElementAndAddUpInFp64(int n) {
    var x = Dense.vector(arena, Precision.SINGLE, Dense.random(n, 3));
    var y = Dense.vector(arena, Precision.SINGLE, Dense.random(n, 4));
    double[] a = Dense.array(x);
    double[] b = Dense.array(y);
    // Products of two floats are exact in fp64, so only an fp64 accumulation comes this close.
    assertThat(x.dot(y)).isCloseTo(Dense.dot(a, b), within(1e-15 * n));

    y.axpy(0.3, x);
    double[] sum = Dense.array(y);
    for (int i = 0; i < n; i++) {
      assertThat(sum[i]).isCloseTo(b[i] + 0.3 * a[i], within(1e-7));
      assertThat(sum[i]).isEqualTo((float) sum[i]);
    }
    y.xpby(x, 0.3);
    double[] direction = Dense.array(y);
    for (int i = 0; i < n; i++) {
      assertThat(direction[i]).isCloseTo(a[i] + 0.3 * sum[i], within(2e-7));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Precision.class,
      names = {"DOUBLE", "SINGLE", "HALF"})
  void assignConvertsAndScalesBetweenFormats(Precision to) {
    double[] a = Dense.random(37, 5);
    for (Precision from : new Precision[] {Precision.DOUBLE, Precision.SINGLE}) {
      var x = Dense.vector(arena, from, a);
      var y = new Vector(arena, to, a.length);
      y.assign(x, 0.25);
      for (int i = 0; i < a.length; i++) {
        assertThat(y.get(i)).isEqualTo(to.round(0.25 * from.round(a[i])));
      }
    }
  }

  @Test
  void aVectorMayBeScaledInPlace() {
    var x = Dense.vector(arena, Precision.SINGLE, 1, -2, 3);
    x.assign(x, -1);
    assertThat(Dense.array(x)).containsExactly(-1, 2, -3);
  }

  @Test
  void mismatchedLengthsAndFormatsAreRefused() {
    var x = new Vector(arena, Precision.DOUBLE, 3);
    var shorter = new Vector(arena, Precision.DOUBLE, 2);
    var single = new Vector(arena, Precision.SINGLE, 3);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> x.dot(shorter))
        .withMessageContaining("3 and 2");
    assertThatIllegalArgumentException().isThrownBy(() -> x.axpy(1, shorter));
    assertThatIllegalArgumentException().isThrownBy(() -> x.xpby(single, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> x.assign(shorter, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> x.multiply(x, shorter));
    assertThatIllegalArgumentException().isThrownBy(() -> single.multiply(single, single));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> x.dot(single))
        .withMessageContaining("DOUBLE")
        .withMessageContaining("SINGLE");
  }

  @ParameterizedTest
  @EnumSource(
      value = Precision.class,
      names = {"DOUBLE", "SINGLE"})
  void whatIsNotFiniteShows(Precision precision) {
    for (double bad :
        new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
      double[] a = Dense.random(21, 6);
      a[17] = bad;
      var x = Dense.vector(arena, precision, a);
      assertThat(x.maxAbs()).isNaN();
      assertThat(x.dot(x)).isNotFinite();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Precision.class,
      names = {"DOUBLE", "SINGLE"})
  void roundingToHalfIsThatOfIeee754AndCounted(Precision precision) {
    double[] a = {1.0 / 3, -65504, 65519, 65520, -1e6, 6.2e-5, 6.0e-5, -1e-9, 0, 1 + 1.0 / 2048};
    var x = Dense.vector(arena, precision, a);
    var rounding = new Rounding(arena);
    x.roundToHalf(arena.allocate(2L * a.length), rounding);
    assertThat(Dense.array(x))
        .containsExactly(
            Precision.HALF.round(1.0 / 3),
            -65504,
            65504,
            65504, // saturated
            -65504, // saturated
            Precision.HALF.round(6.2e-5),
            Precision.HALF.round(6.0e-5), // subnormal
            -0.0,
            0,
            1); // half way, to even
    assertThat(rounding.conversions()).isEqualTo(10);
    assertThat(rounding.overflows()).isEqualTo(2);
    assertThat(rounding.underflows()).isEqualTo(2);
    assertThat(rounding.maxAbs()).isEqualTo(1e6);

    x.roundToHalf(arena.allocate(2L * a.length), rounding);
    assertThat(rounding.conversions()).as("counts add up").isEqualTo(20);
    assertThat(rounding.overflows()).as("what is rounded stays").isEqualTo(2);
  }

  @Test
  void tooLittleScratchMemoryIsRefused() {
    var x = new Vector(arena, Precision.SINGLE, 8);
    MemorySegment half = arena.allocate(15);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> x.roundToHalf(half, new Rounding(arena)))
        .withMessageContaining("15 bytes where 16");
  }
}
