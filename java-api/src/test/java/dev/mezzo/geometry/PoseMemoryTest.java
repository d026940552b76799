package dev.mezzo.geometry;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Poses go through memory that is not Java's, and nothing is written where they do not fit. */
class PoseMemoryTest {
  private static final Pose3 POSE = Pose3.of(1, 2, 3, Rotation3.ofRollPitchYaw(0.1, 0.2, 0.3));

  @Property(tries = 200)
  void aPoseInSpaceComesBackBitForBit(@ForAll(supplier = Tangents.Twists3.class) double[] d) {
    Pose3 pose = Pose3.exp(d[0], d[1], d[2], d[3], d[4], d[5]);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(8 + 56 + 8, 8);
      pose.toState(memory, 8);
      assertThat(Pose3.ofState(memory, 8)).isEqualTo(pose);
      double[] state = new double[7];
      pose.toState(state, 0);
      assertThat(memory.asSlice(8, 56).mismatch(MemorySegment.ofArray(state))).isEqualTo(-1);
    }
  }

  @Property(tries = 200)
  void aPoseInThePlaneComesBackBitForBit(@ForAll(supplier = Tangents.Twists2.class) double[] d) {
    Pose2 pose = Pose2.exp(d[0], d[1], d[2]);
    double[] state = new double[4];
    pose.toState(MemorySegment.ofArray(state), 8);
    assertThat(state).containsExactly(0, pose.x(), pose.y(), pose.heading());
    assertThat(Pose2.ofState(MemorySegment.ofArray(state), 8)).isEqualTo(pose);
  }

  @Test
  void memoryThatEndsTooEarlyIsRefusedAndLeftAsItIs() {
    double[] memory = new double[8];
    for (long offset : new long[] {-8, 16, Long.MAX_VALUE - 7}) {
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> POSE.toState(MemorySegment.ofArray(memory), offset));
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> Pose3.ofState(MemorySegment.ofArray(memory), offset));
    }
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> Pose2.identity().toState(MemorySegment.ofArray(memory), 48));
    assertThat(memory).containsOnly(0);
  }

  @Test
  void memoryThatIsNotAlignedIsRefused() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(64, 8);
      assertThatIllegalArgumentException().isThrownBy(() -> POSE.toState(memory, 4));
      assertThatIllegalArgumentException().isThrownBy(() -> Pose3.ofState(memory, 4));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Pose2.ofState(MemorySegment.ofArray(new byte[64]), 0));
      assertThat(memory.toArray(JAVA_BYTE)).containsOnly(0);
    }
  }

  @Test
  void readOnlyMemoryIsReadAndNotWritten() {
    double[] state = {0, 0, 0, 0, 0, 0, 2};
    MemorySegment memory = MemorySegment.ofArray(state).asReadOnly();
    assertThat(Pose3.ofState(memory, 0)).isEqualTo(Pose3.identity());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> POSE.toState(memory, 0))
        .withMessageContaining("read-only");
  }

  @Test
  void freedMemoryIsRefused() {
    MemorySegment memory;
    try (Arena arena = Arena.ofConfined()) {
      memory = arena.allocate(56, 8);
    }
    assertThatIllegalStateException().isThrownBy(() -> POSE.toState(memory, 0));
    assertThatIllegalStateException().isThrownBy(() -> Pose3.ofState(memory, 0));
  }

  @Test
  void memoryOfAnotherThreadIsRefused() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(56, 8);
      assertThatExceptionOfType(CompletionException.class)
          .isThrownBy(() -> CompletableFuture.runAsync(() -> POSE.toState(memory, 0)).join())
          .withCauseInstanceOf(WrongThreadException.class);
    }
  }

  @Test
  void whatIsNoPoseIsRefused() {
    double[] state = {0, 0, 0, 0, 0, 0, 0};
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Pose3.ofState(MemorySegment.ofArray(state), 0))
        .withMessageContaining("must not be zero");
    state[2] = Double.NaN;
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Pose2.ofState(MemorySegment.ofArray(state), 0))
        .withMessageContaining("must be finite");
  }
}
