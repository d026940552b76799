package dev.mezzo.io;

import java.nio.charset.StandardCharsets;

/**
 * Decimal numbers as bytes of text, to the nearest double. Only what files of measurements hold:
 * sign, digits, one point, exponent. Not the forms that Java alone knows, such as {@code 1f} and
 * {@code 0x1p3}, and not {@code NaN} or {@code Infinity}.
 */
final class Decimal {
  /** Below this an integer is a double exactly. */
  private static final long EXACT = 1L << 53;

  /** The powers of ten that are doubles exactly. */
  private static final double[] POWERS = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22
  };

  /** Far beyond the range of doubles, far below that of int. */
  private static final int LARGEST_EXPONENT = 100_000;

  private Decimal() {}

  /**
   * The number that bytes {@code from} to {@code to - 1} hold.
   *
   * @return NaN if they hold no number in the form above, infinity if it is too large for a double
   */
  static double parse(byte[] text, int from, int to) {
    int at = from;
    boolean negative = at < to && text[at] == '-';
    if (at < to && (text[at] == '-' || text[at] == '+')) {
      at++;
    }
    long mantissa = 0;
    int digits = 0;
    int scale = 0; // digits after the point
    boolean exact = true;
    boolean point = false;
    for (; at < to; at++) {
      int c = text[at];
      if (c >= '0' && c <= '9') {
        digits++;
        scale += point ? 1 : 0;
        exact = exact && mantissa < EXACT / 16;
        mantissa = exact ? 10 * mantissa + (c - '0') : mantissa;
      } else if (c == '.' && !point) {
        point = true;
      } else {
        break;
      }
    }
    if (digits == 0) {
      return Double.NaN;
    }
    int exponent = 0;
    if (at < to) {
      if (text[at] != 'e' && text[at] != 'E') {
        return Double.NaN;
      }
      at++;
      boolean down = at < to && text[at] == '-';
      if (at < to && (text[at] == '-' || text[at] == '+')) {
        at++;
      }
      if (at == to) {
        return Double.NaN;
      }
      for (; at < to; at++) {
        int c = text[at];
        if (c < '0' || c > '9') {
          return Double.NaN;
        }
        exponent = Math.min(10 * exponent + (c - '0'), LARGEST_EXPONENT);
      }
      exponent = down ? -exponent : exponent;
    }
    int power = exponent - scale;
    if (exact && Math.abs(power) < POWERS.length) {
      // Both operands are exact, so the one rounding gives the nearest double (Clinger, 1990).
      double value = power < 0 ? mantissa / POWERS[-power] : mantissa * POWERS[power];
      return negative ? -value : value;
    }
    return Double.parseDouble(new String(text, from, to - from, StandardCharsets.ISO_8859_1));
  }
}
