package dev.mezzo.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import dev.mezzo.geometry.Pinhole;
import dev.mezzo.geometry.Pose3;
import dev.mezzo.optimize.PrecisionPolicy;
import dev.mezzo.optimize.Termination;
import dev.mezzo.slam.SlidingWindow;
import dev.mezzo.study.CameraRobot;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A sliding window runs for as long as a robot does, and leaves the garbage collector in peace. */
class SlidingWindowMemoryTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Updates in a row that must be free of allocations. */
  private static final int CLEAN = 100;

  /** Updates within which the JVM has compiled all there is, with room for a busy machine. */
  private static final int WARM_UP = 6000;

  private final CameraRobot robot = new CameraRobot(5);
  private final double[] pose = new double[Pose3.STATE_SIZE];
  private final double[] motion = new double[Pose3.STATE_SIZE];
  private long[] ids = new long[256];
  private double[] pixels = new double[512];

  private static SlidingWindow window(PrecisionPolicy precision) {
    return SlidingWindow.builder()
        .camera(Pinhole.INSTANCE, CameraRobot.intrinsics(), 0.5, 0.5)
        .keyframes(10)
        .landmarks(200)
        .motion(CameraRobot.TRANSLATION_NOISE, CameraRobot.ROTATION_NOISE)
        .optimizer(SlidingWindow.Builder.optimizer().precision(precision).build())
        .build();
  }

  /** Drives on by a keyframe; returns what its update allocated. */
  private long drive(SlidingWindow window, long id) {
    CameraRobot.Keyframe next = robot.next();
    List<CameraRobot.Sighting> sightings = next.sightings();
    for (int k = 0; k < sightings.size(); k++) {
      ids[k] = sightings.get(k).landmark();
      pixels[2 * k] = sightings.get(k).u();
      pixels[2 * k + 1] = sightings.get(k).v();
    }
    if (window.keyframes() == 0) {
      next.truth().toState(pose, 0);
    } else {
      next.odometry().toState(motion, 0);
      window.copyPose(window.keyframes() - 1, pose, 0);
      Pose3.compose(pose, 0, motion, 0, pose, 0);
    }
    int count = sightings.size();
    long before = THREADS.getCurrentThreadAllocatedBytes();
    Termination end = window.addKeyframe(id, pose, 0, count, ids, null, pixels);
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    assertThat(end).isNotEqualTo(Termination.NUMERICAL_FAILURE);
    return allocated;
  }

  static List<PrecisionPolicy> policies() {
    return List.of(PrecisionPolicy.MIXED, PrecisionPolicy.DOUBLE);
  }

  @ParameterizedTest
  @MethodSource("policies")
  void aWarmUpdateAllocatesNothing(PrecisionPolicy precision) {
    long last = 0;
    int clean = 0;
    try (SlidingWindow window = window(precision)) {
      for (int k = 0; k < WARM_UP && clean < CLEAN; k++) {
        last = drive(window, k);
        clean = last == 0 ? clean + 1 : 0;
      }
    }
    assertThat(clean)
        .as("updates in a row without allocation; the last had %d", last)
        .isEqualTo(CLEAN);
  }

  @Test
  void memoryDoesNotGrowWithTheDrive() throws IOException {
    assumeTrue(Files.isReadable(Path.of("/proc/self/statm")), "only Linux says what is resident");
    try (SlidingWindow window = window(PrecisionPolicy.MIXED)) {
      for (int k = 0; k < 1500; k++) {
        drive(window, k);
      }
      long before = residentBytes();
      for (int k = 1500; k < 4500; k++) {
        drive(window, k);
      }
      // A matrix a keyframe would be hundreds of MiB; the JVM's own compilers and heap breathe.
      assertThat(residentBytes() - before).isLessThan(64L << 20);
    }
  }

  private static long residentBytes() throws IOException {
    System.gc();
    long pages = Long.parseLong(Files.readString(Path.of("/proc/self/statm")).split(" ")[1]);
    return 4096 * pages;
  }
}
