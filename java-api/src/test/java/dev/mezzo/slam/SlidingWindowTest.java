package dev.mezzo.slam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.mezzo.geometry.CameraModel;
import dev.mezzo.geometry.DepthCamera;
import dev.mezzo.geometry.Pinhole;
import dev.mezzo.geometry.Pose3;
import dev.mezzo.geometry.RectifiedStereo;
import dev.mezzo.optimize.LossFunction;
import dev.mezzo.optimize.Optimizer;
import dev.mezzo.optimize.PrecisionPolicy;
import dev.mezzo.optimize.Termination;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A window of the newest keyframes follows the camera, whatever the stream brings. */
class SlidingWindowTest {
  private static final Optimizer DOUBLE =
      SlidingWindow.Builder.optimizer().precision(PrecisionPolicy.DOUBLE).build();
  private static final CameraModel DEPTH = new DepthCamera(Pinhole.INSTANCE);

  private final double[] guess = new double[7];

  private static SlidingWindow.Builder stereo() {
    return SlidingWindow.builder()
        .camera(RectifiedStereo.INSTANCE, CameraStream.STEREO, 1, 1, 1)
        .optimizer(DOUBLE);
  }

  private static SlidingWindow.Builder mono() {
    return SlidingWindow.builder()
        .camera(Pinhole.INSTANCE, CameraStream.MONO, 1, 1)
        .optimizer(DOUBLE);
  }

  private static CameraStream stereoStream(int keyframes) {
    return new CameraStream(1, RectifiedStereo.INSTANCE, CameraStream.STEREO, keyframes, 55, 12, 1);
  }

  private static CameraStream monoStream(int keyframes) {
    return new CameraStream(2, Pinhole.INSTANCE, CameraStream.MONO, keyframes, 80, 12, 1);
  }

  private Termination add(SlidingWindow window, CameraStream stream, int k) {
    stream.guess(k, window, guess);
    return window.addKeyframe(
        k, guess, 0, stream.counts[k], stream.ids[k], null, stream.measured[k]);
  }

  /** Runs a stream through a window; returns the largest error of a newest keyframe, in metres. */
  private double run(SlidingWindow window, CameraStream stream) {
    double worst = 0;
    for (int k = 0; k < stream.keyframes; k++) {
      assertThat(add(window, stream, k)).isNotEqualTo(Termination.NUMERICAL_FAILURE);
      window.copyPose(window.keyframes() - 1, guess, 0);
      worst = Math.max(worst, stream.error(k, guess, 0));
    }
    return worst;
  }

  @Test
  void aStereoCameraIsFollowed() {
    CameraStream stream = stereoStream(150);
    try (SlidingWindow window = stereo().keyframes(15).build()) {
      // 45 metres, 55 observations a keyframe with a pixel of noise; guesses drift by metres.
      assertThat(run(window, stream)).isLessThan(0.35);
      SlidingWindowHealth health = window.health();
      assertThat(health.keyframes()).isEqualTo(15);
      assertThat(window.keyframeId(0)).isEqualTo(135);
      assertThat(window.keyframeId(14)).isEqualTo(149);
      assertThat(health.failures()).isZero();
      assertThat(health.outliers()).isLessThan(20);
      assertThat(health.chi2() / (3.0 * health.observations())).isBetween(0.5, 1.1);
    }
  }

  @Test
  void aSingleCameraTakesItsScaleFromTheSecondGuess() {
    CameraStream stream = monoStream(120);
    // A true second guess: its error would be that of the scale.
    Pose3.between(stream.poses, 0, stream.poses, 7, stream.motions, 7);
    try (SlidingWindow window = mono().keyframes(20).build()) {
      // 36 metres, whose scale is that of the first 30 centimetres.
      assertThat(run(window, stream)).isLessThan(2.5);
      assertThat(window.health().landmarks()).isGreaterThan(60);
    }
  }

  @Test
  void aDepthCameraIsFollowed() {
    CameraStream stream = new CameraStream(4, DEPTH, CameraStream.MONO, 60, 55, 12, 0.5);
    SlidingWindow.Builder builder =
        SlidingWindow.builder().camera(DEPTH, CameraStream.MONO, 0.5, 0.5, 0.5).optimizer(DOUBLE);
    // Half a metre of noise in depth.
    try (SlidingWindow window = builder.keyframes(12).build()) {
      assertThat(run(window, stream)).isLessThan(0.35);
    }
  }

