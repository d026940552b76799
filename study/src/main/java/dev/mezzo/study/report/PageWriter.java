package dev.mezzo.study.report;

import java.util.ArrayList;
import java.util.List;

/** The body of a page as it grows: markup, and the charts that the scripts draw into it. */
final class PageWriter {
  private final StringBuilder html = new StringBuilder();
  private final List<ScriptJson.Content> charts = new ArrayList<>();
  private final Palette palette = new Palette();

  /** Appends markup as it is. */
  PageWriter markup(String text) {
    html.append(text);
    return this;
  }

  /** Appends an element without attributes that holds text. */
  PageWriter element(String tag, String text) {
    html.append('<').append(tag).append('>').append(Markup.escape(text));
    html.append("</").append(tag).append(">\n");
    return this;
  }

  /** Appends a paragraph of a class; nothing if it would be empty. */
  PageWriter paragraph(String className, String text) {
    if (!text.isEmpty()) {
      html.append("<p class=\"").append(className).append("\">").append(Markup.escape(text));
      html.append("</p>\n");
    }
    return this;
  }

  /**
   * Takes a chart.
   *
   * @return its place in the data, by which the script finds its element
   */
  int chart(ScriptJson.Content chart) {
    charts.add(chart);
    return charts.size() - 1;
  }

  Palette palette() {
    return palette;
  }

  String html() {
    return html.toString();
  }

  /** What the scripts read. */
  String data() {
    return ScriptJson.of(
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("charts");
          for (ScriptJson.Content chart : charts) {
            chart.writeTo(json);
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }
}
