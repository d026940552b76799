package dev.mezzo.optimize;

/** Why an optimisation ended. */
public enum Termination {
  /** No step can lower the objective by more than the function tolerance. */
  CONVERGED("converged", true),
  /** The iteration limit was reached first. */
  MAX_ITERATIONS("max-iterations", true),
  /** The time limit was reached first. */
  TIME_LIMIT("time-limit", true),
  /** The {@link IterationListener} asked to stop. */
  STOPPED("stopped", true),
  /**
   * No acceptable step was found although the model promises one, or after some steps Jacobians
   * were not finite or no linear solver could handle the system.
   */
  STALLED("stalled", true),
  /**
   * Residuals or Jacobians were not finite at the start, or no linear solver could handle the
   * system.
   */
  NUMERICAL_FAILURE("numerical-failure", false);

  private final String label;
  private final boolean usable;

  Termination(String label, boolean usable) {
    this.label = label;
    this.usable = usable;
  }

  /**
   * Whether the variables hold an estimate that is no worse than the start.
   *
   * @return false after a numerical failure
   */
  public boolean isUsable() {
    return usable;
  }

  /** Lower case, hyphenated, as in reports. */
  @Override
  public String toString() {
    return label;
  }
}
