package dev.mezzo.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Projections against their definitions, Jacobians against finite differences. */
class CameraModelTest {
  private static final int SAMPLES = 500;
  private static final double STEP = 1e-5;

  /** A model with parameters of the size that calibrations give. */
  static final class Camera {
    private final CameraModel model;
    private final double[] k;

    Camera(CameraModel model, double... k) {
      this.model = model;
      this.k = k;
    }

    CameraModel model() {
      return model;
    }

    double[] k() {
      return k;
    }

    @Override
    public String toString() {
      return model.toString();
    }

    double[] project(double... p) {
      double[] out = new double[model.dimension()];
      model.project(p[0], p[1], p[2], k, 0, out, 0);
      return out;
    }
  }

  private final SplittableRandom random = new SplittableRandom(5);

  static Stream<Camera> cameras() {
    var brown =
        new Camera(BrownConrady.INSTANCE, 458, 457, 367, 248, -0.28, 0.07, 2e-4, 1.8e-5, -0.01);
    return Stream.of(
        new Camera(Pinhole.INSTANCE, 525, 520, 320, 240),
        new Camera(Bal.INSTANCE, 399.75, -3e-2, 5e-3),
        brown,
        new Camera(KannalaBrandt.INSTANCE, 380, 381, 510, 514, -0.01, 0.05, -0.04, 0.008),
        new Camera(RectifiedStereo.INSTANCE, 718, 719, 607, 185, 0.54),
        new Camera(RectifiedStereo.INSTANCE.left(), 718, 719, 607, 185, 0.54),
        new Camera(new DepthCamera(brown.model()), brown.k()));
  }

  @ParameterizedTest
  @MethodSource("cameras")
  void jacobiansAreTheDerivativesInFrontOfTheCameraAndBehindIt(Camera camera) {
    for (int i = 0; i < SAMPLES; i++) {
      double z = (i % 2 == 0 ? 1 : -1) * (0.5 + 4 * random.nextDouble());
      assertJacobians(camera, STEP, 1e-7, uniform(2), uniform(2), z);
    }
  }

