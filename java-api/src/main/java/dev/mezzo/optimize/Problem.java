package dev.mezzo.optimize;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;

/**
 * A non-linear least-squares problem: variables on manifolds and the factors between them.
 * Minimised over the variables that are not fixed: the sum over the factors of rho(||r(x)||^2).
 *
 * <p>Add variables, then factors that name them by index; {@link Optimizer#optimize} moves the
 * variables to the optimum. Not safe for use by several threads at once.
 */
public final class Problem {
  private final List<Manifold> manifolds = new ArrayList<>();
  private final List<Factor> factors = new ArrayList<>();
  private final List<LossFunction> losses = new ArrayList<>();

  /** The variables of all factors, one factor after another. */
  private int[] factorVariables = new int[32];

  /** Where those of each factor begin; one more than there are factors. */
  private int[] variablesAt = new int[17];

  private boolean[] fixed = new boolean[16];

  /** Variables that are eliminated before the others. */
  private final BitSet eliminated = new BitSet();

  private int[] offsets = new int[17];
  private double[] states = new double[64];
  private int residuals;

  /** An empty problem. */
  public Problem() {}

  /**
   * Adds a variable.
   *
   * @param manifold where it lives
   * @param initial its state, {@link Manifold#stateDimension()} finite numbers
   * @return its index: 0, 1, 2, ...
   * @throws IllegalArgumentException if the length is wrong or a number is not finite
   */
  public int addVariable(Manifold manifold, double... initial) {
    int v = manifolds.size();
    checkState(manifold, initial, v);
    if (v == fixed.length) {
      fixed = Arrays.copyOf(fixed, 2 * v);
      offsets = Arrays.copyOf(offsets, 2 * v + 1);
    }
    int at = offsets[v];
    if (at + initial.length > states.length) {
      states = Arrays.copyOf(states, Math.max(2 * states.length, at + initial.length));
    }
    System.arraycopy(initial, 0, states, at, initial.length);
    offsets[v + 1] = at + initial.length;
    manifolds.add(manifold);
    return v;
  }

  /**
   * Holds a variable at its state, or frees it again.
   *
   * @param variable index
   * @param isFixed true to hold it
   */
  public void setFixed(int variable, boolean isFixed) {
    fixed[checkVariable(variable)] = isFixed;
  }

  /**
   * Marks a variable as one to be eliminated before all others, as landmarks are in bundle
   * adjustment: where each such variable has three degrees of freedom and no factor names two of
   * them, steps are solved for by what is left ({@link Optimizer.LinearSolver#IMPLICIT_SCHUR}).
   *
   * @param variable index
   * @param isEliminated true to mark it
   */
  public void setEliminated(int variable, boolean isEliminated) {
    eliminated.set(checkVariable(variable), isEliminated);
  }

  /**
   * Adds a factor with the squared loss.
   *
   * @param factor the factor
   * @return its index: 0, 1, 2, ...
   * @throws IllegalArgumentException if its dimension or its variables are not valid
   */
  public int addFactor(Factor factor) {
    return addFactor(factor, LossFunction.NONE);
  }

  /**
   * Adds a factor.
   *
   * @param factor the factor
   * @param loss applied to the squared norm of its residual
   * @return its index: 0, 1, 2, ...
   * @throws IllegalArgumentException if its dimension or its variables are not valid
   */
  public int addFactor(Factor factor, LossFunction loss) {
    int index = factors.size();
    int dimension = factor.dimension();
    if (dimension < 1 || dimension > 64) {
      throw new IllegalArgumentException(
          "factor " + index + ": dimension " + dimension + " is not in 1..64");
    }
    int[] variables = factor.variables();
    if (variables.length == 0 || variables.length > 64) {
      throw new IllegalArgumentException(
          "factor " + index + ": it names " + variables.length + " variables, not 1 to 64");
    }
    int at = variablesAt[index];
    reserve(index + 1, at + variables.length);
    for (int i = 0; i < variables.length; i++) {
      int v = variables[i];
      if (v < 0 || v >= manifolds.size()) {
        throw new IllegalArgumentException(
            "factor " + index + ": there is no variable " + v + ", only " + manifolds.size());
      }
      for (int k = 0; k < i; k++) {
        if (factorVariables[at + k] == v) {
          throw new IllegalArgumentException(
              "factor " + index + ": variable " + v + " is named twice");
        }
      }
      factorVariables[at + i] = v;
    }
    residuals = Math.addExact(residuals, dimension);
    factors.add(factor);
    losses.add(loss);
    variablesAt[index + 1] = at + variables.length;
    return index;
  }

