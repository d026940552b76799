package dev.mezzo.io;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Reads a text file line by line and splits lines into fields, holding one line at a time. Fields
 * are separated by spaces and tabs, in tables by commas and semicolons, too; lines end with LF or
 * CR LF, the last one also with the file; a byte order mark is skipped; a field that begins with #
 * and all after it is comment.
 */
final class FieldReader implements Closeable {
  private static final int CHUNK = 1 << 18;

  /** Room for a FIX line with a million ids. */
  private static final int LONGEST_LINE = 1 << 24;

  private final Path file;
  private final InputStream in;
  private final boolean isTable;
  private byte[] buffer = new byte[CHUNK];
  private int filled;
  private int next; // where the line after the current one begins
  private int line;
  private int begin;
  private int end;
  private int[] starts = new int[32];
  private int[] ends = new int[32];
  private int fields;

  /** Opens the bytes of a file. */
  @FunctionalInterface
  private interface Opening {
    InputStream open(Path file) throws IOException;
  }

  FieldReader(Path file) throws InputException {
    this(file, Files::newInputStream, false);
  }

  /** Reads what is packed in a file by gzip or bzip2, or its text where it is not packed. */
  static FieldReader unpacking(Path file) throws InputException {
    return new FieldReader(file, Compression::open, false);
  }

  /** The same, of a table whose fields commas or semicolons may separate. */
  static FieldReader table(Path file) throws InputException {
    return new FieldReader(file, Compression::open, true);
  }

  private FieldReader(Path file, Opening opening, boolean isTable) throws InputException {
    this.file = file;
    this.isTable = isTable;
    if (Files.isDirectory(file)) {
      throw new InputException(file, 0, "is a directory");
    }
    try {
      in = opening.open(file);
    } catch (NoSuchFileException e) {
      throw new InputException(file, 0, "no such file", e);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** Advances to the next line; false at the end of the file. */
  boolean nextLine() throws InputException {
    begin = next;
    int at = begin;
    while (true) {
      while (at < filled && buffer[at] != '\n') {
        at++;
      }
      if (at < filled) {
        break;
      }
      int done = at - begin;
      boolean more = fill();
      at = begin + done;
      if (!more && done == 0) {
        return false;
      }
      if (!more) {
        break;
      }
    }
    end = at;
    next = Math.min(at + 1, filled);
    line++;
    if (line == 1 && startsWithByteOrderMark()) {
      begin += 3;
    }
    split();
    return true;
  }

  /** Number of the current line, from 1. */
  int line() {
    return line;
  }

  /** Number of fields of the current line, comment aside. */
  int fields() {
    return fields;
  }

  /** Whether the current line holds anything at all, if only a comment. */
  boolean isBlank() {
    for (int at = begin; at < end; at++) {
      if (!isSpace(buffer[at])) {
        return false;
      }
    }
    return true;
  }

  /** The current line without its end, each char one byte, so that nothing is lost. */
  String verbatim() {
    int last = end > begin && buffer[end - 1] == '\r' ? end - 1 : end;
    return new String(buffer, begin, last - begin, StandardCharsets.ISO_8859_1);
  }

  String text(int field) {
    return new String(buffer, starts[field], ends[field] - starts[field], StandardCharsets.UTF_8);
  }

  /** A field that must hold a finite number. */
  double number(int field) throws InputException {
    double value = Decimal.parse(buffer, starts[field], ends[field]);
    if (!Double.isFinite(value)) {
      String what = Double.isNaN(value) ? "is not a number" : "is too large for a double";
      throw error("field " + (field + 1) + ", '" + text(field) + "', " + what);
    }
    return value;
  }

  /** A field that must hold a 64-bit integer. */
  long id(int field) throws InputException {
    int at = starts[field];
    boolean negative = buffer[at] == '-';
    if (negative || buffer[at] == '+') {
      at++;
    }
    long below = 0; // minus the digits so far: negative numbers reach one further than positive
    boolean valid = at < ends[field];
    for (; valid && at < ends[field]; at++) {
      int digit = buffer[at] - '0';
      valid =
          digit >= 0
              && digit <= 9
              && below >= Long.MIN_VALUE / 10
              && 10 * below >= Long.MIN_VALUE + digit;
      below = 10 * below - digit;
    }
    if (!valid || (!negative && below == Long.MIN_VALUE)) {
      throw error("id '" + text(field) + "' is not a 64-bit integer");
    }
    return negative ? below : -below;
  }

  /** Requires that the line has as many fields, the tag being one. */
  void requireFields(int expected) throws InputException {
    if (fields != expected) {
      throw error(
          "%s has %d fields after the tag, not %d".formatted(text(0), fields - 1, expected - 1));
    }
  }

  /** What is wrong with the current line. */
  InputException error(String reason) {
    return new InputException(file, line, reason);
  }

  @Override
  public void close() throws InputException {
    try {
      in.close();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private void split() throws InputException {
    fields = 0;
    int at = begin;
    while (true) {
      while (at < end && isSpace(buffer[at])) {
        at++;
      }
      if (at == end || buffer[at] == '#') {
        return;
      }
      if (fields == starts.length) {
        starts = Arrays.copyOf(starts, 2 * fields);
        ends = Arrays.copyOf(ends, 2 * fields);
      }
      starts[fields] = at;
      while (at < end && !isSpace(buffer[at])) {
        if (buffer[at] >= 0 && buffer[at] < ' ') {
          throw error("not a text file: byte 0x%02x".formatted(buffer[at]));
        }
        at++;
      }
      ends[fields++] = at;
    }
  }

  private boolean isSpace(byte b) {
    return b == ' ' || (b >= '\t' && b <= '\r') || (isTable && (b == ',' || b == ';'));
  }

  private boolean startsWithByteOrderMark() {
    return end - begin >= 3
        && buffer[begin] == (byte) 0xef
        && buffer[begin + 1] == (byte) 0xbb
        && buffer[begin + 2] == (byte) 0xbf;
  }

  /** Moves the current line to the front of the buffer and reads on behind it; false at the end. */
  private boolean fill() throws InputException {
    if (begin > 0) {
      System.arraycopy(buffer, begin, buffer, 0, filled - begin);
      filled -= begin;
      begin = 0;
    }
    if (filled == buffer.length) {
      if (filled >= LONGEST_LINE) {
        throw new InputException(
            file, line + 1, "longer than " + LONGEST_LINE + " bytes, not a text file");
      }
      buffer = Arrays.copyOf(buffer, 2 * filled);
    }
    try {
      int read = in.read(buffer, filled, buffer.length - filled);
      filled += Math.max(0, read);
      return read > 0;
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private InputException unreadable(IOException e) {
    String why = e instanceof AccessDeniedException ? "permission denied" : e.getMessage();
    return new InputException(file, 0, "cannot be read: " + why, e);
  }
}
