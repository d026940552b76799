package dev.mezzo.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.mezzo.geometry.Bal;
import dev.mezzo.geometry.Pinhole;
import dev.mezzo.geometry.Pose3;
import dev.mezzo.slam.BundleAdjustment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BundleFileTest {
  /** Two cameras, the second turned by a quarter about y and moved; one landmark. */
  private static final String SMALL =
      """
      2 1 2
      0 0     -1.5e+01 2.0
      1 0     3.25 -4
      0
      0
      0
      0
      0
      -1
      500
      -0.1
      0.01
      0
      1.5707963267948966
      0
      1
      2
      3
      400
      0
      0
      0.5
      0.25
      -2
      """;

  @TempDir private Path folder;

  @Test
  void posesAreTurnedIntoWorldFromCamera() throws IOException {
    BundleAdjustment bundle = BundleFile.read(write(SMALL)).bundle();
    assertThat(bundle.keyframes()).isEqualTo(2);
    assertThat(bundle.landmarks()).isEqualTo(1);
    assertThat(bundle.measurements()).isEqualTo(2);
    assertThat(bundle.pose(0)).isEqualTo(Pose3.of(0, 0, 1, Pose3.identity().rotation()));
    // R takes x to -z and z to x; the centre is -R^T t.
    assertThat(bundle.pose(1).x()).isCloseTo(3, within(1e-15));
    assertThat(bundle.pose(1).y()).isEqualTo(-2);
    assertThat(bundle.pose(1).z()).isCloseTo(-1, within(1e-15));
    assertThat(bundle.intrinsics(1)).containsExactly(400, 0, 0);
    assertThat(bundle.landmark(0)).containsExactly(0.5, 0.25, -2);
    assertThat(bundle.model(0)).isSameAs(Bal.INSTANCE);
  }

  @Test
  void theCostIsThatOfTheFormulaOfTheFormat() throws IOException {
    // P = (0.5, 0.25, -3), p = -P / P.z
    double a = 0.5 / 3;
    double b = 0.25 / 3;
    double r2 = a * a + b * b;
    double d = 500 * (1 - 0.1 * r2 + 0.01 * r2 * r2);
    double first = Math.pow(d * a + 15, 2) + Math.pow(d * b - 2, 2);
    // P = (-2 + 1, 0.25 + 2, -0.5 + 3), behind the camera
    double second = Math.pow(400 * (1 / 2.5) - 3.25, 2) + Math.pow(400 * -0.9 + 4, 2);
    BundleFile file = BundleFile.read(write(SMALL));
    assertThat(file.bundle().chi2()).isCloseTo(first + second, within(1e-9));
    assertThat(file.warnings())
        .containsExactly("1 observations of landmarks that begin behind their cameras");
  }

  @ParameterizedTest
  @ValueSource(strings = {"out.txt", "out.txt.gz", "out.bal.bz2"})
  void writingAndReadingKeepsTheCostAndEverything(String name) throws IOException {
    BundleAdjustment bundle = random(3, 6, 40);
    Path file = folder.resolve(name);
    BundleFile.write(bundle, file);
    assertThat(BundleFile.isBundle(file)).isTrue();
    BundleAdjustment again = BundleFile.read(file).bundle();
    double chi2 = bundle.chi2();
    assertThat(again.chi2()).isCloseTo(chi2, within(1e-12 * chi2));
    assertThat(again.sightings()).isEqualTo(bundle.sightings());
    for (int l = 0; l < bundle.landmarks(); l++) {
      assertThat(again.landmark(l)).containsExactly(bundle.landmark(l));
    }
    for (int k = 0; k < bundle.keyframes(); k++) {
      assertThat(again.intrinsics(k)).containsExactly(bundle.intrinsics(k));
      double[] off = bundle.pose(k).between(again.pose(k)).log();
      assertThat(Arrays.stream(off).map(Math::abs).max().orElseThrow()).isLessThan(1e-14);
    }
  }

  @Test
  void packedFilesAreSmallerAndSoNamed() throws IOException {
    BundleAdjustment bundle = random(4, 5, 50);
    byte[][] heads = new byte[3][];
    long[] sizes = new long[3];
    String[] names = {"a.txt", "a.gz", "a.bz2"};
    for (int i = 0; i < 3; i++) {
      Path file = folder.resolve(names[i]);
      BundleFile.write(bundle, file);
      byte[] all = Files.readAllBytes(file);
      heads[i] = Arrays.copyOf(all, 2);
      sizes[i] = all.length;
    }
    assertThat(heads[0]).isEqualTo(new byte[] {'5', ' '});
    assertThat(heads[1]).isEqualTo(new byte[] {0x1f, (byte) 0x8b});
    assertThat(heads[2]).isEqualTo(new byte[] {'B', 'Z'});
    assertThat(sizes[1]).isLessThan(sizes[0]);
    assertThat(sizes[2]).isLessThan(sizes[0]);
  }

  @Test
  void linesMayEndAnywhere() throws IOException {
    String inOneLine = SMALL.replace("\n", " \t ");
    Path file = write(inOneLine);
    assertThat(BundleFile.read(file).bundle().landmark(0)).containsExactly(0.5, 0.25, -2);
    Path crLf = write("\n\n" + SMALL.replace("\n", "\r\n"));
    assertThat(BundleFile.read(crLf).bundle().landmark(0)).containsExactly(0.5, 0.25, -2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2 1 2          | 2 1            | 2  | 0 observations: from 1 to 134217728 are possible",
        "2 1 2          | 0 1 2          | 1  | 0 cameras: from 1 to 134217728 are possible",
        "2 1 2          | 2 1 200000000  | 1  | 200000000 observations",
        "2 1 2          | 2 1 -2         | 1  | -2 observations",
        "2 1 2          | 2 1 2.5        | 1  | '2.5' is not a 64-bit integer",
        "1 0     3.25   | 2 0 3.25       | 3  | observation 1 of 2: there is no camera 2, only 2",
        "1 0     3.25   | 1 -1 3.25      | 3  | observation 1 of 2: there is no landmark -1, only"
            + " 1",
        "-1.5e+01       | nan            | 2  | 'nan', is not a number",
        "3.25 -4        | 3.25 1e999     | 3  | is too large for a double",
        "0.01           | 0.01e          | 12 | is not a number",
        "-0.1           | 1e300 1e300    | 11 | no more",
      })
  void malformedFilesNameTheLineAndTheReason(String what, String instead, int line, String reason)
      throws IOException {
    Path file = write(SMALL.replace(what, instead));
    if (reason.equals("no more")) { // one number too many shifts what follows
      assertThatExceptionOfType(InputException.class)
          .isThrownBy(() -> BundleFile.read(file))
          .withMessageContaining("after the last landmark");
      return;
    }
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> BundleFile.read(file))
        .withMessageContaining(reason.strip())
        .satisfies(e -> assertThat(e.line()).isEqualTo(line));
  }

  @Test
  void aFileThatEndsTooEarlySaysWhere() throws IOException {
    refused(SMALL.substring(0, SMALL.indexOf("3.25")), "ends in observation 1 of 2");
    refused(SMALL.substring(0, SMALL.indexOf("400")), "ends in camera 1 of 2");
    refused(SMALL.substring(0, SMALL.lastIndexOf("-2")), "ends in landmark 0 of 1");
    refused("3 4", "ends in the header");
    refused("", "ends in the header");
    refused(SMALL + "7\n", "'7' after the last landmark");
  }

  @Test
  void aRotationBeyondAllMeasureIsRefused() throws IOException {
    refused(SMALL.replace("1.5707963267948966", "1e200"), "camera 1 of 2: rotation vector");
  }

  @Test
  void brokenPackingIsAnInputError() throws IOException {
    Path file = folder.resolve("broken.gz");
    BundleFile.write(random(5, 3, 20), file);
    byte[] all = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(all, all.length / 2));
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> BundleFile.read(file))
        .withMessageContaining("cannot be read");
    Path bz2 = folder.resolve("broken.bz2");
    Files.writeString(bz2, "BZh9 is no block");
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> BundleFile.isBundle(bz2))
        .withMessageContaining("cannot be read");
  }

  @Test
  void bundlesAreToldFromPoseGraphs() throws IOException {
    assertThat(BundleFile.isBundle(write("# BAL\n\n " + SMALL))).isTrue();
    assertThat(BundleFile.isBundle(write("VERTEX_SE2 0 0 0 0\n"))).isFalse();
    assertThat(BundleFile.isBundle(write(""))).isFalse();
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> BundleFile.isBundle(folder.resolve("none")))
        .withMessageContaining("no such file");
  }

  @Test
  void whatNobodySawIsSaid() throws IOException {
    String text = SMALL.replace("2 1 2\n", "2 1 1\n").replace("1 0     3.25 -4\n", "");
    assertThat(BundleFile.read(write(text)).warnings())
        .containsExactly("1 cameras without observations: they stay where they are");
  }

  @Test
  void whatTheFormatCannotExpressIsRefusedAndNothingIsWritten() throws IOException {
    Path file = folder.resolve("out.txt");
    var pinhole = new BundleAdjustment();
    pinhole.addKeyframe(Pose3.identity(), pinhole.addCamera(Pinhole.INSTANCE, 1, 1, 0, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BundleFile.write(pinhole, file))
        .withMessageContaining("that of keyframe 0 is Pinhole");
    BundleAdjustment weighted = random(6, 2, 3);
    weighted.addObservation(0, 0, 1, 1, 2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BundleFile.write(weighted, file))
        .withMessageContaining("standard deviation of 1 pixel");
    assertThat(file).doesNotExist();
  }

  private void refused(String text, String reason) throws IOException {
    Path file = write(text);
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> BundleFile.read(file))
        .withMessageContaining(reason);
  }

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("bundle.txt"), text);
  }

  private static BundleAdjustment random(long seed, int keyframes, int landmarks) {
    var random = new SplittableRandom(seed);
    var bundle = new BundleAdjustment();
    for (int l = 0; l < landmarks; l++) {
      bundle.addLandmark(random.nextDouble(), random.nextDouble(), -5 + random.nextDouble());
    }
    for (int k = 0; k < keyframes; k++) {
      int camera = bundle.addCamera(Bal.INSTANCE, 500 + random.nextDouble(), -0.1, 0.03);
      Pose3 pose =
          Pose3.exp(
              random.nextDouble(),
              random.nextDouble(),
              random.nextDouble(),
              random.nextDouble() / 3,
              k == 0 ? 3 : 0.1,
              random.nextDouble() / 3);
      bundle.addKeyframe(pose, camera);
      for (int l = 0; l < landmarks; l++) {
        bundle.addObservation(k, l, 100 * random.nextDouble(-1, 1), 100 * random.nextDouble(-1, 1));
      }
    }
    return bundle;
  }
}
