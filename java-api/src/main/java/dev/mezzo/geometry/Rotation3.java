package dev.mezzo.geometry;

import java.util.Arrays;

/**
 * A rotation in space, the group SO(3), as a unit quaternion.
 *
 * <p>Quaternion order: (x, y, z, w), Hamilton, unit, rotating body to world; of the two signs the
 * one with w &gt;= 0. State in memory: 4 doubles, quaternion x y z w. Tangent order: (wx wy wz),
 * the rotation vector in radians. Perturbations are on the right (body frame): X &#8862; d = X
 * &#183; Exp(d). Matrices in {@code double[]} are row-major.
 *
 * <p>Immutable. The static methods over arrays allocate nothing, check nothing but array bounds,
 * and may write their output over an input; see {@link dev.mezzo.geometry}.
 */
public final class Rotation3 {
  /** Doubles in a state: quaternion x y z w. */
  public static final int STATE_SIZE = 4;

  /** Doubles in a tangent vector: rotation vector wx wy wz. */
  public static final int TANGENT_SIZE = 3;

  private static final Rotation3 IDENTITY = new Rotation3(new double[] {0, 0, 0, 1});

  private final double[] state;

  /** Takes ownership of a valid state. */
  private Rotation3(double[] state) {
    for (int i = 0; i < STATE_SIZE; i++) {
      state[i] += 0.0; // -0.0 becomes 0.0, so that equal rotations are equal bit for bit
    }
    this.state = state;
  }

  /**
   * The rotation that turns nothing.
   *
   * @return the neutral element of composition
   */
  public static Rotation3 identity() {
    return IDENTITY;
  }

  /**
   * The rotation of a quaternion of any length and sign.
   *
   * @param x first component
   * @param y second component
   * @param z third component
   * @param w scalar component
   * @return the rotation
   * @throws IllegalArgumentException if a component is not finite or all are zero
   */
  public static Rotation3 ofQuaternion(double x, double y, double z, double w) {
    Finite.require("quaternion", x, y, z, w);
    double largest =
        Math.max(Math.max(Math.abs(x), Math.abs(y)), Math.max(Math.abs(z), Math.abs(w)));
    if (largest == 0) {
      throw new IllegalArgumentException("quaternion must not be zero");
    }
    // A power of two, hence exact: squares of what remains neither overflow nor underflow.
    double scale = largest > 0.5 && largest < 2 ? 1 : Math.scalb(1.0, -Math.getExponent(largest));
    double[] state = new double[STATE_SIZE];
    Quaternions.store(scale * x, scale * y, scale * z, scale * w, state, 0);
    return new Rotation3(state);
  }

  /**
   * The rotation nearest (in the Frobenius norm) to a matrix that is a rotation but for rounding or
   * slight skew: M^T M may differ from the identity by at most 0.1 in any entry.
   *
   * @param matrix row-major 3x3, body to world
   * @return the rotation
   * @throws IllegalArgumentException if the matrix does not have 9 finite entries, is further from
   *     orthogonal, or is a reflection
   */
  public static Rotation3 ofMatrix(double[] matrix) {
    double[] state = new double[STATE_SIZE];
    Quaternions.storeOfMatrix(RotationMatrices.nearest(matrix), state, 0);
    return new Rotation3(state);
  }

  /**
   * The rotation Rz(yaw) Ry(pitch) Rx(roll), as in TORO's VERTEX3 and EDGE3 records.
   *
   * @param roll about x, radians
   * @param pitch about y, radians
   * @param yaw about z, radians
   * @return the rotation
   * @throws IllegalArgumentException if an angle is not finite
   */
  public static Rotation3 ofRollPitchYaw(double roll, double pitch, double yaw) {
    Finite.require("roll, pitch, yaw", roll, pitch, yaw);
    double sr = Math.sin(0.5 * roll);
    double cr = Math.cos(0.5 * roll);
    double sp = Math.sin(0.5 * pitch);
    double cp = Math.cos(0.5 * pitch);
    double sy = Math.sin(0.5 * yaw);
    double cy = Math.cos(0.5 * yaw);
    double[] state = new double[STATE_SIZE];
    Quaternions.store(
        sr * cp * cy - cr * sp * sy,
        cr * sp * cy + sr * cp * sy,
        cr * cp * sy - sr * sp * cy,
        cr * cp * cy + sr * sp * sy,
        state,
        0);
    return new Rotation3(state);
  }

