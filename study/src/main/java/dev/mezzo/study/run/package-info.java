/** Runs the work of a study: over threads, with progress, and resumed where it was interrupted. */
package dev.mezzo.study.run;
