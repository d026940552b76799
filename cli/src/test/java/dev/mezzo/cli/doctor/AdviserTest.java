package dev.mezzo.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mezzo.linalg.NativeInfo.KernelFamily;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Advice follows from what was found, and there is none without. */
class AdviserTest {
  private static final String CHOLMOD = "CHOLMOD 5.3.1, of the system, its GPL modules called";

  @TempDir private Path root;

  private static Jvm jvm(int processors) {
    return new Jvm(
        "25.0.1+8", "OpenJDK 64-Bit Server VM", "/jdk", "mixed mode", 25, 1L << 30, processors);
  }

  private static NativePart neon(String kernel, String reason, String... features) {
    return new NativePart(
        "0.1.0",
        Path.of("/home/pi/.cache/mezzo/0123/libmezzo.so"),
        1 << 20,
        "unpacked from the jar",
        List.of(features),
        kernel,
        reason,
        List.of(
            new KernelFamily("portable", "", true),
            new KernelFamily("neon", "neon", true),
            new KernelFamily("neon_fp16", "neon fp16", List.of(features).contains("fp16"))),
        List.of(CHOLMOD, "OpenBLAS 0.3.29 DYNAMIC_ARCH NO_AFFINITY neoversen1 MAX_THREADS=128"));
  }

  private static final String BEST = "the best that this machine supports";

  private List<Advice> advice(
      SystemFiles files, String architecture, int processors, NativePart natives, String... env) {
    Map<String, String> environment = env.length == 0 ? Map.of() : Map.of(env[0], env[1]);
    Hardware hardware = Hardware.read(files, architecture);
    return new Adviser(hardware, jvm(processors), natives, environment, files).all();
  }

  private static List<String> topics(List<Advice> advice) {
    return advice.stream().map(Advice::topic).toList();
  }

  @Test
  void aPi5ThatIsSetUpWellIsToldNothing() {
    assertThat(
            advice(
                Boards.pi5(root),
                "aarch64",
                4,
                neon("neon_fp16", BEST, "neon", "fp16"),
                "OPENBLAS_NUM_THREADS",
                "1"))
        .isEmpty();
  }

  @Test
  void aHotPi4IsToldOfItsClockItsHeatItsMemoryAndItsHalves() {
    List<Advice> advice =
        advice(
            Boards.pi4(root),
            "aarch64",
            4,
            neon("neon", BEST, "neon"),
            "OPENBLAS_NUM_THREADS",
            "1");
    assertThat(topics(advice)).containsExactly("governor", "heat", "memory", "fp16");
    assertThat(advice.get(0).finding()).contains("ondemand");
    assertThat(advice.get(0).action()).contains("scaling_governor").doesNotContain("nvpmodel");
    assertThat(advice.get(1).finding()).contains("82 degrees");
    assertThat(advice.get(2).action()).contains("--factor-memory 683 ");
    assertThat(advice.get(3).finding()).contains("FEAT_FP16");
  }

  @Test
  void anOrinIsToldOfItsPowerMode() {
    List<Advice> advice =
        advice(Boards.orin(root), "aarch64", 6, neon("neon_fp16", BEST, "neon", "fp16"));
    assertThat(topics(advice)).containsExactly("governor", "clock-limit", "blas-threads");
    assertThat(advice.get(0).action()).contains("nvpmodel -m 0", "jetson_clocks");
    assertThat(advice.get(1).finding()).isEqualTo("Cortex-A78AE is held to 1510 of 1728 MHz");
    assertThat(advice.get(2).finding()).contains("6 threads");
  }

  @Test
  void bigCoresAreRecommended() {
    List<Advice> advice =
        advice(
            Boards.rk3588(root),
            "aarch64",
            4,
            neon("neon_fp16", BEST, "neon", "fp16"),
            "OPENBLAS_NUM_THREADS",
            "1");
    assertThat(topics(advice)).containsExactly("heat", "cores", "big-little");
    assertThat(advice.get(1).finding()).contains("4 of 8 cores");
    assertThat(advice.get(2).action()).startsWith("taskset -c 4-7 ");
  }

  @Test
  void kernelsThatAreForcedBelowTheBestAreNoticed() {
    NativePart forced = neon("neon", "forced by MEZZO_KERNELS", "neon", "fp16");
    List<Advice> advice =
        advice(Boards.pi5(root), "aarch64", 4, forced, "OPENBLAS_NUM_THREADS", "1");
    assertThat(topics(advice)).containsExactly("kernels");
    assertThat(advice.getFirst().finding()).contains("neon", "MEZZO_KERNELS", "neon_fp16");
    NativePart best = neon("neon_fp16", "forced by MEZZO_KERNELS", "neon", "fp16");
    assertThat(advice(Boards.pi5(root), "aarch64", 4, best, "OPENBLAS_NUM_THREADS", "1")).isEmpty();
  }

  @Test
  void aPcThatSwapsAndHasAnOldBlasIsToldSo() {
    var natives =
        new NativePart(
            "0.1.0",
            Path.of("/tmp/mezzo-me/0123/libmezzo.so"),
            1 << 20,
            NativePart.TEMPORARY,
            List.of(),
            "portable",
            BEST,
            List.of(new KernelFamily("portable", "", true)),
            List.of(CHOLMOD, "OpenBLAS 0.3.21 DYNAMIC_ARCH NO_AFFINITY Prescott MAX_THREADS=64"));
    List<Advice> advice =
        advice(Boards.pc(root), "amd64", 4, natives, "XDG_CACHE_HOME", "/home/me/cache");
    assertThat(topics(advice))
        .containsExactly(
            "memory", "swap", "kernels", "library-cache", "blas-threads", "blas-kernels");
    assertThat(advice.get(3).finding())
        .contains("/home/me/cache is mounted noexec", "/tmp/mezzo-me");
    assertThat(advice.get(5).action()).isEqualTo("export OPENBLAS_CORETYPE=HASWELL");
  }

  @Test
  void anInterpretedOrEmulatedJvmIsNoticed() {
    SystemFiles files = Boards.pc(root);
    var slow = new Jvm("25", "OpenJDK 64-Bit Zero VM", "/jdk", "interpreted mode", 25, 1L << 30, 4);
    assertThat(
            topics(new Adviser(Hardware.read(files, "aarch64"), slow, null, Map.of(), files).all()))
        .contains("emulation", "interpreter");
  }
}
