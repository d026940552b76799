package dev.mezzo.study;

/** Errors along a trajectory. Immutable, safe for use by several threads. */
public final class PoseErrors {
  private final PoseRelation relation;
  private final double[] errors;
  private final int[] at;

  /** Takes ownership of arrays of the same length. */
  PoseErrors(PoseRelation relation, double[] errors, int[] at) {
    this.relation = relation;
    this.errors = errors;
    this.at = at;
  }

  /**
   * What counts as the error.
   *
   * @return with the unit
   */
  public PoseRelation relation() {
    return relation;
  }

  /**
   * The errors.
   *
   * @return a copy, in the order of the trajectory
   */
  public double[] values() {
    return errors.clone();
  }

  /**
   * Where each error was made.
   *
   * @return a copy: indices of poses; of a relative error, that of the later one
   */
  public int[] at() {
    return at.clone();
  }

  /**
   * What there is to say about them.
   *
   * @return statistics, in the unit of the relation
   * @throws IllegalArgumentException if there are no errors
   */
  public ErrorStatistics statistics() {
    return ErrorStatistics.of(errors);
  }
}
