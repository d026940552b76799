package dev.mezzo.cli.doctor;

/**
 * The Java virtual machine.
 *
 * @param version of the runtime
 * @param name of the virtual machine
 * @param home where it is installed
 * @param mode how it runs code: "mixed mode, sharing", "interpreted mode"
 * @param feature 25 and up
 * @param heapBytes what the heap may grow to
 * @param processors how many this process may use
 */
public record Jvm(
    String version,
    String name,
    String home,
    String mode,
    int feature,
    long heapBytes,
    int processors) {
  /** What Mezzo needs. */
  static final int NEEDED = 25;

  /** The one this runs on. */
  public static Jvm present() {
    return new Jvm(
        System.getProperty("java.runtime.version"),
        System.getProperty("java.vm.name"),
        System.getProperty("java.home"),
        System.getProperty("java.vm.info", "unknown mode"),
        Runtime.version().feature(),
        Runtime.getRuntime().maxMemory(),
        Runtime.getRuntime().availableProcessors());
  }

  /** Whether nothing is compiled. */
  boolean isInterpreted() {
    return mode.contains("interpreted") || name.contains("Zero");
  }
}
