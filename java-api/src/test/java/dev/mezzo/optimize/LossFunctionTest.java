package dev.mezzo.optimize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Losses are what their formulas say, and reweighting finds the optimum of their sum. */
class LossFunctionTest {
  static Stream<LossFunction> losses() {
    return Stream.of(
        LossFunction.NONE,
        LossFunction.huber(1.345),
        LossFunction.cauchy(2.5),
        LossFunction.gemanMcClure(1.5),
        LossFunction.tukey(4),
        LossFunction.dynamicCovarianceScaling(1),
        LossFunction.dynamicCovarianceScaling(7.5));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void theWeightIsTheDerivativeOfTheValue(LossFunction loss) {
    for (double s = 0.01; s < 100; s *= 1.13) {
      double h = 1e-5 * s;
      double difference = (loss.value(s + h) - loss.value(s - h)) / (2 * h);
      assertThat(loss.weight(s)).isCloseTo(difference, within(1e-5));
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void nearZeroEveryLossIsTheSquare(LossFunction loss) {
    assertThat(loss.value(0)).isZero();
    assertThat(loss.weight(0)).isEqualTo(1);
    assertThat(loss.value(1e-8)).isCloseTo(1e-8, within(1e-14));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void largeErrorsWeighLessAndNeverNegatively(LossFunction loss) {
    double before = 1;
    for (double s = 0; s < 1e12; s = 2 * s + 0.1) {
      assertThat(loss.weight(s)).isBetween(0.0, before);
      before = loss.weight(s);
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void aDescriptionReadsBack(LossFunction loss) {
    LossFunction again = LossFunction.parse(loss.toString());
    assertThat(again).hasToString(loss.toString());
    for (double s : new double[] {0, 0.5, 3, 200}) {
      assertThat(again.value(s)).isEqualTo(loss.value(s));
      assertThat(again.weight(s)).isEqualTo(loss.weight(s));
    }
  }

  @Test
  void knownValues() {
    assertThat(LossFunction.huber(2).value(4)).isEqualTo(4);
    assertThat(LossFunction.huber(2).value(9)).isEqualTo(2 * 2 * 3 - 4);
    assertThat(LossFunction.cauchy(2).value(4)).isCloseTo(4 * Math.log(2), within(1e-15));
    assertThat(LossFunction.gemanMcClure(2).value(4)).isEqualTo(2);
    assertThat(LossFunction.tukey(3).value(9)).isEqualTo(3);
    assertThat(LossFunction.tukey(3).value(1e9)).isEqualTo(3);
    assertThat(LossFunction.tukey(3).weight(10)).isZero();
    assertThat(LossFunction.dynamicCovarianceScaling(2).value(2)).isEqualTo(2);
    assertThat(LossFunction.dynamicCovarianceScaling(2).value(6)).isEqualTo(4);
    assertThat(LossFunction.dynamicCovarianceScaling(2).weight(6)).isEqualTo(0.25);
    assertThat(LossFunction.dynamicCovarianceScaling(2).value(1e300)).isEqualTo(6);
  }

  /** Agarwal et al. (2013), equation 15. */
  @Test
  void dynamicCovarianceScalingWeighsByTheSquareOfItsScale() {
    double phi = 1.5;
    LossFunction loss = LossFunction.dynamicCovarianceScaling(phi);
    for (double chi2 : new double[] {0.1, 1.5, 1.6, 20, 1e6}) {
      double scale = Math.min(1, 2 * phi / (phi + chi2));
      assertThat(loss.weight(chi2)).isCloseTo(scale * scale, within(1e-15));
    }
  }

  @Test
  void descriptionsAreReadHoweverTheyAreWritten() {
    assertThat(LossFunction.parse(" Huber:1.5 ")).hasToString("huber:1.5");
    assertThat(LossFunction.parse("NONE")).isSameAs(LossFunction.NONE);
    assertThat(LossFunction.parse("geman-mcclure:2e-1")).hasToString("geman-mcclure:0.2");
  }

  @Test
  void anErrorSaysWhatIsWrong() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LossFunction.parse("dcs"))
        .withMessage("loss 'dcs' lacks its constant: dcs:NUMBER");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LossFunction.parse("huber:wide"))
        .withMessage("loss 'huber:wide': 'wide' is not a number");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LossFunction.parse("welsch:1"))
        .withMessageContaining("geman-mcclure:C, tukey:C, dcs:PHI");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LossFunction.parse("cauchy:0"))
        .withMessageContaining("positive number, not 0.0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "huber",
        "huber:",
        "huber:x",
        "huber:0",
        "huber:-1",
        "huber:nan",
        "huber:infinity",
        "welsch:1",
        "none:1",
        ":",
        "huber:1:2"
      })
  void whatIsNoDescriptionIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> LossFunction.parse(text));
  }

  /** Half the measurements say 0, one says 1000: the Huber optimum is known in closed form. */
  @ParameterizedTest
  @EnumSource
  void reweightingReachesTheHuberOptimum(Optimizer.Algorithm algorithm) {
    for (PrecisionPolicy policy : Problems.ACCURATE) {
      var problem = new Problem();
      problem.addVariable(Manifold.euclidean(1), 300);
      double c = 1.5;
      int inliers = 9;
      for (int i = 0; i < inliers; i++) {
        problem.addFactor(Formula.pull(0, 0, 1), LossFunction.huber(c));
      }
      problem.addFactor(Formula.pull(0, 1000, 1), LossFunction.huber(c));
      Summary summary =
          Optimizer.builder()
              .algorithm(algorithm)
              .precision(policy)
              .functionTolerance(1e-13)
              .build()
              .optimize(problem);
      double x = c / inliers; // 9 x = c
      assertThat(problem.state(0)[0]).as(summary.fullReport()).isCloseTo(x, within(1e-4));
      assertThat(summary.finalChi2())
          .isCloseTo(9 * x * x + 2 * c * (1000 - x) - c * c, within(1e-6));
    }
  }

  @Test
  void factorsWithoutInfluenceLeaveTheirVariablesWhereTheyAre() {
    var problem = new Problem();
    problem.addVariable(Manifold.euclidean(1), 0.5);
    problem.addVariable(Manifold.euclidean(1), 100);
    problem.addFactor(Formula.pull(0, 0, 1), LossFunction.tukey(3));
    problem.addFactor(Formula.pull(1, 0, 1), LossFunction.tukey(3));
    for (PrecisionPolicy policy : Problems.ACCURATE) {
      problem.setState(0, 0.5);
      problem.setState(1, 100);
      Summary summary = Optimizer.builder().precision(policy).build().optimize(problem);
      assertThat(summary.termination()).isEqualTo(Termination.CONVERGED);
      assertThat(problem.state(0)[0]).isCloseTo(0, within(1e-4));
      assertThat(problem.state(1)).containsExactly(100);
    }
  }

  @Test
  void aRobustLossIgnoresAFalseClosure() {
    var clean = Problems.town(120, 0.02, 5);
    clean.optimize(Optimizer.builder().build());
    var spoilt = Problems.town(120, 0.02, 5);
    double[] information = {400, 0, 0, 0, 400, 0, 0, 0, 10_000};
    spoilt.addEdge(10, 57, dev.mezzo.geometry.Pose2.identity(), information);
    for (var loss : List.of(LossFunction.cauchy(1), LossFunction.dynamicCovarianceScaling(1))) {
      spoilt.optimize(Optimizer.builder().build(), loss);
      for (int k = 0; k < 120; k++) {
        assertThat(spoilt.pose(k).x()).isCloseTo(clean.pose(k).x(), within(0.1));
        assertThat(spoilt.pose(k).y()).isCloseTo(clean.pose(k).y(), within(0.1));
      }
    }
  }
}
