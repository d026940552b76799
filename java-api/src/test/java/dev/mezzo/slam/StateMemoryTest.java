package dev.mezzo.slam;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.mezzo.geometry.Pinhole;
import dev.mezzo.geometry.Point;
import dev.mezzo.geometry.Pose2;
import dev.mezzo.geometry.Pose3;
import dev.mezzo.geometry.RectifiedStereo;
import dev.mezzo.geometry.Rotation3;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** All poses at once go through memory of a caller; what does not fit changes nothing. */
class StateMemoryTest {
  private static Pose3 pose(int k) {
    return Pose3.of(k, -k, 0.5 * k, Rotation3.ofRollPitchYaw(0.1 * k, 0.2, -0.1 * k));
  }

  private static PoseGraph3 graph() {
    var graph = new PoseGraph3();
    for (int k = 0; k < 5; k++) {
      graph.addPose(100 - k, pose(k));
    }
    return graph;
  }

  private static BundleAdjustment bundle() {
    var bundle = new BundleAdjustment();
    int camera = bundle.addCamera(Pinhole.INSTANCE, 525, 525, 320, 240);
    for (int k = 0; k < 5; k++) {
      bundle.addKeyframe(pose(k), camera);
      bundle.addLandmark(k, k + 0.25, k + 0.5);
    }
    return bundle;
  }

  private static Trajectory<Pose3> snapshot() {
    try (var map = LoopCloser.inSpace()) {
      for (int k = 0; k < 5; k++) {
        map.addKeyframe(100 - k, pose(k));
      }
      Trajectory<Pose3> poses = map.poses();
      map.addKeyframe(200, pose(7)); // later, and no part of it
      return poses;
    }
  }

  /** Everything that copies five poses in space. */
  static Stream<Consumer<MemorySegment>> writers() {
    return Stream.of(graph()::copyPoses, bundle()::copyPoses, snapshot()::copyPoses);
  }

