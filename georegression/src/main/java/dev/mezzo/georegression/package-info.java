/**
 * Adapters between Mezzo and two libraries of Peter Abeles: {@link dev.mezzo.georegression.Ejml}
 * for the matrices of EJML, {@link dev.mezzo.georegression.GeoRegression} for the rigid motions,
 * quaternions and points of GeoRegression, which BoofCV computes with. All values are copied.
 *
 * <pre>{@code
 * var graph = new PoseGraph3();
 * graph.addPose(0, Pose3.identity());
 * var motion = new Se3_F64(); // as BoofCV's visual odometry has it
 * motion.T.setTo(1, 0, 0);
 * graph.addPose(1, GeoRegression.toPose(motion));
 * DMatrixRMaj information = CommonOps_DDRM.diag(100, 100, 100, 400, 400, 400);
 * graph.addEdge(0, 1, GeoRegression.toPose(motion), Ejml.toInformation(information));
 * graph.optimize(Optimizer.builder().build());
 * IO.println(GeoRegression.toSe3(graph.pose(1)).T); // 1 0 0
 * }</pre>
 *
 * <p>What each value means on either side stands at the methods; metres and radians everywhere.
 */
package dev.mezzo.georegression;