  @Test
  void fixingTheOldestFollowsToo() {
    CameraStream stream = stereoStream(100);
    try (SlidingWindow window = stereo().keyframes(20).fix().build()) {
      assertThat(run(window, stream)).isLessThan(0.35);
      assertThat(window.health().priorKeyframes()).isZero();
      assertThat(window.poseCovariance(0)).containsOnly(0);
    }
    CameraStream single = monoStream(60);
    Pose3.between(single.poses, 0, single.poses, 7, single.motions, 7);
    try (SlidingWindow window = mono().keyframes(20).fix().build()) {
      assertThat(run(window, single)).isLessThan(1.5);
    }
  }

  @Test
  void marginalisationLosesLittleAgainstAllKeyframesAtOnce() {
    int n = 45;
    CameraStream stream = stereoStream(n);
    var bundle = new BundleAdjustment();
    int camera = bundle.addCamera(RectifiedStereo.INSTANCE, CameraStream.STEREO);
    for (int k = 0; k < n; k++) {
      bundle.addKeyframe(Pose3.ofState(stream.poses, 7 * k), camera);
    }
    for (double[] point : stream.points) {
      bundle.addLandmark(point[0], point[1], point[2]);
    }
    for (int k = 0; k < n; k++) {
      for (int o = 0; o < stream.counts[k]; o++) {
        double[] z = stream.measured[k];
        bundle.addStereoObservation(
            k, (int) stream.ids[k][o], z[3 * o], z[3 * o + 1], z[3 * o + 2]);
      }
    }
    bundle.setFixed(0, true);
    bundle.optimize(BundleAdjustment.optimizer().precision(PrecisionPolicy.DOUBLE).build());
    SlidingWindow.Builder builder = stereo().keyframes(20).loss(LossFunction.NONE).gate(1 - 1e-12);
    try (SlidingWindow window = builder.build()) {
      run(window, stream);
      double[] pose = new double[7];
      double[] batch = new double[7];
      double[] d = new double[6];
      for (int i = 0; i < window.keyframes(); i++) {
        int k = (int) window.keyframeId(i);
        window.copyPose(i, pose, 0);
        bundle.pose(k).toState(batch, 0);
        Pose3.localCoordinates(batch, 0, pose, 0, d, 0);
        double[] sigma = window.poseCovariance(i);
        for (int c = 0; c < 6; c++) {
          assertThat(Math.abs(d[c])).isLessThan(0.3 * Math.sqrt(sigma[7 * c]));
        }
      }
    }
  }

