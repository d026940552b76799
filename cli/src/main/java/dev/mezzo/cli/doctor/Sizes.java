package dev.mezzo.cli.doctor;

/** Amounts of memory for readers. */
final class Sizes {
  private Sizes() {}

  /** In KB below 1 MB, and in MB below 10 GB. */
  static String of(long bytes) {
    return bytes < 1L << 20
        ? (bytes >> 10) + " KB"
        : bytes < 10L << 30 ? (bytes >> 20) + " MB" : (bytes >> 30) + " GB";
  }
}