  private void reserve(int factors, int slots) {
    if (variablesAt.length < factors + 1) {
      variablesAt = Arrays.copyOf(variablesAt, 2 * factors + 1);
    }
    if (factorVariables.length < slots) {
      factorVariables = Arrays.copyOf(factorVariables, 2 * slots);
    }
  }

  /**
   * Removes all factors; variables stay. Adding as many factors as there were takes no new memory.
   */
  public void clearFactors() {
    factors.clear();
    losses.clear();
    residuals = 0;
  }

  /**
   * Gives a factor another loss.
   *
   * @param factor index
   * @param loss applied to the squared norm of its residual from now on
   */
  public void setLoss(int factor, LossFunction loss) {
    losses.set(factor, Objects.requireNonNull(loss, "loss"));
  }

  /**
   * A problem of the same variables with some of the factors: what does not count takes no time and
   * makes no fill.
   *
   * @param kept indices of the factors, which the new problem counts anew in ascending order
   * @return a new problem at the current states
   */
  public Problem withFactors(BitSet kept) {
    if (kept.length() > factors.size()) {
      throw new IndexOutOfBoundsException(
          "there is no factor " + (kept.length() - 1) + ", only " + factors.size());
    }
    var part = new Problem();
    part.manifolds.addAll(manifolds);
    part.fixed = fixed.clone();
    part.eliminated.or(eliminated);
    part.offsets = offsets.clone();
    part.states = states.clone();
    for (int f = kept.nextSetBit(0); f >= 0; f = kept.nextSetBit(f + 1)) {
      int index = part.factors.size();
      int arity = arity(f);
      int at = part.variablesAt[index];
      part.reserve(index + 1, at + arity);
      System.arraycopy(factorVariables, variablesAt[f], part.factorVariables, at, arity);
      part.variablesAt[index + 1] = at + arity;
      part.factors.add(factors.get(f));
      part.losses.add(losses.get(f));
      part.residuals += factors.get(f).dimension();
    }
    return part;
  }

  /**
   * Number of variables, fixed ones included.
   *
   * @return at least 0
   */
  public int variables() {
    return manifolds.size();
  }

  /**
   * Number of factors.
   *
   * @return at least 0
   */
  public int factors() {
    return factors.size();
  }

  /**
   * Number of scalar residuals.
   *
   * @return at least 0
   */
  public int residuals() {
    return residuals;
  }

  /**
   * Current state of a variable.
   *
   * @param variable index
   * @return a new array of {@link Manifold#stateDimension()} numbers
   */
  public double[] state(int variable) {
    checkVariable(variable);
    return Arrays.copyOfRange(states, offsets[variable], offsets[variable + 1]);
  }

  /**
   * Moves a variable.
   *
   * @param variable index
   * @param state its state, {@link Manifold#stateDimension()} finite numbers
   * @throws IllegalArgumentException if the length is wrong or a number is not finite
   */
  public void setState(int variable, double... state) {
    checkVariable(variable);
    checkState(manifolds.get(variable), state, variable);
    System.arraycopy(state, 0, states, offsets[variable], state.length);
  }

