package dev.mezzo.optimize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A problem that grows ends where it would if it were solved from scratch, whatever is added. */
class IncrementalOptimizerTest {
  private static final int POINTS = 61;

  /** Points between the ends of a range: nearly half the circle. */
  private static final int ACROSS = 10;

  /** Where one point of the plane is seen from another, in units of a standard deviation. */
  private record Offset(int from, int to, double dx, double dy) implements Factor {
    @Override
    public int dimension() {
      return 2;
    }

    @Override
    public int[] variables() {
      return new int[] {from, to};
    }

    @Override
    public void evaluate(Estimate x, Evaluation out) {
      out.residual(0, 10 * (x.get(to, 0) - x.get(from, 0) - dx));
      out.residual(1, 10 * (x.get(to, 1) - x.get(from, 1) - dy));
      if (out.wantsJacobians()) {
        for (int r = 0; r < 2; r++) {
          for (int c = 0; c < 2; c++) {
            out.jacobian(0, r, c, r == c ? -10 : 0);
            out.jacobian(1, r, c, r == c ? 10 : 0);
          }
        }
      }
    }
  }

  /** How far apart two points of the plane are: a Jacobian that is not square. */
  private record Range(int from, int to, double distance) implements Factor {
    @Override
    public int dimension() {
      return 1;
    }

    @Override
    public int[] variables() {
      return new int[] {from, to};
    }

    @Override
    public void evaluate(Estimate x, Evaluation out) {
      double dx = x.get(to, 0) - x.get(from, 0);
      double dy = x.get(to, 1) - x.get(from, 1);
      double length = Math.hypot(dx, dy);
      out.residual(0, 10 * (length - distance));
      if (out.wantsJacobians()) {
        out.jacobian(0, 0, 0, -10 * dx / length);
        out.jacobian(0, 0, 1, -10 * dy / length);
        out.jacobian(1, 0, 0, 10 * dx / length);
        out.jacobian(1, 0, 1, 10 * dy / length);
      }
    }
  }

  private final SplittableRandom random = new SplittableRandom(5);
  private final Problem problem = new Problem();

  /** Points along a circle, each from the one before; every third also by ranges. */
  private Summary grow(IncrementalOptimizer incremental, LossFunction loss) {
    Summary last = null;
    for (int k = 0; k < POINTS; k++) {
      double[] at = {10 * Math.cos(0.3 * k) + noise(), 10 * Math.sin(0.3 * k) + noise()};
      problem.addVariable(Manifold.euclidean(2), at);
      if (k == 0) {
        problem.setFixed(0, true);
        continue;
      }
      double dx = 10 * (Math.cos(0.3 * k) - Math.cos(0.3 * (k - 1)));
      double dy = 10 * (Math.sin(0.3 * k) - Math.sin(0.3 * (k - 1)));
      problem.addFactor(new Offset(k - 1, k, dx + noise(), dy + noise()));
      if (k > ACROSS && k % 3 == 0) {
        double chord = 20 * Math.sin(0.3 * ACROSS / 2);
        problem.addFactor(new Range(k - ACROSS, k, chord + noise() + 0.3), loss);
        last = incremental.optimize();
        assertThat(last.finalChi2()).isLessThanOrEqualTo(last.initialChi2());
      }
    }
    return last;
  }

  private double noise() {
    return 0.1 * random.nextGaussian();
  }

  private void assertOptimal(Problem of) {
    double reached = of.chi2();
    Optimizer.builder().precision(PrecisionPolicy.DOUBLE).build().optimize(of);
    assertThat(reached).isCloseTo(of.chi2(), within(1e-6 * of.chi2()));
  }

  static List<PrecisionPolicy> policies() {
    return List.of(PrecisionPolicy.MIXED, PrecisionPolicy.SINGLE, PrecisionPolicy.DOUBLE);
  }

  @ParameterizedTest
  @MethodSource("policies")
  void theOptimumIsThatOfASolveFromScratchInEveryPrecision(PrecisionPolicy policy) {
    Optimizer optimizer = Optimizer.builder().precision(policy).functionTolerance(1e-7).build();
    try (IncrementalOptimizer incremental = optimizer.incremental(problem)) {
      Summary last = grow(incremental, LossFunction.NONE);
      assertThat(last.termination()).isEqualTo(Termination.CONVERGED);
      assertThat(last.finalChi2()).isCloseTo(problem.chi2(), within(1e-9 * problem.chi2()));
    }
    assertOptimal(problem);
  }

