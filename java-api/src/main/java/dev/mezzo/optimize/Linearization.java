package dev.mezzo.optimize;

import dev.mezzo.linalg.BlockSparseMatrix;
import dev.mezzo.linalg.JacobianStructure;
import dev.mezzo.linalg.LandmarkElimination;
import dev.mezzo.linalg.Precision;
import dev.mezzo.linalg.StructureBuffer;
import dev.mezzo.linalg.ThreadTeam;
import dev.mezzo.linalg.Vector;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;

/**
 * Residuals and Jacobian of a problem in off-heap memory: the place of every factor in them, and
 * their evaluation. Factors of one shape (dimension, dimensions of the free variables) that come
 * together stand together, in the order in which they were added; {@link #append} puts later ones
 * behind them.
 */
final class Linearization {
  private final Problem problem;
  private final Team team;
  private final JacobianStructure structure;
  private final BlockSparseMatrix jacobian;
  private final Vector residual;
  private final Vector trialResidual;
  private final Precision rounding;
  private final StructureBuffer buffer;
  private final FactorShapes shapes;

  /** Number of variables taken in, fixed ones included. */
  private int variables;

  /** Number of these that are free. */
  private int free;

  // All arrays have room for more.
  /** Column block of each variable of the problem, -1 where it is fixed. */
  private int[] columnVariable = {};

  /** The free variables, in the order of the columns. */
  private int[] freeVariables = {};

  /** Number of factors taken in, which the next arrays have in the order of the rows. */
  private int factors;

  private int[] factorAt = {};
  private int[] rows = {};
  private long[] rowAt = {};
  private long[] valueAt = {};
  private double[] losses = {};

  /** From here on are a factor's blocks in the next two; one more than there are factors. */
  private int[] blocksAt = {0};

  private int[] blockOffset = {};
  private int[] blockColumns = {};

  /** Scalar rows of the factors taken in, and numbers of their Jacobian blocks. */
  private long rowCount;

  private long valueCount;

  private Evaluation[] accepted = {};
  private Evaluation[] trial = {};

  // Where these write.
  private MemorySegment residualMemory;
  private MemorySegment trialMemory;
  private MemorySegment jacobianMemory;

  // What the team works on; fields, because a lambda that captured them would be allocated at each
  // evaluation.
  private Estimate estimate;
  private boolean wantsJacobians;
  private boolean isCurrent;
  private boolean hasLosses;
  private int firstFactor;
  private long residualEvaluations;
  private long jacobianEvaluations;
  private final Team.Task evaluateShare = this::evaluateShare;

  Linearization(Arena arena, Problem problem, Precision rounding, Team team) {
    this.problem = problem;
    this.team = team;
    this.rounding = rounding;
    buffer = new StructureBuffer(arena);
    shapes = new FactorShapes(problem);
    structure = new JacobianStructure(arena, new int[0], List.of(), new int[0]);
    jacobian = new BlockSparseMatrix(arena, structure, Precision.DOUBLE);
    residual = new Vector(arena, Precision.DOUBLE, 0);
    trialResidual = new Vector(arena, Precision.DOUBLE, 0);
    append();
    if (team.size() > 1) {
      int threads = Math.min(team.size(), ThreadTeam.MAX_THREADS);
      structure.useTeam(new ThreadTeam(arena, threads));
    }
  }

  /**
   * Takes in the variables and factors that the problem has more than at the last call. What was
   * evaluated of the others is kept.
   */
  void append() {
    buffer.clear();
    take();
    structure.append(buffer);
    resize();
  }

  /**
   * Takes in the variables and factors of the problem anew, whatever they were before, in the
   * memory that is there where it suffices. What was evaluated is lost.
   */
  void restructure() {
    variables = 0;
    free = 0;
    factors = 0;
    rowCount = 0;
    valueCount = 0;
    hasLosses = false;
    isCurrent = false;
    buffer.clear();
    take();
    structure.assign(buffer);
    resize();
  }

  /** Finds places for what is new in the problem, and describes it in the buffer. */
  private void take() {
    takeVariables();
    int before = factors;
    reserve(problem.factors());
    shapes.sort(before, columnVariable, factorAt);
    int slots = blocksAt[before];
    for (int f = before; f < problem.factors(); f++) {
      slots += problem.arity(f);
    }
    blockOffset = room(blockOffset, slots);
    blockColumns = room(blockColumns, slots);
    for (int s = 0; s < shapes.count(); s++) {
      buffer.addGroup(shapes.rows(s), shapes.arity(s), shapes.factors(s));
    }
    while (factors < problem.factors()) {
      takeFactor(factorAt[factors]);
    }
  }

  private void takeFactor(int f) {
    int m = problem.factor(f).dimension();
    hasLosses |= !problem.loss(f).equals(LossFunction.NONE);
    rows[factors] = m;
    rowAt[factors] = rowCount;
    valueAt[factors] = valueCount;
    int slot = blocksAt[factors];
    int offset = 0;
    for (int k = 0; k < problem.arity(f); k++) {
      int v = problem.variableOf(f, k);
      int columns = problem.manifold(v).tangentDimension();
      blockColumns[slot] = columns;
      blockOffset[slot++] = columnVariable[v] < 0 ? -1 : offset;
      if (columnVariable[v] >= 0) {
        offset += m * columns;
        buffer.addBlock(columnVariable[v]);
      }
    }
    rowCount += m;
    valueCount += offset;
    blocksAt[++factors] = slot;
  }

