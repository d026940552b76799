package dev.mezzo.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import com.sun.management.ThreadMXBean;
import dev.mezzo.geometry.Pose3;
import dev.mezzo.optimize.PrecisionPolicy;
import dev.mezzo.slam.SlidingWindow;
import dev.mezzo.slam.SlidingWindowHealth;
import dev.mezzo.study.CameraRobot;
import dev.mezzo.study.TrajectoryError;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One drive through a sliding window, with what each keyframe took. */
final class WindowRun {
  /** Keyframes for which memory may still settle after the window is full, if there are so many. */
  private static final int SETTLING = 100;

  private final VisualSequence sequence;
  private final SlidingWindow window;
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final List<Pose3> truth = new ArrayList<>();
  private final List<Pose3> estimate = new ArrayList<>();
  private final double[] state = new double[Pose3.STATE_SIZE];

  /** Of updates of a full window. */
  private final List<Double> seconds = new ArrayList<>();

  private final List<Double> bytes = new ArrayList<>();
  private long residentAtBegin;
  private long iterations;
  private long linearIterations;

  private WindowRun(VisualSequence sequence, PrecisionPolicy precision) {
    this.sequence = sequence;
    double[] sigmas = new double[sequence.model().dimension()];
    Arrays.fill(sigmas, sequence.sigma());
    SlidingWindow.Builder builder =
        SlidingWindow.builder()
            .camera(sequence.model(), sequence.parameters(), sigmas)
            .keyframes(sequence.window())
            .landmarks(sequence.room())
            .optimizer(SlidingWindow.Builder.optimizer().precision(precision).build());
    if (sequence.guess() == VisualSequence.Guess.ODOMETRY) {
      builder.motion(CameraRobot.TRANSLATION_NOISE, CameraRobot.ROTATION_NOISE);
    }
    window = builder.build();
  }

  /** Drives; a line of JSON tells of it. */
  static void run(VisualSequence sequence, PrecisionPolicy precision, JsonGenerator json)
      throws IOException {
    var run = new WindowRun(sequence, precision);
    try (run.window) {
      run.drive();
      run.write(json);
    }
  }

  /** Drives without a word, for the compiler's sake. */
  static void warmUp(VisualSequence sequence, PrecisionPolicy precision) throws IOException {
    var run = new WindowRun(sequence, precision);
    try (run.window) {
      run.drive();
    }
  }

  private void drive() throws IOException {
    for (int k = 0; sequence.frames().hasNext(); k++) {
      VisualFrame frame = sequence.frames().next();
      guess(frame).toState(state, 0);
      update(k, frame, state);
      truth.add(frame.truth());
      if (window.copyDeparted(state, 0)) {
        estimate.add(Pose3.ofState(state, 0));
      }
      if (k == sequence.window() || k == sequence.window() + SETTLING) {
        residentAtBegin = SolveOnCommand.residentBytes();
      }
    }
    for (int k = 0; k < window.keyframes(); k++) {
      estimate.add(window.pose(k));
    }
  }

  private void update(int k, VisualFrame frame, double[] guess) {
    boolean isFull = window.keyframes() == sequence.window();
    int count = frame.landmarks().length;
    long allocated = threads.getCurrentThreadAllocatedBytes();
    long begin = System.nanoTime();
    window.addKeyframe(k, guess, 0, count, frame.landmarks(), null, frame.measured());
    long end = System.nanoTime();
    long allocatedAtEnd = threads.getCurrentThreadAllocatedBytes();
    if (isFull) {
      seconds.add(1e-9 * (end - begin));
      bytes.add((double) (allocatedAtEnd - allocated));
      SlidingWindowHealth health = window.health();
      iterations += health.iterations();
      linearIterations += health.linearIterations();
    }
  }

  /** Where a keyframe is before anything is estimated of it. */
  private Pose3 guess(VisualFrame frame) {
    int n = window.keyframes();
    if (n == 0) {
      return frame.truth();
    }
    Pose3 last = window.pose(n - 1);
    Pose3 before = n == 1 ? Pose3.identity() : window.pose(n - 2).between(last);
    return switch (sequence.guess()) {
      case ODOMETRY -> last.compose(frame.motion());
      case SAME_AGAIN -> last.compose(before);
      case DIRECTION -> {
        Pose3 unit = frame.motion();
        double length = n == 1 ? 1 : Math.hypot(before.x(), Math.hypot(before.y(), before.z()));
        yield last.compose(
            Pose3.of(length * unit.x(), length * unit.y(), length * unit.z(), unit.rotation()));
      }
    };
  }

  private void write(JsonGenerator json) throws IOException {
    SlidingWindowHealth health = window.health();
    json.writeStartObject();
    json.writeNumberField("keyframes", truth.size());
    json.writeNumberField("updates", seconds.size());
    json.writeNumberField("landmarks", health.landmarks());
    json.writeNumberField("observations", health.observations());
    writeQuantiles(json, "seconds", seconds);
    writeQuantiles(json, "bytes", bytes);
    json.writeNumberField("resident_begin", residentAtBegin);
    json.writeNumberField("resident_end", SolveOnCommand.residentBytes());
    json.writeNumberField("iterations", (double) iterations / seconds.size());
    json.writeNumberField("linear_iterations", (double) linearIterations / seconds.size());
    json.writeNumberField("failures", health.failures());
    json.writeNumberField("outliers", health.outliers());
    // A keyframe that was refused has no estimate.
    boolean whole = estimate.size() == truth.size();
    BenchJson.number(json, "ate", whole ? ate() : Double.NaN);
    json.writeEndObject();
  }

  private double ate() {
    TrajectoryError error =
        sequence.isUpToScale()
            ? TrajectoryError.upToScale(truth, estimate)
            : TrajectoryError.between(truth, estimate);
    return error.translation().rmse();
  }

  private static void writeQuantiles(JsonGenerator json, String name, List<Double> values)
      throws IOException {
    double[] sorted = values.stream().mapToDouble(value -> value).sorted().toArray();
    json.writeObjectFieldStart(name);
    json.writeNumberField("p50", quantile(sorted, 0.5));
    json.writeNumberField("p90", quantile(sorted, 0.9));
    json.writeNumberField("p99", quantile(sorted, 0.99));
    json.writeNumberField("max", quantile(sorted, 1));
    json.writeEndObject();
  }

  /** The least value that a part of all do not exceed. */
  static double quantile(double[] sorted, double part) {
    int at = (int) Math.ceil(part * sorted.length) - 1;
    return sorted[Math.clamp(at, 0, sorted.length - 1)];
  }
}
