package dev.mezzo.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What {@code mezzo optimize} has to tell. */
sealed interface Outcome permits BundleOutcome, GraphOutcome {

  /**
   * Of the output for people.
   *
   * @param name at its beginning; may be empty
   * @param text what it says
   */
  record Line(String name, String text) {
    static Line of(String name, String format, Object... arguments) {
      return new Line(name, String.format(Locale.ROOT, format, arguments));
    }
  }

  /** As named on the command line. */
  Path file();

  /** What kind of problem the file holds, as in the JSON output. */
  String kind();

  Solve solve();

  /** Time to read the file. */
  double readSeconds();

  /** What is strange in the file. */
  List<String> warnings();

  /** What was read, what is held, and where the solve began. */
  List<Line> introduction();

  /** What {@link #write} writes, in a word. */
  String written();

  /** Writes what was optimised, in the format of the input. */
  void write(Path to) throws IOException;
}
