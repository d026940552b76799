package dev.mezzo.optimize;

import java.io.Serial;

/**
 * A problem whose factors do not determine its free variables, to the precision of fp64: a
 * covariance would be infinite. The usual reason is gauge freedom: measurements between variables
 * leave the place of the whole open, until a variable is fixed or a prior is added.
 */
public final class SingularProblemException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  /** Index of a variable that is free to move. */
  private final int variable;

  SingularProblemException(int variable) {
    super(
        "the factors do not determine all variables; variable "
            + variable
            + " is freest to move (gauge freedom: fix a variable or add a prior)");
    this.variable = variable;
  }

  /**
   * A variable that is free to move, of several the one that moves most, in units of what its
   * factors allow it while all others are held.
   *
   * @return index as {@link Problem#addVariable} gave it
   */
  public int variable() {
    return variable;
  }
}
