package dev.mezzo.optimize;

import dev.mezzo.linalg.BlockSparseMatrix;
import dev.mezzo.linalg.JacobianStructure;
import dev.mezzo.linalg.Precision;
import dev.mezzo.linalg.ThreadTeam;
import dev.mezzo.linalg.Vector;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Residuals and Jacobian of a problem in off-heap memory: the place of every factor in them, and
 * their evaluation. Factors of one shape (dimension, dimensions of the free variables) stand
 * together, in the order in which they were added.
 */
final class Linearization {
  private record Shape(int rows, List<Integer> dimensions) {}

  private final Problem problem;
  private final Team team;
  private final JacobianStructure structure;
  private final BlockSparseMatrix jacobian;
  private final Vector residual;
  private final Vector trialResidual;
  private final Precision rounding;

  /** The free variables, in the order of the columns. */
  private final int[] freeVariables;

  /** Factors in the order of the rows; parallel arrays say where each is written. */
  private final int[] factorAt;

  private final int[] rows;
  private final long[] rowAt;
  private final long[] valueAt;
  private final int[] blocksAt;
  private final int[] blockOffset;
  private final int[] blockColumns;
  private final double[] losses;

  private final Evaluation[] accepted;
  private final Evaluation[] trial;

  // What the team works on; fields, because a lambda that captured them would be allocated at each
  // evaluation.
  private Estimate estimate;
  private boolean wantsJacobians;
  private final Team.Task evaluateShare = this::evaluateShare;

  Linearization(Arena arena, Problem problem, Precision rounding, Team team) {
    this.problem = problem;
    this.team = team;
    this.rounding = rounding;
    int factors = problem.factors();
    int[] columnVariable = new int[problem.variables()];
    freeVariables = numberFreeVariables(columnVariable);
    int[] dimensions = new int[freeVariables.length];
    for (int c = 0; c < dimensions.length; c++) {
      dimensions[c] = problem.manifold(freeVariables[c]).tangentDimension();
    }

    List<List<Integer>> groups = new ArrayList<>();
    List<Shape> shapes = new ArrayList<>();
    group(columnVariable, groups, shapes);

    factorAt = new int[factors];
    rows = new int[factors];
    rowAt = new long[factors];
    valueAt = new long[factors];
    blocksAt = new int[factors];
    losses = new double[factors];
    int slots = 0;
    for (int f = 0; f < factors; f++) {
      slots += problem.variablesOf(f).length;
    }
    blockOffset = new int[slots];
    blockColumns = new int[slots];
    int[] blockVariables = new int[slots];
    int blocks = 0;
    int slot = 0;
    int at = 0;
    long row = 0;
    long value = 0;
    List<JacobianStructure.Group> described = new ArrayList<>();
    for (int g = 0; g < groups.size(); g++) {
      int m = shapes.get(g).rows();
      for (int f : groups.get(g)) {
        factorAt[at] = f;
        rows[at] = m;
        rowAt[at] = row;
        valueAt[at] = value;
        blocksAt[at] = slot;
        int offset = 0;
        for (int v : problem.variablesOf(f)) {
          int columns = problem.manifold(v).tangentDimension();
          blockColumns[slot] = columns;
          blockOffset[slot++] = problem.isFixed(v) ? -1 : offset;
          if (!problem.isFixed(v)) {
            offset += m * columns;
            blockVariables[blocks++] = columnVariable[v];
          }
        }
        row += m;
        value += offset;
        at++;
      }
      described.add(
          new JacobianStructure.Group(m, shapes.get(g).dimensions().size(), groups.get(g).size()));
    }
    structure =
        new JacobianStructure(arena, dimensions, described, Arrays.copyOf(blockVariables, blocks));
    if (team.size() > 1) {
      int threads = Math.min(team.size(), ThreadTeam.MAX_THREADS);
      structure.useTeam(new ThreadTeam(arena, threads));
    }
    jacobian = new BlockSparseMatrix(arena, structure, Precision.DOUBLE);
    residual = new Vector(arena, Precision.DOUBLE, structure.rows());
    trialResidual = new Vector(arena, Precision.DOUBLE, structure.rows());
    accepted = evaluations(residual.segment());
    trial = evaluations(trialResidual.segment());
  }

