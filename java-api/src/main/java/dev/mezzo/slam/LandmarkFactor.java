package dev.mezzo.slam;

import dev.mezzo.geometry.Point;
import dev.mezzo.optimize.Estimate;
import dev.mezzo.optimize.Evaluation;
import dev.mezzo.optimize.Factor;

/**
 * A measurement z of a point l in the world frame: the residual is r = U (l - z) with U^T U =
 * Omega. In the plane and in space; metres. Immutable, safe for use by several threads.
 */
public final class LandmarkFactor implements Factor {
  private final int landmark;
  private final int dimension;
  private final double[] z;

  /** U, row-major, upper triangular. */
  private final double[] u;

  /**
   * A factor of a variable on {@link dev.mezzo.optimize.Manifold#euclidean} of dimension 2 or 3.
   *
   * @param landmark index of the variable
   * @param measurement z, of the dimension of the variable
   * @param information Omega, of the same dimension
   * @throws IllegalArgumentException if the dimensions differ
   */
  public LandmarkFactor(int landmark, Point measurement, InformationMatrix information) {
    dimension = measurement.dimension();
    ErrorOfPoint.check(dimension, measurement, information);
    this.landmark = landmark;
    z = measurement.toArray();
    u = information.root();
  }

  @Override
  public int dimension() {
    return dimension;
  }

  @Override
  public int[] variables() {
    return new int[] {landmark};
  }

  @Override
  public void evaluate(Estimate x, Evaluation out) {
    double[] s = x.states();
    int l = x.offset(landmark);
    boolean wantsJacobians = out.wantsJacobians();
    for (int r = 0; r < dimension; r++) {
      double sum = 0;
      for (int c = 0; c < dimension; c++) {
        double entry = u[dimension * r + c];
        sum += entry * (s[l + c] - z[c]);
        if (wantsJacobians) {
          out.jacobian(0, r, c, entry);
        }
      }
      out.residual(r, sum);
    }
  }
}
