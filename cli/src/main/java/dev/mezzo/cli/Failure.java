package dev.mezzo.cli;

/** A command that ends without success for a known reason, told to the user in one line. */
final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Exit code of a command line that makes no sense; picocli uses the same. */
  static final int USAGE = 2;

  /** Exit code of input that cannot be read or optimised. */
  static final int INPUT = 3;

  /** Exit code of a solve, or of a self-test, that went wrong numerically. */
  static final int NUMERICAL = 4;

  /** Exit code of everything else, such as a full disk. */
  static final int OTHER = 1;

  private final int exitCode;

  Failure(int exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  Failure(int exitCode, String message) {
    this(exitCode, message, null);
  }

  int exitCode() {
    return exitCode;
  }
}
