/**
 * The commands of {@code mezzo}, one class each, and what they share. Results go to standard
 * output, everything else to standard error.
 */
package dev.mezzo.cli;