  /**
   * Exp: the rotation by |w| radians about the axis w (Sola et al., equation 132).
   *
   * @param wx component of w along the body's x axis, radians
   * @param wy component of w along the body's y axis, radians
   * @param wz component of w along the body's z axis, radians
   * @return the rotation
   * @throws IllegalArgumentException if the vector is not finite or longer than 1e150 rad
   */
  public static Rotation3 exp(double wx, double wy, double wz) {
    Finite.requireRotationVector(wx, wy, wz);
    double[] state = new double[STATE_SIZE];
    retract(IDENTITY.state, 0, new double[] {wx, wy, wz}, 0, state, 0);
    return new Rotation3(state);
  }

  /**
   * Reads a state, normalising it; what {@link #toState} wrote comes back equal.
   *
   * @param state holds the state: quaternion x y z w
   * @param at index of the first of them
   * @return the rotation
   * @throws IllegalArgumentException if a component is not finite or all are zero
   */
  public static Rotation3 ofState(double[] state, int at) {
    return ofQuaternion(state[at], state[at + 1], state[at + 2], state[at + 3]);
  }

  /**
   * Writes the state, quaternion x y z w, at {@code out[at..at+3]}.
   *
   * @param out receives 4 doubles
   * @param at index of the first of them
   */
  public void toState(double[] out, int at) {
    System.arraycopy(state, 0, out, at, STATE_SIZE);
  }

  /** {@return the first component of the quaternion} */
  public double x() {
    return state[0];
  }

  /** {@return the second component of the quaternion} */
  public double y() {
    return state[1];
  }

  /** {@return the third component of the quaternion} */
  public double z() {
    return state[2];
  }

  /** {@return the scalar component of the quaternion, never negative} */
  public double w() {
    return state[3];
  }

  /**
   * Log: the rotation vector (wx wy wz), radians, of length at most pi.
   *
   * @return 3 doubles, a new array
   */
  public double[] log() {
    double[] out = new double[TANGENT_SIZE];
    localCoordinates(IDENTITY.state, 0, state, 0, out, 0);
    return out;
  }

  /**
   * The rotation matrix, row-major 3x3: body coordinates to world coordinates.
   *
   * @return the 9 entries, a new array
   */
  public double[] matrix() {
    double[] out = new double[9];
    matrix(state, 0, out, 0);
    return out;
  }

  /**
   * The adjoint Ad of X &#183; Exp(d) &#183; X^-1 = Exp(Ad d), row-major 3x3; for SO(3) it is the
   * rotation matrix itself.
   *
   * @return the 9 entries, a new array
   */
  public double[] adjoint() {
    return matrix();
  }

  /**
   * Roll, pitch and yaw, radians, such that {@link #ofRollPitchYaw} gives this rotation back: roll
   * and yaw in [-pi, pi], pitch in [-pi/2, pi/2]. At pitch = +-pi/2, where only the difference or
   * sum of roll and yaw is determined, one of the possible pairs.
   *
   * @return 3 doubles, a new array
   */
  public double[] rollPitchYaw() {
    double[] r = matrix();
    double yaw = Math.atan2(r[3], r[0]);
    double s = Math.sin(yaw);
    double c = Math.cos(yaw);
    // Read from Rz(yaw)^T R = Ry(pitch) Rx(roll), not from R: whatever yaw rounding chose near
    // pitch = +-pi/2, roll makes up for it.
    double pitch = Math.atan2(0.0 - r[6], c * r[0] + s * r[3]);
    double roll = Math.atan2(s * r[2] - c * r[5], c * r[4] - s * r[1]);
    return new double[] {roll, pitch, yaw};
  }

  /**
   * This rotation after the other: this &#183; other.
   *
   * @param other what moves points first
   * @return the product
   */
  public Rotation3 compose(Rotation3 other) {
    double[] out = new double[STATE_SIZE];
    compose(state, 0, other.state, 0, out, 0);
    return new Rotation3(out);
  }

  /**
   * The rotation that undoes this one.
   *
   * @return what takes world coordinates to body coordinates
   */
  public Rotation3 inverse() {
    return between(IDENTITY);
  }

  /**
   * The other rotation seen from this one: this^-1 &#183; other.
   *
   * @param other rotation with respect to the same world
   * @return what takes coordinates of the other body to those of this one
   */
  public Rotation3 between(Rotation3 other) {
    double[] out = new double[STATE_SIZE];
    between(state, 0, other.state, 0, out, 0);
    return new Rotation3(out);
  }

