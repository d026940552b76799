/**
 * Mezzo: mixed-precision pose graph optimisation and bundle adjustment for Java.
 *
 * <pre>{@code
 * var information = InformationMatrix.diagonal(100, 100, 400); // 0.1 m, 0.1 m, 0.05 rad
 * var graph = new PoseGraph2();
 * graph.addPose(0, Pose2.identity());
 * graph.addPose(1, Pose2.of(1.1, 0, 0));
 * graph.addEdge(0, 1, Pose2.of(1, 0, 0), information);
 * IO.println(graph.optimize(Optimizer.builder().build()).briefReport());
 * IO.println(graph.pose(1));
 * }</pre>
 *
 * <p><b>Packages</b>, each of which uses only those above it:
 *
 * <ol>
 *   <li>{@link dev.mezzo.geometry}: poses, rotations, points, cameras; values, plain Java
 *   <li>{@link dev.mezzo.linalg}: vectors, block-sparse matrices, factors, conjugate gradients
 *       outside the Java heap
 *   <li>{@link dev.mezzo.optimize}: problems of variables and factors, the optimiser, precision,
 *       covariance
 *   <li>{@link dev.mezzo.slam}: pose graphs, loop closing, bundle adjustment, sliding windows: what
 *       most users call
 *   <li>{@link dev.mezzo.io}: files of graphs, bundles and trajectories
 * </ol>
 *
 * <p><b>Native access.</b> The solvers call a native library, which is inside the jar of {@code
 * dev.mezzo.bindings}; the JVM wants to be told that they may: {@code
 * --enable-native-access=dev.mezzo.bindings} on the module path, {@code
 * --enable-native-access=ALL-UNNAMED} on the class path. {@code dev.mezzo.geometry} and files do
 * without.
 *
 * <p>Files packed by bzip2 need {@code org.apache.commons.compress}, which need not be there.
 */
module dev.mezzo {
  requires dev.mezzo.bindings;
  requires jdk.jfr;
  requires static org.apache.commons.compress;

  exports dev.mezzo.geometry;
  exports dev.mezzo.linalg;
  exports dev.mezzo.optimize;
  exports dev.mezzo.slam;
  exports dev.mezzo.io;
}
