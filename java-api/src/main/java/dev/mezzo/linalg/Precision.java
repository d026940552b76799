package dev.mezzo.linalg;

/** Format of stored numbers. */
public enum Precision {
  /** binary64: 53 significant bits, 8 bytes. */
  DOUBLE(Double.BYTES),
  /** binary32: 24 significant bits, 4 bytes. */
  SINGLE(Float.BYTES),
  /** binary16: 11 significant bits, largest value 65504, smallest normal value 6.1e-5, 2 bytes. */
  HALF(Short.BYTES),
  /** bfloat16, the upper half of a binary32: 8 significant bits, the range of binary32, 2 bytes. */
  BFLOAT16(Short.BYTES),
  /**
   * 16-bit integers with one binary32 scale for each column of a factor: 15 significant bits
   * relative to the largest number of the column, 2 bytes. For factors only.
   */
  BLOCK16(Short.BYTES);

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
   * Whether this is one of the 16-bit formats.
   *
   * @return whether a number takes two bytes
   */
  public boolean isSixteenBit() {
    return bytes == Short.BYTES;
  }

  /**
   * Rounds to this format, to nearest even, and widens back.
   *
   * @param value any double
   * @return the nearest value of this format; infinity where it overflows
   * @throws IllegalArgumentException for {@link #BLOCK16}, which is no format of single numbers
   */
  public double round(double value) {
    return switch (this) {
      case DOUBLE -> value;
      case SINGLE -> (float) value;
      case HALF -> Float.float16ToFloat(Float.floatToFloat16(roundToOdd(value)));
      case BFLOAT16 -> roundToBfloat16(roundToOdd(value));
      case BLOCK16 ->
          throw new IllegalArgumentException("a number alone cannot be rounded to BLOCK16");
    };
  }

  private static float roundToBfloat16(float value) {
    int bits = Float.floatToRawIntBits(value);
    int rounded = Float.isNaN(value) ? bits | 1 << 22 : bits + 0x7fff + (bits >>> 16 & 1);
    return Float.intBitsToFloat(rounded & 0xffff0000);
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
