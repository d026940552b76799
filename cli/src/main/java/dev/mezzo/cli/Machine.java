package dev.mezzo.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What the operating system says of this machine; "unknown" where it does not say. */
final class Machine {
  private Machine() {}

  /** Processor, how many, and operating system, in a line. */
  static String describe() {
    return processor() + ", " + Runtime.getRuntime().availableProcessors() + " cores, " + system();
  }

  /** Name of the distribution, kernel and architecture. */
  static String system() {
    String name = value("/etc/os-release", "PRETTY_NAME=");
    return (name == null ? "" : name.replace("\"", "") + ", ")
        + System.getProperty("os.name")
        + " "
        + System.getProperty("os.version")
        + " "
        + System.getProperty("os.arch");
  }

  /** Model of the processor (x86) or of the board (ARM). */
  static String processor() {
    String model = value("/proc/cpuinfo", "model name");
    if (model != null) {
      return model.substring(model.indexOf(':') + 1).strip();
    }
    List<String> board = lines("/proc/device-tree/model");
    return board.isEmpty() ? "unknown processor" : board.getFirst().replace("\0", "").strip();
  }

  /** Memory of the machine, what is free of it, and what the JVM may use. */
  static String memory() {
    return megabytes("MemTotal:")
        + " in all, "
        + megabytes("MemAvailable:")
        + " available, heap up to "
        + (Runtime.getRuntime().maxMemory() >> 20)
        + " MB";
  }

  /** Seconds with a unit that fits. */
  static String seconds(double seconds) {
    return seconds >= 1
        ? String.format(Locale.ROOT, "%.2f s", seconds)
        : String.format(Locale.ROOT, "%.1f ms", 1e3 * seconds);
  }

  private static String megabytes(String key) {
    String kilobytes = value("/proc/meminfo", key);
    return kilobytes == null
        ? "unknown"
        : Long.parseLong(kilobytes.replaceAll("[^0-9]", "")) / 1024 + " MB";
  }

  /** What follows a key at the start of a line. */
  private static String value(String file, String key) {
    for (String line : lines(file)) {
      if (line.startsWith(key)) {
        return line.substring(key.length()).strip();
      }
    }
    return null;
  }

  private static List<String> lines(String file) {
    try {
      return Files.readAllLines(Path.of(file), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return List.of();
    }
  }
}
