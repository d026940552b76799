package dev.mezzo.cli;

import dev.mezzo.cli.doctor.Hardware;
import dev.mezzo.cli.doctor.SystemFiles;
import java.util.Locale;

/** This machine, in the few words that reports have room for. */
final class Machine {
  private Machine() {}

  private static Hardware hardware() {
    return Hardware.read(SystemFiles.HERE, System.getProperty("os.arch"));
  }

  /** Board, cores and operating system, in a line. */
  static String describe() {
    return processor() + ", " + system();
  }

  /** Name of the distribution, kernel and architecture. */
  static String system() {
    return hardware().system();
  }

  /** Model of the board or PC, where it is told, and kinds of cores. */
  static String processor() {
    Hardware hardware = hardware();
    return (hardware.hasBoard() ? hardware.board() + ", " : "") + hardware.processor();
  }

  /** Seconds with a unit that fits. */
  static String seconds(double seconds) {
    return seconds >= 1
        ? String.format(Locale.ROOT, "%.2f s", seconds)
        : String.format(Locale.ROOT, "%.1f ms", 1e3 * seconds);
  }
}
