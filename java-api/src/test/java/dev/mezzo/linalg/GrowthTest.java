package dev.mezzo.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.mezzo.linalg.JacobianStructure.Group;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Structures that grow, and what goes with them, equal those that were made at once. */
class GrowthTest {
  private static final int POSES = 60;
  private static final int DIMENSION = 3;
  private static final int BLOCK = DIMENSION * DIMENSION;

  private final BlockProblem problem = BlockProblem.chain(POSES, DIMENSION, 20, 5);
  private final Arena arena = Arena.ofConfined();

  @AfterEach
  void close() {
    arena.close();
  }

  /** Appends the variables, then the factors of the problem by small portions. */
  private JacobianStructure grown(BlockSparseMatrix matrix, JacobianStructure structure) {
    for (int v = 0; v < POSES; v++) {
      structure.append(new int[] {DIMENSION}, List.of(), new int[0]);
    }
    int block = 0;
    int value = 0;
    for (Group group : problem.groups) {
      for (long f = 0; f < group.factors(); f++) {
        int[] variables = Arrays.copyOfRange(problem.blockVariables, block, block += group.arity());
        structure.append(new int[0], List.of(new Group(DIMENSION, group.arity(), 1)), variables);
        matrix.resize();
        int length = group.arity() * BLOCK;
        MemorySegment.copy(
            problem.values, value, matrix.values(), ValueLayout.JAVA_DOUBLE, 8L * value, length);
        value += length;
      }
    }
    return structure;
  }

  @Test
  void aMatrixThatGrewByFactorsGivesTheSameProducts() {
    var empty = new JacobianStructure(arena, new int[0], List.of(), new int[0]);
    var matrix = new BlockSparseMatrix(arena, empty, Precision.DOUBLE);
    JacobianStructure structure = grown(matrix, empty);
    JacobianStructure expected = problem.structure(arena);
    assertThat(structure.rows()).isEqualTo(expected.rows());
    assertThat(structure.columns()).isEqualTo(expected.columns());
    assertThat(structure.values()).isEqualTo(expected.values());
    assertThat(structure.variables()).isEqualTo(POSES);
    assertThat(product(matrix)).containsExactly(product(problem.matrix(arena, expected)));
  }

  private double[] product(BlockSparseMatrix matrix) {
    var p = new Vector(arena, Precision.DOUBLE, matrix.structure().columns());
    var q = new Vector(arena, Precision.DOUBLE, matrix.structure().columns());
    for (int c = 0; c < p.length(); c++) {
      p.set(c, Math.cos(c));
    }
    matrix.normalTimes(p, q);
    return q.segment().toArray(ValueLayout.JAVA_DOUBLE);
  }

  @Test
  void conjugateGradientsGoOnWithAStructureThatGrew() {
    var structure = new JacobianStructure(arena, new int[0], List.of(), new int[0]);
    var matrix = new BlockSparseMatrix(arena, structure, Precision.DOUBLE);
    var cgnr =
        new Cgnr(arena, structure.columns(), structure.rows(), Precision.DOUBLE, Precision.DOUBLE);
    grown(matrix, structure);
    cgnr.resize(structure.columns(), structure.rows());
    assertThat(solution(cgnr, matrix))
        .containsExactly(
            solution(
                new Cgnr(
                    arena,
                    structure.columns(),
                    structure.rows(),
                    Precision.DOUBLE,
                    Precision.DOUBLE),
                problem.matrix(arena, structure)));
  }

  private double[] solution(Cgnr cgnr, BlockSparseMatrix matrix) {
    var g = new Vector(arena, Precision.DOUBLE, matrix.structure().columns());
    g.set(0, 1);
    g.set(g.length() - 1, -1);
    var limits = new Cgnr.Limits();
    limits.maxIterations = 10;
    cgnr.start(g, 1);
    cgnr.run(matrix, 0, (r, z) -> z.assign(r, 1), limits);
    return cgnr.solution().segment().toArray(ValueLayout.JAVA_DOUBLE);
  }

  @Test
  void aStructureThatRefusesAFactorStaysAsItIs() {
    JacobianStructure structure = problem.structure(arena);
    long rows = structure.rows();
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                structure.append(
                    new int[] {DIMENSION},
                    List.of(new Group(DIMENSION, 1, 1)),
                    new int[] {POSES + 1}));
    assertThat(structure.variables()).isEqualTo(POSES);
    assertThat(structure.rows()).isEqualTo(rows);
  }

  @Test
  void aStructureThatBecameAnotherGivesItsProducts() {
    BlockProblem other = BlockProblem.chain(2 * POSES, 2, 7, 3);
    JacobianStructure structure = problem.structure(arena);
    BlockSparseMatrix matrix = problem.matrix(arena, structure);
    for (BlockProblem next : List.of(other, problem)) {
      structure.assign(
          StructureBuffer.of(arena, next.dimensions, next.groups, next.blockVariables));
      matrix.resize();
      MemorySegment.copy(
          next.values, 0, matrix.values(), ValueLayout.JAVA_DOUBLE, 0, next.values.length);
      assertThat(structure.variables()).isEqualTo(next.dimensions.length);
      assertThat(product(matrix))
          .containsExactly(product(next.matrix(arena, next.structure(arena))));
    }
  }

  @Test
  void aStructureThatCannotBecomeAnotherIsEmpty() {
    JacobianStructure structure = problem.structure(arena);
    StructureBuffer wrong =
        StructureBuffer.of(
            arena, new int[] {DIMENSION}, List.of(new Group(DIMENSION, 1, 1)), new int[] {1});
    assertThatIllegalArgumentException().isThrownBy(() -> structure.assign(wrong));
    assertThat(structure.variables()).isZero();
    assertThat(structure.rows()).isZero();
    assertThat(structure.columns()).isZero();
    assertThat(structure.values()).isZero();
  }

  @Test
  void vectorsKeepTheirElementsAndAppendZeros() {
    var vector = new Vector(arena, Precision.SINGLE, 0);
    for (int n = 1; n < 500; n++) {
      vector.resize(n);
      assertThat(vector.get(n - 1)).isZero();
      vector.set(n - 1, n);
    }
    for (int i = 0; i < 499; i++) {
      assertThat(vector.get(i)).isEqualTo(i + 1);
    }
    assertThat(vector.segment().byteSize()).isEqualTo(499 * 4);
    vector.resize(10);
    vector.resize(12);
    assertThat(vector.segment().toArray(ValueLayout.JAVA_FLOAT))
        .containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0, 0);
    assertThatIllegalArgumentException().isThrownBy(() -> vector.resize(-1));
  }

  @Test
  void theHeadOfAVectorIsTheSameMemory() {
    var vector = new Vector(arena, Precision.DOUBLE, 9);
    Vector head = vector.head(4);
    head.set(3, 7);
    assertThat(head.length()).isEqualTo(4);
    assertThat(vector.get(3)).isEqualTo(7);
    assertThatIllegalArgumentException().isThrownBy(() -> vector.head(10));
  }
}
