package dev.mezzo.slam;

import dev.mezzo.geometry.Pose3;
import dev.mezzo.optimize.Factor;
import dev.mezzo.optimize.LossFunction;
import dev.mezzo.optimize.Manifold;
import dev.mezzo.optimize.Optimizer;
import dev.mezzo.optimize.Problem;
import dev.mezzo.optimize.Summary;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;

/**
 * Keyframes of cameras, landmarks, and what the cameras saw of the landmarks: finds the poses, the
 * landmarks and, if wanted, the intrinsic parameters that minimise
 *
 * <pre>
 *   chi2 = sum over all observations of rho(||(h(R^T (l - t), k) - z) / sigma||^2)
 * </pre>
 *
 * <p>with h the camera's model and k its parameters, (R, t) the pose of the keyframe, l the
 * landmark, z the measured numbers, and rho a loss; with sigma = 1, the default, and no loss it is
 * the sum of squared pixel errors. Other measurements may be added: poses relative to each other or
 * in the world, known landmarks, distances, and the corners of tags of known size.
 *
 * <pre>{@code
 * var bundle = new BundleAdjustment();
 * int camera = bundle.addCamera(Pinhole.INSTANCE, 525, 525, 320, 240);
 * int first = bundle.addKeyframe(Pose3.identity(), camera);
 * int second = bundle.addKeyframe(guess, camera);
 * bundle.setFixed(first, true);
 * int landmark = bundle.addLandmark(x, y, z);
 * bundle.addObservation(first, landmark, 331.4, 207.9);
 * bundle.addObservation(second, landmark, 310.2, 208.3);
 * Summary summary = bundle.optimize();
 * }</pre>
 *
 * <p>Cameras, keyframes, landmarks and measurements are named by indices, each kind counted from 0
 * in order of addition.
 *
 * <p><b>Poses</b> are world-from-camera: they take the coordinates of the camera to those of the
 * world. The camera looks along +z, x right, y down, unless its model says otherwise ({@link
 * dev.mezzo.geometry.Bal} looks along -z). The unit of the map is that of the poses, metres if they
 * are.
 *
 * <p><b>Gauge.</b> Nothing is held unless it is said: single cameras leave 7 directions open (the
 * place and heading of the whole, and its scale), stereo and depth cameras 6. {@link #setFixed}
 * holds a keyframe, which takes 6 of them; a second one, or {@link #addScalePrior}, takes the
 * scale. A tag that is held ({@link #setTagFixed}) takes all 7. Where directions are open,
 * Levenberg-Marquardt, the algorithm of {@link #optimizer()}, goes to the nearest of the equally
 * good optima. A keyframe, a landmark, a tag or a camera that no measurement mentions stays where
 * it is.
 *
 * <p>Quaternion order: (x, y, z, w), Hamilton, unit, rotating body (camera) to world. Tangent
 * order: translation first, then rotation: Pose3 (vx vy vz wx wy wz); metres, radians.
 * Perturbations are on the right (body frame): X &#8862; d = X &#183; Exp(d), with the full SE(3)
 * exponential. Matrices in {@code double[]} are row-major.
 *
 * <p>Not safe for use by several threads at once.
 */
public final class BundleAdjustment extends BundleContents {
  /** An empty bundle. */
  public BundleAdjustment() {}

  /**
   * The options that {@link #optimize()} solves with, to be changed.
   *
   * @return Levenberg-Marquardt, else {@link Optimizer#builder()}
   */
  public static Optimizer.Builder optimizer() {
    return Optimizer.builder().algorithm(Optimizer.Algorithm.LEVENBERG_MARQUARDT);
  }

  /**
   * Copies the poses of all keyframes into memory, in the order of their indices.
   *
   * @param out of any kind; receives 7 doubles for each (translation x y z, quaternion x y z w), or
   *     nothing
   * @return number of keyframes
   * @throws IndexOutOfBoundsException if the memory is too short
   * @throws IllegalArgumentException if it is read-only or not aligned to 8 bytes
   * @throws IllegalStateException if it has been freed
   * @throws WrongThreadException if it is for another thread
   */
  public int copyPoses(MemorySegment out) {
    StateMemory.write("poses", keyframes(), Pose3.STATE_SIZE, k -> state(poses.get(k)), out);
    return keyframes();
  }

