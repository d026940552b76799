/**
 * Studies of accuracy: simulated robots whose true trajectory is known, errors of trajectories
 * ({@link dev.mezzo.study.TrajectoryPair}), and reports of optimisations as self-contained web
 * pages.
 *
 * <p>Quaternion order: (x, y, z, w), Hamilton, unit, rotating body to world. Metres and radians.
 */
package dev.mezzo.study;
