package dev.mezzo.linalg;

import static dev.mezzo.bindings.NativeError.check;

import dev.mezzo.bindings.Handles;
import dev.mezzo.bindings.ffi.mezzo_elimination_info;
import dev.mezzo.bindings.ffi.mezzo_h;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The reduced system of bundle adjustment: a linear model ||[F E] x + r||^2 + lambda ||x||^2 after
 * the landmarks, whose columns are E, have been eliminated in square-root form. With the QR
 * factorisation [E; sqrt(lambda) I] = Q R of each landmark's rows, what is kept minimises ||(I - Q
 * Q^T) [F x + r; 0]||^2 + lambda ||x||^2; the projection is applied, and neither it nor the reduced
 * Hessian is formed, unless a preconditioner asks for the latter (Demmel, Sommer, Cremers and
 * Usenko, "Square root bundle adjustment for large-scale reconstruction", CVPR 2021).
 *
 * <p>F is held in a storage of 16 or more bits, Q1 in fp32 at least: a projection that is rounded
 * to 16 bits is none any more. Gradient, R and the reduced Hessian are fp64 throughout.
 *
 * <p>Landmarks have three degrees of freedom, no factor names two of them, and other variables have
 * at most {@link #MAX_KEPT_DIMENSION}. The kept variables count in their order in the structure.
 * Owned by an arena and confined to its thread; {@link #compute}, products and {@link
 * #backSubstitute} allocate nothing on the heap.
 */
public final class LandmarkElimination implements NormalOperator {
  /** Largest tangent dimension of a variable that is kept. */
  public static final int MAX_KEPT_DIMENSION = mezzo_h.MEZZO_MAX_KEPT_DIM();

  /** Tangent dimension of a landmark. */
  public static final int LANDMARK_DIMENSION = 3;

  private final Arena arena;
  private final JacobianStructure structure;
  private final MemorySegment handle;
  private final MemorySegment info;
  private final MemorySegment result;
  private final Vector gradient;
  private MemorySegment flags;
  private MemorySegment store;

  /** Of what is stored. */
  private Precision precision = Precision.DOUBLE;

  private double mu = 1;

  /**
   * Finds out which factors see which landmark.
   *
   * @param arena owns it
   * @param structure of J
   * @param isLandmark for each of its variables
   * @throws IllegalArgumentException if a factor names two landmarks, or a dimension is not one of
   *     those admitted
   */
  public LandmarkElimination(Arena arena, JacobianStructure structure, boolean[] isLandmark) {
    this.arena = arena;
    this.structure = structure;
    info = mezzo_elimination_info.allocate(arena);
    result = arena.allocate(ValueLayout.JAVA_DOUBLE);
    flags = arena.allocate(Math.max(1, structure.variables()));
    store = arena.allocate(1, 64);
    setFlags(isLandmark);
    try (Arena call = Arena.ofConfined()) {
      MemorySegment out = call.allocate(ValueLayout.ADDRESS);
      check(mezzo_h.mezzo_elimination_create(structure.handle(), flags, out));
      handle = Handles.own(out, arena, mezzo_h::mezzo_elimination_destroy);
    }
    check(mezzo_h.mezzo_elimination_query(handle, info));
    gradient = new Vector(arena, Precision.DOUBLE, columns());
  }

  /**
   * The same after the structure has changed. Hessians made of it are to be restructured, too.
   *
   * @param isLandmark for each variable, first of all those of the structure
   * @throws IllegalArgumentException as the constructor; nothing has changed then
   */
  public void restructure(boolean[] isLandmark) {
    if (flags.byteSize() < structure.variables()) {
      flags = arena.allocate(structure.variables() * 3L / 2);
    }
    setFlags(isLandmark);
    check(mezzo_h.mezzo_elimination_assign(handle, structure.handle(), flags));
    check(mezzo_h.mezzo_elimination_query(handle, info));
    gradient.resize(columns());
  }

  private void setFlags(boolean[] isLandmark) {
    if (isLandmark.length < structure.variables()) {
      throw new IllegalArgumentException(
          isLandmark.length + " flags for " + structure.variables() + " variables");
    }
    for (int v = 0; v < structure.variables(); v++) {
      flags.set(ValueLayout.JAVA_BYTE, v, (byte) (isLandmark[v] ? 1 : 0));
    }
  }

  /**
   * Length of the vectors of the reduced system.
   *
   * @return scalar columns of the variables that are kept
   */
  public long columns() {
    return mezzo_elimination_info.columns(info);
  }

  /**
   * Variables that are kept.
   *
   * @return at least 0
   */
  public int variables() {
    return (int) mezzo_elimination_info.variables(info);
  }

  /**
   * Variables that are eliminated.
   *
   * @return at least 0
   */
  public long landmarks() {
    return mezzo_elimination_info.landmarks(info);
  }

  /**
   * Products of blocks that the reduced Hessian sums up.
   *
   * @return pairs of kept variables that see a landmark together, landmark by landmark
   */
  public long pairs() {
    return mezzo_elimination_info.pairs(info);
  }

  /**
   * Memory that {@link #normalTimes} reads.
   *
   * @param storage of F
   * @return bytes
   */
  public long bytes(Precision storage) {
    return mezzo_h.mezzo_elimination_bytes(handle, NativeTypes.code(storage));
  }

  MemorySegment handle() {
    return handle;
  }

  /**
   * Eliminates the landmarks of a linear model.
   *
   * @param jacobian J in fp64
   * @param residual r in fp64
   * @param scale column scaling D of J, fp64
   * @param maxAbs max |J D|
   * @param lambda damping of the scaled system, at least 0
   * @param storage of F: any but {@link Precision#BLOCK16}
   * @param hessian receives the reduced Hessian F^T (I - Q1 Q1^T) F, without lambda on its
   *     diagonal; null if it is not wanted
   * @param rounding counts what rounding F did
   * @return whether all is finite
   */
  public boolean compute(
      BlockSparseMatrix jacobian,
      Vector residual,
      Vector scale,
      double maxAbs,
      double lambda,
      Precision storage,
      BlockHessian hessian,
      Rounding rounding) {
    if (jacobian.structure() != structure) {
      throw new IllegalArgumentException("the Jacobian has another structure");
    }
    if (hessian != null && !hessian.isOf(this)) {
      throw new IllegalArgumentException("the Hessian is not one of this elimination");
    }
    residual.require(Precision.DOUBLE, structure.rows());
    scale.require(Precision.DOUBLE, structure.columns());
    long needed = bytes(storage);
    if (store.byteSize() < needed) {
      store = arena.allocate(needed + needed / 4, 64);
    }
    precision = storage;
    mu = BlockSparseMatrix.headroom(storage, maxAbs);
    int outcome =
        check(
            mezzo_h.mezzo_elimination_compute(
                handle,
                jacobian.values(),
                residual.memory(),
                scale.memory(),
                lambda,
                NativeTypes.code(storage),
                mu,
                store,
                gradient.memory(),
                hessian == null ? MemorySegment.NULL : hessian.values(),
                rounding.range()));
    rounding.add(mezzo_elimination_info.values(info));
    return outcome == mezzo_h.MEZZO_OK();
  }

  /**
   * -F^T (I - Q1 Q1^T) r as of the last {@link #compute}: right-hand side of the reduced system.
   *
   * @return fp64, one number per column of what is kept; not to be written
   */
  public Vector gradient() {
    return gradient;
  }

  @Override
  public double normalTimes(Vector p, Vector q) {
    Precision vectors = NativeTypes.vectorsOf(precision);
    p.require(vectors, columns());
    q.require(vectors, columns());
    check(
        mezzo_h.mezzo_elimination_normal_times(
            handle, NativeTypes.code(precision), store, mu, p.memory(), q.memory(), result));
    return result.get(ValueLayout.JAVA_DOUBLE, 0);
  }

  /**
   * The whole step of that of the reduced system. A direction in which a landmark is not seen, and
   * that is not damped, is left alone.
   *
   * @param x fp64, one number per column of what is kept
   * @param y receives the step, fp64, one number per column of J
   */
  public void backSubstitute(Vector x, Vector y) {
    x.require(Precision.DOUBLE, columns());
    y.require(Precision.DOUBLE, structure.columns());
    check(
        mezzo_h.mezzo_elimination_back_substitute(
            handle, NativeTypes.code(precision), store, mu, x.memory(), y.memory()));
  }
}
