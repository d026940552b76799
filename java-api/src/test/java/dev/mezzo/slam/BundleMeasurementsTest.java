package dev.mezzo.slam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.mezzo.geometry.BrownConrady;
import dev.mezzo.geometry.CameraModel;
import dev.mezzo.geometry.Pinhole;
import dev.mezzo.geometry.Point;
import dev.mezzo.geometry.Pose3;
import dev.mezzo.geometry.RectifiedStereo;
import dev.mezzo.optimize.LossFunction;
import dev.mezzo.optimize.PrecisionPolicy;
import dev.mezzo.optimize.SingularProblemException;
import dev.mezzo.slam.SimulatedBundle.Sensor;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tags, priors, relative poses and distances, and what they determine. */
class BundleMeasurementsTest {
  private static final double[] BROWN = {458, 457, 367, 248, -0.1, 0.03, 2e-4, 2e-5, -0.01};
  private static final double[][] CORNERS = {{-1, 1}, {1, 1}, {1, -1}, {-1, -1}};

  private final Samples samples = new Samples(4);

  @Test
  void cornersOfATagAreLandmarksThatMoveWithIt() {
    for (int n = 0; n < 20; n++) {
      var bundle = new BundleAdjustment();
      int camera = bundle.addCamera(BrownConrady.INSTANCE, BROWN);
      bundle.addKeyframe(samples.pose3(0.3, 0.3), camera);
      Pose3 pose = Pose3.of(0, 0, 2, Pose3.identity().rotation()).compose(samples.pose3(0.3, 0.5));
      int tag = bundle.addTag(0.16, pose);
      double[] off = new double[8];
      double expected = 0;
      double[] seen = corners(bundle, 0, 0.16, pose);
      for (int i = 0; i < 8; i++) {
        off[i] = seen[i] + samples.uniform(3);
        expected += Math.pow((off[i] - seen[i]) / 0.5, 2);
      }
      bundle.addTagObservation(0, tag, off, 0.5);
      assertThat(bundle.chi2()).isCloseTo(expected, within(1e-8 * expected));
      assertThat(bundle.problem().checkJacobians(1e-6)).isEmpty();
      bundle.setIntrinsicsFixed(camera, false);
      assertThat(bundle.problem().checkJacobians(1e-6)).isEmpty();
    }
  }

  @Test
  void aTagThatIsSeenUprightFromTheFrontHasItsFirstCornerAtTheLowerLeft() {
    var bundle = new BundleAdjustment();
    bundle.addKeyframe(Pose3.identity(), bundle.addCamera(Pinhole.INSTANCE, 100, 100, 0, 0));
    bundle.addTag(0.2, Pose3.of(0, 0, 1, Pose3.identity().rotation()));
    bundle.addTagObservation(0, 0, new double[] {-10, 10, 10, 10, 10, -10, -10, -10}, 1);
    assertThat(bundle.chi2()).isLessThan(1e-20);
  }

  @Test
  void oneAnchoredTagGivesAMapOfTagsItsPlaceAndItsScale() {
    var bundle = new BundleAdjustment();
    int camera = bundle.addCamera(Pinhole.INSTANCE, 500, 500, 320, 240);
    Pose3[] tags = new Pose3[6];
    Pose3[] poses = new Pose3[10];
    for (int t = 0; t < tags.length; t++) {
      Pose3 turn = samples.pose3(0.1, 0.4);
      tags[t] =
          Pose3.of(0.6 * t - 1.5, 0.3 * (t % 2), 2.5, Pose3.identity().rotation()).compose(turn);
      bundle.addTag(0.165, tags[t]);
    }
    for (int k = 0; k < poses.length; k++) {
      poses[k] =
          Pose3.of(0.3 * k - 1.5, 0, 0, Pose3.identity().rotation())
              .compose(samples.pose3(0.1, 0.1));
      bundle.addKeyframe(poses[k], camera);
      for (int t = 0; t < tags.length; t++) {
        bundle.addTagObservation(k, t, corners(bundle, k, 0.165, tags[t]), 0.3);
      }
    }
    for (int k = 0; k < poses.length; k++) {
      bundle.setPose(k, poses[k].compose(samples.pose3(0.05, 0.05)));
    }
    bundle.setTagFixed(0, true);
    var problem = bundle.problem();
    for (int t = 1; t < tags.length; t++) {
      double[] state = new double[Pose3.STATE_SIZE];
      tags[t].compose(samples.pose3(0.05, 0.05)).toState(state, 0);
      problem.setState(bundle.tagVariable(t), state);
    }
    bundle.takeStates(problem);
    bundle.optimize();
    assertThat(bundle.chi2()).isLessThan(1e-8);
    for (int t = 0; t < tags.length; t++) {
      assertThat(distance(tags[t], bundle.tagPose(t))).isLessThan(1e-5);
    }
    for (int k = 0; k < poses.length; k++) {
      assertThat(distance(poses[k], bundle.pose(k))).isLessThan(1e-5);
    }
    try (var covariance = bundle.covariance()) {
      assertThat(covariance.tag(0)).containsOnly(0);
      assertThat(covariance.tag(5)[0]).isPositive();
    }
  }

