package dev.mezzo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The one JSON object of a run, its strings and numbers by their paths, such as seconds.total. */
final class FlatJson {
  private FlatJson() {}

  /** Values by their paths, such as "seconds.total" and "warnings.0"; fails unless one object. */
  static Map<String, Object> parse(String text) throws IOException {
    assertThat(text).hasLineCount(1);
    Map<String, Object> values = new LinkedHashMap<>();
    try (JsonParser parser = new JsonFactory().createParser(text)) {
      assertThat(parser.nextToken()).isEqualTo(JsonToken.START_OBJECT);
      int depth = 1;
      while (depth > 0) {
        JsonToken token = parser.nextToken();
        if (token.isStructStart()) {
          depth++;
          values.put(path(parser), token);
        } else if (token.isStructEnd()) {
          depth--;
        } else if (token == JsonToken.VALUE_STRING) {
          values.put(path(parser), parser.getText());
        } else if (token.isNumeric()) {
          values.put(path(parser), parser.getDoubleValue());
        }
      }
      assertThat(parser.nextToken()).isNull();
    }
    return values;
  }

  private static String path(JsonParser parser) {
    String pointer = parser.getParsingContext().pathAsPointer().toString();
    return pointer.substring(1).replace('/', '.');
  }
}
