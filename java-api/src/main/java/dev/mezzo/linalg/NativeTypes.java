package dev.mezzo.linalg;

import dev.mezzo.bindings.ffi.mezzo_h;

/** Storage types as the native library numbers them. */
final class NativeTypes {
  private NativeTypes() {}

  static int code(Precision precision) {
    return switch (precision) {
      case DOUBLE -> mezzo_h.MEZZO_F64();
      case SINGLE -> mezzo_h.MEZZO_F32();
      case HALF -> mezzo_h.MEZZO_F16();
      case BFLOAT16 -> mezzo_h.MEZZO_BF16();
      case BLOCK16 -> mezzo_h.MEZZO_B16();
    };
  }

  /** The format of the vectors that products with matrices and factors of this storage take. */
  static Precision vectorsOf(Precision storage) {
    return storage == Precision.DOUBLE ? Precision.DOUBLE : Precision.SINGLE;
  }
}
