package dev.mezzo.optimize;

import java.util.Arrays;
import java.util.function.UnaryOperator;

/**
 * A factor of one variable whose residual and Jacobian are functions from arrays to arrays, for
 * small problems.
 *
 * @param variable index
 * @param dimension length of the residual
 * @param columns of the Jacobian, and numbers of the state
 * @param residual of the state
 * @param jacobian of the state, row-major
 */
record Formula(
    int variable,
    int dimension,
    int columns,
    UnaryOperator<double[]> residual,
    UnaryOperator<double[]> jacobian)
    implements Factor {

  /** r = x - target, on a Euclidean variable of one dimension, with a weight. */
  static Formula pull(int variable, double target, double weight) {
    return new Formula(
        variable, 1, 1, x -> new double[] {weight * (x[0] - target)}, x -> new double[] {weight});
  }

  @Override
  public int[] variables() {
    return new int[] {variable};
  }

  @Override
  public void evaluate(Estimate x, Evaluation out) {
    double[] state = new double[columns];
    Arrays.setAll(state, i -> x.get(variable, i));
    double[] r = residual.apply(state);
    for (int i = 0; i < dimension; i++) {
      out.residual(i, r[i]);
    }
    if (out.wantsJacobians()) {
      double[] j = jacobian.apply(state);
      for (int i = 0; i < dimension; i++) {
        for (int c = 0; c < columns; c++) {
          out.jacobian(0, i, c, j[i * columns + c]);
        }
      }
    }
  }
}
