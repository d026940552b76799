package dev.mezzo.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Boards and PCs are told from the files that Linux shows of them. */
class HardwareTest {
  private static final long KB = 1 << 10;

  @TempDir private Path root;

  @Test
  void aRaspberryPi4HasFourCortexA72() {
    Hardware pi4 = Hardware.read(Boards.pi4(root), "aarch64");
    assertThat(pi4.board()).isEqualTo("Raspberry Pi 4 Model B Rev 1.5");
    assertThat(pi4.processor()).isEqualTo("4 x Cortex-A72");
    assertThat(pi4.cores().getFirst().leastMegahertz()).isEqualTo(600);
    assertThat(pi4.cores().getFirst().mostMegahertz()).isEqualTo(1800);
    assertThat(pi4.cores().getFirst().governors()).containsExactly("ondemand");
    assertThat(pi4.celsius()).isEqualTo(82.3);
    assertThat(pi4.throttleCelsius()).isNaN();
    assertThat(pi4.memoryBytes()).isEqualTo(1_900_000 * KB);
    assertThat(pi4.swappedBytes()).isZero();
    assertThat(pi4.system()).startsWith("Debian GNU/Linux 13 (trixie), ").endsWith("aarch64");
    assertThat(pi4.emulated()).isFalse();
  }

  @Test
  void cachesForInstructionsAreLeftOut() {
    assertThat(Hardware.read(Boards.pi4(root), "aarch64").caches())
        .containsExactly(
            new Cache("Cortex-A72", 1, "data", 32 * KB, 1),
            new Cache("Cortex-A72", 2, "unified", 1024 * KB, 4));
  }

  @Test
  void aRaspberryPi5HasAThirdLevelOfCache() {
    Hardware pi5 = Hardware.read(Boards.pi5(root), "aarch64");
    assertThat(pi5.processor()).isEqualTo("4 x Cortex-A76");
    assertThat(pi5.cacheBytes(2)).isEqualTo(512 * KB);
    assertThat(pi5.lastLevelBytes()).isEqualTo(2048 * KB);
  }

  @Test
  void anOrinThatIsHeldBelowItsClockSaysSo() {
    Cores cores = Hardware.read(Boards.orin(root), "aarch64").cores().getFirst();
    assertThat(cores.describe()).isEqualTo("6 x Cortex-A78AE");
    assertThat(cores.mostMegahertz()).isEqualTo(1728);
    assertThat(cores.cappedMegahertz()).isEqualTo(1510);
  }

  @Test
  void bigAndLittleCoresAreToldApart() {
    Hardware rock = Hardware.read(Boards.rk3588(root), "aarch64");
    assertThat(rock.board()).isEqualTo("Radxa ROCK 5B");
    assertThat(rock.processor()).isEqualTo("4 x Cortex-A55 + 4 x Cortex-A76");
    assertThat(rock.cores().getLast().range()).isEqualTo("4-7");
    assertThat(rock.cores().getLast().cappedMegahertz()).isEqualTo(2352);
    assertThat(rock.caches())
        .contains(
            new Cache("Cortex-A55", 2, "unified", 128 * KB, 1),
            new Cache("Cortex-A76", 2, "unified", 512 * KB, 1),
            new Cache("Cortex-A76", 3, "unified", 3072 * KB, 8));
    assertThat(rock.celsius()).as("of the hottest zone").isEqualTo(86);
    assertThat(rock.throttleCelsius()).as("its first trip point").isEqualTo(75);
    assertThat(rock.online()).isEqualTo(8);
  }

  @Test
  void aPcIsNamedByItsMaker() {
    Hardware pc = Hardware.read(Boards.pc(root), "amd64");
    assertThat(pc.board()).isEqualTo("Maker Desktop 9");
    assertThat(pc.processor()).isEqualTo("4 x A PC's processor @ 3.50GHz");
    assertThat(pc.cores().getFirst().mostMegahertz()).isEqualTo(3492);
    assertThat(pc.cores().getFirst().governors()).isEmpty();
    assertThat(pc.swappedBytes()).isEqualTo(3_000_000 * KB);
  }

  @Test
  void whatIsNotToldIsUnknown() {
    Hardware nothing = Hardware.read(new SystemFiles(root), "aarch64");
    assertThat(nothing.board()).isEqualTo("unknown");
    assertThat(nothing.processor()).isEqualTo("unknown processor");
    assertThat(nothing.memory()).isEqualTo("unknown");
    assertThat(nothing.celsius()).isNaN();
    assertThat(nothing.emulated()).isFalse();
  }

  @Test
  void anotherProcessorThanThatOfTheJvmIsEmulated() {
    assertThat(Hardware.read(Boards.pc(root), "aarch64").emulated()).isTrue();
    assertThat(Hardware.read(Boards.pi5(root.resolve("pi5")), "amd64").emulated()).isTrue();
  }

  @Test
  void coresHaveTheirMakersNames() {
    assertThat(ArmCores.name(0x41, 0xd05)).isEqualTo("Cortex-A55");
    assertThat(ArmCores.name(0x41, 0xd49)).isEqualTo("Neoverse-N2");
    assertThat(ArmCores.name(0x4e, 0x004)).isEqualTo("NVIDIA Carmel");
    assertThat(ArmCores.name(0x61, 0x023)).isEqualTo("Apple M1 Firestorm");
    assertThat(ArmCores.name(0xc0, 0xac3)).isEqualTo("Ampere Ampere-1");
    assertThat(ArmCores.name(0x41, 0xfff)).isEqualTo("Arm core 0xfff");
    assertThat(ArmCores.name(0x99, 0x012)).isEqualTo("maker 0x99 core 0x012");
  }
}
