package dev.mezzo.slam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.mezzo.geometry.Pose2;
import dev.mezzo.geometry.Pose3;
import dev.mezzo.geometry.Rotation3;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InformationMatrixTest {
  private final Samples samples = new Samples(11);

  @ParameterizedTest
  @CsvSource({"3, 3", "3, 2", "3, 1", "3, 0", "6, 6", "6, 5", "6, 3", "6, 1", "6, 0"})
  void theRootIsUpperTriangularAndItsSquareIsTheMatrix(int n, int rank) {
    for (int k = 0; k < 100; k++) {
      var information = InformationMatrix.of(samples.gram(n, rank));
      double[] u = information.root();
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          double square = 0;
          for (int l = 0; l < n; l++) {
            square += u[l * n + i] * u[l * n + j];
          }
          assertThat(square).isCloseTo(information.get(i, j), within(1e-14 * n));
          if (j < i) {
            assertThat(u[i * n + j]).isZero();
          }
        }
      }
      assertThat(information.isPositiveDefinite()).isEqualTo(rank == n);
    }
  }

  @Test
  void blocksThatAreSmallBecauseOfTheirUnitsKeepTheirDigits() {
    // Translation in millimetres, 1e-6 per square, beside rotation of 1e8, of rank 2.
    double[] rotation = samples.gram(3, 2);
    double[] translation = samples.gram(3, 3);
    double[] omega = new double[36];
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        omega[6 * i + j] = 1e-6 * translation[3 * i + j];
        omega[6 * (i + 3) + j + 3] = 1e8 * rotation[3 * i + j];
      }
    }
    double[] u = InformationMatrix.of(omega).root();
    for (int i = 0; i < 3; i++) {
      double square = 0;
      for (int l = 0; l < 6; l++) {
        square += u[6 * l + i] * u[6 * l + i];
      }
      assertThat(square).isCloseTo(omega[7 * i], within(1e-13 * omega[7 * i]));
    }
  }

  @Test
  void theCovarianceOfAnEdgeIsThatOfThePoseItPlaces() {
    double[] sigma = samples.gram(6, 6);
    var graph = new PoseGraph3();
    Pose3 measured = Pose3.of(1, 2, 3, Rotation3.ofRollPitchYaw(0.4, -0.3, 2));
    graph.addPose(0, Pose3.of(-4, 0, 2, Rotation3.ofRollPitchYaw(1, 0.5, -1)));
    graph.addPose(1, graph.pose(0).compose(measured));
    graph.addEdge(0, 1, measured, InformationMatrix.ofCovariance(sigma));
    try (var covariance = graph.covariance()) {
      double[] found = covariance.of(1);
      for (int i = 0; i < 36; i++) {
        assertThat(found[i]).isCloseTo(sigma[i], within(1e-10));
      }
    }
  }

  @Test
  void theInverseOfACovarianceOfOtherThingsThanPosesInSpaceIsJustThat() {
    var information = InformationMatrix.ofCovariance(4, 1, 0, 1, 0.5, 0, 0, 0, 0.01);
    double[] expected = {0.5, -1, 0, -1, 4, 0, 0, 0, 100};
    for (int i = 0; i < 9; i++) {
      assertThat(information.toArray()[i]).isCloseTo(expected[i], within(1e-12));
    }
  }

  @Test
  void aCovarianceOfWhatIsKnownExactlyOrNotAtAllIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> InformationMatrix.ofCovariance(1, 0, 0, 0))
        .withMessageStartingWith("the covariance is singular or indefinite");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> InformationMatrix.ofCovariance(1, 0, 0, Double.POSITIVE_INFINITY))
        .withMessage("covariance holds Infinity");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> InformationMatrix.ofCovariance(1, 0.5, 0, 1))
        .withMessageStartingWith("covariance is not symmetric");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> InformationMatrix.ofCovariance(1, 2, 3))
        .withMessageStartingWith("covariance must have n x n entries");
  }

  @Test
  void mirroredEntriesThatDifferByPrintingAreAveraged() {
    var information = InformationMatrix.of(2, 1, 1 + 1e-9, 2);
    assertThat(information.get(0, 1)).isEqualTo(information.get(1, 0)).isEqualTo(1 + 0.5e-9);
  }

  @Test
  void whatIsNoInformationMatrixIsRefusedWithItsReason() {
    refused("not symmetric", 2, 1, 1.1, 2);
    refused("NaN", 2, Double.NaN, Double.NaN, 2);
    refused("Infinity", Double.POSITIVE_INFINITY, 0, 0, 2);
    refused("1.0E160", 1e160, 0, 0, 2);
    refused("indefinite", 1, 2, 2, 1);
    refused("indefinite", -1e-6, 0, 0, 1);
    refused("indefinite", 0, 1e-3, 1e-3, 1);
    refused("n x n", 1, 2, 3);
    refused("n x n", new double[49]);
    refused("n x n");
  }

  private static void refused(String reason, double... entries) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> InformationMatrix.of(entries))
        .withMessageContaining(reason);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 6})
  void theNearestSemiDefiniteMatrixLiesAtTheDistanceOfTheNegativeEigenvalues(int n) {
    for (int k = 0; k < 100; k++) {
      double[] indefinite = difference(samples.gram(n, n), samples.gram(n, n));
      double expected = 0;
      for (double value : new SymmetricEigen(indefinite, n).values) {
        expected += value < 0 ? value * value : 0;
      }
      var nearest = InformationMatrix.nearestTo(indefinite);
      double distance = 0;
      for (double d : difference(nearest.toArray(), indefinite)) {
        distance += d * d;
      }
      assertThat(distance).isCloseTo(expected, within(1e-13));
      assertThat(InformationMatrix.smallestEigenvalue(nearest.toArray())).isNotNegative();
    }
  }

  @Test
  void whatWasProjectedOnceIsTakenAsItIs() {
    for (int k = 0; k < 100; k++) {
      double[] indefinite = difference(samples.gram(6, 6), samples.gram(6, 6));
      for (int i = 0; i < 6; i++) {
        for (int j = 0; j < 6; j++) {
          indefinite[6 * i + j] *= (i < 3 ? 1 : 1e4) * (j < 3 ? 1 : 1e4);
        }
      }
      var nearest = InformationMatrix.nearestTo(indefinite);
      assertThat(InformationMatrix.of(nearest.toArray())).isEqualTo(nearest);
      assertThat(InformationMatrix.nearestTo(nearest.toArray())).isEqualTo(nearest);
    }
  }

  @Test
  void aMatrixThatIsFineIsItsOwnNearest() {
    double[] fine = samples.gram(6, 6);
    assertThat(InformationMatrix.nearestTo(fine)).isEqualTo(InformationMatrix.of(fine));
    double[] singular = samples.gram(6, 2);
    assertThat(InformationMatrix.nearestTo(singular).toArray()).containsExactly(singular);
  }

  @Test
  void anArrayGivenOrTakenIsACopy() {
    double[] entries = {2, 0, 0, 2};
    var information = InformationMatrix.of(entries);
    entries[0] = 7;
    information.toArray()[0] = 7;
    assertThat(information).isEqualTo(InformationMatrix.diagonal(2, 2));
    assertThat(information).hasSameHashCodeAs(InformationMatrix.diagonal(2, 2));
    assertThat(information).isNotEqualTo(InformationMatrix.identity(2));
  }

  private static double[] difference(double[] a, double[] b) {
    double[] difference = new double[a.length];
    for (int k = 0; k < a.length; k++) {
      difference[k] = a[k] - b[k];
    }
    return difference;
  }

  @Test
  void standardDeviationsOfAPoseInSpaceAreThoseOfItsCovariance() {
    double[] sigma = {0.1, 0.2, 0.3, 0.01, 0.02, 0.03};
    var graph = new PoseGraph3();
    Pose3 pose = Pose3.of(1, 2, 3, Rotation3.ofRollPitchYaw(0.3, 0.2, 0.1));
    graph.addPose(7, pose);
    graph.addPrior(
        7,
        pose,
        InformationMatrix.forPose3(sigma[0], sigma[1], sigma[2], sigma[3], sigma[4], sigma[5]));
    try (var covariance = graph.covariance()) {
      double[] found = covariance.of(7);
      for (int i = 0; i < 6; i++) {
        assertThat(Math.sqrt(found[7 * i])).isCloseTo(sigma[i], within(1e-9));
      }
    }
  }

  @Test
  void standardDeviationsOfAPoseInThePlaneAreThoseOfItsCovariance() {
    var graph = new PoseGraph2();
    graph.addPose(7, Pose2.of(1, 2, 3));
    graph.addPrior(7, Pose2.of(1, 2, 3), InformationMatrix.forPose2(0.1, 0.2, 0.03));
    try (var covariance = graph.covariance()) {
      double[] found = covariance.of(7);
      assertThat(Math.sqrt(found[0])).isCloseTo(0.1, within(1e-9));
      assertThat(Math.sqrt(found[4])).isCloseTo(0.2, within(1e-9));
      assertThat(Math.sqrt(found[8])).isCloseTo(0.03, within(1e-9));
    }
  }

  @Test
  void aStandardDeviationThatIsNotPositiveIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> InformationMatrix.forPose2(0.1, 0, 0.1))
        .withMessageContaining("positive");
  }
}
