package dev.mezzo.optimize;

import dev.mezzo.geometry.Pose2;
import dev.mezzo.geometry.Pose3;
import dev.mezzo.geometry.Rotation3;

/**
 * The space in which a variable lives: how many numbers its state has, how many degrees of freedom,
 * and how a tangent vector moves it. Implementations are stateless and safe for use by several
 * threads.
 *
 * <p>Quaternion order: (x, y, z, w), Hamilton, unit, rotating body to world. Tangent order:
 * translation first, then rotation. Perturbations are on the right (body frame): X ⊞ d = X ·
 * Exp(d). Metres and radians.
 */
public interface Manifold {

  /** SE(3): state x y z, quaternion x y z w; tangent vx vy vz wx wy wz. */
  Manifold POSE3 = new Of(7, 6, Pose3::retract);

  /** SE(2): state x y heading; tangent vx vy w. */
  Manifold POSE2 = new Of(3, 3, Pose2::retract);

  /** SO(3): state quaternion x y z w; tangent wx wy wz. */
  Manifold ROTATION3 = new Of(4, 3, Rotation3::retract);

  /**
   * Number of doubles of a state.
   *
   * @return at least {@link #tangentDimension()}
   */
  int stateDimension();

  /**
   * Degrees of freedom: length of a tangent vector, and number of columns of a Jacobian block.
   *
   * @return 1 to 64
   */
  int tangentDimension();

  /**
   * Moves a state: out = state ⊞ delta. Allocates nothing.
   *
   * @param state array that holds the state
   * @param at index of its first number
   * @param delta array that holds the tangent vector
   * @param deltaAt index of its first number
   * @param out receives the new state; may be the same array and place as {@code state}
   * @param outAt index of its first number
   */
  void retract(double[] state, int at, double[] delta, int deltaAt, double[] out, int outAt);

  /**
   * Euclidean space: state and tangent are the same n numbers, and ⊞ is addition.
   *
   * @param n dimension, 1 to 64
   * @return the space
   */
  static Manifold euclidean(int n) {
    return new Of(
        n,
        n,
        (state, at, delta, deltaAt, out, outAt) -> {
          for (int i = 0; i < n; i++) {
            out[outAt + i] = state[at + i] + delta[deltaAt + i];
          }
        });
  }

  /** Retraction over flat arrays, with the parameters of {@link Manifold#retract}. */
  @FunctionalInterface
  interface Retraction {
    /**
     * See {@link Manifold#retract}.
     *
     * @param state array that holds the state
     * @param at index of its first number
     * @param delta array that holds the tangent vector
     * @param deltaAt index of its first number
     * @param out receives the new state
     * @param outAt index of its first number
     */
    void retract(double[] state, int at, double[] delta, int deltaAt, double[] out, int outAt);
  }

  /**
   * A manifold made from its dimensions and its retraction.
   *
   * @param stateDimension number of doubles of a state
   * @param tangentDimension degrees of freedom, 1 to 64
   * @param retraction how a tangent vector moves a state
   */
  record Of(int stateDimension, int tangentDimension, Retraction retraction) implements Manifold {
    /** Checks the dimensions. */
    public Of {
      if (tangentDimension < 1 || tangentDimension > 64 || stateDimension < tangentDimension) {
        throw new IllegalArgumentException(
            "a manifold has 1 to 64 degrees of freedom and at least as many state numbers, not "
                + tangentDimension
                + " and "
                + stateDimension);
      }
    }

    @Override
    public void retract(
        double[] state, int at, double[] delta, int deltaAt, double[] out, int outAt) {
      retraction.retract(state, at, delta, deltaAt, out, outAt);
    }
  }
}
