package dev.mezzo.optimize;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Evaluates factors one at a time, for objectives and for comparing Jacobians with central finite
 * differences.
 */
final class JacobianCheck {
  /**
   * Cube root of the fp64 unit roundoff: balances truncation and rounding of central differences.
   */
  private static final double STEP = Math.cbrt(Math.ulp(1.0));

  private static final int MAX_DIMENSION = 64;

  private final Problem problem;
  private final Estimate estimate;
  private final MemorySegment residuals;
  private final MemorySegment jacobians;
  private final Evaluation evaluation;
  private final double[] states;

  private JacobianCheck(Problem problem, Arena arena) {
    this.problem = problem;
    this.states = problem.states().clone();
    this.estimate = new Estimate(states, problem.offsets());
    int most = 0;
    for (int f = 0; f < problem.factors(); f++) {
      int columns = 0;
      for (int k = 0; k < problem.arity(f); k++) {
        columns += problem.manifold(problem.variableOf(f, k)).tangentDimension();
      }
      most = Math.max(most, columns);
    }
    residuals = arena.allocate(ValueLayout.JAVA_DOUBLE, MAX_DIMENSION);
    jacobians = arena.allocate(ValueLayout.JAVA_DOUBLE, (long) MAX_DIMENSION * Math.max(1, most));
    evaluation = new Evaluation(residuals, jacobians);
  }

  static double chi2(Problem problem) {
    double sum = 0;
    double[] norms = squaredNorms(problem);
    for (int f = 0; f < norms.length; f++) {
      sum += problem.loss(f).value(norms[f]);
    }
    return sum;
  }

  static double[] squaredNorms(Problem problem) {
    double[] norms = new double[problem.factors()];
    try (Arena arena = Arena.ofConfined()) {
      JacobianCheck check = new JacobianCheck(problem, arena);
      for (int f = 0; f < norms.length; f++) {
        check.evaluate(f, false);
        for (int i = 0; i < problem.factor(f).dimension(); i++) {
          double r = check.residuals.getAtIndex(ValueLayout.JAVA_DOUBLE, i);
          norms[f] += r * r;
        }
      }
    }
    return norms;
  }

  static List<String> check(Problem problem, double tolerance) {
    List<String> findings = new ArrayList<>();
    try (Arena arena = Arena.ofConfined()) {
      JacobianCheck check = new JacobianCheck(problem, arena);
      for (int f = 0; f < problem.factors(); f++) {
        check.compare(f, tolerance, findings);
      }
    }
    return List.copyOf(findings);
  }

  private void evaluate(int f, boolean wantsJacobians) {
    int arity = problem.arity(f);
    int rows = problem.factor(f).dimension();
    int[] offsets = new int[arity];
    int[] columns = new int[arity];
    int at = 0;
    for (int k = 0; k < arity; k++) {
      offsets[k] = at;
      columns[k] = problem.manifold(problem.variableOf(f, k)).tangentDimension();
      at += rows * columns[k];
    }
    evaluation.layout(offsets, columns);
    evaluation.bind(wantsJacobians, rows, arity, 0, 0, 0);
    problem.factor(f).evaluate(estimate, evaluation);
  }

  private void compare(int f, double tolerance, List<String> findings) {
    int rows = problem.factor(f).dimension();
    jacobians.fill((byte) 0);
    evaluate(f, true);
    double[] analytic = jacobians.toArray(ValueLayout.JAVA_DOUBLE);
    int at = 0;
    for (int k = 0; k < problem.arity(f); k++) {
      int v = problem.variableOf(f, k);
      Manifold manifold = problem.manifold(v);
      int columns = manifold.tangentDimension();
      double[] block = new double[rows * columns];
      System.arraycopy(analytic, at, block, 0, block.length);
      at += block.length;
      double[] difference = differences(f, v, rows, columns, manifold);
      double largest = 1;
      for (double d : difference) {
        largest = Math.max(largest, Math.abs(d));
      }
      int worst = 0;
      for (int i = 0; i < block.length; i++) {
        if (!(Math.abs(block[i] - difference[i]) <= Math.abs(block[worst] - difference[worst]))) {
          worst = i;
        }
      }
      if (!(Math.abs(block[worst] - difference[worst]) <= tolerance * largest)) {
        findings.add(
            String.format(
                Locale.ROOT,
                "factor %d (%s), variable %d: d r[%d] / d delta[%d] is %.9g, finite differences say"
                    + " %.9g",
                f,
                problem.factor(f).getClass().getSimpleName(),
                v,
                worst / columns,
                worst % columns,
                block[worst],
                difference[worst]));
      }
    }
  }

  private double[] differences(int f, int variable, int rows, int columns, Manifold manifold) {
    double[] block = new double[rows * columns];
    double[] delta = new double[columns];
    int offset = problem.offsets()[variable];
    double[] centre = problem.state(variable);
    for (int c = 0; c < columns; c++) {
      for (int sign = 1; sign >= -1; sign -= 2) {
        delta[c] = sign * STEP;
        manifold.retract(centre, 0, delta, 0, states, offset);
        evaluate(f, false);
        for (int r = 0; r < rows; r++) {
          block[r * columns + c] +=
              sign * residuals.getAtIndex(ValueLayout.JAVA_DOUBLE, r) / (2 * STEP);
        }
      }
      delta[c] = 0;
    }
    System.arraycopy(centre, 0, states, offset, centre.length);
    return block;
  }
}
