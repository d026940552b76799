package dev.mezzo.optimize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.mezzo.linalg.Precision;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Options that make no sense are refused where they are set. */
class OptionsTest {
  private final Optimizer.Builder options = Optimizer.builder();

  @Test
  void numbersOutOfRangeAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> options.maxIterations(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> options.timeLimit(Duration.ZERO));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options.timeLimit(Duration.ofSeconds(-1)));
    assertThatIllegalArgumentException().isThrownBy(() -> options.functionTolerance(-1e-9));
    assertThatIllegalArgumentException().isThrownBy(() -> options.functionTolerance(1));
    assertThatIllegalArgumentException().isThrownBy(() -> options.functionTolerance(Double.NaN));
    assertThatIllegalArgumentException().isThrownBy(() -> options.threads(0));
    assertThatIllegalArgumentException().isThrownBy(() -> Preconditioning.level(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> Preconditioning.drop(-1e-9));
    assertThatIllegalArgumentException().isThrownBy(() -> Preconditioning.drop(Double.NaN));
    assertThatNullPointerException().isThrownBy(() -> options.preconditioner(null));
    assertThatNullPointerException().isThrownBy(() -> options.ordering(null));
    assertThatNullPointerException().isThrownBy(() -> options.factorSource(null));
    assertThatIllegalArgumentException().isThrownBy(() -> options.maxFactorBytes(0));
    assertThatNullPointerException().isThrownBy(() -> options.precision(null));
    assertThatNullPointerException().isThrownBy(() -> options.listener(null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "complete", "level:0", "level:12", "drop:0.0", "drop:0.001"})
  void preconditionersAreWrittenAsTheyAreRead(String text) {
    assertThat(Preconditioning.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ic", "level", "level:", "level:x", "level:-1", "drop:", "drop:-1"})
  void whatIsNoPreconditionerIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Preconditioning.parse(text));
  }

  @Test
  void theDirectSolverGoesWithDoubleOnly() {
    options.linearSolver(Optimizer.LinearSolver.DIRECT);
    assertThatIllegalArgumentException().isThrownBy(options::build).withMessageContaining("mixed");
    assertThat(options.precision(PrecisionPolicy.DOUBLE).build()).isNotNull();
  }

  @Test
  void aBuiltOptimizerDoesNotSeeLaterChanges() {
    Optimizer optimizer = options.precision(PrecisionPolicy.SINGLE).build();
    options.precision(PrecisionPolicy.DOUBLE).maxIterations(0);
    Summary summary = optimizer.optimize(Problems.rosenbrock());
    assertThat(summary.precision()).isEqualTo("single");
    assertThat(summary.termination()).isEqualTo(Termination.CONVERGED);
  }

  @Test
  void theLinearSolverIsTheOneAskedFor() {
    options.precision(PrecisionPolicy.DOUBLE);
    assertThat(solver()).isEqualTo("direct");
    options.linearSolver(Optimizer.LinearSolver.CGNR);
    assertThat(solver()).isEqualTo("cgnr");
    options.linearSolver(Optimizer.LinearSolver.AUTO).precision(PrecisionPolicy.MIXED);
    assertThat(solver()).isEqualTo("cgnr");
  }

  private String solver() {
    return options.build().optimize(Problems.rosenbrock()).solver();
  }

  @Test
  void stagesThatDoNotFitTogetherAreNoPolicy() {
    Precision fp64 = Precision.DOUBLE;
    Precision fp32 = Precision.SINGLE;
    Precision fp16 = Precision.HALF;
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PrecisionPolicy("x", fp64, fp32, fp16, fp16, fp32, fp64, fp64, true))
        .withMessageContaining("fp64 Jacobian goes with fp64 vectors");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PrecisionPolicy("x", fp32, fp32, fp16, fp16, fp64, fp64, fp64, true));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PrecisionPolicy("x", fp16, fp32, fp16, fp16, fp16, fp64, fp64, true))
        .withMessageContaining("operands");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PrecisionPolicy("x", fp32, fp32, fp16, fp32, fp32, fp64, fp64, true))
        .withMessageContaining("fresh factor");
  }

  @Test
  void aStageOfOnesOwnChoiceRunsInThatPrecision() {
    var policy =
        new PrecisionPolicy(
            "fp16-operands",
            Precision.HALF,
            Precision.HALF,
            Precision.SINGLE,
            Precision.SINGLE,
            Precision.SINGLE,
            Precision.DOUBLE,
            Precision.DOUBLE,
            true);
    Summary summary =
        options
            .precision(policy)
            .build()
            .optimize(Problems.town(100, 0.05, 1).toProblem(LossFunction.NONE));
    assertThat(summary.precision()).isEqualTo("fp16-operands");
    assertThat(summary.ranges())
        .extracting(range -> range.what() + " " + range.storage())
        .containsExactly("jacobian fp16", "factor fp32", "vectors fp16");
  }

  @Test
  void theOptionsOfAnOptimizerCanBeChangedForAnother() {
    Optimizer limited = options.timeLimit(Duration.ofMillis(70)).build();
    Optimizer other = limited.toBuilder().timeLimit(Duration.ofMillis(80)).build();
    assertThat(limited.timeLimit()).isEqualTo(Duration.ofMillis(70));
    assertThat(other.timeLimit()).isEqualTo(Duration.ofMillis(80));
    assertThat(other.listener()).isSameAs(limited.listener());
  }
}
