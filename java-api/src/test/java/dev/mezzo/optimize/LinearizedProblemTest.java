package dev.mezzo.optimize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.mezzo.linalg.BlockHessian;
import dev.mezzo.linalg.BlockPattern;
import dev.mezzo.linalg.JacobianStructure.Ordering;
import dev.mezzo.linalg.LandmarkElimination;
import java.lang.foreign.Arena;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LinearizedProblemTest {
  private final Arena arena = Arena.ofConfined();

  @AfterEach
  void close() {
    arena.close();
  }

  @Test
  void fixedVariablesHaveNoColumn() {
    Problem problem = Linear.walk(4, 1);
    problem.setFixed(0, true);
    var linear = new LinearizedProblem(arena, problem);
    BlockPattern pattern = linear.pattern();
    assertThat(pattern.columns()).isEqualTo(3);
    assertThat(pattern.rows()).isEqualTo(3);
    // The factor of the fixed variable has another shape, and one block; the others have two.
    assertThat(pattern.blocks()).isEqualTo(5);
    assertThat(pattern.values()).isEqualTo(linear.structure().values());
    assertThat(linear.maxAbs()).isBetween(0.5, Math.sqrt(2));
  }

  @Test
  void landmarksSeenFromTwoPosesLinkThem() {
    Problem problem = new Problem();
    int first = problem.addVariable(Manifold.euclidean(2), 0, 0);
    int second = problem.addVariable(Manifold.euclidean(2), 1, 0);
    int third = problem.addVariable(Manifold.euclidean(2), 2, 0);
    int landmark = problem.addVariable(Manifold.euclidean(3), 0, 0, 1);
    problem.setEliminated(landmark, true);
    for (int pose : new int[] {first, second, third}) {
      double[][] blocks = {{1, 0, 0, 1, 0, 0}, {1, 0, 0, 0, 1, 0, 0, 0, 1}};
      if (pose != third) {
        problem.addFactor(new Linear(3, new int[] {pose, landmark}, blocks));
      }
    }
    var linear = new LinearizedProblem(arena, problem);
    assertThat(linear.landmarks()).containsExactly(false, false, false, true);
    var elimination = new LandmarkElimination(arena, linear.structure(), linear.landmarks());
    BlockPattern reduced = new BlockHessian(arena, elimination, Ordering.NATURAL).pattern();
    assertThat(reduced.rows()).isEqualTo(3);
    assertThat(reduced.blocks()).isEqualTo(4); // three diagonal blocks, and one link
    assertThat(new int[] {reduced.row(1), reduced.column(1)}).containsExactly(1, 0);
  }

  @Test
  void whatIsNotFiniteIsRefused() {
    Problem problem = new Problem();
    int v = problem.addVariable(Manifold.euclidean(1), 1);
    problem.addFactor(Formula.pull(v, Double.NaN, 1));
    assertThatExceptionOfType(ArithmeticException.class)
        .isThrownBy(() -> new LinearizedProblem(arena, problem));
  }
}
