package dev.mezzo.linalg;

import dev.mezzo.bindings.ffi.mezzo_group;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;

/**
 * Variables and factors on their way into a {@link JacobianStructure}: arrays that are filled,
 * handed over, cleared and filled again. They grow by half where they must; the arena keeps what
 * off-heap ones outgrew. Allocates nothing on the Java heap once they are large enough.
 */
public final class StructureBuffer {
  private final Arena arena;
  private MemorySegment dimensions;
  private MemorySegment shapes;
  private MemorySegment blockVariables;

  /** The variables of the blocks, on their way into off-heap memory. */
  private int[] staged = new int[16];

  private int variables;
  private int groups;
  private int blocks;

  /**
   * An empty buffer.
   *
   * @param arena owns its memory
   */
  public StructureBuffer(Arena arena) {
    this.arena = arena;
    dimensions = arena.allocate(ValueLayout.JAVA_INT, 1);
    shapes = arena.allocate(mezzo_group.layout(), 1);
    blockVariables = arena.allocate(ValueLayout.JAVA_INT, 1);
  }

  static StructureBuffer of(
      Arena arena, int[] dimensions, List<JacobianStructure.Group> groups, int[] blockVariables) {
    var buffer = new StructureBuffer(arena);
    for (int dimension : dimensions) {
      buffer.addVariable(dimension);
    }
    for (JacobianStructure.Group group : groups) {
      buffer.addGroup(group.rows(), group.arity(), group.factors());
    }
    for (int variable : blockVariables) {
      buffer.addBlock(variable);
    }
    return buffer;
  }

  /** Forgets all variables and factors; the memory stays. */
  public void clear() {
    variables = 0;
    groups = 0;
    blocks = 0;
  }

  /**
   * Adds a variable.
   *
   * @param dimension tangent dimension, 1 to 64
   */
  public void addVariable(int dimension) {
    dimensions = room(dimensions, (variables + 1L) * Integer.BYTES);
    dimensions.setAtIndex(ValueLayout.JAVA_INT, variables++, dimension);
  }

  /**
   * Adds factors of one shape, whose blocks are to be added in the order of the groups.
   *
   * @param rows residual dimension of each, 1 to 64
   * @param arity blocks of each, 0 to 64
   * @param factors how many
   */
  public void addGroup(int rows, int arity, long factors) {
    long at = groups++ * mezzo_group.sizeof();
    shapes = room(shapes, at + mezzo_group.sizeof());
    shapes.set(ValueLayout.JAVA_INT, at + mezzo_group.rows$offset(), rows);
    shapes.set(ValueLayout.JAVA_INT, at + mezzo_group.arity$offset(), arity);
    shapes.set(ValueLayout.JAVA_LONG, at + mezzo_group.factors$offset(), factors);
  }

  /**
   * Adds a block behind those of its group.
   *
   * @param variable of that block; distinct within a factor, and of the same sequence of dimensions
   *     within a group
   */
  public void addBlock(int variable) {
    if (blocks == staged.length) {
      staged = Arrays.copyOf(staged, blocks + blocks / 2);
    }
    staged[blocks++] = variable;
  }

  private MemorySegment room(MemorySegment memory, long needed) {
    if (needed <= memory.byteSize()) {
      return memory;
    }
    MemorySegment larger = arena.allocate(needed + needed / 2, Long.BYTES);
    MemorySegment.copy(memory, 0, larger, 0, memory.byteSize());
    return larger;
  }

  int variables() {
    return variables;
  }

  MemorySegment dimensions() {
    return dimensions;
  }

  int groups() {
    return groups;
  }

  MemorySegment shapes() {
    return shapes;
  }

  long blocks() {
    return blocks;
  }

  MemorySegment blockVariables() {
    blockVariables = room(blockVariables, (long) blocks * Integer.BYTES);
    MemorySegment.copy(staged, 0, blockVariables, ValueLayout.JAVA_INT, 0, blocks);
    return blockVariables;
  }
}
