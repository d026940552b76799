package dev.mezzo.geometry;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * A rigid motion in space, the group SE(3): a rotation and a translation that take body coordinates
 * to world coordinates.
 *
 * <p>Quaternion order: (x, y, z, w), Hamilton, unit, rotating body to world; of the two signs the
 * one with w &gt;= 0. State in memory: 7 doubles, translation x y z (metres), then quaternion x y z
 * w. Tangent order: translation first, then rotation, (vx vy vz wx wy wz), metres and radians.
 * Perturbations are on the right (body frame): X &#8862; d = X &#183; Exp(d), with the full SE(3)
 * exponential. Matrices in {@code double[]} are row-major.
 *
 * <p>Immutable. The static methods over arrays allocate nothing, check nothing but array bounds,
 * and may write their output over an input; see {@link dev.mezzo.geometry}.
 */
public final class Pose3 {
  /** Doubles in a state: translation x y z, then quaternion x y z w. */
  public static final int STATE_SIZE = 7;

  /** Doubles in a tangent vector: vx vy vz wx wy wz. */
  public static final int TANGENT_SIZE = 6;

  private static final int Q = 3; // where the quaternion starts in a state

  private static final Pose3 IDENTITY = new Pose3(new double[] {0, 0, 0, 0, 0, 0, 1});

  private final double[] state;

