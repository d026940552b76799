package dev.mezzo.examples;

import dev.mezzo.geometry.Pose2;
import dev.mezzo.optimize.LossFunction;
import dev.mezzo.optimize.Summary;
import dev.mezzo.optimize.Termination;
import dev.mezzo.slam.ClosureTest;
import dev.mezzo.slam.InformationMatrix;
import dev.mezzo.slam.LoopCloser;
import dev.mezzo.slam.LoopCloserHealth;
import dev.mezzo.slam.Trajectory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The map of a robot while it drives: it patrols two corridors that share one, again and again, and
 * closes a loop whenever it recognises a place. Sometimes it is wrong about that.
 *
 * <p>Three threads, as on a robot: this one is the sensors; the mapper owns the {@link LoopCloser},
 * which belongs to the thread that made it, and has a deadline for each correction; the planner
 * reads the poses whenever it likes, and waits for nobody.
 *
 * <pre>java ... dev.mezzo.examples.OnlineLoopClosing [DEADLINE]</pre>
 */
public final class OnlineLoopClosing {
  private static final int ROUNDS = 4;
  private static final double[] ODOMETRY_SIGMA = {0.02, 0.01, 0.008}; // metres, metres, radians
  private static final double[] CLOSURE_SIGMA = {0.05, 0.05, 0.02};

  private OnlineLoopClosing() {}

  /** What the sensors say: a new keyframe, and the earlier one that it recognises, or -1. */
  private record Sensed(long id, Pose2 odometry, long recognised, Pose2 seenFrom) {}

  /** What the mapper has to tell when the drive is over. */
  private record Report(
      List<Pose2> poses, LoopCloserHealth health, List<Summary> summaries, double last) {}

  /**
   * Runs the example.
   *
   * @param args milliseconds that a correction may take; 20 unless given
   * @throws Exception if a thread fails
   */
  public static void main(String[] args) throws Exception {
    Duration deadline = Duration.ofMillis(args.length > 0 ? Long.parseLong(args[0]) : 20);
    List<Pose2> truth = drive();
    var falseClosures = new HashSet<Long>(); // by the keyframe that was wrong
    List<Sensed> sensed = sense(truth, falseClosures);
    print("odometry alone: %.2f m off (rms)", error(odometry(sensed, truth.getFirst()), truth));

    BlockingQueue<Sensed> queue = new ArrayBlockingQueue<>(4);
    var map = new CompletableFuture<LoopCloser<Pose2>>();
    var report = new CompletableFuture<Report>();
    Thread.ofPlatform()
        .name("mapper")
        .start(
            () -> {
              try {
                report.complete(map(queue, truth.getFirst(), truth.size(), deadline, map));
              } catch (Throwable e) { // whoever waits for one of them is to hear of it
                map.completeExceptionally(e);
                report.completeExceptionally(e);
              }
            });
    var isOver = new AtomicBoolean();
    LoopCloser<Pose2> shared = map.get(); // for poses() alone: all else throws on another thread
    var planned = new CompletableFuture<Integer>();
    Thread.ofPlatform()
        .daemon()
        .name("planner")
        .start(() -> planned.complete(plan(shared, isOver)));

    for (Sensed s : sensed) {
      // The queue is full where the mapper cannot follow. This robot stops until it can; one that
      // may not would merge keyframes. A mapper that failed never takes anything again.
      while (!queue.offer(s, 1, TimeUnit.SECONDS)) {
        if (report.isDone()) {
          report.get(); // throws what it failed of
        }
      }
    }
    Report done = report.get();
    isOver.set(true);
    print("the planner saw %s", planned.get() > 1 ? "the map change while it grew" : "no change");

    double[] millis =
        done.summaries().stream().mapToDouble(s -> 1e3 * s.seconds().total()).sorted().toArray();
    long cut =
        done.summaries().stream().filter(s -> s.termination() == Termination.TIME_LIMIT).count();
    print(
        "%d corrections: %.2f ms (median), %.2f ms at most; the deadline ended %d",
        millis.length, millis[millis.length / 2], millis[millis.length - 1], cut);
    print("the last one, without a deadline, lowered chi2 by %.4f %%", 100 * done.last());
    print("corrected: %.3f m off (rms)", error(done.poses(), truth));

    // Closures that fight the rest. A map server would leave them out and optimise once more:
    // LoopCloser.toPoseGraph() is a copy for that, and GraduatedNonConvexity finds more of them.
    Set<Long> suspects = new HashSet<>();
    for (ClosureTest test : done.health().suspects()) {
      suspects.add(test.from());
      print("keyframe %d did not see %d: chi2 %.0f", test.from(), test.to(), test.chi2());
    }
    int wronged = suspects.size();
    suspects.retainAll(falseClosures);
    print(
        "false closures found: %d of %d; true ones suspected: %d",
        suspects.size(), falseClosures.size(), wronged - suspects.size());
  }

