package dev.mezzo.slam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.mezzo.geometry.Point;
import dev.mezzo.geometry.Pose2;
import dev.mezzo.geometry.Pose3;
import dev.mezzo.optimize.LossFunction;
import dev.mezzo.optimize.Optimizer;
import dev.mezzo.optimize.PrecisionPolicy;
import dev.mezzo.optimize.SingularProblemException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The uncertainty of poses is what the measurements leave, seen from what is held. */
class PoseGraphCovarianceTest {
  private static final InformationMatrix PLANE = InformationMatrix.diagonal(400, 100, 2500);

  /** Straight ahead by a metre at a time. */
  private static PoseGraph2 straight(int poses) {
    var graph = new PoseGraph2();
    for (int k = 0; k < poses; k++) {
      graph.addPose(10L * k, Pose2.of(k, 0, 0));
      if (k > 0) {
        graph.addEdge(new Edge<>(10L * (k - 1), 10L * k, Pose2.of(1, 0, 0), PLANE));
      }
    }
    return graph;
  }

  @Test
  void odometryStraightAheadIsAsUncertainAsItsErrorsAddUp() {
    try (var covariance = straight(200).covariance()) {
      for (double k : new double[] {0, 1, 7, 199}) {
        double[] sigma = covariance.of((long) (10 * k));
        // Each error of heading swings all later steps to the side.
        double swing = (k - 1) * k * (2 * k - 1) / 6 / 2500;
        double both = k * (k - 1) / 2 / 2500;
        double[] expected = {
          k / 400,
          0,
          0, //
          0,
          k / 100 + swing,
          both, //
          0,
          both,
          k / 2500
        };
        assertThat(sigma).containsExactly(expected, within(1e-10 * (1 + swing)));
      }
    }
  }

  @Test
  void uncertaintyGrowsFromTheAnchorOrFromWhatIsFixed() {
    var graph = straight(20);
    try (var covariance = graph.covariance()) {
      assertThat(covariance.of(0)).containsOnly(0);
      assertThat(covariance.of(190)[0]).isCloseTo(19 / 400.0, within(1e-12));
    }
    graph.fix(190);
    try (var covariance = graph.covariance()) {
      assertThat(covariance.of(190)).containsOnly(0);
      assertThat(covariance.between(0, 190)).containsOnly(0);
      assertThat(covariance.of(0)[0]).isCloseTo(19 / 400.0, within(1e-12));
    }
  }

  @Test
  void withAPriorNothingIsHeldAndThePriorsUncertaintyIsEverywhere() {
    var graph = straight(5);
    graph.addPrior(new Prior<>(0, Pose2.identity(), InformationMatrix.diagonal(1, 4, 100)));
    try (var covariance = graph.covariance()) {
      double[] prior = {1, 0, 0, 0, 0.25, 0, 0, 0, 0.01};
      assertThat(covariance.of(0)).containsExactly(prior, within(1e-12));
      assertThat(covariance.of(40)[0]).isCloseTo(1 + 4 / 400.0, within(1e-12));
    }
  }

  @Test
  void eachComponentIsSeenFromItsOwnAnchor() {
    var graph = straight(3);
    graph.addPose(100, Pose2.of(50, 0, 2));
    graph.addPose(101, Pose2.of(50, 0, 2).compose(Pose2.of(1, 0, 0)));
    graph.addEdge(new Edge<>(100, 101, Pose2.of(1, 0, 0), PLANE));
    try (var covariance = graph.covariance()) {
      double[] step = {1 / 400.0, 0, 0, 0, 0.01, 0, 0, 0, 1 / 2500.0};
      assertThat(covariance.of(101)).containsExactly(step, within(1e-14));
      assertThat(covariance.between(20, 101)).containsOnly(0);
    }
  }

