package dev.mezzo.optimize;

import dev.mezzo.linalg.BlockHessian;
import dev.mezzo.linalg.Cholesky;
import dev.mezzo.linalg.JacobianStructure;
import dev.mezzo.linalg.Precision;
import dev.mezzo.linalg.Vector;
import java.lang.foreign.Arena;

/** Steps by sparse Cholesky in fp64. */
final class DirectStepSolver implements StepSolver {
  /**
   * Memory of a factor for each scalar of the complete block factor: the number itself, and what
   * zeros in supernodes or indices beside the numbers add.
   */
  static final int BYTES_PER_VALUE = 12;

  private final BlockHessian hessian;
  private final Cholesky cholesky;
  private final Stages stages;
  private final long jacobianBytes;
  private final String order;
  private int factorizations;

  DirectStepSolver(
      Arena arena,
      JacobianStructure structure,
      BlockHessian hessian,
      JacobianStructure.Ordering ordering,
      Stages stages) {
    this.hessian = hessian;
    this.cholesky = new Cholesky(arena, hessian, Cholesky.Method.AUTO);
    this.stages = stages;
    this.jacobianBytes = structure.values() * Double.BYTES;
    this.order = ordering.toString();
  }

  /** With a Hessian of its own. */
  static DirectStepSolver create(
      Arena arena,
      JacobianStructure structure,
      JacobianStructure.Ordering ordering,
      Stages stages) {
    int[] order = new int[structure.variables()];
    JacobianStructure.Ordering chosen = structure.order(ordering, order);
    BlockHessian hessian = new BlockHessian(arena, structure, order);
    return new DirectStepSolver(arena, structure, hessian, chosen, stages);
  }

  @Override
  public boolean solve(
      LinearModel model, boolean isNewModel, double lambda, double change, Vector y) {
    long begun = stages.begin(Stages.Stage.PRECONDITION);
    if (isNewModel) {
      hessian.assemble(model.jacobian(), model.scale());
    }
    boolean positive = cholesky.factor(hessian, lambda);
    double shift = Shift.firstOfComplete(Precision.DOUBLE);
    for (int i = 0; i < Shift.TRIES && !positive; i++) {
      positive = cholesky.factor(hessian, lambda + shift);
      shift *= Shift.GROWTH_OF_COMPLETE;
    }
    factorizations++;
    stages.end(Stages.Stage.PRECONDITION, begun);
    if (!positive) {
      return false;
    }
    begun = stages.begin(Stages.Stage.LINEAR_SOLVE);
    cholesky.solve(model.gradient(), y);
    stages.addTriangularSolve(System.nanoTime() - begun);
    stages.end(Stages.Stage.LINEAR_SOLVE, begun);
    return Double.isFinite(y.maxAbs());
  }

  @Override
  public boolean refine() {
    return false;
  }

  @Override
  public String name() {
    return "direct";
  }

  @Override
  public int linearIterations() {
    return 0;
  }

  @Override
  public boolean factored() {
    return true;
  }

  @Override
  public int factorizations() {
    return factorizations;
  }

  @Override
  public String factorStorage() {
    return Labels.of(Precision.DOUBLE);
  }

  @Override
  public String preconditioner() {
    return "none (CHOLMOD "
        + (cholesky.isSupernodal() ? "supernodal" : "simplicial")
        + ", "
        + order
        + " order)";
  }

  @Override
  public long factorBytes() {
    return cholesky.bytes();
  }

  @Override
  public long jacobianBytes() {
    return jacobianBytes;
  }
}
