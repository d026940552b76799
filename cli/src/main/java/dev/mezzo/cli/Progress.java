package dev.mezzo.cli;

import dev.mezzo.optimize.IterationListener;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * One line on a terminal's standard error that says how long work is getting on, and is gone when
 * the work is done. Elsewhere, in pipes and files, nothing.
 */
final class Progress implements AutoCloseable {
  private static final long FIRST_AFTER_NANOS = 300_000_000;
  private static final long INTERVAL_NANOS = 100_000_000;

  /** What a terminal surely has in a line. */
  private static final int WIDTH = 78;

  private final PrintWriter err;
  private final boolean shown;
  private long next = System.nanoTime() + FIRST_AFTER_NANOS;
  private int length;

  Progress(PrintWriter err) {
    this(err, standardErrorIsTerminal());
  }

  Progress(PrintWriter err, boolean shown) {
    this.err = err;
    this.shown = shown;
  }

  /** Replaces the line, unless there is nobody to see it or it has just changed. */
  void show(String text) {
    if (!shown || System.nanoTime() - next < 0) {
      return;
    }
    next = System.nanoTime() + INTERVAL_NANOS;
    String line = text.length() > WIDTH ? text.substring(0, WIDTH) : text;
    err.print("\r" + line + " ".repeat(Math.max(0, length - line.length())));
    err.flush();
    length = line.length();
  }

  /** Shows each iteration of an optimisation. */
  IterationListener listener(String prefix) {
    return (iteration, chi2, linearIterations) -> {
      if (!shown) {
        return true;
      }
      show(
          String.format(
              Locale.ROOT,
              "%siteration %d: chi2 %.6g, %d linear iterations",
              prefix,
              iteration,
              chi2,
              linearIterations));
      return true;
    };
  }

  /** Erases the line. */
  @Override
  public void close() {
    if (length > 0) {
      err.print("\r" + " ".repeat(length) + "\r");
      err.flush();
      length = 0;
    }
  }

  /**
   * The JDK tells of standard input and output only (Console.isTerminal), so the kernel is asked
   * what file descriptor 2 is. Systems without /proc get no progress.
   */
  private static boolean standardErrorIsTerminal() {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
      return target.startsWith("/dev/pts/")
          || target.startsWith("/dev/tty")
          || target.equals("/dev/console");
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }
}
