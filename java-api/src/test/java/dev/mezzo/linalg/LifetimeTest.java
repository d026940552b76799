package dev.mezzo.linalg;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.lang.foreign.Arena;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Memory that is gone, and memory of another thread, are exceptions and never crashes. */
class LifetimeTest {

  /** One of everything, ready for use. */
  static final class World {
    final JacobianStructure structure;
    final BlockSparseMatrix matrix;
    final BlockSparseMatrix half;
    final BlockHessian hessian;
    final IncompleteCholesky incomplete;
    final Cholesky cholesky;
    final Cgnr cgnr;
    final Vector columns;
    final Vector moreColumns;
    final Vector rows;
    final Vector scale;
    final Rounding rounding;

    World(Arena arena) {
      var problem = BlockProblem.chain(8, 3, 3, 1);
      structure = problem.structure(arena);
      matrix = problem.matrix(arena, structure);
      half = new BlockSparseMatrix(arena, structure, Precision.HALF);
      columns = Dense.vector(arena, Precision.DOUBLE, Dense.random(problem.columns(), 2));
      moreColumns = new Vector(arena, Precision.DOUBLE, problem.columns());
      rows = new Vector(arena, Precision.DOUBLE, problem.rows());
      scale = Dense.vector(arena, Precision.DOUBLE, Dense.ones(problem.columns()));
      rounding = new Rounding(arena);
      hessian = new BlockHessian(arena, structure, structure.order(JacobianStructure.Ordering.AMD));
      hessian.assemble(matrix, scale);
      incomplete = IncompleteCholesky.create(arena, hessian, 0, 0);
      incomplete.factor(hessian, 1);
      cholesky = new Cholesky(arena, hessian, Cholesky.Method.AUTO);
      cholesky.factor(hessian, 1);
      cgnr =
          new Cgnr(
              arena, structure.columns(), structure.rows(), Precision.DOUBLE, Precision.DOUBLE);
      cgnr.start(columns, 1);
    }
  }

  private static Arguments use(String name, Function<World, Runnable> use) {
    return arguments(name, use);
  }

  static Stream<Arguments> uses() {
    return Stream.of(
        use("Vector.get", w -> () -> w.columns.get(0)),
        use("Vector.set", w -> () -> w.columns.set(0, 1)),
        use("Vector.clear", w -> () -> w.columns.clear()),
        use("Vector.assign", w -> () -> w.columns.assign(w.scale, 1)),
        use("Vector.dot", w -> () -> w.columns.dot(w.scale)),
        use("Vector.axpy", w -> () -> w.columns.axpy(1, w.scale)),
        use("Vector.xpby", w -> () -> w.columns.xpby(w.scale, 1)),
        use("Vector.multiply", w -> () -> w.columns.multiply(w.scale, w.scale)),
        use("Vector.maxAbs", w -> () -> w.columns.maxAbs()),
        use(
            "JacobianStructure.order",
            w -> () -> w.structure.order(JacobianStructure.Ordering.NATURAL)),
        use("BlockSparseMatrix.columnScale", w -> () -> w.matrix.columnScale(w.scale)),
        use("BlockSparseMatrix.store", w -> () -> w.half.store(w.matrix, w.scale, 1, w.rounding)),
        use(
            "BlockSparseMatrix.storeUnscaled",
            w -> () -> w.half.storeUnscaled(w.matrix, w.rounding)),
        use("BlockSparseMatrix.times", w -> () -> w.matrix.times(w.columns, w.rows)),
        use(
            "BlockSparseMatrix.transposeTimes",
            w -> () -> w.matrix.transposeTimes(w.rows, w.columns)),
        use("BlockHessian.assemble", w -> () -> w.hessian.assemble(w.matrix, w.scale)),
        use("IncompleteCholesky.factor", w -> () -> w.incomplete.factor(w.hessian, 1)),
        use("IncompleteCholesky.store", w -> () -> w.incomplete.store(Precision.HALF)),
        use("IncompleteCholesky.bytes", w -> () -> w.incomplete.bytes(Precision.HALF)),
        use("IncompleteCholesky.apply", w -> () -> w.incomplete.apply(w.columns, w.moreColumns)),
        use(
            "IncompleteCholesky.solveForward",
            w -> () -> w.incomplete.solveForward(w.columns, w.moreColumns)),
        use("Cholesky.factor", w -> () -> w.cholesky.factor(w.hessian, 1)),
        use("Cholesky.solve", w -> () -> w.cholesky.solve(w.columns, w.moreColumns)),
        use("Cgnr.start", w -> () -> w.cgnr.start(w.columns, 1)),
        use("Cgnr.run", w -> () -> w.cgnr.run(w.matrix, 0, w.incomplete, new Cgnr.Limits())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("uses")
  void useAfterTheArenaIsClosedIsAnIllegalState(String name, Function<World, Runnable> use) {
    World world;
    try (Arena arena = Arena.ofConfined()) {
      world = new World(arena);
      use.apply(world).run(); // works while it is open
    }
    assertThatThrownBy(() -> use.apply(world).run())
        .as(name)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("uses")
  void useByAnotherThreadThanTheArenasIsRefused(String name, Function<World, Runnable> use) {
    try (Arena arena = Arena.ofConfined()) {
      World world = new World(arena);
      var elsewhere = CompletableFuture.runAsync(() -> use.apply(world).run());
      assertThatThrownBy(elsewhere::join)
          .as(name)
          .isInstanceOf(CompletionException.class)
          .hasCauseInstanceOf(WrongThreadException.class);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("uses")
  void aSharedArenaOpensEverythingToOtherThreads(String name, Function<World, Runnable> use) {
    try (Arena arena = Arena.ofShared()) {
      World world = new World(arena);
      CompletableFuture.runAsync(() -> use.apply(world).run()).join();
    }
  }
}
