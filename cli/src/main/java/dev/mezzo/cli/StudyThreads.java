package dev.mezzo.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options of studies that take long: threads, and whether to go on with an interrupted run. */
final class StudyThreads {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Parts of the study that are done at once.")
  private Integer threads;

  @Option(
      names = "--fresh",
      description = "Begin anew instead of going on where an interrupted run stopped.")
  private boolean fresh;

  /** How many, or that many if it was not said. */
  int count(int otherwise) {
    if (threads == null) {
      return otherwise;
    }
    if (threads < 1) {
      throw new ParameterException(spec.commandLine(), "--threads is at least 1, not " + threads);
    }
    return threads;
  }

  boolean isFresh() {
    return fresh;
  }
}
