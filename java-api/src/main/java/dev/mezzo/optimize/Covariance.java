package dev.mezzo.optimize;

import dev.mezzo.linalg.JacobianStructure;
import dev.mezzo.linalg.Precision;
import dev.mezzo.linalg.Vector;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Marginal covariances of chosen variables: blocks of
 *
 * <pre>
 *   Sigma = (J^T J)^-1,
 * </pre>
 *
 * <p>with J the Jacobian of the whitened residuals at the states that the problem has when this is
 * made; later changes of the problem are not seen. That is the covariance of the estimate to first
 * order, if residuals are Gaussian of unit covariance (information matrices are inverse
 * covariances, and nothing is scaled by how well the measurements fit) and the states are the
 * optimum. Factors with a robust loss enter as in the optimiser's linearisation: with their weight
 * rho'(s) at these states. Fixed variables are known exactly: their covariance is zero.
 *
 * <p>Rows and columns are in tangent order. Tangent order: translation first, then rotation: Pose3
 * (vx vy vz wx wy wz), Pose2 (vx vy w); metres, radians. Perturbations are on the right (body
 * frame): X &#8862; d = X &#183; Exp(d), with the full SE(2)/SE(3) exponential: the covariance of a
 * pose is that of d, in its own frame. Matrices in {@code double[]} are row-major.
 *
 * <p>The inverse is never formed. With D J^T J D = L L^T, complete and in fp64, and D the column
 * scaling, Sigma = Y^T Y with Y = L^-1 D: each column that is asked for is one forward solve, the
 * first half of what solving with the factor takes, and entries are inner products of such columns
 * (Björck, Numerical Methods for Least Squares Problems, 1996). Blocks of variables with themselves
 * are therefore exactly symmetric, positive semi-definite up to rounding, and the same question
 * gets the same bits.
 *
 * <p>Memory is the Jacobian and the factor, and a column of as many numbers as the problem has
 * degrees of freedom for each that one call asks for; it is kept for later calls. Confined to the
 * thread that made it; after {@link #close} everything throws {@link IllegalStateException}.
 *
 * <pre>{@code
 * try (var covariance = new Covariance(problem)) {
 *   double[] sigma = covariance.of(variable);
 * }
 * }</pre>
 */
public final class Covariance implements AutoCloseable {
  private final int[] dimensions;

  /** First column of each variable, -1 for fixed ones. */
  private final long[] columnAt;

  private final Arena arena;
  private final InformationFactor factor;

  /** Columns of Y; the first ones are those of the present call. */
  private final List<Vector> columns = new ArrayList<>();

  private final Vector unit;

  /**
   * Linearises a problem at its states and factors it.
   *
   * @param problem at its optimum, usually
   * @throws IllegalArgumentException if it has no factors, or no free variables
   * @throws ArithmeticException if a residual or a Jacobian is not finite at these states
   * @throws SingularProblemException if the factors do not determine all free variables, as when
   *     nothing is fixed and there is no prior
   */
  public Covariance(Problem problem) {
    this(problem, JacobianStructure.Ordering.AMD);
  }

  @SuppressWarnings("MustBeClosedChecker") // close() does
  Covariance(Problem problem, JacobianStructure.Ordering ordering) {
    dimensions = new int[problem.variables()];
    columnAt = new long[problem.variables()];
    long at = 0;
    for (int v = 0; v < dimensions.length; v++) {
      dimensions[v] = problem.manifold(v).tangentDimension();
      columnAt[v] = problem.isFixed(v) ? -1 : at;
      at += problem.isFixed(v) ? 0 : dimensions[v];
    }
    if (problem.factors() == 0) {
      throw new IllegalArgumentException("the problem has no factors");
    }
    if (at == 0) {
      throw new IllegalArgumentException("the problem has no free variables");
    }
    arena = Arena.ofConfined();
    try {
      factor = new InformationFactor(arena, problem, ordering);
      unit = new Vector(arena, Precision.DOUBLE, at);
    } catch (RuntimeException | Error e) {
      arena.close();
      throw e;
    }
  }

  /**
   * The covariance of one variable.
   *
   * @param variable index as {@link Problem#addVariable} gave it
   * @return d x d, d being its degrees of freedom; a new array
   * @throws IndexOutOfBoundsException if there is no such variable
   */
  public double[] of(int variable) {
    return joint(variable);
  }

  /**
   * The covariance between two variables: the expectation of da db^T, which is the block of rows a
   * and columns b of Sigma.
   *
   * @param a index as {@link Problem#addVariable} gave it
   * @param b index; may be the same
   * @return row-major, a row for each degree of freedom of a, a column for each of b; a new array
   * @throws IndexOutOfBoundsException if there is no such variable
   */
  public double[] between(int a, int b) {
    checkOpen();
    int rows = dimensions[checkVariable(a)];
    int width = dimensions[checkVariable(b)];
    solveUnits(a, 0);
    solveUnits(b, rows);
    double[] block = new double[rows * width];
    if (columnAt[a] >= 0 && columnAt[b] >= 0) {
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < width; j++) {
          block[i * width + j] = columns.get(i).dot(columns.get(rows + j));
        }
      }
    }
    return block;
  }

  /**
   * The joint covariance of several variables: all their blocks, with a forward solve for each
   * degree of freedom, where {@link #between} would take two for each pair.
   *
   * @param variables indices as {@link Problem#addVariable} gave them, in the wanted order
   * @return square, row-major, as many rows as the variables have degrees of freedom together; a
   *     new array
   * @throws IndexOutOfBoundsException if there is no such variable
   */
  public double[] joint(int... variables) {
    checkOpen();
    int n = 0;
    for (int v : variables) {
      n = Math.addExact(n, dimensions[checkVariable(v)]);
    }
    boolean[] isFree = new boolean[n];
    int at = 0;
    for (int v : variables) {
      solveUnits(v, at);
      for (int end = at + dimensions[v]; at < end; at++) {
        isFree[at] = columnAt[v] >= 0;
      }
    }
    return gram(isFree);
  }

  /**
   * The covariance of a function of some variables, to first order: G Sigma G^T, with G its
   * Jacobian. Takes a forward solve for each row of G, and loses less to cancellation than
   * multiplying blocks of Sigma would: where variables are far more certain of each other than of
   * their places, as poses along a trajectory are.
   *
   * @param rows components of the function
   * @param variables those it depends on, by index, as {@link Problem#addVariable} gave them
   * @param jacobians for each of them, the derivative of the function by its tangent vector:
   *     row-major, rows x degrees of freedom
   * @return rows x rows; a new array
   * @throws IndexOutOfBoundsException if there is no such variable
   * @throws IllegalArgumentException if the lengths of the arrays do not fit
   */
  public double[] propagate(int rows, int[] variables, double[]... jacobians) {
    checkOpen();
    if (rows < 1 || variables.length != jacobians.length) {
      throw new IllegalArgumentException(
          rows + " rows, " + variables.length + " variables, " + jacobians.length + " Jacobians");
    }
    for (int k = 0; k < variables.length; k++) {
      int d = dimensions[checkVariable(variables[k])];
      if (jacobians[k].length != rows * d) {
        throw new IllegalArgumentException(
            "Jacobian " + k + " has " + jacobians[k].length + " numbers, not " + rows + " x " + d);
      }
    }
    boolean[] isFree = new boolean[rows];
    for (int i = 0; i < rows; i++) {
      unit.clear();
      for (int k = 0; k < variables.length; k++) {
        long at = columnAt[variables[k]];
        int d = dimensions[variables[k]];
        for (int c = 0; c < d && at >= 0; c++) {
          unit.set(at + c, unit.get(at + c) + jacobians[k][i * d + c]);
        }
      }
      factor.solveForward(unit, column(i));
      isFree[i] = true;
    }
    return gram(isFree);
  }

  /** Columns of Y for the degrees of freedom of a variable, none if it is fixed. */
  private void solveUnits(int variable, int at) {
    long first = columnAt[variable];
    for (int c = 0; c < dimensions[variable]; c++) {
      Vector y = column(at + c);
      if (first >= 0) {
        unit.clear();
        unit.set(first + c, 1);
        factor.solveForward(unit, y);
      }
    }
  }

  private Vector column(int i) {
    while (columns.size() <= i) {
      columns.add(new Vector(arena, Precision.DOUBLE, unit.length()));
    }
    return columns.get(i);
  }

  /** Inner products of the first columns, zero where one is not free. */
  private double[] gram(boolean[] isFree) {
    int n = isFree.length;
    double[] gram = new double[Math.multiplyExact(n, n)];
    for (int i = 0; i < n; i++) {
      for (int j = i; j < n; j++) {
        if (isFree[i] && isFree[j]) {
          double entry = columns.get(i).dot(columns.get(j));
          gram[i * n + j] = entry;
          gram[j * n + i] = entry;
        }
      }
    }
    return gram;
  }

  private int checkVariable(int variable) {
    return Objects.checkIndex(variable, dimensions.length);
  }

  private void checkOpen() {
    if (!arena.scope().isAlive()) {
      throw new IllegalStateException("this covariance is closed");
    }
  }

  /** Frees its memory. Calls after the first do nothing. */
  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}
