package dev.mezzo.optimize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.BitSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A problem holds what was added to it and refuses what makes no sense. */
class ProblemTest {
  /** A factor of nothing but its shape. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Shape(int dimension, int... variables) implements Factor {
    @Override
    public void evaluate(Estimate x, Evaluation out) {}
  }

  private final Problem problem = new Problem();

  @Test
  void countsAndKeepsWhatIsAdded() {
    assertThat(problem.addVariable(Manifold.euclidean(2), 1, 2)).isZero();
    assertThat(problem.addVariable(Manifold.POSE3, 1, 2, 3, 0, 0, 0, 1)).isEqualTo(1);
    assertThat(problem.addFactor(new Shape(3, 1, 0))).isZero();
    assertThat(problem.addFactor(new Shape(2, 0), LossFunction.huber(1))).isEqualTo(1);
    assertThat(problem.variables()).isEqualTo(2);
    assertThat(problem.factors()).isEqualTo(2);
    assertThat(problem.residuals()).isEqualTo(5);
    assertThat(problem.state(1)).containsExactly(1, 2, 3, 0, 0, 0, 1);
  }

  @Test
  void growsToManyVariables() {
    for (int v = 0; v < 1000; v++) {
      problem.addVariable(Manifold.euclidean(1 + v % 3), new double[1 + v % 3]);
      problem.setState(v, IntStream.rangeClosed(0, v % 3).mapToDouble(i -> i).toArray());
      problem.setFixed(v, true);
    }
    assertThat(problem.variables()).isEqualTo(1000);
    assertThat(problem.state(999)).containsExactly(0);
    assertThat(problem.state(998)).containsExactly(0, 1, 2);
  }

  @Test
  void statesAreCopiedInAndOut() {
    double[] initial = {1, 2};
    problem.addVariable(Manifold.euclidean(2), initial);
    initial[0] = 7;
    problem.state(0)[1] = 8;
    assertThat(problem.state(0)).containsExactly(1, 2);
    problem.setState(0, 3, 4);
    assertThat(problem.state(0)).containsExactly(3, 4);
  }

  @Test
  void statesOfTheWrongLengthOrNotFiniteAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> problem.addVariable(Manifold.POSE2, 1, 2))
        .withMessage("variable 0: a state of 3 numbers is needed, not 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> problem.addVariable(Manifold.POSE2, 1, 2, Double.NaN))
        .withMessageContaining("NaN");
    problem.addVariable(Manifold.POSE2, 1, 2, 3);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> problem.setState(0, 1, 2, Double.POSITIVE_INFINITY));
    assertThat(problem.state(0)).containsExactly(1, 2, 3);
    assertThat(problem.variables()).isEqualTo(1);
  }

  @Test
  void variablesThatAreNotThereAreRefused() {
    problem.addVariable(Manifold.euclidean(1), 0);
    assertThatThrownBy(() -> problem.state(1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> problem.setFixed(-1, true))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> problem.setState(1, 0))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessageContaining("no variable 1");
  }

  @Test
  void factorsThatMakeNoSenseAreRefusedWithTheirIndex() {
    problem.addVariable(Manifold.euclidean(1), 0);
    problem.addVariable(Manifold.euclidean(1), 0);
    problem.addFactor(new Shape(1, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> problem.addFactor(new Shape(0, 0)))
        .withMessageContaining("factor 1: dimension 0");
    assertThatIllegalArgumentException().isThrownBy(() -> problem.addFactor(new Shape(65, 0)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> problem.addFactor(new Shape(1, 2)))
        .withMessageContaining("factor 1: there is no variable 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> problem.addFactor(new Shape(1, 1, 0, 1)))
        .withMessageContaining("variable 1 is named twice");
    assertThatIllegalArgumentException().isThrownBy(() -> problem.addFactor(new Shape(1)));
    assertThat(problem.factors()).isEqualTo(1);
    assertThat(problem.residuals()).isEqualTo(1);
  }

  @Test
  void chi2IsTheSumOfLosses() {
    problem.addVariable(Manifold.euclidean(1), 5);
    problem.addFactor(Formula.pull(0, 2, 1)); // 9
    problem.addFactor(Formula.pull(0, 1, 0.5), LossFunction.huber(1)); // s = 4: 2 * 2 - 1
    assertThat(problem.chi2()).isCloseTo(12, within(1e-14));
  }

  @Test
  void nothingToMinimiseIsRefused() {
    Optimizer optimizer = Optimizer.builder().build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> optimizer.optimize(problem))
        .withMessageContaining("no factors");
    problem.addVariable(Manifold.euclidean(1), 0);
    problem.addFactor(Formula.pull(0, 1, 1));
    problem.setFixed(0, true);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> optimizer.optimize(problem))
        .withMessageContaining("no free variables");
    problem.setFixed(0, false);
    assertThat(optimizer.optimize(problem).termination()).isEqualTo(Termination.CONVERGED);
    assertThat(problem.state(0)[0]).isCloseTo(1, within(1e-9));
  }

  private static Problem threePulls() {
    var problem = new Problem();
    problem.addVariable(Manifold.euclidean(1), 5);
    problem.addFactor(Formula.pull(0, 1, 1));
    problem.addFactor(Formula.pull(0, 2, 1));
    problem.addFactor(Formula.pull(0, 9, 1));
    return problem;
  }

  @Test
  void squaredNormsAreThoseOfEachFactorWhateverItsLoss() {
    Problem problem = threePulls();
    assertThat(problem.squaredNorms()).containsExactly(16, 9, 16);
    problem.setLoss(2, LossFunction.tukey(1));
    assertThat(problem.squaredNorms()).containsExactly(16, 9, 16);
    assertThat(problem.chi2()).isEqualTo(16 + 9 + 1.0 / 3);
  }

  @Test
  void aProblemWithSomeOfTheFactorsHasTheSameVariables() {
    Problem problem = threePulls();
    var kept = new BitSet();
    kept.set(0, 2);
    Problem part = problem.withFactors(kept);
    assertThat(part.factors()).isEqualTo(2);
    assertThat(part.residuals()).isEqualTo(2);
    Optimizer.builder().build().optimize(part);
    assertThat(part.state(0)[0]).isCloseTo(1.5, within(1e-9));
    assertThat(problem.state(0)).containsExactly(5);
    problem.setStates(part);
    assertThat(problem.state(0)).containsExactly(part.state(0));
    kept.set(3);
    assertThatThrownBy(() -> problem.withFactors(kept))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> problem.setStates(new Problem()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