  /**
   * The vector rotated from body to world.
   *
   * @param vx first body coordinate
   * @param vy second body coordinate
   * @param vz third body coordinate
   * @return 3 world coordinates, a new array
   * @throws IllegalArgumentException if a component is not finite
   */
  public double[] rotate(double vx, double vy, double vz) {
    Finite.require("vector", vx, vy, vz);
    double[] vector = {vx, vy, vz};
    rotate(state, 0, vector, 0, vector, 0);
    return vector;
  }

  /**
   * The angle of the rotation that leads from this to the other, radians, in [0, pi].
   *
   * @param other rotation with respect to the same world
   * @return radians, 0 for equal rotations
   */
  public double angularDistance(Rotation3 other) {
    double[] w = new double[TANGENT_SIZE];
    localCoordinates(state, 0, other.state, 0, w, 0);
    return Math.sqrt(w[0] * w[0] + w[1] * w[1] + w[2] * w[2]);
  }

  /**
   * The right Jacobian Jr(w), row-major 3x3 (Sola et al., equation 143).
   *
   * @param wx component of w along the body's x axis, radians
   * @param wy component of w along the body's y axis, radians
   * @param wz component of w along the body's z axis, radians
   * @return the 9 entries, a new array
   * @throws IllegalArgumentException if the vector is not finite or longer than 1e150 rad
   */
  public static double[] rightJacobian(double wx, double wy, double wz) {
    Finite.requireRotationVector(wx, wy, wz);
    double[] out = new double[9];
    rightJacobian(new double[] {wx, wy, wz}, 0, out, 0);
    return out;
  }

  /**
   * The inverse Jr(w)^-1 of the right Jacobian, row-major 3x3 (Sola et al., equation 144): Log(X
   * &#183; Exp(e)) = w + Jr(w)^-1 e to first order, with w = Log(X). It grows without bound as |w|
   * nears 2 pi, far outside what {@link #log} returns.
   *
   * @param wx component of w along the body's x axis, radians
   * @param wy component of w along the body's y axis, radians
   * @param wz component of w along the body's z axis, radians
   * @return the 9 entries, a new array
   * @throws IllegalArgumentException if the vector is not finite or longer than 1e150 rad
   */
  public static double[] rightJacobianInverse(double wx, double wy, double wz) {
    Finite.requireRotationVector(wx, wy, wz);
    double[] out = new double[9];
    rightJacobianInverse(new double[] {wx, wy, wz}, 0, out, 0);
    return out;
  }

  /**
   * X &#8862; d: writes the state {@code X} &#183; Exp({@code d}) at {@code out[outAt..outAt+3]}.
   *
   * @param x holds the state X, 4 doubles
   * @param xAt index of the first of them
   * @param d holds the tangent vector d, 3 doubles
   * @param dAt index of the first of them
   * @param out receives the moved state, 4 doubles; may be {@code x}, at the same place
   * @param outAt index of the first of them
   */
  public static void retract(double[] x, int xAt, double[] d, int dAt, double[] out, int outAt) {
    double wx = d[dAt];
    double wy = d[dAt + 1];
    double wz = d[dAt + 2];
    double theta2 = wx * wx + wy * wy + wz * wz;
    double half = 0.5 * Coefficients.sincHalf(theta2);
    Quaternions.storeProduct(
        x[xAt],
        x[xAt + 1],
        x[xAt + 2],
        x[xAt + 3],
        half * wx,
        half * wy,
        half * wz,
        Coefficients.cosHalf(theta2),
        out,
        outAt);
  }

  /**
   * Y &#8863; X: writes the tangent Log({@code X}^-1 &#183; {@code Y}) at {@code
   * out[outAt..outAt+2]}.
   *
   * @param x holds the state X, 4 doubles
   * @param xAt index of the first of them
   * @param y holds the state Y, 4 doubles
   * @param yAt index of the first of them
   * @param out receives the rotation vector, 3 doubles, radians
   * @param outAt index of the first of them
   */
  public static void localCoordinates(
      double[] x, int xAt, double[] y, int yAt, double[] out, int outAt) {
    double ax = -x[xAt];
    double ay = -x[xAt + 1];
    double az = -x[xAt + 2];
    double aw = x[xAt + 3];
    double bx = y[yAt];
    double by = y[yAt + 1];
    double bz = y[yAt + 2];
    double bw = y[yAt + 3];
    double qx = Quaternions.productX(ax, ay, az, aw, bx, by, bz, bw);
    double qy = Quaternions.productX(ay, az, ax, aw, by, bz, bx, bw);
    double qz = Quaternions.productX(az, ax, ay, aw, bz, bx, by, bw);
    double qw = Quaternions.productW(ax, ay, az, aw, bx, by, bz, bw);
    double scale = Quaternions.logScale(qx, qy, qz, qw);
    out[outAt] = scale * qx;
    out[outAt + 1] = scale * qy;
    out[outAt + 2] = scale * qz;
  }

