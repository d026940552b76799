package dev.mezzo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.mezzo.geometry.Pose3;
import dev.mezzo.optimize.PrecisionPolicy;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WindowBenchTest {
  @TempDir private Path folder;

  private void file(String name, String... lines) throws IOException {
    Files.write(folder.resolve(name), List.of(lines));
  }

  @Test
  void aStereoDriveIsReadKeyframeByKeyframe() throws IOException {
    file("VO_calibration00s.txt", "700 710 0.0 600 180 0.5");
    file(
        "VO_camera_poses00s.txt",
        "0 1 0 0 0 0 1 0 0 0 0 1 0 0 0 0 1",
        "1 0 0 1 4 0 1 0 5 -1 0 0 6 0 0 0 1");
    file("VO_stereo_factors00s.txt", "0 7 10 9 8 1 2 3", "1 7 11 10 9 1 2 3", "0 9 1 2 3 4 5 6");
    VisualSequence sequence = VisualFiles.readStereo(folder);
    assertThat(sequence.intrinsics()).containsExactly(700.0, 710.0, 600.0, 180.0, 0.5);
    VisualFrame first = sequence.frames().next();
    assertThat(first.landmarks()).containsExactly(7, 9);
    assertThat(first.measured()).containsExactly(10, 9, 8, 1, 2, 3);
    VisualFrame second = sequence.frames().next();
    assertThat(second.truth().transform(0, 0, 1))
        .containsExactly(new double[] {5, 5, 6}, within(1e-9));
    assertThat(sequence.frames().hasNext()).isFalse();
  }

  /** The second camera of this drive stands at (1, 0, 0) and looks along the world's x. */
  @Test
  void anglesOfMalagaTurnFramesAndMotionsAreFromImageToImage() throws IOException {
    double quarter = Math.PI / 2;
    file("cal.txt", "900 0 500", "0 910 380", "0 0 1");
    file("gt_poses.txt", "0 0 0 0 0 0", "0 " + quarter + " 0 1 0 0");
    file("rel_poses_init.txt", "0 0 0 0 0 0", "0 " + quarter + " 0 0 0 -1");
    file("tracks.txt", "2 0 1 2 1 3 4", "1 1 5 6");
    VisualSequence sequence = VisualFiles.readMalaga(folder);
    assertThat(sequence.intrinsics()).containsExactly(900.0, 910.0, 500.0, 380.0);
    VisualFrame first = sequence.frames().next();
    assertThat(first.measured()).containsExactly(1, 2);
    VisualFrame second = sequence.frames().next();
    assertThat(second.landmarks()).containsExactly(0, 1);
    // R takes (x, y, z) to (-z, y, x) here, so that the camera's z is the world's x.
    assertThat(second.truth().transform(0, 0, 1))
        .containsExactly(new double[] {2, 0, 0}, within(1e-9));
    // Where x' = 0 in the frame before, x = t: the camera before is one behind this one.
    Pose3 motion = second.motion();
    assertThat(motion.inverse().transform(0, 0, 0))
        .containsExactly(new double[] {0, 0, -1}, within(1e-9));
    assertThat(first.truth().between(second.truth()).rotation().angularDistance(motion.rotation()))
        .isLessThan(1e-9);
  }

  @Test
  void aDriveThroughAWindowTellsOfEveryUpdateOfAFullOne() throws IOException {
    var text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      WindowRun.run(VisualSequence.simulated(1, 60), PrecisionPolicy.DOUBLE, json);
    }
    JsonTree figures = JsonTree.parse(text.toString());
    assertThat(figures.get("keyframes").number()).isEqualTo(60);
    assertThat(figures.get("updates").number()).as("after the window was full").isEqualTo(10);
    assertThat(figures.get("ate").number()).isBetween(1e-4, 0.2);
    double p50 = figures.get("seconds").get("p50").number();
    assertThat(p50).isPositive().isLessThanOrEqualTo(figures.get("seconds").get("p99").number());
  }

  private static WindowResults.Row row(String precision, double seconds, double ate)
      throws IOException {
    String text =
        """
        {"updates": 9, "seconds": {"p50": %s, "p90": 1, "p99": 0.02, "max": 1},
         "bytes": {"p50": 0, "max": 0}, "failures": 0, "ate": %s}
        """
            .formatted(seconds, ate);
    return new WindowResults.Row(WindowSet.SIMULATED, precision, JsonTree.parse(text));
  }

  @Test
  void targetsAreOfMixedPrecisionAndItsErrorOverThatOfDouble() throws IOException {
    var results =
        new WindowResults(
            List.of(row("double", 0.004, 0.1), row("mixed", 0.002, 0.1005), row("half", 1, 0.2)));
    List<BenchTarget> targets = results.targets();
    assertThat(targets.get(0).measured()).isCloseTo(2, within(1e-12));
    assertThat(targets.get(0).isMet()).isTrue();
    assertThat(targets.get(1).isMet()).as("20 ms").isFalse();
    assertThat(targets.get(3).measured()).isCloseTo(1.005, within(1e-12));
    assertThat(results.text()).contains("MISSED", "2.00", "0.1005");
    JsonTree json = JsonTree.parse(results.json());
    assertThat(json.get("drives").elements().get(1).get("seconds").get("p50").number())
        .isEqualTo(0.002);
  }

  @Test
  void percentilesAreValuesThatOccurred() {
    double[] sorted = new double[200];
    for (int i = 0; i < 200; i++) {
      sorted[i] = i + 1;
    }
    assertThat(WindowRun.quantile(sorted, 0.5)).isEqualTo(100);
    assertThat(WindowRun.quantile(sorted, 0.99)).isEqualTo(198);
    assertThat(WindowRun.quantile(sorted, 1)).isEqualTo(200);
  }

  @Test
  void whatMakesNoSenseIsSaid() {
    assertThat(Session.run("bench", "window", "--keyframes", "9").err()).contains("at least 200");
    Session unknown = Session.run("bench", "window", "--set", "nowhere");
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.err()).contains("nowhere");
  }
}