  private int[] numberFreeVariables(int[] columnVariable) {
    int free = 0;
    for (int v = 0; v < columnVariable.length; v++) {
      columnVariable[v] = problem.isFixed(v) ? -1 : free++;
    }
    int[] variables = new int[free];
    for (int v = 0; v < columnVariable.length; v++) {
      if (columnVariable[v] >= 0) {
        variables[columnVariable[v]] = v;
      }
    }
    return variables;
  }

  private void group(int[] columnVariable, List<List<Integer>> groups, List<Shape> shapes) {
    Map<Shape, Integer> index = new HashMap<>();
    for (int f = 0; f < problem.factors(); f++) {
      List<Integer> free = new ArrayList<>(2);
      for (int v : problem.variablesOf(f)) {
        if (columnVariable[v] >= 0) {
          free.add(problem.manifold(v).tangentDimension());
        }
      }
      Shape shape = new Shape(problem.factor(f).dimension(), free);
      Integer g = index.get(shape);
      if (g == null) {
        g = groups.size();
        index.put(shape, g);
        groups.add(new ArrayList<>());
        shapes.add(shape);
      }
      groups.get(g).add(f);
    }
  }

  private Evaluation[] evaluations(MemorySegment residuals) {
    Evaluation[] all = new Evaluation[team.size()];
    for (int t = 0; t < all.length; t++) {
      all[t] = new Evaluation(residuals, jacobian.values());
      all[t].layout(blockOffset, blockColumns);
    }
    return all;
  }

  JacobianStructure structure() {
    return structure;
  }

  /** J in fp64 at the last {@link #linearize}. */
  BlockSparseMatrix jacobian() {
    return jacobian;
  }

  /** Whitened, loss-weighted residuals at the last {@link #linearize}. */
  Vector residual() {
    return residual;
  }

  int[] freeVariables() {
    return freeVariables;
  }

  /**
   * Residuals and Jacobian at an estimate; returns the objective, which is not finite if a residual
   * is not.
   */
  double linearize(Estimate x) {
    return evaluate(x, true);
  }

  /** The objective at an estimate; what {@link #linearize} computed stays. */
  double objective(Estimate x) {
    return evaluate(x, false);
  }

  private double evaluate(Estimate x, boolean jacobians) {
    estimate = x;
    wantsJacobians = jacobians;
    team.run(evaluateShare);
    double sum = 0;
    for (double loss : losses) {
      sum += loss;
    }
    return sum;
  }

  private void evaluateShare(int member) {
    long factors = factorAt.length;
    int begin = (int) (factors * member / team.size());
    int end = (int) (factors * (member + 1) / team.size());
    Evaluation out = wantsJacobians ? accepted[member] : trial[member];
    MemorySegment r = wantsJacobians ? residual.segment() : trialResidual.segment();
    for (int i = begin; i < end; i++) {
      int f = factorAt[i];
      int m = rows[i];
      int arity = (i + 1 < factorAt.length ? blocksAt[i + 1] : blockOffset.length) - blocksAt[i];
      out.bind(wantsJacobians, m, arity, rowAt[i], valueAt[i], blocksAt[i]);
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
    MemorySegment r = residual.segment();
    for (long k = rowAt[i]; k < rowAt[i] + m; k++) {
      r.setAtIndex(ValueLayout.JAVA_DOUBLE, k, factor * r.getAtIndex(ValueLayout.JAVA_DOUBLE, k));
    }
    MemorySegment j = jacobian.values();
    long end = i + 1 < valueAt.length ? valueAt[i + 1] : structure.values();
    for (long k = valueAt[i]; k < end; k++) {
      j.setAtIndex(ValueLayout.JAVA_DOUBLE, k, factor * j.getAtIndex(ValueLayout.JAVA_DOUBLE, k));
    }
  }
}
