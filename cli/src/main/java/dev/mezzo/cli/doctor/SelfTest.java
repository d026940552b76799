package dev.mezzo.cli.doctor;

import dev.mezzo.optimize.Optimizer;
import dev.mezzo.optimize.PrecisionPolicy;
import dev.mezzo.optimize.Summary;
import dev.mezzo.slam.BundleAdjustment;
import dev.mezzo.study.HomeRobot;
import dev.mezzo.study.SimulatedBundle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;

/** Finds out in a moment whether this build computes correctly on this machine. */
public final class SelfTest {
  private static final int POSES = 2000;
  private static final int KEYFRAMES = 10;

  /** Difference of the objective that rounding may make, relative. */
  private static final double TOLERANCE = 1e-6;

  private SelfTest() {}

  /**
   * A part of the test.
   *
   * @param name what was tried
   * @param seconds how long that took, in a JVM that has just begun
   * @param fault what is wrong; empty if nothing is
   */
  public record Part(String name, double seconds, String fault) {}

  /** Tries everything, with the kernels in use. */
  public static List<Part> run() {
    List<Part> parts = new ArrayList<>();
    parts.add(part("conversion to fp16", KernelCheck::conversion));
    parts.add(part("J p", KernelCheck::products));
    parts.add(part("J^T w", KernelCheck::transposedProducts));
    parts.add(part("triangular solves", KernelCheck::solves));
    inBoth(parts, "pose graph", SelfTest::poseGraph);
    inBoth(parts, "window", SelfTest::window);
    return List.copyOf(parts);
  }

  private static Part part(String name, Supplier<String> test) {
    long begin = System.nanoTime();
    String fault = test.get();
    return new Part(name, 1e-9 * (System.nanoTime() - begin), fault);
  }

  /** A problem in double and in mixed precision, which are to agree. */
  private static void inBoth(
      List<Part> parts, String problem, Function<PrecisionPolicy, Summary> solve) {
    var reference = new Summary[1];
    parts.add(
        part(
            problem + ", double",
            () -> {
              reference[0] = solve.apply(PrecisionPolicy.DOUBLE);
              return fault(problem, reference[0]);
            }));
    parts.add(
        part(
            problem + ", mixed",
            () -> {
              Summary mixed = solve.apply(PrecisionPolicy.MIXED);
              double expected = reference[0].finalChi2();
              boolean agree = Math.abs(mixed.finalChi2() - expected) <= TOLERANCE * expected;
              return agree
                  ? fault(problem, mixed)
                  : String.format(
                      Locale.ROOT,
                      "%s: chi2 is %.10g in double precision and %.10g in mixed",
                      problem,
                      expected,
                      mixed.finalChi2());
            }));
  }

  private static String fault(String problem, Summary summary) {
    boolean good = summary.termination().isUsable() && summary.finalChi2() < summary.initialChi2();
    return good ? "" : problem + ": " + summary.briefReport();
  }

  private static Summary poseGraph(PrecisionPolicy policy) {
    return HomeRobot.simulate(1, POSES)
        .graph()
        .optimize(Optimizer.builder().precision(policy).build());
  }

  private static Summary window(PrecisionPolicy policy) {
    return SimulatedBundle.window(KEYFRAMES, 1)
        .optimize(BundleAdjustment.optimizer().precision(policy).build());
  }
}
