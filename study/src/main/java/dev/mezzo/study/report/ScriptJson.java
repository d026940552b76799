package dev.mezzo.study.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** JSON that may stand inside a script element: no character that HTML could take for markup. */
final class ScriptJson {
  private ScriptJson() {}

  /** Writes one value. */
  @FunctionalInterface
  interface Content {
    void writeTo(JsonGenerator json) throws IOException;
  }

  static String of(Content content) {
    StringWriter text = new StringWriter(1 << 16);
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      content.writeTo(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString()
        .replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("&", "\\u0026")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029");
  }

  /** JSON has no NaN and no infinities: the scripts show them as words. */
  static void writeNumber(JsonGenerator json, String field, double value) throws IOException {
    if (Double.isFinite(value)) {
      json.writeNumberField(field, value);
    } else {
      json.writeStringField(field, Double.toString(value));
    }
  }

  /** A number with as many decimals, none of them a trailing zero; null if it is not finite. */
  static void writeRounded(JsonGenerator json, double value, int decimals) throws IOException {
    if (!Double.isFinite(value)) {
      json.writeNull();
      return;
    }
    BigDecimal rounded = BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_EVEN);
    json.writeNumber(rounded.signum() == 0 ? BigDecimal.ZERO : rounded.stripTrailingZeros());
  }

  /** Decimals that tell numbers of this size apart in a picture: {@code digits} in all. */
  static int decimals(double largest, int digits) {
    return digits - (int) Math.ceil(Math.log10(Math.max(largest, 1e-9)));
  }
}
