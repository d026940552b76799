package dev.mezzo.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.mezzo.linalg.JacobianStructure.Group;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A structure is what its arrays say, and arrays that contradict each other are refused. */
class JacobianStructureTest {
  private final Arena arena = Arena.ofConfined();

  @AfterEach
  void close() {
    arena.close();
  }

  @Test
  void countsRowsColumnsAndValues() {
    var structure =
        new JacobianStructure(
            arena,
            new int[] {3, 2, 64},
            List.of(new Group(4, 2, 2), new Group(1, 0, 3), new Group(64, 1, 1)),
            new int[] {0, 1, 0, 1, 2});
    assertThat(structure.variables()).isEqualTo(3);
    assertThat(structure.columns()).isEqualTo(69);
    assertThat(structure.rows()).isEqualTo(4 + 4 + 3 + 64);
    assertThat(structure.values()).isEqualTo(2 * 4 * 5 + 64 * 64);
  }

  @Test
  void theArraysAreCopied() {
    int[] dimensions = {3, 2};
    var structure =
        new JacobianStructure(arena, dimensions, List.of(new Group(1, 1, 1)), new int[] {0});
    dimensions[0] = 60;
    assertThat(structure.columns()).isEqualTo(5);
  }

  @Test
  void nothingAtAllIsAStructureToo() {
    var structure = new JacobianStructure(arena, new int[0], List.of(), new int[0]);
    assertThat(structure.rows()).isZero();
    assertThat(structure.columns()).isZero();
    assertThat(structure.order(JacobianStructure.Ordering.AMD)).isEmpty();
  }

  static Stream<Arguments> contradictions() {
    return Stream.of(
        arguments("a variable without dimension", dims(3, 0), group(1, 1, 1), blocks(0)),
        arguments("a variable of dimension 65", dims(3, 65), group(1, 1, 1), blocks(0)),
        arguments("a negative dimension", dims(-3), group(1, 1, 1), blocks(0)),
        arguments("factors without rows", dims(3), group(0, 1, 1), blocks(0)),
        arguments("factors of 65 rows", dims(3), group(65, 1, 1), blocks(0)),
        arguments("a negative arity", dims(3), group(1, -1, 1), blocks()),
        arguments("an arity of 65", dims(3), group(1, 65, 0), blocks()),
        arguments("a negative number of factors", dims(3), group(1, 1, -1), blocks()),
        arguments("too few blocks", dims(3, 3), group(1, 2, 2), blocks(0, 1, 0)),
        arguments("too many blocks", dims(3, 3), group(1, 2, 1), blocks(0, 1, 0)),
        arguments("more blocks than an array can hold", dims(3), group(1, 1, 1L << 62), blocks(0)),
        arguments("a variable that is not there", dims(3, 3), group(1, 2, 1), blocks(0, 2)),
        arguments("a negative variable", dims(3, 3), group(1, 2, 1), blocks(-1, 0)),
        arguments("a variable named twice", dims(3, 3), group(1, 2, 1), blocks(1, 1)),
        arguments(
            "one group, two sequences of dimensions",
            dims(3, 2),
            group(1, 2, 2),
            blocks(0, 1, 1, 0)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("contradictions")
  void contradictionsAreRefused(String what, int[] dimensions, List<Group> groups, int[] blocks) {
    assertThatIllegalArgumentException()
        .as(what)
        .isThrownBy(() -> new JacobianStructure(arena, dimensions, groups, blocks));
  }

  @ParameterizedTest
  @EnumSource
  void anOrderIsAPermutation(JacobianStructure.Ordering ordering) {
    int[] order;
    try {
      order = BlockProblem.chain(200, 3, 60, 1).structure(arena).order(ordering);
    } catch (UnsupportedOperationException e) {
      assertThat(ordering).as("only METIS may be missing").hasToString("METIS");
      return;
    }
    int[] sorted = order.clone();
    Arrays.sort(sorted);
    assertThat(sorted).containsExactly(IntStream.range(0, 200).toArray());
    if (ordering == JacobianStructure.Ordering.NATURAL) {
      assertThat(order).isSorted();
    }
  }

  @Test
  void anAmdOrderFillsInLessThanTheNaturalOne() {
    var structure = BlockProblem.chain(300, 3, 80, 2).structure(arena);
    assertThat(completeBlocks(structure, JacobianStructure.Ordering.AMD))
        .isLessThan(completeBlocks(structure, JacobianStructure.Ordering.NATURAL) / 2);
  }

  private long completeBlocks(JacobianStructure structure, JacobianStructure.Ordering ordering) {
    var hessian = new BlockHessian(arena, structure, structure.order(ordering));
    return IncompleteCholesky.create(arena, hessian, IncompleteCholesky.COMPLETE, 0).blocks();
  }

  private static int[] dims(int... dimensions) {
    return dimensions;
  }

  private static List<Group> group(int rows, int arity, long factors) {
    return List.of(new Group(rows, arity, factors));
  }

  private static int[] blocks(int... variables) {
    return variables;
  }
}
