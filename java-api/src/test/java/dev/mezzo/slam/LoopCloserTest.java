package dev.mezzo.slam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.mezzo.geometry.Pose2;
import dev.mezzo.geometry.Pose3;
import dev.mezzo.optimize.LossFunction;
import dev.mezzo.optimize.Optimizer;
import dev.mezzo.optimize.PrecisionPolicy;
import dev.mezzo.optimize.Summary;
import dev.mezzo.optimize.Termination;
import java.time.Duration;
import java.util.Arrays;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Closing loops one by one leads where optimising everything at once does. */
class LoopCloserTest {
  private static final Optimizer BATCH =
      Optimizer.builder().precision(PrecisionPolicy.DOUBLE).build();

  private final SimulatedDrive<Pose2> drive = SimulatedDrive.inThePlane(160, 3);

  @Test
  void closuresOneByOneInThePlaneEndInTheOptimumOfTheWholeGraph() {
    try (LoopCloser<Pose2> map = LoopCloser.inThePlane()) {
      replay(map, drive, Pose2.identity());
      assertOptimal(map);
    }
  }

  @Test
  void closuresOneByOneInSpaceEndInTheOptimumOfTheWholeGraph() {
    SimulatedDrive<Pose3> climb = SimulatedDrive.inSpace(120, 4);
    try (LoopCloser<Pose3> map = LoopCloser.inSpace()) {
      replay(map, climb, Pose3.identity());
      assertOptimal(map);
    }
  }

  @Test
  void factorsAreKeptFromClosureToClosure() {
    try (LoopCloser<Pose2> map = LoopCloser.inThePlane()) {
      int factorizations = 0;
      int calls = 0;
      for (int k = 0; k < drive.keyframes(); k++) {
        drive.addKeyframe(map, k, Pose2.identity());
        for (Edge<Pose2> closure : drive.closures.get(k)) {
          drive.addClosure(map, closure);
          Summary summary = map.optimize();
          assertThat(summary.termination()).isEqualTo(Termination.CONVERGED);
          factorizations += summary.factorizations();
          calls++;
        }
      }
      assertThat(factorizations).isPositive().isLessThan(calls);
    }
  }

  private static <P> Summary replay(LoopCloser<P> map, SimulatedDrive<P> drive, P first) {
    Summary last = null;
    for (int k = 0; k < drive.keyframes(); k++) {
      drive.addKeyframe(map, k, first);
      for (Edge<P> closure : drive.closures.get(k)) {
        drive.addClosure(map, closure);
        last = map.optimize();
      }
    }
    return last;
  }

  private static <P> void assertOptimal(LoopCloser<P> map) {
    PoseGraph<P> graph = map.toPoseGraph();
    double reached = graph.chi2();
    graph.optimize(BATCH);
    assertThat(reached).isCloseTo(graph.chi2(), within(1e-6 * graph.chi2()));
  }

  @Test
  void whateverTheDeadlineTheObjectiveNeverRises() {
    try (LoopCloser<Pose2> map = LoopCloser.inThePlane()) {
      for (int k = 0; k < drive.keyframes(); k++) {
        drive.addKeyframe(map, k, Pose2.identity());
        for (Edge<Pose2> closure : drive.closures.get(k)) {
          drive.addClosure(map, closure);
          double before = map.toPoseGraph().chi2();
          Summary summary = map.optimize(Duration.ofNanos(1 + 3000L * (k % 40)));
          assertThat(summary.finalChi2()).isLessThanOrEqualTo(summary.initialChi2());
          assertThat(map.toPoseGraph().chi2()).isLessThanOrEqualTo(before * (1 + 1e-12));
        }
      }
      map.optimize();
      assertOptimal(map);
    }
  }

  @Test
  void aDeadlineThatHasPassedEndsTheCallAndMovesNothing() {
    try (LoopCloser<Pose2> map = LoopCloser.inThePlane()) {
      for (int k = 0; k < 34; k++) {
        drive.addKeyframe(map, k, Pose2.identity());
      }
      drive.addClosure(map, drive.closures.get(33).getFirst());
      Pose2 before = map.poses().pose(20);
      Summary summary = map.optimize(Duration.ofNanos(1));
      assertThat(summary.termination()).isEqualTo(Termination.TIME_LIMIT);
      assertThat(map.poses().pose(20)).isEqualTo(before);
      assertThatIllegalArgumentException().isThrownBy(() -> map.optimize(Duration.ZERO));
    }
  }

