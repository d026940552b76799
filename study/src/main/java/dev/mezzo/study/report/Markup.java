package dev.mezzo.study.report;

import java.util.List;

/** Pieces of HTML that all pages share. Texts may hold any characters. */
final class Markup {
  private Markup() {}

  /** A name and what is said under it. */
  record Entry(String name, String value) {}

  /** Text as the content of an element, or of an attribute in double quotes. */
  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /** The figures at the top of a page, or the facts at its end; nothing if there are none. */
  static String definitions(String className, List<Entry> entries) {
    if (entries.isEmpty()) {
      return "";
    }
    StringBuilder html = new StringBuilder("<dl class=\"" + className + "\">\n");
    for (Entry entry : entries) {
      html.append("<div><dt>")
          .append(escape(entry.name()))
          .append("</dt><dd>")
          .append(escape(entry.value()))
          .append("</dd></div>\n");
    }
    return html.append("</dl>\n").toString();
  }

  /** A list that stands out; nothing if there are none. */
  static String warnings(List<String> warnings) {
    if (warnings.isEmpty()) {
      return "";
    }
    StringBuilder html = new StringBuilder("<ul class=\"warnings\">\n");
    for (String warning : warnings) {
      html.append("<li>").append(escape(warning)).append("</li>\n");
    }
    return html.append("</ul>\n").toString();
  }
}