  /** The mapper's thread, from the first keyframe to the last. */
  private static Report map(
      BlockingQueue<Sensed> queue,
      Pose2 start,
      int keyframes,
      Duration deadline,
      CompletableFuture<LoopCloser<Pose2>> map)
      throws InterruptedException {
    double[] o = ODOMETRY_SIGMA;
    double[] c = CLOSURE_SIGMA;
    var odometry = InformationMatrix.forPose2(o[0], o[1], o[2]);
    var closure = InformationMatrix.forPose2(c[0], c[1], c[2]);
    // Loop closures may be wrong; odometry and priors always have the squared loss.
    try (var closer =
        LoopCloser.inThePlane(LoopCloser.defaultOptions().build(), LossFunction.cauchy(2))) {
      closer.warmUp(); // a second or three, once, before it counts: later the JVM is as fast as it
      // gets
      closer.addKeyframe(0, start);
      map.complete(closer);
      var summaries = new ArrayList<Summary>();
      for (int k = 1; k < keyframes; k++) {
        Sensed s = queue.take();
        closer.addKeyframe(s.id(), s.id() - 1, s.odometry(), odometry);
        if (s.recognised() >= 0) {
          closer.addLoopClosure(s.id(), s.recognised(), s.seenFrom(), closure);
          summaries.add(closer.optimize(deadline));
        }
      }
      Summary last = closer.optimize(); // there is time now, for what deadlines left
      double left = 1 - last.finalChi2() / last.initialChi2();
      return new Report(closer.toPoseGraph().poses(), closer.health(), summaries, left);
    }
  }

  /** The planner's thread: all poses that it gets at once belong to one estimate. */
  private static int plan(LoopCloser<Pose2> map, AtomicBoolean isOver) {
    int estimates = 0;
    Trajectory<Pose2> before = null;
    while (!isOver.get()) {
      Trajectory<Pose2> poses = map.poses();
      if (poses != before && poses.size() > 0) {
        estimates++; // plan from poses.poseAt(poses.size() - 1), the newest
        before = poses;
      }
      Thread.onSpinWait();
    }
    return estimates;
  }

  /** Rounds of two rectangles that share a corridor, a keyframe every metre. */
  private static List<Pose2> drive() {
    double[][] corners = {{20, 0}, {20, 12}, {0, 12}, {0, 0}, {20, 0}, {20, -8}, {0, -8}, {0, 0}};
    var poses = new ArrayList<Pose2>();
    double x = 0;
    double y = 0;
    for (int c = 0; c < ROUNDS * corners.length; c++) {
      double[] to = corners[c % corners.length];
      double heading = Math.atan2(to[1] - y, to[0] - x);
      for (long left = Math.round(Math.hypot(to[0] - x, to[1] - y)); left > 0; left--) {
        poses.add(Pose2.of(x, y, heading));
        x += Math.cos(heading);
        y += Math.sin(heading);
      }
    }
    return poses;
  }

  /**
   * Odometry, and every fourth keyframe the place that it recognises, one in ten of them wrongly.
   */
  private static List<Sensed> sense(List<Pose2> truth, Set<Long> falseClosures) {
    var random = new Random(2);
    var sensed = new ArrayList<Sensed>();
    int closures = 0;
    for (int k = 1; k < truth.size(); k++) {
      Pose2 odometry = measured(random, truth.get(k - 1).between(truth.get(k)), ODOMETRY_SIGMA);
      int seen = -1;
      for (int j = 0; seen < 0 && k % 4 == 0 && j < k - 40; j++) {
        double[] off = truth.get(j).between(truth.get(k)).log();
        seen = Math.hypot(off[0], off[1]) < 0.5 && Math.abs(off[2]) < 0.3 ? j : -1;
      }
      Pose2 seenFrom = Pose2.identity();
      if (seen >= 0) {
        seenFrom = measured(random, truth.get(k).between(truth.get(seen)), CLOSURE_SIGMA);
        if (++closures % 10 == 0) {
          falseClosures.add((long) k);
          seen = (seen + 30) % k; // another place that looks like it
        }
      }
      sensed.add(new Sensed(k, odometry, seen, seenFrom));
    }
    return sensed;
  }

  private static Pose2 measured(Random random, Pose2 truth, double[] sigma) {
    return truth.compose(
        Pose2.exp(
            sigma[0] * random.nextGaussian(),
            sigma[1] * random.nextGaussian(),
            sigma[2] * random.nextGaussian()));
  }

  private static List<Pose2> odometry(List<Sensed> sensed, Pose2 start) {
    var poses = new ArrayList<>(List.of(start));
    for (Sensed s : sensed) {
      poses.add(poses.getLast().compose(s.odometry()));
    }
    return poses;
  }

  private static double error(List<Pose2> poses, List<Pose2> truth) {
    double sum = 0;
    for (int k = 0; k < truth.size(); k++) {
      sum +=
          Math.pow(poses.get(k).x() - truth.get(k).x(), 2)
              + Math.pow(poses.get(k).y() - truth.get(k).y(), 2);
    }
    return Math.sqrt(sum / truth.size());
  }

  private static void print(String format, Object... numbers) {
    System.out.println(String.format(Locale.ROOT, format, numbers));
  }
}
