package dev.mezzo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.mezzo.optimize.PrecisionPolicy;
import dev.mezzo.study.odometry.VisualSequence;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class WindowBenchTest {
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
  void whatMakesNoSenseIsSaid() {
    assertThat(Session.run("bench", "window", "--keyframes", "9").err()).contains("at least 200");
    Session unknown = Session.run("bench", "window", "--set", "nowhere");
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.err()).contains("nowhere");
  }
}
