package dev.mezzo.geometry;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * A rigid motion in the plane, the group SE(2): a rotation by a heading and a translation that take
 * body coordinates to world coordinates.
 *
 * <p>State in memory: 3 doubles, x, y (metres), heading (radians). The heading is counter-clockwise
 * from the world's x axis to the body's, and always in (-pi, pi]. Tangent order: translation first,
 * then rotation, (vx vy w), metres and radians. Perturbations are on the right (body frame): X
 * &#8862; d = X &#183; Exp(d), with the full SE(2) exponential. Matrices in {@code double[]} are
 * row-major.
 *
 * <p>Immutable. The static methods over arrays allocate nothing, check nothing but array bounds,
 * and may write their output over an input; see {@link dev.mezzo.geometry}.
 */
public final class Pose2 {
  /** Doubles in a state: x, y, heading. */
  public static final int STATE_SIZE = 3;

  /** Doubles in a tangent vector: vx vy w. */
  public static final int TANGENT_SIZE = 3;

  private static final Pose2 IDENTITY = new Pose2(new double[] {0, 0, 0});

  private final double[] state;

  /** Takes ownership of a state whose heading is wrapped. */
  private Pose2(double[] state) {
    Finite.require("x, y, heading", state);
    for (int i = 0; i < STATE_SIZE; i++) {
      state[i] += 0.0; // -0.0 becomes 0.0, so that equal poses are equal bit for bit
    }
    this.state = state;
  }

  /**
   * The motion that moves nothing.
   *
   * @return the neutral element of composition
   */
  public static Pose2 identity() {
    return IDENTITY;
  }

  /**
   * The pose of a body whose origin is at (x, y) in the world, metres, turned by a heading,
   * radians, which is wrapped.
   *
   * @param x first coordinate of the body's origin in the world, metres
   * @param y second coordinate of the body's origin in the world, metres
   * @param heading angle from the world's x axis to the body's, radians
   * @return the pose
   * @throws IllegalArgumentException if an argument is not finite
   */
  public static Pose2 of(double x, double y, double heading) {
    Finite.require("x, y, heading", x, y, heading);
    return new Pose2(new double[] {x, y, wrap(heading)});
  }

  /**
   * Exp: where a body ends that starts at identity and moves for one unit of time with the constant
   * body velocity (v, w), metres and radians (Sola et al., equation 156).
   *
   * @param vx component of v along the body's x axis, metres
   * @param vy component of v along the body's y axis, metres
   * @param w turn, counter-clockwise, radians
   * @return the pose at the end
   * @throws IllegalArgumentException if a component is not finite or |w| exceeds 1e150 rad
   */
  public static Pose2 exp(double vx, double vy, double w) {
    double[] state = new double[STATE_SIZE];
    retract(IDENTITY.state, 0, tangent(vx, vy, w), 0, state, 0);
    return new Pose2(state);
  }

  /**
   * Reads a state, wrapping its heading; what {@link #toState} wrote comes back equal.
   *
   * @param state holds the state: x, y, heading
   * @param at index of the first of them
   * @return the pose
   * @throws IllegalArgumentException if a component is not finite
   */
  public static Pose2 ofState(double[] state, int at) {
    return of(state[at], state[at + 1], state[at + 2]);
  }

  /**
   * Writes the state, x y heading, at {@code out[at..at+2]}.
   *
   * @param out receives 3 doubles
   * @param at index of the first of them
   */
  public void toState(double[] out, int at) {
    System.arraycopy(state, 0, out, at, STATE_SIZE);
  }

  /**
   * Reads a state from memory, wrapping its heading; what {@link #toState(MemorySegment, long)}
   * wrote comes back equal.
   *
   * @param memory of any kind; doubles in the byte order of the machine
   * @param offset where the state begins, in bytes
   * @return the pose
   * @throws IndexOutOfBoundsException if fewer than 24 bytes begin there
   * @throws IllegalArgumentException if a component is not finite, or the state is not aligned to 8
   *     bytes
   * @throws IllegalStateException if the memory has been freed
   * @throws WrongThreadException if it is for another thread
   */
  public static Pose2 ofState(MemorySegment memory, long offset) {
    double[] state = new double[STATE_SIZE];
    MemorySegment.copy(memory, ValueLayout.JAVA_DOUBLE, offset, state, 0, STATE_SIZE);
    return ofState(state, 0);
  }

