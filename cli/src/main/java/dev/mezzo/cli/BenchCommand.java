package dev.mezzo.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mezzo bench}: one subcommand for each thing that is measured. */
@Command(
    name = "bench",
    description = "Measure how fast Mezzo is on this machine, ratios side by side in one run.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    subcommands = {
      BenchKernelsCommand.class,
      BenchPgoCommand.class,
      BenchBaCommand.class,
      BenchWindowCommand.class,
      BenchLoopCloserCommand.class
    },
    synopsisSubcommandLabel = "COMMAND")
final class BenchCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing what to measure");
  }

  /**
   * A file or folder that the launcher builds for benchmarks.
   *
   * @param property the system property that names it
   * @param by the command that builds it
   */
  static Path built(String property, String by) {
    String value = System.getProperty(property);
    if (value == null || !Files.exists(Path.of(value))) {
      throw new Failure(
          Failure.OTHER,
          "the benchmark is not built"
              + (value == null ? "" : ": there is no " + value)
              + "; "
              + by
              + " builds and runs it");
    }
    return Path.of(value);
  }
}