  /**
   * Moves a variable to a state that stands among other numbers. Allocates nothing.
   *
   * @param variable index
   * @param from holds its state, {@link Manifold#stateDimension()} finite numbers
   * @param at index of the first of them
   * @throws IllegalArgumentException if a number is not finite
   */
  public void setState(int variable, double[] from, int at) {
    checkVariable(variable);
    int length = offsets[variable + 1] - offsets[variable];
    for (int i = at; i < at + length; i++) {
      checkFinite(from[i], variable);
    }
    System.arraycopy(from, at, states, offsets[variable], length);
  }

  /**
   * Copies the current state of a variable.
   *
   * @param variable index
   * @param to receives {@link Manifold#stateDimension()} numbers
   * @param at index of the first of them
   */
  public void copyState(int variable, double[] to, int at) {
    checkVariable(variable);
    System.arraycopy(states, offsets[variable], to, at, offsets[variable + 1] - offsets[variable]);
  }

  /**
   * Moves every variable to where it is in another problem.
   *
   * @param other a problem of the same variables, such as {@link #withFactors} makes
   * @throws IllegalArgumentException if its variables are others
   */
  public void setStates(Problem other) {
    if (!manifolds.equals(other.manifolds)) {
      throw new IllegalArgumentException("the other problem has other variables");
    }
    System.arraycopy(other.states, 0, states, 0, stateLength());
  }

  /**
   * The current states of all variables, one after another.
   *
   * @param to receives them from its beginning; as long as all states together at least
   */
  public void copyStates(double[] to) {
    System.arraycopy(states, 0, to, 0, stateLength());
  }

  /**
   * How well each factor fits the current states, whatever its loss.
   *
   * @return ||r||^2 of every factor, a new array
   */
  public double[] squaredNorms() {
    return JacobianCheck.squaredNorms(this);
  }

  /**
   * The objective at the current states.
   *
   * @return sum over the factors of rho(||r||^2)
   */
  public double chi2() {
    return JacobianCheck.chi2(this);
  }

  /**
   * Compares the Jacobians of every factor, at the current states, with central finite differences.
   *
   * @param tolerance largest admitted difference, relative to the largest entry of the block (or to
   *     1 if that is smaller); 1e-6 is what double precision allows for well-scaled factors
   * @return what is off, a line per block with its worst entry; empty if all agree
   */
  public List<String> checkJacobians(double tolerance) {
    return JacobianCheck.check(this, tolerance);
  }

  int checkVariable(int variable) {
    if (variable < 0 || variable >= manifolds.size()) {
      throw new IndexOutOfBoundsException(
          "there is no variable " + variable + ", only " + manifolds.size());
    }
    return variable;
  }

  boolean isEliminated(int variable) {
    return eliminated.get(variable);
  }

  boolean isFixed(int variable) {
    return fixed[variable];
  }

  Manifold manifold(int variable) {
    return manifolds.get(variable);
  }

  Factor factor(int factor) {
    return factors.get(factor);
  }

  LossFunction loss(int factor) {
    return losses.get(factor);
  }

  /** Number of variables of a factor. */
  int arity(int factor) {
    return variablesAt[factor + 1] - variablesAt[factor];
  }

  /** The k-th variable of a factor. */
  int variableOf(int factor, int k) {
    return factorVariables[variablesAt[factor] + k];
  }

  /** The states themselves; the optimiser writes them. */
  double[] states() {
    return states;
  }

  int[] offsets() {
    return offsets;
  }

  /** Length of the states in use. */
  int stateLength() {
    return offsets[manifolds.size()];
  }

  private static void checkState(Manifold manifold, double[] state, int variable) {
    if (state.length != manifold.stateDimension()) {
      throw new IllegalArgumentException(
          "variable "
              + variable
              + ": a state of "
              + manifold.stateDimension()
              + " numbers is needed, not "
              + state.length);
    }
    for (double x : state) {
      checkFinite(x, variable);
    }
  }

  private static void checkFinite(double x, int variable) {
    if (!Double.isFinite(x)) {
      throw new IllegalArgumentException("variable " + variable + ": its state holds " + x);
    }
  }
}