  @Test
  void inSpaceTheErrorOfAnEdgeIsHalfTheRotation() {
    var graph = new PoseGraph3();
    Pose3 step = Pose3.exp(1, 2, 3, 0.5, -0.4, 0.3);
    graph.addPose(1, Pose3.exp(4, 0, 1, 0, 2, 0));
    graph.addPose(2, graph.pose(1).compose(step));
    var information = InformationMatrix.diagonal(100, 200, 400, 1000, 2000, 4000);
    graph.addEdge(new Edge<>(1, 2, step, information));
    try (var covariance = graph.covariance()) {
      double[] sigma = covariance.of(2);
      double[] diagonal = {1e-2, 5e-3, 2.5e-3, 4e-3, 2e-3, 1e-3};
      for (int i = 0; i < 36; i++) {
        assertThat(sigma[i]).isCloseTo(i % 7 == 0 ? diagonal[i / 7] : 0, within(1e-15));
      }
      assertThat(covariance.relative(1, 2)).containsExactly(sigma, within(1e-15));
    }
  }

  @Test
  void neighboursAlongOdometryKnowEachOtherAsTheirEdgeSaysHoweverFarTheyAre() {
    var samples = new Samples(1);
    var graph = new PoseGraph3();
    graph.addPose(0, Pose3.identity());
    for (int k = 1; k <= 400; k++) {
      Pose3 step = Pose3.exp(1, 0, 0, 0, 0, 0).compose(samples.pose3(0.1, 0.1));
      graph.addPose(k, graph.pose(k - 1).compose(step));
      graph.addEdge(new Edge<>(k - 1, k, step, InformationMatrix.identity(6)));
    }
    try (var covariance = graph.covariance()) {
      assertThat(covariance.of(400)[0]).isGreaterThan(1e4);
      double[] relative = covariance.relative(399, 400);
      for (int i = 0; i < 36; i++) {
        double expected = i % 7 != 0 ? 0 : i < 21 ? 1 : 4;
        assertThat(relative[i]).isCloseTo(expected, within(1e-9));
      }
      assertThat(covariance.relative(7, 7)).containsOnly(0);
    }
  }

  @Test
  void theRelativeCovarianceDoesNotDependOnWhatIsFixed() {
    PoseGraph3 graph = new PoseGraph3();
    var samples = new Samples(2);
    for (int k = 0; k < 30; k++) {
      graph.addPose(k, samples.pose3(10, 2));
      for (int from = Math.max(0, k - 3); from < k; from++) {
        Pose3 measured = graph.pose(from).between(graph.pose(k));
        graph.addEdge(from, k, measured, samples.gram(6, 8));
      }
    }
    double[] seen;
    double[] blocks;
    try (var covariance = graph.covariance()) {
      seen = covariance.relative(5, 20);
      double[] joint = covariance.joint(5, 20);
      blocks = relativeOf(joint, graph.pose(20).between(graph.pose(5)).adjoint());
    }
    double largest = 0;
    for (double entry : seen) {
      largest = Math.max(largest, Math.abs(entry));
    }
    assertThat(seen).containsExactly(blocks, within(1e-8 * largest));
    graph.fix(17);
    try (var covariance = graph.covariance()) {
      assertThat(covariance.relative(5, 20)).containsExactly(seen, within(1e-8 * largest));
    }
  }

  /** G joint G^T with G = [-Ad(T^-1), I]. */
  private static double[] relativeOf(double[] joint, double[] adjoint) {
    double[][] g = new double[6][12];
    for (int i = 0; i < 6; i++) {
      for (int j = 0; j < 6; j++) {
        g[i][j] = -adjoint[6 * i + j];
      }
      g[i][6 + i] = 1;
    }
    double[] result = new double[36];
    for (int i = 0; i < 36; i++) {
      for (int r = 0; r < 12; r++) {
        for (int c = 0; c < 12; c++) {
          result[i] += g[i / 6][r] * joint[12 * r + c] * g[i % 6][c];
        }
      }
    }
    return result;
  }

