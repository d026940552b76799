package dev.mezzo.study;

import dev.mezzo.io.InputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.StringTokenizer;

/**
 * The numbers of a text file, one after the other, as public data sets have them; lines that begin
 * with # are none. Not safe for use by several threads.
 */
public final class Numbers implements AutoCloseable {
  private final Path file;
  private final BufferedReader in;
  private StringTokenizer words = new StringTokenizer("");
  private int line;

  /**
   * Opens a file.
   *
   * @param file to be read
   * @throws IOException if it cannot be opened
   */
  public Numbers(Path file) throws IOException {
    this.file = file;
    in = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1);
  }

  /**
   * Whether there is one more.
   *
   * @return whether
   * @throws IOException if the file cannot be read
   */
  public boolean hasNext() throws IOException {
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

  /**
   * The next one.
   *
   * @return its value
   * @throws IOException if there is none, with file and line
   */
  public double next() throws IOException {
    String word = word();
    try {
      return Double.parseDouble(word);
    } catch (NumberFormatException e) {
      throw new InputException(file, line, word + " is no number");
    }
  }

  /**
   * The next one, which counts something or names one of so many things.
   *
   * @return its value, 0 or more
   * @throws IOException if there is none, with file and line
   */
  public int count() throws IOException {
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

  /**
   * The next ones.
   *
   * @param count how many
   * @return their values
   * @throws IOException if there are not as many, with file and line
   */
  public double[] next(int count) throws IOException {
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
