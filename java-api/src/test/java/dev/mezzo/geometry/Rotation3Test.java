package dev.mezzo.geometry;

import static dev.mezzo.geometry.Dense.assertNear;
import static dev.mezzo.geometry.Dense.assertRelativelyNear;
import static dev.mezzo.geometry.Dense.hat;
import static dev.mezzo.geometry.Dense.identity;
import static dev.mezzo.geometry.Dense.minus;
import static dev.mezzo.geometry.Dense.norm;
import static dev.mezzo.geometry.Dense.scaled;
import static dev.mezzo.geometry.Dense.times;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mezzo.geometry.Tangents.RotationVectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Rotation3Test {
  @Property(seed = "1")
  void logUndoesExpToRounding(@ForAll(supplier = RotationVectors.class) double[] w) {
    assertRelativelyNear(exp(w).log(), w, 2e-15);
  }

  @Property(seed = "2")
  void expIsTheMatrixExponential(@ForAll(supplier = RotationVectors.class) double[] w) {
    assertNear(exp(w).matrix(), Dense.exponential(hat(w[0], w[1], w[2]), 3), 1e-14);
  }

  @ParameterizedTest
  @ValueSource(doubles = {4, 2 * Math.PI - 1e-9, 2 * Math.PI, 7, 1e3, 1e15})
  void expTakesAnglesOfMoreThanHalfATurn(double angle) {
    double[] matrix = Rotation3.exp(0, 0, -angle).matrix();
    double sin = Math.sin(-angle);
    double cos = Math.cos(-angle);
    assertNear(matrix, new double[] {cos, -sin, 0, sin, cos, 0, 0, 0, 1}, 1e-15);
  }

  @Test
  void expAndLogAtZeroAreExact() {
    assertThat(Rotation3.exp(0, 0, 0)).isEqualTo(Rotation3.identity());
    assertThat(Rotation3.identity().log()).containsExactly(0, 0, 0);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-300, 1e-160, 1e-100, 1e-16, 1e-9})
  void tinyRotationsKeepTheirRelativePrecision(double angle) {
    Rotation3 rotation = Rotation3.exp(angle, 2 * angle, -3 * angle);
    assertRelativelyNear(
        new double[] {rotation.x(), rotation.y(), rotation.z()},
        new double[] {0.5 * angle, angle, -1.5 * angle},
        4e-16);
    assertRelativelyNear(rotation.log(), new double[] {angle, 2 * angle, -3 * angle}, 4e-16);
  }

  @Property(seed = "3")
  void bothQuaternionsOfARotationAreTheSameValue(
      @ForAll(supplier = RotationVectors.class) double[] w) {
    Rotation3 a = exp(w);
    Rotation3 b = Rotation3.ofQuaternion(-a.x(), -a.y(), -a.z(), -a.w());
    assertThat(b).isEqualTo(a).hasSameHashCodeAs(a).hasToString(a.toString());
    assertThat(b.w()).isNotNegative();
    assertThat(b.log()).containsExactly(a.log());
  }

  @Test
  void halfATurnHasOneLogarithmWhateverTheSignOfItsQuaternion() {
    assertThat(Rotation3.ofQuaternion(0, 1, 0, 0).log()).containsExactly(0, Math.PI, 0);
    assertThat(Rotation3.ofQuaternion(0, -1, 0, -0.0).log()).containsExactly(0, Math.PI, 0);
    double[] out = new double[3];
    double[] negative = {0, 0, 0, -1};
    Rotation3.localCoordinates(negative, 0, new double[] {0, 1, 0, 0}, 0, out, 0);
    assertThat(out[1]).isEqualTo(Math.PI);
  }

  @Property(seed = "4")
  void compositionIsTheProductOfMatrices(
      @ForAll(supplier = RotationVectors.class) double[] a,
      @ForAll(supplier = RotationVectors.class) double[] b) {
    Rotation3 product = exp(a).compose(exp(b));
    assertNear(product.matrix(), times(exp(a).matrix(), exp(b).matrix(), 3), 4e-15);
    assertNear(exp(a).between(product).matrix(), exp(b).matrix(), 4e-15);
    assertNear(exp(a).compose(exp(a).inverse()).matrix(), identity(3), 4e-15);
  }

  @Property(seed = "5")
  void rotatingAVectorIsMultiplyingByTheMatrix(
      @ForAll(supplier = RotationVectors.class) double[] w) {
    double[] v = {0.3, -40, 7};
    assertNear(exp(w).rotate(v[0], v[1], v[2]), times(exp(w).matrix(), v, 3), 1e-13);
  }

  @Property(seed = "6")
  void adjointMovesAPerturbationFromTheRightToTheLeft(
      @ForAll(supplier = RotationVectors.class) double[] x,
      @ForAll(supplier = RotationVectors.class) double[] d) {
    Rotation3 rotation = exp(x);
    double[] moved = times(rotation.adjoint(), d, 3);
    assertNear(
        rotation.compose(exp(d)).compose(rotation.inverse()).matrix(), exp(moved).matrix(), 1e-14);
  }

  @Property(seed = "7")
  void angularDistanceIsTheAngleBetween(
      @ForAll(supplier = RotationVectors.class) double[] x,
      @ForAll(supplier = RotationVectors.class) double[] d) {
    double distance = exp(x).angularDistance(exp(x).compose(exp(d)));
    assertThat(distance).isCloseTo(norm(d), within(2e-15));
  }

  @Property(seed = "8")
  void matricesRoundTrip(@ForAll(supplier = RotationVectors.class) double[] w) {
    Rotation3 rotation = exp(w);
    assertNear(Rotation3.ofMatrix(rotation.matrix()).matrix(), rotation.matrix(), 2e-15);
  }

  @Property(seed = "9")
  void aSkewedMatrixGivesTheNearestRotation(
      @ForAll(supplier = RotationVectors.class) double[] w,
      @ForAll(supplier = RotationVectors.class) double[] first,
      @ForAll(supplier = RotationVectors.class) double[] second) {
    double[] skew = new double[9];
    System.arraycopy(first, 0, skew, 0, 3);
    System.arraycopy(second, 0, skew, 4, 3);
    double[] skewed = Dense.plus(exp(w).matrix(), scaled(0.01, skew));
    double[] nearest = Rotation3.ofMatrix(skewed).matrix();
    // R is the orthogonal polar factor of M exactly when R^T M is symmetric (and near identity).
    double[] symmetric = times(transposed(nearest), skewed, 3);
    assertNear(symmetric, transposed(symmetric), 1e-14);
    assertNear(symmetric, identity(3), 0.1);
  }

  @Test
  void rollPitchYawTurnAboutFixedXThenYThenZ() {
    double[] x = Rotation3.exp(0.3, 0, 0).matrix();
    double[] y = Rotation3.exp(0, -0.7, 0).matrix();
    double[] z = Rotation3.exp(0, 0, 2.1).matrix();
    double[] expected = times(times(z, y, 3), x, 3);
    assertNear(Rotation3.ofRollPitchYaw(0.3, -0.7, 2.1).matrix(), expected, 1e-15);
  }

  @Property(seed = "10")
  void rollPitchYawRoundTrip(@ForAll(supplier = RotationVectors.class) double[] w) {
    double[] angles = exp(w).rollPitchYaw();
    Rotation3 back = Rotation3.ofRollPitchYaw(angles[0], angles[1], angles[2]);
    assertNear(back.matrix(), exp(w).matrix(), 2e-15);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1e-16, 1e-12, 1e-8, 1e-4})
  void rollPitchYawRoundTripAtAndNearGimbalLock(double offset) {
    for (double pitch : new double[] {Math.PI / 2 - offset, offset - Math.PI / 2}) {
      Rotation3 rotation = Rotation3.ofRollPitchYaw(0.4, pitch, -2.5);
      double[] angles = rotation.rollPitchYaw();
      Rotation3 back = Rotation3.ofRollPitchYaw(angles[0], angles[1], angles[2]);
      assertNear(back.matrix(), rotation.matrix(), 2e-15);
    }
  }

  @Test
  void rollPitchYawComeBackAsGiven() {
    assertNear(
        Rotation3.ofRollPitchYaw(3.1, -1.5, -3).rollPitchYaw(),
        new double[] {3.1, -1.5, -3},
        1e-14);
    assertThat(Rotation3.identity().rollPitchYaw()).containsExactly(0, 0, 0);
  }

  @Property(seed = "11")
  void rightJacobianIsItsSeries(@ForAll(supplier = RotationVectors.class) double[] w) {
    double[] actual = Rotation3.rightJacobian(w[0], w[1], w[2]);
    assertNear(actual, Dense.leftJacobian(hat(-w[0], -w[1], -w[2]), 3), 1e-14);
  }

  @Property(seed = "12")
  void rightJacobianIsTheDerivativeOfExp(@ForAll(supplier = RotationVectors.class) double[] w) {
    double[] expected = Dense.differentiate(e -> exp(w).between(exp(Dense.plus(w, e))).log(), 3);
    assertNear(Rotation3.rightJacobian(w[0], w[1], w[2]), expected, 1e-11);
  }

  @Property(seed = "13")
  void inverseRightJacobianIsTheDerivativeOfLog(
      @ForAll(supplier = RotationVectors.class) double[] direction) {
    double[] w = scaled(0.95, direction); // log jumps at pi; the steps must not cross it
    double[] expected = Dense.differentiate(e -> exp(w).compose(exp(e)).log(), 3);
    assertNear(Rotation3.rightJacobianInverse(w[0], w[1], w[2]), expected, 1e-9);
  }

  @Property(seed = "14")
  void inverseRightJacobianIsTheInverse(@ForAll(supplier = RotationVectors.class) double[] w) {
    double[] jacobian = Rotation3.rightJacobian(w[0], w[1], w[2]);
    double[] inverse = Rotation3.rightJacobianInverse(w[0], w[1], w[2]);
    assertNear(times(jacobian, inverse, 3), identity(3), 4e-15);
  }

  @Property(seed = "15")
  void expOfASumSplitsByTheRightJacobian(
      @ForAll(supplier = RotationVectors.class) double[] w,
      @ForAll(supplier = RotationVectors.class) double[] direction) {
    double[] e = scaled(1e-7, direction);
    double[] step = times(Rotation3.rightJacobian(w[0], w[1], w[2]), e, 3);
    double[] difference = exp(w).compose(exp(step)).between(exp(Dense.plus(w, e))).log();
    assertThat(norm(difference)).isLessThan(norm(e) * norm(e) + 2e-15);
  }

  @Property(seed = "16")
  void localCoordinatesUndoRetractAndBothMayOverwriteTheirInput(
      @ForAll(supplier = RotationVectors.class) double[] w,
      @ForAll(supplier = RotationVectors.class) double[] d) {
    double[] x = new double[6];
    exp(w).toState(x, 1);
    double[] y = x.clone();
    Rotation3.retract(y, 1, d, 0, y, 1);
    double[] expected = new double[6];
    exp(w).compose(exp(d)).toState(expected, 1);
    assertNear(minus(y, expected), new double[6], 1e-15);

    double[] back = d.clone();
    Rotation3.localCoordinates(x, 1, y, 1, back, 0);
    assertNear(exp(back).matrix(), exp(d).matrix(), 4e-15);
  }

  @Property(seed = "17")
  void arrayMethodsAgreeWithValuesAlsoInPlace(
      @ForAll(supplier = RotationVectors.class) double[] p,
      @ForAll(supplier = RotationVectors.class) double[] q) {
    Rotation3 a = exp(p);
    Rotation3 b = exp(q);
    double[] left = state(a);
    double[] right = state(b);
    Rotation3.compose(left, 0, right, 0, left, 0);
    assertThat(Rotation3.ofState(left, 0)).isEqualTo(a.compose(b));
    Rotation3.between(state(a), 0, right, 0, right, 0);
    assertThat(Rotation3.ofState(right, 0)).isEqualTo(a.between(b));
    double[] vector = p.clone();
    Rotation3.rotate(state(b), 0, vector, 0, vector, 0);
    assertThat(vector).containsExactly(b.rotate(p[0], p[1], p[2]));
    double[] matrix = new double[10];
    Rotation3.rightJacobian(p, 0, matrix, 1);
    assertThat(matrix).endsWith(Rotation3.rightJacobian(p[0], p[1], p[2]));
    Rotation3.rightJacobianInverse(p, 0, matrix, 1);
    assertThat(matrix).endsWith(Rotation3.rightJacobianInverse(p[0], p[1], p[2]));
    Rotation3.matrix(state(a), 0, matrix, 1);
    assertThat(matrix).endsWith(a.matrix()).startsWith(0);
  }

  @Property(seed = "18")
  void aStateComesBackBitForBit(
      @ForAll(supplier = RotationVectors.class) double[] a,
      @ForAll(supplier = RotationVectors.class) double[] b) {
    Rotation3 rotation = exp(a).compose(exp(b));
    assertThat(Rotation3.ofState(state(rotation), 0)).isEqualTo(rotation);
  }

  @Test
  void manyStepsStayUnit() {
    double[] x = state(Rotation3.identity());
    double[] d = {0.1, -0.23, 0.07};
    for (int step = 0; step < 100_000; step++) {
      Rotation3.retract(x, 0, d, 0, x, 0);
    }
    assertThat(norm(x)).isCloseTo(1, within(1e-15));
  }

  private static Rotation3 exp(double[] w) {
    return Rotation3.exp(w[0], w[1], w[2]);
  }

  private static double[] state(Rotation3 rotation) {
    double[] state = new double[Rotation3.STATE_SIZE];
    rotation.toState(state, 0);
    return state;
  }

  private static double[] transposed(double[] m) {
    return new double[] {m[0], m[3], m[6], m[1], m[4], m[7], m[2], m[5], m[8]};
  }
}
