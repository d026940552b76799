package dev.mezzo.slam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.mezzo.geometry.Pose2;
import dev.mezzo.optimize.LossFunction;
import dev.mezzo.optimize.Optimizer;
import dev.mezzo.optimize.PrecisionPolicy;
import dev.mezzo.optimize.Summary;
import dev.mezzo.optimize.Termination;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** False closures are found, named and left without influence; true ones stay. */
class GraduatedNonConvexityTest {
  private static final GraduatedNonConvexity DEFAULT = GraduatedNonConvexity.builder().build();

  /** Few true edges lie beyond a probability of 0.9999, so that what is rejected is known. */
  private static GraduatedNonConvexity.Builder sure() {
    return GraduatedNonConvexity.builder().inlierProbability(0.9999);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 10, 60})
  void inThePlaneExactlyTheFalseClosuresAreRejected(int falseClosures) {
    for (long seed = 1; seed <= 3; seed++) {
      var graph = FalseClosures.plane(5, falseClosures, seed);
      var result = sure().build().optimize(graph.graph());
      assertThat(result.rejectedIndices()).isEqualTo(graph.wrong());
      assertIsTheOptimumOfTheRest(graph, result);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 10, 60})
  void inSpaceExactlyTheFalseClosuresAreRejected(int falseClosures) {
    for (long seed = 1; seed <= 3; seed++) {
      var graph = FalseClosures.space(5, falseClosures, seed);
      var result = sure().build().optimize(graph.graph());
      assertThat(result.rejectedIndices()).isEqualTo(graph.wrong());
      assertIsTheOptimumOfTheRest(graph, result);
    }
  }

  private static <P> void assertIsTheOptimumOfTheRest(
      FalseClosures.Case<P> graph, GraduatedNonConvexity.Result result) {
    Summary clean = graph.clean().optimize(Optimizer.builder().build());
    Summary kept = result.summary();
    assertThat(kept.termination()).isEqualTo(Termination.CONVERGED);
    assertThat(kept.finalChi2()).isCloseTo(clean.finalChi2(), within(1e-6 * clean.finalChi2()));
    assertThat(kept.factors()).isEqualTo(graph.clean().edges().size());
    double thresholds = result.threshold() * graph.wrong().cardinality();
    assertThat(result.truncatedChi2())
        .isCloseTo(kept.finalChi2() + thresholds, within(1e-6 * result.truncatedChi2()));
  }

  @ParameterizedTest
  @EnumSource
  void everySurrogateFindsThem(GraduatedNonConvexity.Surrogate surrogate) {
    var graph = FalseClosures.plane(5, 20, 7);
    var result = sure().surrogate(surrogate).build().optimize(graph.graph());
    assertThat(result.rejectedIndices()).isEqualTo(graph.wrong());
    assertIsTheOptimumOfTheRest(graph, result);
  }

  @Test
  void everyPrecisionFindsTheSameEdges() {
    for (var policy :
        List.of(PrecisionPolicy.DOUBLE, PrecisionPolicy.SINGLE, PrecisionPolicy.MIXED)) {
      var graph = FalseClosures.space(5, 25, 11);
      var optimizer = Optimizer.builder().precision(policy).build();
      var result = sure().optimizer(optimizer).build().optimize(graph.graph());
      assertThat(result.rejectedIndices()).isEqualTo(graph.wrong());
      assertThat(result.summary().precision()).isEqualTo(policy.name());
    }
  }

  @Test
  void rejectedEdgesAreNamedByIndexAndEndsWithWhatTheyExceed() {
    var graph = FalseClosures.plane(4, 5, 3);
    var result = DEFAULT.optimize(graph.graph());
    double[] errors = graph.graph().toProblem(LossFunction.NONE).squaredNorms();
    assertThat(result.threshold()).isCloseTo(11.344867, within(1e-6));
    assertThat(result.rejected()).hasSizeGreaterThanOrEqualTo(5);
    for (var rejected : result.rejected()) {
      Edge<Pose2> edge = graph.graph().edges().get(rejected.index());
      assertThat(rejected.from()).isEqualTo(edge.from());
      assertThat(rejected.to()).isEqualTo(edge.to());
      assertThat(rejected.threshold()).isEqualTo(result.threshold());
      assertThat(rejected.chi2()).isEqualTo(errors[rejected.index()]).isGreaterThan(11.3);
    }
  }

  /** As far as noise goes, one of a hundred true closures is to be rejected with the default. */
  @Test
  void theProbabilityIsThatOfKeepingATrueEdge() {
    int rejected = 0;
    int closures = 0;
    for (long seed = 1; seed <= 10; seed++) {
      var graph = FalseClosures.plane(6, 0, seed);
      closures += graph.graph().edges().size() - (graph.graph().size() - 1);
      rejected += DEFAULT.optimize(graph.graph()).rejected().size();
    }
    assertThat(rejected / (double) closures).isBetween(0.0, 0.02);
  }

  @Test
  void anEstimateThatFalseClosuresHaveSpoiltDoesNoHarm() {
    var graph = FalseClosures.plane(5, 30, 5);
    graph.graph().optimize(Optimizer.builder().build());
    var result = sure().build().optimize(graph.graph());
    assertThat(result.summary().init()).isEqualTo("known-inliers");
    assertThat(result.rejectedIndices()).isEqualTo(graph.wrong());
  }

  @Test
  void aGoodEstimateMayBeUsedAsItIs() {
    var graph = FalseClosures.plane(5, 30, 5);
    var gnc = sure().start(Initialization.FILE).build();
    var result = gnc.optimize(graph.graph());
    assertThat(result.summary().init()).isEqualTo("file");
    assertThat(result.rejectedIndices()).isEqualTo(graph.wrong());
  }

  @Test
  void knownInliersAreKeptWhateverTheySay() {
    var graph = FalseClosures.plane(4, 3, 2);
    BitSet known = GraduatedNonConvexity.odometry(graph.graph());
    assertThat(known.cardinality()).isEqualTo(graph.graph().size() - 1);
    int trusted = graph.wrong().nextSetBit(0);
    known.set(trusted);
    var result = sure().knownInliers(known).build().optimize(graph.graph());
    assertThat(result.knownInliers()).isEqualTo(known.cardinality());
    assertThat(result.rejectedIndices().get(trusted)).isFalse();
  }

  @Test
  void odometryMayBeDoubtedToo() {
    var graph = FalseClosures.plane(4, 0, 2);
    var clean = graph.clean();
    // The edge is one of two between these poses; one that is known to be true holds the chain.
    graph
        .graph()
        .addEdge(new Edge<>(40, 41, Pose2.of(5, 5, 1), clean.edges().get(0).information()));
    var gnc = sure().knownInliers(new BitSet()).start(Initialization.FILE).build();
    var result = gnc.optimize(graph.graph());
    assertThat(result.knownInliers()).isZero();
    assertThat(result.rejectedIndices().get(graph.graph().edges().size() - 1)).isTrue();
  }

  /** Four robots, a chain each, that meet; the first edges between chains are false ones. */
  @Test
  void trajectoriesOfSeveralRobotsAreJoinedWhereMostClosuresAgree() {
    var whole = FalseClosures.plane(8, 60, 13);
    var graph = new PoseGraph2();
    int size = whole.graph().size();
    for (int v = 0; v < size; v++) {
      graph.addPose(name(v), Pose2.identity());
    }
    List<Integer> order = new ArrayList<>();
    for (int k = 0; k < whole.graph().edges().size(); k++) {
      Edge<Pose2> edge = whole.graph().edges().get(k);
      if (!(edge.to() == edge.from() + 1 && edge.to() % (size / 4) == 0)) {
        order.add(k);
      }
    }
    Collections.shuffle(order, new Random(1));
    order.sort(Comparator.comparing(k -> !whole.wrong().get(k)));
    for (int k : order) {
      Edge<Pose2> edge = whole.graph().edges().get(k);
      graph.addEdge(
          new Edge<>(
              name((int) edge.from()),
              name((int) edge.to()),
              edge.measurement(),
              edge.information()));
    }
    var result = sure().build().optimize(graph);
    assertThat(result.knownInliers()).isEqualTo(size - 4);
    var expected = new BitSet();
    expected.set(0, 60);
    assertThat(result.rejectedIndices()).isEqualTo(expected);
  }

  /** A chain of a quarter of the poses per robot; ids of different robots are far apart. */
  private static long name(int v) {
    return (v / 64) * 1000L + v % 64;
  }

  @Test
  void whatMeasuresLessHasASmallerThresholdAndWhatMeasuresNothingIsKept() {
    var graph = FalseClosures.plane(4, 0, 4);
    graph
        .graph()
        .addEdge(new Edge<>(3, 60, Pose2.of(9, 9, 0), InformationMatrix.diagonal(2500, 2500, 0)));
    graph
        .graph()
        .addEdge(new Edge<>(4, 60, Pose2.of(9, 9, 0), InformationMatrix.diagonal(0, 0, 0)));
    var result = sure().inlierProbability(0.99).build().optimize(graph.graph());
    int index = graph.graph().edges().size() - 2;
    assertThat(result.rejected()).anyMatch(edge -> edge.index() == index);
    assertThat(result.rejected()).noneMatch(edge -> edge.index() == index + 1);
    for (var edge : result.rejected()) {
      if (edge.index() == index) {
        assertThat(edge.threshold()).isCloseTo(9.210340, within(1e-6));
      }
    }
  }

  @Test
  void theSameGraphGivesTheSameBits() {
    var first = FalseClosures.space(5, 20, 9);
    var second = FalseClosures.space(5, 20, 9);
    var a = DEFAULT.optimize(first.graph());
    var b = DEFAULT.optimize(second.graph());
    assertThat(a.rejected()).isEqualTo(b.rejected());
    assertThat(a.truncatedChi2()).isEqualTo(b.truncatedChi2());
    assertThat(first.graph().poses()).isEqualTo(second.graph().poses());
  }

  @Test
  void aTimeLimitEndsTheWhole() {
    var graph = FalseClosures.plane(8, 60, 1);
    var result =
        GraduatedNonConvexity.builder()
            .timeLimit(Duration.ofNanos(1))
            .build()
            .optimize(graph.graph());
    assertThat(result.repetitions()).isEqualTo(1);
    assertThat(result.rounds()).isEqualTo(1);
    assertThat(result.summary().termination().isUsable()).isTrue();
  }

  @Test
  void aListenerMayStopIt() {
    var graph = FalseClosures.plane(5, 20, 1);
    int[] calls = {0};
    var optimizer = Optimizer.builder().listener((i, chi2, linear) -> ++calls[0] < 4).build();
    var result =
        GraduatedNonConvexity.builder().optimizer(optimizer).build().optimize(graph.graph());
    assertThat(result.repetitions()).isEqualTo(1);
    assertThat(result.rounds()).isLessThanOrEqualTo(4);
  }

  @Test
  void aNumericalFailureLeavesThePosesWhereTheyAre() {
    var graph = new PoseGraph2();
    graph.addPose(0, Pose2.identity());
    graph.addPose(1, Pose2.of(1, 2, 3));
    double[] unit = {1, 0, 0, 0, 1, 0, 0, 0, 1};
    graph.addEdge(0, 1, Pose2.of(1e200, 0, 0), unit);
    graph.addEdge(1, 0, Pose2.of(1e200, 0, 0), unit);
    var gnc = GraduatedNonConvexity.builder().knownInliers(new BitSet());
    gnc.knownInliers(all(2)).start(Initialization.FILE);
    var result = gnc.build().optimize(graph);
    assertThat(result.summary().termination()).isEqualTo(Termination.NUMERICAL_FAILURE);
    assertThat(result.rejected()).isEmpty();
    assertThat(graph.pose(1)).isEqualTo(Pose2.of(1, 2, 3));
  }

  private static BitSet all(int n) {
    var all = new BitSet();
    all.set(0, n);
    return all;
  }

  @Test
  void odometryIsTheFirstEdgeToTheNextIdWhicheverWayItPoints() {
    var graph = new PoseGraph2();
    for (long id : new long[] {10, 30, 20, 40}) {
      graph.addPose(id, Pose2.identity());
    }
    double[] unit = {1, 0, 0, 0, 1, 0, 0, 0, 1};
    graph.addEdge(10, 30, Pose2.identity(), unit);
    graph.addEdge(20, 10, Pose2.identity(), unit);
    graph.addEdge(10, 20, Pose2.identity(), unit);
    graph.addEdge(30, 40, Pose2.identity(), unit);
    var expected = new BitSet();
    expected.set(1);
    expected.set(3);
    assertThat(GraduatedNonConvexity.odometry(graph)).isEqualTo(expected);
  }

  @Test
  void optionsThatMakeNoSenseAreRefused() {
    var builder = GraduatedNonConvexity.builder();
    assertThatIllegalArgumentException().isThrownBy(() -> builder.inlierProbability(1));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.inlierProbability(0));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.inlierProbability(Double.NaN));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.repetitions(0));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.timeLimit(Duration.ZERO));
    var graph = FalseClosures.plane(2, 0, 1).graph();
    var tooMany = builder.knownInliers(all(1000)).build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tooMany.optimize(graph))
        .withMessageContaining("no edge 999");
    assertThatIllegalArgumentException().isThrownBy(() -> DEFAULT.optimize(new PoseGraph2()));
  }
}