  private static double[] state(Pose3 pose) {
    double[] state = new double[Pose3.STATE_SIZE];
    pose.toState(state, 0);
    return state;
  }

  /**
   * Moves all keyframes, in the order of their indices.
   *
   * @param memory of any kind; as {@link #copyPoses} writes it
   * @throws IndexOutOfBoundsException if the memory is too short
   * @throws IllegalArgumentException if it is not aligned to 8 bytes, or holds what is no pose;
   *     then nothing has changed
   * @throws IllegalStateException if it has been freed
   * @throws WrongThreadException if it is for another thread
   */
  public void setPoses(MemorySegment memory) {
    double[] states = StateMemory.read("poses", keyframes(), Pose3.STATE_SIZE, memory);
    List<Pose3> moved = new ArrayList<>(keyframes());
    for (int k = 0; k < keyframes(); k++) {
      moved.add(Pose3.ofState(states, k * Pose3.STATE_SIZE));
    }
    for (int k = 0; k < keyframes(); k++) {
      setPose(k, moved.get(k));
    }
  }

  /**
   * Copies all landmarks into memory, in the order of their indices.
   *
   * @param out of any kind; receives 3 doubles for each, or nothing
   * @return number of landmarks
   * @throws IndexOutOfBoundsException if the memory is too short
   * @throws IllegalArgumentException if it is read-only or not aligned to 8 bytes
   * @throws IllegalStateException if it has been freed
   * @throws WrongThreadException if it is for another thread
   */
  public int copyLandmarks(MemorySegment out) {
    StateMemory.write("landmarks", landmarks(), 3, landmarks::get, out);
    return landmarks();
  }

  /**
   * Places landmarks where the keyframes, as they are, saw them: see {@link Triangulation}. Those
   * that come out in front of their cameras are moved there, unless they are fixed; the others stay
   * where they are.
   *
   * @param leastParallax angle, in radians, below which a distance counts as a guess
   * @return what to think of each landmark; {@code NO_POINT} where too little was seen of it
   */
  public List<Triangulation.Verdict> triangulate(double leastParallax) {
    return new LandmarkTriangulation(this).place(leastParallax);
  }

  /**
   * The objective at the present estimate, with the squared loss but where {@link #setLoss} says
   * otherwise.
   *
   * @return the sum over all measurements
   */
  public double chi2() {
    return problem().chi2();
  }

  /**
   * Variable of a keyframe's pose in {@link #problem}.
   *
   * @param keyframe index
   * @return index of the variable
   */
  public int keyframeVariable(int keyframe) {
    return layout().keyframe(check("keyframe", keyframe, keyframes()));
  }

  /**
   * Variable of a tag's pose in {@link #problem}.
   *
   * @param tag index
   * @return index of the variable
   */
  public int tagVariable(int tag) {
    return layout().tag(check("tag", tag, tags()));
  }

  /**
   * Variable of a landmark in {@link #problem}.
   *
   * @param landmark index
   * @return index of the variable
   */
  public int landmarkVariable(int landmark) {
    return layout().landmark(check("landmark", landmark, landmarks()));
  }

  /**
   * Variable of a camera's intrinsic parameters in {@link #problem}.
   *
   * @param camera index
   * @return index of the variable; -1 while they are held, and are none
   */
  public int intrinsicsVariable(int camera) {
    return layout().intrinsics(check("camera", camera, cameras()));
  }

  /**
   * Marginal covariances at the present estimate, with the squared loss but where {@link #setLoss}
   * says otherwise. To be closed.
   *
   * @return of keyframes, landmarks, tags and cameras
   * @throws IllegalArgumentException if there is no measurement, or nothing that may move
   * @throws dev.mezzo.optimize.SingularProblemException if directions are open, as they are unless
   *     enough is held; its variable is one of {@link #problem}
   */
  public BundleCovariance covariance() {
    return new BundleCovariance(this, LossFunction.NONE);
  }