  @Test
  void aKnownDistanceGivesTheMapOfASingleCameraItsScale() {
    var simulated =
        new SimulatedBundle(7, 6, 30, Sensor.SINGLE, Pinhole.INSTANCE, 525, 520, 320, 240);
    BundleAdjustment bundle = simulated.bundle;
    simulated.disturb(1, 0.03);
    bundle.setFixed(0, true);
    double truth = distance(simulated.poses.get(0), simulated.poses.get(5));
    bundle.addScalePrior(0, 5, 2 * truth, 0.001);
    assertThat(bundle.problem().checkJacobians(1e-6)).isEmpty();
    bundle.optimize();
    assertThat(bundle.chi2()).isLessThan(1e-4);
    assertThat(distance(bundle.pose(0), bundle.pose(5))).isCloseTo(2 * truth, within(1e-4));
    assertThat(distance(bundle.pose(0), bundle.pose(3)))
        .isCloseTo(2 * distance(simulated.poses.get(0), simulated.poses.get(3)), within(1e-3));
  }

  @Test
  void twoKeyframesInOnePlaceHaveADistanceWithoutADirection() {
    var bundle = new BundleAdjustment();
    int camera = bundle.addCamera(Pinhole.INSTANCE, 1, 1, 0, 0);
    bundle.addKeyframe(Pose3.identity(), camera);
    bundle.addKeyframe(Pose3.identity(), camera);
    bundle.addScalePrior(0, 1, 2, 0.5);
    assertThat(bundle.chi2()).isEqualTo(16);
  }

  @Test
  void relativePosesAndPriorsAreThoseOfPoseGraphs() {
    Pose3 a = samples.pose3(2, 1);
    Pose3 b = samples.pose3(2, 1);
    Pose3 z = samples.pose3(2, 1);
    InformationMatrix omega = InformationMatrix.of(samples.gram(6, 6));
    var graph = new PoseGraph3();
    graph.addPose(0, a);
    graph.addPose(1, b);
    graph.addEdge(new Edge<>(0, 1, z, omega));
    graph.addPrior(new Prior<>(1, z, omega, Pose3.identity()));
    var bundle = new BundleAdjustment();
    int camera = bundle.addCamera(Pinhole.INSTANCE, 1, 1, 0, 0);
    bundle.addKeyframe(a, camera);
    bundle.addKeyframe(b, camera);
    bundle.addRelativePose(0, 1, z, omega);
    bundle.addPosePrior(1, z, omega);
    assertThat(bundle.chi2()).isCloseTo(graph.chi2(), within(1e-12 * graph.chi2()));
    bundle.addLandmark(1, 2, 3);
    bundle.addLandmarkPrior(0, Point.of(1, 2, 3.5), InformationMatrix.diagonal(1, 1, 16));
    assertThat(bundle.chi2()).isCloseTo(graph.chi2() + 4, within(1e-9 * graph.chi2()));
  }

  @Test
  void landmarksArePlacedWhereTheKeyframesSawThem() {
    for (var simulated :
        List.of(
            SimulatedBundle.stereo(18, 4, 20),
            new SimulatedBundle(19, 4, 20, Sensor.SINGLE, BrownConrady.INSTANCE, BROWN),
            new SimulatedBundle(20, 4, 20, Sensor.DEPTH, Pinhole.INSTANCE, 500, 500, 320, 240))) {
      BundleAdjustment bundle = simulated.bundle;
      for (int l = 0; l < 20; l++) {
        bundle.setLandmark(l, 0, 0, 0);
      }
      bundle.setLandmarkFixed(7, true);
      int unseen = bundle.addLandmark(1, 2, 3);
      List<Triangulation.Verdict> verdicts = bundle.triangulate(Math.toRadians(0.5));
      assertThat(verdicts.subList(0, 20)).containsOnly(Triangulation.Verdict.GOOD);
      assertThat(verdicts.get(unseen)).isEqualTo(Triangulation.Verdict.NO_POINT);
      assertThat(bundle.landmark(unseen)).containsExactly(1, 2, 3);
      assertThat(bundle.landmark(7)).containsExactly(0, 0, 0);
      double[] truth = simulated.points.get(7);
      bundle.setLandmark(7, truth[0], truth[1], truth[2]);
      assertThat(simulated.error()).isLessThan(1e-8);
    }
  }

  @Test
  void aPriorHoldsWhatNothingElseDoesAndLossesCountForObservationsAlone() {
    SimulatedBundle simulated = SimulatedBundle.stereo(15, 3, 12).disturb(0, 0.03);
    BundleAdjustment bundle = simulated.bundle;
    InformationMatrix sure = InformationMatrix.diagonal(1e4, 1e4, 1e4, 1e4, 1e4, 1e4);
    bundle.addPosePrior(0, simulated.poses.get(0), sure);
    assertThat(bundle.problem(LossFunction.huber(1e-9)).chi2()).isGreaterThan(1);
    bundle.optimize();
    assertThat(simulated.error()).isLessThan(1e-4);
  }

