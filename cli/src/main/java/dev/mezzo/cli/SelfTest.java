package dev.mezzo.cli;

import dev.mezzo.linalg.Precision;
import dev.mezzo.linalg.Rounding;
import dev.mezzo.linalg.Vector;
import dev.mezzo.optimize.Optimizer;
import dev.mezzo.optimize.PrecisionPolicy;
import dev.mezzo.optimize.Summary;
import dev.mezzo.study.HomeRobot;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Finds out in a moment whether this build computes correctly on this machine. */
final class SelfTest {
  private static final int POSES = 2000;

  /** Difference of chi2 that rounding may make, relative. */
  private static final double TOLERANCE = 1e-6;

  private SelfTest() {}

  /** What is wrong, empty if nothing is. */
  static List<String> run() {
    List<String> faults = new ArrayList<>();
    halfConversion(faults);
    poseGraph(faults);
    return faults;
  }

  /** Numbers of all magnitudes through the kernels, against the JDK's conversion. */
  private static void halfConversion(List<String> faults) {
    int n = 4096;
    try (Arena arena = Arena.ofConfined()) {
      var vector = new Vector(arena, Precision.SINGLE, n);
      for (int i = 0; i < n; i++) {
        vector.set(i, (float) ((i % 2 == 0 ? 1 : -1) * 60_000 * Math.pow(0.99, i)));
      }
      MemorySegment half = arena.allocate(2L * n, 64);
      vector.roundToHalf(half, new Rounding(arena));
      for (int i = 0; i < n; i++) {
        short expected = Float.floatToFloat16((float) vector.get(i));
        short actual = half.getAtIndex(ValueLayout.JAVA_SHORT, i);
        if (expected != actual) {
          faults.add(
              String.format(
                  Locale.ROOT,
                  "conversion to fp16: %s becomes %s instead of %s",
                  (float) vector.get(i),
                  Float.float16ToFloat(actual),
                  Float.float16ToFloat(expected)));
          return;
        }
      }
    }
  }

  /** A small simulated robot, in double and in mixed precision. */
  private static void poseGraph(List<String> faults) {
    Summary reference = solve(PrecisionPolicy.DOUBLE, faults);
    Summary mixed = solve(PrecisionPolicy.MIXED, faults);
    double difference = Math.abs(mixed.finalChi2() - reference.finalChi2());
    if (!(difference <= TOLERANCE * reference.finalChi2())) {
      faults.add(
          String.format(
              Locale.ROOT,
              "pose graph: chi2 is %.10g in double precision and %.10g in mixed",
              reference.finalChi2(),
              mixed.finalChi2()));
    }
  }

  private static Summary solve(PrecisionPolicy policy, List<String> faults) {
    var graph = HomeRobot.simulate(1, POSES).graph();
    Summary summary = graph.optimize(Optimizer.builder().precision(policy).build());
    if (!summary.termination().isUsable() || !(summary.finalChi2() < summary.initialChi2())) {
      faults.add("pose graph: " + summary.briefReport());
    }
    return summary;
  }
}
