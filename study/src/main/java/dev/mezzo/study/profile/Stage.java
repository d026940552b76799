package dev.mezzo.study.profile;

/** A part of a solve. */
public enum Stage {
  /** Residuals and Jacobians of all factors. */
  JACOBIAN("Jacobian"),
  /** Scaling, rounding, elimination of landmarks, Hessian and its factorisation. */
  PRECONDITIONER("preconditioner"),
  /** Products with the Jacobian, or with what elimination left of it, in conjugate gradients. */
  PRODUCTS("products"),
  /** Forward and backward solves with the factor. */
  TRIANGULAR("triangular solves"),
  /** Inner products and updates of vectors; where landmarks were eliminated, their steps. */
  VECTORS("vectors"),
  /** Steps on the manifold, and the objective at trial points. */
  UPDATE("update"),
  /** Structures, orderings, memory, and what is not of the other stages. */
  SETUP("set-up");

  private final String label;

  Stage(String label) {
    this.label = label;
  }

  /**
   * The stage, for people.
   *
   * @return a word or two
   */
  public String label() {
    return label;
  }
}
