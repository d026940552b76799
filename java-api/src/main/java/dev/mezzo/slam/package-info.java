/**
 * Pose graphs: poses, landmarks, measurements between them, and the trajectory and map that fit
 * best. Bundles ({@link dev.mezzo.slam.BundleAdjustment}): keyframes of cameras, and what they saw.
 * Trajectories ({@link dev.mezzo.slam.TimedTrajectory}), and what brings one onto another ({@link
 * dev.mezzo.slam.Alignment}).
 *
 * <pre>{@code
 * PoseGraph3 graph = new PoseGraph3();
 * graph.addPose(0, Pose3.identity());
 * graph.addPose(1, odometry);
 * graph.addEdge(new Edge<>(0, 1, odometry, InformationMatrix.identity(6)));
 * Summary summary = graph.optimize(Optimizer.builder().build());
 * Pose3 corrected = graph.pose(1);
 * }</pre>
 *
 * <p>Quaternion order: (x, y, z, w), Hamilton, unit, rotating body to world. Tangent order:
 * translation first, then rotation: Pose3 (vx vy vz wx wy wz), Pose2 (vx vy w); metres, radians.
 * Perturbations are on the right (body frame): X &#8862; d = X &#183; Exp(d), with the full
 * SE(2)/SE(3) exponential. Matrices in {@code double[]} are row-major.
 */
package dev.mezzo.slam;
