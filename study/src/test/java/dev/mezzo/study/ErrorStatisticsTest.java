package dev.mezzo.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ErrorStatisticsTest {
  @Test
  void statisticsAreThoseOfASampleByHand() {
    ErrorStatistics s = ErrorStatistics.of(new double[] {4, 1, 3, 2});
    assertThat(s.count()).isEqualTo(4);
    assertThat(s.sse()).isEqualTo(30);
    assertThat(s.rmse()).isCloseTo(Math.sqrt(7.5), within(1e-15));
    assertThat(s.mean()).isEqualTo(2.5);
    assertThat(s.median()).isEqualTo(2.5);
    assertThat(s.std()).isCloseTo(Math.sqrt(1.25), within(1e-15));
    assertThat(s.min()).isEqualTo(1);
    assertThat(s.max()).isEqualTo(4);
  }

  @Test
  void theMedianOfAnOddNumberIsTheMiddle() {
    assertThat(ErrorStatistics.of(new double[] {9, 1, 5}).median()).isEqualTo(5);
  }

  @Test
  void nothingHasNoStatistics() {
    assertThatIllegalArgumentException().isThrownBy(() -> ErrorStatistics.of(new double[0]));
  }
}
