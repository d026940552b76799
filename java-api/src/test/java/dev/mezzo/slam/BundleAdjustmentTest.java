package dev.mezzo.slam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.mezzo.geometry.Bal;
import dev.mezzo.geometry.BrownConrady;
import dev.mezzo.geometry.KannalaBrandt;
import dev.mezzo.geometry.Pinhole;
import dev.mezzo.geometry.Pose3;
import dev.mezzo.geometry.RectifiedStereo;
import dev.mezzo.optimize.LossFunction;
import dev.mezzo.optimize.Optimizer;
import dev.mezzo.optimize.PrecisionPolicy;
import dev.mezzo.optimize.Problem;
import dev.mezzo.optimize.Summary;
import dev.mezzo.slam.SimulatedBundle.Sensor;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BundleAdjustmentTest {
  private static final double JACOBIAN_TOLERANCE = 1e-6;

  static Stream<SimulatedBundle> singleCameras() {
    return Stream.of(
        new SimulatedBundle(1, 6, 30, Sensor.SINGLE, Pinhole.INSTANCE, 525, 520, 320, 240),
        new SimulatedBundle(2, 6, 30, Sensor.SINGLE, Bal.INSTANCE, 500, -0.02, 0.003),
        new SimulatedBundle(
            3,
            6,
            30,
            Sensor.SINGLE,
            BrownConrady.INSTANCE,
            458,
            457,
            367,
            248,
            -0.1,
            0.03,
            2e-4,
            2e-5,
            -0.01),
        new SimulatedBundle(
            4,
            6,
            30,
            Sensor.SINGLE,
            KannalaBrandt.INSTANCE,
            380,
            381,
            510,
            514,
            -0.01,
            0.05,
            -0.04,
            0.008));
  }

  @ParameterizedTest
  @MethodSource("singleCameras")
  void singleCamerasFindTheTruthWhereTwoKeyframesAreHeld(SimulatedBundle simulated) {
    simulated.disturb(2, 0.1);
    simulated.bundle.setFixed(0, true);
    simulated.bundle.setFixed(1, true);
    assertThat(simulated.bundle.problem().checkJacobians(JACOBIAN_TOLERANCE)).isEmpty();
    Summary summary = simulated.bundle.optimize();
    assertThat(summary.finalChi2()).isLessThan(1e-9);
    assertThat(simulated.error()).isLessThan(1e-6);
  }

  @Test
  void stereoAndDepthCamerasFindTheTruthWhereOneKeyframeIsHeld() {
    var depth = new SimulatedBundle(6, 5, 25, Sensor.DEPTH, Pinhole.INSTANCE, 525, 520, 320, 240);
    for (var simulated : new SimulatedBundle[] {SimulatedBundle.stereo(5, 5, 25), depth}) {
      simulated.disturb(1, 0.1);
      simulated.bundle.setFixed(0, true);
      assertThat(simulated.bundle.problem().checkJacobians(JACOBIAN_TOLERANCE)).isEmpty();
      simulated.bundle.optimize();
      assertThat(simulated.error()).isLessThan(1e-6);
    }
  }

  @ParameterizedTest
  @MethodSource("singleCameras")
  void sharedIntrinsicsAreFoundAsWell(SimulatedBundle simulated) {
    BundleAdjustment bundle = simulated.bundle;
    double[] truth = bundle.intrinsics(simulated.camera);
    // Distortion far from the axis and focal length are hardly told apart by so small a cloud.
    for (int i = 0; i < 6; i++) {
      bundle.setFixed(i, true);
    }
    bundle.setIntrinsicsFixed(simulated.camera, false);
    Problem problem = bundle.problem();
    double[] off = truth.clone();
    for (int i = 0; i < off.length; i++) {
      off[i] += simulated.uniform(i < 4 && off.length > 3 ? 5 : 1e-3);
    }
    problem.setState(bundle.intrinsicsVariable(simulated.camera), off);
    assertThat(problem.checkJacobians(JACOBIAN_TOLERANCE)).isEmpty();
    Summary summary =
        BundleAdjustment.optimizer().precision(PrecisionPolicy.DOUBLE).build().optimize(problem);
    bundle.takeStates(problem);
    assertThat(summary.finalChi2()).isLessThan(1e-7);
    double[] found = bundle.intrinsics(simulated.camera);
    assertThat(found[0]).isCloseTo(truth[0], within(1e-2 * truth[0]));
    assertThat(found).isNotEqualTo(truth);
  }

  @Test
  void everyCameraMayHaveItsOwnIntrinsics() {
    var bundle = new BundleAdjustment();
    int first = bundle.addCamera(Pinhole.INSTANCE, 500, 500, 0, 0);
    int second = bundle.addCamera(Pinhole.INSTANCE, 600, 600, 0, 0);
    bundle.addKeyframe(Pose3.identity(), first);
    bundle.addKeyframe(Pose3.identity(), second);
    bundle.addLandmark(1, 0, 2);
    bundle.addObservation(0, 0, 240, 0);
    bundle.addObservation(1, 0, 315, 0);
    assertThat(bundle.chi2()).isCloseTo(100 + 225, within(1e-9));
    bundle.setIntrinsicsFixed(second, false);
    assertThat(bundle.intrinsicsVariable(first)).isEqualTo(-1);
    assertThat(bundle.intrinsicsVariable(second)).isEqualTo(2);
    assertThat(bundle.landmarkVariable(0)).isEqualTo(3);
    bundle.setFixed(0, true);
    bundle.setFixed(1, true);
    bundle.setLandmarkFixed(0, true);
    bundle.optimize();
    assertThat(bundle.projection(1, 0)[0]).isCloseTo(315, within(1e-6));
    assertThat(bundle.intrinsics(first)).containsExactly(500, 500, 0, 0);
  }

  @Test
  void aBundleThatNothingHoldsIsSolvedAllTheSame() {
    for (PrecisionPolicy policy :
        new PrecisionPolicy[] {PrecisionPolicy.MIXED, PrecisionPolicy.DOUBLE}) {
      SimulatedBundle simulated = singleCameras().findFirst().orElseThrow().disturb(0, 0.05);
      Optimizer optimizer = BundleAdjustment.optimizer().precision(policy).build();
      assertThat(simulated.bundle.optimize(optimizer).finalChi2()).isLessThan(1e-6);
    }
  }

  @Test
  void theLeftImageOfAStereoCameraMayHaveSeenAPointAlone() {
    SimulatedBundle simulated = SimulatedBundle.stereo(8, 2, 10);
    int seen = simulated.bundle.addLandmark(0.5, 0.2, 6);
    for (int k = 0; k < 2; k++) {
      double[] z = simulated.bundle.projection(k, seen);
      simulated.bundle.addObservation(k, seen, z[0], z[2]);
    }
    simulated.bundle.setIntrinsicsFixed(simulated.camera, false);
    assertThat(simulated.bundle.problem().checkJacobians(JACOBIAN_TOLERANCE)).isEmpty();
    assertThat(simulated.bundle.chi2()).isLessThan(1e-18);
  }

  @Test
  void aRobustLossForgetsAFalseMatch() {
    SimulatedBundle simulated = SimulatedBundle.stereo(9, 4, 30).disturb(1, 0.05);
    simulated.bundle.setFixed(0, true);
    simulated.bundle.addStereoObservation(2, 7, 100, 20, 300);
    Optimizer optimizer = BundleAdjustment.optimizer().build();
    simulated.bundle.optimize(optimizer, LossFunction.huber(1));
    simulated.bundle.optimize(optimizer, LossFunction.gemanMcClure(1));
    assertThat(simulated.error()).isLessThan(1e-2);
  }

  @Test
  void aMeasurementMayHaveALossOfItsOwn() {
    SimulatedBundle simulated = SimulatedBundle.stereo(10, 2, 5);
    int wrong = simulated.bundle.addStereoObservation(1, 3, 0, 0, 0);
    double before = simulated.bundle.chi2();
    simulated.bundle.setLoss(wrong, LossFunction.tukey(2));
    assertThat(before).isGreaterThan(1000);
    assertThat(simulated.bundle.chi2()).isCloseTo(4.0 / 3, within(1e-9));
  }

  @Test
  void observationsAreWeightedByTheirStandardDeviations() {
    var bundle = new BundleAdjustment();
    int camera = bundle.addCamera(RectifiedStereo.INSTANCE, 100, 100, 0, 0, 0.5);
    bundle.addKeyframe(Pose3.identity(), camera);
    bundle.addLandmark(0, 0, 5);
    bundle.addObservation(0, 0, 3, 4, 2);
    assertThat(bundle.chi2()).isCloseTo(25.0 / 4, within(1e-12));
    bundle.addDepthObservation(0, 0, 0, 0, 5.3, 1, 0.1);
    assertThat(bundle.chi2()).isCloseTo(25.0 / 4 + 9, within(1e-9));
  }

  @Test
  void whatNothingMentionsStaysWhereItIs() {
    SimulatedBundle simulated = SimulatedBundle.stereo(11, 3, 10).disturb(1, 0.02);
    BundleAdjustment bundle = simulated.bundle;
    bundle.setFixed(0, true);
    int lonely = bundle.addLandmark(1, 2, 3);
    int keyframe = bundle.addKeyframe(Pose3.exp(1, 2, 3, 0.1, 0.2, 0.3), simulated.camera);
    bundle.optimize();
    assertThat(bundle.landmark(lonely)).containsExactly(1, 2, 3);
    assertThat(bundle.pose(keyframe)).isEqualTo(Pose3.exp(1, 2, 3, 0.1, 0.2, 0.3));
    assertThat(bundle.pose(0)).isEqualTo(simulated.poses.get(0));
    assertThat(bundle.chi2()).isLessThan(1e-9);
  }

  @Test
  void factorsOfOthersMayJoin() {
    SimulatedBundle simulated = SimulatedBundle.stereo(12, 3, 10);
    Problem problem = simulated.bundle.problem();
    assertThat(problem.factors()).isEqualTo(simulated.bundle.measurements());
    Pose3 elsewhere = Pose3.of(10, 0, 0, simulated.poses.get(0).rotation());
    problem.addFactor(
        new PriorFactor3(
            simulated.bundle.keyframeVariable(0), elsewhere, InformationMatrix.identity(6)));
    BundleAdjustment.optimizer().build().optimize(problem);
    simulated.bundle.takeStates(problem);
    assertThat(simulated.bundle.pose(0).x()).isCloseTo(10, within(0.1));
  }

  @Test
  void aLandmarkBehindItsCameraIsToldApart() {
    var bundle = new BundleAdjustment();
    bundle.addKeyframe(Pose3.identity(), bundle.addCamera(Pinhole.INSTANCE, 500, 500, 0, 0));
    bundle.addLandmark(0.1, 0.1, 2);
    bundle.addLandmark(0.1, 0.1, -2);
    assertThat(bundle.isInFront(0, 0)).isTrue();
    assertThat(bundle.isInFront(0, 1)).isFalse();
  }

  @Test
  void whatMakesNoSenseIsRefusedAndChangesNothing() {
    var bundle = new BundleAdjustment();
    assertThatIllegalArgumentException().isThrownBy(() -> bundle.addCamera(Pinhole.INSTANCE, 1));
    int camera = bundle.addCamera(Pinhole.INSTANCE, 500, 500, 320, 240);
    int bal = bundle.addCamera(Bal.INSTANCE, 500, 0, 0);
    missing(() -> bundle.addKeyframe(Pose3.identity(), 2), "there is no camera 2, only 2");
    bundle.addKeyframe(Pose3.identity(), camera);
    bundle.addKeyframe(Pose3.identity(), bal);
    refused(() -> bundle.addLandmark(0, Double.NaN, 1), "");
    bundle.addLandmark(0, 0, 1);
    missing(() -> bundle.addObservation(2, 0, 1, 1), "there is no keyframe 2");
    missing(() -> bundle.addObservation(0, 1, 1, 1), "there is no landmark 1, only 1");
    missing(() -> bundle.addObservation(0, -1, 1, 1), "there is no landmark -1");
    refused(() -> bundle.addObservation(0, 0, Double.NaN, 1), "NaN");
    refused(() -> bundle.addObservation(0, 0, 1, 1, 0), "standard deviation 0");
    refused(() -> bundle.addStereoObservation(0, 0, 1, 1, 1), "not of a stereo camera");
    refused(() -> bundle.addDepthObservation(1, 0, 1, 1, 1, 1, 1), "looks along +z");
    missing(() -> bundle.setLoss(0, LossFunction.NONE), "there is no measurement 0");
    assertThat(bundle.measurements()).isZero();
    assertThat(bundle.landmarks()).isEqualTo(1);
  }

  private static void refused(Runnable action, String message) {
    assertThatIllegalArgumentException().isThrownBy(action::run).withMessageContaining(message);
  }

  private static void missing(Runnable action, String message) {
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(action::run)
        .withMessageContaining(message);
  }
}
