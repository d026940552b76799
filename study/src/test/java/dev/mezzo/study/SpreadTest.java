package dev.mezzo.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SpreadTest {
  @Test
  void quantilesAreOfTheNumbersThemselves() {
    Spread spread = Spread.of(IntStream.rangeClosed(1, 200).mapToDouble(k -> 201 - k).toArray());
    assertThat(spread.count()).isEqualTo(200);
    assertThat(spread.quantile(0)).isEqualTo(1);
    assertThat(spread.median()).isEqualTo(100);
    assertThat(spread.quantile(0.9)).isEqualTo(180);
    assertThat(spread.quantile(0.99)).isEqualTo(198);
    assertThat(spread.max()).isEqualTo(200);
    assertThat(spread.mean()).isEqualTo(100.5);
    assertThat(spread.values().boxed()).isSorted();
  }

  @Test
  void whatIsNotFiniteIsLargerThanAny() {
    Spread spread = Spread.of(List.of(3.0, Double.NaN, 1.0, 2.0));
    assertThat(spread.quantile(0.75)).isEqualTo(3);
    assertThat(spread.max()).isInfinite();
    assertThat(spread.mean()).isInfinite();
  }

  @Test
  void ofNothingThereIsNothingToSay() {
    assertThat(Spread.of().median()).isNaN();
    assertThat(Spread.of().max()).isNaN();
    assertThat(Spread.of().mean()).isNaN();
    assertThat(Spread.of().sum()).isZero();
  }
}
