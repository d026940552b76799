package dev.mezzo.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.foreign.Arena;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The direct solver solves as elimination does, by every method, and says when it cannot. */
class CholeskyTest {
  private final Arena arena = Arena.ofConfined();

  @AfterEach
  void close() {
    arena.close();
  }

  private BlockHessian hessian(BlockProblem problem) {
    var structure = problem.structure(arena);
    var hessian =
        new BlockHessian(arena, structure, structure.order(JacobianStructure.Ordering.AMD));
    hessian.assemble(
        problem.matrix(arena, structure),
        Dense.vector(arena, Precision.DOUBLE, Dense.ones(problem.columns())));
    return hessian;
  }

  @ParameterizedTest
  @EnumSource
  void solvesAsEliminationDoes(Cholesky.Method method) {
    for (BlockProblem problem :
        new BlockProblem[] {
          BlockProblem.mixed(1), BlockProblem.chain(40, 6, 15, 2), BlockProblem.chain(60, 3, 25, 3)
        }) {
      var hessian = hessian(problem);
      Cholesky cholesky;
      try {
        cholesky = new Cholesky(arena, hessian, method);
      } catch (UnsupportedOperationException e) {
        assertThat(method).as("only the GPL method may be missing").hasToString("SUPERNODAL");
        return;
      }
      if (method != Cholesky.Method.AUTO) {
        assertThat(cholesky.isSupernodal()).isEqualTo(method == Cholesky.Method.SUPERNODAL);
      }
      assertThat(cholesky.bytes()).isGreaterThan(8L * problem.columns());
      double[] b = Dense.random(problem.columns(), 4);
      var x = Dense.vector(arena, Precision.DOUBLE, b);
      double[][] dense = problem.normal(Dense.ones(problem.columns()));
      for (double shift : new double[] {0.1, 3}) {
        assertThat(cholesky.factor(hessian, shift)).isTrue();
        x.assign(Dense.vector(arena, Precision.DOUBLE, b), 1);
        cholesky.solve(x, x);
        double[] expected = Dense.solve(Dense.shifted(dense, shift), b);
        assertThat(Dense.relativeError(Dense.array(x), expected)).isLessThan(1e-10);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SUPERNODAL")
  void withoutAFactorThereIsNothingToSolveWith(Cholesky.Method method) {
    var problem = BlockProblem.chain(6, 3, 2, 5);
    var hessian = hessian(problem);
    var cholesky = new Cholesky(arena, hessian, method);
    var x = Dense.vector(arena, Precision.DOUBLE, Dense.ones(problem.columns()));
    assertThatIllegalStateException()
        .isThrownBy(() -> cholesky.solve(x, x))
        .withMessageContaining("no factor");
  }

  @Test
  void aFactorisationThatFailsLeavesNoFactor() {
    var problem = BlockProblem.chain(6, 3, 2, 6);
    var structure = problem.structure(arena);
    var hessian =
        new BlockHessian(arena, structure, structure.order(JacobianStructure.Ordering.AMD));
    var scale = Dense.vector(arena, Precision.DOUBLE, Dense.ones(problem.columns()));
    hessian.assemble(problem.matrix(arena, structure), scale);
    var cholesky = new Cholesky(arena, hessian, Cholesky.Method.AUTO);
    assertThat(cholesky.factor(hessian, 0)).isTrue();
    var x = Dense.vector(arena, Precision.DOUBLE, Dense.ones(problem.columns()));
    cholesky.solve(x, x);

    hessian.assemble(new BlockSparseMatrix(arena, structure, Precision.DOUBLE), scale);
    assertThat(cholesky.factor(hessian, 0)).as("zeros are not positive definite").isFalse();
    assertThatIllegalStateException().isThrownBy(() -> cholesky.solve(x, x));

    problem.values[7] = Double.NaN;
    hessian.assemble(problem.matrix(arena, structure), scale);
    assertThat(cholesky.factor(hessian, 1)).as("NaN is not positive definite").isFalse();
    assertThatIllegalStateException().isThrownBy(() -> cholesky.solve(x, x));
  }

  @Test
  void whatDoesNotFitIsRefused() {
    var hessian = hessian(BlockProblem.chain(6, 3, 2, 7));
    var cholesky = new Cholesky(arena, hessian, Cholesky.Method.AUTO);
    cholesky.factor(hessian, 0);
    var shorter = new Vector(arena, Precision.DOUBLE, 17);
    var single = new Vector(arena, Precision.SINGLE, 18);
    assertThatIllegalArgumentException().isThrownBy(() -> cholesky.solve(shorter, shorter));
    assertThatIllegalArgumentException().isThrownBy(() -> cholesky.solve(single, single));
    var other = hessian(BlockProblem.chain(5, 3, 2, 8));
    assertThatIllegalArgumentException().isThrownBy(() -> cholesky.factor(other, 0));
  }
}
