package dev.mezzo.slam;

import dev.mezzo.geometry.Pose3;
import dev.mezzo.optimize.Covariance;
import dev.mezzo.optimize.LossFunction;

/**
 * Marginal covariances of the keyframes, landmarks, tags and cameras of a bundle: how uncertain its
 * measurements leave them, to first order, if standard deviations are what they say and the bundle
 * is at the optimum. See {@link Covariance} for what is computed and how.
 *
 * <p>The covariance of a pose X is that of d in X &#8862; d, that of a landmark is along the axes
 * of the world. Both are relative to what is held, whose covariance is zero.
 *
 * <p>Holds what the bundle had when this was made; later changes of it are not seen.
 *
 * <p>Tangent order: translation first, then rotation: Pose3 (vx vy vz wx wy wz); unit of the map,
 * radians. Perturbations are on the right (body frame): X &#8862; d = X &#183; Exp(d), with the
 * full SE(3) exponential. Matrices in {@code double[]} are row-major.
 *
 * <p>Confined to the thread that made it; after {@link #close} everything throws {@link
 * IllegalStateException}.
 */
public final class BundleCovariance implements AutoCloseable {
  private final BundleLayout layout;
  private final Pose3[] poses;
  private final Covariance covariance;

  BundleCovariance(BundleAdjustment bundle, LossFunction loss) {
    layout = bundle.layout();
    poses = new Pose3[bundle.keyframes()];
    for (int k = 0; k < poses.length; k++) {
      poses[k] = bundle.pose(k);
    }
    covariance = new Covariance(bundle.problem(loss));
  }

  /**
   * The covariance of the pose of a keyframe.
   *
   * @param keyframe index
   * @return 6 x 6, a new array
   */
  public double[] keyframe(int keyframe) {
    return covariance.of(layout.keyframe(keyframe));
  }

  /**
   * The covariance of a landmark.
   *
   * @param landmark index
   * @return 3 x 3, a new array
   */
  public double[] landmark(int landmark) {
    return covariance.of(layout.landmark(landmark));
  }

  /**
   * The covariance of the pose of a tag.
   *
   * @param tag index
   * @return 6 x 6, a new array
   */
  public double[] tag(int tag) {
    return covariance.of(layout.tag(tag));
  }

  /**
   * The covariance of the intrinsic parameters of a camera.
   *
   * @param camera index
   * @return n x n, a new array; zero where they are held
   */
  public double[] intrinsics(int camera) {
    int variable = layout.intrinsics(camera);
    int n = layout.camera(camera).model().parameters();
    return variable < 0 ? new double[n * n] : covariance.of(variable);
  }

  /**
   * The covariance of one keyframe as seen from another: of d in T &#8862; d, T = Xa^-1 &#183; Xb.
   * It does not depend on what is held, nor does it lose digits far from there.
   *
   * @param a index of the keyframe that sees
   * @param b index of the other
   * @return 6 x 6, a new array
   */
  public double[] relative(int a, int b) {
    double[] byA = poses[b].between(poses[a]).adjoint(); // d = db - Ad(T^-1) da
    double[] byB = new double[byA.length];
    for (int i = 0; i < byA.length; i++) {
      byA[i] = -byA[i];
      byB[i] = i % (Pose3.TANGENT_SIZE + 1) == 0 ? 1 : 0;
    }
    int[] variables = {layout.keyframe(a), layout.keyframe(b)};
    return covariance.propagate(Pose3.TANGENT_SIZE, variables, byA, byB);
  }

  /** Frees its memory. Calls after the first do nothing. */
  @Override
  public void close() {
    covariance.close();
  }
}
