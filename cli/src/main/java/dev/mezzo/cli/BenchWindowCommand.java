package dev.mezzo.cli;

import dev.mezzo.optimize.PrecisionPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mezzo bench window}. */
@Command(
    name = "window",
    description = {
      "Drive through a sliding window keyframe by keyframe, in all precisions: what each keyframe "
          + "takes, in time and memory, and how far the trajectory is from the true one.",
      "A simulated drive, and public ones in ../shared/data, or the folder that MEZZO_DATA names."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    sortOptions = false)
final class BenchWindowCommand implements Callable<Integer> {
  /** Fewer would not fill a window and settle. */
  private static final int LEAST = 200;

  private static final double LIMIT = 1800;

  @Spec private CommandSpec spec;

  @Option(
      names = "--set",
      paramLabel = "NAME",
      description = "Only this one, of simulated, stereo, malaga; may be repeated.")
  private List<String> names = List.of();

  @Option(
      names = "--keyframes",
      paramLabel = "N",
      defaultValue = "2000",
      description = "Of the simulated drive. Default: ${DEFAULT-VALUE}.")
  private int keyframes;

  @Option(names = "--json", description = "Print one JSON object and nothing else.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (keyframes < LEAST) {
      throw new ParameterException(
          spec.commandLine(), "--keyframes is at least " + LEAST + ", not " + keyframes);
    }
    Path data = PgoData.find().folder();
    List<WindowResults.Row> rows = new ArrayList<>();
    try (var progress = new Progress(spec.commandLine().getErr());
        var folder = new BenchFolder()) {
      for (WindowSet set : sets(data)) {
        for (PrecisionPolicy precision : PrecisionPolicy.NAMED) {
          rows.add(drive(set, precision.name(), data, folder.path(), progress));
        }
      }
    }
    var results = new WindowResults(List.copyOf(rows));
    spec.commandLine().getOut().print(json ? results.json() + "\n" : results.text());
    return 0;
  }

  private List<WindowSet> sets(Path data) {
    List<WindowSet> chosen = new ArrayList<>();
    for (WindowSet set : WindowSet.values()) {
      if (names.contains(set.toString()) && !set.isThere(data)) {
        throw new Failure(Failure.INPUT, data + ": does not hold the drive " + set);
      }
      if (names.isEmpty() ? set.isThere(data) : names.contains(set.toString())) {
        chosen.add(set);
      }
    }
    for (String name : names) {
      if (chosen.stream().noneMatch(set -> set.toString().equals(name))) {
        throw new ParameterException(spec.commandLine(), "there is no set " + name);
      }
    }
    return chosen;
  }

  private WindowResults.Row drive(
      WindowSet set, String precision, Path data, Path folder, Progress progress)
      throws IOException, InterruptedException {
    Path out = folder.resolve("out");
    Path errors = folder.resolve("err");
    String what = set + ", " + precision;
    ChildProcess.Ending ending =
        ChildProcess.run(
            what,
            BenchEnvironment.java(
                    WindowWorker.class,
                    precision,
                    set.name(),
                    Integer.toString(keyframes),
                    data.toString())
                .redirectOutput(out.toFile())
                .redirectError(errors.toFile()),
            LIMIT,
            progress);
    String said = ChildProcess.lastLine(out);
    if (said.isEmpty()) {
      throw new Failure(
          Failure.OTHER, what + " failed, " + ending + ": " + ChildProcess.lastLine(errors));
    }
    return new WindowResults.Row(set, precision, JsonTree.parse(said));
  }
}