  @Test
  void estimatesFromNoisyMeasurementsScatterAsTheCovarianceSays() {
    var random = new SplittableRandom(3);
    int poses = 12;
    Pose2[] truth = new Pose2[poses];
    for (int k = 0; k < poses; k++) {
      double angle = 2 * Math.PI * k / poses;
      truth[k] = Pose2.of(3 * Math.cos(angle), 3 * Math.sin(angle), angle + Math.PI / 2);
    }
    double[] expected;
    try (var covariance = ring(truth, null).covariance()) {
      expected = covariance.of(6);
    }
    int runs = 1000;
    double[] scatter = new double[9];
    var optimizer = Optimizer.builder().precision(PrecisionPolicy.DOUBLE).build();
    for (int run = 0; run < runs; run++) {
      var graph = ring(truth, random);
      graph.optimize(optimizer);
      double[] d = truth[6].between(graph.pose(6)).log();
      for (int i = 0; i < 9; i++) {
        scatter[i] += d[i / 3] * d[i % 3] / runs;
      }
    }
    for (int i = 0; i < 9; i++) {
      // A sample variance of 1000 has a standard deviation of 4.5 %.
      double deviations = Math.sqrt(expected[i / 3 * 4] * expected[i % 3 * 4]);
      assertThat(scatter[i]).isCloseTo(expected[i], within(0.15 * deviations));
    }
  }

  /** All poses measured from the one before, and two from across; with noise or without. */
  private static PoseGraph2 ring(Pose2[] truth, SplittableRandom random) {
    var graph = new PoseGraph2();
    for (int k = 0; k < truth.length; k++) {
      graph.addPose(k, truth[k]);
    }
    for (int k = 0; k < truth.length; k++) {
      int to = (k + 1) % truth.length;
      graph.addEdge(noisy(truth, k, to, random));
      if (k % 5 == 1) {
        graph.addEdge(noisy(truth, k, (k + 4) % truth.length, random));
      }
    }
    return graph;
  }

  private static Edge<Pose2> noisy(Pose2[] truth, int from, int to, SplittableRandom random) {
    Pose2 measured = truth[from].between(truth[to]);
    if (random != null) {
      double dx = 0.01 * random.nextGaussian();
      double dy = 0.02 * random.nextGaussian();
      double turn = 0.01 * random.nextGaussian();
      // e = [translation; angle] of Z^-1 T is the noise, Z = T N^-1.
      measured = measured.compose(Pose2.of(dx, dy, turn).inverse());
    }
    return new Edge<>(from, to, measured, InformationMatrix.diagonal(1e4, 2500, 1e4));
  }

