package dev.mezzo.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A JSON document of which some fields are wanted. */
final class JsonTree {
  private final Object value;

  private JsonTree(Object value) {
    this.value = value;
  }

  static JsonTree read(Path file) throws IOException {
    return parse(Files.readString(file));
  }

  static JsonTree parse(String text) throws IOException {
    // Google Benchmark writes NaN where it divides by zero.
    var factory = JsonFactory.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();
    try (JsonParser parser = factory.createParser(text)) {
      parser.nextToken();
      return new JsonTree(parse(parser));
    }
  }

  /** Member of an object; what has none of that name gives one without text, number or elements. */
  JsonTree get(String name) {
    return new JsonTree(value instanceof Map<?, ?> members ? members.get(name) : null);
  }

  /** Elements of an array. */
  List<JsonTree> elements() {
    return value instanceof List<?> list ? list.stream().map(JsonTree::new).toList() : List.of();
  }

  /** Names of an object's members. */
  List<String> names() {
    return value instanceof Map<?, ?> members
        ? members.keySet().stream().map(Object::toString).toList()
        : List.of();
  }

  String text() {
    return value == null ? "" : value.toString();
  }

  double number() {
    return value instanceof Number number ? number.doubleValue() : Double.NaN;
  }

  private static Object parse(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == null) {
      throw new IOException("a JSON document that ends too early");
    }
    return switch (token) {
      case START_OBJECT -> {
        Map<String, Object> members = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          String name = parser.currentName();
          parser.nextToken();
          members.put(name, parse(parser));
        }
        yield members;
      }
      case START_ARRAY -> {
        List<Object> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          elements.add(parse(parser));
        }
        yield elements;
      }
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_NULL -> null;
      default -> parser.getText();
    };
  }
}
