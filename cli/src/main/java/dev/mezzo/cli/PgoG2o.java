package dev.mezzo.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The command-line program of g2o, whose {@code -v} tells chi2 and time of every step. It runs once
 * a time; its clock begins when its structures are initialised.
 *
 * @param binary the program
 * @param solver what its {@code -solver} is given
 */
record PgoG2o(Path binary, String solver) implements BenchSolver {
  /** What its solvers are called with g2o's default library of linear solvers. */
  static final List<String> SOLVERS = List.of("gn_var", "dl_var", "lm_var");

  /** It does not stop by itself. */
  private static final int STEPS = 50;

  private static final Pattern ITERATION =
      Pattern.compile(
          "iteration=\\s*(\\d+)\\s+chi2=\\s*(\\S+)\\s+time=\\s*(\\S+)\\s+cumTime=\\s*(\\S+)");
  private static final Pattern TRIES = Pattern.compile("levenbergIter=\\s*(\\d+)");

  /** Half of the last of six decimals. */
  private static final double RESOLUTION = 0.5e-6;

  @Override
  public String name() {
    return "g2o " + solver;
  }

  @Override
  public List<BenchRun> run(Task task, Progress progress) throws IOException, InterruptedException {
    Path said = Files.createTempFile("mezzo-bench", ".g2o.log");
    try {
      List<String> command =
          List.of(
              binary.toAbsolutePath().toString(),
              "-i",
              Integer.toString(STEPS),
              "-v",
              "-solver",
              solver,
              task.problem().file().toString());
      ChildProcess.Ending ending =
          ChildProcess.run(
              name() + ", " + task.problem().name(),
              BenchEnvironment.builder(command)
                  .redirectErrorStream(true)
                  .redirectOutput(said.toFile()),
              task.limit(),
              progress);
      String text = Files.readString(said, StandardCharsets.ISO_8859_1);
      return List.of(parse(text, ending, task.problem().startChi2()));
    } finally {
      Files.deleteIfExists(said);
    }
  }

  /** What the program said becomes a run. */
  static BenchRun parse(String text, ChildProcess.Ending ending, double startChi2) {
    List<BenchRun.Point> points = new ArrayList<>(List.of(new BenchRun.Point(startChi2, 0)));
    String last = "";
    int factorizations = 0;
    for (String line : text.lines().toList()) {
      last = line.isBlank() ? last : line.strip();
      Matcher iteration = ITERATION.matcher(line);
      if (iteration.find()) {
        points.add(new BenchRun.Point(number(iteration.group(2)), number(iteration.group(4))));
        Matcher tries = TRIES.matcher(line);
        factorizations += tries.find() ? Integer.parseInt(tries.group(1)) : 1;
      }
    }
    if (points.size() == 1) {
      return BenchRun.failed(startChi2, last.isEmpty() ? ending.toString() : last);
    }
    BenchRun.Point end = points.getLast();
    return new BenchRun(
        List.copyOf(points),
        RESOLUTION,
        end.chi2(),
        end.seconds(),
        ending.toString(),
        0,
        factorizations,
        BenchRun.Details.NONE);
  }

  /** Anything that C++ prints for a number. */
  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return text.contains("inf") ? Double.POSITIVE_INFINITY : Double.NaN;
    }
  }
}
