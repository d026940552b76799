package dev.mezzo.cli;

import dev.mezzo.io.InputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.StringTokenizer;

/** The numbers of a text file, one after the other; lines that begin with # are none. */
final class Numbers implements AutoCloseable {
  private final Path file;
  private final BufferedReader in;
  private StringTokenizer words = new StringTokenizer("");
  private int line;

  Numbers(Path file) throws IOException {
    this.file = file;
    in = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1);
  }

  /** Whether there is one more. */
  boolean hasNext() throws IOException {
    while (!words.hasMoreTokens()) {
      String text = in.readLine();
      if (text == null) {
        return false;
      }
      line++;
      words = new StringTokenizer(text.startsWith("#") ? "" : text);
    }
    return true;
  }

  double next() throws IOException {
    String word = word();
    try {
      return Double.parseDouble(word);
    } catch (NumberFormatException e) {
      throw new InputException(file, line, word + " is no number");
    }
  }

  /** A number that counts something, or names one of so many things. */
  int count() throws IOException {
    String word = word();
    try {
      int value = Integer.parseInt(word);
      if (value >= 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new InputException(file, line, word + " is no count");
  }

  double[] next(int count) throws IOException {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = next();
    }
    return values;
  }

  private String word() throws IOException {
    if (!hasNext()) {
      throw new InputException(file, line, "ends too early");
    }
    return words.nextToken();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
