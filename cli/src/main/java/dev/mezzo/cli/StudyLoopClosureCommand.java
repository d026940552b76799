package dev.mezzo.cli;

import dev.mezzo.io.AtomicFile;
import dev.mezzo.study.closure.ClosureGraph;
import dev.mezzo.study.closure.ClosureResults;
import dev.mezzo.study.closure.ClosureStudy;
import dev.mezzo.study.run.StudyFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
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
          + " where these are not there, simulated robots."
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

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Graphs that are replayed at once. More than one disturb each other's times. Default:"
              + " ${DEFAULT-VALUE}.")
  private int threads;

  @Option(
      names = "--fresh",
      description = "Begin anew even if an interrupted study can be gone on with.")
  private boolean fresh;

  @Mixin private StudyOptions options;

  @Override
  public Integer call() throws IOException, InterruptedException {
    require(problems == null || problems >= 1, "--problems is at least 1, not " + problems);
    require(threads >= 1, "--threads is at least 1, not " + threads);
    require(truth == null || files.size() == 1, "--truth goes with one file");
    StudyFiles outputs = options.files();
    PrintWriter out = spec.commandLine().getOut();
    long begun = System.nanoTime();
    ClosureResults results;
    try (var progress = new Progress(spec.commandLine().getErr())) {
      ClosureStudy study =
          new ClosureStudy(graphs())
              .threads(threads)
              .fresh(fresh)
              .progress(StudyOptions.progress(progress, "loop closures"));
      if (problems != null) {
        study.problems(problems);
      }
      results = study.run(outputs.csv(), Map.of("mezzo", Main.Version.mezzo()));
    }
    String json =
        BenchJson.object(
                generator -> {
                  BenchJson.writeMachine(generator);
                  generator.writeNumberField("threads", threads);
                  results.writeJson(generator);
                })
            + "\n";
    AtomicFile.write(outputs.json(), file -> file.write(json.getBytes(StandardCharsets.UTF_8)));
    results.writeReport(outputs.report(), facts(begun));
    if (options.isJson()) {
      out.print(json);
    } else {
      out.print(results.toText());
      out.println("Report: " + outputs.report().toAbsolutePath().normalize());
    }
    return 0;
  }

  private List<ClosureGraph> graphs() throws IOException {
    if (!files.isEmpty()) {
      return ClosureData.named(files, truth);
    }
    List<ClosureGraph> graphs = ClosureData.publicOnes(PgoData.find().folder());
    return graphs.isEmpty() ? ClosureData.simulated() : graphs;
  }

  private Map<String, String> facts(long begun) {
    Map<String, String> facts = new LinkedHashMap<>(StudyOptions.machine());
    facts.put("Graphs at once", Integer.toString(threads));
    facts.put("This took", StudyOptions.duration(1e-9 * (System.nanoTime() - begun)));
    return facts;
  }

  private void require(boolean isTrue, String otherwise) {
    if (!isTrue) {
      throw new ParameterException(spec.commandLine(), otherwise);
    }
  }
}