  /**
   * Writes the state, x y heading, into memory.
   *
   * @param out of any kind; receives doubles in the byte order of the machine, or nothing
   * @param offset where the state is to begin, in bytes
   * @throws IndexOutOfBoundsException if fewer than 24 bytes begin there
   * @throws IllegalArgumentException if the memory is read-only, or the state would not be aligned
   *     to 8 bytes
   * @throws IllegalStateException if the memory has been freed
   * @throws WrongThreadException if it is for another thread
   */
  public void toState(MemorySegment out, long offset) {
    MemorySegment.copy(state, 0, out, ValueLayout.JAVA_DOUBLE, offset, STATE_SIZE);
  }

  /** {@return the first coordinate of the body's origin in the world, metres} */
  public double x() {
    return state[0];
  }

  /** {@return the second coordinate of the body's origin in the world, metres} */
  public double y() {
    return state[1];
  }

  /** {@return the angle from the world's x axis to the body's, radians, in (-pi, pi]} */
  public double heading() {
    return state[2];
  }

  /**
   * Log: the tangent (vx vy w), metres and radians, w in (-pi, pi].
   *
   * @return 3 doubles, a new array
   */
  public double[] log() {
    double[] out = new double[TANGENT_SIZE];
    localCoordinates(IDENTITY.state, 0, state, 0, out, 0);
    return out;
  }

  /**
   * This motion after the other: this &#183; other.
   *
   * @param other what moves points first
   * @return the product
   * @throws IllegalArgumentException if the translation overflows
   */
  public Pose2 compose(Pose2 other) {
    double[] out = new double[STATE_SIZE];
    compose(state, 0, other.state, 0, out, 0);
    return new Pose2(out);
  }

  /**
   * The motion that undoes this one: the world seen from the body.
   *
   * @return what takes world coordinates to body coordinates
   */
  public Pose2 inverse() {
    return between(IDENTITY);
  }

  /**
   * The other pose seen from this one: this^-1 &#183; other.
   *
   * @param other pose with respect to the same world
   * @return what takes coordinates of the other body to those of this one
   * @throws IllegalArgumentException if the translation overflows
   */
  public Pose2 between(Pose2 other) {
    double[] out = new double[STATE_SIZE];
    between(state, 0, other.state, 0, out, 0);
    return new Pose2(out);
  }

  /**
   * The world coordinates of a point given in body coordinates, metres.
   *
   * @param px first body coordinate, metres
   * @param py second body coordinate, metres
   * @return 2 coordinates, a new array
   * @throws IllegalArgumentException if a coordinate is not finite
   */
  public double[] transform(double px, double py) {
    Finite.require("point", px, py);
    double[] point = {px, py};
    transform(state, 0, point, 0, point, 0);
    return point;
  }

  /**
   * The adjoint Ad of X &#183; Exp(d) &#183; X^-1 = Exp(Ad d), row-major 3x3 (Sola et al., equation
   * 159).
   *
   * @return the 9 entries, a new array
   */
  public double[] adjoint() {
    double[] out = new double[TANGENT_SIZE * TANGENT_SIZE];
    adjoint(state, 0, out, 0);
    return out;
  }

  /**
   * The right Jacobian Jr(d), row-major 3x3 (Sola et al., equation 163).
   *
   * @param vx component of v along the body's x axis, metres
   * @param vy component of v along the body's y axis, metres
   * @param w turn, counter-clockwise, radians
   * @return the 9 entries, a new array
   * @throws IllegalArgumentException if a component is not finite or |w| exceeds 1e150 rad
   */
  public static double[] rightJacobian(double vx, double vy, double w) {
    double[] out = new double[TANGENT_SIZE * TANGENT_SIZE];
    rightJacobian(tangent(vx, vy, w), 0, out, 0);
    return out;
  }

  /**
   * The inverse Jr(d)^-1 of the right Jacobian, row-major 3x3: Log(X &#183; Exp(e)) = d + Jr(d)^-1
   * e to first order, with d = Log(X). It grows without bound as |w| nears 2 pi, far outside what
   * {@link #log} returns.
   *
   * @param vx component of v along the body's x axis, metres
   * @param vy component of v along the body's y axis, metres
   * @param w turn, counter-clockwise, radians
   * @return the 9 entries, a new array
   * @throws IllegalArgumentException if a component is not finite or |w| exceeds 1e150 rad
   */
  public static double[] rightJacobianInverse(double vx, double vy, double w) {
    double[] out = new double[TANGENT_SIZE * TANGENT_SIZE];
    rightJacobianInverse(tangent(vx, vy, w), 0, out, 0);
    return out;
  }

