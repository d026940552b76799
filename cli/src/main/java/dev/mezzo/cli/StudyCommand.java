package dev.mezzo.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mezzo study}: one subcommand for each experiment. */
@Command(
    name = "study",
    description = {
      "The experiments of the article on mixed precision for robots, as tables and plots.",
      "Each writes a report, a web page of one file, and beside it what it measured as CSV and what"
          + " follows from that as JSON."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    subcommands = {
      StudyVoCommand.class,
      StudyLoopClosureCommand.class,
      StudyProfileCommand.class,
      StudySparsityCommand.class
    },
    synopsisSubcommandLabel = "COMMAND")
final class StudyCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing what to study");
  }
}