  @ParameterizedTest
  @MethodSource("cameras")
  void jacobiansAreTheDerivativesOnTheAxisAndNextToIt(Camera camera) {
    for (double r : new double[] {0, 1e-9, 1e-6, 0.99e-4, 1.01e-4, 1e-3, 1e-2}) {
      for (int i = 0; i < 20; i++) {
        double angle = uniform(Math.PI);
        double z = 0.5 + random.nextDouble();
        double x = r * z * Math.cos(angle);
        assertJacobians(camera, 1e-4, 1e-6, x, r * z * Math.sin(angle), z);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cameras")
  void jacobiansAreTheDerivativesCloseToTheCamerasPlane(Camera camera) {
    for (double z : new double[] {1e-2, 1e-4, 1e-6, -1e-2, -1e-4, -1e-6}) {
      // Only a fisheye is as smooth there as elsewhere.
      double scale = camera.model() instanceof KannalaBrandt ? 1 : Math.abs(z);
      for (int i = 0; i < 20; i++) {
        assertJacobians(camera, 1e-5 * scale, 1e-5, uniform(1), uniform(1), z);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cameras")
  void everyFinitePointHasFiniteNumbers(Camera camera) {
    double[] sizes = {
      0, 1e-320, 1e-200, 1e-30, 1e-12, 1e-10, 1e-6, 1, 1e6, 1e12, 1e30, 1e150, 1e300
    };
    for (double x : sizes) {
      for (double y : sizes) {
        for (double z : sizes) {
          for (int signs = 0; signs < 8; signs++) {
            double[] p = {
              (signs & 1) == 0 ? x : -x, (signs & 2) == 0 ? y : -y, (signs & 4) == 0 ? z : -z
            };
            double[] all = linearize(camera, p);
            assertThat(all).as(() -> Arrays.toString(p)).matches(CameraModelTest::isFinite);
            int m = camera.model().dimension();
            assertThat(camera.project(p)).containsExactly(Arrays.copyOf(all, m));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cameras")
  void theDirectionOfAPointAtInfinityIsSeen(Camera camera) {
    for (int i = 0; i < SAMPLES; i++) {
      double[] p = {uniform(1), uniform(1), 0.2 + random.nextDouble()};
      double[] near = camera.project(1e20 * p[0], 1e20 * p[1], 1e20 * p[2]);
      double[] far = camera.project(1e250 * p[0], 1e250 * p[1], 1e250 * p[2]);
      for (int r = 0; r < Math.min(2, near.length); r++) {
        assertThat(far[r]).isCloseTo(near[r], within(1e-9 * (1 + Math.abs(near[r]))));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cameras")
  void whatWasProjectedIsFoundAlongItsDirection(Camera camera) {
    double ahead = camera.model().isInFront(0, 0, 1) ? 1 : -1;
    for (int i = 0; i < SAMPLES; i++) {
      double[] p = {uniform(0.7), uniform(0.7), ahead};
      double[] z = camera.project(p);
      double[] d = new double[3];
      assertThat(camera.model().unproject(z, 0, camera.k(), 0, d, 0)).isTrue();
      double length = Math.sqrt(p[0] * p[0] + p[1] * p[1] + 1);
      for (int c = 0; c < 3; c++) {
        assertThat(d[c]).isCloseTo(p[c] / length, within(1e-9));
      }
    }
  }

  @Test
  void aFisheyeFindsDirectionsBehindItAndOnItsAxis() {
    Camera camera = cameras().toList().get(3);
    double[] d = new double[3];
    double[] behind = camera.project(0.6, 0, -0.8);
    assertThat(camera.model().unproject(behind, 0, camera.k(), 0, d, 0)).isTrue();
    assertThat(d).containsExactly(new double[] {0.6, 0, -0.8}, within(1e-9));
    double[] centre = camera.project(0, 0, 1);
    assertThat(camera.model().unproject(centre, 0, camera.k(), 0, d, 0)).isTrue();
    assertThat(d).containsExactly(0, 0, 1);
  }

  @Test
  void aPixelThatNoDirectionIsProjectedToHasNone() {
    double[] d = new double[3];
    double[] barrel = {500, -0.3, 0}; // r (1 - 0.3 r^2) is 0.70 at most
    assertThat(Bal.INSTANCE.unproject(new double[] {340, 0}, 0, barrel, 0, d, 0)).isTrue();
    assertThat(Bal.INSTANCE.unproject(new double[] {360, 0}, 0, barrel, 0, d, 0)).isFalse();
    double[] brown = {500, 500, 0, 0, -0.3, 0, 0, 0, 0};
    var model = BrownConrady.INSTANCE;
    assertThat(model.unproject(new double[] {0, 340}, 0, brown, 0, d, 0)).isTrue();
    assertThat(model.unproject(new double[] {0, 360}, 0, brown, 0, d, 0)).isFalse();
    double[] fisheye = {100, 100, 0, 0, 0, 0, 0, 0};
    var kannalaBrandt = KannalaBrandt.INSTANCE;
    assertThat(kannalaBrandt.unproject(new double[] {0, 310}, 0, fisheye, 0, d, 0)).isTrue();
    assertThat(kannalaBrandt.unproject(new double[] {0, 320}, 0, fisheye, 0, d, 0)).isFalse();
  }

  @Test
  void pointsBehindABalCameraAreProjectedByTheSameFormula() {
    Camera camera = cameras().toList().get(1);
    for (int i = 0; i < SAMPLES; i++) {
      double[] p = {uniform(1), uniform(1), uniform(3)};
      double[] opposite = camera.project(-p[0], -p[1], -p[2]);
      assertThat(camera.project(p)).containsExactly(opposite);
      assertThat(camera.model().isInFront(p[0], p[1], p[2])).isEqualTo(p[2] < 0);
    }
  }

  @Test
  void balLooksAlongMinusZ() {
    double[] p = new Camera(Bal.INSTANCE, 500, 0.1, 0.01).project(0.3, -0.4, -2);
    double r2 = 0.0225 + 0.04;
    double fd = 500 * (1 + 0.1 * r2 + 0.01 * r2 * r2);
    assertThat(p[0]).isCloseTo(fd * 0.15, within(1e-12));
    assertThat(p[1]).isCloseTo(fd * -0.2, within(1e-12));
  }

  @Test
  void brownConradyTakesItsCoefficientsInTheOrderOfOpenCv() {
    double[] k = {400, 410, 320, 240, 0.1, -0.05, 0.01, 0.02, 0.005};
    double[] p = new Camera(BrownConrady.INSTANCE, k).project(0.6, 0.4, 2);
    double a = 0.3;
    double b = 0.2;
    double r2 = 0.13;
    double d = 1 + 0.1 * r2 - 0.05 * r2 * r2 + 0.005 * r2 * r2 * r2;
    double u = a * d + 2 * 0.01 * a * b + 0.02 * (r2 + 2 * a * a);
    double v = b * d + 0.01 * (r2 + 2 * b * b) + 2 * 0.02 * a * b;
    assertThat(p[0]).isCloseTo(400 * u + 320, within(1e-12));
    assertThat(p[1]).isCloseTo(410 * v + 240, within(1e-12));
  }

  @Test
  void aFisheyeSeesWhatIsBesideAndBehindIt() {
    double[] k = {100, 100, 0, 0, 0.1, 0, 0, 0};
    var camera = new Camera(KannalaBrandt.INSTANCE, k);
    double t = Math.PI / 2;
    assertThat(camera.project(3, 0, 0)[0]).isCloseTo(100 * (t + 0.1 * t * t * t), within(1e-10));
    t = 0.75 * Math.PI;
    assertThat(camera.project(0, 2, -2)[1]).isCloseTo(100 * (t + 0.1 * t * t * t), within(1e-10));
    assertThat(camera.model().isInFront(0, 2, -2)).isTrue();
    assertThat(camera.model().isInFront(0, 0, -2)).isFalse();
  }

  @Test
  void aStereoCameraMeasuresDisparityAndADepthCameraDepth() {
    double[] p = cameras().toList().get(4).project(1, 2, 10);
    assertThat(p[0] - p[1]).isCloseTo(718 * 0.54 / 10, within(1e-11));
    assertThat(p[2]).isCloseTo(719 * 0.2 + 185, within(1e-11));
    assertThat(cameras().toList().get(6).project(1, 2, 10)[2]).isEqualTo(10);
  }

  @Test
  void intrinsicsThatDoNotFitAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Pinhole.INSTANCE.requireIntrinsics(1, 2, 3))
        .withMessageContaining("Pinhole has 4 intrinsic parameters, not 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Bal.INSTANCE.requireIntrinsics(1, Double.NaN, 3))
        .withMessageContaining("finite");
    assertThatIllegalArgumentException().isThrownBy(() -> new DepthCamera(Bal.INSTANCE));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new DepthCamera(RectifiedStereo.INSTANCE));
  }

  private double uniform(double bound) {
    return bound * (2 * random.nextDouble() - 1);
  }

  private static boolean isFinite(double[] numbers) {
    return Arrays.stream(numbers).allMatch(Double::isFinite);
  }

  /** Measured numbers, Jacobian by the point, Jacobian by the parameters. */
  private static double[] linearize(Camera camera, double... p) {
    int m = camera.model().dimension();
    double[] all = new double[m * (4 + camera.model().parameters())];
    Arrays.fill(all, Double.NaN);
    camera.model().linearize(p[0], p[1], p[2], camera.k(), 0, all, 0, m, 4 * m);
    return all;
  }

  private static void assertJacobians(
      Camera camera, double step, double tolerance, double... point) {
    int m = camera.model().dimension();
    int n = camera.model().parameters();
    double[] all = linearize(camera, point);
    double[] byPoint = Arrays.copyOfRange(all, m, 4 * m);
    assertClose(byPoint, differences(camera, point, point, step, m), tolerance, camera, point);
    double[] byParameters = Arrays.copyOfRange(all, 4 * m, all.length);
    assertThat(byParameters).hasSize(m * n);
    double[] expected = differences(camera, camera.k(), point, 1e-4, m);
    assertClose(byParameters, expected, tolerance, camera, point);
  }

  /** By central differences in the numbers of one array, the point or the parameters. */
  private static double[] differences(
      Camera camera, double[] moved, double[] point, double step, int m) {
    double[] block = new double[m * moved.length];
    for (int c = 0; c < moved.length; c++) {
      double centre = moved[c];
      moved[c] = centre + step;
      double[] up = camera.project(point);
      double wide = moved[c];
      moved[c] = centre - step;
      double[] down = camera.project(point);
      wide -= moved[c];
      moved[c] = centre;
      for (int r = 0; r < m; r++) {
        block[r * moved.length + c] = (up[r] - down[r]) / wide;
      }
    }
    return block;
  }

  private static void assertClose(
      double[] actual, double[] expected, double tolerance, Camera camera, double[] point) {
    double largest = Math.max(1, Arrays.stream(expected).map(Math::abs).max().orElseThrow());
    for (int i = 0; i < actual.length; i++) {
      int entry = i;
      assertThat(actual[i])
          .as(() -> camera + " at " + Arrays.toString(point) + ", entry " + entry)
          .isCloseTo(expected[i], within(tolerance * largest));
    }
  }
}
