package dev.mezzo.slam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SymmetricEigenTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 5, 6})
  void vectorsAreOrthonormalAndGiveTheMatrixBack(int rank) {
    var samples = new Samples(rank);
    for (int k = 0; k < 100; k++) {
      double[] a = samples.gram(6, rank);
      var eigen = new SymmetricEigen(a, 6);
      for (int i = 0; i < 6; i++) {
        for (int j = 0; j < 6; j++) {
          double product = 0;
          double dot = 0;
          for (int l = 0; l < 6; l++) {
            product += eigen.vectors[6 * i + l] * eigen.values[l] * eigen.vectors[6 * j + l];
            dot += eigen.vectors[6 * l + i] * eigen.vectors[6 * l + j];
          }
          assertThat(product).isCloseTo(a[6 * i + j], within(1e-14));
          assertThat(dot).isCloseTo(i == j ? 1 : 0, within(1e-14));
        }
      }
    }
  }

  @Test
  void knownEigenvalues() {
    var eigen = new SymmetricEigen(new double[] {2, 1, 1, 2}, 2);
    assertThat(eigen.values).containsExactlyInAnyOrder(1, 3);
    assertThat(eigen.smallest()).isEqualTo(1);
    assertThat(new SymmetricEigen(new double[] {0, 2, 2, 0}, 2).smallest()).isEqualTo(-2);
    assertThat(new SymmetricEigen(new double[] {-5, 0, 0, 3}, 2).norm()).isEqualTo(5);
  }
}
