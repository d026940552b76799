package dev.mezzo.cli;

import dev.mezzo.io.PoseGraphFile;
import dev.mezzo.study.closure.ClosureReplay;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mezzo bench loop-closer}. */
@Command(
    name = "loop-closer",
    description = {
      "Replay pose graphs as the robot met them, closing one loop at a time, and compare what that "
          + "takes with solving the graph at that moment from scratch, in double precision.",
      "Without files, kitti_00, M3500 and intel of ../shared/data, or the folder that MEZZO_DATA "
          + "names."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    sortOptions = false)
final class BenchLoopCloserCommand implements Callable<Integer> {
  private static final List<String> DEFAULT =
      List.of("pgo/2d/kitti_00.g2o", "pgo/2d/M3500.g2o", "pgo/2d/intel.g2o");

  private static final String UNITS =
      "milliseconds per closure; scratch: the graph at that moment, from the same poses, median;"
          + " slower: closures that took longer than that";

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "g2o or TORO files.")
  private List<Path> files = List.of();

  @Option(
      names = "--batches",
      paramLabel = "N",
      defaultValue = "100",
      description = "Solves from scratch for each graph. Default: ${DEFAULT-VALUE}.")
  private int batches;

  @Option(names = "--quick", description = "One replay, which hardly warms up, for a try.")
  private boolean quick;

  @Option(names = "--json", description = "Print one JSON object and nothing else.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    if (batches < 1) {
      throw new ParameterException(spec.commandLine(), "--batches is at least 1, not " + batches);
    }
    List<ClosureResult> results = new ArrayList<>();
    try (var progress = new Progress(spec.commandLine().getErr())) {
      for (Path file : graphs()) {
        ClosureReplay<?> replay = ClosureReplay.of(PoseGraphFile.read(file).graph());
        if (replay.closures() == 0) {
          throw new Failure(Failure.INPUT, file + ": has no loop closures");
        }
        String name = file.getFileName().toString();
        progress.show(name + ": " + replay.closures() + " closures");
        if (!quick) {
          ClosureTiming.run(name, replay, batches);
        }
        results.add(ClosureTiming.run(name, replay, batches));
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    out.print(json ? json(results) : text(results));
    return 0;
  }

  private List<Path> graphs() throws IOException {
    if (!files.isEmpty()) {
      return files;
    }
    Path folder = PgoData.find().folder();
    List<Path> there = DEFAULT.stream().map(folder::resolve).filter(Files::exists).toList();
    if (there.isEmpty()) {
      throw new Failure(
          Failure.INPUT,
          folder + ": holds none of the public graphs; name files, or the folder in MEZZO_DATA");
    }
    return there;
  }

  private static String text(List<ClosureResult> results) {
    var out = new StringBuilder(UNITS).append("\n\n").append(ClosureResult.HEAD).append('\n');
    for (ClosureResult result : results) {
      out.append(result.row()).append('\n');
    }
    return out.toString();
  }

  private String json(List<ClosureResult> results) throws IOException {
    return BenchJson.object(
            generator -> {
              BenchJson.writeMachine(generator);
              generator.writeBooleanField("quick", quick);
              generator.writeArrayFieldStart("graphs");
              for (ClosureResult result : results) {
                result.write(generator);
              }
              generator.writeEndArray();
            })
        + "\n";
  }
}
