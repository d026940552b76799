package dev.mezzo.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Threads that share a product give what one gives, and the same bits each time. */
class ThreadTeamTest {
  /** More than is worth dividing between threads. */
  private static final int VARIABLES = 20_000;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void productsDoNotDependOnTheNumberOfThreadsButForRounding(int threads) {
    try (Arena arena = Arena.ofConfined()) {
      double[] alone = product(arena, chain(arena));
      var structure = chain(arena);
      var team = new ThreadTeam(arena, threads);
      structure.useTeam(team);
      assertThat(team.threads()).isEqualTo(threads);
      double[] together = product(arena, structure);
      assertThat(Dense.relativeError(together, alone)).isLessThan(1e-6);
      assertThat(product(arena, structure)).isEqualTo(together);
    }
  }

  @Test
  void factorsDoNotDependOnTheNumberOfThreadsButForRounding() {
    try (Arena arena = Arena.ofConfined()) {
      double[] alone = solution(arena, chain(arena));
      var structure = chain(arena);
      structure.useTeam(new ThreadTeam(arena, 2));
      double[] together = solution(arena, structure);
      assertThat(Dense.relativeError(together, alone)).isLessThan(1e-4);
      assertThat(solution(arena, structure)).isEqualTo(together);
    }
  }

  private static double[] solution(Arena arena, JacobianStructure structure) {
    var matrix = random(arena, structure);
    var scale = new Vector(arena, Precision.DOUBLE, structure.columns());
    matrix.columnScale(scale);
    var hessian =
        new BlockHessian(arena, structure, structure.order(JacobianStructure.Ordering.AMD));
    hessian.assemble(matrix, scale);
    var factor = IncompleteCholesky.create(arena, hessian, IncompleteCholesky.COMPLETE, 0);
    assertThat(factor.factor(hessian, 0.1)).isTrue();
    factor.store(Precision.BLOCK16);
    var b = Dense.vector(arena, Precision.SINGLE, Dense.random((int) structure.columns(), 3));
    var x = new Vector(arena, Precision.SINGLE, structure.columns());
    factor.apply(b, x);
    return Dense.array(x);
  }

  private static JacobianStructure chain(Arena arena) {
    int[] dimensions = new int[VARIABLES];
    Arrays.fill(dimensions, 6);
    int[] blocks = new int[2 * (VARIABLES - 1)];
    for (int b = 0; b < blocks.length; b++) {
      blocks[b] = (b + 1) / 2;
    }
    var group = new JacobianStructure.Group(6, 2, VARIABLES - 1);
    return new JacobianStructure(arena, dimensions, List.of(group), blocks);
  }

  private static BlockSparseMatrix random(Arena arena, JacobianStructure structure) {
    var matrix = new BlockSparseMatrix(arena, structure, Precision.DOUBLE);
    double[] values = Dense.random((int) structure.values(), 1);
    MemorySegment.copy(values, 0, matrix.values(), ValueLayout.JAVA_DOUBLE, 0, values.length);
    return matrix;
  }

  private static double[] product(Arena arena, JacobianStructure structure) {
    var stored = new BlockSparseMatrix(arena, structure, Precision.SINGLE);
    stored.storeUnscaled(random(arena, structure), new Rounding(arena));
    var p = Dense.vector(arena, Precision.SINGLE, Dense.random((int) structure.columns(), 2));
    var q = new Vector(arena, Precision.SINGLE, structure.columns());
    stored.normalTimes(p, q);
    return Dense.array(q);
  }

  @Test
  void aTeamHasAtLeastOneThreadAndNotTooMany() {
    try (Arena arena = Arena.ofConfined()) {
      assertThatIllegalArgumentException().isThrownBy(() -> new ThreadTeam(arena, 0));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new ThreadTeam(arena, ThreadTeam.MAX_THREADS + 1));
    }
  }
}
