package dev.mezzo.study.closure;

/**
 * Which closures of a graph are solved from scratch: so many, spread evenly over all; and which of
 * these in naive half precision and the article's way, too.
 *
 * @param compared how many in double, single and mixed precision, at most
 * @param halved how many in half precision and the article's way, at most
 */
record ClosureSample(int compared, int halved) {
  /** None: only the map is driven. */
  static final ClosureSample NONE = new ClosureSample(0, 0);

  /**
   * Whether a solver is given a closure.
   *
   * @param number of the closure, counted from 1
   * @param all closures of the graph
   */
  boolean holds(ClosureSolver solver, int number, int all) {
    int some = Math.min(compared, all);
    int rank = rank(number, some, all);
    boolean isCompared = rank > rank(number - 1, some, all);
    return switch (solver) {
      case ONLINE -> true;
      case DOUBLE, SINGLE, MIXED -> isCompared;
      case ARTICLE, HALF -> {
        int few = Math.min(halved, some);
        yield isCompared && rank(rank, few, some) > rank(rank - 1, few, some);
      }
    };
  }

  /** How many of the first so many are taken, where some are of all. */
  private static int rank(int number, int some, int all) {
    return (int) ((long) number * some / all);
  }
}
