package dev.mezzo.cli;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A JVM that has read a problem and solves it on command, as {@link SolveOnCommand} does. */
final class SolvingJvm implements AutoCloseable {
  private final Path errors;
  private final Process process;
  private final BufferedWriter in;
  private final BufferedReader out;
  private final Thread stop;

  /**
   * Starts it.
   *
   * @param builder its command
   */
  SolvingJvm(ProcessBuilder builder) throws IOException {
    errors = Files.createTempFile("mezzo-bench", ".err");
    process = builder.redirectError(errors.toFile()).start();
    stop = new Thread(process::destroy);
    Runtime.getRuntime().addShutdownHook(stop);
    in = process.outputWriter();
    out = process.inputReader();
  }

  /**
   * Solves from the start, once or several times.
   *
   * @param spend seconds to fill with repetitions
   * @return at least one run
   */
  List<BenchRun> solve(double spend) throws IOException {
    String answer = null;
    try {
      in.write(Double.toString(spend));
      in.newLine();
      in.flush();
      answer = out.readLine();
    } catch (IOException e) {
      // It has ended, and has said why.
    }
    if (answer == null) {
      throw new Failure(Failure.OTHER, "a JVM that solves ended: " + ChildProcess.lastLine(errors));
    }
    List<BenchRun> runs = new ArrayList<>();
    for (JsonTree solve : JsonTree.parse(answer).elements()) {
      runs.add(run(solve));
    }
    return runs;
  }

  @Override
  public void close() throws IOException {
    try {
      in.close();
    } catch (IOException e) {
      // It has ended already.
    }
    process.destroy();
    Runtime.getRuntime().removeShutdownHook(stop);
    Files.deleteIfExists(errors);
  }

  private static BenchRun run(JsonTree solve) {
    List<BenchRun.Point> points = new ArrayList<>();
    for (JsonTree point : solve.get("points").elements()) {
      List<JsonTree> numbers = point.elements();
      points.add(new BenchRun.Point(numbers.get(0).number(), numbers.get(1).number()));
    }
    Map<String, Double> stages = new LinkedHashMap<>();
    JsonTree times = solve.get("stages");
    times.names().forEach(name -> stages.put(name, times.get(name).number()));
    return new BenchRun(
        List.copyOf(points),
        resolution(solve.get("resolution").number()),
        solve.get("final_chi2").number(),
        solve.get("seconds").number(),
        solve.get("termination").text(),
        (int) solve.get("linear_iterations").number(),
        (int) solve.get("factorizations").number(),
        new BenchRun.Details(
            solve.get("preconditioner").text(),
            texts(solve.get("storage")),
            texts(solve.get("fallbacks")),
            stages,
            solve.get("factor_bytes").number(),
            solve.get("jacobian_bytes").number(),
            solve.get("peak_bytes").number()));
  }

  /** What a solver does not say is as exact as its digits. */
  private static double resolution(double said) {
    return Double.isNaN(said) ? 0 : said;
  }

  private static List<String> texts(JsonTree array) {
    return array.elements().stream().map(JsonTree::text).toList();
  }
}
