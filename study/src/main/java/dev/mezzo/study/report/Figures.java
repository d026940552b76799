package dev.mezzo.study.report;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers as words for people. */
final class Figures {
  private Figures() {}

  /** Four digits, with a power of ten where it is long otherwise; a dash if it is not finite. */
  static String number(double value) {
    if (!Double.isFinite(value)) {
      return "–";
    }
    double size = Math.abs(value);
    if (value != 0 && (size < 1e-3 || size >= 1e7)) {
      String text = String.format(java.util.Locale.ROOT, "%.3e", value);
      return text.replaceFirst("e\\+?(-?)0*", "e$1");
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(4));
    return size >= 10_000
        ? String.format(java.util.Locale.ROOT, "%,d", rounded.longValue())
        : rounded.stripTrailingZeros().toPlainString();
  }
}