  private void takeVariables() {
    columnVariable = room(columnVariable, problem.variables());
    freeVariables = room(freeVariables, problem.variables());
    for (; variables < problem.variables(); variables++) {
      columnVariable[variables] = problem.isFixed(variables) ? -1 : free;
      if (!problem.isFixed(variables)) {
        freeVariables[free++] = variables;
        buffer.addVariable(problem.manifold(variables).tangentDimension());
      }
    }
  }

  /** Gives matrix, vectors and writers the size of the structure. */
  private void resize() {
    jacobian.resize();
    residual.resize(structure.rows());
    trialResidual.resize(structure.rows());
    if (!residual.memory().equals(residualMemory)
        || !trialResidual.memory().equals(trialMemory)
        || !jacobian.values().equals(jacobianMemory)) {
      residualMemory = residual.memory();
      trialMemory = trialResidual.memory();
      jacobianMemory = jacobian.values();
      accepted = evaluations(residualMemory);
      trial = evaluations(trialMemory);
    }
    for (int t = 0; t < accepted.length; t++) {
      accepted[t].layout(blockOffset, blockColumns);
      trial[t].layout(blockOffset, blockColumns);
    }
  }

  private void reserve(int needed) {
    factorAt = room(factorAt, needed);
    rows = room(rows, needed);
    rowAt = room(rowAt, needed);
    valueAt = room(valueAt, needed);
    losses = losses.length < needed ? Arrays.copyOf(losses, grown(needed)) : losses;
    blocksAt = room(blocksAt, needed + 1);
  }

  private static int[] room(int[] array, int needed) {
    return array.length < needed ? Arrays.copyOf(array, grown(needed)) : array;
  }

  private static long[] room(long[] array, int needed) {
    return array.length < needed ? Arrays.copyOf(array, grown(needed)) : array;
  }

  private static int grown(int needed) {
    return needed + needed / 2;
  }

  private Evaluation[] evaluations(MemorySegment residuals) {
    Evaluation[] all = new Evaluation[team.size()];
    for (int t = 0; t < all.length; t++) {
      all[t] = new Evaluation(residuals, jacobian.values());
    }
    return all;
  }

