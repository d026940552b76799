package dev.mezzo.cli.doctor;

import static java.util.Map.entry;

import java.util.Map;

/**
 * Names of 64-bit ARM cores by the two numbers that MIDR_EL1, and so {@code /proc/cpuinfo}, holds
 * (Arm Architecture Reference Manual; the makers' reference manuals, as collected in Linux'
 * arch/arm64/include/asm/cputype.h).
 */
final class ArmCores {
  private static final int ARM = 0x41;

  /** Cores of Arm's own. */
  private static final Map<Integer, String> OF_ARM =
      Map.ofEntries(
          entry(0xd01, "Cortex-A32"),
          entry(0xd02, "Cortex-A34"),
          entry(0xd03, "Cortex-A53"),
          entry(0xd04, "Cortex-A35"),
          entry(0xd05, "Cortex-A55"),
          entry(0xd06, "Cortex-A65"),
          entry(0xd07, "Cortex-A57"),
          entry(0xd08, "Cortex-A72"),
          entry(0xd09, "Cortex-A73"),
          entry(0xd0a, "Cortex-A75"),
          entry(0xd0b, "Cortex-A76"),
          entry(0xd0c, "Neoverse-N1"),
          entry(0xd0d, "Cortex-A77"),
          entry(0xd0e, "Cortex-A76AE"),
          entry(0xd40, "Neoverse-V1"),
          entry(0xd41, "Cortex-A78"),
          entry(0xd42, "Cortex-A78AE"),
          entry(0xd43, "Cortex-A65AE"),
          entry(0xd44, "Cortex-X1"),
          entry(0xd46, "Cortex-A510"),
          entry(0xd47, "Cortex-A710"),
          entry(0xd48, "Cortex-X2"),
          entry(0xd49, "Neoverse-N2"),
          entry(0xd4a, "Neoverse-E1"),
          entry(0xd4b, "Cortex-A78C"),
          entry(0xd4c, "Cortex-X1C"),
          entry(0xd4d, "Cortex-A715"),
          entry(0xd4e, "Cortex-X3"),
          entry(0xd4f, "Neoverse-V2"),
          entry(0xd80, "Cortex-A520"),
          entry(0xd81, "Cortex-A720"),
          entry(0xd82, "Cortex-X4"),
          entry(0xd83, "Neoverse-V3AE"),
          entry(0xd84, "Neoverse-V3"),
          entry(0xd85, "Cortex-X925"),
          entry(0xd87, "Cortex-A725"),
          entry(0xd88, "Cortex-A520AE"),
          entry(0xd89, "Cortex-A720AE"),
          entry(0xd8e, "Neoverse-N3"),
          entry(0xd8f, "Cortex-A320"));

  /** Other makers of cores with this instruction set. */
  private static final Map<Integer, String> MAKERS =
      Map.ofEntries(
          entry(ARM, "Arm"),
          entry(0x42, "Broadcom"),
          entry(0x43, "Cavium"),
          entry(0x46, "Fujitsu"),
          entry(0x48, "HiSilicon"),
          entry(0x4e, "NVIDIA"),
          entry(0x50, "Applied Micro"),
          entry(0x51, "Qualcomm"),
          entry(0x53, "Samsung"),
          entry(0x61, "Apple"),
          entry(0x6d, "Microsoft"),
          entry(0x70, "Phytium"),
          entry(0xc0, "Ampere"));

  /** Their cores: maker, then part. */
  private static final Map<Integer, String> OF_OTHERS =
      Map.ofEntries(
          entry(key(0x46, 0x001), "A64FX"),
          entry(key(0x48, 0xd01), "TaiShan v110"),
          entry(key(0x4e, 0x000), "Denver"),
          entry(key(0x4e, 0x003), "Denver 2"),
          entry(key(0x4e, 0x004), "Carmel"),
          entry(key(0x4e, 0x010), "Olympus"),
          entry(key(0x51, 0x001), "Oryon"),
          entry(key(0x51, 0x800), "Kryo 2xx Gold"),
          entry(key(0x51, 0x801), "Kryo 2xx Silver"),
          entry(key(0x51, 0x802), "Kryo 3xx Gold"),
          entry(key(0x51, 0x803), "Kryo 3xx Silver"),
          entry(key(0x51, 0x804), "Kryo 4xx Gold"),
          entry(key(0x51, 0x805), "Kryo 4xx Silver"),
          entry(key(0x61, 0x022), "M1 Icestorm"),
          entry(key(0x61, 0x023), "M1 Firestorm"),
          entry(key(0x61, 0x032), "M2 Blizzard"),
          entry(key(0x61, 0x033), "M2 Avalanche"),
          entry(key(0xc0, 0xac3), "Ampere-1"),
          entry(key(0xc0, 0xac4), "Ampere-1a"));

  private ArmCores() {}

  private static int key(int maker, int part) {
    return maker << 12 | part;
  }

  /**
   * Name of a core.
   *
   * @param implementer as after "CPU implementer": 0x41
   * @param part as after "CPU part": 0xd0b
   * @return "Cortex-A76", "NVIDIA Carmel", or the numbers where they are not known
   */
  static String name(int implementer, int part) {
    String own = implementer == ARM ? OF_ARM.get(part) : null;
    if (own != null) {
      return own;
    }
    String maker = MAKERS.getOrDefault(implementer, "maker 0x%02x".formatted(implementer));
    String name = OF_OTHERS.get(key(implementer, part));
    return maker + " " + (name == null ? "core 0x%03x".formatted(part) : name);
  }
}
