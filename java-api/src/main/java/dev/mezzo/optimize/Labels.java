package dev.mezzo.optimize;

import dev.mezzo.linalg.Precision;

/** Names of storage formats in reports. */
final class Labels {
  private Labels() {}

  static String of(Precision precision) {
    return switch (precision) {
      case DOUBLE -> "fp64";
      case SINGLE -> "fp32";
      case HALF -> "fp16";
      case BFLOAT16 -> "bf16";
      case BLOCK16 -> "b16";
    };
  }
}
