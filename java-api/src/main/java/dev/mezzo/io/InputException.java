package dev.mezzo.io;

import java.io.IOException;
import java.io.Serial;
import java.nio.file.Path;

/**
 * A file that cannot be read, or not as what it should be. The message is {@code file:line:
 * reason}, or {@code file: reason} where it is not about one line.
 */
public final class InputException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  /** Path of the file, as it was given to the reader. */
  private final String file;

  /** Counted from 1, or 0 if it is not about one line. */
  private final int line;

  /** What is wrong, a phrase without full stop. */
  private final String reason;

  /**
   * What is wrong, and where.
   *
   * @param file the file
   * @param line counted from 1, or 0 if it is not about one line
   * @param reason what is wrong, a phrase without full stop
   */
  public InputException(Path file, int line, String reason) {
    this(file, line, reason, null);
  }

  /**
   * What is wrong, where, and why.
   *
   * @param file the file
   * @param line counted from 1, or 0 if it is not about one line
   * @param reason what is wrong, a phrase without full stop
   * @param cause what the operating system or a parser said, or null
   */
  public InputException(Path file, int line, String reason, Throwable cause) {
    super(line > 0 ? file + ":" + line + ": " + reason : file + ": " + reason, cause);
    this.file = file.toString();
    this.line = line;
    this.reason = reason;
  }

  /**
   * The file.
   *
   * @return as it was given to the reader
   */
  public Path file() {
    return Path.of(file);
  }

  /**
   * The line.
   *
   * @return counted from 1, or 0 if it is not about one line
   */
  public int line() {
    return line;
  }

  /**
   * What is wrong.
   *
   * @return a phrase without full stop
   */
  public String reason() {
    return reason;
  }
}
