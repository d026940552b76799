package dev.mezzo.linalg;

/** Floating-point format of stored numbers: IEEE 754 binary64, binary32 or binary16. */
public enum Precision {
  /** binary64: 53 significant bits, 8 bytes. */
  DOUBLE(Double.BYTES),
  /** binary32: 24 significant bits, 4 bytes. */
  SINGLE(Float.BYTES),
  /** binary16: 11 significant bits, largest value 65504, smallest normal value 6.1e-5, 2 bytes. */
  HALF(Short.BYTES);

  private final int bytes;

  Precision(int bytes) {
    this.bytes = bytes;
  }

  /**
   * Size of one number.
   *
   * @return bytes per number
   */
  public int bytes() {
    return bytes;
  }

  /**
   * Rounds to this format, to nearest even, and widens back.
   *
   * @param value any double
   * @return the nearest value of this format; infinity where it overflows
   */
  public double round(double value) {
    return switch (this) {
      case DOUBLE -> value;
      case SINGLE -> (float) value;
      case HALF -> Float.float16ToFloat(Float.floatToFloat16(roundToOdd(value)));
    };
  }

  /**
   * To fp32, inexact results to the neighbour with an odd last bit: rounding that to fp16 then
   * gives what rounding the double once gives (Boldo and Melquiond, "Emulation of FMA and correctly
   * rounded sums", 2008).
   */
  private static float roundToOdd(double value) {
    float nearest = (float) value;
    if (nearest == value || Double.isNaN(value)) {
      return nearest;
    }
    int bits = Float.floatToRawIntBits(nearest);
    int truncated = Math.abs((double) nearest) > Math.abs(value) ? bits - 1 : bits;
    return Float.intBitsToFloat(truncated | 1);
  }
}
