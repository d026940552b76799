package dev.mezzo.linalg;

import static dev.mezzo.bindings.NativeError.check;

import dev.mezzo.bindings.Handles;
import dev.mezzo.bindings.ffi.mezzo_h;
import dev.mezzo.bindings.ffi.mezzo_hessian_info;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * D J^T J D in fp64, as the blocks of its lower triangle in an elimination order: what
 * preconditioners and the direct solver factor. Never multiplied by. Owned by an arena and confined
 * to its thread.
 */
public final class BlockHessian {
  private final MemorySegment handle;
  private final JacobianStructure structure;
  private final MemorySegment values;

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
    this.structure = structure;
    try (Arena call = Arena.ofConfined()) {
      MemorySegment out = call.allocate(ValueLayout.ADDRESS);
      check(
          mezzo_h.mezzo_hessian_create(
              structure.handle(), call.allocateFrom(ValueLayout.JAVA_INT, order), out));
      handle = Handles.own(out, arena, mezzo_h::mezzo_hessian_destroy);
      MemorySegment info = mezzo_hessian_info.allocate(call);
      check(mezzo_h.mezzo_hessian_query(handle, info));
      values = arena.allocate(Math.max(1, mezzo_hessian_info.values(info)) * Double.BYTES, 64);
    }
  }

  MemorySegment handle() {
    return handle;
  }

  /** The threads that the structure's products are shared by, or null. */
  ThreadTeam team() {
    return structure.team();
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
    return values.byteSize() / Double.BYTES;
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
