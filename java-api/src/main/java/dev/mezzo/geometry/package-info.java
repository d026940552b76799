/**
 * Rotations and rigid motions as immutable double-precision values, with the calculus an optimiser
 * needs: exponential and logarithm, adjoint, right Jacobians; and camera models. Plain Java, no
 * native code.
 *
 * <pre>{@code
 * Pose3 robot = Pose3.of(2, 1, 0, Rotation3.ofRollPitchYaw(0, 0, Math.PI / 2)); // in the world
 * Pose3 camera = Pose3.of(0.1, 0, 0.4, Rotation3.ofRollPitchYaw(-Math.PI / 2, 0, -Math.PI / 2));
 * double[] seen = {0.2, 0.1, 3}; // by the camera: right, down, ahead, metres
 * double[] world = robot.compose(camera).transform(seen[0], seen[1], seen[2]);
 * IO.println(Arrays.toString(world)); // about 2.2, 4.1, 0.3
 * Pose3 moved = robot.compose(Pose3.exp(0.5, 0, 0, 0, 0, 0.1)); // half a metre along an arc
 * IO.println(Arrays.toString(robot.between(moved).log())); // that motion again
 * }</pre>
 *
 * <p>The conventions of the whole project, stated here once:
 *
 * <ul>
 *   <li><b>Quaternions</b> are (x, y, z, w), Hamilton, unit, rotating body to world. Of the two
 *       quaternions of one rotation, everything in this package produces the one with w &gt;= 0; at
 *       w = 0 (half a turn) the one whose first non-zero component is positive. Input may have
 *       either sign.
 *   <li><b>States</b> are flat doubles. {@link dev.mezzo.geometry.Pose3} is 7: translation x y z
 *       (metres), then quaternion x y z w. {@link dev.mezzo.geometry.Pose2} is 3: x, y (metres),
 *       heading (radians, in (-pi, pi]). {@link dev.mezzo.geometry.Rotation3} is 4: quaternion x y
 *       z w.
 *   <li><b>Tangent order</b> is translation first, then rotation: Pose3 (vx vy vz wx wy wz), Pose2
 *       (vx vy w), Rotation3 (wx wy wz); metres and radians.
 *   <li><b>Perturbations</b> are on the right (body frame): X &#8862; d = X &#183; Exp(d), with the
 *       full exponential of SE(2), SE(3) or SO(3). Right Jacobians are those of this perturbation:
 *       Exp(d + e) = Exp(d) &#183; Exp(Jr(d) e) to first order in e.
 *   <li><b>Matrices</b> in {@code double[]} are row-major.
 * </ul>
 *
 * <p>Each type comes in two forms that share one implementation. The <em>value</em> form validates
 * its input: a non-finite number or a zero quaternion is an {@link IllegalArgumentException} that
 * names it. The <em>flat-array</em> form, static methods that take an array and an offset for each
 * operand, is for inner loops: it allocates nothing and checks nothing but array bounds, so a
 * non-finite input gives a non-finite output. It expects unit quaternions and returns unit
 * quaternions. An output may be the very same range as an input; other overlaps are not supported.
 *
 * <p>All methods are thread-safe: values are immutable, and static methods touch nothing but their
 * arguments.
 *
 * <p>The mathematics follows J. Sola, J. Deray and D. Atchuthan, "A micro Lie theory for state
 * estimation in robotics" (arXiv:1812.01537), and T. Barfoot and P. Furgale, "Associating
 * uncertainty with three-dimensional poses for use in estimation problems" (IEEE Transactions on
 * Robotics 30(3), 2014).
 */
package dev.mezzo.geometry;
