package dev.mezzo.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Ceres, by the program of {@code native/bench/ceres}.
 *
 * @param program it
 * @param name for tables
 * @param options what its user chooses
 */
record CeresSolver(Path program, String name, List<String> options) implements BenchSolver {
  /** Options of linear solvers whose iterations are not factorisations. */
  private static final List<String> ITERATIVE = List.of("cgnr", "iterative-schur");

  /** System property: the program. */
  static final String PROGRAM = "dev.mezzo.bench.ceres";

  /**
   * The program, which is there.
   *
   * @param command that builds it
   */
  static Path built(String command) {
    return BenchCommand.built(PROGRAM, command);
  }

  /** The version of Ceres that a program was built with. */
  static String version(Path program, Progress progress) throws IOException, InterruptedException {
    Path out = Files.createTempFile("mezzo-bench", ".version");
    try {
      ChildProcess.run("ceres", List.of(program.toString(), "--version"), out, progress);
      return ChildProcess.lastLine(out);
    } finally {
      Files.deleteIfExists(out);
    }
  }

  /**
   * For pose graphs, as its users run it: the default, with the other strategy, and with the other
   * linear solver.
   */
  static List<BenchSolver> ofPoseGraphs(Path program) {
    return List.of(
        new CeresSolver(program, "ceres cholesky lm", List.of()),
        new CeresSolver(program, "ceres cholesky dogleg", List.of("--strategy", "dogleg")),
        new CeresSolver(program, "ceres cgnr lm", List.of("--solver", "cgnr")));
  }

  @Override
  public List<BenchRun> run(Task task, Progress progress) throws IOException, InterruptedException {
    Path out = Files.createTempFile("mezzo-bench", ".ceres.log");
    Path errors = Files.createTempFile("mezzo-bench", ".ceres.err");
    try {
      List<String> command = new ArrayList<>(List.of(program.toString()));
      command.addAll(options);
      command.addAll(
          List.of(
              "--until",
              Double.toString(task.until()),
              "--time-limit",
              Double.toString(task.limit()),
              "--spend",
              Double.toString(task.spend()),
              task.problem().file().toString()));
      ChildProcess.Ending ending =
          ChildProcess.run(
              name + ", " + task.problem().name(),
              BenchEnvironment.builder(command)
                  .redirectOutput(out.toFile())
                  .redirectError(errors.toFile()),
              3 * task.limit(),
              progress);
      List<BenchRun> runs =
          parse(
              Files.readString(out, StandardCharsets.US_ASCII),
              options.stream().anyMatch(ITERATIVE::contains));
      if (!runs.isEmpty()) {
        return runs;
      }
      String why = ChildProcess.lastLine(errors).replace(task.problem().file() + ": ", "");
      return List.of(
          BenchRun.failed(task.problem().startChi2(), why.isEmpty() ? ending.toString() : why));
    } finally {
      Files.deleteIfExists(out);
      Files.deleteIfExists(errors);
    }
  }

  /**
   * The solves that the program tells of, whole ones.
   *
   * @param iterative whether linear iterations are not factorisations
   */
  static List<BenchRun> parse(String text, boolean iterative) {
    List<BenchRun> runs = new ArrayList<>();
    List<BenchRun.Point> points = new ArrayList<>();
    int linear = 0;
    for (String line : text.lines().toList()) {
      String[] words = line.split(" ");
      switch (words[0]) {
        case "solve" -> {
          points.clear();
          linear = 0;
        }
        case "point" -> {
          points.add(new BenchRun.Point(number(words[1]), number(words[2])));
          linear += Integer.parseInt(words[3]);
        }
        case "end" ->
            runs.add(
                new BenchRun(
                    List.copyOf(points),
                    0,
                    number(words[1]),
                    number(words[2]),
                    words[3].toLowerCase(Locale.ROOT).replace('_', '-'),
                    iterative ? linear : 0,
                    iterative ? 0 : linear,
                    BenchRun.Details.NONE));
        default -> {}
      }
    }
    return runs;
  }

  private static double number(String text) {
    return text.contains("inf")
        ? Double.POSITIVE_INFINITY
        : text.contains("nan") ? Double.NaN : Double.parseDouble(text);
  }
}
