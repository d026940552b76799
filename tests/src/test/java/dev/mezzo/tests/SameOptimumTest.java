package dev.mezzo.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mezzo.geometry.Pinhole;
import dev.mezzo.geometry.Pose3;
import dev.mezzo.io.PoseGraphFile;
import dev.mezzo.linalg.NativeInfo;
import dev.mezzo.optimize.Optimizer;
import dev.mezzo.optimize.PrecisionPolicy;
import dev.mezzo.optimize.Summary;
import dev.mezzo.slam.BundleAdjustment;
import dev.mezzo.slam.PoseGraph;
import dev.mezzo.slam.SlidingWindow;
import dev.mezzo.study.CameraRobot;
import dev.mezzo.study.CityRobot;
import dev.mezzo.study.HomeRobot;
import dev.mezzo.study.SimulatedBundle;
import dev.mezzo.study.profile.Arithmetic;
import java.io.IOException;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whichever processor runs, with whichever of its kernels, problems have the optimum that was found
 * in double precision on an x86-64 machine with AVX-512: the figures here are its.
 */
class SameOptimumTest {
  /** Of chi2 relative, of positions in metres. */
  private static final double TOLERANCE = 1e-6;

  private static final double CITY = 2230.43502723;
  private static final double BUNDLE = 421.731666797;

  private final String best = NativeInfo.kernel();

  @AfterEach
  void backToTheBestKernels() {
    NativeInfo.selectKernel(best);
  }

  /** Every family of kernels that this machine runs, with every policy that is guarded. */
  static Stream<Arguments> kernelsAndPolicies() {
    return kernels().stream()
        .flatMap(kernels -> policies().stream().map(policy -> Arguments.of(kernels, policy)));
  }

  static List<PrecisionPolicy> policies() {
    return List.of(PrecisionPolicy.DOUBLE, PrecisionPolicy.SINGLE, PrecisionPolicy.MIXED);
  }

  static List<String> kernels() {
    return NativeInfo.kernels().stream()
        .filter(NativeInfo.KernelFamily::supported)
        .map(NativeInfo.KernelFamily::name)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("kernelsAndPolicies")
  void aHomeOnTwoFloors(String kernels, PrecisionPolicy policy) {
    NativeInfo.selectKernel(kernels);
    check(HomeRobot.simulate(7, 600).graph(), Optimizer.builder().precision(policy), 6.64135589954);
  }

  @ParameterizedTest
  @MethodSource("kernelsAndPolicies")
  void aCityWithManyLoops(String kernels, PrecisionPolicy policy) {
    NativeInfo.selectKernel(kernels);
    check(CityRobot.simulate(7, 800), Optimizer.builder().precision(policy), CITY);
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void aCityWithTriangularSolvesInHalfPrecision(String kernels) {
    NativeInfo.selectKernel(kernels);
    check(CityRobot.simulate(7, 800), Arithmetic.likeTheArticleOfGraphs(Optimizer.builder()), CITY);
  }

  @ParameterizedTest
  @MethodSource("kernelsAndPolicies")
  void aBundle(String kernels, PrecisionPolicy policy) {
    NativeInfo.selectKernel(kernels);
    check(bundle().optimize(BundleAdjustment.optimizer().precision(policy).build()), BUNDLE);
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void aBundleWithProductsInHalfPrecision(String kernels) {
    NativeInfo.selectKernel(kernels);
    check(
        bundle().optimize(Arithmetic.likeTheArticleOfBundles(BundleAdjustment.optimizer()).build()),
        BUNDLE);
  }

  @ParameterizedTest
  @MethodSource("policies")
  void aPublicGraph(PrecisionPolicy policy) throws IOException {
    PoseGraph<?> graph = PoseGraphFile.read(DataSets.require("pgo/3d/sphere2500.g2o")).graph();
    check(graph, Optimizer.builder().precision(policy), 727.149667261);
  }

  /** Where a window of ten keyframes has the robot after forty. */
  @ParameterizedTest
  @MethodSource("kernelsAndPolicies")
  void aDrive(String kernels, PrecisionPolicy policy) {
    NativeInfo.selectKernel(kernels);
    CameraRobot robot = new CameraRobot(7);
    Pose3 last = Pose3.identity();
    try (SlidingWindow window =
        SlidingWindow.builder()
            .camera(Pinhole.INSTANCE, CameraRobot.intrinsics(), 0.5, 0.5)
            .keyframes(10)
            .landmarks(200)
            .motion(CameraRobot.TRANSLATION_NOISE, CameraRobot.ROTATION_NOISE)
            .optimizer(SlidingWindow.Builder.optimizer().precision(policy).build())
            .build()) {
      double[] pose = new double[Pose3.STATE_SIZE];
      for (int id = 0; id < 40; id++) {
        CameraRobot.Keyframe keyframe = robot.next();
        (id == 0 ? keyframe.truth() : last.compose(keyframe.odometry())).toState(pose, 0);
        List<CameraRobot.Sighting> seen = keyframe.sightings();
        long[] ids = seen.stream().mapToLong(CameraRobot.Sighting::landmark).toArray();
        double[] pixels =
            seen.stream().flatMapToDouble(one -> DoubleStream.of(one.u(), one.v())).toArray();
        window.addKeyframe(id, pose, 0, ids.length, ids, null, pixels);
        window.copyPose(window.keyframes() - 1, pose, 0);
        last = Pose3.ofState(pose, 0);
      }
    }
    assertThat(last.x()).isCloseTo(6.4771105979, within(TOLERANCE));
    assertThat(last.y()).isCloseTo(1.4637520224, within(TOLERANCE));
    assertThat(last.z()).isCloseTo(0.0079866524, within(TOLERANCE));
  }

  private static BundleAdjustment bundle() {
    return SimulatedBundle.window(20, 7);
  }

  private static void check(PoseGraph<?> graph, Optimizer.Builder optimizer, double expected) {
    check(graph.optimize(optimizer.build()), expected);
  }

  private static void check(Summary summary, double expected) {
    assertThat(summary.finalChi2())
        .as(summary.briefReport())
        .isCloseTo(expected, within(TOLERANCE * expected));
  }
}