  /**
   * This bundle as an optimisation problem, with the squared loss but where {@link #setLoss} says
   * otherwise.
   *
   * @return as {@link #problem(LossFunction)} makes it
   */
  public Problem problem() {
    return problem(LossFunction.NONE);
  }

  /**
   * This bundle as an optimisation problem, to which factors of other kinds may be added; see
   * {@link #takeStates}. Variables are the keyframes, then the free intrinsic parameters, then the
   * tags, then the landmarks; factor m is measurement m.
   *
   * @param loss for every observation without a loss of its own
   * @return a new problem at the present estimate
   */
  public Problem problem(LossFunction loss) {
    Objects.requireNonNull(loss, "loss");
    BundleLayout layout = layout();
    var problem = new Problem();
    double[] state = new double[Pose3.STATE_SIZE];
    for (Pose3 pose : poses) {
      pose.toState(state, 0);
      problem.addVariable(Manifold.POSE3, state);
    }
    layout.addIntrinsics(problem);
    for (Tag tag : tags) {
      tag.pose().toState(state, 0);
      problem.addVariable(Manifold.POSE3, state);
    }
    Manifold space = Manifold.euclidean(3);
    for (double[] landmark : landmarks) {
      problem.setEliminated(problem.addVariable(space, landmark), true);
    }
    BitSet held = new BitSet();
    held.set(0, problem.variables());
    for (int m = 0; m < measurements(); m++) {
      BundleMeasurement measurement = measurements.get(m);
      LossFunction own = losses.get(m);
      LossFunction usual = measurement.isObservation() ? loss : LossFunction.NONE;
      Factor factor = measurement.factor(layout);
      problem.addFactor(factor, own != null ? own : usual);
      for (int v : factor.variables()) {
        held.clear(v);
      }
    }
    held.or(fixedKeyframes);
    fixedTags.stream().forEach(t -> held.set(layout.tag(t)));
    fixedLandmarks.stream().forEach(l -> held.set(layout.landmark(l)));
    held.stream().forEach(v -> problem.setFixed(v, true));
    return problem;
  }

  /**
   * Takes poses, landmarks and free intrinsic parameters from a problem that {@link #problem} made
   * of this bundle as it is now.
   *
   * @param solved the problem, after a solve
   */
  public void takeStates(Problem solved) {
    BundleLayout layout = layout();
    for (int k = 0; k < keyframes(); k++) {
      poses.set(k, Pose3.ofState(solved.state(layout.keyframe(k)), 0));
    }
    for (int c = 0; c < cameras(); c++) {
      if (layout.intrinsics(c) >= 0) {
        cameras.set(c, cameras.get(c).withIntrinsics(solved.state(layout.intrinsics(c))));
      }
    }
    for (int t = 0; t < tags(); t++) {
      Pose3 pose = Pose3.ofState(solved.state(layout.tag(t)), 0);
      tags.set(t, new Tag(tags.get(t).size(), pose));
    }
    for (int l = 0; l < landmarks(); l++) {
      landmarks.set(l, solved.state(layout.landmark(l)));
    }
  }

  /**
   * Moves everything that is free to a least-squares optimum near the present estimate, with the
   * options of {@link #optimizer()}.
   *
   * @return what happened
   * @throws IllegalArgumentException if there is no measurement, or nothing that may move
   */
  public Summary optimize() {
    return optimize(optimizer().build());
  }

  /**
   * Moves everything that is free to a least-squares optimum near the present estimate.
   *
   * @param optimizer with which options; begin with {@link #optimizer()}
   * @return what happened
   * @throws IllegalArgumentException if there is no measurement, or nothing that may move
   */
  public Summary optimize(Optimizer optimizer) {
    return optimize(optimizer, LossFunction.NONE);
  }

  /**
   * Moves everything that is free to an optimum of a robust loss near the present estimate.
   *
   * @param optimizer with which options; begin with {@link #optimizer()}
   * @param loss for every observation without a loss of its own
   * @return what happened
   * @throws IllegalArgumentException if there is no measurement, or nothing that may move
   */
  public Summary optimize(Optimizer optimizer, LossFunction loss) {
    Problem problem = problem(loss);
    Summary summary = optimizer.optimize(problem);
    takeStates(problem);
    return summary;
  }
}
