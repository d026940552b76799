package dev.mezzo.slam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.mezzo.geometry.Bal;
import dev.mezzo.geometry.BrownConrady;
import dev.mezzo.geometry.CameraModel;
import dev.mezzo.geometry.DepthCamera;
import dev.mezzo.geometry.KannalaBrandt;
import dev.mezzo.geometry.Pinhole;
import dev.mezzo.geometry.Pose3;
import dev.mezzo.geometry.RectifiedStereo;
import dev.mezzo.slam.Triangulation.Verdict;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TriangulationTest {
  private static final double[] PINHOLE = {500, 500, 320, 240};
  private static final double[] STEREO = {700, 700, 600, 180, 0.5};

  private final SplittableRandom random = new SplittableRandom(3);
  private final Triangulation triangulation = new Triangulation(Math.toRadians(1));

  @Test
  void exactObservationsGiveTheLandmarkForEveryModel() {
    check(Pinhole.INSTANCE, PINHOLE);
    check(Bal.INSTANCE, 500, -0.02, 0.003);
    check(BrownConrady.INSTANCE, 458, 457, 367, 248, -0.1, 0.03, 2e-4, 2e-5, -0.01);
    check(KannalaBrandt.INSTANCE, 380, 381, 510, 514, -0.01, 0.05, -0.04, 0.008);
    check(RectifiedStereo.INSTANCE, STEREO);
    check(new DepthCamera(Pinhole.INSTANCE), PINHOLE);
  }

  private void check(CameraModel model, double... k) {
    double ahead = model.isInFront(0, 0, 1) ? 4 : -4;
    for (int n = 0; n < 50; n++) {
      double[] truth = {uniform(1), uniform(1), ahead};
      triangulation.clear();
      for (int i = 0; i < 2 + n; i++) {
        Pose3 pose =
            Pose3.exp(
                0.3 * i / (1 + 0.25 * n) - 0.5, uniform(0.2), uniform(0.2), 0, uniform(0.1), 0);
        triangulation.add(pose, model, k, 1, project(pose, model, k, truth));
      }
      assertThat(triangulation.solve()).isEqualTo(Verdict.GOOD);
      assertThat(triangulation.x()).isCloseTo(truth[0], within(1e-8));
      assertThat(triangulation.y()).isCloseTo(truth[1], within(1e-8));
      assertThat(triangulation.z()).isCloseTo(truth[2], within(1e-8));
      assertThat(triangulation.chi2()).isLessThan(1e-12);
    }
  }

  @Test
  void noisyObservationsGiveTheOptimumOfABundleOfTheirLandmark() {
    for (int n = 0; n < 20; n++) {
      var bundle = new BundleAdjustment();
      int camera = bundle.addCamera(Pinhole.INSTANCE, PINHOLE);
      double[] truth = {uniform(1), uniform(1), 3};
      bundle.addLandmark(truth[0], truth[1], truth[2]);
      triangulation.clear();
      for (int i = 0; i < 5; i++) {
        Pose3 pose = Pose3.exp(0.3 * i, uniform(0.1), uniform(0.1), 0, uniform(0.1), 0);
        bundle.setFixed(bundle.addKeyframe(pose, camera), true);
        double[] z = project(pose, Pinhole.INSTANCE, PINHOLE, truth);
        z[0] += uniform(2);
        z[1] += uniform(2);
        bundle.addObservation(i, 0, z[0], z[1], 0.5);
        triangulation.add(pose, Pinhole.INSTANCE, PINHOLE, 0.5, z);
      }
      double chi2 = bundle.optimize().finalChi2();
      triangulation.solve();
      assertThat(triangulation.chi2()).isCloseTo(chi2, within(1e-6 * chi2));
      assertThat(triangulation.z()).isCloseTo(bundle.landmark(0)[2], within(1e-4));
    }
  }

  @Test
  void aLandmarkFarAwayHasLittleParallax() {
    Pose3 moved = Pose3.exp(0.1, 0, 0, 0, 0, 0);
    double[] far = {0, 0, 100};
    triangulation.add(
        Pose3.identity(), Pinhole.INSTANCE, PINHOLE, 1, project(Pose3.identity(), far));
    triangulation.add(moved, Pinhole.INSTANCE, PINHOLE, 1, project(moved, far));
    assertThat(triangulation.solve()).isEqualTo(Verdict.LITTLE_PARALLAX);
    assertThat(triangulation.parallax()).isCloseTo(1e-3, within(1e-6));
    assertThat(triangulation.z()).isCloseTo(100, within(1e-3));
  }

  @Test
  void raysThatPartMeetBehindTheCameras() {
    triangulation.add(Pose3.identity(), Pinhole.INSTANCE, PINHOLE, 1, 300, 240);
    triangulation.add(Pose3.exp(1, 0, 0, 0, 0, 0), Pinhole.INSTANCE, PINHOLE, 1, 340, 240);
    assertThat(triangulation.solve()).isEqualTo(Verdict.BEHIND_CAMERA);
  }

  @Test
  void oneRayOrParallelOnesHaveNoPoint() {
    assertThat(triangulation.solve()).isEqualTo(Verdict.NO_POINT);
    triangulation.add(Pose3.identity(), Pinhole.INSTANCE, PINHOLE, 1, 300, 200);
    assertThat(triangulation.solve()).isEqualTo(Verdict.NO_POINT);
    triangulation.add(Pose3.exp(1, 0, 0, 0, 0, 0), Pinhole.INSTANCE, PINHOLE, 1, 300, 200);
    assertThat(triangulation.solve()).isEqualTo(Verdict.NO_POINT);
    assertThat(triangulation.z()).isNaN();
  }

  @Test
  void oneStereoObservationIsEnoughWhereItsDisparityIs() {
    double[] near = {0.2, 0.1, 10};
    triangulation.add(
        Pose3.identity(),
        RectifiedStereo.INSTANCE,
        STEREO,
        1,
        project(Pose3.identity(), RectifiedStereo.INSTANCE, STEREO, near));
    assertThat(triangulation.solve()).isEqualTo(Verdict.GOOD);
    assertThat(triangulation.z()).isCloseTo(10, within(1e-8));
    triangulation.clear();
    triangulation.add(Pose3.identity(), RectifiedStereo.INSTANCE, STEREO, 1, 600, 599, 180);
    assertThat(triangulation.solve()).isEqualTo(Verdict.LITTLE_PARALLAX);
    triangulation.clear();
    triangulation.add(Pose3.identity(), RectifiedStereo.INSTANCE, STEREO, 1, 600, 610, 180);
    assertThat(triangulation.solve()).isEqualTo(Verdict.BEHIND_CAMERA);
  }

  @Test
  void oneDepthIsEnough() {
    triangulation.add(Pose3.identity(), new DepthCamera(Pinhole.INSTANCE), PINHOLE, 1, 320, 290, 2);
    assertThat(triangulation.solve()).isEqualTo(Verdict.GOOD);
    assertThat(triangulation.y()).isCloseTo(0.2, within(1e-12));
    assertThat(triangulation.z()).isCloseTo(2, within(1e-12));
  }

  @Test
  void anAngleThatIsNoneIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Triangulation(Double.NaN));
    assertThatIllegalArgumentException().isThrownBy(() -> new Triangulation(-1));
  }

  private double uniform(double bound) {
    return bound * (2 * random.nextDouble() - 1);
  }

  private static double[] project(Pose3 pose, double[] point) {
    return project(pose, Pinhole.INSTANCE, PINHOLE, point);
  }

  private static double[] project(Pose3 pose, CameraModel model, double[] k, double[] point) {
    double[] p = pose.inverse().transform(point[0], point[1], point[2]);
    double[] z = new double[model.dimension()];
    model.project(p[0], p[1], p[2], k, 0, z, 0);
    return z;
  }
}
