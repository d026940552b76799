package dev.mezzo.slam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mezzo.geometry.Point;
import dev.mezzo.geometry.Pose2;
import dev.mezzo.geometry.Pose3;
import dev.mezzo.geometry.Rotation3;
import dev.mezzo.optimize.LossFunction;
import dev.mezzo.optimize.Optimizer;
import dev.mezzo.optimize.PrecisionPolicy;
import dev.mezzo.optimize.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Optima of graphs with landmarks: known ones, and those of an independent dense solver. */
class LandmarkOptimumTest {
  private static final Map<String, Optimizer> OPTIMIZERS =
      Map.of(
          "double", with(PrecisionPolicy.DOUBLE),
          "single", with(PrecisionPolicy.SINGLE),
          "mixed", with(PrecisionPolicy.MIXED));

  private static Optimizer with(PrecisionPolicy policy) {
    return Optimizer.builder().precision(policy).build();
  }

  static Stream<Arguments> cases() {
    return OPTIMIZERS.keySet().stream()
        .flatMap(name -> Stream.of(Arguments.of(name, 2), Arguments.of(name, 3)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void withoutNoiseEveryPrecisionFindsTheTruth(String precision, int dimension) {
    var drive = new Drive(dimension, 60, 40, 0, 1);
    Summary summary =
        drive.graph.optimize(OPTIMIZERS.get(precision), LossFunction.NONE, Initialization.FILE);
    assertThat(summary.termination().toString()).isEqualTo("converged");
    assertThat(drive.graph.chi2()).isLessThan(1e-10);
    for (int k = 0; k < drive.truth.size(); k++) {
      double[] found = drive.graph.landmark(drive.landmarkId(k)).toArray();
      double[] truth = drive.truth.get(k).toArray();
      for (int i = 0; i < dimension; i++) {
        assertThat(found[i]).isCloseTo(truth[i], within(1e-5));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void withNoiseEveryPrecisionReachesTheSameChi2(String precision, int dimension) {
    var reference = new Drive(dimension, 200, 150, 0.1, 2);
    reference.graph.optimize(OPTIMIZERS.get("double"));
    var drive = new Drive(dimension, 200, 150, 0.1, 2);
    drive.graph.optimize(OPTIMIZERS.get(precision));
    assertThat(drive.graph.chi2())
        .isCloseTo(reference.graph.chi2(), within(1e-6 * reference.graph.chi2()));
    // Whitened noise of unit variance: chi2 is about residuals less variables.
    double expected = drive.graph.toProblem(LossFunction.NONE).residuals();
    assertThat(drive.graph.chi2()).isBetween(0.2 * expected, 1.2 * expected);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aTinyGraphReachesTheOptimumOfADenseSolverWithDifferencesForDerivatives(
      String precision, int dimension) {
    var drive = new Drive(dimension, 6, 5, 0.3, 3);
    PoseGraph<?> graph = drive.graph;
    addWorldMeasurements(graph);
    double expected = DenseGaussNewton.minimise(graph);
    graph.optimize(OPTIMIZERS.get(precision), LossFunction.NONE, Initialization.FILE);
    assertThat(graph.chi2()).isCloseTo(expected, within(1e-8 * expected));
    assertThat(DenseGaussNewton.chi2(graph)).isCloseTo(graph.chi2(), within(1e-11 * expected));
  }

  private static void addWorldMeasurements(PoseGraph<?> graph) {
    switch (graph) {
      case PoseGraph2 plane -> {
        plane.addPosition(2, Point.of(2, 1), InformationMatrix.diagonal(4, 9));
        plane.addPosition(1003, Point.of(1, -2), InformationMatrix.of(4, 1, 1, 2));
        plane.addPrior(
            new Prior<>(
                4, Pose2.of(3, 1, 0.5), InformationMatrix.diagonal(1, 2, 3), Pose2.of(0.3, 0, 1)));
      }
      case PoseGraph3 space -> {
        space.addPosition(2, Point.of(2, 1, 0), InformationMatrix.diagonal(4, 9, 1));
        space.addPosition(1003, Point.of(1, -2, 3), InformationMatrix.diagonal(4, 1, 2));
        space.addPrior(
            new Prior<>(
                4,
                Pose3.of(3, 1, 0, Rotation3.exp(0.1, 0.2, 0.5)),
                InformationMatrix.diagonal(1, 2, 3, 4, 5, 6),
                Pose3.of(0.3, 0, 0.2, Rotation3.exp(0.5, -1, 1))));
      }
    }
  }

  @Test
  void aPoseThatIsTiedByLandmarksAloneFindsItsPlace() {
    var graph = new PoseGraph2();
    graph.addPose(0, Pose2.identity());
    graph.addPose(1, Pose2.of(0.5, 0.5, 0.2)); // should be at (2, 1), turned by 0.9
    Pose2 there = Pose2.of(2, 1, 0.9);
    InformationMatrix unit = InformationMatrix.identity(2);
    double[][] points = {{3, 0}, {1, 4}};
    for (int k = 0; k < 2; k++) {
      Point point = Point.ofArray(points[k]);
      graph.addLandmark(10 + k, point);
      graph.addObservation(0, 10 + k, point, unit);
      double[] seen = there.inverse().transform(point.x(), point.y());
      graph.addObservation(1, 10 + k, Point.ofArray(seen), unit);
    }
    Summary summary = graph.optimize(OPTIMIZERS.get("mixed"));
    assertThat(summary.finalChi2()).isLessThan(1e-15);
    assertThat(graph.pose(1L).x()).isCloseTo(2, within(1e-6));
    assertThat(graph.pose(1L).heading()).isCloseTo(0.9, within(1e-6));
  }

  /** A drive on a wavy circle around landmarks, seen by a sensor aside of the body. */
  private static final class Drive {
    final PoseGraph<?> graph;
    final List<Point> truth = new ArrayList<>();
    private final SplittableRandom random;
    private final double noise;

    Drive(int dimension, int poses, int landmarks, double noise, long seed) {
      random = new SplittableRandom(seed);
      this.noise = noise;
      for (int k = 0; k < landmarks; k++) {
        double angle = 2 * Math.PI * k / landmarks;
        double radius = 12 + random.nextDouble(-4, 4);
        truth.add(
            dimension == 2
                ? Point.of(radius * Math.cos(angle), radius * Math.sin(angle))
                : Point.of(
                    radius * Math.cos(angle), radius * Math.sin(angle), random.nextDouble(-3, 3)));
      }
      graph = dimension == 2 ? plane(poses) : space(poses);
    }

    long landmarkId(int k) {
      return 1000L + k;
    }

    private PoseGraph2 plane(int poses) {
      var made = new PoseGraph2();
      Pose2[] at = new Pose2[poses];
      double sigma = Math.max(noise, 0.01);
      InformationMatrix omega = information(3, sigma);
      InformationMatrix omegaOfPoint = information(2, sigma);
      Pose2 sensor = Pose2.of(0.4, -0.2, 0.3);
      for (int k = 0; k < poses; k++) {
        double angle = 2 * Math.PI * k / poses;
        at[k] = Pose2.of(10 * Math.cos(angle), 10 * Math.sin(angle), angle + Math.PI / 2);
        made.addPose(k, at[k].compose(Pose2.exp(start(k), start(k), 0.3 * start(k))));
        if (k > 0) {
          made.addEdge(
              k - 1,
              k,
              at[k - 1].between(at[k]).compose(Pose2.exp(noise(), noise(), noise())),
              omega);
        }
      }
      for (int l = 0; l < truth.size(); l++) {
        Point p = truth.get(l);
        made.addLandmark(landmarkId(l), Point.of(p.x() + start(1), p.y() + start(1)));
        for (int k = l % 3; k < poses; k++) {
          double[] seen = at[k].compose(sensor).inverse().transform(p.x(), p.y());
          if (Math.hypot(seen[0], seen[1]) < 8 || poses < 10) {
            Point z = Point.of(seen[0] + noise(), seen[1] + noise());
            made.addObservation(new Observation<>(k, landmarkId(l), z, omegaOfPoint, sensor));
          }
        }
      }
      return made;
    }

    private PoseGraph3 space(int poses) {
      var made = new PoseGraph3();
      Pose3[] at = new Pose3[poses];
      double sigma = Math.max(noise, 0.01);
      double[] diagonal = new double[6];
      for (int i = 0; i < 6; i++) {
        diagonal[i] = (i < 3 ? 1 : 4) / (sigma * sigma); // the error is half the rotation vector
      }
      InformationMatrix omega = InformationMatrix.diagonal(diagonal);
      InformationMatrix omegaOfPoint = information(3, sigma);
      Pose3 sensor = Pose3.of(0.4, -0.2, 0.1, Rotation3.exp(0.2, -0.1, 0.3));
      for (int k = 0; k < poses; k++) {
        double angle = 2 * Math.PI * k / poses;
        Rotation3 turn = Rotation3.exp(0, 0, angle + Math.PI / 2);
        at[k] =
            Pose3.of(
                10 * Math.cos(angle),
                10 * Math.sin(angle),
                Math.sin(3 * angle),
                turn.compose(Rotation3.exp(0.2 * Math.sin(angle), 0.1, 0)));
        double s = start(k);
        made.addPose(k, at[k].compose(Pose3.exp(s, -s, s, 0.2 * s, 0.1 * s, -0.2 * s)));
        if (k > 0) {
          Pose3 error = Pose3.exp(noise(), noise(), noise(), noise(), noise(), noise());
          made.addEdge(k - 1, k, at[k - 1].between(at[k]).compose(error), omega);
        }
      }
      for (int l = 0; l < truth.size(); l++) {
        Point p = truth.get(l);
        made.addLandmark(
            landmarkId(l), Point.of(p.x() + start(1), p.y() + start(1), p.z() + start(1)));
        for (int k = l % 3; k < poses; k++) {
          double[] seen = at[k].compose(sensor).inverse().transform(p.x(), p.y(), p.z());
          if (Math.hypot(seen[0], seen[1]) < 8 || poses < 10) {
            Point z = Point.of(seen[0] + noise(), seen[1] + noise(), seen[2] + noise());
            made.addObservation(new Observation<>(k, landmarkId(l), z, omegaOfPoint, sensor));
          }
        }
      }
      return made;
    }

    private static InformationMatrix information(int n, double sigma) {
      double[] diagonal = new double[n];
      java.util.Arrays.fill(diagonal, 1 / (sigma * sigma));
      return InformationMatrix.diagonal(diagonal);
    }

    /** Off the truth; not the first pose, which is held. */
    private double start(int k) {
      return k == 0 ? 0 : random.nextDouble(-0.2, 0.2);
    }

    private double noise() {
      return noise == 0 ? 0 : noise * random.nextGaussian();
    }
  }
}
