package dev.mezzo.geometry;

import static dev.mezzo.geometry.Dense.assertNear;
import static dev.mezzo.geometry.Dense.assertRelativelyNear;
import static dev.mezzo.geometry.Dense.identity;
import static dev.mezzo.geometry.Dense.norm;
import static dev.mezzo.geometry.Dense.plus;
import static dev.mezzo.geometry.Dense.scaled;
import static dev.mezzo.geometry.Dense.times;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mezzo.geometry.Tangents.Twists3;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Pose3Test {
  @Property(seed = "1")
  void logUndoesExpToRounding(@ForAll(supplier = Twists3.class) double[] d) {
    double[] back = exp(d).log();
    assertRelativelyNear(rotation(back), rotation(d), 2e-15);
    assertRelativelyNear(translation(back), translation(d), 4e-15);
  }

  @Property(seed = "2")
  void expIsTheMatrixExponential(@ForAll(supplier = Twists3.class) double[] d) {
    double[] hat = {
      0, -d[5], d[4], d[0], //
      d[5], 0, -d[3], d[1], //
      -d[4], d[3], 0, d[2], //
      0, 0, 0, 0
    };
    assertNear(matrix(exp(d)), Dense.exponential(hat, 4), 1e-14 * size(d));
  }

  @Test
  void expAndLogAtZeroAreExact() {
    assertThat(Pose3.exp(0, 0, 0, 0, 0, 0)).isEqualTo(Pose3.identity());
    assertThat(Pose3.identity().log()).containsExactly(0, 0, 0, 0, 0, 0);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-300, 1e-100, 1e-16, 1e-9})
  void tinyMotionsKeepTheirRelativePrecision(double scale) {
    double[] d = scaled(scale, new double[] {1, -2, 3, 0.3, 0.2, -0.1});
    Pose3 pose = exp(d);
    assertRelativelyNear(new double[] {pose.x(), pose.y(), pose.z()}, translation(d), 2e-9);
    assertRelativelyNear(pose.log(), d, 4e-16);
  }

  @Test
  void aScrewMotionAdvancesAlongItsAxisWhileTurning() {
    // A quarter turn to the left on a circle of radius 2 / pi, climbing by 3.
    Pose3 pose = Pose3.exp(1, 0, 3, 0, 0, Math.PI / 2);
    double radius = 2 / Math.PI;
    assertNear(
        new double[] {pose.x(), pose.y(), pose.z()}, new double[] {radius, radius, 3}, 1e-15);
    assertNear(pose.rotation().rollPitchYaw(), new double[] {0, 0, Math.PI / 2}, 1e-15);
  }

  @Property(seed = "3")
  void compositionIsTheProductOfMatrices(
      @ForAll(supplier = Twists3.class) double[] p, @ForAll(supplier = Twists3.class) double[] q) {
    Pose3 a = exp(p);
    Pose3 b = exp(q);
    double tolerance = 4e-15 * (size(p) + size(q));
    Pose3 product = a.compose(b);
    assertNear(matrix(product), times(matrix(a), matrix(b), 4), tolerance);
    assertNear(matrix(a.between(product)), matrix(b), tolerance);
    assertNear(matrix(a.compose(a.inverse())), identity(4), tolerance);
    assertNear(matrix(a.inverse().compose(b)), matrix(a.between(b)), tolerance);
  }

  @Property(seed = "4")
  void transformingAPointIsMultiplyingByTheMatrix(@ForAll(supplier = Twists3.class) double[] d) {
    double[] actual = Arrays.copyOf(exp(d).transform(0.3, -40, 7), 4);
    actual[3] = 1;
    assertNear(actual, times(matrix(exp(d)), new double[] {0.3, -40, 7, 1}, 4), 1e-13 * size(d));
  }

  @Property(seed = "5")
  void adjointMovesAPerturbationFromTheRightToTheLeft(
      @ForAll(supplier = Twists3.class) double[] x, @ForAll(supplier = Twists3.class) double[] d) {
    Pose3 pose = exp(x);
    Pose3 conjugated = pose.compose(exp(d)).compose(pose.inverse());
    double[] moved = times(pose.adjoint(), d, 6);
    assertNear(matrix(conjugated), matrix(exp(moved)), 2e-14 * (size(x) + size(d)));
  }

  @Property(seed = "6")
  void rightJacobianIsItsSeries(@ForAll(supplier = Twists3.class) double[] d) {
    double[] expected = Dense.leftJacobian(smallAdjoint(scaled(-1, d)), 6);
    assertNear(rightJacobian(d), expected, 1e-14 * size(d));
  }

  @Property(seed = "7")
  void rightJacobianIsTheDerivativeOfExp(@ForAll(supplier = Twists3.class) double[] d) {
    double[] expected = Dense.differentiate(e -> exp(d).between(exp(plus(d, e))).log(), 6);
    assertNear(rightJacobian(d), expected, 1e-11 * size(d));
  }

  @Property(seed = "8")
  void inverseRightJacobianIsTheDerivativeOfLog(@ForAll(supplier = Twists3.class) double[] twist) {
    double[] d = scaled(0.95, twist); // log jumps at pi; the steps must not cross it
    double[] expected = Dense.differentiate(e -> exp(d).compose(exp(e)).log(), 6);
    assertNear(rightJacobianInverse(d), expected, 1e-9 * size(d));
  }

  @Property(seed = "9")
  void inverseRightJacobianIsTheInverse(@ForAll(supplier = Twists3.class) double[] d) {
    double[] product = times(rightJacobian(d), rightJacobianInverse(d), 6);
    assertNear(product, identity(6), 4e-15 * size(d));
  }

  @Property(seed = "10")
  void expOfASumSplitsByTheRightJacobian(
      @ForAll(supplier = Twists3.class) double[] d,
      @ForAll(supplier = Twists3.class) double[] direction) {
    double[] e = scaled(1e-8 / size(direction), direction);
    double[] step = times(rightJacobian(d), e, 6);
    double[] difference = exp(d).compose(exp(step)).between(exp(plus(d, e))).log();
    assertThat(norm(difference)).isLessThan(4e-15 * size(d));
  }

  @Property(seed = "11")
  void localCoordinatesUndoRetract(
      @ForAll(supplier = Twists3.class) double[] x, @ForAll(supplier = Twists3.class) double[] d) {
    double[] padded = new double[8];
    System.arraycopy(d, 0, padded, 2, 6);
    double[] moved = new double[9];
    Pose3.retract(state(exp(x)), 0, padded, 2, moved, 1);
    double tolerance = 4e-15 * (size(x) + size(d));
    assertNear(matrix(Pose3.ofState(moved, 1)), matrix(exp(x).compose(exp(d))), tolerance);

    double[] back = new double[8];
    Pose3.localCoordinates(state(exp(x)), 0, moved, 1, back, 1);
    assertNear(matrix(exp(Arrays.copyOfRange(back, 1, 7))), matrix(exp(d)), tolerance);
    assertThat(back[0]).isZero();
    assertThat(back[7]).isZero();
    assertThat(moved[0]).isZero();
    assertThat(moved[8]).isZero();
  }

  @Property(seed = "12")
  void localCoordinatesDoNotDependOnTheSignOfAQuaternion(
      @ForAll(supplier = Twists3.class) double[] x, @ForAll(supplier = Twists3.class) double[] y) {
    double[] flipped = state(exp(y));
    for (int i = 3; i < 7; i++) {
      flipped[i] = -flipped[i];
    }
    double[] expected = new double[6];
    double[] actual = new double[6];
    Pose3.localCoordinates(state(exp(x)), 0, state(exp(y)), 0, expected, 0);
    Pose3.localCoordinates(state(exp(x)), 0, flipped, 0, actual, 0);
    assertNear(actual, expected, 0);
  }

  @Property(seed = "13")
  void arrayMethodsAgreeWithValues(
      @ForAll(supplier = Twists3.class) double[] p, @ForAll(supplier = Twists3.class) double[] q) {
    Pose3 a = exp(p);
    Pose3 b = exp(q);
    double[] out = new double[40];
    Pose3.compose(state(a), 0, state(b), 0, out, 2);
    assertThat(Pose3.ofState(out, 2)).isEqualTo(a.compose(b));
    Pose3.between(state(a), 0, state(b), 0, out, 2);
    assertThat(Pose3.ofState(out, 2)).isEqualTo(a.between(b));
    Pose3.transform(state(a), 0, q, 0, out, 2);
    assertThat(Arrays.copyOfRange(out, 2, 5)).containsExactly(a.transform(q[0], q[1], q[2]));
    Arrays.fill(out, 9);
    Pose3.adjoint(state(a), 0, out, 2);
    assertThat(Arrays.copyOfRange(out, 2, 38)).containsExactly(a.adjoint());
    Arrays.fill(out, 9);
    Pose3.rightJacobian(p, 0, out, 2);
    assertThat(Arrays.copyOfRange(out, 2, 38)).containsExactly(rightJacobian(p));
    Arrays.fill(out, 9);
    Pose3.rightJacobianInverse(p, 0, out, 2);
    assertThat(Arrays.copyOfRange(out, 2, 38)).containsExactly(rightJacobianInverse(p));
    assertThat(new double[] {out[0], out[1], out[38], out[39]}).containsOnly(9);
  }

  @Property(seed = "14")
  void arrayMethodsMayWriteOverTheirInput(
      @ForAll(supplier = Twists3.class) double[] p, @ForAll(supplier = Twists3.class) double[] q) {
    Pose3 a = exp(p);
    Pose3 b = exp(q);
    double[] left = state(a);
    Pose3.compose(left, 0, state(b), 0, left, 0);
    double[] right = state(b);
    Pose3.compose(state(a), 0, right, 0, right, 0);
    assertThat(left).containsExactly(right).containsExactly(state(a.compose(b)));

    left = state(a);
    Pose3.between(left, 0, state(b), 0, left, 0);
    right = state(b);
    Pose3.between(state(a), 0, right, 0, right, 0);
    assertThat(Pose3.ofState(left, 0)).isEqualTo(Pose3.ofState(right, 0)).isEqualTo(a.between(b));

    double[] apart = new double[7];
    Pose3.retract(state(a), 0, q, 0, apart, 0);
    double[] inPlace = state(a);
    Pose3.retract(inPlace, 0, q, 0, inPlace, 0);
    assertThat(inPlace).containsExactly(apart);

    double[] point = {1, 2, 3};
    Pose3.transform(state(a), 0, point, 0, point, 0);
    assertThat(point).containsExactly(a.transform(1, 2, 3));
  }

  @Property(seed = "15")
  void aStateComesBackBitForBit(
      @ForAll(supplier = Twists3.class) double[] p, @ForAll(supplier = Twists3.class) double[] q) {
    Pose3 pose = exp(p).compose(exp(q));
    Pose3 back = Pose3.ofState(state(pose), 0);
    assertThat(back).isEqualTo(pose).hasSameHashCodeAs(pose);
    assertThat(Pose3.of(pose.x(), pose.y(), pose.z(), pose.rotation())).isEqualTo(pose);
  }

  @Test
  void printsItsStateWithUnits() {
    assertThat(Pose3.of(1, -2.5, -0.0, Rotation3.ofQuaternion(0, 0, 1, 0)))
        .hasToString("Pose3[xyz 1.0, -2.5, 0.0 m, xyzw 0.0, 0.0, 1.0, 0.0]");
  }

  private static Pose3 exp(double[] d) {
    return Pose3.exp(d[0], d[1], d[2], d[3], d[4], d[5]);
  }

  private static double[] rightJacobian(double[] d) {
    return Pose3.rightJacobian(d[0], d[1], d[2], d[3], d[4], d[5]);
  }

  private static double[] rightJacobianInverse(double[] d) {
    return Pose3.rightJacobianInverse(d[0], d[1], d[2], d[3], d[4], d[5]);
  }

  /** The 6x6 ([w]x, [v]x; 0, [w]x). */
  private static double[] smallAdjoint(double[] d) {
    double[] v = Dense.hat(d[0], d[1], d[2]);
    double[] w = Dense.hat(d[3], d[4], d[5]);
    double[] out = new double[36];
    for (int row = 0; row < 3; row++) {
      System.arraycopy(w, 3 * row, out, 6 * row, 3);
      System.arraycopy(v, 3 * row, out, 6 * row + 3, 3);
      System.arraycopy(w, 3 * row, out, 6 * (row + 3) + 3, 3);
    }
    return out;
  }

  private static double[] matrix(Pose3 pose) {
    double[] r = pose.rotation().matrix();
    return new double[] {
      r[0], r[1], r[2], pose.x(), //
      r[3], r[4], r[5], pose.y(), //
      r[6], r[7], r[8], pose.z(), //
      0, 0, 0, 1
    };
  }

  private static double[] state(Pose3 pose) {
    double[] state = new double[Pose3.STATE_SIZE];
    pose.toState(state, 0);
    return state;
  }

  /** What absolute errors scale with: one for the rotation, and the length of the translation. */
  private static double size(double[] d) {
    return 1 + norm(translation(d));
  }

  private static double[] translation(double[] d) {
    return Arrays.copyOf(d, 3);
  }

  private static double[] rotation(double[] d) {
    return Arrays.copyOfRange(d, 3, 6);
  }
}
