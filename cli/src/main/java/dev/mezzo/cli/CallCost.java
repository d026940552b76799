package dev.mezzo.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a call takes that has next to nothing to do, an inner product of eight doubles: medians, in
 * seconds.
 *
 * @param c from C
 * @param bindings from Java, by the generated bindings
 * @param api from Java, by the API
 */
record CallCost(double c, double bindings, double api) {
  private static final String BENCHMARK = "dev.mezzo.bench.CallCost";

  /** How long JMH measures: JVMs, and rounds in each. */
  private static final List<String> THOROUGH =
      List.of("-f", "2", "-wi", "4", "-w", "300ms", "-i", "5", "-r", "300ms");

  private static final List<String> QUICK =
      List.of("-f", "1", "-wi", "3", "-w", "200ms", "-i", "3", "-r", "100ms");

  /** What a call from Java takes more than one from C. */
  double overhead() {
    return Math.max(bindings, api) - c;
  }

  /**
   * Runs JMH.
   *
   * @param jars folder of its jars and Mezzo's
   * @param c what the call takes from C
   */
  static CallCost measure(Path jars, boolean quick, double c, Progress progress)
      throws IOException, InterruptedException {
    Path chatter = Files.createTempFile("mezzo-bench", ".txt");
    Path results = Files.createTempFile("mezzo-bench", ".json");
    try {
      List<String> command =
          new ArrayList<>(
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "--enable-native-access=ALL-UNNAMED",
                  // JMH uses it.
                  "--sun-misc-unsafe-memory-access=allow",
                  // Others may measure, too; their lock may even be one that this user cannot take.
                  "-Djmh.ignoreLock=true",
                  "-cp",
                  jars.resolve("*").toString(),
                  "org.openjdk.jmh.Main",
                  BENCHMARK,
                  "-rf",
                  "json",
                  "-rff",
                  results.toString(),
                  "-foe",
                  "true"));
      command.addAll(quick ? QUICK : THOROUGH);
      ChildProcess.run("calls from Java", command, chatter, progress);
      return parse(results, c);
    } finally {
      Files.deleteIfExists(chatter);
      Files.deleteIfExists(results);
    }
  }

  /** Reads JMH's results, in nanoseconds. */
  static CallCost parse(Path results, double c) throws IOException {
    List<JsonTree> benchmarks = JsonTree.read(results).elements();
    return new CallCost(c, median(benchmarks, "bindings"), median(benchmarks, "api"));
  }

  private static double median(List<JsonTree> benchmarks, String method) {
    return benchmarks.stream()
        .filter(one -> one.get("benchmark").text().equals(BENCHMARK + "." + method))
        .mapToDouble(one -> one.get("primaryMetric").get("scorePercentiles").get("50.0").number())
        .map(nanos -> 1e-9 * nanos)
        .findFirst()
        .orElseThrow(() -> new Failure(Failure.OTHER, "JMH did not measure " + method));
  }
}
