package dev.mezzo.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalTest {
  @Test
  void everyDoubleReadsAsTheLibraryReadsIt() {
    var random = new SplittableRandom(1);
    for (int k = 0; k < 20_000; k++) {
      double value = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(value)) {
        assertReads(Double.toString(value));
        assertReads(String.format(Locale.ROOT, "%.5e", value));
      }
    }
  }

  @Test
  void numbersAsFilesHoldThemReadAsTheLibraryReadsThem() {
    var random = new SplittableRandom(2);
    String[] formats = {"%.0f", "%.1f", "%.6f", "%.9f", "%.16f", "%.17g", "%.25f", "%+.3f"};
    for (int k = 0; k < 2_000; k++) {
      double value = (random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(-8, 12));
      for (String format : formats) {
        assertReads(String.format(Locale.ROOT, format, value));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-0",
        "+1",
        "1.",
        ".5",
        "-.5",
        "1e5",
        "1E5",
        "1e+5",
        "1e-5",
        "1.121636e+002",
        "00012.50",
        "9007199254740992",
        "9007199254740993",
        "123456789012345678901234567890",
        "1e22",
        "1e23",
        "1e-22",
        "1e-23",
        "4.9e-324",
        "2e-324",
        "1e-400",
        "1.7976931348623157e308",
        "0e999999999999",
        "0.000000000000000000000000000000000001e36"
      })
  void cornersReadAsTheLibraryReadsThem(String text) {
    assertReads(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "+",
        "-",
        ".",
        "-.",
        "e5",
        ".e5",
        "1e",
        "1e+",
        "1e5.0",
        "1.2.3",
        "--1",
        "1-",
        "1f",
        "1d",
        "1F",
        "1D",
        "0x1p3",
        "0x10",
        "NaN",
        "nan",
        "Infinity",
        "inf",
        "-inf",
        "1,5",
        "1_000",
        "1e5f",
        "１"
      })
  void whatIsNoDecimalNumberIsNotANumber(String text) {
    assertThat(parse(text)).isNaN();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e309", "1e99999999999999999999", "-1.8e308"})
  void whatIsTooLargeIsInfinite(String text) {
    assertThat(parse(text)).isInfinite();
  }

  private static void assertReads(String text) {
    double expected = Double.parseDouble(text);
    assertThat(Double.doubleToRawLongBits(parse(text)))
        .as(text)
        .isEqualTo(Double.doubleToRawLongBits(expected));
  }

  private static double parse(String text) {
    byte[] bytes = ("<" + text + ">").getBytes(StandardCharsets.UTF_8);
    return Decimal.parse(bytes, 1, bytes.length - 1);
  }
}
