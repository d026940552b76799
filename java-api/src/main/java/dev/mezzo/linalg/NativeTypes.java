package dev.mezzo.linalg;

import dev.mezzo.bindings.NativeLibrary;
import dev.mezzo.bindings.ffi.mezzo_h;

/** Storage types as the native library numbers them; loads it. */
final class NativeTypes {
  private static final int F64;
  private static final int F32;
  private static final int F16;

  static {
    NativeLibrary.ensureLoaded();
    F64 = mezzo_h.MEZZO_F64();
    F32 = mezzo_h.MEZZO_F32();
    F16 = mezzo_h.MEZZO_F16();
  }

  private NativeTypes() {}

  static int code(Precision precision) {
    return switch (precision) {
      case DOUBLE -> F64;
      case SINGLE -> F32;
      case HALF -> F16;
    };
  }

  /** The format of the vectors that products with matrices and factors of this storage take. */
  static Precision vectorsOf(Precision storage) {
    return storage == Precision.DOUBLE ? Precision.DOUBLE : Precision.SINGLE;
  }
}
