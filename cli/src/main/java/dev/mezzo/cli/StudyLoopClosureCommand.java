package dev.mezzo.cli;

import dev.mezzo.study.closure.ClosureGraph;
import dev.mezzo.study.closure.ClosureResults;
import dev.mezzo.study.closure.ClosureStudy;
import dev.mezzo.study.run.StudyFiles;
import java.io.IOException;
import java.nio.file.Path;
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

/** {@code mezzo study loop-closure}. */
@Command(
    name = "loop-closure",
    description = {
      "Replay pose graphs keyframe by keyframe; every loop closure is a problem, solved from the"
          + " same start in double, single and mixed precision, and online: how far the"
          + " trajectories are off, and how long it takes.",
      "Without files, public graphs of ../shared/data, or of the folder that MEZZO_DATA names;"
          + " where these are not there, simulated robots.",
      "One graph at a time unless --threads says otherwise: several disturb each other's times."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    sortOptions = false)
final class StudyLoopClosureCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "g2o or TORO files.")
  private List<Path> files = List.of();

  @Option(
      names = "--truth",
      paramLabel = "FILE",
      description =
          "True poses of the one graph that is named, TUM, KITTI or EuRoC, as many as it has."
              + " Default: for some public graphs what comes with them, else the optimum.")
  private Path truth;

  @Option(
      names = "--problems",
      paramLabel = "N",
      description =
          "Closures of each graph that are solved from scratch, spread evenly. Default: all.")
  private Integer problems;

  @Mixin private StudyThreads threads;
  @Mixin private StudyOptions options;

  @Override
  public Integer call() throws IOException, InterruptedException {
    require(problems == null || problems >= 1, "--problems is at least 1, not " + problems);
    require(truth == null || files.size() == 1, "--truth goes with one file");
    StudyFiles outputs = options.files();
    int count = threads.count(1);
    ClosureResults results;
    try (var progress = new Progress(spec.commandLine().getErr())) {
      ClosureStudy study =
          new ClosureStudy(graphs())
              .threads(count)
              .fresh(threads.isFresh())
              .progress(StudyOptions.progress(progress, "loop closures"));
      if (problems != null) {
        study.problems(problems);
      }
      results = study.run(outputs.csv(), Map.of("mezzo", Main.Version.mezzo()));
    }
    results.writeReport(outputs.report(), options.facts(Map.of("Graphs at once", "" + count)));
    options.finish(
        outputs,
        json -> {
          json.writeNumberField("threads", count);
          results.writeJson(json);
        },
        results.toText());
    return 0;
  }

  private List<ClosureGraph> graphs() throws IOException {
    if (!files.isEmpty()) {
      return ClosureData.named(files, truth);
    }
    List<ClosureGraph> graphs = ClosureData.publicOnes(PgoData.find().folder());
    return graphs.isEmpty() ? ClosureData.simulated() : graphs;
  }

  private void require(boolean isTrue, String otherwise) {
    if (!isTrue) {
      throw new ParameterException(spec.commandLine(), otherwise);
    }
  }
}
