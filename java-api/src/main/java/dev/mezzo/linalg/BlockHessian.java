package dev.mezzo.linalg;

import static dev.mezzo.bindings.NativeError.check;

import dev.mezzo.bindings.Handles;
import dev.mezzo.bindings.ffi.mezzo_h;
import dev.mezzo.bindings.ffi.mezzo_hessian_info;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * D J^T J D in fp64, as the blocks of its lower triangle in an elimination order, or what
 * elimination of landmarks leaves of it: what preconditioners and the direct solver factor. Never
 * multiplied by. Owned by an arena and confined to its thread.
 */
public final class BlockHessian {
  private final Arena arena;
  private final MemorySegment handle;
  private final MemorySegment info;

  /** Null where landmarks have been eliminated. */
  private final JacobianStructure structure;

  /** Null where none have been. */
  private final LandmarkElimination elimination;

  /** May be longer than they are. */
  private MemorySegment values;

  /** Where the handle is told to what replaces it. */
  private final MemorySegment handleCell;

  /**
   * Structure of J^T J.
   *
   * @param arena owns it
   * @param structure structure of J
   * @param order elimination order, from {@link JacobianStructure#order}
   */
  public BlockHessian(Arena arena, JacobianStructure structure, int[] order) {
    if (order.length != structure.variables()) {
      throw new IllegalArgumentException(
          "an order of " + order.length + " variables for a structure of " + structure.variables());
    }
    this.arena = arena;
    this.structure = structure;
    elimination = null;
    info = mezzo_hessian_info.allocate(arena);
    handleCell = arena.allocate(ValueLayout.ADDRESS);
    try (Arena call = Arena.ofConfined()) {
      MemorySegment out = call.allocate(ValueLayout.ADDRESS);
      check(
          mezzo_h.mezzo_hessian_create(
              structure.handle(), call.allocateFrom(ValueLayout.JAVA_INT, order), out));
      handle = Handles.own(out, arena, mezzo_h::mezzo_hessian_destroy);
    }
    check(mezzo_h.mezzo_hessian_query(handle, info));
    values = arena.allocate(Math.max(1, size()) * Double.BYTES, 64);
  }

  /**
   * Structure of the reduced Hessian of bundle adjustment. {@link LandmarkElimination#compute}
   * fills it; there is one for an elimination at a time.
   *
   * @param arena owns it
   * @param elimination what has left it
   * @param ordering elimination order of the variables that are kept
   * @throws UnsupportedOperationException if the library at hand does not offer the order
   */
  public BlockHessian(
      Arena arena, LandmarkElimination elimination, JacobianStructure.Ordering ordering) {
    this.arena = arena;
    this.structure = null;
    this.elimination = elimination;
    info = mezzo_hessian_info.allocate(arena);
    handleCell = arena.allocate(ValueLayout.ADDRESS);
    try (Arena call = Arena.ofConfined()) {
      MemorySegment out = call.allocate(ValueLayout.ADDRESS);
      check(JacobianStructure.reducedHessian(elimination.handle(), ordering, out));
      handle = Handles.own(out, arena, mezzo_h::mezzo_hessian_destroy);
    }
    check(mezzo_h.mezzo_hessian_query(handle, info));
    values = arena.allocate(Math.max(1, size()) * Double.BYTES, 64);
  }

  /**
   * The same after {@link LandmarkElimination#restructure}; factors of it are to be restructured,
   * too. Allocates nothing on the heap.
   *
   * @param ordering as for the constructor
   */
  public void restructure(JacobianStructure.Ordering ordering) {
    handleCell.set(ValueLayout.ADDRESS, 0, handle);
    check(JacobianStructure.reducedHessian(elimination.handle(), ordering, handleCell));
    check(mezzo_h.mezzo_hessian_query(handle, info));
    if (values.byteSize() < size() * Double.BYTES) {
      values = arena.allocate(size() * Double.BYTES * 3 / 2, 64);
    }
  }

  MemorySegment handle() {
    return handle;
  }

  /** The threads that the structure's products are shared by, or null. */
  ThreadTeam team() {
    return structure == null ? null : structure.team();
  }

  boolean isOf(LandmarkElimination of) {
    return of == elimination;
  }

  MemorySegment values() {
    return values;
  }

  /**
   * Scalars in the blocks of the lower triangle.
   *
   * @return as many as a factor of level 0 has
   */
  public long size() {
    return mezzo_hessian_info.values(info);
  }

  /**
   * Where the blocks of the lower triangle are, rows and columns in elimination order.
   *
   * @return a copy, column after column, the diagonal block first
   */
  public BlockPattern pattern() {
    return BlockPattern.square(
        variables(),
        blocks(),
        (sizes, rows, columns) -> mezzo_h.mezzo_hessian_pattern(handle, sizes, rows, columns));
  }

  /** Block rows and block columns. */
  int variables() {
    return structure == null ? elimination.variables() : structure.variables();
  }

  /**
   * Blocks of the lower triangle.
   *
   * @return diagonal blocks included
   */
  public long blocks() {
    return mezzo_hessian_info.blocks(info);
  }

  /**
   * Computes the blocks.
   *
   * @param jacobian J in fp64
   * @param scale column scaling D, fp64
   */
  public void assemble(BlockSparseMatrix jacobian, Vector scale) {
    if (jacobian.structure() != structure) {
      throw new IllegalArgumentException("the Jacobian has another structure");
    }
    scale.require(Precision.DOUBLE, structure.columns());
    check(mezzo_h.mezzo_hessian_assemble(handle, jacobian.values(), scale.memory(), values));
  }
}
