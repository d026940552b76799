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
   * How a program ended.
   *
   * @param timely whether by itself
   * @param exitCode its exit code, if so
   */
  record Ending(boolean timely, int exitCode) {
    @Override
    public String toString() {
      return timely ? "exit code " + exitCode : "time-limit";
    }
  }

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
      await(process, what, messages, Double.POSITIVE_INFINITY, progress);
      if (process.exitValue() != 0) {
        throw new Failure(
            Failure.OTHER,
            what + " failed with exit code " + process.exitValue() + ": " + lastLine(messages));
      }
    } finally {
      Files.deleteIfExists(messages);
    }
  }

  /**
   * Runs a program to its end, until a time has passed, or until this process ends.
   *
   * @param builder says where its output goes
   * @param limit seconds
   */
  static Ending run(String what, ProcessBuilder builder, double limit, Progress progress)
      throws IOException, InterruptedException {
    Process process = builder.start();
    return await(process, what, null, limit, progress);
  }

  private static Ending await(
      Process process, String what, Path messages, double limit, Progress progress)
      throws IOException, InterruptedException {
    var stop = new Thread(process::destroy);
    Runtime.getRuntime().addShutdownHook(stop);
    process.getOutputStream().close();
    long start = System.nanoTime();
    boolean timely = true;
    while (!process.waitFor(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
      double seconds = 1e-9 * (System.nanoTime() - start);
      String said = messages == null ? "" : " " + lastLine(messages);
      progress.show("%s, %d s%s".formatted(what, (long) seconds, said));
      if (seconds > limit) {
        timely = false;
        process.destroyForcibly();
      }
    }
    Runtime.getRuntime().removeShutdownHook(stop);
    return new Ending(timely, process.exitValue());
  }

  /** The last line with anything in it; empty if there is none. */
  static String lastLine(Path messages) throws IOException {
    return Files.readString(messages, StandardCharsets.ISO_8859_1)
        .lines()
        .filter(line -> !line.isBlank())
        .reduce("", (before, line) -> line);
  }
}