  @ParameterizedTest
  @EnumSource(Optimizer.Algorithm.class)
  void everyAlgorithmGrowsToo(Optimizer.Algorithm algorithm) {
    Optimizer optimizer = Optimizer.builder().algorithm(algorithm).threads(2).build();
    try (IncrementalOptimizer incremental = optimizer.incremental(problem)) {
      grow(incremental, LossFunction.NONE);
    }
    assertOptimal(problem);
  }

  @Test
  void robustLossesCountAsTheyDoFromScratch() {
    try (IncrementalOptimizer incremental = Optimizer.builder().build().incremental(problem)) {
      grow(incremental, LossFunction.huber(1));
    }
    assertOptimal(problem);
  }

  @Test
  void variablesInATreeNeedNoFactor() {
    try (IncrementalOptimizer incremental = Optimizer.builder().build().incremental(problem)) {
      problem.addVariable(Manifold.euclidean(2), 0, 0);
      problem.setFixed(0, true);
      for (int k = 1; k < POINTS; k++) {
        problem.addVariable(Manifold.euclidean(2), noise(), noise());
        problem.addFactor(new Offset((k - 1) / 2, k, 1, k));
      }
      Summary summary = incremental.optimize();
      assertThat(summary.factorizations()).isZero();
      assertThat(summary.linearIterations()).isLessThanOrEqualTo(4);
      assertThat(problem.chi2()).isLessThan(1e-6);
    }
  }

  @Test
  void aVariableThatNothingTiesSquarelyIsFoundAllTheSame() {
    try (IncrementalOptimizer incremental = Optimizer.builder().build().incremental(problem)) {
      grow(incremental, LossFunction.NONE);
      int beacon = problem.addVariable(Manifold.euclidean(2), 1, 2);
      for (int k = 0; k < 5; k++) {
        double[] at = problem.state(7 * k);
        problem.addFactor(new Range(7 * k, beacon, Math.hypot(at[0] - 2, at[1] - 3)));
      }
      incremental.optimize();
      assertThat(problem.state(beacon)).containsExactly(new double[] {2, 3}, within(0.05));
    }
    assertOptimal(problem);
  }

  @Test
  void whatTheUserMovesOrHoldsIsNoticed() {
    try (IncrementalOptimizer incremental = Optimizer.builder().build().incremental(problem)) {
      grow(incremental, LossFunction.NONE);
      double[] before = problem.state(30);
      problem.setState(30, before[0] + 1, before[1]);
      Summary moved = incremental.optimize();
      assertThat(moved.initialChi2()).isGreaterThan(moved.finalChi2() + 100);
      assertThat(problem.state(30)).containsExactly(before, within(1e-3));
      problem.setFixed(40, true);
      double[] held = {problem.state(40)[0] + 0.2, problem.state(40)[1]};
      problem.setState(40, held);
      incremental.optimize();
      assertThat(problem.state(40)).containsExactly(held);
    }
    assertOptimal(problem);
  }

  @Test
  void withoutTimeNothingGetsWorse() {
    try (IncrementalOptimizer incremental = Optimizer.builder().build().incremental(problem)) {
      grow(incremental, LossFunction.NONE);
      problem.setState(30, 50, -20);
      double before = problem.chi2();
      Summary summary = incremental.optimize(Duration.ofNanos(1));
      assertThat(summary.termination()).isEqualTo(Termination.TIME_LIMIT);
      assertThat(problem.chi2()).isLessThanOrEqualTo(before);
      assertThatIllegalArgumentException().isThrownBy(() -> incremental.optimize(Duration.ZERO));
    }
  }

  @Test
  void aClosedOneSaysSo() {
    IncrementalOptimizer incremental = Optimizer.builder().build().incremental(problem);
    assertThatIllegalArgumentException().isThrownBy(incremental::optimize);
    incremental.close();
    incremental.close();
    assertThatIllegalStateException()
        .isThrownBy(incremental::optimize)
        .withMessageContaining("closed");
  }
}
