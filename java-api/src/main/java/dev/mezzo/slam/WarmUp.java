package dev.mezzo.slam;

import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * Optimises maps that are made up, until the Java virtual machine has compiled what that takes: a
 * robot drives round a square again and again, with closures to the round before.
 */
final class WarmUp<P> {
  private static final long SEED = 20;
  private static final int ROUND = 40;
  private static final int KEYFRAMES = 5 * ROUND;
  private static final int LEAST_MAPS = 8;
  private static final int MOST_MAPS = 60;
  private static final long LONGEST_NANOS = 3_000_000_000L;

  /** A map that takes this part less time than the one before shows that there is more to gain. */
  private static final double SETTLED = 0.9;

  private final PoseGraph<P> kind;
  private final Supplier<LoopCloser<P>> maps;

  /** For the kind of poses that a graph has, which is asked for no more than that. */
  WarmUp(PoseGraph<P> kind, Supplier<LoopCloser<P>> maps) {
    this.kind = kind;
    this.maps = maps;
  }

  void run() {
    long begun = System.nanoTime();
    long best = Long.MAX_VALUE;
    int unchanged = 0;
    for (int k = 0; k < MOST_MAPS && unchanged < LEAST_MAPS; k++) {
      long start = System.nanoTime();
      try (LoopCloser<P> map = maps.get()) {
        drive(map, SEED + k);
      }
      long end = System.nanoTime();
      unchanged = end - start < SETTLED * best ? 0 : unchanged + 1;
      best = Math.min(best, end - start);
      if (end - begun > LONGEST_NANOS) {
        return;
      }
    }
  }

  private void drive(LoopCloser<P> map, long seed) {
    var random = new SplittableRandom(seed);
    double[] information = new double[kind.tangentDimension() * kind.tangentDimension()];
    for (int i = 0; i < kind.tangentDimension(); i++) {
      information[i * (kind.tangentDimension() + 1)] = 400;
    }
    map.addKeyframe(0, kind.identity());
    for (int k = 1; k < KEYFRAMES; k++) {
      map.addKeyframe(k, k - 1, step(k % (ROUND / 4) == 0, random), information);
      if (k >= ROUND && k % 2 == 0) {
        map.addLoopClosure(k, k - ROUND, step(false, random), information);
        map.optimize();
      }
    }
    map.health();
  }

  /** A metre ahead, or a quarter of a turn, with some noise; in space, about the vertical axis. */
  private P step(boolean isTurn, SplittableRandom random) {
    double[] tangent = new double[kind.tangentDimension()];
    for (int i = 0; i < tangent.length; i++) {
      tangent[i] = 0.05 * random.nextDouble(-1, 1);
    }
    tangent[isTurn ? tangent.length - 1 : 0] += isTurn ? Math.PI / 2 : 1;
    double[] state = kind.state(kind.identity());
    kind.manifold().retract(state, 0, tangent, 0, state, 0);
    return kind.poseOf(state);
  }
}
