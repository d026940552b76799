package dev.mezzo.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SeededNoiseTest {
  private static final int N = 100_000;

  @Test
  void normalNumbersHaveTheMomentsAndTailsOfTheNormalDistribution() {
    var noise = new SeededNoise(3);
    double sum = 0;
    double squares = 0;
    double fourth = 0;
    int beyondTwo = 0;
    for (int k = 0; k < N; k++) {
      double x = noise.normal(2) / 2;
      sum += x;
      squares += x * x;
      fourth += x * x * x * x;
      beyondTwo += Math.abs(x) > 2 ? 1 : 0;
    }
    assertThat(sum / N).isCloseTo(0, within(0.02));
    assertThat(squares / N).isCloseTo(1, within(0.03));
    assertThat(fourth / N).isCloseTo(3, within(0.2));
    assertThat((double) beyondTwo / N).isCloseTo(0.0455, within(0.004));
  }

  @Test
  void uniformNumbersFillTheirInterval() {
    var noise = new SeededNoise(4);
    int[] counts = new int[10];
    for (int k = 0; k < N; k++) {
      counts[noise.below(10)]++;
      assertThat(noise.uniform(-1, 3)).isBetween(-1.0, 3.0);
    }
    for (int count : counts) {
      assertThat(count).isBetween(N / 10 - 600, N / 10 + 600);
    }
  }

  @Test
  void chancesComeAsOftenAsTheyShould() {
    var noise = new SeededNoise(5);
    int hits = 0;
    for (int k = 0; k < N; k++) {
      hits += noise.chance(0.3) ? 1 : 0;
    }
    assertThat((double) hits / N).isCloseTo(0.3, within(0.01));
  }
}