  /** Takes ownership of a state whose quaternion is valid. */
  private Pose3(double[] state) {
    Finite.require("translation", state[0], state[1], state[2]);
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
  public static Pose3 identity() {
    return IDENTITY;
  }

  /**
   * The pose of a body whose origin is at (x, y, z) in the world, metres, turned by a rotation.
   *
   * @param x first coordinate of the body's origin in the world, metres
   * @param y second coordinate of the body's origin in the world, metres
   * @param z third coordinate of the body's origin in the world, metres
   * @param rotation from body to world
   * @return the pose
   * @throws IllegalArgumentException if a coordinate is not finite
   */
  public static Pose3 of(double x, double y, double z, Rotation3 rotation) {
    double[] state = {x, y, z, 0, 0, 0, 0};
    rotation.toState(state, Q);
    return new Pose3(state);
  }

  /**
   * Exp: where a body ends that starts at identity and moves for one unit of time with the constant
   * body velocity (v, w), metres and radians (Sola et al., equation 172).
   *
   * @param vx component of v along the body's x axis, metres
   * @param vy component of v along the body's y axis, metres
   * @param vz component of v along the body's z axis, metres
   * @param wx component of w along the body's x axis, radians
   * @param wy component of w along the body's y axis, radians
   * @param wz component of w along the body's z axis, radians
   * @return the pose at the end
   * @throws IllegalArgumentException if a component is not finite or w is longer than 1e150 rad
   */
  public static Pose3 exp(double vx, double vy, double vz, double wx, double wy, double wz) {
    double[] state = new double[STATE_SIZE];
    retract(IDENTITY.state, 0, tangent(vx, vy, vz, wx, wy, wz), 0, state, 0);
    return new Pose3(state);
  }

  /**
   * Reads a state, normalising its quaternion; what {@link #toState} wrote comes back equal.
   *
   * @param state holds the state: translation x y z, then quaternion x y z w
   * @param at index of the first of them
   * @return the pose
   * @throws IllegalArgumentException if a component is not finite or the quaternion is zero
   */
  public static Pose3 ofState(double[] state, int at) {
    return of(state[at], state[at + 1], state[at + 2], Rotation3.ofState(state, at + Q));
  }

  /**
   * Writes the state, translation x y z and quaternion x y z w, at {@code out[at..at+6]}.
   *
   * @param out receives 7 doubles
   * @param at index of the first of them
   */
  public void toState(double[] out, int at) {
    System.arraycopy(state, 0, out, at, STATE_SIZE);
  }

  /**
   * Reads a state from memory, normalising its quaternion; what {@link #toState(MemorySegment,
   * long)} wrote comes back equal.
   *
   * @param memory of any kind; doubles in the byte order of the machine
   * @param offset where the state begins, in bytes
   * @return the pose
   * @throws IndexOutOfBoundsException if fewer than 56 bytes begin there
   * @throws IllegalArgumentException if a component is not finite, the quaternion is zero, or the
   *     state is not aligned to 8 bytes
   * @throws IllegalStateException if the memory has been freed
   * @throws WrongThreadException if it is for another thread
   */
  public static Pose3 ofState(MemorySegment memory, long offset) {
    double[] state = new double[STATE_SIZE];
    MemorySegment.copy(memory, ValueLayout.JAVA_DOUBLE, offset, state, 0, STATE_SIZE);
    return ofState(state, 0);
  }

  /**
   * Writes the state, translation x y z and quaternion x y z w, into memory.
   *
   * @param out of any kind; receives doubles in the byte order of the machine, or nothing
   * @param offset where the state is to begin, in bytes
   * @throws IndexOutOfBoundsException if fewer than 56 bytes begin there
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

  /** {@return the third coordinate of the body's origin in the world, metres} */
  public double z() {
    return state[2];
  }

  /** {@return the rotation from body to world} */
  public Rotation3 rotation() {
    return Rotation3.ofState(state, Q);
  }

  /**
   * Log: the tangent (vx vy vz wx wy wz), metres and radians, |w| at most pi.
   *
   * @return 6 doubles, a new array
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
  public Pose3 compose(Pose3 other) {
    double[] out = new double[STATE_SIZE];
    compose(state, 0, other.state, 0, out, 0);
    return new Pose3(out);
  }

  /**
   * The motion that undoes this one: the world seen from the body.
   *
   * @return what takes world coordinates to body coordinates
   */
  public Pose3 inverse() {
    return between(IDENTITY);
  }

  /**
   * The other pose seen from this one: this^-1 &#183; other.
   *
   * @param other pose with respect to the same world
   * @return what takes coordinates of the other body to those of this one
   * @throws IllegalArgumentException if the translation overflows
   */
  public Pose3 between(Pose3 other) {
    double[] out = new double[STATE_SIZE];
    between(state, 0, other.state, 0, out, 0);
    return new Pose3(out);
  }

  /**
   * The world coordinates of a point given in body coordinates, metres.
   *
   * @param px first body coordinate, metres
   * @param py second body coordinate, metres
   * @param pz third body coordinate, metres
   * @return 3 coordinates, a new array
   * @throws IllegalArgumentException if a coordinate is not finite
   */
  public double[] transform(double px, double py, double pz) {
    Finite.require("point", px, py, pz);
    double[] point = {px, py, pz};
    transform(state, 0, point, 0, point, 0);
    return point;
  }

  /**
   * The adjoint Ad of X &#183; Exp(d) &#183; X^-1 = Exp(Ad d), row-major 6x6, (R, [t]x R; 0, R)
   * (Sola et al., equation 175).
   *
   * @return the 36 entries, a new array
   */
  public double[] adjoint() {
    double[] out = new double[TANGENT_SIZE * TANGENT_SIZE];
    adjoint(state, 0, out, 0);
    return out;
  }

  /**
   * The right Jacobian Jr(d), row-major 6x6, (Jr(w), Q; 0, Jr(w)) with the block Q of Barfoot and
   * Furgale (2014), equation 102, adapted to the right Jacobian and simplified.
   *
   * @param vx component of v along the body's x axis, metres
   * @param vy component of v along the body's y axis, metres
   * @param vz component of v along the body's z axis, metres
   * @param wx component of w along the body's x axis, radians
   * @param wy component of w along the body's y axis, radians
   * @param wz component of w along the body's z axis, radians
   * @return the 36 entries, a new array
   * @throws IllegalArgumentException if a component is not finite or w is longer than 1e150 rad
   */
  public static double[] rightJacobian(
      double vx, double vy, double vz, double wx, double wy, double wz) {
    double[] out = new double[TANGENT_SIZE * TANGENT_SIZE];
    rightJacobian(tangent(vx, vy, vz, wx, wy, wz), 0, out, 0);
    return out;
  }

  /**
   * The inverse Jr(d)^-1 of the right Jacobian, row-major 6x6: Log(X &#183; Exp(e)) = d + Jr(d)^-1
   * e to first order, with d = Log(X). It grows without bound as |w| nears 2 pi, far outside what
   * {@link #log} returns.
   *
   * @param vx component of v along the body's x axis, metres
   * @param vy component of v along the body's y axis, metres
   * @param vz component of v along the body's z axis, metres
   * @param wx component of w along the body's x axis, radians
   * @param wy component of w along the body's y axis, radians
   * @param wz component of w along the body's z axis, radians
   * @return the 36 entries, a new array
   * @throws IllegalArgumentException if a component is not finite or w is longer than 1e150 rad
   */
  public static double[] rightJacobianInverse(
      double vx, double vy, double vz, double wx, double wy, double wz) {
    double[] out = new double[TANGENT_SIZE * TANGENT_SIZE];
    rightJacobianInverse(tangent(vx, vy, vz, wx, wy, wz), 0, out, 0);
    return out;
  }

  /**
   * X &#8862; d: writes the state {@code X} &#183; Exp({@code d}) at {@code out[outAt..outAt+6]}.
   *
   * @param x holds the state X, 7 doubles
   * @param xAt index of the first of them
   * @param d holds the tangent vector d, 6 doubles
   * @param dAt index of the first of them
   * @param out receives the moved state, 7 doubles; may be {@code x}, at the same place
   * @param outAt index of the first of them
   */
  public static void retract(double[] x, int xAt, double[] d, int dAt, double[] out, int outAt) {
    double tx = x[xAt];
    double ty = x[xAt + 1];
    double tz = x[xAt + 2];
    double qx = x[xAt + Q];
    double qy = x[xAt + Q + 1];
    double qz = x[xAt + Q + 2];
    double qw = x[xAt + Q + 3];
    double vx = d[dAt];
    double vy = d[dAt + 1];
    double vz = d[dAt + 2];
    double wx = d[dAt + 3];
    double wy = d[dAt + 4];
    double wz = d[dAt + 5];
    double theta2 = wx * wx + wy * wy + wz * wz;
    double s = Coefficients.sincHalf(theta2);
    double c = Coefficients.cosHalf(theta2);
    double first = Coefficients.versine(s);
    double second = Coefficients.sineGap(theta2, s, c);
    double ax = wy * vz - wz * vy; // a = w x v, and below w x a
    double ay = wz * vx - wx * vz;
    double az = wx * vy - wy * vx;
    Quaternions.rotate(
        qx,
        qy,
        qz,
        qw,
        vx + first * ax + second * (wy * az - wz * ay),
        vy + first * ay + second * (wz * ax - wx * az),
        vz + first * az + second * (wx * ay - wy * ax),
        out,
        outAt);
    out[outAt] += tx;
    out[outAt + 1] += ty;
    out[outAt + 2] += tz;
    double half = 0.5 * s;
    Quaternions.storeProduct(qx, qy, qz, qw, half * wx, half * wy, half * wz, c, out, outAt + Q);
  }

  /**
   * Y &#8863; X: writes the tangent Log({@code X}^-1 &#183; {@code Y}) at {@code
   * out[outAt..outAt+5]}.
   *
   * @param x holds the state X, 7 doubles
   * @param xAt index of the first of them
   * @param y holds the state Y, 7 doubles
   * @param yAt index of the first of them
   * @param out receives the tangent vector, 6 doubles, metres and radians
   * @param outAt index of the first of them
   */
  public static void localCoordinates(
      double[] x, int xAt, double[] y, int yAt, double[] out, int outAt) {
    double ax = -x[xAt + Q];
    double ay = -x[xAt + Q + 1];
    double az = -x[xAt + Q + 2];
    double aw = x[xAt + Q + 3];
    double bx = y[yAt + Q];
    double by = y[yAt + Q + 1];
    double bz = y[yAt + Q + 2];
    double bw = y[yAt + Q + 3];
    double qx = Quaternions.productX(ax, ay, az, aw, bx, by, bz, bw);
    double qy = Quaternions.productX(ay, az, ax, aw, by, bz, bx, bw);
    double qz = Quaternions.productX(az, ax, ay, aw, bz, bx, by, bw);
    double qw = Quaternions.productW(ax, ay, az, aw, bx, by, bz, bw);
    double scale = Quaternions.logScale(qx, qy, qz, qw);
    double wx = scale * qx;
    double wy = scale * qy;
    double wz = scale * qz;
    // The half-angle pair is known without trigonometry: |scale| is theta / sin(theta/2).
    double second =
        Coefficients.cotangentGap(wx * wx + wy * wy + wz * wz, 2 / Math.abs(scale), Math.abs(qw));
    Quaternions.rotate(
        ax,
        ay,
        az,
        aw,
        y[yAt] - x[xAt],
        y[yAt + 1] - x[xAt + 1],
        y[yAt + 2] - x[xAt + 2],
        out,
        outAt);
    double ux = out[outAt]; // translation of X^-1 Y
    double uy = out[outAt + 1];
    double uz = out[outAt + 2];
    double cx = wy * uz - wz * uy; // c = w x u, and below w x c
    double cy = wz * ux - wx * uz;
    double cz = wx * uy - wy * ux;
    out[outAt] = ux - 0.5 * cx + second * (wy * cz - wz * cy);
    out[outAt + 1] = uy - 0.5 * cy + second * (wz * cx - wx * cz);
    out[outAt + 2] = uz - 0.5 * cz + second * (wx * cy - wy * cx);
    out[outAt + 3] = wx;
    out[outAt + 4] = wy;
    out[outAt + 5] = wz;
  }

  /**
   * Writes the state {@code A} &#183; {@code B} at {@code out[outAt..outAt+6]}.
   *
   * @param a holds the state A, 7 doubles
   * @param aAt index of the first of them
   * @param b holds the state B, 7 doubles
   * @param bAt index of the first of them
   * @param out receives the product, 7 doubles; may be {@code a} or {@code b}, at the same place
   * @param outAt index of the first of them
   */
  public static void compose(double[] a, int aAt, double[] b, int bAt, double[] out, int outAt) {
    double tx = a[aAt];
    double ty = a[aAt + 1];
    double tz = a[aAt + 2];
    Rotation3.rotate(a, aAt + Q, b, bAt, out, outAt);
    out[outAt] += tx;
    out[outAt + 1] += ty;
    out[outAt + 2] += tz;
    Rotation3.compose(a, aAt + Q, b, bAt + Q, out, outAt + Q);
  }

  /**
   * Writes the state {@code A}^-1 &#183; {@code B} at {@code out[outAt..outAt+6]}.
   *
   * @param a holds the state A, 7 doubles
   * @param aAt index of the first of them
   * @param b holds the state B, 7 doubles
   * @param bAt index of the first of them
   * @param out receives B seen from A, 7 doubles; may be {@code a} or {@code b}, at the same place
   * @param outAt index of the first of them
   */
  public static void between(double[] a, int aAt, double[] b, int bAt, double[] out, int outAt) {
    Quaternions.rotate(
        -a[aAt + Q],
        -a[aAt + Q + 1],
        -a[aAt + Q + 2],
        a[aAt + Q + 3],
        b[bAt] - a[aAt],
        b[bAt + 1] - a[aAt + 1],
        b[bAt + 2] - a[aAt + 2],
        out,
        outAt);
    Rotation3.between(a, aAt + Q, b, bAt + Q, out, outAt + Q);
  }

  /**
   * Writes the point {@code p[pAt..pAt+2]}, taken from body to world, at {@code out[outAt]}.
   *
   * @param x holds the state X, 7 doubles
   * @param xAt index of the first of them
   * @param p holds the point in body coordinates, 3 doubles, metres
   * @param pAt index of the first of them
   * @param out receives its world coordinates, 3 doubles, metres; may be {@code p}, at the same
   *     place
   * @param outAt index of the first of them
   */
  public static void transform(double[] x, int xAt, double[] p, int pAt, double[] out, int outAt) {
    Rotation3.rotate(x, xAt + Q, p, pAt, out, outAt);
    out[outAt] += x[xAt];
    out[outAt + 1] += x[xAt + 1];
    out[outAt + 2] += x[xAt + 2];
  }

  /**
   * Writes the adjoint of a state, row-major 6x6, at {@code out[outAt..outAt+35]}.
   *
   * @param x holds the state X, 7 doubles
   * @param xAt index of the first of them
   * @param out receives the 36 entries
   * @param outAt index of the first of them
   */
  public static void adjoint(double[] x, int xAt, double[] out, int outAt) {
    double tx = x[xAt];
    double ty = x[xAt + 1];
    double tz = x[xAt + 2];
    double qx = x[xAt + Q];
    double qy = x[xAt + Q + 1];
    double qz = x[xAt + Q + 2];
    double qw = x[xAt + Q + 3];
    Quaternions.storeMatrix(qx, qy, qz, qw, out, outAt, 6);
    for (int j = outAt; j < outAt + 3; j++) {
      double rx = out[j];
      double ry = out[j + 6];
      double rz = out[j + 12];
      out[j + 3] = ty * rz - tz * ry;
      out[j + 9] = tz * rx - tx * rz;
      out[j + 15] = tx * ry - ty * rx;
    }
    copyRotationBlock(out, outAt);
  }

  /**
   * Writes Jr({@code d}), row-major 6x6, at {@code out[outAt..outAt+35]}.
   *
   * @param d holds the tangent vector d, 6 doubles
   * @param dAt index of the first of them
   * @param out receives the 36 entries
   * @param outAt index of the first of them
   */
  public static void rightJacobian(double[] d, int dAt, double[] out, int outAt) {
    double theta2 = rotationSquared(d, dAt);
    double s = Coefficients.sincHalf(theta2);
    double c = Coefficients.cosHalf(theta2);
    writeJacobian(
        d,
        dAt,
        -Coefficients.versine(s),
        Coefficients.sineGap(theta2, s, c),
        -Coefficients.versineSlope(theta2, s, c),
        Coefficients.sineGapSlope(theta2, s, c),
        out,
        outAt);
  }

  /**
   * Writes Jr({@code d})^-1, row-major 6x6, at {@code out[outAt..outAt+35]}.
   *
   * @param d holds the tangent vector d, 6 doubles
   * @param dAt index of the first of them
   * @param out receives the 36 entries
   * @param outAt index of the first of them
   */
  public static void rightJacobianInverse(double[] d, int dAt, double[] out, int outAt) {
    double theta2 = rotationSquared(d, dAt);
    double s = Coefficients.sincHalf(theta2);
    double c = Coefficients.cosHalf(theta2);
    writeJacobian(
        d,
        dAt,
        0.5,
        Coefficients.cotangentGap(theta2, s, c),
        0,
        Coefficients.cotangentGapSlope(theta2, s, c),
        out,
        outAt);
  }

  private static double rotationSquared(double[] d, int at) {
    return d[at + 3] * d[at + 3] + d[at + 4] * d[at + 4] + d[at + 5] * d[at + 5];
  }

  /** The 6x6 (P(w), dP(w)v; 0, P(w)) for the polynomial P of {@link HatPolynomial}. */
  private static void writeJacobian(
      double[] d,
      int dAt,
      double b,
      double c,
      double bSlope,
      double cSlope,
      double[] out,
      int outAt) {
    double vx = d[dAt];
    double vy = d[dAt + 1];
    double vz = d[dAt + 2];
    double wx = d[dAt + 3];
    double wy = d[dAt + 4];
    double wz = d[dAt + 5];
    HatPolynomial.write(wx, wy, wz, b, c, out, outAt, 6);
    HatPolynomial.writeDerivative(wx, wy, wz, vx, vy, vz, b, c, bSlope, cSlope, out, outAt + 3, 6);
    copyRotationBlock(out, outAt);
  }

  /**
   * Copies the upper left 3x3 block of a 6x6 matrix to the lower right, and zeroes the lower left.
   */
  private static void copyRotationBlock(double[] out, int at) {
    for (int row = at; row < at + 18; row += 6) {
      for (int j = row; j < row + 3; j++) {
        out[j + 21] = out[j];
        out[j + 18] = 0;
      }
    }
  }

  private static double[] tangent(
      double vx, double vy, double vz, double wx, double wy, double wz) {
    Finite.require("translational part of the tangent", vx, vy, vz);
    Finite.requireRotationVector(wx, wy, wz);
    return new double[] {vx, vy, vz, wx, wy, wz};
  }

  /** Equal components: the same pose to the last bit. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Pose3 that && Arrays.equals(state, that.state);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(state);
  }

  /** Translation in metres and quaternion, with all their digits. */
  @Override
  public String toString() {
    return "Pose3[xyz "
        + state[0]
        + ", "
        + state[1]
        + ", "
        + state[2]
        + " m, xyzw "
        + state[3]
        + ", "
        + state[4]
        + ", "
        + state[5]
        + ", "
        + state[6]
        + "]";
  }
}
