package dev.mezzo.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs that a command runs. */
final class ChildProcess {
  private static final long LOOK_EVERY_MILLIS = 200;

  private ChildProcess() {}

  /**
   * Runs a program to its end, or until this process ends.
   *
   * @param what shown as progress, with the last line that the program wrote to standard error
   * @param out file that receives its standard output
   * @throws Failure if it ends without success, with the last that it said
   */
  static void run(String what, List<String> command, Path out, Progress progress)
      throws IOException, InterruptedException {
    Path messages = Files.createTempFile("mezzo-bench", ".log");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(out.toFile())
              .redirectError(messages.toFile())
              .start();
      var stop = new Thread(process::destroy);
      Runtime.getRuntime().addShutdownHook(stop);
      process.getOutputStream().close();
      long start = System.nanoTime();
      while (!process.waitFor(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
        long seconds = (System.nanoTime() - start) / 1_000_000_000;
        progress.show("%s, %d s %s".formatted(what, seconds, lastLine(messages)));
      }
      Runtime.getRuntime().removeShutdownHook(stop);
      if (process.exitValue() != 0) {
        throw new Failure(
            Failure.OTHER,
            what + " failed with exit code " + process.exitValue() + ": " + lastLine(messages));
      }
    } finally {
      Files.deleteIfExists(messages);
    }
  }

  private static String lastLine(Path messages) throws IOException {
    return Files.readString(messages, StandardCharsets.ISO_8859_1)
        .lines()
        .filter(line -> !line.isBlank())
        .reduce("", (before, line) -> line);
  }
}
