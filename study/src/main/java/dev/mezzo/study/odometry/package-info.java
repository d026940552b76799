/**
 * Visual odometry: drives with a camera through a sliding window, in every precision ({@link
 * dev.mezzo.study.odometry.OdometryStudy}), or one of them, step by step:
 *
 * <pre>{@code
 * VisualSequence sequence = VisualSequence.atHome(1, 30, 10); // seed, keyframes, window
 * Optimizer optimizer = WindowDrive.optimizer(PrecisionPolicy.MIXED);
 * try (var drive = new WindowDrive(sequence, optimizer)) {
 *   while (drive.approach()) {
 *     drive.settle(drive.update());
 *   }
 *   drive.finish();
 *   IO.println("%.3f m off".formatted(drive.error().translation().rmse()));
 * }
 * }</pre>
 */
package dev.mezzo.study.odometry;
