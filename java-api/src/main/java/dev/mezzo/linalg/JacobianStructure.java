package dev.mezzo.linalg;

import static dev.mezzo.bindings.NativeError.check;

import dev.mezzo.bindings.Handles;
import dev.mezzo.bindings.NativeLibrary;
import dev.mezzo.bindings.ffi.mezzo_h;
import dev.mezzo.bindings.ffi.mezzo_jacobian_info;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * Block structure of a Jacobian: one block column per variable, one block row per factor. Factors
 * of the same shape form a group. Scalars of an fp64 Jacobian lie group after group, factor after
 * factor, block after block, each block row-major, rows x dimension of the variable; residual
 * vectors group after group, factor after factor; column vectors variable after variable.
 *
 * <p>A structure may grow: what is appended comes behind what is there, which keeps its place.
 * Matrices and vectors are then to be resized before they are used again; what was made from the
 * structure before, such as a Hessian and its factor, keeps its size.
 *
 * <p>Owned by an arena and confined to its thread.
 */
public final class JacobianStructure {

  /**
   * Factors of one shape.
   *
   * @param rows residual dimension of each, 1 to 64
   * @param arity blocks of each, 0 to 64
   * @param factors how many
   */
  public record Group(int rows, int arity, long factors) {}

  /** How variables are ordered for elimination. */
  public enum Ordering {
    /**
     * What suits a complete factorisation: {@link #AMD}, or {@link #METIS} where AMD's fill is so
     * large that looking for a better order pays, and METIS finds one.
     */
    AUTO("automatic"),
    /** As they are. */
    NATURAL("natural"),
    /**
     * Approximate minimum degree (Amestoy, Davis and Duff, TOMS algorithm 837) on the graph of
     * variables.
     */
    AMD("AMD"),
    /** Nested dissection by METIS, where the CHOLMOD at hand has it. */
    METIS("METIS");

    private final String label;

    Ordering(String label) {
      this.label = label;
    }

    private int code() {
      return switch (this) {
        case AUTO -> throw new IllegalStateException("no method of its own");
        case NATURAL -> mezzo_h.MEZZO_ORDER_NATURAL();
        case AMD -> mezzo_h.MEZZO_ORDER_AMD();
        case METIS -> mezzo_h.MEZZO_ORDER_METIS();
      };
    }

    @Override
    public String toString() {
      return label;
    }
  }

  private final MemorySegment handle;
  private final MemorySegment info;
  private int variables;
  private long rows;
  private long columns;
  private long values;
  private ThreadTeam team;

  /**
   * Checks and copies a structure.
   *
   * @param arena owns it
   * @param dimensions tangent dimension of each variable, 1 to 64
   * @param groups shapes
   * @param blockVariables the variable of each block, group after group, factor after factor;
   *     distinct within a factor, and of the same sequence of dimensions within a group
   * @throws IllegalArgumentException if lengths or indices do not fit together
   */
  public JacobianStructure(
      Arena arena, int[] dimensions, List<Group> groups, int[] blockVariables) {
    NativeLibrary.ensureLoaded();
    try (Arena call = Arena.ofConfined()) {
      StructureBuffer buffer = StructureBuffer.of(call, dimensions, groups, blockVariables);
      MemorySegment out = call.allocate(ValueLayout.ADDRESS);
      check(
          mezzo_h.mezzo_jacobian_create(
              buffer.variables(),
              buffer.dimensions(),
              buffer.groups(),
              buffer.shapes(),
              buffer.blocks(),
              buffer.blockVariables(),
              out));
      handle = Handles.own(out, arena, mezzo_h::mezzo_jacobian_destroy);
      info = mezzo_jacobian_info.allocate(arena);
      variables = buffer.variables();
      count();
    }
  }

  private void count() {
    check(mezzo_h.mezzo_jacobian_query(handle, info));
    rows = mezzo_jacobian_info.rows(info);
    columns = mezzo_jacobian_info.columns(info);
    values = mezzo_jacobian_info.values(info);
    if (team != null) {
      useTeam(team);
    }
  }

  /**
   * Appends variables and factors.
   *
   * @param dimensions tangent dimension of each new variable, 1 to 64
   * @param groups shapes of new factors
   * @param blockVariables the variable of each new block, old or new, as for the constructor
   * @throws IllegalArgumentException if lengths or indices do not fit together; nothing has changed
   */
  public void append(int[] dimensions, List<Group> groups, int[] blockVariables) {
    try (Arena call = Arena.ofConfined()) {
      append(StructureBuffer.of(call, dimensions, groups, blockVariables));
    }
  }

