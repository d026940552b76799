/**
 * Studies of accuracy: simulated robots whose true trajectory is known ({@link
 * dev.mezzo.study.HomeRobot}, {@link dev.mezzo.study.HomeCamera}, {@link
 * dev.mezzo.study.CityRobot}), errors of trajectories ({@link dev.mezzo.study.TrajectoryPair}), and
 * evaluations of them as pages.
 *
 * <pre>{@code
 * HomeRobot.Simulation simulation = HomeRobot.simulate(1, 500); // seed, poses
 * TrajectoryError before =
 *     TrajectoryError.between(simulation.truth(), simulation.graph().poses());
 * simulation.graph().optimize(Optimizer.builder().build());
 * TrajectoryError after = TrajectoryError.between(simulation.truth(), simulation.graph().poses());
 * IO.println("%.2f m by odometry".formatted(before.translation().rmse()));
 * IO.println("%.2f m corrected".formatted(after.translation().rmse()));
 * }</pre>
 *
 * <p>Simulations are the same for the same seed on every machine, bit by bit. Quaternion order: (x,
 * y, z, w), Hamilton, unit, rotating body to world. Metres and radians.
 */
package dev.mezzo.study;
