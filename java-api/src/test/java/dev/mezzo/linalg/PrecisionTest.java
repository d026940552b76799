package dev.mezzo.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Rounding to a format gives the nearest number of it. */
class PrecisionTest {
  @Test
  void everyHalfRoundsToItself() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      float half = Float.float16ToFloat((short) bits);
      if (!Float.isNaN(half)) {
        assertThat(Precision.HALF.round(half)).isEqualTo(half);
      }
    }
  }

  @Test
  void bfloat16KeepsEightBitsOfTheRangeOfFloats() {
    assertThat(Precision.BFLOAT16.round(1 + 0x1p-8)).isEqualTo(1);
    assertThat(Precision.BFLOAT16.round(1 + 3 * 0x1p-8)).isEqualTo(1 + 0x1p-6);
    assertThat(Precision.BFLOAT16.round(1 + 0x1p-8 + 0x1p-50)).isEqualTo(1 + 0x1p-7);
    assertThat(Precision.BFLOAT16.round(-1e38)).isBetween(-1.004e38, -0.996e38);
    assertThat(Precision.BFLOAT16.round(Float.MAX_VALUE)).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(Precision.BFLOAT16.round(Double.NaN)).isNaN();
  }

  @Test
  void aBlockFormatRoundsNoNumberAlone() {
    assertThatIllegalArgumentException().isThrownBy(() -> Precision.BLOCK16.round(1));
  }

  @Test
  void tiesGoToTheEvenHalf() {
    assertThat(Precision.HALF.round(1 + 0x1p-11)).isEqualTo(1);
    assertThat(Precision.HALF.round(1 + 3 * 0x1p-11)).isEqualTo(1 + 0x1p-9);
    assertThat(Precision.HALF.round(65519.99)).isEqualTo(65504);
    assertThat(Precision.HALF.round(65520)).isEqualTo(Double.POSITIVE_INFINITY);
  }

  @Test
  void aNumberJustAboveATieGoesUpHoweverCloseItIs() {
    double justAbove = 1 + 0x1p-11 + 0x1p-50;
    assertThat(Precision.HALF.round(justAbove)).isEqualTo(1 + 0x1p-10);
  }

  @Test
  void theErrorIsAtMostHalfAnUnit() {
    var random = new SplittableRandom(1);
    for (int i = 0; i < 10_000; i++) {
      double x = (2 * random.nextDouble() - 1) * 1000;
      assertThat(Math.abs(Precision.HALF.round(x) - x)).isLessThanOrEqualTo(0x1p-11 * Math.abs(x));
      assertThat(Math.abs(Precision.SINGLE.round(x) - x))
          .isLessThanOrEqualTo(0x1p-24 * Math.abs(x));
      assertThat(Precision.DOUBLE.round(x)).isEqualTo(x);
    }
  }
}
