package dev.mezzo.study.report;

import dev.mezzo.io.AtomicFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A page of one file that loads nothing: the frame that all pages share, with style, data, ECharts
 * and scripts inline.
 */
final class PageFile {
  /** What is split at: the marks, so that what is filled in is never searched for marks itself. */
  private static final String MARKS = "(?=@[A-Z]+@)|(?<=@[A-Z]{4,8}@)";

  private PageFile() {}

  /**
   * Fills the frame.
   *
   * @param title plain text
   * @param top markup below the title
   * @param body markup
   * @param data JSON as of {@link ScriptJson}
   * @param scripts names of resources, to run one after the other
   */
  static String fill(String title, String top, String body, String data, List<String> scripts) {
    StringBuilder script = new StringBuilder();
    for (String name : scripts) {
      script.append(resource(name)).append('\n');
    }
    return fill(
        "page.html",
        Map.of(
            "@TITLE@", Markup.escape(title),
            "@STYLE@", resource("page.css"),
            "@TOPS@", top,
            "@BODY@", body,
            "@DATA@", data,
            "@ECHARTS@", resource("echarts.min.js"),
            "@SCRIPT@", script.toString()));
  }

  /** A resource with its marks replaced. */
  static String fill(String name, Map<String, String> marks) {
    StringBuilder page = new StringBuilder();
    for (String part : resource(name).split(MARKS)) {
      page.append(marks.getOrDefault(part, part));
    }
    return page.toString();
  }

  /** Writes a page, whole or not at all. */
  static void write(Path file, String html) throws IOException {
    byte[] page = html.getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(file, out -> out.write(page));
  }

  private static String resource(String name) {
    try (InputStream in = PageFile.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("resource " + name + " is missing from this build");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("resource " + name + " cannot be read", e);
    }
  }
}
