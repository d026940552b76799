package dev.mezzo.optimize;

/**
 * A step on which a lower precision did not do, and what the solver did about it: one rung of the
 * precision ladder.
 *
 * @param iteration outer iteration, from 1
 * @param rung what the step was repeated or continued with
 * @param reason what went wrong, in words
 */
public record Fallback(int iteration, Rung rung, String reason) {

  /** The precision ladder, in the order in which it is climbed. */
  public enum Rung {
    /** The factor that is held in 16 bits is rounded anew, to fp32. */
    FACTOR_SINGLE("factor-fp32"),
    /** Products with the Jacobian in fp32 instead of fp16. */
    PRODUCTS_SINGLE("products-fp32"),
    /** Direct sparse Cholesky in fp64. */
    DIRECT_DOUBLE("direct-fp64");

    private final String label;

    Rung(String label) {
      this.label = label;
    }

    /** Lower case, hyphenated, as in reports. */
    @Override
    public String toString() {
      return label;
    }
  }

  @Override
  public String toString() {
    return "iteration " + iteration + ": " + rung + " (" + reason + ")";
  }
}
