package dev.mezzo.cli.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Files as Linux shows them on some machines: as far as doctor reads them, in their formats. */
final class Boards {
  private final Path root;

  private Boards(Path root) {
    this.root = root;
  }

  private void put(String path, String text) {
    try {
      Path file = root.resolve(path);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String armCore(int number, String part, String features) {
    return "processor\t: "
        + number
        + "\nBogoMIPS\t: 108.00\nFeatures\t: "
        + features
        + "\nCPU implementer\t: 0x41\nCPU architecture: 8\nCPU variant\t: 0x4\nCPU part\t: "
        + part
        + "\nCPU revision\t: 1\n\n";
  }

  private void clock(int cpu, String governor, long least, long most, long limit) {
    String folder = "sys/devices/system/cpu/cpu" + cpu + "/cpufreq/";
    put(folder + "scaling_governor", governor + "\n");
    put(folder + "cpuinfo_min_freq", least + "\n");
    put(folder + "cpuinfo_max_freq", most + "\n");
    put(folder + "scaling_max_freq", limit + "\n");
  }

  private void cache(int cpu, int index, int level, String type, String size, String shared) {
    String folder = "sys/devices/system/cpu/cpu" + cpu + "/cache/index" + index + "/";
    put(folder + "level", level + "\n");
    put(folder + "type", type + "\n");
    put(folder + "size", size + "\n");
    put(folder + "shared_cpu_list", shared + "\n");
  }

  private void memory(long total, long available, long swap, long swapFree) {
    put(
        "proc/meminfo",
        "MemTotal:       %8d kB\nMemFree:        %8d kB\nMemAvailable:   %8d kB\n"
                .formatted(total, available / 2, available)
            + "SwapTotal:      %8d kB\nSwapFree:       %8d kB\n".formatted(swap, swapFree));
  }

  private void heat(int zone, long thousandths, List<String> trips) {
    String folder = "sys/class/thermal/thermal_zone" + zone + "/";
    put(folder + "temp", thousandths + "\n");
    for (int i = 0; i < trips.size(); i++) {
      String[] trip = trips.get(i).split(" ");
      put(folder + "trip_point_" + i + "_type", trip[0] + "\n");
      put(folder + "trip_point_" + i + "_temp", trip[1] + "\n");
    }
  }

  /** Four Cortex-A72 without half-precision arithmetic, 2 GB; hot. */
  static SystemFiles pi4(Path root) {
    var board = new Boards(root);
    var cpuinfo = new StringBuilder();
    for (int i = 0; i < 4; i++) {
      cpuinfo.append(armCore(i, "0xd08", "fp asimd evtstrm crc32 cpuid"));
      board.clock(i, "ondemand", 600_000, 1_800_000, 1_800_000);
    }
    board.put(
        "proc/cpuinfo",
        cpuinfo + "Revision\t: b03115\nModel\t\t: Raspberry Pi 4 Model B Rev 1.5\n");
    board.put("proc/device-tree/model", "Raspberry Pi 4 Model B Rev 1.5\0");
    board.cache(0, 0, 1, "Data", "32K", "0");
    board.cache(0, 1, 1, "Instruction", "48K", "0");
    board.cache(0, 2, 2, "Unified", "1024K", "0-3");
    board.memory(1_900_000, 1_400_000, 204_796, 204_796);
    board.heat(0, 82_300, List.of("critical 110000"));
    board.put("etc/os-release", "PRETTY_NAME=\"Debian GNU/Linux 13 (trixie)\"\nID=debian\n");
    return new SystemFiles(root);
  }

  /** Four Cortex-A76 at full speed, cool. */
  static SystemFiles pi5(Path root) {
    var board = new Boards(root);
    var cpuinfo = new StringBuilder();
    for (int i = 0; i < 4; i++) {
      cpuinfo.append(armCore(i, "0xd0b", "fp asimd evtstrm crc32 atomics fphp asimdhp asimddp"));
      board.clock(i, "performance", 1_500_000, 2_400_000, 2_400_000);
    }
    board.put("proc/cpuinfo", cpuinfo.toString());
    board.put("proc/device-tree/model", "Raspberry Pi 5 Model B Rev 1.0\0");
    board.cache(0, 0, 1, "Data", "64K", "0");
    board.cache(0, 1, 1, "Instruction", "64K", "0");
    board.cache(0, 2, 2, "Unified", "512K", "0");
    board.cache(0, 3, 3, "Unified", "2048K", "0-3");
    board.memory(8_245_000, 7_300_000, 0, 0);
    board.heat(0, 48_900, List.of("critical 110000"));
    return new SystemFiles(root);
  }

  /** Six Cortex-A78AE, whose power mode holds the clock. */
  static SystemFiles orin(Path root) {
    var board = new Boards(root);
    var cpuinfo = new StringBuilder();
    for (int i = 0; i < 6; i++) {
      cpuinfo.append(armCore(i, "0xd42", "fp asimd evtstrm crc32 atomics fphp asimdhp asimddp"));
      board.clock(i, "schedutil", 115_200, 1_728_000, 1_510_400);
    }
    board.put("proc/cpuinfo", cpuinfo.toString());
    board.put(
        "proc/device-tree/model", "NVIDIA Jetson Orin Nano Engineering Reference Developer Kit\0");
    board.cache(0, 0, 1, "Data", "64K", "0");
    board.cache(0, 1, 2, "Unified", "256K", "0");
    board.cache(0, 2, 3, "Unified", "2048K", "0-3");
    board.memory(7_620_000, 5_100_000, 3_800_000, 3_800_000);
    board.heat(0, 49_000, List.of("critical 104500", "passive 99000"));
    return new SystemFiles(root);
  }

  /** Four little cores and two pairs of big ones. */
  static SystemFiles rk3588(Path root) {
    var board = new Boards(root);
    var cpuinfo = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      boolean little = i < 4;
      cpuinfo.append(armCore(i, little ? "0xd05" : "0xd0b", "fp asimd fphp asimdhp asimddp"));
      board.clock(i, "performance", 408_000, little ? 1_800_000 : 2_352_000, 2_400_000);
      board.cache(i, 0, 1, "Data", little ? "32K" : "64K", "" + i);
      board.cache(i, 1, 2, "Unified", little ? "128K" : "512K", "" + i);
      board.cache(i, 2, 3, "Unified", "3072K", "0-7");
    }
    board.put("proc/cpuinfo", cpuinfo + "Serial\t\t: 0000000000000000\n");
    board.put("sys/firmware/devicetree/base/model", "Radxa ROCK 5B\0");
    board.memory(16_200_000, 14_000_000, 0, 0);
    board.heat(0, 41_000, List.of("passive 75000", "passive 85000", "critical 115000"));
    board.heat(1, 86_000, List.of("passive 85000", "passive 75000", "critical 115000"));
    return new SystemFiles(root);
  }

  /** A PC whose swap is in use. */
  static SystemFiles pc(Path root) {
    var board = new Boards(root);
    var cpuinfo = new StringBuilder();
    for (int i = 0; i < 4; i++) {
      cpuinfo.append(
          "processor\t: %d\nvendor_id\t: GenuineIntel\nmodel name\t: A PC's processor @ 3.50GHz\n"
                  .formatted(i)
              + "cpu MHz\t\t: 3491.914\nflags\t\t: fpu sse sse2 avx avx2 fma f16c\n\n");
    }
    board.put("proc/cpuinfo", cpuinfo.toString());
    board.put("sys/class/dmi/id/sys_vendor", "Maker\n");
    board.put("sys/class/dmi/id/product_name", "Desktop 9\n");
    board.memory(16_000_000, 900_000, 8_000_000, 5_000_000);
    board.put(
        "proc/self/mounts",
        "/dev/sda1 / ext4 rw,relatime 0 0\n/dev/sda2 /home ext4 rw,noexec,nosuid 0 0\n");
    board.put(
        "proc/self/maps",
        """
        7f1 r-xp 00000000 08:01 1 /usr/lib/x86_64-linux-gnu/libamd.so.3.3.3
        7f2 r--p 00001000 08:01 1 /usr/lib/x86_64-linux-gnu/libamd.so.3.3.3
        7f3 r-xp 00000000 08:01 2 /usr/lib/x86_64-linux-gnu/libc.so.6
        7f4 rw-p 00000000 00:00 0 [heap]
        """);
    return new SystemFiles(root);
  }
}
