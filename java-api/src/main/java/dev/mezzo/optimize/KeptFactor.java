package dev.mezzo.optimize;

import dev.mezzo.linalg.BlockHessian;
import dev.mezzo.linalg.IncompleteCholesky;
import dev.mezzo.linalg.JacobianStructure;
import dev.mezzo.linalg.Precision;
import dev.mezzo.linalg.Preconditioner;
import dev.mezzo.linalg.Vector;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Locale;

/**
 * The preconditioner of a problem that grows between solves. The factor of the variables that were
 * there when it was computed is kept across solves and extended by a {@link LeafChain}; it is
 * computed anew when the iterations that a fresh one would have saved since add up to its price:
 * symbolic analysis, where the structure has changed, and factorisation. That keeps both within a
 * factor of two of what the best moment would have cost (the rule of those who rent skis). The rule
 * counts, it does not clock, so that the same input gives the same bits.
 */
final class KeptFactor implements Preconditioner, AutoCloseable {
  /** Flops of a factorisation that take as long as one byte of a product or a solve. */
  private static final double FLOPS_PER_BYTE = 4;

  /**
   * Bytes that take as long as what a factorisation does for each block beside its flops: assembly,
   * look-up, rounding. 80 to 150 ns were measured on kitti_00, intel and M3500, at 10 GB/s.
   */
  private static final double NUMERIC_BYTES_PER_BLOCK = 800;

  /** The same for ordering and symbolic analysis: 60 to 130 ns. */
  private static final double SYMBOLIC_BYTES_PER_BLOCK = 1300;

  /** Iterations that a fresh factor is expected to need before one was seen. */
  private static final int FIRST_GUESS = 4;

  private static final int LIMITED_LEVEL = 1;

  private final Linearization linearization;
  private final JacobianStructure structure;
  private final Optimizer.Builder options;
  private final boolean isShared;
  private final LeafChain chain = new LeafChain();
  private final Vector right;
  private final Vector left;

  private double[] work = {};
  private Precision storage;

  /** Owns the next two. */
  private Arena factorArena;

  private BlockHessian hessian;
  private IncompleteCholesky factor;
  private boolean isComplete = true;
  private String description = "";

  // The columns before the leaves of the vectors, looked at again after these were resized.
  private Vector headOfRight;
  private Vector headOfLeft;

  private int factorsTaken;
  private boolean isOutgrown = true;
  private boolean isCurrent;
  private int freshIterations = FIRST_GUESS;
  private double owed;

  KeptFactor(Arena arena, Linearization linearization, Optimizer.Builder options) {
    this.linearization = linearization;
    this.structure = linearization.structure();
    this.options = options;
    this.isShared = options.threads > 1;
    this.storage = options.precision.preconditioner();
    right = new Vector(arena, Precision.DOUBLE, 0);
    left = new Vector(arena, Precision.DOUBLE, 0);
  }

  /** Takes in what the linearisation has more than at the last call, already evaluated. */
  void append(Vector scale) {
    if (factorsTaken == linearization.factors()) {
      return;
    }
    chain.append(linearization, scale, factorsTaken);
    factorsTaken = linearization.factors();
    right.resize(structure.columns());
    left.resize(structure.columns());
    if (work.length < structure.columns()) {
      work = new double[Math.toIntExact(structure.columns() + structure.columns() / 2)];
    }
    look();
    isOutgrown = true;
    isCurrent = false;
  }

  private void look() {
    headOfRight = right.head(chain.coveredColumns());
    headOfLeft = left.head(chain.coveredColumns());
  }

  /** The model has changed. */
  void outdate() {
    isCurrent = false;
  }

  boolean isCurrent() {
    return isCurrent;
  }

  /** The next solve is to have a factor of its own. */
  void expire() {
    owed = Double.POSITIVE_INFINITY;
  }

  /** Whether the rule says to compute the factor anew before the solve begins. */
  boolean isDue(long jacobianBytes) {
    return !isCurrent && (!isUsable() || owed * iterationBytes(jacobianBytes) > price());
  }

  /** Whether there is a preconditioner of all variables. */
  boolean isUsable() {
    return chain.isComplete();
  }

  /** Iterations beyond which a solve is given up for one with a fresh factor. */
  double patience(long jacobianBytes) {
    return freshIterations + price() / iterationBytes(jacobianBytes);
  }

  private double iterationBytes(long jacobianBytes) {
    long ofFactor = bytes();
    return 2.0 * (jacobianBytes + ofFactor) + 12.0 * structure.columns() * Float.BYTES;
  }