  @Test
  void aLandmarkIsAsCertainAsThePoseThatSeesItAndItsSightTogether() {
    // Pose 1 is known from pose 0 with covariance E, the landmark from pose 1 with covariance Z.
    var graph = new PoseGraph2();
    Pose2 pose = Pose2.of(3, -1, 0.7);
    graph.addPose(0, Pose2.identity());
    graph.addPose(1, pose);
    graph.addEdge(0, 1, pose, InformationMatrix.diagonal(100, 25, 400));
    double[] y = {2, 5};
    graph.addLandmark(8, Point.ofArray(pose.transform(y[0], y[1])));
    graph.addObservation(1, 8, Point.ofArray(y), InformationMatrix.diagonal(4, 16));
    graph.addLandmark(9, Point.of(0, 0)); // held
    try (var covariance = graph.covariance()) {
      // Along the axes of pose 1: E of its place, its heading times the arm (-5, 2), and Z.
      double xx = 1 / 100.0 + 25 / 400.0 + 1 / 4.0;
      double xy = -10 / 400.0;
      double yy = 1 / 25.0 + 4 / 400.0 + 1 / 16.0;
      double c = Math.cos(0.7);
      double s = Math.sin(0.7);
      assertThat(covariance.of(8))
          .usingComparatorWithPrecision(1e-14)
          .containsExactly(
              c * c * xx - 2 * c * s * xy + s * s * yy,
              c * s * (xx - yy) + (c * c - s * s) * xy,
              c * s * (xx - yy) + (c * c - s * s) * xy,
              s * s * xx + 2 * c * s * xy + c * c * yy);
      assertThat(covariance.relative(1, 8))
          .usingComparatorWithPrecision(1e-14)
          .containsExactly(0.25, 0, 0, 0.0625);
      assertThat(covariance.relative(0, 8))
          .usingComparatorWithPrecision(1e-14)
          .containsExactly(covariance.of(8));
      assertThat(covariance.between(1, 8)).hasSize(6);
      assertThat(covariance.joint(8, 1)).hasSize(25);
      assertThat(covariance.of(9)).containsOnly(0);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> covariance.relative(8, 1))
          .withMessageContaining("8 is a landmark");
      graph.addPose(2, Pose2.identity()); // landmarks are other variables of the graph now
      graph.addLandmark(10, Point.of(0, 0));
      assertThat(covariance.relative(1, 8)[0]).isCloseTo(0.25, within(1e-14));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> covariance.of(10))
          .withMessageContaining("landmark 10 was added later");
    }
  }

  @Test
  void aLandmarkInSpaceIsSeenAsTheFormulaOfItsSightSays() {
    var graph = new PoseGraph3();
    Pose3 pose = new Samples(3).pose3(3, 1);
    double[] y = {2, 5, -1};
    graph.addPose(0, pose);
    graph.addPose(1, pose);
    graph.addEdge(0, 1, Pose3.identity(), InformationMatrix.diagonal(100, 25, 50, 400, 800, 1600));
    graph.addLandmark(8, Point.ofArray(pose.transform(y[0], y[1], y[2])));
    InformationMatrix sight = InformationMatrix.diagonal(4, 16, 8);
    graph.addObservation(1, 8, Point.ofArray(y), sight);
    try (var covariance = graph.covariance()) {
      assertThat(covariance.relative(1, 8))
          .usingComparatorWithPrecision(1e-14)
          .containsExactly(0.25, 0, 0, 0, 0.0625, 0, 0, 0, 0.125);
      // Rotations by wx, wy, wz of variance 4 / 400, 4 / 800, 4 / 1600 move y by w x y.
      double[] w = {0.01, 0.005, 0.0025};
      double[] seen = covariance.relative(0, 8);
      double[] place = {1 / 100.0 + 0.25, 1 / 25.0 + 0.0625, 1 / 50.0 + 0.125};
      for (int i = 0; i < 3; i++) {
        int j = (i + 1) % 3;
        int k = (i + 2) % 3;
        double expected = place[i] + w[j] * y[k] * y[k] + w[k] * y[j] * y[j];
        assertThat(seen[4 * i]).isCloseTo(expected, within(1e-13));
        assertThat(seen[3 * i + j]).isCloseTo(-w[k] * y[i] * y[j], within(1e-13));
      }
    }
  }

  @Test
  void aLossThatDistrustsAnEdgeMakesPosesLessCertain() {
    var graph = straight(4);
    graph.addEdge(new Edge<>(0, 30, Pose2.of(4, 0, 0), PLANE)); // a metre off: 20 deviations
    double squared;
    double robust;
    try (var covariance = graph.covariance()) {
      squared = covariance.of(30)[0];
    }
    try (var covariance = graph.covariance(LossFunction.tukey(5))) {
      robust = covariance.of(30)[0];
    }
    assertThat(squared).isCloseTo(1 / (400 / 3.0 + 400), within(1e-12));
    assertThat(robust).isCloseTo(3 / 400.0, within(1e-12));
  }

  @Test
  void whatEdgesLeaveOpenIsTold() {
    var graph = straight(4);
    graph.addPose(7, Pose2.of(0, 5, 0));
    graph.addEdge(new Edge<>(0, 7, Pose2.of(0, 5, 0), InformationMatrix.diagonal(100, 100, 0)));
    assertThatExceptionOfType(SingularProblemException.class)
        .isThrownBy(() -> graph.covariance().close())
        .satisfies(e -> assertThat(graph.ids()[e.variable()]).isEqualTo(7));
  }

  @Test
  void questionsThatMakeNoSenseAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> straight(1).covariance().close());
    var graph = straight(3);
    var covariance = graph.covariance();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> covariance.of(5))
        .withMessageContaining("no pose 5");
    graph.addPose(5, Pose2.identity());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> covariance.joint(0, 5))
        .withMessageContaining("added later");
    covariance.close();
    covariance.close();
    assertThatIllegalStateException().isThrownBy(() -> covariance.relative(0, 10));
  }
}