  /**
   * The angle in (-pi, pi] that differs from {@code angle}, radians, by whole turns.
   *
   * @param angle radians, any finite number
   * @return radians, in (-pi, pi]
   */
  public static double wrap(double angle) {
    if (angle > -Math.PI && angle <= Math.PI) {
      return angle;
    }
    // One turn comes off exactly (Sterbenz). More than one would multiply the rounding of TAU;
    // sine and cosine are reduced by the true pi.
    double wrapped =
        Math.abs(angle) < 9
            ? angle - Math.copySign(Math.TAU, angle)
            : Math.atan2(Math.sin(angle), Math.cos(angle));
    return wrapped <= -Math.PI ? Math.PI : wrapped;
  }

  /**
   * X &#8862; d: writes the state {@code X} &#183; Exp({@code d}) at {@code out[outAt..outAt+2]}.
   *
   * @param x holds the state X, 3 doubles
   * @param xAt index of the first of them
   * @param d holds the tangent vector d, 3 doubles
   * @param dAt index of the first of them
   * @param out receives the moved state, 3 doubles; may be {@code x}, at the same place
   * @param outAt index of the first of them
   */
  public static void retract(double[] x, int xAt, double[] d, int dAt, double[] out, int outAt) {
    double vx = d[dAt];
    double vy = d[dAt + 1];
    double w = d[dAt + 2];
    double s = Coefficients.sincHalf(w * w);
    double sinc = s * Coefficients.cosHalf(w * w); // sin(w) / w
    double cosc = w * Coefficients.versine(s); // (1 - cos(w)) / w
    store(x, xAt, sinc * vx - cosc * vy, cosc * vx + sinc * vy, w, out, outAt);
  }

  /**
   * Y &#8863; X: writes the tangent Log({@code X}^-1 &#183; {@code Y}) at {@code
   * out[outAt..outAt+2]}.
   *
   * @param x holds the state X, 3 doubles
   * @param xAt index of the first of them
   * @param y holds the state Y, 3 doubles
   * @param yAt index of the first of them
   * @param out receives the tangent vector, 3 doubles, metres and radians
   * @param outAt index of the first of them
   */
  public static void localCoordinates(
      double[] x, int xAt, double[] y, int yAt, double[] out, int outAt) {
    between(x, xAt, y, yAt, out, outAt);
    double ux = out[outAt];
    double uy = out[outAt + 1];
    double w = out[outAt + 2];
    double half = 0.5 * w;
    double halfCot = Coefficients.cosHalf(w * w) / Coefficients.sincHalf(w * w); // half cot(half)
    out[outAt] = halfCot * ux + half * uy;
    out[outAt + 1] = halfCot * uy - half * ux;
  }

  /**
   * Writes the state {@code A} &#183; {@code B} at {@code out[outAt..outAt+2]}.
   *
   * @param a holds the state A, 3 doubles
   * @param aAt index of the first of them
   * @param b holds the state B, 3 doubles
   * @param bAt index of the first of them
   * @param out receives the product, 3 doubles; may be {@code a} or {@code b}, at the same place
   * @param outAt index of the first of them
   */
  public static void compose(double[] a, int aAt, double[] b, int bAt, double[] out, int outAt) {
    store(a, aAt, b[bAt], b[bAt + 1], b[bAt + 2], out, outAt);
  }

  /**
   * Writes the state {@code A}^-1 &#183; {@code B} at {@code out[outAt..outAt+2]}.
   *
   * @param a holds the state A, 3 doubles
   * @param aAt index of the first of them
   * @param b holds the state B, 3 doubles
   * @param bAt index of the first of them
   * @param out receives B seen from A, 3 doubles; may be {@code a} or {@code b}, at the same place
   * @param outAt index of the first of them
   */
  public static void between(double[] a, int aAt, double[] b, int bAt, double[] out, int outAt) {
    double sin = Math.sin(a[aAt + 2]);
    double cos = Math.cos(a[aAt + 2]);
    double dx = b[bAt] - a[aAt];
    double dy = b[bAt + 1] - a[aAt + 1];
    double heading = wrap(b[bAt + 2] - a[aAt + 2]);
    out[outAt] = cos * dx + sin * dy;
    out[outAt + 1] = cos * dy - sin * dx;
    out[outAt + 2] = heading;
  }

  /**
   * Writes the point {@code p[pAt..pAt+1]}, taken from body to world, at {@code out[outAt]}.
   *
   * @param x holds the state X, 3 doubles
   * @param xAt index of the first of them
   * @param p holds the point in body coordinates, 2 doubles, metres
   * @param pAt index of the first of them
   * @param out receives its world coordinates, 2 doubles, metres; may be {@code p}, at the same
   *     place
   * @param outAt index of the first of them
   */
  public static void transform(double[] x, int xAt, double[] p, int pAt, double[] out, int outAt) {
    double sin = Math.sin(x[xAt + 2]);
    double cos = Math.cos(x[xAt + 2]);
    double px = p[pAt];
    double py = p[pAt + 1];
    out[outAt] = x[xAt] + (cos * px - sin * py);
    out[outAt + 1] = x[xAt + 1] + (sin * px + cos * py);
  }