  /** Of a fresh factor, in bytes that a product would read in that time. */
  private double price() {
    double blocks = (double) structure.variables() + linearization.factors();
    double flops = 0;
    if (factor != null) {
      blocks = Math.max(blocks, (double) factor.blocks());
      flops = factor.flops();
    }
    double ofBlock = NUMERIC_BYTES_PER_BLOCK + (isOutgrown ? SYMBOLIC_BYTES_PER_BLOCK : 0);
    return flops / FLOPS_PER_BYTE + ofBlock * blocks;
  }

  /** Computes the factor of the model, shifted if need be; false if that fails for every shift. */
  boolean compute(LinearModel model) {
    if (isOutgrown) {
      analyse();
    }
    hessian.assemble(model.jacobian(), model.scale());
    boolean positive = factor.factor(hessian, 0);
    double shift = isComplete ? Shift.firstOfComplete(storage) : Shift.FIRST_OF_INCOMPLETE;
    for (int i = 0; i < Shift.TRIES && !positive; i++) {
      positive = factor.factor(hessian, shift);
      shift *= isComplete ? Shift.GROWTH_OF_COMPLETE : Shift.GROWTH_OF_INCOMPLETE;
    }
    isCurrent = positive;
    owed = 0;
    if (positive) {
      factor.store(storage);
    }
    return positive;
  }

  private void analyse() {
    Arena before = factorArena;
    factorArena = openArena(isShared);
    long maxValues = Math.max(1, options.maxFactorBytes / (Double.BYTES + storage.bytes()));
    int level = firstLevel(options.preconditioning);
    factor = null;
    while (factor == null) {
      isComplete = level == IncompleteCholesky.COMPLETE;
      JacobianStructure.Ordering ordering = options.ordering;
      if (ordering == JacobianStructure.Ordering.AUTO) {
        ordering = isComplete ? JacobianStructure.Ordering.AMD : JacobianStructure.Ordering.NATURAL;
      }
      hessian = new BlockHessian(factorArena, structure, structure.order(ordering));
      factor = IncompleteCholesky.create(factorArena, hessian, level, level == 0 ? 0 : maxValues);
      description = (isComplete ? "complete Cholesky" : "IC(" + level + ")") + ", " + ordering;
      level = isComplete ? LIMITED_LEVEL : level - 1;
    }
    chain.clear();
    look();
    isOutgrown = false;
    if (before != null) {
      before.close();
    }
  }

  /** What drops entries by their size depends on numbers; a level of fill stands in for it. */
  private static int firstLevel(Preconditioning wanted) {
    if (wanted.mayBeComplete()) {
      return IncompleteCholesky.COMPLETE;
    }
    return wanted.level() >= 0 ? wanted.level() : LIMITED_LEVEL;
  }

  @SuppressWarnings("MustBeClosedChecker") // close() does, or the next factor
  static Arena openArena(boolean isShared) {
    return isShared ? Arena.ofShared() : Arena.ofConfined();
  }

  /** Takes note of what a solve needed. */
  void observe(int iterations, boolean isFresh) {
    if (isFresh) {
      freshIterations = Math.max(1, iterations);
    } else {
      owed += Math.max(0, iterations - freshIterations);
    }
  }

  /** Rounds the factor that is held anew, to a wider storage, and stays with that. */
  void widen(Precision wider) {
    storage = wider;
    if (factor != null) {
      factor.store(wider);
    }
  }

  @Override
  public void apply(Vector r, Vector z) {
    if (chain.isEmpty()) {
      factor.apply(r, z);
      return;
    }
    int columns = Math.toIntExact(structure.columns());
    int covered = chain.coveredColumns();
    right.assign(r, 1);
    MemorySegment.copy(right.memory(), ValueLayout.JAVA_DOUBLE, 0, work, 0, columns);
    chain.eliminate(work);
    if (covered > 0) {
      MemorySegment.copy(work, 0, right.memory(), ValueLayout.JAVA_DOUBLE, 0, covered);
      factor.apply(headOfRight, headOfLeft);
      MemorySegment.copy(left.memory(), ValueLayout.JAVA_DOUBLE, 0, work, 0, covered);
    }
    chain.substitute(work);
    MemorySegment.copy(work, 0, left.memory(), ValueLayout.JAVA_DOUBLE, 0, columns);
    z.assign(left, 1);
  }

  Precision storage() {
    return storage;
  }

  long bytes() {
    return factor == null ? 0 : factor.bytes(storage);
  }

  String description() {
    return factor == null
        ? "the odometry"
        : String.format(Locale.ROOT, "%s order, kept, %s", description, Labels.of(storage));
  }

  @Override
  public void close() {
    if (factorArena != null) {
      factorArena.close();
    }
  }
}
