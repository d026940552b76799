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

/**
 * Mezzo in one precision, in a JVM of its own: one that solved the problem often, or one that has
 * solved nothing yet.
 */
final class PgoMezzo implements PgoSolver {
  /** What is compared. */
  static final List<String> PRECISIONS = List.of("double", "single", "mixed");

  private final String precision;

  private final boolean warm;
  private final double warmUpSeconds;
  private Worker worker;

  /**
   * A solver.
   *
   * @param precision as on the command line
   * @param warm whether the JVM has solved the problem before
   * @param warmUpSeconds for how long it has, then
   */
  PgoMezzo(String precision, boolean warm, double warmUpSeconds) {
    this.precision = precision;
    this.warm = warm;
    this.warmUpSeconds = warmUpSeconds;
  }

  @Override
  public String name() {
    return name(precision, warm);
  }

  static String name(String precision, boolean warm) {
    return "mezzo " + precision + (warm ? "" : ", cold JVM");
  }

  @Override
  public void prepare(PgoProblem problem, double limit, Progress progress) throws IOException {
    if (!warm) {
      return;
    }
    worker = new Worker(precision, limit, problem.file().toString());
    double left = warmUpSeconds;
    while (left > 0) {
      progress.show("%s, %s: warming up".formatted(name(), problem.name()));
      double spent = 0;
      for (PgoRun run : worker.solve(Math.min(left, 1))) {
        spent += run.seconds();
      }
      left -= spent;
    }
  }

  @Override
  public List<PgoRun> run(Task task, Progress progress) throws IOException {
    progress.show("%s, %s".formatted(name(), task.problem().name()));
    if (warm) {
      return worker.solve(task.spend());
    }
    try (var fresh = new Worker(precision, task.limit(), task.problem().file().toString())) {
      return fresh.solve(0);
    }
  }

  @Override
  public void release() throws IOException {
    if (worker != null) {
      worker.close();
      worker = null;
    }
  }

  /** A JVM that reads a graph and solves on command. */
  static final class Worker implements AutoCloseable {
    private final Path errors;
    private final Process process;
    private final BufferedWriter in;
    private final BufferedReader out;
    private final Thread stop;

    Worker(String precision, double limit, String source) throws IOException {
      errors = Files.createTempFile("mezzo-bench", ".err");
      process =
          PgoEnvironment.java(PgoWorker.class, precision, Double.toString(limit), source)
              .redirectError(errors.toFile())
              .start();
      stop = new Thread(process::destroy);
      Runtime.getRuntime().addShutdownHook(stop);
      in = process.outputWriter();
      out = process.inputReader();
    }

    List<PgoRun> solve(double spend) throws IOException {
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
        throw new Failure(
            Failure.OTHER, "a JVM that solves ended: " + ChildProcess.lastLine(errors));
      }
      List<PgoRun> runs = new ArrayList<>();
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
  }

  private static PgoRun run(JsonTree solve) {
    List<PgoRun.Point> points = new ArrayList<>();
    for (JsonTree point : solve.get("points").elements()) {
      List<JsonTree> numbers = point.elements();
      points.add(new PgoRun.Point(numbers.get(0).number(), numbers.get(1).number()));
    }
    Map<String, Double> stages = new LinkedHashMap<>();
    JsonTree times = solve.get("stages");
    times.names().forEach(name -> stages.put(name, times.get(name).number()));
    return new PgoRun(
        List.copyOf(points),
        0,
        solve.get("final_chi2").number(),
        solve.get("seconds").number(),
        solve.get("termination").text(),
        (int) solve.get("linear_iterations").number(),
        (int) solve.get("factorizations").number(),
        new PgoRun.Details(
            solve.get("preconditioner").text(),
            texts(solve.get("storage")),
            texts(solve.get("fallbacks")),
            stages,
            solve.get("factor_bytes").number(),
            solve.get("jacobian_bytes").number(),
            solve.get("peak_bytes").number()));
  }

  private static List<String> texts(JsonTree array) {
    return array.elements().stream().map(JsonTree::text).toList();
  }
}
