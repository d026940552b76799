package dev.mezzo.optimize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mezzo.linalg.NativeInfo;
import dev.mezzo.linalg.Precision;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** A summary holds what happened, and its reports say it. */
class SummaryTest {
  private static Summary solve() {
    return Optimizer.builder()
        .precision(Problems.roundedFactor(Precision.BLOCK16))
        .build()
        .optimize(Problems.town(200, 0.1, 1).toProblem(LossFunction.NONE));
  }

  @Test
  void numbersAgreeWithEachOther() {
    Summary summary = solve();
    assertThat(summary.variables()).isEqualTo(200);
    assertThat(summary.factors()).isEqualTo(199 + 180);
    assertThat(summary.residuals()).isEqualTo(3 * summary.factors());
    assertThat(summary.kernel()).isEqualTo(NativeInfo.kernel());
    assertThat(summary.algorithm()).isEqualTo("dogleg");
    assertThat(summary.iterations().getLast().chi2()).isEqualTo(summary.finalChi2());
    assertThat(summary.iterations().stream().mapToInt(IterationRecord::linearIterations).sum())
        .isEqualTo(summary.linearIterations());
    for (int i = 0; i < summary.iterations().size(); i++) {
      assertThat(summary.iterations().get(i).iteration()).isEqualTo(i + 1);
    }
    assertThat(summary.ranges())
        .extracting(RangeReport::what)
        .containsExactly("jacobian", "factor");
    assertThat(summary.factorBytes()).isPositive();
    assertThat(summary.jacobianBytes()).isPositive();
    // Jacobians at the start and after every step but the last, each of all factors.
    assertThat(summary.jacobianEvaluations()).isGreaterThanOrEqualTo(2L * summary.factors());
    assertThat(summary.jacobianEvaluations() % summary.factors()).isZero();
    assertThat(summary.jacobianEvaluations() + summary.residualEvaluations())
        .isGreaterThan((long) summary.factors() * summary.iterations().size());
  }

  @Test
  void theStagesAddUpToNoMoreThanTheWhole() {
    StageTimes seconds = solve().seconds();
    double stages =
        seconds.setup()
            + seconds.linearize()
            + seconds.precondition()
            + seconds.linearSolve()
            + seconds.update();
    assertThat(stages).isPositive().isLessThanOrEqualTo(seconds.total());
    assertThat(seconds.products()).isPositive();
    assertThat(seconds.triangularSolve() + seconds.products())
        .isLessThanOrEqualTo(seconds.linearSolve());
  }

  @Test
  void theReportHasALineForEachIterationAndNamesEveryChoice() {
    Summary summary = solve();
    String report = summary.fullReport();
    assertThat(report).endsWith("\n").doesNotContain("NaN");
    assertThat(report.lines().filter(line -> line.matches(" +\\d+ +\\d\\.\\d{9}e.*")))
        .hasSize(summary.iterations().size() + 1);
    assertThat(report)
        .contains("Variables 200, factors 379, residuals 1137")
        .contains("Precision rounded-factor, algorithm dogleg, linear solver cgnr, kernels ")
        .contains("Preconditioner complete Cholesky, AMD order, b16; ")
        .contains("Rounded to b16: factor, ")
        .contains("Ended: converged; chi2 ")
        .contains("Fallbacks: none");
    assertThat(summary.briefReport())
        .startsWith("rounded-factor: chi2 ")
        .endsWith(" s, converged")
        .doesNotContain("\n");
  }

  @Test
  void rejectedStepsAreMarked() {
    Summary summary =
        Optimizer.builder()
            .precision(PrecisionPolicy.DOUBLE)
            .algorithm(Optimizer.Algorithm.LEVENBERG_MARQUARDT)
            .build()
            .optimize(Problems.rosenbrock());
    long rejected = summary.iterations().stream().filter(i -> !i.accepted()).count();
    assertThat(rejected).isPositive();
    assertThat(summary.fullReport().lines().filter(line -> line.endsWith("  rejected")))
        .hasSize(Math.toIntExact(rejected));
  }

  @Test
  void theReportIsTheSameInEveryLocale() {
    Locale before = Locale.getDefault();
    Summary summary = solve();
    String report = summary.fullReport();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertThat(summary.fullReport()).isEqualTo(report);
      assertThat(summary.briefReport()).contains(".");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void aDirectSolveSaysSo() {
    Summary summary =
        Optimizer.builder()
            .precision(PrecisionPolicy.DOUBLE)
            .build()
            .optimize(Problems.town(50, 0.1, 1).toProblem(LossFunction.NONE));
    assertThat(summary.solver()).isEqualTo("direct");
    assertThat(summary.preconditioner()).startsWith("none (CHOLMOD ");
    assertThat(summary.linearIterations()).isZero();
    assertThat(summary.ranges()).isEmpty();
    assertThat(summary.factorizations()).isEqualTo(summary.iterations().size());
  }

  @Test
  void itsListsCannotBeChanged() {
    Summary summary = solve();
    assertThatThrownBy(() -> summary.iterations().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> summary.fallbacks().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  /** Gauss-Newton halves x at each step: from 1e280 it takes more than 200 steps to nothing. */
  @Test
  void moreIterationsThanAreReservedAtFirstAreKept() {
    var problem = new Problem();
    problem.addVariable(Manifold.euclidean(1), 1);
    problem.addFactor(
        new Formula(
            0, 1, 1, x -> new double[] {1e140 * x[0] * x[0]}, x -> new double[] {2e140 * x[0]}));
    Summary summary =
        Optimizer.builder()
            .precision(PrecisionPolicy.DOUBLE)
            .maxIterations(1000)
            .build()
            .optimize(problem);
    assertThat(summary.termination()).isEqualTo(Termination.CONVERGED);
    assertThat(summary.iterations()).hasSizeGreaterThan(200);
    double before = summary.initialChi2();
    for (IterationRecord iteration : summary.iterations()) {
      assertThat(iteration.chi2()).isLessThan(before);
      before = iteration.chi2();
    }
  }
}
