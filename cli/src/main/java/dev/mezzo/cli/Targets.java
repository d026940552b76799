package dev.mezzo.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Files that options name to be written. */
final class Targets {
  private Targets() {}

  /** Complains of a file that surely cannot be written. */
  static void check(CommandLine command, String option, Path file) {
    if (file == null) {
      return;
    }
    Path folder = file.toAbsolutePath().getParent();
    String problem = null;
    if (Files.isDirectory(file)) {
      problem = "is a directory";
    } else if (folder == null || !Files.isDirectory(folder)) {
      problem = "is in a directory that does not exist";
    } else if (!Files.isWritable(Files.exists(file) ? file : folder)) {
      problem = "cannot be written";
    }
    if (problem != null) {
      throw new ParameterException(command, option + " " + file + " " + problem);
    }
  }

  static boolean same(Path a, Path b) throws IOException {
    return a.toAbsolutePath().normalize().equals(b.toAbsolutePath().normalize())
        || (Files.exists(a) && Files.exists(b) && Files.isSameFile(a, b));
  }
}
