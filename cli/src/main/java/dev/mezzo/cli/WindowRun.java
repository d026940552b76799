package dev.mezzo.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import com.sun.management.ThreadMXBean;
import dev.mezzo.optimize.PrecisionPolicy;
import dev.mezzo.optimize.Termination;
import dev.mezzo.slam.SlidingWindowHealth;
import dev.mezzo.study.Spread;
import dev.mezzo.study.odometry.VisualSequence;
import dev.mezzo.study.odometry.WindowDrive;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/** One drive through a sliding window, with what each keyframe took. */
final class WindowRun {
  /** Keyframes for which memory may still settle after the window is full, if there are so many. */
  private static final int SETTLING = 100;

  private final VisualSequence sequence;
  private final WindowDrive drive;
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Of updates of a full window. */
  private final List<Double> seconds = new ArrayList<>();

  private final List<Double> bytes = new ArrayList<>();
  private long residentAtBegin;
  private long iterations;
  private long linearIterations;

  private WindowRun(VisualSequence sequence, PrecisionPolicy precision) {
    this.sequence = sequence;
    drive = new WindowDrive(sequence, WindowDrive.optimizer(precision));
  }

  /** Drives; a line of JSON tells of it. */
  static void run(VisualSequence sequence, PrecisionPolicy precision, JsonGenerator json)
      throws IOException {
    var run = new WindowRun(sequence, precision);
    try (run.drive) {
      run.drive();
      run.write(json);
    }
  }

  /** Drives without a word, for the compiler's sake. */
  static void warmUp(VisualSequence sequence, PrecisionPolicy precision) throws IOException {
    var run = new WindowRun(sequence, precision);
    try (run.drive) {
      run.drive();
    }
  }

  private void drive() throws IOException {
    for (int k = 0; drive.approach(); k++) {
      update();
      if (k == sequence.window() || k == sequence.window() + SETTLING) {
        residentAtBegin = SolveOnCommand.residentBytes();
      }
    }
    drive.finish();
  }

  private void update() {
    boolean isFull = drive.window().keyframes() == sequence.window();
    long allocated = threads.getCurrentThreadAllocatedBytes();
    long begin = System.nanoTime();
    Termination termination = drive.update();
    long end = System.nanoTime();
    long allocatedAtEnd = threads.getCurrentThreadAllocatedBytes();
    if (isFull) {
      seconds.add(1e-9 * (end - begin));
      bytes.add((double) (allocatedAtEnd - allocated));
      SlidingWindowHealth health = drive.window().health();
      iterations += health.iterations();
      linearIterations += health.linearIterations();
    }
    drive.settle(termination);
  }

  private void write(JsonGenerator json) throws IOException {
    SlidingWindowHealth health = drive.window().health();
    json.writeStartObject();
    json.writeNumberField("keyframes", drive.truth().size());
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
    BenchJson.number(json, "ate", drive.error().translation().rmse());
    json.writeEndObject();
  }

  private static void writeQuantiles(JsonGenerator json, String name, List<Double> values)
      throws IOException {
    Spread spread = Spread.of(values);
    json.writeObjectFieldStart(name);
    json.writeNumberField("p50", spread.median());
    json.writeNumberField("p90", spread.quantile(0.9));
    json.writeNumberField("p99", spread.quantile(0.99));
    json.writeNumberField("max", spread.max());
    json.writeEndObject();
  }
}
