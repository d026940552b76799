/**
 * Files of pose graphs: g2o and TORO, in two and three dimensions, read as untidy as they come and
 * written atomically ({@link dev.mezzo.io.PoseGraphFile}). Files of bundles: BAL, plain or packed
 * ({@link dev.mezzo.io.BundleFile}). Trajectories: TUM, KITTI and EuRoC ({@link
 * dev.mezzo.io.TrajectoryFile}).
 *
 * <pre>{@code
 * Path path = Files.createTempFile("map", ".g2o");
 * Files.writeString(
 *     path,
 *     """
 *     VERTEX_SE2 0 0 0 0
 *     VERTEX_SE2 1 0.9 0.1 0.1
 *     EDGE_SE2 0 1 1 0 0 100 0 0 100 0 400
 *     """);
 * PoseGraphFile file = PoseGraphFile.read(path);
 * file.report().warnings().forEach(IO::println);
 * file.graph().optimize(Optimizer.builder().build());
 * file.write(path); // what the file said besides poses stays
 * IO.println(Files.readString(path));
 * }</pre>
 *
 * <p>What cannot be read is an {@link dev.mezzo.io.InputException} that names file, line and
 * reason; what could be put right is a warning of the {@link dev.mezzo.io.ReadReport}. A file is
 * written whole or not at all. Readers and writers belong to the thread that calls them.
 *
 * <p>Whatever the order in a file is, quaternions are (x, y, z, w) in memory, Hamilton, unit,
 * rotating body to world; metres and radians.
 */
package dev.mezzo.io;
