package dev.mezzo.study.odometry;

import dev.mezzo.geometry.Pose3;
import dev.mezzo.optimize.Optimizer;
import dev.mezzo.optimize.PrecisionPolicy;
import dev.mezzo.optimize.Termination;
import dev.mezzo.slam.SlidingWindow;
import dev.mezzo.study.TrajectoryError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/**
 * One drive through a {@link SlidingWindow}, keyframe by keyframe. Where the window refuses a
 * keyframe, its pose is the guess, and the drive goes on from there; after some in a row the window
 * begins anew, as a robot's would.
 *
 * <pre>{@code
 * try (var drive = new WindowDrive(sequence, WindowDrive.optimizer(PrecisionPolicy.MIXED))) {
 *   while (drive.approach()) {
 *     drive.settle(drive.update());
 *   }
 *   drive.finish();
 *   TrajectoryError error = drive.error();
 * }
 * }</pre>
 *
 * <p>Belongs to the thread that makes it, and to be closed by it.
 */
public final class WindowDrive implements AutoCloseable {
  /** Keyframes that are refused in a row until the window begins anew. */
  private static final int PATIENCE = 3;

  private final VisualSequence sequence;
  private final Iterator<VisualFrame> frames;
  private final SlidingWindow window;
  private final double[] state = new double[Pose3.STATE_SIZE];
  private final List<Pose3> truth = new ArrayList<>();

  /** Of all frames; those in the window are as they were guessed until they leave it. */
  private final List<Pose3> estimate = new ArrayList<>();

  private VisualFrame frame;
  private Pose3 last;
  private Pose3 before;
  private int refusedInARow;
  private int refused;
  private int restarts;

  /**
   * A drive about to begin.
   *
   * @param sequence what the camera meets
   * @param optimizer of the window's solves
   */
  public WindowDrive(VisualSequence sequence, Optimizer optimizer) {
    this.sequence = sequence;
    frames = sequence.frames().iterator();
    double[] sigmas = new double[sequence.model().dimension()];
    Arrays.fill(sigmas, sequence.sigma());
    window =
        SlidingWindow.builder()
            .camera(sequence.model(), sequence.parameters(), sigmas)
            .keyframes(sequence.window())
            .landmarks(sequence.room())
            .motion(sequence.motion().translation(), sequence.motion().rotation())
            .optimizer(optimizer)
            .build();
  }

  /**
   * The options of windows unless set, in some precision.
   *
   * @param precision of the solves
   * @return for a drive
   */
  public static Optimizer optimizer(PrecisionPolicy precision) {
    return SlidingWindow.Builder.optimizer().precision(precision).build();
  }

  /**
   * Takes the next frame and guesses where it is.
   *
   * @return whether there was one
   */
  public boolean approach() {
    if (!frames.hasNext()) {
      return false;
    }
    frame = frames.next();
    Pose3 guess = guess();
    guess.toState(state, 0);
    truth.add(frame.truth());
    estimate.add(guess);
    return true;
  }

  /**
   * Gives the frame to the window; allocates nothing itself.
   *
   * @return as {@link SlidingWindow#addKeyframe}
   */
  public Termination update() {
    return window.addKeyframe(
        truth.size() - 1L,
        state,
        0,
        frame.landmarks().length,
        frame.landmarks(),
        null,
        frame.measured());
  }

  /**
   * Notes what came of an update.
   *
   * @param termination what {@link #update} returned
   */
  public void settle(Termination termination) {
    if (window.copyDeparted(state, 0)) {
      estimate.set((int) window.departedId(), Pose3.ofState(state, 0));
    }
    if (termination != Termination.NUMERICAL_FAILURE) {
      refusedInARow = 0;
      int n = window.keyframes();
      before = n == 1 ? last : window.pose(n - 2);
      last = window.pose(n - 1);
      return;
    }
    before = last;
    last = estimate.getLast();
    refused++;
    refusedInARow++;
    if (refusedInARow == PATIENCE) {
      keepWindow();
      window.clear();
      refusedInARow = 0;
      restarts++;
    }
  }

  /** Notes where the keyframes are that are still in the window. */
  public void finish() {
    keepWindow();
  }

  /**
   * The window.
   *
   * @return in which the newest keyframes are
   */
  public SlidingWindow window() {
    return window;
  }

  /**
   * True poses so far.
   *
   * @return world from camera
   */
  public List<Pose3> truth() {
    return List.copyOf(truth);
  }

  /**
   * Poses as estimated when they left the window; after {@link #finish} all are.
   *
   * @return world from camera
   */
  public List<Pose3> estimate() {
    return List.copyOf(estimate);
  }

  /**
   * How far the estimate is from the truth, after {@link #finish}.
   *
   * @return with the scale fitted, too, where the camera does not see it
   */
  public TrajectoryError error() {
    return sequence.isUpToScale()
        ? TrajectoryError.upToScale(truth, estimate)
        : TrajectoryError.between(truth, estimate);
  }

  /**
   * Keyframes that the window refused so far.
   *
   * @return 0 if all went well
   */
  public int refused() {
    return refused;
  }

  /**
   * How often the window began anew.
   *
   * @return 0 if all went well
   */
  public int restarts() {
    return restarts;
  }

  @Override
  public void close() {
    window.close();
  }

  private void keepWindow() {
    for (int k = 0; k < window.keyframes(); k++) {
      estimate.set((int) window.keyframeId(k), window.pose(k));
    }
  }

  /** Where a frame is before anything is estimated of it. */
  private Pose3 guess() {
    if (last == null) {
      return frame.truth();
    }
    Pose3 step = before == null ? Pose3.identity() : before.between(last);
    return switch (sequence.guess()) {
      case ODOMETRY -> last.compose(frame.motion());
      case SAME_AGAIN -> last.compose(step);
      case DIRECTION -> {
        Pose3 unit = frame.motion();
        double length = before == null ? 1 : Math.hypot(step.x(), Math.hypot(step.y(), step.z()));
        yield last.compose(
            Pose3.of(length * unit.x(), length * unit.y(), length * unit.z(), unit.rotation()));
      }
    };
  }
}
