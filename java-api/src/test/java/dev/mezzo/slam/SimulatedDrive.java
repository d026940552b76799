package dev.mezzo.slam;

import dev.mezzo.geometry.Pose2;
import dev.mezzo.geometry.Pose3;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * A robot that drives round a square several times, seen through noise: odometry between keyframes
 * and closures to the rounds before. What loop closers are tested with.
 */
final class SimulatedDrive<P> {
  private static final int ROUND = 32;

  final List<Edge<P>> odometry = new ArrayList<>();

  /** By the later of their keyframes. */
  final List<List<Edge<P>>> closures = new ArrayList<>();

  final double[] information;

  private SimulatedDrive(
      PoseGraph<P> kind, int keyframes, long seed, Function<double[], P> exponential) {
    var random = new SplittableRandom(seed);
    int n = kind.tangentDimension();
    information = new double[n * n];
    for (int i = 0; i < n; i++) {
      information[i * n + i] = i < kind.dimension() ? 400 : 2500;
    }
    List<P> truth = new ArrayList<>(List.of(kind.identity()));
    closures.add(List.of());
    for (int k = 1; k < keyframes; k++) {
      double[] tangent = new double[n];
      tangent[k % (ROUND / 4) == 0 ? n - 1 : 0] = k % (ROUND / 4) == 0 ? Math.PI / 2 : 1;
      if (n == 6) {
        tangent[2] = 0.05;
      }
      truth.add(kind.compose(truth.getLast(), exponential.apply(tangent)));
      odometry.add(measure(kind, truth, k - 1, k, random, exponential));
      List<Edge<P>> closing = new ArrayList<>();
      if (k > ROUND && k % 3 == 0) {
        closing.add(measure(kind, truth, k, k - ROUND, random, exponential));
        closing.add(measure(kind, truth, k - ROUND - 1, k, random, exponential));
      }
      closures.add(closing);
    }
  }

  static SimulatedDrive<Pose2> inThePlane(int keyframes, long seed) {
    return new SimulatedDrive<>(
        new PoseGraph2(), keyframes, seed, t -> Pose2.exp(t[0], t[1], t[2]));
  }

  static SimulatedDrive<Pose3> inSpace(int keyframes, long seed) {
    return new SimulatedDrive<>(
        new PoseGraph3(), keyframes, seed, t -> Pose3.exp(t[0], t[1], t[2], t[3], t[4], t[5]));
  }

  private Edge<P> measure(
      PoseGraph<P> kind,
      List<P> truth,
      int from,
      int to,
      SplittableRandom random,
      Function<double[], P> exponential) {
    double[] noise = new double[kind.tangentDimension()];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = random.nextGaussian() / Math.sqrt(information[i * (noise.length + 1)]);
    }
    P exact = kind.between(truth.get(from), truth.get(to));
    return new Edge<>(
        from, to, kind.compose(exact, exponential.apply(noise)), InformationMatrix.of(information));
  }

  int keyframes() {
    return closures.size();
  }

  /** Adds keyframe k, with its odometry if it is not the first. */
  void addKeyframe(LoopCloser<P> map, int k, P first) {
    if (k == 0) {
      map.addKeyframe(0, first);
    } else {
      map.addKeyframe(k, k - 1, odometry.get(k - 1).measurement(), information);
    }
  }

  /** Adds a closure, and nothing else. */
  int addClosure(LoopCloser<P> map, Edge<P> closure) {
    return map.addLoopClosure(closure.from(), closure.to(), closure.measurement(), information);
  }
}