  /**
   * Appends variables and factors.
   *
   * @param added what is new; its blocks may name old variables
   * @throws IllegalArgumentException if lengths or indices do not fit together; nothing has changed
   */
  public void append(StructureBuffer added) {
    check(
        mezzo_h.mezzo_jacobian_append(
            handle,
            added.variables(),
            added.dimensions(),
            added.groups(),
            added.shapes(),
            added.blocks(),
            added.blockVariables()));
    variables += added.variables();
    count();
  }

  /**
   * Becomes another structure, in the memory that this one has where it suffices. Matrices and
   * vectors are to be resized, and what they held is lost; what was made from the structure before,
   * such as a Hessian and its factor, is not to be used with it again. Allocates nothing on the
   * Java heap.
   *
   * @param whole all variables and factors
   * @throws IllegalArgumentException if lengths or indices do not fit together; there are neither
   *     variables nor factors then
   */
  public void assign(StructureBuffer whole) {
    int status =
        mezzo_h.mezzo_jacobian_assign(
            handle,
            whole.variables(),
            whole.dimensions(),
            whole.groups(),
            whole.shapes(),
            whole.blocks(),
            whole.blockVariables());
    variables = status == mezzo_h.MEZZO_OK() ? whole.variables() : 0;
    count();
    check(status);
  }

  /**
   * Products with matrices of this structure are shared by a team from now on, and so are
   * factorisations and solves of incomplete Cholesky factors that are created later.
   *
   * @param team the threads
   */
  public void useTeam(ThreadTeam team) {
    check(mezzo_h.mezzo_jacobian_set_team(handle, team.handle()));
    this.team = team;
  }

  /** The threads that share work, or null. */
  ThreadTeam team() {
    return team;
  }

  MemorySegment handle() {
    return handle;
  }

  /**
   * Block columns.
   *
   * @return number of variables
   */
  public int variables() {
    return variables;
  }

  /**
   * Scalar rows.
   *
   * @return length of residual vectors
   */
  public long rows() {
    return rows;
  }

  /**
   * Scalar columns.
   *
   * @return length of column vectors
   */
  public long columns() {
    return columns;
  }

  /**
   * Scalars over all blocks.
   *
   * @return at least 0
   */
  public long values() {
    return values;
  }

  /**
   * Fill-reducing elimination order for J^T J.
   *
   * @param ordering method
   * @return order[k] is the variable to eliminate k-th
   * @throws UnsupportedOperationException if the library at hand does not offer the method
   */
  public int[] order(Ordering ordering) {
    int[] order = new int[variables];
    order(ordering, order);
    return order;
  }

  /**
   * As {@link #order(Ordering)}, and which method it was.
   *
   * @param ordering method
   * @param order receives the order, one element for each variable
   * @return the method; for {@link Ordering#AUTO} the one it chose
   * @throws UnsupportedOperationException if the library at hand does not offer the method
   */
  public Ordering order(Ordering ordering, int[] order) {
    if (order.length != variables) {
      throw new IllegalArgumentException(
          "room for " + order.length + " variables in the order of " + variables);
    }
    try (Arena call = Arena.ofConfined()) {
      MemorySegment out = call.allocate(ValueLayout.JAVA_INT, Math.max(1, variables));
      Ordering method = ordering;
      if (ordering == Ordering.AUTO) {
        MemorySegment chosen = call.allocate(ValueLayout.JAVA_INT);
        check(mezzo_h.mezzo_order_automatically(handle, out, chosen));
        boolean dissected = chosen.get(ValueLayout.JAVA_INT, 0) == Ordering.METIS.code();
        method = dissected ? Ordering.METIS : Ordering.AMD;
      } else {
        check(mezzo_h.mezzo_order(handle, ordering.code(), out));
      }
      MemorySegment.copy(out, ValueLayout.JAVA_INT, 0, order, 0, variables);
      return method;
    }
  }

  /** See mezzo_elimination_hessian. */
  static int reducedHessian(MemorySegment elimination, Ordering ordering, MemorySegment handle) {
    boolean isAutomatic = ordering == Ordering.AUTO;
    return mezzo_h.mezzo_elimination_hessian(
        elimination,
        isAutomatic ? mezzo_h.MEZZO_ORDER_NATURAL() : ordering.code(),
        isAutomatic ? 1 : 0,
        handle);
  }
}
