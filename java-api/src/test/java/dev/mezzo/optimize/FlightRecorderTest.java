package dev.mezzo.optimize;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Java Flight Recorder sees what a solve does, stage by stage. */
class FlightRecorderTest {
  @TempDir Path temporary;

  @Test
  void everyStageAndEveryFallbackIsAnEvent() throws IOException {
    Path file = temporary.resolve("solve.jfr");
    Summary summary;
    try (var recording = new Recording()) {
      for (String stage :
          List.of("Linearize", "Precondition", "LinearSolve", "Update", "PrecisionFallback")) {
        recording.enable("dev.mezzo." + stage).withoutThreshold();
      }
      recording.start();
      summary =
          Optimizer.builder()
              .preconditioner(Preconditioning.level(0))
              .build()
              .optimize(Problems.shuffledChain(2000, 1));
      recording.stop();
      recording.dump(file);
    }
    List<RecordedEvent> events =
        RecordingFile.readAllEvents(file).stream()
            .filter(event -> event.getEventType().getName().startsWith("dev.mezzo."))
            .toList();
    Map<String, Long> counts =
        events.stream()
            .collect(
                Collectors.groupingBy(
                    event -> event.getEventType().getName(), Collectors.counting()));
    int iterations = summary.iterations().size();
    assertThat(counts.get("dev.mezzo.Update")).isEqualTo(iterations);
    assertThat(counts.get("dev.mezzo.Linearize")).isGreaterThanOrEqualTo(iterations);
    assertThat(counts.get("dev.mezzo.Precondition")).isGreaterThanOrEqualTo(iterations);
    assertThat(counts.get("dev.mezzo.LinearSolve")).isGreaterThanOrEqualTo(iterations);

    assertThat(summary.fallbacks()).hasSize(2);
    assertThat(
            events.stream()
                .filter(event -> event.getEventType().getName().endsWith("PrecisionFallback"))
                .map(
                    event ->
                        "iteration %d: %s (%s)"
                            .formatted(
                                event.getInt("iteration"),
                                event.getString("rung"),
                                event.getString("reason"))))
        .containsExactlyElementsOf(summary.fallbacks().stream().map(Fallback::toString).toList());
  }

  @Test
  void theTimesOfTheEventsAreThoseOfTheSummary() throws IOException {
    Path file = temporary.resolve("solve.jfr");
    Summary summary;
    try (var recording = new Recording()) {
      recording.enable("dev.mezzo.Linearize").withoutThreshold();
      recording.start();
      summary =
          Optimizer.builder()
              .build()
              .optimize(Problems.tower(200, 0.1, 1).toProblem(LossFunction.NONE));
      recording.stop();
      recording.dump(file);
    }
    double seconds =
        RecordingFile.readAllEvents(file).stream()
            .filter(event -> event.getEventType().getName().equals("dev.mezzo.Linearize"))
            .mapToDouble(event -> event.getDuration().toNanos() * 1e-9)
            .sum();
    assertThat(seconds).isBetween(0.0, summary.seconds().total());
    assertThat(seconds).isPositive();
  }
}
