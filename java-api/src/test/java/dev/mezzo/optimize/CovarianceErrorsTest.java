package dev.mezzo.optimize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.mezzo.linalg.JacobianStructure.Ordering;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Where there is no covariance, and where one may not be asked, one is told. */
class CovarianceErrorsTest {

  static Stream<Problem> undetermined() {
    Problem town = Problems.town(200, 0.1, 11).toProblem(LossFunction.NONE);
    town.setFixed(0, false);
    Problem tower = Problems.tower(200, 0.1, 12).toProblem(LossFunction.NONE);
    tower.setFixed(0, false);
    Problem chain = Problems.longChain(2000, 1, 13).toProblem(LossFunction.NONE);
    chain.setFixed(0, false);
    Problem apart = Linear.walk(20, 1); // the first half is held, the second is not
    apart.addFactor(Formula.pull(0, 1, 1));
    for (int v = 20; v < 40; v++) {
      apart.addVariable(Manifold.euclidean(1), 0);
      if (v > 20) {
        apart.addFactor(new Linear(1, new int[] {v - 1, v}, new double[][] {{-0.3}, {0.3}}));
      }
    }
    Problem unmeasured = Linear.walk(20, 1);
    unmeasured.setFixed(0, true);
    unmeasured.addVariable(Manifold.euclidean(2), 0, 0);
    Problem halfMeasured = Linear.walk(20, 1);
    halfMeasured.setFixed(0, true);
    halfMeasured.addVariable(Manifold.euclidean(2), 0, 0);
    halfMeasured.addFactor(new Linear(1, new int[] {20}, new double[][] {{0.3, 0.7}}));
    return Stream.of(Linear.walk(500, 0.3), town, tower, chain, apart, unmeasured, halfMeasured);
  }

  @ParameterizedTest
  @MethodSource("undetermined")
  void whatFactorsLeaveOpenIsToldWithAWayOut(Problem problem) {
    for (Ordering ordering : new Ordering[] {Ordering.AMD, Ordering.NATURAL}) {
      assertThatExceptionOfType(SingularProblemException.class)
          .isThrownBy(() -> new Covariance(problem, ordering).close())
          .withMessageContaining("gauge freedom: fix a variable or add a prior")
          .satisfies(
              e -> {
                if (problem.variables() < 100 && problem.variables() > 20) {
                  assertThat(e.variable()).isGreaterThanOrEqualTo(20);
                }
              });
    }
  }

  @Test
  void whatIsNotFiniteHasNoCovariance() {
    for (double[] numbers : new double[][] {{Double.NaN, 1}, {1, Double.POSITIVE_INFINITY}}) {
      var problem = new Problem();
      problem.addVariable(Manifold.euclidean(1), 0);
      problem.addFactor(
          new Formula(0, 1, 1, x -> new double[] {numbers[0]}, x -> new double[] {numbers[1]}));
      assertThatExceptionOfType(ArithmeticException.class)
          .isThrownBy(() -> new Covariance(problem).close())
          .withMessageContaining("not finite");
    }
  }

  @Test
  void questionsThatMakeNoSenseAreRefused() {
    var empty = new Problem();
    empty.addVariable(Manifold.euclidean(1), 0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Covariance(empty).close())
        .withMessageContaining("no factors");
    Problem held = Linear.walk(2, 1);
    held.setFixed(0, true);
    held.setFixed(1, true);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Covariance(held).close())
        .withMessageContaining("no free variables");
    try (var covariance = new Covariance(CovarianceTest.mixed(15))) {
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> covariance.of(24));
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> covariance.between(0, -1));
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> covariance.joint(0, 99));
      int[] one = {0};
      assertThatIllegalArgumentException()
          .isThrownBy(() -> covariance.propagate(1, one, new double[2]));
      assertThatIllegalArgumentException().isThrownBy(() -> covariance.propagate(1, one));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> covariance.propagate(0, one, new double[0]));
    }
  }

  @Test
  void itBelongsToItsThreadAndEndsWithClose() throws Exception {
    var covariance = new Covariance(CovarianceTest.mixed(16));
    var thrown = new AtomicReference<Throwable>();
    Thread other = new Thread(() -> covariance.of(1));
    other.setUncaughtExceptionHandler((thread, e) -> thrown.set(e));
    other.start();
    other.join();
    assertThat(thrown.get()).isInstanceOf(WrongThreadException.class);
    covariance.close();
    covariance.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> covariance.of(1))
        .withMessageContaining("closed");
  }
}