  /** Whether variables are held and free as they were when they came. */
  boolean hasSameFreeVariables() {
    for (int v = 0; v < variables; v++) {
      if (problem.isFixed(v) != (columnVariable[v] < 0)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether there are free variables to be eliminated, and landmarks are what they are: of three
   * dimensions, one at most in each factor.
   */
  boolean canEliminate() {
    boolean any = false;
    for (int k = 0; k < free; k++) {
      int dimension = columnsOf(k);
      boolean isEliminated = problem.isEliminated(freeVariables[k]);
      any |= isEliminated;
      if (isEliminated
          ? dimension != LandmarkElimination.LANDMARK_DIMENSION
          : dimension > LandmarkElimination.MAX_KEPT_DIMENSION) {
        return false;
      }
    }
    for (int f = 0; f < problem.factors() && any; f++) {
      int landmarks = 0;
      for (int k = 0; k < problem.arity(f); k++) {
        int v = problem.variableOf(f, k);
        landmarks += problem.isEliminated(v) && !problem.isFixed(v) ? 1 : 0;
      }
      if (landmarks > 1) {
        return false;
      }
    }
    return any;
  }

  /** Which of the free variables are to be eliminated, in an array that is as long or longer. */
  boolean[] landmarks(boolean[] room) {
    boolean[] is = room.length < free ? new boolean[grown(free)] : room;
    for (int k = 0; k < free; k++) {
      is[k] = problem.isEliminated(freeVariables[k]);
    }
    return is;
  }

  JacobianStructure structure() {
    return structure;
  }

  /** J in fp64 at the last {@link #linearize}. */
  BlockSparseMatrix jacobian() {
    return jacobian;
  }

  /**
   * J with each factor linearised where its residual is zero. Factors that do not know where that
   * is, and those with a robust loss, whose weight depends on the estimate, are as at the last
   * {@link #linearize}.
   */
  BlockSparseMatrix jacobianOfMeasurements(Arena arena) {
    var matrix = new BlockSparseMatrix(arena, structure, Precision.DOUBLE);
    MemorySegment.copy(jacobian.values(), 0, matrix.values(), 0, structure.values() * Double.BYTES);
    var out = new Evaluation(residual.memory(), matrix.values());
    out.layout(blockOffset, blockColumns);
    for (int i = 0; i < factors; i++) {
      if (problem.loss(factorAt[i]).equals(LossFunction.NONE)) {
        out.bind(true, rows[i], blocksAt[i + 1] - blocksAt[i], rowAt[i], valueAt[i], blocksAt[i]);
        problem.factor(factorAt[i]).linearizeAtZeroResidual(out);
      }
    }
    return matrix;
  }

  /** Whitened, loss-weighted residuals at the last {@link #linearize}. */
  Vector residual() {
    return residual;
  }

  /** Number of free variables. */
  int free() {
    return free;
  }

  /** The free variable whose columns are k-th. */
  int freeVariable(int k) {
    return freeVariables[k];
  }

  /**
   * Residuals and Jacobian at an estimate; returns the objective, which is not finite if a residual
   * is not.
   */
  double linearize(Estimate x) {
    return evaluate(x, true, 0);
  }

  /** As {@link #linearize}, where the factors before the given one were evaluated at x already. */
  double linearizeFrom(int factor, Estimate x) {
    return evaluate(x, true, factor);
  }

  /** The objective at an estimate; what {@link #linearize} computed stays. */
  double objective(Estimate x) {
    return evaluate(x, false, 0);
  }

  /**
   * Takes over the residuals of the last {@link #objective}, beside the Jacobian as it is; false,
   * and nothing done, where a loss makes both depend on the other.
   */
  boolean takeTrial() {
    if (hasLosses) {
      return false;
    }
    residual.assign(trialResidual, 1);
    isCurrent = true;
    return true;
  }

  /** Whether the last evaluation was one of the residuals that {@link #residual} holds. */
  boolean isCurrent() {
    return isCurrent;
  }

  /** Number of factors taken in. */
  int factors() {
    return factors;
  }

  /** Rows of the factor that is i-th in the order of the rows. */
  int rows(int i) {
    return rows[i];
  }

  /** Blocks of the i-th factor, those of fixed variables included. */
  int arity(int i) {
    return blocksAt[i + 1] - blocksAt[i];
  }

  /** Column block of block k of the i-th factor, -1 where its variable is fixed. */
  int column(int i, int k) {
    return columnVariable[problem.variableOf(factorAt[i], k)];
  }

  /** Where that block begins in the numbers of the Jacobian. */
  long valueAt(int i, int k) {
    return valueAt[i] + blockOffset[blocksAt[i] + k];
  }

  /** Scalar columns of a column block. */
  int columnsOf(int columnBlock) {
    return problem.manifold(freeVariables[columnBlock]).tangentDimension();
  }

  /** Counts from zero again. */
  void restartCounts() {
    residualEvaluations = 0;
    jacobianEvaluations = 0;
  }

  /** Factors evaluated without Jacobians so far. */
  long residualEvaluations() {
    return residualEvaluations;
  }

  /** Factors evaluated with Jacobians so far. */
  long jacobianEvaluations() {
    return jacobianEvaluations;
  }

  private double evaluate(Estimate x, boolean jacobians, int from) {
    estimate = x;
    isCurrent = jacobians;
    wantsJacobians = jacobians;
    firstFactor = from;
    if (jacobians) {
      jacobianEvaluations += factors - from;
    } else {
      residualEvaluations += factors - from;
    }
    team.run(evaluateShare);
    double sum = 0;
    for (int i = 0; i < factors; i++) {
      sum += losses[i];
    }
    return sum;
  }

  private void evaluateShare(int member) {
    long count = (long) factors - firstFactor;
    int begin = firstFactor + (int) (count * member / team.size());
    int end = firstFactor + (int) (count * (member + 1) / team.size());
    Evaluation out = wantsJacobians ? accepted[member] : trial[member];
    MemorySegment r = wantsJacobians ? residual.memory() : trialResidual.memory();
    for (int i = begin; i < end; i++) {
      int f = factorAt[i];
      int m = rows[i];
      out.bind(wantsJacobians, m, blocksAt[i + 1] - blocksAt[i], rowAt[i], valueAt[i], blocksAt[i]);
      problem.factor(f).evaluate(estimate, out);
      double s = 0;
      for (long k = rowAt[i]; k < rowAt[i] + m; k++) {
        double e = r.getAtIndex(ValueLayout.JAVA_DOUBLE, k);
        if (rounding != Precision.DOUBLE) {
          e = rounding.round(e);
          r.setAtIndex(ValueLayout.JAVA_DOUBLE, k, e);
        }
        s += e * e;
      }
      LossFunction loss = problem.loss(f);
      losses[i] = loss.value(s);
      if (wantsJacobians) {
        double weight = loss.weight(s);
        if (weight != 1) {
          reweight(i, m, Math.sqrt(weight));
        }
      }
    }
  }

  private void reweight(int i, int m, double factor) {
    MemorySegment r = residual.memory();
    for (long k = rowAt[i]; k < rowAt[i] + m; k++) {
      r.setAtIndex(ValueLayout.JAVA_DOUBLE, k, factor * r.getAtIndex(ValueLayout.JAVA_DOUBLE, k));
    }
    MemorySegment j = jacobian.values();
    long end = i + 1 < factors ? valueAt[i + 1] : structure.values();
    for (long k = valueAt[i]; k < end; k++) {
      j.setAtIndex(ValueLayout.JAVA_DOUBLE, k, factor * j.getAtIndex(ValueLayout.JAVA_DOUBLE, k));
    }
  }
}