  @Test
  void readersSeeWholeEstimatesOnlyWhileTheMapIsOptimised() throws InterruptedException {
    Set<Integer> published = ConcurrentHashMap.newKeySet();
    Set<Integer> seen = ConcurrentHashMap.newKeySet();
    var failure = new AtomicReference<Throwable>();
    var isDone = new AtomicBoolean();
    var isReading = new CountDownLatch(1);
    try (LoopCloser<Pose2> map = LoopCloser.inThePlane()) {
      published.add(hash(map.poses()));
      Thread reader =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      int size = 0;
                      while (!isDone.get()) {
                        Trajectory<Pose2> poses = map.poses();
                        assertThat(poses.size()).isGreaterThanOrEqualTo(size);
                        size = poses.size();
                        int hash = hash(poses);
                        assertThat(hash(poses)).isEqualTo(hash);
                        seen.add(hash);
                        isReading.countDown();
                      }
                    } catch (Throwable e) {
                      failure.set(e);
                      isReading.countDown();
                    }
                  });
      isReading.await();
      for (int k = 0; k < drive.keyframes(); k++) {
        drive.addKeyframe(map, k, Pose2.identity());
        published.add(hash(map.poses()));
        for (Edge<Pose2> closure : drive.closures.get(k)) {
          drive.addClosure(map, closure);
          map.optimize();
          published.add(hash(map.poses()));
        }
      }
      isDone.set(true);
      reader.join();
    }
    assertThat(failure.get()).isNull();
    assertThat(seen).hasSizeGreaterThan(1);
    assertThat(published).containsAll(seen);
  }

  private static int hash(Trajectory<Pose2> poses) {
    Object[] all = new Object[poses.size()];
    for (int k = 0; k < all.length; k++) {
      assertThat(poses.id(k)).isEqualTo(k);
      all[k] = poses.poseAt(k);
    }
    return Arrays.hashCode(all);
  }

  @Test
  void aTrajectoryStaysAsItWasTaken() {
    try (LoopCloser<Pose2> map = LoopCloser.inThePlane()) {
      for (int k = 0; k < 34; k++) {
        drive.addKeyframe(map, k, Pose2.identity());
      }
      Trajectory<Pose2> before = map.poses();
      Pose2 pose = before.pose(20);
      drive.addClosure(map, drive.closures.get(33).getFirst());
      map.optimize();
      drive.addKeyframe(map, 34, Pose2.identity());
      assertThat(before.size()).isEqualTo(34);
      assertThat(before.pose(20)).isEqualTo(pose);
      assertThat(map.poses().pose(20)).isNotEqualTo(pose);
      assertThat(before.contains(34)).isFalse();
      assertThat(map.poses().contains(34)).isTrue();
      assertThatThrownBy(() -> before.pose(34)).isInstanceOf(NoSuchElementException.class);
      assertThatThrownBy(() -> before.poseAt(34)).isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void aClosureThatFightsTheRestIsNamed() {
    try (LoopCloser<Pose2> map = LoopCloser.inThePlane()) {
      replay(map, drive, Pose2.identity());
      assertThat(map.health().isGood()).isTrue();
      int wrong = map.addLoopClosure(150, 70, Pose2.of(3, 1, 0.5), drive.information);
      map.optimize();
      LoopCloserHealth health = map.health();
      assertThat(health.isGood()).isFalse();
      ClosureTest worst = health.suspects().getFirst();
      assertThat(worst.closure()).isEqualTo(wrong);
      assertThat(worst.from()).isEqualTo(150);
      assertThat(worst.to()).isEqualTo(70);
      assertThat(worst.chi2()).isGreaterThan(100);
      assertThat(worst.probability()).isLessThan(1e-12);
      assertThat(health.closures()).hasSizeGreaterThan(80).startsWith(worst);
      assertThatIllegalArgumentException().isThrownBy(() -> map.health(0));
    }
  }

  @Test
  void aRobustLossOfTheClosuresKeepsAWrongOneFromBendingTheMap() {
    Optimizer optimizer = LoopCloser.defaultOptions().build();
    try (LoopCloser<Pose2> map = LoopCloser.inThePlane(optimizer, LossFunction.cauchy(1));
        LoopCloser<Pose2> clean = LoopCloser.inThePlane(optimizer, LossFunction.cauchy(1))) {
      replay(map, drive, Pose2.identity());
      replay(clean, drive, Pose2.identity());
      map.addLoopClosure(150, 70, Pose2.of(3, 1, 0.5), drive.information);
      map.optimize();
      Pose2 difference = clean.poses().pose(150).between(map.poses().pose(150));
      assertThat(Math.hypot(difference.x(), difference.y())).isLessThan(0.05);
    }
  }

  @Test
  void partsAreToldApartUntilAClosureConnectsThem() {
    try (LoopCloser<Pose2> map = LoopCloser.inThePlane()) {
      double[] information = drive.information;
      map.addKeyframe(7, Pose2.identity());
      map.addKeyframe(8, 7, Pose2.of(1, 0, 0), information);
      map.addKeyframe(20, Pose2.of(5, 5, 0));
      map.addKeyframe(21, 20, Pose2.of(1, 0, 0), information);
      map.optimize();
      assertThat(map.health().parts()).hasSize(2);
      assertThat(map.health().anchors()).containsExactly(7L, 20L);
      map.addLoopClosure(8, 20, Pose2.of(0, 2, 0), information);
      map.optimize();
      assertThat(map.health().parts()).hasSize(1);
      assertThat(map.health().anchors()).containsExactly(7L);
      assertThat(map.poses().pose(21).x()).isCloseTo(2, within(1e-6));
      assertThat(map.poses().pose(21).y()).isCloseTo(2, within(1e-6));
    }
  }

  @Test
  void aPriorTakesTheMapWhereItSays() {
    try (LoopCloser<Pose2> map = LoopCloser.inThePlane()) {
      replay(map, drive, Pose2.identity());
      map.addPrior(5, Pose2.of(100, 50, 1), drive.information);
      map.optimize();
      assertThat(map.health().anchors()).isEmpty();
      assertThat(map.poses().pose(5).x()).isCloseTo(100, within(1e-4));
      assertThat(map.poses().pose(5).heading()).isCloseTo(1, within(1e-4));
      assertOptimal(map);
    }
  }

  @Test
  void onlyTheOwnerMayChangeTheMap() throws InterruptedException {
    try (LoopCloser<Pose2> map = LoopCloser.inThePlane()) {
      var failure = new AtomicReference<Throwable>();
      Thread other =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      map.addKeyframe(0, Pose2.identity());
                    } catch (IllegalStateException e) {
                      failure.set(e);
                    }
                  });
      other.join();
      assertThat(failure.get()).hasMessageContaining("belongs to thread");
      assertThat(map.poses().size()).isZero();
    }
  }

  @Test
  void mistakesAreNamedAndLeaveTheMapAsItIs() {
    LoopCloser<Pose2> map = LoopCloser.inThePlane();
    assertThatIllegalStateException().isThrownBy(map::optimize);
    map.addKeyframe(0, Pose2.identity());
    assertThatIllegalStateException().isThrownBy(map::optimize);
    assertThatIllegalArgumentException().isThrownBy(() -> map.addKeyframe(0, Pose2.identity()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> map.addKeyframe(1, 9, Pose2.identity(), drive.information));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> map.addKeyframe(1, 0, Pose2.identity(), new double[36]));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> map.addLoopClosure(0, 0, Pose2.identity(), drive.information));
    assertThat(map.poses().size()).isEqualTo(1);
    map.addKeyframe(1, 0, Pose2.of(1, 0, 0), drive.information);
    map.optimize();
    map.close();
    map.close();
    assertThat(map.poses().pose(1).x()).isEqualTo(1);
    assertThatIllegalStateException().isThrownBy(map::optimize);
  }

  @Test
  void warmingUpLeavesTheMapAsItIs() {
    try (LoopCloser<Pose2> map = LoopCloser.inThePlane()) {
      map.addKeyframe(0, Pose2.of(1, 2, 3));
      map.warmUp();
      assertThat(map.poses().size()).isEqualTo(1);
      assertThat(map.poses().pose(0).x()).isEqualTo(1);
    }
  }
}
