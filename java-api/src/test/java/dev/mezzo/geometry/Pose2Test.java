package dev.mezzo.geometry;

import static dev.mezzo.geometry.Dense.assertNear;
import static dev.mezzo.geometry.Dense.assertRelativelyNear;
import static dev.mezzo.geometry.Dense.identity;
import static dev.mezzo.geometry.Dense.norm;
import static dev.mezzo.geometry.Dense.plus;
import static dev.mezzo.geometry.Dense.scaled;
import static dev.mezzo.geometry.Dense.times;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mezzo.geometry.Tangents.Twists2;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Pose2Test {
  @Property(seed = "1")
  void logUndoesExpToRounding(@ForAll(supplier = Twists2.class) double[] d) {
    double[] back = exp(d).log();
    assertThat(back[2]).isEqualTo(d[2]);
    assertRelativelyNear(Arrays.copyOf(back, 2), Arrays.copyOf(d, 2), 2e-15);
  }

  @Property(seed = "2")
  void expIsTheMatrixExponential(@ForAll(supplier = Twists2.class) double[] d) {
    double[] hat = {0, -d[2], d[0], d[2], 0, d[1], 0, 0, 0};
    assertNear(matrix(exp(d)), Dense.exponential(hat, 3), 1e-14 * size(d));
  }

  @Test
  void expAndLogAtZeroAreExact() {
    assertThat(Pose2.exp(0, 0, 0)).isEqualTo(Pose2.identity());
    assertThat(Pose2.identity().log()).containsExactly(0, 0, 0);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-300, 1e-100, 1e-16, 1e-9})
  void tinyMotionsKeepTheirRelativePrecision(double scale) {
    double[] d = scaled(scale, new double[] {1, -2, 0.3});
    assertRelativelyNear(exp(d).log(), d, 4e-16);
  }

  @Test
  void aQuarterTurnToTheLeftEndsAheadAndToTheLeft() {
    Pose2 pose = Pose2.exp(1, 0, Math.PI / 2);
    double radius = 2 / Math.PI;
    assertNear(
        new double[] {pose.x(), pose.y(), pose.heading()},
        new double[] {radius, radius, Math.PI / 2},
        1e-15);
  }

  @Test
  void headingsAreInTheHalfOpenIntervalFromMinusPiToPi() {
    assertThat(Pose2.of(0, 0, Math.PI).heading()).isEqualTo(Math.PI);
    assertThat(Pose2.of(0, 0, -Math.PI).heading()).isEqualTo(Math.PI);
    assertThat(Pose2.of(0, 0, Math.nextUp(-Math.PI)).heading()).isEqualTo(Math.nextUp(-Math.PI));
    assertThat(Pose2.of(0, 0, Math.nextUp(Math.PI)).heading()).isNegative();
    assertThat(Pose2.of(0, 0, 8 - Math.TAU).heading()).isEqualTo(8 - Math.TAU);
    assertThat(Pose2.of(0, 0, 8).heading()).isEqualTo(8 - Math.TAU);
    assertThat(Pose2.of(0, 0, 2 * Math.PI).heading()).isZero();
    assertThat(Pose2.of(0, 0, -0.0)).isEqualTo(Pose2.identity());
  }

  @Property(seed = "3")
  void wrappingTakesOffWholeTurns(
      @ForAll @DoubleRange(min = -3.14, max = 3.14) double angle,
      @ForAll @IntRange(min = -1_000_000, max = 1_000_000) int turns) {
    double wound = angle + turns * 2 * Math.PI;
    double wrapped = Pose2.wrap(wound);
    // What is left is the rounding of the wound angle itself.
    assertThat(wrapped).isCloseTo(angle, within(1e-15 + 2 * Math.ulp(wound)));
    assertThat(Pose2.wrap(wrapped)).isEqualTo(wrapped);
  }

  @ParameterizedTest
  // 29 pi comes out of atan2 as -pi, the open end of the interval.
  @ValueSource(doubles = {3.5, -4, 6.5, 8.999, 9.001, -9.001, 12, 29 * Math.PI, 1e6, -1e15, 1e300})
  void aWrappedAngleHasTheSameDirection(double angle) {
    double wrapped = Pose2.wrap(angle);
    assertThat(wrapped).isGreaterThan(-Math.PI).isLessThanOrEqualTo(Math.PI);
    assertThat(Math.sin(wrapped)).isCloseTo(Math.sin(angle), within(5e-16));
    assertThat(Math.cos(wrapped)).isCloseTo(Math.cos(angle), within(5e-16));
  }

  @Test
  void steppingAcrossPiWraps() {
    Pose2 pose = Pose2.of(1, 2, 3.1).compose(Pose2.exp(0, 0, 0.1));
    assertThat(pose.heading()).isCloseTo(3.2 - 2 * Math.PI, within(1e-15));
    assertThat(Pose2.of(0, 0, 3.1).between(Pose2.of(0, 0, -3.1)).heading())
        .isCloseTo(2 * Math.PI - 6.2, within(1e-15));
  }

  @Property(seed = "4")
  void compositionIsTheProductOfMatrices(
      @ForAll(supplier = Twists2.class) double[] p, @ForAll(supplier = Twists2.class) double[] q) {
    Pose2 a = exp(p);
    Pose2 b = exp(q);
    double tolerance = 4e-15 * (size(p) + size(q));
    Pose2 product = a.compose(b);
    assertNear(matrix(product), times(matrix(a), matrix(b), 3), tolerance);
    assertNear(matrix(a.between(product)), matrix(b), tolerance);
    assertNear(matrix(a.compose(a.inverse())), identity(3), tolerance);
    assertNear(matrix(a.inverse().compose(b)), matrix(a.between(b)), tolerance);
    double[] point = Arrays.copyOf(a.transform(q[0], q[1]), 3);
    point[2] = 1;
    assertNear(point, times(matrix(a), new double[] {q[0], q[1], 1}, 3), tolerance);
  }

  @Property(seed = "5")
  void adjointMovesAPerturbationFromTheRightToTheLeft(
      @ForAll(supplier = Twists2.class) double[] x, @ForAll(supplier = Twists2.class) double[] d) {
    Pose2 pose = exp(x);
    Pose2 conjugated = pose.compose(exp(d)).compose(pose.inverse());
    double[] moved = times(pose.adjoint(), d, 3);
    assertNear(matrix(conjugated), matrix(exp(moved)), 1e-14 * (size(x) + size(d)));
  }

  @Property(seed = "6")
  void rightJacobianIsItsSeries(@ForAll(supplier = Twists2.class) double[] d) {
    double[] minusAd = {0, d[2], -d[1], -d[2], 0, d[0], 0, 0, 0};
    assertNear(rightJacobian(d), Dense.leftJacobian(minusAd, 3), 1e-14 * size(d));
  }

  @Property(seed = "7")
  void rightJacobianIsTheDerivativeOfExp(@ForAll(supplier = Twists2.class) double[] d) {
    double[] expected = Dense.differentiate(e -> exp(d).between(exp(plus(d, e))).log(), 3);
    assertNear(rightJacobian(d), expected, 1e-11 * size(d));
  }

  @Property(seed = "8")
  void inverseRightJacobianIsTheDerivativeOfLog(@ForAll(supplier = Twists2.class) double[] twist) {
    double[] d = scaled(0.95, twist); // log jumps at pi; the steps must not cross it
    double[] expected = Dense.differentiate(e -> exp(d).compose(exp(e)).log(), 3);
    assertNear(rightJacobianInverse(d), expected, 1e-11 * size(d));
  }

  @Property(seed = "9")
  void inverseRightJacobianIsTheInverse(@ForAll(supplier = Twists2.class) double[] d) {
    double[] product = times(rightJacobian(d), rightJacobianInverse(d), 3);
    assertNear(product, identity(3), 4e-15 * size(d));
  }

  @Property(seed = "10")
  void expOfASumSplitsByTheRightJacobian(
      @ForAll(supplier = Twists2.class) double[] d,
      @ForAll(supplier = Twists2.class) double[] direction) {
    double[] e = scaled(1e-8 / size(direction), direction);
    double[] step = times(rightJacobian(d), e, 3);
    double[] difference = exp(d).compose(exp(step)).between(exp(plus(d, e))).log();
    assertThat(norm(difference)).isLessThan(4e-15 * size(d));
  }

  @Property(seed = "11")
  void localCoordinatesUndoRetract(
      @ForAll(supplier = Twists2.class) double[] x, @ForAll(supplier = Twists2.class) double[] d) {
    double[] padded = {7, d[0], d[1], d[2], 7};
    double[] moved = new double[6];
    Pose2.retract(state(exp(x)), 0, padded, 1, moved, 2);
    double tolerance = 4e-15 * (size(x) + size(d));
    assertNear(matrix(Pose2.ofState(moved, 2)), matrix(exp(x).compose(exp(d))), tolerance);

    Pose2.localCoordinates(state(exp(x)), 0, moved, 2, padded, 1);
    assertNear(matrix(exp(Arrays.copyOfRange(padded, 1, 4))), matrix(exp(d)), tolerance);
    assertThat(new double[] {padded[0], padded[4]}).containsOnly(7);
    assertThat(new double[] {moved[0], moved[1], moved[5]}).containsOnly(0);
  }

  @Property(seed = "12")
  void arrayMethodsAgreeWithValues(
      @ForAll(supplier = Twists2.class) double[] p, @ForAll(supplier = Twists2.class) double[] q) {
    Pose2 a = exp(p);
    Pose2 b = exp(q);
    double[] out = new double[11];
    Pose2.compose(state(a), 0, state(b), 0, out, 1);
    assertThat(Pose2.ofState(out, 1)).isEqualTo(a.compose(b));
    Pose2.between(state(a), 0, state(b), 0, out, 1);
    assertThat(Pose2.ofState(out, 1)).isEqualTo(a.between(b));
    Pose2.transform(state(a), 0, q, 0, out, 1);
    assertThat(Arrays.copyOfRange(out, 1, 3)).containsExactly(a.transform(q[0], q[1]));
    Arrays.fill(out, 9);
    Pose2.adjoint(state(a), 0, out, 1);
    assertThat(Arrays.copyOfRange(out, 1, 10)).containsExactly(a.adjoint());
    Arrays.fill(out, 9);
    Pose2.rightJacobian(p, 0, out, 1);
    assertThat(Arrays.copyOfRange(out, 1, 10)).containsExactly(rightJacobian(p));
    Arrays.fill(out, 9);
    Pose2.rightJacobianInverse(p, 0, out, 1);
    assertThat(Arrays.copyOfRange(out, 1, 10)).containsExactly(rightJacobianInverse(p));
    assertThat(new double[] {out[0], out[10]}).containsOnly(9);
  }

  @Property(seed = "13")
  void arrayMethodsMayWriteOverTheirInput(
      @ForAll(supplier = Twists2.class) double[] p, @ForAll(supplier = Twists2.class) double[] q) {
    Pose2 a = exp(p);
    Pose2 b = exp(q);
    double[] left = state(a);
    Pose2.compose(left, 0, state(b), 0, left, 0);
    double[] right = state(b);
    Pose2.compose(state(a), 0, right, 0, right, 0);
    assertThat(Pose2.ofState(left, 0)).isEqualTo(Pose2.ofState(right, 0)).isEqualTo(a.compose(b));

    left = state(a);
    Pose2.between(left, 0, state(b), 0, left, 0);
    right = state(b);
    Pose2.between(state(a), 0, right, 0, right, 0);
    assertThat(Pose2.ofState(left, 0)).isEqualTo(Pose2.ofState(right, 0)).isEqualTo(a.between(b));

    double[] expected = new double[3];
    double[] inPlace = state(a);
    Pose2.retract(state(a), 0, q, 0, expected, 0);
    Pose2.retract(inPlace, 0, q, 0, inPlace, 0);
    assertThat(inPlace).containsExactly(expected);
    inPlace = q.clone();
    Pose2.retract(state(a), 0, inPlace, 0, inPlace, 0);
    assertThat(inPlace).containsExactly(expected);

    Pose2.localCoordinates(state(a), 0, state(b), 0, expected, 0);
    inPlace = state(b);
    Pose2.localCoordinates(state(a), 0, inPlace, 0, inPlace, 0);
    assertThat(inPlace).containsExactly(expected);
    inPlace = state(a);
    Pose2.localCoordinates(inPlace, 0, state(b), 0, inPlace, 0);
    assertThat(inPlace).containsExactly(expected);

    double[] point = {1, 2};
    Pose2.transform(state(a), 0, point, 0, point, 0);
    assertThat(point).containsExactly(a.transform(1, 2));
  }

  @Property(seed = "14")
  void aStateComesBackBitForBit(@ForAll(supplier = Twists2.class) double[] d) {
    Pose2 pose = exp(d);
    Pose2 back = Pose2.ofState(state(pose), 0);
    assertThat(back).isEqualTo(pose).hasSameHashCodeAs(pose);
    assertThat(Pose2.of(pose.x(), pose.y(), pose.heading())).isEqualTo(pose);
  }

  @Test
  void printsItsStateWithUnits() {
    assertThat(Pose2.of(1, -2.5, -0.0)).hasToString("Pose2[xy 1.0, -2.5 m, heading 0.0 rad]");
  }

  private static Pose2 exp(double[] d) {
    return Pose2.exp(d[0], d[1], d[2]);
  }

  private static double[] rightJacobian(double[] d) {
    return Pose2.rightJacobian(d[0], d[1], d[2]);
  }

  private static double[] rightJacobianInverse(double[] d) {
    return Pose2.rightJacobianInverse(d[0], d[1], d[2]);
  }

  private static double[] matrix(Pose2 pose) {
    double sin = Math.sin(pose.heading());
    double cos = Math.cos(pose.heading());
    return new double[] {cos, -sin, pose.x(), sin, cos, pose.y(), 0, 0, 1};
  }

  private static double[] state(Pose2 pose) {
    double[] state = new double[Pose2.STATE_SIZE];
    pose.toState(state, 0);
    return state;
  }

  /** What absolute errors scale with: one for the rotation, and the length of the translation. */
  private static double size(double[] d) {
    return 1 + norm(Arrays.copyOf(d, 2));
  }
}