  @Test
  void untilAKeyframeLeavesTheWindowIsTheBundle() {
    int n = 10;
    CameraStream stream = stereoStream(n);
    SlidingWindow.Builder builder = stereo().keyframes(n).loss(LossFunction.NONE).gate(1 - 1e-12);
    Optimizer exact = DOUBLE.toBuilder().functionTolerance(1e-12).maxIterations(50).build();
    try (SlidingWindow window = builder.motion(1e6, 1e6).optimizer(exact).build()) {
      run(window, stream);
      long[] ids = new long[1000];
      double[] points = new double[3000];
      int count = window.copyLandmarks(ids, points);
      var bundle = new BundleAdjustment();
      int camera = bundle.addCamera(RectifiedStereo.INSTANCE, CameraStream.STEREO);
      for (int k = 0; k < n; k++) {
        bundle.addKeyframe(window.pose(k), camera);
      }
      for (int l = 0; l < count; l++) {
        bundle.addLandmark(points[3 * l], points[3 * l + 1], points[3 * l + 2]);
      }
      for (int k = 0; k < n; k++) {
        for (int o = 0; o < stream.counts[k]; o++) {
          for (int l = 0; l < count; l++) {
            if (ids[l] == stream.ids[k][o]) {
              double[] z = stream.measured[k];
              bundle.addStereoObservation(k, l, z[3 * o], z[3 * o + 1], z[3 * o + 2]);
            }
          }
        }
      }
      bundle.setFixed(0, true);
      double before = bundle.chi2();
      assertThat(window.health().chi2()).isCloseTo(before, within(1e-4 * before));
      bundle.optimize(BundleAdjustment.optimizer().precision(PrecisionPolicy.DOUBLE).build());
      assertThat(before).isCloseTo(bundle.chi2(), within(1e-6 * before));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void estimatesAreAsUncertainAsTheirCovariancesSay(boolean isSingle) {
    double sum = 0;
    int runs = 8;
    int n = 50;
    for (int seed = 0; seed < runs; seed++) {
      CameraModel model = isSingle ? Pinhole.INSTANCE : RectifiedStereo.INSTANCE;
      double[] intrinsics = isSingle ? CameraStream.MONO : CameraStream.STEREO;
      var stream = new CameraStream(100 + seed, model, intrinsics, n, 50, 8, 1);
      Pose3.between(stream.poses, 0, stream.poses, 7, stream.motions, 7);
      SlidingWindow.Builder builder = isSingle ? mono() : stereo();
      try (SlidingWindow window = builder.keyframes(12).loss(LossFunction.NONE).build()) {
        run(window, stream);
        int last = window.keyframes() - 1;
        double[] d = new double[6];
        window.copyPose(last, guess, 0);
        Pose3.localCoordinates(stream.poses, 7 * (n - 1), guess, 0, d, 0);
        sum += mahalanobis(window.poseCovariance(last), d);
      }
    }
    // Normalised estimation error squared: of 48 degrees of freedom, within 4 standard deviations.
    double expected = 6 * runs;
    assertThat(sum).isCloseTo(expected, within(4 * Math.sqrt(2 * expected)));
  }

  private static double mahalanobis(double[] sigma, double[] d) {
    double[][] equations = new double[7][7];
    for (int i = 0; i < 6; i++) {
      for (int k = 0; k < 6; k++) {
        equations[i][k] = sigma[6 * i + k];
      }
      equations[i][6] = -d[i];
    }
    double[] x = Normal.solve(equations);
    double sum = 0;
    for (int i = 0; i < 6; i++) {
      sum += x[i] * d[i];
    }
    return sum;
  }

  @Test
  void outliersAreFoundAndRemoved() {
    CameraStream stream = stereoStream(60);
    var random = new SplittableRandom(9);
    int wrong = 0;
    for (int k = 0; k < stream.keyframes; k++) {
      for (int o = 0; o < stream.counts[k]; o++) {
        if (random.nextInt(20) == 0) {
          stream.measured[k][3 * o] += 60 * (random.nextBoolean() ? 1 : -1);
          wrong++;
        }
      }
    }
    try (SlidingWindow window = stereo().keyframes(15).build()) {
      assertThat(run(window, stream)).isLessThan(0.35);
      assertThat(window.health().outliers()).isBetween(wrong / 2L, 2L * wrong);
    }
  }

  /** A tracker that jumps: one pixel in fifteen is anywhere in the image. */
  @Test
  void mismatchesOfASingleCameraHarmLittle() {
    CameraStream stream = monoStream(120);
    double clean;
    try (SlidingWindow window = mono().keyframes(15).motion(0.05, 0.02).build()) {
      clean = run(window, stream);
    }
    var random = new SplittableRandom(3);
    for (int k = 0; k < stream.keyframes; k++) {
      for (int o = 0; o < stream.counts[k]; o++) {
        if (random.nextInt(15) == 0) {
          stream.measured[k][2 * o] = random.nextDouble(640);
          stream.measured[k][2 * o + 1] = random.nextDouble(480);
        }
      }
    }
    try (SlidingWindow window = mono().keyframes(15).motion(0.05, 0.02).build()) {
      assertThat(run(window, stream)).isLessThan(2 * clean);
    }
  }

  @Test
  void keyframesThatSawLittleOrNothingAreBridged() {
    CameraStream stream = stereoStream(80);
    for (int k = 20; k < 80; k += 7) {
      stream.counts[k] = k % 3;
    }
    try (SlidingWindow window = stereo().keyframes(15).motion(0.05, 0.01).build()) {
      assertThat(run(window, stream)).isLessThan(0.5);
    }
    // Nothing for longer than the window is.
    Arrays.fill(stream.counts, 30, 80, 0);
    try (SlidingWindow window = stereo().keyframes(10).build()) {
      run(window, stream);
      assertThat(window.health().landmarks()).isZero();
      assertThat(window.keyframes()).isEqualTo(10);
    }
  }

  @Test
  void landmarksWithoutParallaxWait() {
    // A camera that turns, but stays where it is, then goes.
    CameraStream stream = monoStream(40);
    try (SlidingWindow window = mono().keyframes(12).build()) {
      for (int k = 0; k < 12; k++) {
        add(window, stream, k);
      }
      int known = window.health().landmarks();
      double[] there = new double[7];
      window.copyPose(window.keyframes() - 1, there, 0);
      // The same pictures of new landmarks again and again.
      long[] ids = stream.ids[12].clone();
      for (int o = 0; o < stream.counts[12]; o++) {
        ids[o] += 1_000_000;
      }
      for (int k = 12; k < 22; k++) {
        Termination end =
            window.addKeyframe(k, there, 0, stream.counts[12], ids, null, stream.measured[12]);
        assertThat(end).isNotEqualTo(Termination.NUMERICAL_FAILURE);
        assertThat(window.health().landmarks()).isLessThanOrEqualTo(known);
      }
      assertThat(window.health().waiting()).isGreaterThanOrEqualTo(stream.counts[12]);
      assertThat(window.health().failures()).isZero();
    }
  }

  @Test
  void aGuessWithoutReasonIsRefusedAndTheWindowStaysAsItWas() {
    CameraStream stream = stereoStream(30);
    double[] before = new double[7];
    try (SlidingWindow window = stereo().keyframes(10).build();
        SlidingWindow other = stereo().keyframes(10).build()) {
      for (int k = 0; k < 30; k++) {
        if (k == 5 || k == 20) {
          SlidingWindowHealth health = window.health();
          window.copyPose(window.keyframes() - 1, before, 0);
          double[] absurd = {1e200, 0, 0, 0, 0, 0, 1};
          assertThat(
                  window.addKeyframe(
                      k, absurd, 0, stream.counts[k], stream.ids[k], null, stream.measured[k]))
              .isEqualTo(Termination.NUMERICAL_FAILURE);
          window.copyPose(window.keyframes() - 1, guess, 0);
          assertThat(guess).containsExactly(before);
          assertThat(window.health().observations()).isEqualTo(health.observations());
          assertThat(window.health().keyframes()).isEqualTo(health.keyframes());
          assertThat(window.health().waiting()).isEqualTo(health.waiting());
          assertThat(window.health().failures()).isEqualTo(k == 5 ? 1 : 2);
        }
        add(window, stream, k);
        add(other, stream, k);
      }
      // What was refused left no trace.
      assertThat(window.pose()).isEqualTo(other.pose());
    }
  }

  @Test
  void badInputIsRefusedBeforeAnythingChanges() {
    CameraStream stream = stereoStream(3);
    try (SlidingWindow window = stereo().build()) {
      add(window, stream, 0);
      double[] nan = stream.measured[1].clone();
      nan[7] = Double.NaN;
      double[] pose = {0, 0, 0, 0, 0, 0, 1};
      long[] ids = stream.ids[1];
      assertThatIllegalArgumentException()
          .isThrownBy(() -> window.addKeyframe(1, pose, 0, 5, ids, null, nan))
          .withMessageContaining("observation 2 holds NaN");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> window.addKeyframe(1, pose, 0, 999, ids, null, nan));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> window.addKeyframe(1, pose, 0, 1, ids, new int[] {1}, nan))
          .withMessageContaining("no camera 1");
      double[] long4 = {0, 0, 0, 0, 0, 0, 2};
      assertThatIllegalArgumentException()
          .isThrownBy(() -> window.addKeyframe(1, long4, 0, 1, ids, null, nan));
      double[] infinite = {0, Double.POSITIVE_INFINITY, 0, 0, 0, 0, 1};
      assertThatIllegalArgumentException()
          .isThrownBy(() -> window.addKeyframe(1, infinite, 0, 1, ids, null, nan));
      assertThat(window.keyframes()).isEqualTo(1);
      assertThat(window.health().waiting()).isEqualTo(stream.counts[0]);
    }
    CameraStream single = monoStream(2);
    try (SlidingWindow window = mono().build()) {
      add(window, single, 0);
      double[] same = Arrays.copyOf(single.poses, 7);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> window.addKeyframe(1, same, 0, 0, new long[0], null, new double[0]))
          .withMessageContaining("scale");
    }
    assertThatIllegalStateException().isThrownBy(() -> SlidingWindow.builder().build());
    assertThatIllegalArgumentException().isThrownBy(() -> SlidingWindow.builder().keyframes(2));
  }

  @Test
  void thereIsRoomForSoManyLandmarks() {
    CameraStream stream = stereoStream(60);
    try (SlidingWindow window = stereo().keyframes(10).landmarks(40).build()) {
      run(window, stream);
      SlidingWindowHealth health = window.health();
      assertThat(health.landmarks() + health.waiting()).isLessThanOrEqualTo(40);
      assertThat(health.ignored()).isPositive();
    }
  }

  @Test
  void camerasMayBeMixed() {
    CameraStream stream = stereoStream(60);
    SlidingWindow.Builder builder =
        stereo().camera(RectifiedStereo.INSTANCE.left(), CameraStream.STEREO, 1, 1).keyframes(12);
    try (SlidingWindow window = builder.build()) {
      double worst = 0;
      for (int k = 0; k < stream.keyframes; k++) {
        int[] cameraOf = new int[stream.counts[k]];
        double[] measured = stream.measured[k].clone();
        for (int o = 0; o < cameraOf.length; o += 2) {
          cameraOf[o] = 1;
          measured[3 * o + 1] = measured[3 * o + 2];
          measured[3 * o + 2] = Double.NaN;
        }
        stream.guess(k, window, guess);
        window.addKeyframe(k, guess, 0, cameraOf.length, stream.ids[k], cameraOf, measured);
        window.copyPose(window.keyframes() - 1, guess, 0);
        worst = Math.max(worst, stream.error(k, guess, 0));
      }
      assertThat(worst).isLessThan(0.35);
    }
  }

  @Test
  void theDeadlineEndsASolve() {
    CameraStream stream = stereoStream(12);
    try (SlidingWindow window = stereo().deadline(Duration.ofNanos(1)).build()) {
      add(window, stream, 0);
      add(window, stream, 1);
      assertThat(add(window, stream, 2)).isEqualTo(Termination.TIME_LIMIT);
      assertThat(window.keyframes()).isEqualTo(3);
      assertThat(window.health().iterations()).isZero();
    }
  }

  @Test
  void whatLeavesIsHandedOutALastTime() {
    CameraStream stream = stereoStream(14);
    try (SlidingWindow window = stereo().keyframes(10).build()) {
      double[] last = new double[7];
      for (int k = 0; k < 14; k++) {
        add(window, stream, k);
        assertThat(window.copyDeparted(last, 0)).isEqualTo(k >= 10);
        if (k >= 10) {
          assertThat(window.departedId()).isEqualTo(k - 10);
          assertThat(stream.error(k - 10, last, 0)).isLessThan(0.2);
        } else {
          assertThatIllegalStateException().isThrownBy(window::departedId);
        }
      }
    }
  }

  @Test
  void aWindowBeginsAnewAfterTrackingWasLost() {
    CameraStream stream = stereoStream(40);
    try (SlidingWindow window = stereo().keyframes(10).build();
        SlidingWindow fresh = stereo().keyframes(10).build()) {
      run(window, stream);
      window.clear();
      assertThat(window.keyframes()).isZero();
      run(window, stream);
      run(fresh, stream);
      double[] expected = new double[7];
      fresh.pose().toState(expected, 0);
      window.pose().toState(guess, 0);
      assertThat(guess).containsExactly(expected, within(1e-9));
    }
  }

  @Test
  void covariancesOfLandmarks() {
    CameraStream stream = stereoStream(20);
    try (SlidingWindow window = stereo().keyframes(10).build()) {
      run(window, stream);
      long[] ids = new long[1000];
      double[] points = new double[3000];
      int n = window.copyLandmarks(ids, points);
      assertThat(n).isEqualTo(window.health().landmarks()).isGreaterThan(30);
      for (int l = 0; l < n; l++) {
        double[] sigma = window.landmarkCovariance(ids[l]);
        double[] d = new double[3];
        for (int c = 0; c < 3; c++) {
          d[c] = points[3 * l + c] - stream.points.get((int) ids[l])[c];
          assertThat(Math.abs(d[c])).isLessThan(6 * Math.sqrt(sigma[4 * c]));
        }
      }
      assertThatIllegalArgumentException().isThrownBy(() -> window.landmarkCovariance(-1));
    }
  }

  @Test
  void closingTwiceIsOnce() {
    SlidingWindow window = stereo().build();
    CameraStream stream = stereoStream(3);
    run(window, stream);
    window.poseCovariance(1);
    window.close();
    window.close();
    assertThatIllegalStateException().isThrownBy(() -> add(window, stream, 2));
    assertThatIllegalStateException().isThrownBy(() -> window.poseCovariance(0));
  }
}
