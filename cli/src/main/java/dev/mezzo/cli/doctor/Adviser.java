package dev.mezzo.cli.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Gives advice where a fact calls for it.
 *
 * @param hardware the machine
 * @param jvm the virtual machine
 * @param natives the native library; null if there is none
 * @param environment variables of this process
 * @param files for what is asked about one folder
 */
record Adviser(
    Hardware hardware,
    Jvm jvm,
    NativePart natives,
    Map<String, String> environment,
    SystemFiles files) {
  /** What a factor may take unless an optimizer is told otherwise. */
  private static final long FACTOR_BYTES = 2L << 30;

  /** Swap in use is news only where memory is short as well. */
  private static final double SHORT_OF_MEMORY = 0.1;

  /** Where boards slow down that do not tell when they will: the Raspberry Pi begins here. */
  private static final double HOT = 80;

  private static final String KERNELS = "MEZZO_KERNELS";
  private static final String BLAS_THREADS = "OPENBLAS_NUM_THREADS";
  private static final String BLAS_CORE = "OPENBLAS_CORETYPE";

  /** All there is to say; mostly nothing. */
  List<Advice> all() {
    List<Advice> all = new ArrayList<>();
    clocks(all);
    heat(all);
    cores(all);
    memory(all);
    virtualMachine(all);
    if (natives != null) {
      kernels(all);
      library(all);
      blas(all);
    }
    return List.copyOf(all);
  }

  private void clocks(List<Advice> all) {
    String governors =
        hardware.cores().stream()
            .flatMap(kind -> kind.governors().stream())
            .distinct()
            .filter(governor -> !governor.equals("performance"))
            .collect(Collectors.joining(", "));
    if (!governors.isEmpty()) {
      all.add(
          new Advice(
              "governor",
              "the clock follows the load (governor " + governors + "): short solves run slowly",
              "echo performance | sudo tee /sys/devices/system/cpu/cpu*/cpufreq/scaling_governor"
                  + (hardware.board().contains("Jetson") || hardware.board().contains("NVIDIA")
                      ? ", or sudo nvpmodel -m 0 && sudo jetson_clocks"
                      : "")));
    }
    for (Cores kind : hardware.cores()) {
      if (kind.cappedMegahertz() < kind.mostMegahertz()) {
        all.add(
            new Advice(
                "clock-limit",
                String.format(
                    Locale.ROOT,
                    "%s is held to %d of %d MHz",
                    kind.name(),
                    kind.cappedMegahertz(),
                    kind.mostMegahertz()),
                "see what limits it: power mode, supply or heat; then set scaling_max_freq of cpus "
                    + kind.range()
                    + " to cpuinfo_max_freq (in /sys/devices/system/cpu/cpu*/cpufreq)"));
      }
    }
  }

  private void heat(List<Advice> all) {
    boolean told = !Double.isNaN(hardware.throttleCelsius());
    boolean isBoard = !files.text("proc/device-tree/model").isEmpty();
    double limit = told ? hardware.throttleCelsius() : isBoard ? HOT : Double.NaN;
    if (hardware.celsius() >= limit) {
      all.add(
          new Advice(
              "heat",
              String.format(
                  Locale.ROOT,
                  "%.0f degrees: from %.0f on it slows down",
                  hardware.celsius(),
                  limit),
              "cool it (heat sink, fan), and measure again"));
    }
  }

  private void cores(List<Advice> all) {
    if (jvm.processors() < hardware.online()) {
      all.add(
          new Advice(
              "cores",
              "this process may use " + jvm.processors() + " of " + hardware.online() + " cores",
              "if that is not meant, raise the limit of the container (docker run --cpus) or of"
                  + " taskset; more --threads than that only wait for each other"));
    }
    if (hardware.cores().size() > 1) {
      Cores fastest = hardware.cores().getFirst();
      for (Cores kind : hardware.cores()) {
        fastest = kind.mostMegahertz() > fastest.mostMegahertz() ? kind : fastest;
      }
      if (fastest.mostMegahertz() > 0) {
        all.add(
            new Advice(
                "big-little",
                "cores differ (" + hardware.processor() + "), and threads may land on slow ones",
                "taskset -c "
                    + fastest.range()
                    + " ./mezzo ... keeps to "
                    + fastest.describe()
                    + ", the fastest; no more --threads than these"));
      }
    }
  }

  private void memory(List<Advice> all) {
    long available = hardware.availableBytes();
    if (hardware.memoryBytes() == 0) {
      return;
    }
    if (available < FACTOR_BYTES) {
      all.add(
          new Advice(
              "memory",
              Sizes.of(available)
                  + " of memory available; a factor may take "
                  + Sizes.of(FACTOR_BYTES),
              "for large graphs limit it: --factor-memory "
                  + Math.max(1, available >> 21)
                  + " (Optimizer.Builder.maxFactorBytes)"));
    }
    if (hardware.swappedBytes() > 0 && available < SHORT_OF_MEMORY * hardware.memoryBytes()) {
      all.add(
          new Advice(
              "swap",
              Sizes.of(hardware.swappedBytes()) + " are swapped out, and little memory is free",
              "end what else runs: a solver whose factor is swapped out waits for the disk"));
    }
  }

  private void virtualMachine(List<Advice> all) {
    if (hardware.emulated()) {
      all.add(
          new Advice(
              "emulation",
              "a program for " + hardware.architecture() + " on another processor, emulated",
              "take no time measured here for that of a board"));
    }
    if (jvm.isInterpreted()) {
      all.add(
          new Advice(
              "interpreter",
              "Java is interpreted (" + jvm.name() + ", " + jvm.mode() + ")",
              "run without -Xint, on a JDK with HotSpot's compilers: Eclipse Temurin, Debian's"));
    }
  }

  private void kernels(List<Advice> all) {
    boolean forced = natives.kernelReason().startsWith("forced");
    if (forced && !natives.kernel().equals(natives.bestKernel())) {
      all.add(
          new Advice(
              "kernels",
              "kernels "
                  + natives.kernel()
                  + " are "
                  + natives.kernelReason()
                  + "; "
                  + natives.bestKernel()
                  + " are the best for this machine",
              "unset " + KERNELS + ", or take -Ddev.mezzo.kernels away"));
    }
    if (!forced && natives.kernel().equals("portable")) {
      all.add(
          new Advice(
              "kernels",
              "the processor has no vector unit that Mezzo has kernels for",
              "in a virtual machine, show it the processor of the host (qemu: -cpu host); a PC"
                  + " needs AVX2, FMA and F16C"));
    }
    if (hardware.architecture().equals("aarch64") && !natives.features().contains("fp16")) {
      all.add(
          new Advice(
              "fp16",
              "no half-precision arithmetic (FEAT_FP16): fp16 is a storage here, computed with in"
                  + " fp32",
              "leave the operands of a PrecisionPolicy in fp32, as MIXED does; the formats above"
                  + " tell what storing in fp16 is worth"));
    }
  }

  private void library(List<Advice> all) {
    if (!natives.origin().equals(NativePart.TEMPORARY)) {
      return;
    }
    String xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
    String folder = xdg.startsWith("/") ? xdg : System.getProperty("user.home") + "/.cache";
    String reason = isNoexec(folder) ? " is mounted noexec" : " cannot be written to";
    all.add(
        new Advice(
            "library-cache",
            folder + reason + ": the library lies in " + natives.file().getParent().getParent(),
            "name a folder that lasts, is writable and not mounted noexec in XDG_CACHE_HOME"));
  }

  /** The mount that holds a folder is the one with the longest path that leads there. */
  private boolean isNoexec(String folder) {
    String longest = "";
    boolean noexec = false;
    for (String line : files.lines("proc/self/mounts")) {
      String[] fields = line.split(" ");
      if (fields.length < 4) {
        continue;
      }
      String point = fields[1];
      boolean holds = point.equals("/") || (folder + "/").startsWith(point + "/");
      if (holds && point.length() >= longest.length()) {
        longest = point;
        noexec = List.of(fields[3].split(",")).contains("noexec");
      }
    }
    return noexec;
  }

  private void blas(List<Advice> all) {
    String blas =
        natives.libraries().stream()
            .filter(line -> line.startsWith("OpenBLAS"))
            .findFirst()
            .orElse("");
    if (blas.isEmpty()) {
      return;
    }
    if (!environment.containsKey(BLAS_THREADS) && jvm.processors() > 1) {
      all.add(
          new Advice(
              "blas-threads",
              "OpenBLAS takes "
                  + jvm.processors()
                  + " threads in double precision, whatever"
                  + " --threads says",
              "export " + BLAS_THREADS + "=1"));
    }
    String core = OpenBlasCore.suitable(files);
    if (blas.contains(" Prescott ") && !core.isEmpty() && !environment.containsKey(BLAS_CORE)) {
      all.add(
          new Advice(
              "blas-kernels",
              "this OpenBLAS does not know the processor, and takes kernels of 2004 (Prescott) in"
                  + " double precision",
              "export " + BLAS_CORE + "=" + core));
    }
  }
}
