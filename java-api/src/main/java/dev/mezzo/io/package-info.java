/**
 * Files of pose graphs: g2o and TORO, in two and three dimensions, read as untidy as they come and
 * written atomically. Files of bundles: BAL, plain or packed ({@link dev.mezzo.io.BundleFile}).
 * Trajectories: TUM, KITTI and EuRoC ({@link dev.mezzo.io.TrajectoryFile}).
 *
 * <pre>{@code
 * PoseGraphFile file = PoseGraphFile.read(Path.of("map.g2o"));
 * file.report().warnings().forEach(System.err::println);
 * file.graph().optimize(Optimizer.builder().build());
 * file.write(Path.of("corrected.g2o"));
 * }</pre>
 */
package dev.mezzo.io;
