package dev.mezzo.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mezzo.geometry.Pose2;
import dev.mezzo.geometry.Pose3;
import dev.mezzo.io.PoseGraphFile;
import dev.mezzo.optimize.LossFunction;
import dev.mezzo.optimize.Optimizer;
import dev.mezzo.optimize.Termination;
import dev.mezzo.slam.Edge;
import dev.mezzo.slam.GraduatedNonConvexity;
import dev.mezzo.slam.Initialization;
import dev.mezzo.slam.PoseGraph;
import dev.mezzo.slam.PoseGraph2;
import dev.mezzo.slam.PoseGraph3;
import dev.mezzo.study.HomeRobot;
import dev.mezzo.study.TrajectoryError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * False loop closures of public data sets and of a simulated robot are found, by graduated
 * non-convexity with its defaults, and the trajectory is that of a graph without them.
 * docs/robustness.md has the figures.
 */
class OutlierRejectionTest {
  private static final GraduatedNonConvexity GNC = GraduatedNonConvexity.builder().build();

  /** How much worse than without false closures a trajectory may be. */
  private static final double MARGIN = 1.1;

  /** What was rejected, against what is false. */
  private record Score(int right, int wrongly, int missed) {
    static Score of(BitSet rejected, BitSet wrong) {
      BitSet both = (BitSet) rejected.clone();
      both.and(wrong);
      int right = both.cardinality();
      return new Score(right, rejected.cardinality() - right, wrong.cardinality() - right);
    }

    double precision() {
      return right / (double) (right + wrongly);
    }

    double recall() {
      return right / (double) (right + missed);
    }
  }

  /** Of its true closures, those that are a metre off are rejected too: hence the precision. */
  @Test
  void ofBicoccaEveryFalseClosureIsFound() throws Exception {
    FalseClosuresData<Pose2> data = FalseClosuresData.bicocca("0.000");
    assertThat(data.wrong().cardinality()).isEqualTo(207);
    double best = errorWithout(new PoseGraph2(), data);
    var result = GNC.optimize(data.graph());
    assertThat(result.summary().termination()).isEqualTo(Termination.CONVERGED);
    Score score = Score.of(result.rejectedIndices(), data.wrong());
    assertThat(score.recall()).as("%s", score).isEqualTo(1);
    assertThat(score.precision()).as("%s", score).isGreaterThan(0.7);
    assertThat(error(data)).isLessThan(MARGIN * best);
  }

  @Test
  void ofBicoccaWithTrueClosuresAlmostAllAreKept() throws Exception {
    FalseClosuresData<Pose2> data = FalseClosuresData.bicocca("0.500");
    assertThat(data.wrong().isEmpty()).isTrue();
    double best = errorWithout(new PoseGraph2(), data);
    var result = GNC.optimize(data.graph());
    assertThat(result.rejected()).hasSizeLessThan(13); // of 122
    assertThat(error(data)).isLessThan(MARGIN * best);
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 50})
  void ofTheGridExactlyTheFalseClosuresAreFound(int percent) throws Exception {
    FalseClosuresData<Pose3> data = FalseClosuresData.grid(percent);
    double best = errorWithout(new PoseGraph3(), data);
    var result = GNC.optimize(data.graph());
    assertThat(result.summary().termination()).isEqualTo(Termination.CONVERGED);
    Score score = Score.of(result.rejectedIndices(), data.wrong());
    assertThat(score.recall()).as("%s", score).isGreaterThanOrEqualTo(0.995);
    assertThat(score.precision()).as("%s", score).isGreaterThanOrEqualTo(0.995);
    assertThat(error(data)).isLessThan(MARGIN * best);
  }

  @Test
  void aGraphWithoutFalseClosuresKeepsAll() throws Exception {
    PoseGraph<?> graph =
        PoseGraphFile.read(DataSets.require("pgo/3d_outliers/kimera_rpgo_ordered.g2o")).graph();
    var result = GNC.optimize(graph);
    assertThat(result.rejected()).isEmpty();
    assertThat(result.summary().finalChi2()).isLessThan(1.082068e-01 * (1 + 1e-6)); // g2o's
  }

  /** False closures say that the robot is where it was, in places drawn at random. */
  @ParameterizedTest
  @ValueSource(ints = {10, 30, 50})
  void ofASimulatedRobotsFalseClosuresAlmostAllAreFound(int percent) {
    HomeRobot.Simulation simulation = HomeRobot.simulate(3, 2000);
    PoseGraph3 graph = simulation.graph();
    BitSet odometry = GraduatedNonConvexity.odometry(graph);
    List<Edge<Pose3>> closures = new ArrayList<>();
    for (int k = 0; k < graph.edges().size(); k++) {
      if (!odometry.get(k)) {
        closures.add(graph.edges().get(k));
      }
    }
    var random = new SplittableRandom(percent);
    var wrong = new BitSet();
    int falseClosures = closures.size() * percent / (100 - percent);
    while (wrong.cardinality() < falseClosures) {
      long from = random.nextInt(graph.size());
      long to = random.nextInt(graph.size());
      Pose3 step = simulation.truth().get((int) from).between(simulation.truth().get((int) to));
      if (Math.abs(from - to) > 1 && Math.hypot(step.x(), step.y()) > 3) {
        Edge<Pose3> like = closures.get(random.nextInt(closures.size()));
        wrong.set(graph.edges().size());
        graph.addEdge(new Edge<>(from, to, like.measurement(), like.information()));
      }
    }
    var data = new FalseClosuresData<>(graph, wrong, simulation.truth());
    double best = errorWithout(new PoseGraph3(), data);
    Score score = Score.of(GNC.optimize(graph).rejectedIndices(), wrong);
    assertThat(score.recall()).as("%s", score).isGreaterThan(0.98);
    // One true closure in a hundred lies beyond the threshold.
    assertThat(score.wrongly()).as("%s", score).isLessThan(1 + closures.size() * 3 / 100);
    assertThat(error(data)).isLessThan(MARGIN * best);
  }

  /** The error of the optimum of all edges that are not false. */
  private static <P> double errorWithout(PoseGraph<P> clean, FalseClosuresData<P> data) {
    long[] ids = data.graph().ids();
    for (int v = 0; v < ids.length; v++) {
      clean.addPose(ids[v], data.graph().poses().get(v));
    }
    for (int k = 0; k < data.graph().edges().size(); k++) {
      if (!data.wrong().get(k)) {
        clean.addEdge(data.graph().edges().get(k));
      }
    }
    clean.initialize(Initialization.ODOMETRY);
    clean.optimize(Optimizer.builder().build(), LossFunction.NONE, Initialization.FILE);
    return error(new FalseClosuresData<>(clean, data.wrong(), data.truth()));
  }

  /** Root of the mean squared distance from the truth, aligned. */
  private static <P> double error(FalseClosuresData<P> data) {
    long[] ids = data.graph().ids();
    Arrays.sort(ids);
    List<Pose3> poses = new ArrayList<>();
    for (long id : ids) {
      poses.add(
          switch (data.graph().pose(id)) {
            case Pose2 pose -> FalseClosuresData.inSpace(pose);
            case Pose3 pose -> pose;
            default -> throw new IllegalStateException();
          });
    }
    return TrajectoryError.between(data.truth(), poses).translation().rmse();
  }
}
