package dev.mezzo.optimize;

import dev.mezzo.linalg.IncompleteCholesky;

/**
 * How much of the Cholesky factor of J^T J the conjugate gradients are preconditioned with: a
 * matter of cost, never of the result. Immutable.
 */
public final class Preconditioning {
  /**
   * The complete factor where it fits the memory allowed ({@link
   * Optimizer.Builder#maxFactorBytes}), else what is large in it: {@link #drop} with a tolerance of
   * 0.003, or whatever larger one fits.
   */
  public static final Preconditioning AUTO =
      new Preconditioning("auto", IncompleteCholesky.COMPLETE, 3e-3, true);

  /** The complete factor, whatever memory it takes. */
  public static final Preconditioning COMPLETE =
      new Preconditioning("complete", IncompleteCholesky.COMPLETE, Double.NaN, false);

  private static final String LEVEL = "level:";
  private static final String DROP = "drop:";

  private final String name;
  private final int level;
  private final double tolerance;
  private final boolean mayDrop;

  private Preconditioning(String name, int level, double tolerance, boolean mayDrop) {
    this.name = name;
    this.level = level;
    this.tolerance = tolerance;
    this.mayDrop = mayDrop;
  }

  /**
   * Fill by level (Saad, Iterative Methods for Sparse Linear Systems, section 10.3). Where that
   * does not fit the memory allowed, the highest level that does; level 0 always does.
   *
   * @param level 0 keeps the pattern of J^T J, k admits fill paths of level k
   * @return what says so
   * @throws IllegalArgumentException for a negative level
   */
  public static Preconditioning level(int level) {
    if (level < 0) {
      throw new IllegalArgumentException("a level of fill is at least 0, not " + level);
    }
    return new Preconditioning(LEVEL + level, level, Double.NaN, false);
  }

  /**
   * Fill by size: the factor keeps the blocks whose norm is at least a tolerance times that of
   * their row (Saad, section 10.4). Where these do not fit the memory allowed, the tolerance is
   * raised until they do; where even that does not help, each column keeps its largest blocks (Lin
   * and Moré, SIAM J. Sci. Comput. 21(1), 1999). Diagonal blocks are always kept. Which blocks
   * these are is found out at the first step, and stays so.
   *
   * @param tolerance what is large: at least 0; 0 keeps all
   * @return what says so
   * @throws IllegalArgumentException for a tolerance that is negative or not finite
   */
  public static Preconditioning drop(double tolerance) {
    if (!(tolerance >= 0 && tolerance < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("a drop tolerance is at least 0, not " + tolerance);
    }
    return new Preconditioning(DROP + tolerance, Integer.MAX_VALUE, tolerance, true);
  }

  /**
   * Reads what {@link #toString} writes.
   *
   * @param text auto, complete, level:N or drop:TOL
   * @return what it says
   * @throws IllegalArgumentException if it says nothing of the kind
   */
  public static Preconditioning parse(String text) {
    try {
      if (text.equals(AUTO.name)) {
        return AUTO;
      }
      if (text.equals(COMPLETE.name)) {
        return COMPLETE;
      }
      if (text.startsWith(LEVEL)) {
        return level(Integer.parseInt(text.substring(LEVEL.length())));
      }
      if (text.startsWith(DROP)) {
        return drop(Double.parseDouble(text.substring(DROP.length())));
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(unknown(text), e);
    }
    throw new IllegalArgumentException(unknown(text));
  }

  private static String unknown(String text) {
    return "'" + text + "' is none of auto, complete, level:N, drop:TOL";
  }

  /** Level of fill, if not by size. */
  int level() {
    return level;
  }

  boolean mayBeComplete() {
    return level == IncompleteCholesky.COMPLETE;
  }

  /** Whether blocks may be dropped by size. */
  boolean mayDrop() {
    return mayDrop;
  }

  double tolerance() {
    return tolerance;
  }

  /** As on the command line. */
  @Override
  public String toString() {
    return name;
  }
}
