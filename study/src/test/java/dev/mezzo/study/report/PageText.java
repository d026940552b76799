package dev.mezzo.study.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What tests ask of the text of a page. */
final class PageText {
  static final String HOSTILE = "</script><script>alert('x')</script><!-- & \"";

  private PageText() {}

  /** Everything that could make a browser fetch something, with any address not inline. */
  static void assertLoadsNothing(String page) {
    assertThat(withoutScripts(page))
        .doesNotContainPattern("(?i)\\s(src|href|action|data)\\s*=")
        .doesNotContainPattern("(?i)url\\(")
        .doesNotContainPattern("(?i)@import")
        .doesNotContainPattern("https?:");
    assertThat(page).contains("Content-Security-Policy\" content=\"default-src 'none'");
  }

  static String withoutScripts(String page) {
    return Pattern.compile("(?s)(<script[^>]*>).*?</script>").matcher(page).replaceAll("$1");
  }

  static String data(String page) {
    int from = page.indexOf("id=\"data\">") + "id=\"data\">".length();
    return page.substring(from, page.indexOf("</script>", from));
  }

  /** All strings in a JSON text; fails if it is none. */
  static List<String> strings(String json) throws IOException {
    List<String> strings = new ArrayList<>();
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.VALUE_STRING) {
          strings.add(parser.getText());
        }
      }
    }
    return strings;
  }

  static int count(String text, String part) {
    return (text.length() - text.replace(part, "").length()) / part.length();
  }
}