  @ParameterizedTest
  @MethodSource("writers")
  void posesComeOutOneAfterAnother(Consumer<MemorySegment> copyPoses) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(5 * 56 + 8, 8);
      copyPoses.accept(memory);
      for (int k = 0; k < 5; k++) {
        assertThat(Pose3.ofState(memory, 56L * k)).isEqualTo(pose(k));
      }
      assertThat(memory.get(JAVA_DOUBLE, 5 * 56)).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("writers")
  void memoryThatDoesNotFitIsRefusedWithTheReasonAndNotWritten(Consumer<MemorySegment> copyPoses) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(5 * 56 + 8, 8);
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> copyPoses.accept(memory.asSlice(0, 5 * 56 - 1)))
          .withMessage("5 poses take 280 bytes; the memory has 279");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> copyPoses.accept(memory.asSlice(4, 5 * 56)))
          .withMessage("poses need memory that is aligned to 8 bytes, not to 4");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> copyPoses.accept(MemorySegment.ofArray(new byte[300])))
          .withMessageContaining("aligned to 8 bytes, not to 1");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> copyPoses.accept(memory.asReadOnly()))
          .withMessage("poses cannot be written into read-only memory");
      assertThatExceptionOfType(CompletionException.class)
          .isThrownBy(() -> CompletableFuture.runAsync(() -> copyPoses.accept(memory)).join())
          .withCauseInstanceOf(WrongThreadException.class);
      assertThat(memory.toArray(JAVA_BYTE)).containsOnly(0);
    }
    MemorySegment freed;
    try (Arena arena = Arena.ofConfined()) {
      freed = arena.allocate(5 * 56, 8);
    }
    assertThatIllegalStateException().isThrownBy(() -> copyPoses.accept(freed));
  }

  @Test
  void aSnapshotNamesItsPoses() {
    assertThat(snapshot().ids()).containsExactly(100, 99, 98, 97, 96);
  }

  @Test
  void aGraphTakesPosesFromMemory() {
    PoseGraph3 from = graph();
    double[] states = new double[5 * 7];
    assertThat(from.copyPoses(MemorySegment.ofArray(states))).isEqualTo(5);

    var added = new PoseGraph3();
    added.addPoses(from.ids(), MemorySegment.ofArray(states).asReadOnly());
    assertThat(added.ids()).isEqualTo(from.ids());
    assertThat(added.poses()).isEqualTo(from.poses());

    states[7] = 42;
    added.setPoses(MemorySegment.ofArray(states));
    assertThat(added.pose(99).x()).isEqualTo(42);
    assertThat(added.pose(98)).isEqualTo(from.pose(98));
  }

  @Test
  void posesInThePlaneAreThreeNumbersEach() {
    var graph = new PoseGraph2();
    double[] states = {1, 2, 0.5, 3, 4, -0.5};
    graph.addPoses(new long[] {7, 3}, MemorySegment.ofArray(states));
    assertThat(graph.pose(3)).isEqualTo(Pose2.of(3, 4, -0.5));
    double[] out = new double[6];
    assertThat(graph.copyPoses(MemorySegment.ofArray(out))).isEqualTo(2);
    assertThat(out).isEqualTo(states);
  }

  @Test
  void oneBadPoseOrIdLeavesAGraphAsItWas() {
    PoseGraph3 graph = graph();
    double[] states = new double[5 * 7];
    graph.copyPoses(MemorySegment.ofArray(states));
    MemorySegment memory = MemorySegment.ofArray(states);
    graph.addLandmark(1, Point.of(0, 0, 0));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> graph.addPoses(new long[] {4, 1}, memory))
        .withMessageContaining("landmark 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> graph.addPoses(new long[] {4, 5, 4}, memory))
        .withMessage("two poses are to be called 4");
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> graph.addPoses(new long[] {4, 5, 6, 7, 8, 9}, memory));
    states[0] = 42;
    states[4 * 7] = Double.NaN;
    assertThatIllegalArgumentException()
        .isThrownBy(() -> graph.setPoses(memory))
        .withMessageContaining("must be finite");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> graph.addPoses(new long[] {4, 5, 6, 7, 8}, memory));
    assertThat(graph.poses()).isEqualTo(graph().poses());
  }

  @Test
  void aBundleTakesPosesFromMemoryAndGivesItsLandmarks() {
    BundleAdjustment bundle = bundle();
    double[] states = new double[5 * 7];
    bundle.copyPoses(MemorySegment.ofArray(states));
    states[7] = 42;
    bundle.setPoses(MemorySegment.ofArray(states));
    assertThat(bundle.pose(1).x()).isEqualTo(42);
    assertThat(bundle.pose(2)).isEqualTo(pose(2));
    states[0] = 43;
    states[4 * 7] = Double.NaN;
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bundle.setPoses(MemorySegment.ofArray(states)));
    assertThat(bundle.pose(0)).isEqualTo(pose(0));

    double[] points = new double[5 * 3];
    assertThat(bundle.copyLandmarks(MemorySegment.ofArray(points))).isEqualTo(5);
    assertThat(points).startsWith(0, 0.25, 0.5, 1, 1.25, 1.5);
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> bundle.copyLandmarks(MemorySegment.ofArray(new double[14])))
        .withMessage("5 landmarks take 120 bytes; the memory has 112");
  }

  @Test
  void aWindowGivesItsPosesFromTheOldestToTheNewest() {
    var stream = new CameraStream(1, RectifiedStereo.INSTANCE, CameraStream.STEREO, 6, 55, 12, 1);
    double[] guess = new double[7];
    try (var window =
        SlidingWindow.builder()
            .camera(RectifiedStereo.INSTANCE, CameraStream.STEREO, 1, 1, 1)
            .keyframes(4)
            .build()) {
      for (int k = 0; k < 6; k++) {
        stream.guess(k, window, guess);
        window.addKeyframe(k, guess, 0, stream.counts[k], stream.ids[k], null, stream.measured[k]);
      }
      double[] states = new double[4 * 7];
      assertThat(window.copyPoses(MemorySegment.ofArray(states))).isEqualTo(4);
      for (int k = 0; k < 4; k++) {
        assertThat(Pose3.ofState(states, 7 * k)).isEqualTo(window.pose(k));
      }
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> window.copyPoses(MemorySegment.ofArray(new double[27])))
          .withMessage("4 poses take 224 bytes; the memory has 216");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> window.copyPoses(MemorySegment.ofArray(states).asReadOnly()));
    }
  }
}