  @Test
  void covariancesAreThoseOfTheInverseOfTheNormalMatrix() {
    SimulatedBundle simulated = SimulatedBundle.stereo(16, 3, 12);
    BundleAdjustment bundle = simulated.bundle;
    assertThatExceptionOfType(SingularProblemException.class).isThrownBy(bundle::covariance);
    bundle.setFixed(0, true);
    try (var covariance = bundle.covariance()) {
      assertThat(covariance.keyframe(0)).containsOnly(0);
      assertThat(covariance.intrinsics(simulated.camera)).hasSize(25).containsOnly(0);
      double[] far = covariance.keyframe(2);
      assertThat(far).hasSize(36);
      assertThat(far[0]).isPositive().isLessThan(1e-2);
      assertThat(covariance.landmark(3)).hasSize(9);
      // Seen from what is held, the place of a keyframe is as certain as its place in the world.
      double[] relative = covariance.relative(0, 2);
      for (int i = 0; i < 36; i++) {
        assertThat(relative[i]).isCloseTo(far[i], within(1e-9 * far[0]));
      }
    }
    bundle.setIntrinsicsFixed(simulated.camera, false);
    bundle.setFixed(1, true); // a baseline that is free has the scale
    try (var covariance = bundle.covariance()) {
      assertThat(covariance.intrinsics(simulated.camera)[0]).isPositive();
    }
  }

  @Test
  void mixedPrecisionSolvesBundlesWithEveryKindOfMeasurement() {
    double[] chi2 = new double[2];
    for (int p = 0; p < 2; p++) {
      var simulated = SimulatedBundle.stereo(17, 6, 20);
      BundleAdjustment bundle = simulated.bundle;
      bundle.setFixed(0, true);
      Pose3 pose = Pose3.of(0.5, 0, 4, Pose3.identity().rotation());
      int tag = bundle.addTag(0.2, pose);
      for (int k = 0; k < 6; k++) {
        double[] z = corners(bundle, k, 0.2, pose);
        for (int i = 0; i < 8; i++) {
          z[i] += Math.sin(8 * k + i);
        }
        bundle.addTagObservation(k, tag, z, 2);
      }
      simulated.disturb(1, 0.05);
      bundle.addScalePrior(0, 5, 1.1, 0.1);
      bundle.addRelativePose(1, 2, Pose3.exp(0.2, 0, 0, 0, 0, 0), InformationMatrix.identity(6));
      bundle.addLandmarkPrior(2, Point.of(0, 0, 5), InformationMatrix.identity(3));
      PrecisionPolicy policy = p == 0 ? PrecisionPolicy.DOUBLE : PrecisionPolicy.MIXED;
      chi2[p] = bundle.optimize(BundleAdjustment.optimizer().precision(policy).build()).finalChi2();
    }
    assertThat(chi2[1]).isCloseTo(chi2[0], within(1e-6 * chi2[0]));
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    var bundle = new BundleAdjustment();
    int camera = bundle.addCamera(RectifiedStereo.INSTANCE, 1, 1, 0, 0, 1);
    bundle.addKeyframe(Pose3.identity(), camera);
    bundle.addKeyframe(Pose3.identity(), camera);
    bundle.addTag(1, Pose3.identity());
    refused(() -> bundle.addTag(0, Pose3.identity()), "the size of a tag is positive");
    refused(() -> bundle.addTagObservation(0, 0, new double[6], 1), "four corners");
    refused(() -> bundle.addTagObservation(0, 0, new double[8], 0), "positive");
    refused(() -> bundle.addScalePrior(0, 0, 1, 1), "keyframe 0 and itself");
    refused(() -> bundle.addScalePrior(0, 1, -1, 1), "no distance");
    refused(
        () -> bundle.addRelativePose(0, 1, Pose3.identity(), InformationMatrix.identity(3)), "6x6");
    refused(() -> bundle.addPosePrior(0, Pose3.identity(), InformationMatrix.identity(3)), "6x6");
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> bundle.addTagObservation(0, 1, new double[8], 1))
        .withMessageContaining("there is no tag 1, only 1");
    assertThat(bundle.measurements()).isZero();
  }

  private static void refused(Runnable action, String message) {
    assertThatIllegalArgumentException().isThrownBy(action::run).withMessageContaining(message);
  }

  private static double distance(Pose3 a, Pose3 b) {
    return Math.hypot(a.x() - b.x(), Math.hypot(a.y() - b.y(), a.z() - b.z()));
  }

  /** Where the corners of a tag are seen. */
  private static double[] corners(BundleAdjustment bundle, int keyframe, double size, Pose3 tag) {
    double[] seen = new double[8];
    int camera = bundle.camera(keyframe);
    for (int c = 0; c < 4; c++) {
      double[] l = tag.transform(0.5 * size * CORNERS[c][0], 0.5 * size * CORNERS[c][1], 0);
      double[] p = bundle.pose(keyframe).inverse().transform(l[0], l[1], l[2]);
      CameraModel model = bundle.model(camera);
      CameraModel single = model instanceof RectifiedStereo stereo ? stereo.left() : model;
      single.project(p[0], p[1], p[2], bundle.intrinsics(camera), 0, seen, 2 * c);
    }
    return seen;
  }
}
