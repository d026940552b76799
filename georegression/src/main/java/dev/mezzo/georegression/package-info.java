/**
 * Adapters between Mezzo and two libraries of Peter Abeles: {@link dev.mezzo.georegression.Ejml}
 * for the matrices of EJML, {@link dev.mezzo.georegression.GeoRegression} for the rigid motions,
 * quaternions and points of GeoRegression, which BoofCV computes with. All values are copied.
 */
package dev.mezzo.georegression;
