/**
 * What a robot needs of all this; most users need no other package but {@code dev.mezzo.geometry}.
 *
 * <ul>
 *   <li>{@link dev.mezzo.slam.PoseGraph2}, {@link dev.mezzo.slam.PoseGraph3}: poses, landmarks,
 *       measurements between them, and the trajectory and map that fit best; their covariances;
 *       false loop closures found by {@link dev.mezzo.slam.GraduatedNonConvexity}.
 *   <li>{@link dev.mezzo.slam.LoopCloser}: the same while the robot drives, under a deadline.
 *   <li>{@link dev.mezzo.slam.BundleAdjustment}: keyframes of cameras, what they saw of landmarks
 *       and tags, and their lenses; {@link dev.mezzo.slam.Triangulation} says where landmarks
 *       begin.
 *   <li>{@link dev.mezzo.slam.SlidingWindow}: the same while the camera moves, under a deadline.
 *   <li>{@link dev.mezzo.slam.TimedTrajectory}, and {@link dev.mezzo.slam.Alignment}, which brings
 *       one onto another.
 * </ul>
 *
 * <pre>{@code
 * var information = InformationMatrix.diagonal(100, 100, 100, 400, 400, 400); // 0.1 m, 0.1 rad
 * var odometry = Pose3.of(1, 0, 0, Rotation3.ofRollPitchYaw(0, 0, 0.1));
 * var graph = new PoseGraph3();
 * graph.addPose(0, Pose3.identity());
 * for (long id = 1; id <= 62; id++) { // about a round
 *   graph.addPose(id, graph.pose(id - 1).compose(odometry));
 *   graph.addEdge(id - 1, id, odometry, information);
 * }
 * graph.addEdge(0, 62, Pose3.of(0.5, 0, 0, Rotation3.identity()), information); // recognised
 * Summary summary = graph.optimize(Optimizer.builder().build());
 * IO.println(summary.briefReport());
 * IO.println(graph.pose(62)); // corrected
 * try (var covariance = graph.covariance()) {
 *   IO.println(Math.sqrt(covariance.of(31)[0])); // of the farthest pose, ahead, metres
 * }
 * }</pre>
 *
 * <p>The information of a measurement is the inverse covariance of its error, whose rotation in
 * space is the vector part of a quaternion: for small angles half the rotation vector, so that a
 * standard deviation of s radians is an information of 4 / s^2. {@link
 * dev.mezzo.slam.InformationMatrix#forPose3} takes standard deviations.
 *
 * <p>Quaternion order: (x, y, z, w), Hamilton, unit, rotating body to world. Tangent order:
 * translation first, then rotation: Pose3 (vx vy vz wx wy wz), Pose2 (vx vy w); metres, radians.
 * Perturbations are on the right (body frame): X &#8862; d = X &#183; Exp(d), with the full
 * SE(2)/SE(3) exponential. Matrices in {@code double[]} are row-major.
 */
package dev.mezzo.slam;
