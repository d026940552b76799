package dev.mezzo.cli;

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
    subcommands = BenchKernelsCommand.class,
    synopsisSubcommandLabel = "COMMAND")
final class BenchCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing what to measure");
  }
}
