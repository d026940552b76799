package dev.mezzo.optimize;

import dev.mezzo.linalg.BlockHessian;
import dev.mezzo.linalg.IncompleteCholesky;
import dev.mezzo.linalg.JacobianStructure;
import dev.mezzo.linalg.Precision;
import dev.mezzo.linalg.Vector;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The complete fp64 Cholesky factor L L^T = D J^T J D of a problem at its states, once, and the
 * certainty that it is one: a singular matrix may well have a factor, of rounding errors.
 */
final class InformationFactor {
  /** Of inverse iteration; each gains the ratio of the two smallest eigenvalues. */
  private static final int ITERATIONS = 3;

  /** Part of the curvature along the weakest direction by which J and the factor may disagree. */
  private static final double TOLERANCE = 0.1;

  private static final long SEED = 1;

  private final Problem problem;
  private final Linearization linearization;
  private final IncompleteCholesky factor;
  private final Vector scale;
  private final Vector scaled;

  /**
   * Linearises and factors.
   *
   * @throws ArithmeticException if something is not finite
   * @throws SingularProblemException if the matrix is singular to working precision
   */
  InformationFactor(Arena arena, Problem problem, JacobianStructure.Ordering ordering) {
    this.problem = problem;
    try (Team alone = new Team(1)) {
      linearization = new Linearization(arena, problem, Precision.DOUBLE, alone);
      double chi2 =
          linearization.linearize(
              new Estimate(
                  Arrays.copyOf(problem.states(), problem.stateLength()), problem.offsets()));
      if (!Double.isFinite(chi2)) {
        throw new ArithmeticException("a residual is not finite at the states of the problem");
      }
    }
    JacobianStructure structure = linearization.structure();
    scale = new Vector(arena, Precision.DOUBLE, structure.columns());
    scaled = new Vector(arena, Precision.DOUBLE, structure.columns());
    if (!Double.isFinite(linearization.jacobian().columnScale(scale))) {
      throw new ArithmeticException("a Jacobian is not finite at the states of the problem");
    }
    var hessian = new BlockHessian(arena, structure, structure.order(ordering));
    hessian.assemble(linearization.jacobian(), scale);
    factor = IncompleteCholesky.create(arena, hessian, IncompleteCholesky.COMPLETE, 0);
    boolean positive = factor.factor(hessian, 0);
    double shift = Shift.firstOfComplete(Precision.DOUBLE);
    for (boolean usable = positive; !usable; shift *= Shift.GROWTH_OF_COMPLETE) {
      usable = factor.factor(hessian, shift);
    }
    checkRegular(arena, positive);
  }

  /** y = L^-1 D b, up to an order of its rows that is the same for all. */
  void solveForward(Vector b, Vector y) {
    scaled.multiply(scale, b);
    factor.solveForward(scaled, y);
  }

  /**
   * Finds the direction z in which the factor is weakest, by inverse iteration, and compares ||J D
   * z||^2 with z^T L L^T z, which must agree. ||J D z||^2 keeps its digits where those of J^T J
   * drowned in rounding: in a direction that nothing determines it is rounding squared.
   */
  private void checkRegular(Arena arena, boolean isPositive) {
    var random = new SplittableRandom(SEED);
    var z = new Vector(arena, Precision.DOUBLE, scale.length());
    var before = new Vector(arena, Precision.DOUBLE, scale.length());
    var rows = new Vector(arena, Precision.DOUBLE, linearization.structure().rows());
    for (long i = 0; i < z.length(); i++) {
      z.set(i, random.nextDouble(-1, 1));
    }
    for (int i = 0; i < ITERATIONS; i++) {
      before.assign(z, 1 / z.maxAbs());
      factor.apply(before, z);
    }
    double expected = z.dot(before);
    scaled.multiply(scale, z);
    double curvature = linearization.jacobian().times(scaled, rows);
    if (!isPositive || !(Math.abs(curvature - expected) <= TOLERANCE * expected)) {
      throw new SingularProblemException(freest(z));
    }
  }

  /** The variable with the largest entry. */
  private int freest(Vector z) {
    int freest = -1;
    double largest = -1;
    long at = 0;
    for (int k = 0; k < linearization.free(); k++) {
      int v = linearization.freeVariable(k);
      for (long end = at + problem.manifold(v).tangentDimension(); at < end; at++) {
        if (Math.abs(z.get(at)) > largest) {
          largest = Math.abs(z.get(at));
          freest = v;
        }
      }
    }
    return freest;
  }
}
