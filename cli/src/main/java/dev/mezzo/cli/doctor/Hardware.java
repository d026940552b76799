package dev.mezzo.cli.doctor;

import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * The machine, as the operating system tells of it.
 *
 * @param board model of the board or PC, "unknown" where it is not told
 * @param cores kinds of cores, none where they are not told
 * @param caches of these
 * @param system name of the distribution, kernel and architecture
 * @param architecture of this JVM: amd64, aarch64
 * @param memoryBytes all memory, 0 where that is not told
 * @param availableBytes what may be had without swapping
 * @param swapBytes all swap
 * @param swappedBytes what of it is used
 * @param celsius temperature of the hottest zone; NaN where there is none
 * @param throttleCelsius where its zone begins to slow the processor down; NaN where that is not
 *     told
 * @param emulated whether processor and JVM are of different architectures
 */
public record Hardware(
    String board,
    List<Cores> cores,
    List<Cache> caches,
    String system,
    String architecture,
    long memoryBytes,
    long availableBytes,
    long swapBytes,
    long swappedBytes,
    double celsius,
    double throttleCelsius,
    boolean emulated) {
  private static final String ZONES = "sys/class/thermal";

  /**
   * Asks the operating system.
   *
   * @param files where it tells
   * @param architecture of this JVM, as in the property os.arch
   */
  public static Hardware read(SystemFiles files, String architecture) {
    List<Cores> cores = Cores.read(files);
    long swap = kilobytes(files, "SwapTotal:");
    Zone zone = hottest(files);
    return new Hardware(
        board(files),
        cores,
        Cache.read(files, cores),
        system(files, architecture),
        architecture,
        kilobytes(files, "MemTotal:"),
        kilobytes(files, "MemAvailable:"),
        swap,
        swap - kilobytes(files, "SwapFree:"),
        zone.celsius(),
        zone.throttle(),
        isEmulated(files, architecture));
  }

  private static String board(SystemFiles files) {
    for (String path : List.of("proc/device-tree/model", "sys/firmware/devicetree/base/model")) {
      if (!files.text(path).isEmpty()) {
        return files.text(path);
      }
    }
    String vendor = files.text("sys/class/dmi/id/sys_vendor");
    String product = files.text("sys/class/dmi/id/product_name");
    String name = product.startsWith(vendor) ? product : vendor + " " + product;
    return name.isBlank() ? "unknown" : name.strip();
  }

  private static String system(SystemFiles files, String architecture) {
    String name = files.value("etc/os-release", "PRETTY_NAME=").replace("\"", "");
    return (name.isEmpty() ? "" : name + ", ")
        + System.getProperty("os.name")
        + " "
        + System.getProperty("os.version")
        + " "
        + architecture;
  }

  private static long kilobytes(SystemFiles files, String key) {
    String digits = files.value("proc/meminfo", key).replaceAll("[^0-9]", "");
    return digits.isEmpty() ? 0 : Long.parseLong(digits) << 10;
  }

  private record Zone(double celsius, double throttle) {}

  /** Linux slows a processor down at the "passive" trip points of its zone. */
  private static Zone hottest(SystemFiles files) {
    var hottest = new Zone(Double.NaN, Double.NaN);
    for (String name : files.names(ZONES, "thermal_zone")) {
      String folder = ZONES + "/" + name + "/";
      OptionalLong thousandths = files.number(folder + "temp");
      if (thousandths.isEmpty() || thousandths.getAsLong() / 1000.0 <= hottest.celsius()) {
        continue;
      }
      double throttle = Double.NaN;
      for (String type : files.names(folder, "trip_point_")) {
        if (type.endsWith("_type") && files.text(folder + type).equals("passive")) {
          OptionalLong at = files.number(folder + type.replace("_type", "_temp"));
          throttle = at.isPresent() ? least(throttle, at.getAsLong() / 1000.0) : throttle;
        }
      }
      hottest = new Zone(thousandths.getAsLong() / 1000.0, throttle);
    }
    return hottest;
  }

  private static double least(double known, double other) {
    return Double.isNaN(known) ? other : Math.min(known, other);
  }

  /** Emulators of one process mostly leave {@code /proc/cpuinfo} as that of the real processor. */
  private static boolean isEmulated(SystemFiles files, String architecture) {
    boolean isArm = !files.value("proc/cpuinfo", "CPU implementer").isEmpty();
    boolean isX86 = !files.value("proc/cpuinfo", "vendor_id").isEmpty();
    return architecture.equals("aarch64") ? isX86 && !isArm : isArm && !isX86;
  }

  /** How many cores are online. */
  int online() {
    return cores.stream().mapToInt(kind -> kind.cpus().size()).sum();
  }

  /** Whether a board or PC is known by name. */
  public boolean hasBoard() {
    return !board.equals("unknown");
  }

  /** The kinds of cores and how many of each: "4 x Cortex-A55 + 4 x Cortex-A76". */
  public String processor() {
    return cores.isEmpty()
        ? "unknown processor"
        : cores.stream().map(Cores::describe).collect(Collectors.joining(" + "));
  }

  /** Size of the largest cache of that level, or 0. */
  long cacheBytes(int level) {
    return caches.stream()
        .filter(cache -> cache.level() == level)
        .mapToLong(Cache::bytes)
        .max()
        .orElse(0);
  }

  /** Size of the largest cache. */
  long lastLevelBytes() {
    return caches.stream().mapToLong(Cache::bytes).max().orElse(0);
  }

  /** Total, available and swap in words. */
  public String memory() {
    return memoryBytes == 0
        ? "unknown"
        : Sizes.of(memoryBytes)
            + " in all, "
            + Sizes.of(availableBytes)
            + " available, "
            + (swapBytes == 0
                ? "no swap"
                : Sizes.of(swappedBytes) + " of " + Sizes.of(swapBytes) + " swap used");
  }
}
