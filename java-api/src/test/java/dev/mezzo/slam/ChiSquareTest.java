package dev.mezzo.slam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Quantiles and tails are those of printed tables. */
class ChiSquareTest {
  @ParameterizedTest
  @CsvSource({
    "0.95, 1, 3.841459", "0.99, 1, 6.634897", "0.99, 2, 9.210340", "0.95, 3, 7.814728",
    "0.99, 3, 11.344867", "0.999, 3, 16.266236", "0.5, 6, 5.348121", "0.99, 6, 16.811894",
    "0.999, 6, 22.457744", "0.01, 6, 0.872090"
  })
  void quantilesAreThoseOfTables(double probability, int degrees, double expected) {
    assertThat(ChiSquare.quantile(probability, degrees)).isCloseTo(expected, within(1e-6));
  }

  @Test
  void withTwoDegreesOfFreedomItIsTheExponentialDistribution() {
    for (double p = 0.001; p < 0.9999; p += 0.01) {
      double x = -2 * Math.log1p(-p);
      assertThat(ChiSquare.quantile(p, 2)).isCloseTo(x, within(1e-12 * (1 + x)));
      assertThat(ChiSquare.cumulative(x, 2)).isCloseTo(p, within(1e-13));
    }
  }

  @Test
  void nothingIsBelowZeroAndEverythingBelowAHugeNumber() {
    assertThat(ChiSquare.cumulative(0, 3)).isZero();
    assertThat(ChiSquare.cumulative(-1, 3)).isZero();
    assertThat(ChiSquare.cumulative(1000, 6)).isCloseTo(1, within(1e-12));
  }

  @ParameterizedTest
  @CsvSource({
    "3.84145882069, 1, 0.05",
    "10.8275661707, 1, 0.001",
    "5.99146454711, 2, 0.05",
    "0.35184631774, 3, 0.95",
    "7.81472790325, 3, 0.05",
    "16.2662361963, 3, 0.001",
    "30.6648497062, 3, 1e-6",
    "1.63538289433, 6, 0.95",
    "12.5915872437, 6, 0.05",
    "22.4577444834, 6, 0.001",
  })
  void tailsAreThoseOfTables(double x, int degrees, double tail) {
    assertThat(ChiSquare.upperTail(x, degrees)).isCloseTo(tail, withinPercentage(1e-5));
  }

  @Test
  void tailsFallFromOneToNothing() {
    for (int degrees = 1; degrees <= 6; degrees++) {
      double before = ChiSquare.upperTail(0, degrees);
      assertThat(before).isEqualTo(1);
      for (double x = 0.25; x < 1000; x += 0.25) {
        double tail = ChiSquare.upperTail(x, degrees);
        assertThat(tail).isLessThan(before).isPositive();
        before = tail;
      }
    }
    assertThat(ChiSquare.upperTail(Double.NaN, 3)).isZero();
    assertThat(ChiSquare.upperTail(Double.POSITIVE_INFINITY, 3)).isZero();
  }
}
