package dev.mezzo.optimize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mezzo.geometry.Pose2;
import dev.mezzo.geometry.Pose3;
import dev.mezzo.geometry.Rotation3;
import dev.mezzo.linalg.BlockSparseMatrix;
import dev.mezzo.linalg.Precision;
import dev.mezzo.slam.InformationMatrix;
import dev.mezzo.slam.PoseGraph;
import dev.mezzo.slam.PoseGraph2;
import dev.mezzo.slam.PoseGraph3;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A factor of the measurements' own linearisation serves from every estimate, or gives way. */
class FactorSourceTest {
  /** Poses on a spiral with measurements that fit them exactly. */
  static Stream<PoseGraph<?>> exactGraphs() {
    var plane = new PoseGraph2();
    var space = new PoseGraph3();
    var information2 = InformationMatrix.of(9, 1, 2, 1, 8, -1, 2, -1, 7);
    var information3 = InformationMatrix.diagonal(1, 2, 3, 40, 50, 60);
    var step2 = Pose2.of(1, 0.2, 0.3);
    var step3 = Pose3.of(1, 0.2, -0.1, Rotation3.ofRollPitchYaw(0.1, -0.2, 0.4));
    plane.addPose(0, Pose2.of(3, -4, 2));
    space.addPose(0, Pose3.of(3, -4, 5, Rotation3.ofRollPitchYaw(1, 1, 1)));
    for (long id = 1; id < 12; id++) {
      plane.addPose(id, plane.pose(id - 1).compose(step2));
      space.addPose(id, space.pose(id - 1).compose(step3));
      for (long from = Math.max(0, id - 3); from < id; from += 2) {
        plane.addEdge(
            from, id, plane.pose(from).inverse().compose(plane.pose(id)), information2.toArray());
        space.addEdge(
            from, id, space.pose(from).inverse().compose(space.pose(id)), information3.toArray());
      }
    }
    return Stream.of(plane, space);
  }

  @ParameterizedTest
  @MethodSource("exactGraphs")
  void whereMeasurementsFitTheirOwnLinearisationIsThatOfTheEstimate(PoseGraph<?> graph) {
    Problem problem = graph.toProblem(LossFunction.NONE);
    try (Arena arena = Arena.ofConfined();
        Team alone = new Team(1)) {
      var linearization = new Linearization(arena, problem, Precision.DOUBLE, alone);
      var estimate = new Estimate(problem.states().clone(), problem.offsets());
      linearization.linearize(estimate);
      double[] there = values(linearization);
      double[] measured = measured(arena, linearization);
      assertThat(measured).containsExactly(there, within(1e-12));

      for (int k = 0; k < linearization.free(); k++) {
        int v = linearization.freeVariable(k);
        Manifold manifold = problem.manifold(v);
        double[] moved = new double[manifold.tangentDimension()];
        moved[0] = 0.5;
        moved[moved.length - 1] = 0.1 * (v % 5);
        int at = problem.offsets()[v];
        manifold.retract(problem.states(), at, moved, 0, estimate.states(), at);
      }
      linearization.linearize(estimate);
      assertThat(measured(arena, linearization)).containsExactly(measured);
      assertThat(values(linearization)).isNotEqualTo(there);
    }
  }

  private static double[] values(Linearization linearization) {
    return values(linearization, linearization.jacobian());
  }

  private static double[] measured(Arena arena, Linearization linearization) {
    return values(linearization, linearization.jacobianOfMeasurements(arena));
  }

  private static double[] values(Linearization linearization, BlockSparseMatrix matrix) {
    long bytes = linearization.structure().values() * Double.BYTES;
    return matrix.values().asSlice(0, bytes).toArray(ValueLayout.JAVA_DOUBLE);
  }

  private static Summary solve(Problem problem, PrecisionPolicy policy) {
    return Optimizer.builder()
        .precision(policy)
        .linearSolver(Optimizer.LinearSolver.CGNR)
        .factorSource(Optimizer.FactorSource.MEASUREMENTS)
        .build()
        .optimize(problem);
  }

  static Stream<PrecisionPolicy> policies() {
    return Problems.ACCURATE.stream();
  }

  @ParameterizedTest
  @MethodSource("policies")
  void theOptimumIsTheSame(PrecisionPolicy policy) {
    for (LossFunction loss : new LossFunction[] {LossFunction.NONE, LossFunction.huber(1)}) {
      Problem problem = Problems.town(600, 0.05, 1).toProblem(loss);
      double expected =
          Optimizer.builder()
              .build()
              .optimize(Problems.town(600, 0.05, 1).toProblem(loss))
              .finalChi2();
      Summary summary = solve(problem, policy);
      assertThat(summary.termination()).as(summary.fullReport()).isEqualTo(Termination.CONVERGED);
      assertThat(summary.finalChi2())
          .as(summary.fullReport())
          .isCloseTo(expected, within(1e-6 * expected));
    }
  }

  @Test
  void itIsKeptAsLongAsItServes() {
    Summary summary =
        solve(Problems.town(600, 0.05, 1).toProblem(LossFunction.NONE), PrecisionPolicy.SINGLE);
    assertThat(summary.factorizations()).as(summary.fullReport()).isEqualTo(1);
    assertThat(summary.preconditioner()).startsWith("complete Cholesky of the measurements,");
    assertThat(summary.iterations().getFirst().factored()).isTrue();
    assertThat(summary.iterations().getFirst().linearIterations()).isPositive();
  }

  @Test
  void factorsThatDoNotKnowWhereTheirResidualIsZeroAreTakenAtTheEstimate() {
    Summary summary = solve(Problems.rosenbrock(), PrecisionPolicy.SINGLE);
    assertThat(summary.termination()).as(summary.fullReport()).isEqualTo(Termination.CONVERGED);
    assertThat(summary.finalChi2()).isLessThan(1e-12);
  }
}
