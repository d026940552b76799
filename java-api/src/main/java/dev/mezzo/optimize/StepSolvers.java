package dev.mezzo.optimize;

import java.lang.foreign.Arena;

/** Which step solver a solve has. */
final class StepSolvers {
  private StepSolvers() {}

  /**
   * The step solver that the options ask for, or, left to choose, the one that suits the problem.
   *
   * @param deadline as of {@link System#nanoTime()}
   * @throws IllegalArgumentException if landmarks are to be eliminated and there are none
   */
  static StepSolver create(
      Arena arena,
      Linearization linearization,
      Optimizer.Builder options,
      long deadline,
      Stages stages) {
    return switch (chosen(linearization, options)) {
      case DIRECT ->
          DirectStepSolver.create(arena, linearization.structure(), options.ordering, stages);
      case SCHUR, IMPLICIT_SCHUR ->
          new EliminationStepSolver(
              arena,
              linearization,
              options.precision.ofBundles(),
              options.ordering,
              deadline,
              stages);
      default ->
          new CgnrStepSolver(
              arena,
              linearization.structure(),
              options.precision,
              options.preconditioning,
              options.maxFactorBytes,
              options.ordering,
              options.source,
              deadline,
              stages);
    };
  }

  private static Optimizer.LinearSolver chosen(
      Linearization linearization, Optimizer.Builder options) {
    boolean isDouble = options.precision.equals(PrecisionPolicy.DOUBLE);
    boolean eliminates = linearization.canEliminate();
    return switch (options.linearSolver) {
      case AUTO ->
          eliminates && options.precision.guarded()
              ? isDouble ? Optimizer.LinearSolver.SCHUR : Optimizer.LinearSolver.IMPLICIT_SCHUR
              : isDouble ? Optimizer.LinearSolver.DIRECT : Optimizer.LinearSolver.CGNR;
      case SCHUR, IMPLICIT_SCHUR -> {
        if (!eliminates) {
          throw new IllegalArgumentException(
              "there are no landmarks to eliminate: Problem.setEliminated names them");
        }
        yield options.linearSolver;
      }
      case CGNR, DIRECT -> options.linearSolver;
    };
  }
}