  /**
   * Writes the state {@code A} &#183; {@code B} at {@code out[outAt..outAt+3]}.
   *
   * @param a holds the state A, 4 doubles
   * @param aAt index of the first of them
   * @param b holds the state B, 4 doubles
   * @param bAt index of the first of them
   * @param out receives the product, 4 doubles; may be {@code a} or {@code b}, at the same place
   * @param outAt index of the first of them
   */
  public static void compose(double[] a, int aAt, double[] b, int bAt, double[] out, int outAt) {
    Quaternions.storeProduct(
        a[aAt],
        a[aAt + 1],
        a[aAt + 2],
        a[aAt + 3],
        b[bAt],
        b[bAt + 1],
        b[bAt + 2],
        b[bAt + 3],
        out,
        outAt);
  }

  /**
   * Writes the state {@code A}^-1 &#183; {@code B} at {@code out[outAt..outAt+3]}.
   *
   * @param a holds the state A, 4 doubles
   * @param aAt index of the first of them
   * @param b holds the state B, 4 doubles
   * @param bAt index of the first of them
   * @param out receives B seen from A, 4 doubles; may be {@code a} or {@code b}, at the same place
   * @param outAt index of the first of them
   */
  public static void between(double[] a, int aAt, double[] b, int bAt, double[] out, int outAt) {
    Quaternions.storeProduct(
        -a[aAt],
        -a[aAt + 1],
        -a[aAt + 2],
        a[aAt + 3],
        b[bAt],
        b[bAt + 1],
        b[bAt + 2],
        b[bAt + 3],
        out,
        outAt);
  }

  /**
   * Writes the vector {@code v[vAt..vAt+2]}, rotated from body to world, at {@code out[outAt]}.
   *
   * @param x holds the state X, 4 doubles
   * @param xAt index of the first of them
   * @param v holds the vector in body coordinates, 3 doubles
   * @param vAt index of the first of them
   * @param out receives its world coordinates, 3 doubles; may be {@code v}, at the same place
   * @param outAt index of the first of them
   */
  public static void rotate(double[] x, int xAt, double[] v, int vAt, double[] out, int outAt) {
    Quaternions.rotate(
        x[xAt], x[xAt + 1], x[xAt + 2], x[xAt + 3], v[vAt], v[vAt + 1], v[vAt + 2], out, outAt);
  }

  /**
   * Writes the rotation matrix of a state, row-major 3x3, at {@code out[outAt..outAt+8]}.
   *
   * @param x holds the state X, 4 doubles
   * @param xAt index of the first of them
   * @param out receives the 9 entries
   * @param outAt index of the first of them
   */
  public static void matrix(double[] x, int xAt, double[] out, int outAt) {
    Quaternions.storeMatrix(x[xAt], x[xAt + 1], x[xAt + 2], x[xAt + 3], out, outAt, 3);
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
    double wx = d[dAt];
    double wy = d[dAt + 1];
    double wz = d[dAt + 2];
    double theta2 = wx * wx + wy * wy + wz * wz;
    double s = Coefficients.sincHalf(theta2);
    double c = Coefficients.cosHalf(theta2);
    HatPolynomial.write(
        wx, wy, wz, -Coefficients.versine(s), Coefficients.sineGap(theta2, s, c), out, outAt, 3);
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
    double wx = d[dAt];
    double wy = d[dAt + 1];
    double wz = d[dAt + 2];
    double theta2 = wx * wx + wy * wy + wz * wz;
    double s = Coefficients.sincHalf(theta2);
    double c = Coefficients.cosHalf(theta2);
    HatPolynomial.write(wx, wy, wz, 0.5, Coefficients.cotangentGap(theta2, s, c), out, outAt, 3);
  }

  /**
   * Equal components; as the sign of the quaternion is fixed, the same rotation to the last bit.
   */
  @Override
  public boolean equals(Object other) {
    return other instanceof Rotation3 that && Arrays.equals(state, that.state);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(state);
  }

  /** The quaternion with all its digits. */
  @Override
  public String toString() {
    return "Rotation3[xyzw " + state[0] + ", " + state[1] + ", " + state[2] + ", " + state[3] + "]";
  }
}
