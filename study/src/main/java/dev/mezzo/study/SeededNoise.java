package dev.mezzo.study;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Random numbers that a seed determines to the last bit on every machine: a named generator, and
 * StrictMath for what is computed from it. Not safe for use by several threads.
 */
final class SeededNoise {
  private final RandomGenerator random;
  private double spare = Double.NaN;

  SeededNoise(long seed) {
    random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  /** Uniform in [low, high). */
  double uniform(double low, double high) {
    return low + (high - low) * (random.nextLong() >>> 11) * 0x1p-53;
  }

  /** Uniform in 0 .. bound - 1. */
  int below(int bound) {
    return (int) uniform(0, bound);
  }

  /** True with that probability. */
  boolean chance(double probability) {
    return uniform(0, 1) < probability;
  }

  /** Normal with mean 0, by Marsaglia's polar method (1964). */
  double normal(double deviation) {
    if (!Double.isNaN(spare)) {
      double value = spare;
      spare = Double.NaN;
      return deviation * value;
    }
    double u;
    double v;
    double s;
    do {
      u = uniform(-1, 1);
      v = uniform(-1, 1);
      s = u * u + v * v;
    } while (s >= 1 || s == 0);
    double scale = Math.sqrt(-2 * StrictMath.log(s) / s);
    spare = v * scale;
    return deviation * u * scale;
  }
}
