package dev.mezzo.optimize;

/**
 * States of all variables at one point of the optimisation, as factors read them. Factors must not
 * write to it and must not keep it. Not for use by several threads while the optimiser runs.
 */
public final class Estimate {
  private final double[] states;
  private final int[] offsets;

  Estimate(double[] states, int[] offsets) {
    this.states = states;
    this.offsets = offsets;
  }

  /**
   * All states, one after another; the state of variable {@code v} begins at {@link #offset}. The
   * array itself, not a copy, for factors that read many numbers.
   *
   * @return read only
   */
  public double[] states() {
    return states;
  }

  /**
   * Where the state of a variable begins in {@link #states()}.
   *
   * @param variable index as {@link Problem#addVariable} gave it
   * @return index into {@link #states()}
   */
  public int offset(int variable) {
    return offsets[variable];
  }

  /**
   * One number of a state.
   *
   * @param variable index as {@link Problem#addVariable} gave it
   * @param i which number, in the order that the variable's manifold states
   * @return its value
   */
  public double get(int variable, int i) {
    return states[offsets[variable] + i];
  }
}
