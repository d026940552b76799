package dev.mezzo.slam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mezzo.geometry.Rotation3;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class RotationProjectionTest {

  @RepeatedTest(20)
  void noRotationOfTheSpaceIsNearer(RepetitionInfo repetition) {
    var samples = new Samples(repetition.getCurrentRepetition());
    double[] matrix = new double[9];
    for (int i = 0; i < 9; i++) {
      matrix[i] = samples.uniform(2);
    }
    double[] nearest = RotationProjection.nearest(matrix, 3);
    double best = trace(nearest, matrix);
    Rotation3 rotation = Rotation3.ofMatrix(nearest);
    assertThat(rotation.matrix()).containsExactly(nearest, within(1e-14));
    for (int k = 0; k < 200; k++) {
      double reach = k % 2 == 0 ? 3 : 0.01;
      Rotation3 other = rotation.compose(samples.pose3(1, reach).rotation());
      assertThat(trace(other.matrix(), matrix)).isLessThanOrEqualTo(best + 1e-13);
    }
  }

  @Test
  void noRotationOfThePlaneIsNearer() {
    var samples = new Samples(3);
    for (int k = 0; k < 50; k++) {
      double[] matrix = new double[4];
      for (int i = 0; i < 4; i++) {
        matrix[i] = samples.uniform(2);
      }
      double best = trace(RotationProjection.nearest(matrix, 2), matrix);
      for (double angle = -Math.PI; angle < Math.PI; angle += 0.1) {
        double c = Math.cos(angle);
        double s = Math.sin(angle);
        assertThat(trace(new double[] {c, -s, s, c}, matrix)).isLessThanOrEqualTo(best + 1e-14);
      }
    }
  }

  @Test
  void aReflectionIsProjectedOntoARotation() {
    double[] nearest = RotationProjection.nearest(new double[] {-3, 0, 0, 0, 2, 0, 0, 0, 1}, 3);
    assertThat(nearest).containsExactly(new double[] {-1, 0, 0, 0, 1, 0, 0, 0, -1}, within(1e-15));
  }

  @Test
  void ofZeroItIsTheIdentity() {
    assertThat(RotationProjection.nearest(new double[9], 3))
        .containsExactly(new double[] {1, 0, 0, 0, 1, 0, 0, 0, 1}, within(0.0));
    assertThat(RotationProjection.nearest(new double[4], 2))
        .containsExactly(new double[] {1, 0, 0, 1}, within(0.0));
  }

  /** tr(R^T M), which is larger the nearer R is to M. */
  private static double trace(double[] r, double[] m) {
    double sum = 0;
    for (int i = 0; i < m.length; i++) {
      sum += r[i] * m[i];
    }
    return sum;
  }
}
