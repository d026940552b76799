package dev.mezzo.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.MathContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the defining formulas, evaluated in decimal arithmetic of 120 digits. */
class CoefficientsTest {
  private static final MathContext DIGITS = new MathContext(120);
  private static final BigDecimal TWO = BigDecimal.valueOf(2);
  private static final BigDecimal THREE = BigDecimal.valueOf(3);

  @ParameterizedTest
  @ValueSource(
      doubles = {
        1e-20,
        1e-12,
        1e-8,
        1e-4,
        0.01,
        0.1,
        0.3,
        0.7,
        0.9,
        0.999999999,
        1,
        1.000000001,
        1.1,
        1.5,
        2,
        2.5,
        3,
        3.141592653589793,
        3.2,
        4.5,
        6
      })
  void coefficientsFollowTheirDefinitionsAtEveryAngle(double theta) {
    double theta2 = theta * theta;
    double s = Coefficients.sincHalf(theta2);
    double c = Coefficients.cosHalf(theta2);

    BigDecimal square = new BigDecimal(theta2);
    BigDecimal quarter = square.divide(BigDecimal.valueOf(4), DIGITS);
    BigDecimal exactS = alternatingSeries(quarter, 1);
    BigDecimal exactC = alternatingSeries(quarter, 0);
    BigDecimal sinc = alternatingSeries(square, 1);
    BigDecimal versine =
        BigDecimal.ONE.subtract(alternatingSeries(square, 0)).divide(square, DIGITS);
    BigDecimal sineGap = BigDecimal.ONE.subtract(sinc).divide(square, DIGITS);
    BigDecimal cotangentGap =
        BigDecimal.ONE.subtract(exactC.divide(exactS, DIGITS)).divide(square, DIGITS);
    // The quotient rule, in terms of the functions themselves.
    BigDecimal versineSlope = sinc.subtract(TWO.multiply(versine)).divide(square, DIGITS);
    BigDecimal sineGapSlope = versine.subtract(THREE.multiply(sineGap)).divide(square, DIGITS);
    BigDecimal cotangentGapSlope =
        sineGap
            .divide(TWO.multiply(versine), DIGITS)
            .subtract(TWO.multiply(cotangentGap))
            .divide(square, DIGITS);

    assertNear(s, exactS, 3e-16);
    assertThat(c).isCloseTo(exactC.doubleValue(), within(3e-16));
    assertNear(Coefficients.versine(s), versine, 1e-15);
    assertNear(Coefficients.sineGap(theta2, s, c), sineGap, 2e-15);
    assertNear(Coefficients.cotangentGap(theta2, s, c), cotangentGap, 3e-15);
    assertNear(Coefficients.versineSlope(theta2, s, c), versineSlope, 3e-15);
    assertNear(Coefficients.sineGapSlope(theta2, s, c), sineGapSlope, 3e-14);
    assertNear(Coefficients.cotangentGapSlope(theta2, s, c), cotangentGapSlope, 1e-13);
  }

  @Test
  void coefficientsAtZeroAreTheirLimits() {
    double s = Coefficients.sincHalf(0);
    double c = Coefficients.cosHalf(0);
    assertThat(s).isEqualTo(1);
    assertThat(c).isEqualTo(1);
    assertThat(Coefficients.versine(s)).isEqualTo(1 / 2.0);
    assertThat(Coefficients.sineGap(0, s, c)).isEqualTo(1 / 6.0);
    assertThat(Coefficients.cotangentGap(0, s, c)).isEqualTo(1 / 12.0);
    assertThat(Coefficients.versineSlope(0, s, c)).isEqualTo(-1 / 12.0);
    assertThat(Coefficients.sineGapSlope(0, s, c)).isEqualTo(-1 / 60.0);
    assertThat(Coefficients.cotangentGapSlope(0, s, c)).isEqualTo(1 / 360.0);
  }

  /** Sum of (-x)^k / (2k + shift)!: cos(sqrt x) for shift 0, sin(sqrt x) / sqrt x for shift 1. */
  private static BigDecimal alternatingSeries(BigDecimal x, int shift) {
    BigDecimal term = BigDecimal.ONE;
    BigDecimal sum = term;
    for (int k = 1; k <= 60; k++) {
      long denominator = (long) (2 * k + shift) * (2 * k + shift - 1);
      term = term.multiply(x).negate().divide(BigDecimal.valueOf(denominator), DIGITS);
      sum = sum.add(term, DIGITS);
    }
    return sum;
  }

  private static void assertNear(double actual, BigDecimal expected, double relative) {
    double value = expected.doubleValue();
    assertThat(actual).isCloseTo(value, within(relative * Math.abs(value)));
  }
}
