package dev.mezzo.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the JVMs of a benchmark do: each line {@code SECONDS} on standard input asks for solves from
 * the start until so many seconds are spent, at least one; a line of JSON, an array with an object
 * for each, answers.
 */
public final class SolveOnCommand {
  /** As many as tell a median; times of hundreds would only cost time. */
  private static final int MOST_SOLVES = 20;

  private SolveOnCommand() {}

  /** One solve from the start. */
  @FunctionalInterface
  public interface Solver {
    /**
     * Solves and writes an object that tells of it.
     *
     * @param json receives the object
     * @return seconds that it took
     * @throws IOException if it cannot write
     */
    double solve(JsonGenerator json) throws IOException;
  }

  /**
   * Answers commands until standard input ends.
   *
   * @param solver solves
   * @throws IOException if it cannot read or write
   */
  public static void serve(Solver solver) throws IOException {
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      System.out.println(answer(solver, Double.parseDouble(line)));
      System.out.flush();
    }
  }

  /**
   * A member that tells where a step ended; to be written between start and end of an array {@code
   * points}.
   *
   * @param json receives it
   * @param chi2 there
   * @param seconds since the problem in memory
   * @throws IOException if it cannot write
   */
  public static void point(JsonGenerator json, double chi2, double seconds) throws IOException {
    json.writeStartArray();
    json.writeNumber(chi2);
    json.writeNumber(seconds);
    json.writeEndArray();
  }

  private static String answer(Solver solver, double spend) throws IOException {
    var text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartArray();
      double spent = 0;
      for (int k = 0; k == 0 || (spent < spend && k < MOST_SOLVES); k++) {
        spent += solver.solve(json);
      }
      json.writeEndArray();
    }
    return text.toString();
  }

  /** The most memory that this process has held; 0 if the system does not tell. */
  static long peakBytes() throws IOException {
    return memory("VmHWM:");
  }

  /** The memory that this process holds now; 0 if the system does not tell. */
  static long residentBytes() throws IOException {
    return memory("VmRSS:");
  }

  private static long memory(String key) throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.isReadable(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith(key))
        .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElse(0);
  }
}
