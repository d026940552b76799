package dev.mezzo.optimize;

import dev.mezzo.linalg.BlockPattern;
import dev.mezzo.linalg.BlockSparseMatrix;
import dev.mezzo.linalg.JacobianStructure;
import dev.mezzo.linalg.Precision;
import dev.mezzo.linalg.Vector;
import java.lang.foreign.Arena;
import java.util.Arrays;

/**
 * The Jacobian of a problem at its states, as the optimiser has it at its first step: for those who
 * study its matrices. Free variables are its block columns, in their order; factors its block rows,
 * those of one shape together. Owned by an arena and confined to its thread.
 */
public final class LinearizedProblem {
  private final Linearization linearization;
  private final Vector scale;
  private final double maxAbs;

  /**
   * Linearises.
   *
   * @param arena owns the Jacobian
   * @param problem stays as it is, and is not referred to for its states any more
   * @throws ArithmeticException if a residual or a Jacobian is not finite
   */
  public LinearizedProblem(Arena arena, Problem problem) {
    double chi2;
    try (Team alone = new Team(1)) {
      linearization = new Linearization(arena, problem, Precision.DOUBLE, alone);
      double[] states = Arrays.copyOf(problem.states(), problem.stateLength());
      chi2 = linearization.linearize(new Estimate(states, problem.offsets()));
    }
    scale = new Vector(arena, Precision.DOUBLE, linearization.structure().columns());
    maxAbs = linearization.jacobian().columnScale(scale);
    if (!Double.isFinite(chi2) || !Double.isFinite(maxAbs)) {
      throw new ArithmeticException("a residual or a Jacobian is not finite");
    }
  }

  /**
   * Structure of J.
   *
   * @return block columns are the free variables
   */
  public JacobianStructure structure() {
    return linearization.structure();
  }

  /**
   * J.
   *
   * @return fp64, losses included; not to be written
   */
  public BlockSparseMatrix jacobian() {
    return linearization.jacobian();
  }

  /**
   * Residuals.
   *
   * @return fp64, losses included; not to be written
   */
  public Vector residual() {
    return linearization.residual();
  }

  /**
   * Column scaling D of J.
   *
   * @return fp64, powers of two; not to be written
   */
  public Vector scale() {
    return scale;
  }

  /**
   * Largest number of the scaled Jacobian.
   *
   * @return max |J D|
   */
  public double maxAbs() {
    return maxAbs;
  }

  /**
   * Which block columns are variables to be eliminated before all others ({@link
   * Problem#setEliminated}).
   *
   * @return one for each block column; none if they cannot be
   */
  public boolean[] landmarks() {
    int columns = linearization.free();
    return linearization.canEliminate()
        ? Arrays.copyOf(linearization.landmarks(new boolean[columns]), columns)
        : new boolean[columns];
  }

  /**
   * Where the blocks of J are.
   *
   * @return block rows are factors
   */
  public BlockPattern pattern() {
    int factors = linearization.factors();
    int[] rowSizes = new int[factors];
    int slots = 0;
    for (int i = 0; i < factors; i++) {
      rowSizes[i] = linearization.rows(i);
      slots += linearization.arity(i);
    }
    int[] rows = new int[slots];
    int[] columns = new int[slots];
    int blocks = 0;
    for (int i = 0; i < factors; i++) {
      for (int k = 0; k < linearization.arity(i); k++) {
        if (linearization.column(i, k) >= 0) {
          rows[blocks] = i;
          columns[blocks++] = linearization.column(i, k);
        }
      }
    }
    int[] columnSizes = new int[linearization.free()];
    Arrays.setAll(columnSizes, linearization::columnsOf);
    return new BlockPattern(
        rowSizes, columnSizes, Arrays.copyOf(rows, blocks), Arrays.copyOf(columns, blocks));
  }
}
