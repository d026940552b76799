package dev.mezzo.slam;

import dev.mezzo.geometry.Pose2;
import dev.mezzo.geometry.Pose3;
import dev.mezzo.geometry.Rotation3;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;

/**
 * Robots that go round and round a square, in the plane or up a staircase, recognise places of the
 * round before, and now and then take one place for another. Seeded.
 */
final class FalseClosures {
  private static final int SIDE = 8;
  private static final int ROUND = 4 * SIDE;
  private static final double SIGMA_T = 0.02;
  private static final double SIGMA_R = 0.005;

  private FalseClosures() {}

  /** A graph and what is true of it. */
  record Case<P>(PoseGraph<P> graph, PoseGraph<P> clean, BitSet wrong) {}

  /** In the plane. */
  static Case<Pose2> plane(int rounds, int falseClosures, long seed) {
    var truth = new ArrayList<Pose2>();
    truth.add(Pose2.identity());
    for (int k = 1; k < rounds * ROUND; k++) {
      truth.add(truth.getLast().compose(Pose2.of(1, 0, k % SIDE == 0 ? Math.PI / 2 : 0)));
    }
    double t = 1 / (SIGMA_T * SIGMA_T);
    var information = InformationMatrix.diagonal(t, t, 1 / (SIGMA_R * SIGMA_R));
    return drive(
        new PoseGraph2(),
        new PoseGraph2(),
        truth,
        information,
        FalseClosures::noisy,
        falseClosures,
        new Random(seed));
  }

  /** In space. */
  static Case<Pose3> space(int rounds, int falseClosures, long seed) {
    var truth = new ArrayList<Pose3>();
    truth.add(Pose3.identity());
    for (int k = 1; k < rounds * ROUND; k++) {
      double turn = k % SIDE == 0 ? Math.PI / 2 : 0;
      var step = Pose3.of(1, 0, 0.1, Rotation3.ofRollPitchYaw(0, 0, turn));
      truth.add(truth.getLast().compose(step));
    }
    double t = 1 / (SIGMA_T * SIGMA_T);
    double r = 4 / (SIGMA_R * SIGMA_R); // of half the angle
    return drive(
        new PoseGraph3(),
        new PoseGraph3(),
        truth,
        InformationMatrix.diagonal(t, t, t, r, r, r),
        FalseClosures::noisy,
        falseClosures,
        new Random(seed));
  }

  private static <P> Case<P> drive(
      PoseGraph<P> graph,
      PoseGraph<P> clean,
      List<P> truth,
      InformationMatrix information,
      BiFunction<P, Random, P> noise,
      int falseClosures,
      Random random) {
    int n = truth.size();
    for (int k = 0; k < n; k++) {
      graph.addPose(k, truth.get(k));
      clean.addPose(k, truth.get(k));
    }
    for (int k = 1; k < n; k++) {
      P step = graph.between(truth.get(k - 1), truth.get(k));
      clean.addEdge(new Edge<>(k - 1L, k, noise.apply(step, random), information));
    }
    for (int k = ROUND; k < n; k += 3) {
      P step = graph.between(truth.get(k - ROUND), truth.get(k));
      clean.addEdge(new Edge<>((long) k - ROUND, k, noise.apply(step, random), information));
    }
    clean.edges().forEach(graph::addEdge);
    BitSet wrong = new BitSet();
    while (wrong.cardinality() < falseClosures) {
      int a = random.nextInt(n);
      int b = random.nextInt(n);
      double[] step = graph.translation(graph.between(truth.get(a), truth.get(b)));
      if (Math.abs(a - b) > 1 && Math.hypot(step[0], step[1]) > 2) {
        wrong.set(graph.edges().size());
        P here = noise.apply(graph.identity(), random); // "the same place again"
        graph.addEdge(new Edge<>((long) a, (long) b, here, information));
      }
    }
    return new Case<>(graph, clean, wrong);
  }

  private static Pose2 noisy(Pose2 pose, Random random) {
    return Pose2.of(
        pose.x() + SIGMA_T * random.nextGaussian(),
        pose.y() + SIGMA_T * random.nextGaussian(),
        pose.heading() + SIGMA_R * random.nextGaussian());
  }

  private static Pose3 noisy(Pose3 pose, Random random) {
    Pose3 noise =
        Pose3.of(
            SIGMA_T * random.nextGaussian(),
            SIGMA_T * random.nextGaussian(),
            SIGMA_T * random.nextGaussian(),
            Rotation3.ofRollPitchYaw(
                SIGMA_R * random.nextGaussian(),
                SIGMA_R * random.nextGaussian(),
                SIGMA_R * random.nextGaussian()));
    return pose.compose(noise);
  }
}
