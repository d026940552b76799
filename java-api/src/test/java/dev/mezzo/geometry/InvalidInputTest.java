package dev.mezzo.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values refuse what is not a number, and say what it was. */
class InvalidInputTest {
  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void nonFiniteInputIsRefusedByName(double bad) {
    Rotation3 none = Rotation3.identity();
    assertRefused(() -> Rotation3.ofQuaternion(0, bad, 0, 1), "quaternion must be finite", bad);
    assertRefused(() -> Rotation3.ofState(new double[] {0, 0, 0, bad}, 0), "quaternion", bad);
    assertRefused(() -> Rotation3.ofRollPitchYaw(0, 0, bad), "roll, pitch, yaw", bad);
    assertRefused(() -> Rotation3.exp(bad, 0, 0), "rotation vector must be finite", bad);
    assertRefused(() -> Rotation3.rightJacobian(0, bad, 0), "rotation vector", bad);
    assertRefused(() -> Rotation3.rightJacobianInverse(0, bad, 0), "rotation vector", bad);
    assertRefused(() -> none.rotate(bad, 0, 0), "vector must be finite", bad);
    assertRefused(
        () -> Rotation3.ofMatrix(new double[] {1, 0, 0, 0, bad, 0, 0, 0, 1}),
        "rotation matrix must be finite",
        bad);

    assertRefused(() -> Pose3.of(0, 0, bad, none), "translation must be finite", bad);
    assertRefused(() -> Pose3.exp(bad, 0, 0, 0, 0, 0), "translational part", bad);
    assertRefused(() -> Pose3.exp(0, 0, 0, 0, 0, bad), "rotation vector", bad);
    assertRefused(() -> Pose3.rightJacobian(0, bad, 0, 0, 0, 0), "translational part", bad);
    assertRefused(() -> Pose3.rightJacobianInverse(0, 0, 0, bad, 0, 0), "rotation vector", bad);
    assertRefused(() -> Pose3.identity().transform(0, bad, 0), "point must be finite", bad);

    assertRefused(() -> Pose2.of(0, bad, 0), "x, y, heading must be finite", bad);
    assertRefused(() -> Pose2.of(0, 0, bad), "x, y, heading must be finite", bad);
    assertRefused(() -> Pose2.exp(0, bad, 0), "translational part", bad);
    assertRefused(() -> Pose2.exp(0, 0, bad), "rotation vector", bad);
    assertRefused(() -> Pose2.rightJacobian(0, 0, bad), "rotation vector", bad);
    assertRefused(() -> Pose2.rightJacobianInverse(bad, 0, 0), "translational part", bad);
    assertRefused(() -> Pose2.identity().transform(0, bad), "point must be finite", bad);
  }

  @Test
  void aZeroQuaternionIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Rotation3.ofQuaternion(0, 0, -0.0, 0))
        .withMessageContaining("must not be zero");
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.MIN_VALUE, 1e-310, 1e-200, 1e-3, 0.5, 2, 1e200, 1.7e308})
  void aQuaternionOfAnyOtherLengthIsNormalised(double length) {
    Rotation3 rotation = Rotation3.ofQuaternion(length, -length, length, length);
    assertThat(rotation).isEqualTo(Rotation3.ofQuaternion(0.5, -0.5, 0.5, 0.5));
    assertThat(rotation.w()).isEqualTo(0.5);
  }

  @Test
  void aRotationVectorTooLongToSquareIsRefused() {
    assertRefused(() -> Rotation3.exp(0, 1e200, 0), "shorter than 1e150 rad", 1e200);
    assertRefused(() -> Pose2.exp(0, 0, -1e200), "shorter than 1e150 rad", -1e200);
  }

  @Test
  void aMatrixThatIsNoRotationIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Rotation3.ofMatrix(new double[4]))
        .withMessage("rotation matrix must have 9 entries (row-major 3x3), has 4");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Rotation3.ofMatrix(Dense.scaled(1.1, Dense.identity(3))))
        .withMessageContaining("not close to a rotation");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Rotation3.ofMatrix(Dense.scaled(-1, Dense.identity(3))))
        .withMessageContaining("reflection");
  }

  @Test
  void aTranslationThatOverflowsIsRefused() {
    Pose3 far3 = Pose3.of(1e308, 0, 0, Rotation3.identity());
    assertRefused(() -> far3.compose(far3), "translation", Double.POSITIVE_INFINITY);
    Pose2 far2 = Pose2.of(0, 1e308, 0);
    assertRefused(() -> far2.compose(far2), "x, y, heading", Double.POSITIVE_INFINITY);
  }

  @Test
  void arrayMethodsPassNonFiniteNumbersOnInsteadOfChecking() {
    double[] x = {0, 0, 0, 0, 0, 0, 1};
    double[] d = {0, 0, 0, 0, Double.NaN, 0};
    Pose3.retract(x, 0, d, 0, x, 0);
    assertThat(x).contains(Double.NaN);
    double[] x2 = {0, 0, 0};
    Pose2.retract(x2, 0, new double[] {0, 0, Double.NaN}, 0, x2, 0);
    assertThat(x2).containsOnly(Double.NaN);
    assertThat(Pose2.wrap(Double.POSITIVE_INFINITY)).isNaN();
  }

  private static void assertRefused(ThrowingCallable call, String what, double culprit) {
    assertThatIllegalArgumentException()
        .isThrownBy(call)
        .withMessageContaining(what)
        .withMessageContaining(Double.toString(culprit));
  }
}
