/**
 * Studies of accuracy: simulated robots whose true trajectory is known, trajectory errors, and
 * reports of optimisations as self-contained web pages.
 *
 * <p>Quaternion order: (x, y, z, w), Hamilton, unit, rotating body to world. Metres and radians.
 */
package dev.mezzo.study;
