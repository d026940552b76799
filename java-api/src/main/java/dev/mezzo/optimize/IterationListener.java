package dev.mezzo.optimize;

/** Told of each outer iteration as it ends, on the solving thread, for progress displays. */
@FunctionalInterface
public interface IterationListener {
  /**
   * An iteration has ended.
   *
   * @param iteration from 1
   * @param chi2 objective now
   * @param linearIterations conjugate gradient iterations of this iteration
   * @return true to go on, false to stop after this iteration with {@link Termination#STOPPED}
   */
  boolean onIteration(int iteration, double chi2, int linearIterations);
}
