package dev.mezzo.optimize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.mezzo.geometry.Pose2;
import dev.mezzo.geometry.Pose3;
import dev.mezzo.geometry.Rotation3;
import org.junit.jupiter.api.Test;

/** Manifolds move states as the geometry does, at any place of an array, in place too. */
class ManifoldTest {
  @Test
  void posesAreMovedInTheirOwnFrame() {
    double[] delta = {0.1, -0.2, 0.3, 0.4, 0.5, -0.6};
    Pose3 pose = Pose3.exp(1, 2, 3, 0.3, -0.2, 0.9);
    double[] state = new double[10];
    pose.toState(state, 3);
    Manifold.POSE3.retract(state, 3, delta, 0, state, 3);
    double[] expected = new double[7];
    pose.compose(Pose3.exp(0.1, -0.2, 0.3, 0.4, 0.5, -0.6)).toState(expected, 0);
    for (int i = 0; i < 7; i++) {
      assertThat(state[3 + i]).isCloseTo(expected[i], within(1e-14));
    }
    assertThat(state).startsWith(0, 0, 0);
  }

  @Test
  void posesOfThePlaneAreMovedInTheirOwnFrame() {
    Pose2 pose = Pose2.of(1, 2, 3);
    double[] state = new double[3];
    pose.toState(state, 0);
    double[] moved = new double[5];
    Manifold.POSE2.retract(state, 0, new double[] {9, 0.1, -0.2, 0.3}, 1, moved, 2);
    Pose2 expected = pose.compose(Pose2.exp(0.1, -0.2, 0.3));
    assertThat(moved[2]).isCloseTo(expected.x(), within(1e-14));
    assertThat(moved[3]).isCloseTo(expected.y(), within(1e-14));
    assertThat(Pose2.wrap(moved[4] - expected.heading())).isCloseTo(0, within(1e-14));
  }

  @Test
  void rotationsStayUnitQuaternions() {
    double[] state = {0, 0, 0, 1};
    for (int i = 0; i < 1000; i++) {
      Manifold.ROTATION3.retract(state, 0, new double[] {0.3, -0.1, 0.2}, 0, state, 0);
    }
    Rotation3 rotation = Rotation3.ofState(state, 0);
    double norm = 0;
    for (double q : state) {
      norm += q * q;
    }
    assertThat(norm).isCloseTo(1, within(1e-12));
    assertThat(rotation).isNotNull();
  }

  @Test
  void euclideanSpaceAdds() {
    Manifold space = Manifold.euclidean(3);
    double[] out = new double[3];
    space.retract(new double[] {1, 2, 3}, 0, new double[] {4, 5, 6}, 0, out, 0);
    assertThat(out).containsExactly(5, 7, 9);
    assertThat(space.stateDimension()).isEqualTo(3);
    assertThat(space.tangentDimension()).isEqualTo(3);
  }

  @Test
  void impossibleDimensionsAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> Manifold.euclidean(0));
    assertThatIllegalArgumentException().isThrownBy(() -> Manifold.euclidean(65));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Manifold.Of(2, 3, Manifold.POSE2::retract));
  }

  /** A unit vector of the plane: two numbers, one degree of freedom. */
  @Test
  void aManifoldOfOnesOwnIsOptimisedOn() {
    Manifold circle =
        new Manifold.Of(
            2,
            1,
            (state, at, delta, deltaAt, out, outAt) -> {
              double c = Math.cos(delta[deltaAt]);
              double s = Math.sin(delta[deltaAt]);
              double x = state[at];
              double y = state[at + 1];
              out[outAt] = c * x - s * y;
              out[outAt + 1] = s * x + c * y;
            });
    var problem = new Problem();
    problem.addVariable(circle, 1, 0);
    problem.addFactor(
        new Factor() {
          @Override
          public int dimension() {
            return 2;
          }

          @Override
          public int[] variables() {
            return new int[] {0};
          }

          @Override
          public void evaluate(Estimate x, Evaluation out) {
            out.residual(0, x.get(0, 0) - 0.3);
            out.residual(1, x.get(0, 1) - 0.4);
            if (out.wantsJacobians()) {
              out.jacobian(0, 0, 0, -x.get(0, 1));
              out.jacobian(0, 1, 0, x.get(0, 0));
            }
          }
        });
    assertThat(problem.checkJacobians(1e-6)).isEmpty();
    Optimizer.builder().functionTolerance(1e-14).build().optimize(problem);
    assertThat(problem.state(0)).containsExactly(new double[] {0.6, 0.8}, within(1e-6));
  }
}
