package dev.mezzo.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.mezzo.study.report.StudyPage;
import dev.mezzo.study.run.StudyFiles;
import dev.mezzo.study.sparsity.SparsityOutput;
import dev.mezzo.study.sparsity.SparsityProblem;
import dev.mezzo.study.sparsity.SparsityProblems;
import dev.mezzo.study.sparsity.SparsityReport;
import dev.mezzo.study.sparsity.SparsityResult;
import dev.mezzo.study.sparsity.SparsityStudy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mezzo study sparsity}: patterns of Jacobian, Hessian and factors. */
@Command(
    name = "sparsity",
    description = {
      "Draw which blocks of Jacobian, Hessian and factors are not zero, and count them.",
      "Without files: a simulated bundle and simulated pose graphs, and public ones where the data"
          + " folder has them."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
final class StudySparsityCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private StudyOptions options;

  @Parameters(
      paramLabel = "FILE",
      arity = "0..*",
      description = "Pose graphs and bundles, as optimize reads them.")
  private List<Path> files = new ArrayList<>();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of what is simulated. Default: ${DEFAULT-VALUE}.")
  private long seed = 1;

  @Override
  public Integer call() throws IOException, InterruptedException {
    StudyFiles targets = options.files();
    List<SparsityProblem> problems = problems();
    List<SparsityResult> results;
    try (Progress line = new Progress(spec.commandLine().getErr())) {
      results = SparsityStudy.run(problems, targets.csv(), StudyOptions.progress(line, "sparsity"));
    } catch (ArithmeticException e) {
      throw new Failure(Failure.NUMERICAL, e.getMessage());
    }
    StudyPage page = SparsityReport.page(results);
    String simulated = files.isEmpty() ? "seed " + seed : "none";
    options.facts(Map.of("Simulations", simulated)).forEach(page::fact);
    page.write(targets.report());
    options.finish(targets, json -> write(json, results), SparsityOutput.text(results));
    return 0;
  }

  private void write(JsonGenerator json, List<SparsityResult> results) throws IOException {
    if (files.isEmpty()) {
      json.writeNumberField("seed", seed);
    }
    SparsityOutput.writeJson(json, results);
  }

  private List<SparsityProblem> problems() throws IOException {
    if (files.isEmpty()) {
      return SparsityProblems.standard(seed, PgoData.find().folder());
    }
    List<SparsityProblem> problems = new ArrayList<>();
    for (Path file : files) {
      SparsityProblem problem = SparsityProblems.read(file);
      if (problems.stream().anyMatch(other -> other.name().equals(problem.name()))) {
        throw new ParameterException(
            spec.commandLine(), "Two files are called " + problem.name() + ": name one of them");
      }
      problems.add(problem);
    }
    return problems;
  }
}
