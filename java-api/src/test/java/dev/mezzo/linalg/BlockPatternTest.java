package dev.mezzo.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BlockPatternTest {
  private final Arena arena = Arena.ofConfined();

  @AfterEach
  void close() {
    arena.close();
  }

  @Test
  void theHessianOfAChainIsTridiagonalAndSoIsItsFactor() {
    BlockProblem chain = BlockProblem.chain(6, 3, 0, 1);
    BlockHessian hessian = hessian(chain, JacobianStructure.Ordering.NATURAL);
    String[] expected = {
      "0 0", "1 0", "1 1", "2 1", "2 2", "3 2", "3 3", "4 3", "4 4", "5 4", "5 5"
    };
    assertThat(blocks(hessian.pattern())).containsExactly(expected);
    assertThat(blocks(complete(hessian).pattern())).containsExactly(expected);
  }

  @Test
  void aFactorFillsWhatIsBetweenOnTheWayToALoopClosure() {
    // Variable 0 is linked to all that come later: eliminating it links these with each other.
    var structure =
        new JacobianStructure(
            arena,
            new int[] {3, 6, 3, 3},
            List.of(new JacobianStructure.Group(3, 2, 1), new JacobianStructure.Group(3, 2, 2)),
            new int[] {0, 1, 0, 2, 0, 3});
    var hessian = new BlockHessian(arena, structure, new int[] {0, 1, 2, 3});
    assertThat(blocks(hessian.pattern()))
        .containsExactly("0 0", "1 0", "2 0", "3 0", "1 1", "2 2", "3 3");
    assertThat(blocks(complete(hessian).pattern()))
        .containsExactly("0 0", "1 0", "2 0", "3 0", "1 1", "2 1", "3 1", "2 2", "3 2", "3 3");
    var last = new BlockHessian(arena, structure, new int[] {3, 2, 1, 0});
    assertThat(complete(last).pattern().blocks()).isEqualTo(7);
    assertThat(last.pattern().rowSize(2)).isEqualTo(6);
  }

  @Test
  void sizesAddUpToTheScalarsOfTheMatrix() {
    BlockHessian hessian = hessian(BlockProblem.mixed(3), JacobianStructure.Ordering.AMD);
    IncompleteCholesky factor = complete(hessian);
    assertThat(hessian.pattern().values()).isEqualTo(hessian.size());
    assertThat(hessian.pattern().blocks()).isEqualTo((int) hessian.blocks());
    assertThat(factor.pattern().values()).isEqualTo(factor.values());
    assertThat(factor.pattern().blocks()).isEqualTo((int) factor.blocks());
    IncompleteCholesky none = IncompleteCholesky.create(arena, hessian, 0, 0);
    assertThat(blocks(none.pattern())).isEqualTo(blocks(hessian.pattern()));
  }

  @Test
  void aStructureOfNothingHasNoBlocks() {
    var structure = new JacobianStructure(arena, new int[0], List.of(), new int[0]);
    var hessian = new BlockHessian(arena, structure, new int[0]);
    assertThat(hessian.pattern().blocks()).isZero();
    assertThat(hessian.pattern().rows()).isZero();
  }

  @Test
  void blocksBeyondTheMatrixAreRefused() {
    int[] sizes = {1, 2};
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BlockPattern(sizes, sizes, new int[1], new int[2]));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> new BlockPattern(sizes, sizes, new int[] {0}, new int[] {2}));
  }

  private BlockHessian hessian(BlockProblem problem, JacobianStructure.Ordering ordering) {
    JacobianStructure structure = problem.structure(arena);
    return new BlockHessian(arena, structure, structure.order(ordering));
  }

  private IncompleteCholesky complete(BlockHessian hessian) {
    return IncompleteCholesky.create(arena, hessian, IncompleteCholesky.COMPLETE, 0);
  }

  private static List<String> blocks(BlockPattern pattern) {
    List<String> blocks = new ArrayList<>();
    for (int k = 0; k < pattern.blocks(); k++) {
      blocks.add(pattern.row(k) + " " + pattern.column(k));
    }
    return blocks;
  }
}