  /**
   * Writes the adjoint of a state, row-major 3x3, at {@code out[outAt..outAt+8]}.
   *
   * @param x holds the state X, 3 doubles
   * @param xAt index of the first of them
   * @param out receives the 9 entries
   * @param outAt index of the first of them
   */
  public static void adjoint(double[] x, int xAt, double[] out, int outAt) {
    double sin = Math.sin(x[xAt + 2]);
    double cos = Math.cos(x[xAt + 2]);
    writeAffine(cos, sin, x[xAt + 1], -x[xAt], out, outAt);
  }

  /**
   * Writes Jr({@code d}), row-major 3x3, at {@code out[outAt..outAt+8]}.
   *
   * @param d holds the tangent vector d, 3 doubles
   * @param dAt index of the first of them
   * @param out receives the 9 entries
   * @param outAt index of the first of them
   */
  public static void rightJacobian(double[] d, int dAt, double[] out, int outAt) {
    double w2 = d[dAt + 2] * d[dAt + 2];
    double s = Coefficients.sincHalf(w2);
    double c = Coefficients.cosHalf(w2);
    writeJacobian(
        d, dAt, s * c, -Coefficients.versine(s), Coefficients.sineGap(w2, s, c), out, outAt);
  }

  /**
   * Writes Jr({@code d})^-1, row-major 3x3, at {@code out[outAt..outAt+8]}.
   *
   * @param d holds the tangent vector d, 3 doubles
   * @param dAt index of the first of them
   * @param out receives the 9 entries
   * @param outAt index of the first of them
   */
  public static void rightJacobianInverse(double[] d, int dAt, double[] out, int outAt) {
    double w2 = d[dAt + 2] * d[dAt + 2];
    double s = Coefficients.sincHalf(w2);
    double c = Coefficients.cosHalf(w2);
    writeJacobian(d, dAt, c / s, 0.5, Coefficients.cotangentGap(w2, s, c), out, outAt);
  }

  /** Writes X times the motion (ux, uy, heading). */
  private static void store(
      double[] x, int xAt, double ux, double uy, double heading, double[] out, int outAt) {
    double sin = Math.sin(x[xAt + 2]);
    double cos = Math.cos(x[xAt + 2]);
    out[outAt] = x[xAt] + (cos * ux - sin * uy);
    out[outAt + 1] = x[xAt + 1] + (sin * ux + cos * uy);
    out[outAt + 2] = wrap(x[xAt + 2] + heading);
  }

  /**
   * Writes I + b A + c A^2 for the small adjoint A = (0, -w, vy; w, 0, -vx; 0, 0, 0) of the
   * tangent, whose square is (-w^2, 0, w vx; 0, -w^2, w vy; 0, 0, 0); {@code diagonal} is 1 - c w^2
   * in a form without cancellation.
   */
  private static void writeJacobian(
      double[] d, int dAt, double diagonal, double b, double c, double[] out, int outAt) {
    double vx = d[dAt];
    double vy = d[dAt + 1];
    double w = d[dAt + 2];
    writeAffine(diagonal, b * w, c * w * vx + b * vy, c * w * vy - b * vx, out, outAt);
  }

  /** Writes the 3x3 (cos, -sin, x; sin, cos, y; 0, 0, 1). */
  private static void writeAffine(
      double cos, double sin, double x, double y, double[] out, int at) {
    out[at] = cos;
    out[at + 1] = -sin;
    out[at + 2] = x;
    out[at + 3] = sin;
    out[at + 4] = cos;
    out[at + 5] = y;
    out[at + 6] = 0;
    out[at + 7] = 0;
    out[at + 8] = 1;
  }

  private static double[] tangent(double vx, double vy, double w) {
    Finite.require("translational part of the tangent", vx, vy);
    Finite.requireRotationVector(0, 0, w);
    return new double[] {vx, vy, w};
  }

  /** Equal components: the same pose to the last bit. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Pose2 that && Arrays.equals(state, that.state);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(state);
  }

  /** Position in metres and heading in radians, with all their digits. */
  @Override
  public String toString() {
    return "Pose2[xy " + state[0] + ", " + state[1] + " m, heading " + state[2] + " rad]";
  }
}
