/**
 * What {@code mezzo doctor} finds out: the machine, the libraries, whether all computes correctly,
 * how fast the storage formats are here, and what to do about what stands in the way.
 */
package dev.mezzo.cli.doctor;
