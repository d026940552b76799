package dev.mezzo.optimize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A user's own factor works as the built-in ones do, and finite differences find its mistakes. */
class OwnFactorTest {
  /** Range with one entry of its Jacobian wrong by a factor. */
  private record WrongRange(Range right, double factor) implements Factor {
    @Override
    public int dimension() {
      return 1;
    }

    @Override
    public int[] variables() {
      return right.variables();
    }

    @Override
    public void evaluate(Estimate x, Evaluation out) {
      right.evaluate(x, out);
      if (out.wantsJacobians()) {
        double dx = x.get(right.b(), 0) - x.get(right.a(), 0);
        double dy = x.get(right.b(), 1) - x.get(right.a(), 1);
        out.jacobian(1, 0, 1, factor * dy / (Math.hypot(dx, dy) * right.sigma()));
      }
    }
  }

  private static Problem triangle(Factor last) {
    var problem = new Problem();
    problem.addVariable(Manifold.euclidean(2), 0, 0);
    problem.addVariable(Manifold.euclidean(2), 3, 0.5);
    problem.addVariable(Manifold.euclidean(2), 1, 2);
    problem.addFactor(new Range(0, 1, 3.2, 0.1));
    problem.addFactor(new Range(2, 0, 2.1, 0.2));
    problem.addFactor(last);
    return problem;
  }

  @Test
  void rightJacobiansPass() {
    assertThat(triangle(new Range(1, 2, 2.4, 0.1)).checkJacobians(1e-6)).isEmpty();
  }

  @Test
  void everyReadyMadeFactorPasses() {
    assertThat(Problems.town(30, 0.1, 1).toProblem(LossFunction.NONE).checkJacobians(1e-6))
        .isEmpty();
    assertThat(Problems.tower(30, 0.1, 1).toProblem(LossFunction.NONE).checkJacobians(1e-6))
        .isEmpty();
    assertThat(Problems.powellSingular().checkJacobians(1e-6)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, 0, 0.999, 2, Double.NaN})
  void aWrongEntryIsNamed(double factor) {
    var problem = triangle(new WrongRange(new Range(1, 2, 2.4, 0.1), factor));
    assertThat(problem.checkJacobians(1e-6))
        .singleElement()
        .asString()
        .startsWith("factor 2 (WrongRange), variable 2: d r[0] / d delta[1] is ")
        .contains("finite differences say 6.0");
  }

  @Test
  void aSmallErrorPassesALooseCheckOnly() {
    var problem = triangle(new WrongRange(new Range(1, 2, 2.4, 0.1), 1.0001));
    assertThat(problem.checkJacobians(1e-6)).isNotEmpty();
    assertThat(problem.checkJacobians(1e-3)).isEmpty();
  }

  @Test
  void anEntryThatIsNotWrittenIsFound() {
    Factor forgetful =
        new Formula(0, 1, 2, x -> new double[] {x[0] + 2 * x[1]}, x -> new double[] {1, 0});
    assertThat(triangle(forgetful).checkJacobians(1e-6))
        .singleElement()
        .asString()
        .contains("d r[0] / d delta[1] is 0.00000000, finite differences say 2.0");
  }

  @Test
  void theCheckLeavesTheStates() {
    var problem = triangle(new Range(1, 2, 2.4, 0.1));
    problem.checkJacobians(1e-6);
    assertThat(problem.state(1)).containsExactly(3, 0.5);
  }

  @Test
  void fixedVariablesAreCheckedToo() {
    var problem = triangle(new WrongRange(new Range(1, 2, 2.4, 0.1), 2));
    problem.setFixed(2, true);
    assertThat(problem.checkJacobians(1e-6)).hasSize(1);
  }

  /** As the range on the right, written block by block. */
  private record WholeRange(Range right, int block) implements Factor {
    @Override
    public int dimension() {
      return 1;
    }

    @Override
    public int[] variables() {
      return right.variables();
    }

    @Override
    public void evaluate(Estimate x, Evaluation out) {
      double dx = x.get(right.b(), 0) - x.get(right.a(), 0);
      double dy = x.get(right.b(), 1) - x.get(right.a(), 1);
      double d = Math.hypot(dx, dy);
      double s = d * right.sigma();
      double[] all = {9, (d - right.measured()) / right.sigma(), -dx / s, -dy / s, dx / s, dy / s};
      out.residual(all, 1);
      out.jacobian(0, all, 2);
      out.jacobian(block, all, 4);
    }
  }

  @Test
  void blocksMayBeWrittenWhole() {
    Problem problem = new Problem();
    problem.addVariable(Manifold.euclidean(2), 1, 2);
    problem.addVariable(Manifold.euclidean(2), 3, -1);
    Range range = new Range(0, 1, 2.5, 0.1);
    problem.addFactor(range);
    problem.addFactor(new WholeRange(range, 1));
    assertThat(problem.checkJacobians(1e-6)).isEmpty();
    assertThat(problem.squaredNorms()[1]).isEqualTo(problem.squaredNorms()[0]);
    problem.setFixed(0, true);
    assertThat(Optimizer.builder().build().optimize(problem).finalChi2()).isLessThan(1e-12);

    problem.addFactor(new WholeRange(range, 2));
    assertThatThrownBy(problem::chi2)
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessageContaining("Jacobian block 2 of a factor of 2 variables");
  }

  @Test
  void writingBesideTheResidualOrABlockIsAnException() {
    for (String beside : new String[] {"row", "negative row", "block", "column", "entry row"}) {
      Factor factor =
          new Factor() {
            @Override
            public int dimension() {
              return 1;
            }

            @Override
            public int[] variables() {
              return new int[] {0};
            }

            @Override
            public void evaluate(Estimate x, Evaluation out) {
              switch (beside) {
                case "row" -> out.residual(1, 0);
                case "negative row" -> out.residual(-1, 0);
                case "block" -> out.jacobian(1, 0, 0, 0);
                case "column" -> out.jacobian(0, 0, 2, 0);
                default -> out.jacobian(0, 1, 0, 0);
              }
            }
          };
      var problem = triangle(factor);
      assertThatThrownBy(() -> Optimizer.builder().build().optimize(problem))
          .as(beside)
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThat(problem.state(1)).containsExactly(3, 0.5);
    }
  }

  @Test
  void anExceptionOfAFactorReachesTheCallerFromEveryThread() {
    for (int threads : new int[] {1, 3}) {
      Factor failing =
          new Formula(
              2,
              1,
              2,
              x -> {
                throw new ArithmeticException("no such point");
              },
              x -> new double[2]);
      var problem = triangle(failing);
      assertThatThrownBy(() -> Optimizer.builder().threads(threads).build().optimize(problem))
          .isInstanceOf(ArithmeticException.class)
          .hasMessage("no such point");
    }
  }
}
