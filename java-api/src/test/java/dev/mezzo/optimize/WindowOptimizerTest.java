package dev.mezzo.optimize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A problem whose factors come and go is solved as one that was made for the purpose. */
class WindowOptimizerTest {
  private static final long PLENTY = 10_000_000_000L;
  private static final int POINTS = 12;

  private final SplittableRandom random = new SplittableRandom(7);

  private static Problem points() {
    Problem problem = new Problem();
    for (int v = 0; v < POINTS; v++) {
      problem.addVariable(Manifold.euclidean(2), Math.cos(v), Math.sin(2 * v));
    }
    return problem;
  }

  /** Holds two points, and measures the distances of some of the others, which need them. */
  private void change(Problem problem, int round) {
    int first = round % 4;
    problem.clearFactors();
    for (int v = 0; v < POINTS; v++) {
      boolean isFree = v >= first + 2 && v < first + 7;
      problem.setFixed(v, !isFree);
      problem.setState(v, new double[] {9, v + 0.3 * Math.cos(3 * v), 0.5 * v * (v % 3)}, 1);
      if (isFree) {
        for (int k = 1; k <= 2 + round % 2; k++) {
          double distance = 1 + random.nextDouble();
          problem.addFactor(new Range(v - k, v, distance, 0.1), LossFunction.huber(3));
        }
      }
    }
    if (round % 3 == 0) {
      problem.addFactor(new Linear(1, new int[] {first + 3}, new double[][] {{1, 2}}));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Optimizer.LinearSolver.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"IMPLICIT_SCHUR", "SCHUR"})
  void eachSolveIsTheOneOfANewProblem(Optimizer.LinearSolver solver) {
    Optimizer optimizer =
        Optimizer.builder().precision(PrecisionPolicy.DOUBLE).linearSolver(solver).build();
    Problem changing = points();
    try (WindowOptimizer window = optimizer.window(changing)) {
      for (int round = 0; round < 12; round++) {
        change(changing, round);
        Problem anew = points();
        for (int v = 0; v < POINTS; v++) {
          anew.setFixed(v, changing.isFixed(v));
          anew.setState(v, changing.state(v));
        }
        for (int f = 0; f < changing.factors(); f++) {
          anew.addFactor(changing.factor(f), changing.loss(f));
        }
        Summary expected = optimizer.optimize(anew);
        assertThat(window.solve(PLENTY)).isEqualTo(expected.termination());
        assertThat(window.finalChi2()).isEqualTo(expected.finalChi2());
        assertThat(window.initialChi2()).isEqualTo(expected.initialChi2());
        assertThat(window.iterations()).isEqualTo(expected.iterations().size());
        assertThat(window.summary().residuals()).isEqualTo(anew.residuals());
        for (int v = 0; v < POINTS; v++) {
          assertThat(changing.state(v)).containsExactly(anew.state(v));
        }
      }
    }
  }

  @Test
  void statesAreReadFromAndWrittenToPlacesInArrays() {
    Problem problem = points();
    problem.setState(3, new double[] {0, 0, 5, 6}, 2);
    double[] to = new double[4];
    problem.copyState(3, to, 1);
    assertThat(to).containsExactly(0, 5, 6, 0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> problem.setState(3, new double[] {1, Double.NaN}, 0))
        .withMessageContaining("NaN");
    assertThat(problem.state(3)).containsExactly(5, 6);
  }

  @Test
  void withoutFactorsOrFreeVariablesThereIsNothingToSolve() {
    Problem problem = points();
    try (WindowOptimizer window = Optimizer.builder().build().window(problem)) {
      assertThatIllegalArgumentException().isThrownBy(() -> window.solve(PLENTY));
      change(problem, 1);
      window.solve(PLENTY);
      double chi2 = problem.chi2();
      assertThat(window.finalChi2()).isCloseTo(chi2, within(1e-9 * chi2));
      problem.clearFactors();
      assertThatIllegalArgumentException()
          .isThrownBy(() -> window.solve(PLENTY))
          .withMessageContaining("no factors");
      change(problem, 2);
      window.solve(PLENTY);
      for (int v = 0; v < POINTS; v++) {
        problem.setFixed(v, true);
      }
      assertThatIllegalArgumentException()
          .isThrownBy(() -> window.solve(PLENTY))
          .withMessageContaining("no free variables");
    }
  }

  @Test
  void aTimeLimitIsPositiveAndClosingTwiceIsOnce() {
    Problem problem = points();
    change(problem, 0);
    WindowOptimizer window = Optimizer.builder().build().window(problem);
    assertThatIllegalArgumentException().isThrownBy(() -> window.solve(0));
    assertThatIllegalStateException().isThrownBy(window::finalChi2);
    window.solve(PLENTY);
    window.close();
    window.close();
    assertThatIllegalStateException().isThrownBy(() -> window.solve(PLENTY));
  }
}
