package dev.mezzo.slam;

import dev.mezzo.geometry.CameraModel;
import dev.mezzo.geometry.Pose3;
import dev.mezzo.optimize.Covariance;
import dev.mezzo.optimize.LossFunction;
import dev.mezzo.optimize.Optimizer;
import dev.mezzo.optimize.Termination;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Online bundle adjustment of the newest keyframes of a camera: each one that is added, with a
 * guess of its pose and what it saw of landmarks, is adjusted together with those before it, and
 * the oldest leaves once there are more than the window holds. What it said of the others stays, as
 * a prior by square-root marginalisation (Demmel, Schubert, Sommer, Cremers and Usenko, ICCV 2021).
 *
 * <pre>{@code
 * try (var window = SlidingWindow.builder()
 *     .camera(RectifiedStereo.INSTANCE, new double[] {fx, fy, cx, cy, baseline}, 1, 1, 1)
 *     .keyframes(50)
 *     .deadline(Duration.ofMillis(10))
 *     .build()) {
 *   while (camera.runs()) {
 *     // uL, uR, v of each landmark, one after another
 *     window.addKeyframe(time, guess, count, landmarkIds, pixels);
 *     Pose3 pose = window.pose();
 *   }
 * }
 * }</pre>
 *
 * <p><b>Observations</b> are what the {@link CameraModel} of a camera measures: two pixel
 * coordinates, three of a rectified stereo camera, or two and a depth. Several models may be mixed,
 * such as a stereo camera and its {@linkplain dev.mezzo.geometry.RectifiedStereo#left() left one}
 * for what only that saw; all have the frame of the keyframe. Landmarks are named by the tracker,
 * with any numbers; one that comes again is the same.
 *
 * <p><b>Landmarks</b> are triangulated inside. One takes part once two keyframes saw it and the
 * standard deviation of its distance is a small part of that ({@link Builder#depthError}): those of
 * too little parallax wait, so that no solve is singular for their sake, and so do those whose
 * observations contradict each other. Observations that are improbable after a solve are removed
 * ({@link Builder#gate}); where {@link Builder#motion} says how good guesses are, so are those of a
 * new keyframe that its guess cannot explain, unless they are most of them.
 *
 * <p><b>Gauge.</b> The first keyframe is held at its guess until it leaves; what it fixed is then
 * in the prior. Where no camera measures depth, the distance of the second keyframe's guess from
 * the first is the scale of the map.
 *
 * <p><b>Consistency.</b> Jacobians by a keyframe that the prior touches stay at its first estimate,
 * the one at which it entered the prior (Huang, Mourikis and Roumeliotis, ISER 2008): the problem
 * gains no information along the directions that no camera sees. {@link Builder#motion} says how
 * far guesses of relative motion may be off: they tie each keyframe to the one before, weakly
 * unless it is set, so that one that saw nothing has a pose too.
 *
 * <p>Quaternion order: (x, y, z, w), Hamilton, unit, rotating body (camera) to world. Pose3 state
 * in memory is 7 doubles: translation x y z (metres), then quaternion x y z w. Tangent order:
 * translation first, then rotation: Pose3 (vx vy vz wx wy wz). Perturbations are on the right (body
 * frame): X &#8862; d = X &#183; Exp(d), with the full SE(3) exponential. Matrices in {@code
 * double[]} are row-major.
 *
 * <p>Once the window has been full for a while, an update allocates nothing on the Java heap.
 * Belongs to the thread that adds the first keyframe, and to be closed by it.
 */
public final class SlidingWindow implements AutoCloseable {
  private final WindowAdjustment adjustment;
  private final List<WindowCamera> cameras;
  private final int stride;
  private final double[] guess = new double[Pose3.STATE_SIZE];
  private Covariance covariance;
  private boolean isClosed;

  private SlidingWindow(Builder options) {
    cameras = options.cameras;
    stride = cameras.stream().mapToInt(WindowCamera::dimension).max().orElseThrow();
    adjustment = new WindowAdjustment(options);
  }

  /**
   * Default options, to be changed; a camera is to be set.
   *
   * @return a window of 20 keyframes
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Numbers of each observation in the arrays that {@link #addKeyframe} takes.
   *
   * @return the largest dimension of a camera, 2 or 3
   */
  public int stride() {
    return stride;
  }

  /**
   * Adds a keyframe that the first camera made.
   *
   * @param id any number: a time, a count
   * @param pose guess of its pose, world from camera
   * @param count number of observations
   * @param landmarkIds the landmark of each
   * @param measured the numbers of each, {@link #stride} from one to the next
   * @return as {@link #addKeyframe(long, double[], int, int, long[], int[], double[])}
   */
  public Termination addKeyframe(
      long id, Pose3 pose, int count, long[] landmarkIds, double[] measured) {
    pose.toState(guess, 0);
    return addKeyframe(id, guess, 0, count, landmarkIds, null, measured);
  }

  /**
   * Adds a keyframe, adjusts the window, and lets the oldest keyframe go if there are too many.
   *
   * @param id any number: a time, a count
   * @param pose holds the guess of its pose, world from camera
   * @param poseAt where its seven numbers begin
   * @param count number of observations
   * @param landmarkIds the landmark of each; a second observation of one is ignored
   * @param cameraOf the camera of each, as {@link Builder#camera} counts them; null if all are of
   *     the first
   * @param measured the numbers of each, {@link #stride} from one to the next
   * @return why the solve ended; {@link Termination#NUMERICAL_FAILURE} if it failed, or if most of
   *     what the keyframe saw ended up far from where it should be: then the window is as it was
   *     before, without the keyframe; after {@link Termination#TIME_LIMIT} and the others it has
   *     taken the keyframe in
   * @throws IllegalArgumentException if a number is not finite, a length does not fit, there is no
   *     such camera, or the second keyframe is to give the scale and its guess is where the first
   *     one is; nothing has changed then
   * @throws IllegalStateException after {@link #close}
   */
  public Termination addKeyframe(
      long id,
      double[] pose,
      int poseAt,
      int count,
      long[] landmarkIds,
      int[] cameraOf,
      double[] measured) {
    checkOpen();
    WindowInput.checkPose(pose, poseAt);
    WindowInput.checkObservations(cameras, stride, count, landmarkIds, cameraOf, measured);
    checkScale(pose, poseAt);
    forgetCovariance();
    return adjustment.add(id, pose, poseAt, count, landmarkIds, cameraOf, measured, stride);
  }

  private void checkScale(double[] pose, int poseAt) {
    if (adjustment.needsScale()) {
      double[] first = adjustment.keyframes().poses();
      int at = WindowKeyframes.at(adjustment.keyframes().slot(0));
      if (first[at] == pose[poseAt]
          && first[at + 1] == pose[poseAt + 1]
          && first[at + 2] == pose[poseAt + 2]) {
        throw new IllegalArgumentException(
            "the distance of the second keyframe from the first is the scale: its guess cannot be"
                + " the same place");
      }
    }
  }

  /**
   * Keyframes in the window.
   *
   * @return at most as many as the window holds
   */
  public int keyframes() {
    return adjustment.keyframes().count();
  }

  /**
   * Id of a keyframe.
   *
   * @param k 0 for the oldest, {@link #keyframes()} - 1 for the newest
   * @return as it was added with
   */
  public long keyframeId(int k) {
    return adjustment.keyframes().id(slot(k));
  }

  /**
   * Pose of the newest keyframe.
   *
   * @return world from camera
   * @throws IndexOutOfBoundsException if there is no keyframe
   */
  public Pose3 pose() {
    return pose(keyframes() - 1);
  }

  /**
   * Pose of a keyframe.
   *
   * @param k 0 for the oldest, {@link #keyframes()} - 1 for the newest
   * @return world from camera
   */
  public Pose3 pose(int k) {
    return Pose3.ofState(adjustment.keyframes().poses(), WindowKeyframes.at(slot(k)));
  }

  /**
   * Copies the pose of a keyframe.
   *
   * @param k 0 for the oldest, {@link #keyframes()} - 1 for the newest
   * @param to receives seven numbers
   * @param at where they begin
   */
  public void copyPose(int k, double[] to, int at) {
    double[] poses = adjustment.keyframes().poses();
    System.arraycopy(poses, WindowKeyframes.at(slot(k)), to, at, Pose3.STATE_SIZE);
  }

  /**
   * Copies the poses of all keyframes into memory, from the oldest to the newest; {@link
   * #keyframeId} names them.
   *
   * @param out of any kind; receives 7 doubles for each, or nothing
   * @return number of keyframes
   * @throws IndexOutOfBoundsException if the memory is too short
   * @throws IllegalArgumentException if it is read-only or not aligned to 8 bytes
   * @throws IllegalStateException if it has been freed
   * @throws WrongThreadException if it is for another thread
   */
  public int copyPoses(MemorySegment out) {
    StateMemory.requireWritable("poses", keyframes(), Pose3.STATE_SIZE, out);
    double[] poses = adjustment.keyframes().poses();
    for (int k = 0; k < keyframes(); k++) {
      StateMemory.put(
          poses, WindowKeyframes.at(slot(k)), Pose3.STATE_SIZE, out, (long) k * Pose3.STATE_SIZE);
    }
    return keyframes();
  }

  /**
   * Copies the last pose of the keyframe that the last update dropped.
   *
   * @param to receives seven numbers
   * @param at where they begin
   * @return whether one was dropped; else nothing is written
   */
  public boolean copyDeparted(double[] to, int at) {
    if (adjustment.hasDeparted()) {
      System.arraycopy(adjustment.departedPose(), 0, to, at, Pose3.STATE_SIZE);
    }
    return adjustment.hasDeparted();
  }

  /**
   * Id of the keyframe that was dropped last.
   *
   * @return as it was added with
   * @throws IllegalStateException if the last update dropped none
   */
  public long departedId() {
    if (!adjustment.hasDeparted()) {
      throw new IllegalStateException("the last update dropped no keyframe");
    }
    return adjustment.departedId();
  }

  /**
   * Copies the landmarks that take part.
   *
   * @param ids receives the id of each; {@link Builder#landmarks} elements are always enough
   * @param points receives three coordinates of each
   * @return their number
   */
  public int copyLandmarks(long[] ids, double[] points) {
    WindowLandmarks all = adjustment.landmarks();
    int count = 0;
    for (int k = 0; k < all.size(); k++) {
      int slot = all.slot(k);
      if (all.isActive(slot)) {
        ids[count] = all.id(slot);
        System.arraycopy(all.points(), WindowLandmarks.at(slot), points, 3 * count++, 3);
      }
    }
    return count;
  }

  /**
   * Covariance of the pose of a keyframe, of the whole window at its present estimate; see {@link
   * Covariance}. The first call after an update factors the problem, and allocates.
   *
   * @param k 0 for the oldest, {@link #keyframes()} - 1 for the newest
   * @return 6 x 6; zero for a keyframe that is held
   * @throws IllegalArgumentException while only the first keyframe is there
   */
  public double[] poseCovariance(int k) {
    int slot = slot(k);
    return covariance().of(slot);
  }

  /**
   * Covariance of a landmark that takes part; see {@link #poseCovariance}.
   *
   * @param id its id
   * @return 3 x 3
   * @throws IllegalArgumentException if there is no such landmark, or it does not take part
   */
  public double[] landmarkCovariance(long id) {
    Covariance all = covariance();
    int slot = adjustment.landmarks().find(id);
    if (slot < 0 || !adjustment.landmarks().isActive(slot)) {
      throw new IllegalArgumentException("no landmark " + id + " takes part in the window");
    }
    return all.of(adjustment.landmarks().variable(slot));
  }

  private Covariance covariance() {
    checkOpen();
    if (covariance == null) {
      covariance = new Covariance(adjustment.problem());
    }
    return covariance;
  }

  private void forgetCovariance() {
    if (covariance != null) {
      covariance.close();
      covariance = null;
    }
  }

  /**
   * How the window is.
   *
   * @return a new object
   */
  public SlidingWindowHealth health() {
    return adjustment.health();
  }

  /** Forgets all keyframes and landmarks, to begin anew after tracking was lost. */
  public void clear() {
    checkOpen();
    forgetCovariance();
    adjustment.clear();
  }

  private int slot(int k) {
    return adjustment.keyframes().slot(Objects.checkIndex(k, keyframes()));
  }

  private void checkOpen() {
    if (isClosed) {
      throw new IllegalStateException("this window is closed");
    }
  }

  /** Frees native memory. Closing twice does nothing. */
  @Override
  public void close() {
    if (!isClosed) {
      isClosed = true;
      forgetCovariance();
      adjustment.close();
    }
  }

  /** Options of a {@link SlidingWindow}. Each method changes one and returns this builder. */
  public static final class Builder {
    private static final int MOST_KEYFRAMES = 60;
    private static final Duration UNLIMITED = Duration.ofDays(365);

    final List<WindowCamera> cameras = new ArrayList<>();
    int keyframes = 20;
    int landmarks = 1000;
    boolean marginalizes = true;
    LossFunction loss = LossFunction.huber(2.7);
    double gate = 0.9999;
    double depthError = 0.2;
    double sigmaTranslation = 10;
    double sigmaRotation = 1;
    long deadlineNanos = UNLIMITED.toNanos();
    Optimizer optimizer = optimizer().build();

    private Builder() {}

    /**
     * The options that windows are solved with, to be changed.
     *
     * @return mixed precision, at most 10 iterations, converged at a part of 1e-4 of the objective
     */
    public static Optimizer.Builder optimizer() {
      return Optimizer.builder().maxIterations(10).functionTolerance(1e-4);
    }

    /**
     * Adds a camera; the first one is that of observations of which no other is said.
     *
     * @param model what it makes of a point; of dimension 2 or 3
     * @param intrinsics its parameters
     * @param sigma standard deviation of each number that it measures, positive
     * @return this
     * @throws IllegalArgumentException if a length does not fit the model, or a number makes no
     *     sense
     */
    public Builder camera(CameraModel model, double[] intrinsics, double... sigma) {
      model.requireIntrinsics(intrinsics);
      if (sigma.length != model.dimension() || sigma.length < 2 || sigma.length > 3) {
        throw new IllegalArgumentException(
            model + " measures " + model.dimension() + " numbers, not " + sigma.length);
      }
      double[] weights = new double[sigma.length];
      for (int i = 0; i < sigma.length; i++) {
        if (!(sigma[i] > 0) || !(1 / sigma[i] > 0)) {
          throw new IllegalArgumentException(
              "a standard deviation is a positive number, not " + sigma[i]);
        }
        weights[i] = 1 / sigma[i];
      }
      cameras.add(new WindowCamera(model, intrinsics.clone(), weights));
      return this;
    }

    /**
     * Keyframes that the window holds; 20 unless set.
     *
     * @param count 3 to 60
     * @return this
     */
    public Builder keyframes(int count) {
      if (count < 3 || count > MOST_KEYFRAMES) {
        throw new IllegalArgumentException("a window holds 3 to 60 keyframes, not " + count);
      }
      keyframes = count;
      return this;
    }

    /**
     * Landmarks that the window has room for, waiting ones included; 1000 unless set. Observations
     * of others are ignored.
     *
     * @param count at least 1
     * @return this
     */
    public Builder landmarks(int count) {
      if (count < 1 || count > 1 << 24) {
        throw new IllegalArgumentException("room for 1 to 2^24 landmarks, not " + count);
      }
      landmarks = count;
      return this;
    }

    /**
     * What becomes of the oldest keyframe; {@link #marginalize} unless {@link #fix} is called: it
     * leaves, and what it and the landmarks that leave with it said stays as a prior.
     *
     * @return this
     */
    public Builder marginalize() {
      marginalizes = true;
      return this;
    }

    /**
     * The oldest keyframe leaves, what it saw is forgotten, and the next one is held where it is,
     * as if that were known; two of them where no camera measures depth. Cheaper, and covariances
     * are too small.
     *
     * @return this
     */
    public Builder fix() {
      marginalizes = false;
      return this;
    }

    /**
     * Robust loss of every observation; Huber at 2.7 standard deviations unless set.
     *
     * @param value the loss
     * @return this
     */
    public Builder loss(LossFunction value) {
      loss = Objects.requireNonNull(value, "loss");
      return this;
    }

    /**
     * Observations whose squared residual at the optimum would be larger only so rarely are removed
     * for good; 0.9999 unless set.
     *
     * @param probability part of the true observations that are to be kept, between 0 and 1
     * @return this
     */
    public Builder gate(double probability) {
      if (!(probability > 0 && probability < 1)) {
        throw new IllegalArgumentException(
            "a probability lies between 0 and 1, not at " + probability);
      }
      gate = probability;
      return this;
    }

    /**
     * How well landmarks are known that take part: standard deviation of the distance from the
     * camera as a part of it; 0.2 unless set.
     *
     * @param part positive
     * @return this
     */
    public Builder depthError(double part) {
      if (!(part > 0)) {
        throw new IllegalArgumentException("a depth error is positive, not " + part);
      }
      depthError = part;
      return this;
    }

    /**
     * How far the relative motion of guesses may be off, as where wheels or a gyroscope give it; 10
     * units of length and 1 radian unless set, which decides only where cameras see next to
     * nothing.
     *
     * @param sigmaTranslation standard deviation along each axis, positive
     * @param sigmaRotation standard deviation about each axis, radians, positive
     * @return this
     */
    public Builder motion(double sigmaTranslation, double sigmaRotation) {
      if (!(sigmaTranslation > 0 && sigmaRotation > 0)) {
        throw new IllegalArgumentException(
            "standard deviations are positive, not " + sigmaTranslation + ", " + sigmaRotation);
      }
      this.sigmaTranslation = sigmaTranslation;
      this.sigmaRotation = sigmaRotation;
      return this;
    }

    /**
     * Time that an update may take; unlimited unless set. Honoured between iterations of the solve,
     * inner ones too; what follows the solve is allowed for as it was at the update before.
     *
     * @param value positive
     * @return this
     */
    public Builder deadline(Duration value) {
      if (value.isNegative() || value.isZero()) {
        throw new IllegalArgumentException("a deadline is positive, not " + value);
      }
      deadlineNanos = value.compareTo(UNLIMITED) < 0 ? value.toNanos() : UNLIMITED.toNanos();
      return this;
    }

    /**
     * How windows are solved; {@link #optimizer()} unless set. Its time limit does not count.
     *
     * @param value precision, algorithm, tolerance and so on
     * @return this
     */
    public Builder optimizer(Optimizer value) {
      optimizer = Objects.requireNonNull(value, "optimizer");
      return this;
    }

    /**
     * A window with these options.
     *
     * @return to be closed
     * @throws IllegalStateException if no camera is set
     */
    public SlidingWindow build() {
      if (cameras.isEmpty()) {
        throw new IllegalStateException("a window needs a camera");
      }
      return new SlidingWindow(new Builder(this));
    }

    private Builder(Builder other) {
      cameras.addAll(other.cameras);
      keyframes = other.keyframes;
      landmarks = other.landmarks;
      marginalizes = other.marginalizes;
      loss = other.loss;
      gate = other.gate;
      depthError = other.depthError;
      sigmaTranslation = other.sigmaTranslation;
      sigmaRotation = other.sigmaRotation;
      deadlineNanos = other.deadlineNanos;
      optimizer = other.optimizer;
    }
  }
}
