package dev.mezzo.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.mezzo.geometry.Point;
import dev.mezzo.geometry.Pose2;
import dev.mezzo.geometry.Pose3;
import dev.mezzo.optimize.IterationListener;
import dev.mezzo.optimize.LossFunction;
import dev.mezzo.optimize.Optimizer;
import dev.mezzo.optimize.PrecisionPolicy;
import dev.mezzo.optimize.Problem;
import dev.mezzo.optimize.Summary;
import dev.mezzo.slam.InformationMatrix;
import dev.mezzo.slam.Observation;
import dev.mezzo.slam.PoseGraph;
import dev.mezzo.slam.PoseGraph2;
import dev.mezzo.slam.PoseGraph3;
import dev.mezzo.slam.Prior;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Once the JVM has compiled it, an iteration of a solve allocates not one byte on the Java heap:
 * the garbage collector has nothing to do with a robot's deadlines.
 */
class NoAllocationTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final int ITERATIONS = 8;

  /** Solves in a row that must be free of allocations. */
  private static final int CLEAN = 10;

  /** Solves within which the JVM has compiled all there is, with room for a busy machine. */
  private static final int WARM_UP = 500;

  /** Reads the thread's allocation counter at the end of every iteration. */
  private static final class Meter implements IterationListener {
    private final long[] readings = new long[ITERATIONS];
    private int count;

    @Override
    public boolean onIteration(int iteration, double chi2, int linearIterations) {
      readings[count++] = THREADS.getCurrentThreadAllocatedBytes();
      return true;
    }

    /** Bytes between each iteration and the next. */
    long[] allocated() {
      long[] bytes = new long[count - 1];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = readings[i + 1] - readings[i];
      }
      return bytes;
    }
  }

  @BeforeAll
  static void readingTheCounterAllocatesNothingItself() {
    long first = 0;
    long second = 1;
    for (int i = 0; i < 10_000 && first != second; i++) {
      first = THREADS.getCurrentThreadAllocatedBytes();
      second = THREADS.getCurrentThreadAllocatedBytes();
    }
    assertThat(second).isEqualTo(first);
  }

  static Stream<Arguments> cases() {
    List<Arguments> cases = new ArrayList<>();
    for (PrecisionPolicy policy :
        List.of(PrecisionPolicy.DOUBLE, PrecisionPolicy.SINGLE, PrecisionPolicy.MIXED)) {
      for (PoseGraph<?> graph : List.of(plane(), space())) {
        for (Optimizer.Algorithm algorithm : Optimizer.Algorithm.values()) {
          for (int threads = 1; threads <= 2; threads++) {
            String name =
                policy.name() + ", " + graph.dimension() + "-D, " + algorithm + ", " + threads;
            Optimizer.Builder options =
                Optimizer.builder()
                    .precision(policy)
                    .algorithm(algorithm)
                    .threads(threads)
                    .functionTolerance(1e-12)
                    .maxIterations(ITERATIONS);
            cases.add(Arguments.of(name, options, graph));
          }
        }
      }
    }
    return cases.stream();
  }

  @ParameterizedTest(name = "{0} threads")
  @MethodSource("cases")
  void aWarmIterationAllocatesNothing(String name, Optimizer.Builder options, PoseGraph<?> graph) {
    Problem problem = graph.toProblem(LossFunction.NONE);
    double[][] start = new double[problem.variables()][];
    for (int v = 0; v < start.length; v++) {
      start[v] = problem.state(v);
    }
    long[] allocated = {};
    int clean = 0;
    for (int solve = 0; solve < WARM_UP && clean < CLEAN; solve++) {
      for (int v = 0; v < start.length; v++) {
        problem.setState(v, start[v]);
      }
      var meter = new Meter();
      Summary summary = options.listener(meter).build().optimize(problem);
      assertThat(summary.fallbacks()).as("a fallback is no steady state").isEmpty();
      allocated = meter.allocated();
      assertThat(allocated).hasSizeGreaterThan(2);
      clean = Arrays.stream(allocated).allMatch(bytes -> bytes == 0) ? clean + 1 : 0;
    }
    assertThat(clean)
        .as("solves in a row without allocation; the last one had %s", Arrays.toString(allocated))
        .isEqualTo(CLEAN);
  }

  /**
   * A drive around blocks of a town, with a closure wherever it passes a place again, landmarks and
   * positions.
   */
  private static PoseGraph2 plane() {
    var random = new SplittableRandom(1);
    var graph = new PoseGraph2();
    graph.addPose(0, Pose2.identity());
    Pose2 estimate = Pose2.identity();
    double[] information = {100, 0, 0, 0, 100, 0, 0, 0, 1000};
    for (int k = 1; k < 200; k++) {
      Pose2 step = Pose2.of(1, 0, k % 5 == 0 ? Math.PI / 2 : 0);
      Pose2 measured = step.compose(noise2(random));
      estimate = estimate.compose(measured);
      graph.addPose(k, estimate);
      graph.addEdge(k - 1, k, measured, information);
      if (k >= 20) {
        graph.addEdge(k - 20, k, noise2(random), information);
      }
    }
    for (int k = 0; k < 200; k += 20) {
      long landmark = 1000L + k;
      graph.addLandmark(landmark, Point.ofArray(graph.pose((long) k).transform(2, 1)));
      graph.addObservation(k, landmark, Point.of(2, 1.1), InformationMatrix.identity(2));
      graph.addObservation(k + 1L, landmark, Point.of(1, 0.9), InformationMatrix.identity(2));
      graph.addPosition(landmark, graph.landmark(landmark), InformationMatrix.identity(2));
      graph.addPosition(k, Point.of(k, 0), InformationMatrix.diagonal(0.01, 0.01));
    }
    return graph;
  }

  private static Pose2 noise2(SplittableRandom random) {
    return Pose2.exp(
        random.nextDouble(-0.1, 0.1), random.nextDouble(-0.1, 0.1), random.nextDouble(-0.03, 0.03));
  }

  /** The same, climbing, with priors by a sensor beside the body. */
  private static PoseGraph3 space() {
    var random = new SplittableRandom(2);
    var graph = new PoseGraph3();
    graph.addPose(0, Pose3.identity());
    Pose3 estimate = Pose3.identity();
    double[] information = new double[36];
    for (int i = 0; i < 6; i++) {
      information[7 * i] = i < 3 ? 100 : 4000;
    }
    for (int k = 1; k < 200; k++) {
      Pose3 step = Pose3.exp(1, 0, 0.05, 0, 0, k % 5 == 0 ? Math.PI / 2 : 0);
      Pose3 measured = step.compose(noise3(random));
      estimate = estimate.compose(measured);
      graph.addPose(k, estimate);
      graph.addEdge(k - 1, k, measured, information);
      if (k >= 20) {
        Pose3 up = Pose3.exp(0, 0, 1, 0, 0, 0);
        graph.addEdge(k - 20, k, up.compose(noise3(random)), information);
      }
    }
    InformationMatrix unit = InformationMatrix.identity(3);
    Pose3 sensor = Pose3.exp(0.1, 0, 0.3, 0, 0.5, 0);
    for (int k = 0; k < 200; k += 20) {
      long landmark = 1000L + k;
      graph.addLandmark(landmark, Point.ofArray(graph.pose((long) k).transform(2, 1, 0)));
      graph.addObservation(new Observation<>(k, landmark, Point.of(2, 1.1, 0), unit, sensor));
      graph.addObservation(k + 1L, landmark, Point.of(1, 0.9, 0), unit);
      graph.addPosition(landmark, graph.landmark(landmark), unit);
      Pose3 seen = graph.pose((long) k).compose(sensor);
      graph.addPrior(new Prior<>(k, seen, InformationMatrix.identity(6), sensor));
    }
    return graph;
  }

  private static Pose3 noise3(SplittableRandom random) {
    double[] d = random.doubles(6, -0.05, 0.05).toArray();
    return Pose3.exp(d[0], d[1], d[2], d[3], d[4], d[5]);
  }
}
