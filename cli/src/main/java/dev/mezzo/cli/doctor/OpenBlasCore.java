package dev.mezzo.cli.doctor;

import java.util.List;

/**
 * The kernels that OpenBLAS should take. It goes by the processor's model; a release that does not
 * know it may fall back to those of 2004 (Prescott, SSE3), in every solver that stands on it.
 */
public final class OpenBlasCore {
  private OpenBlasCore() {}

  /**
   * By what the processor has.
   *
   * @param files where Linux tells of it
   * @return a value of OPENBLAS_CORETYPE, empty where OpenBLAS is to decide
   */
  public static String suitable(SystemFiles files) {
    return of(List.of(files.value("proc/cpuinfo", "flags").split("\\s+")));
  }

  /**
   * By its features.
   *
   * @param flags in the words of Linux
   * @return a value of OPENBLAS_CORETYPE, empty where OpenBLAS is to decide
   */
  public static String of(List<String> flags) {
    if (flags.containsAll(List.of("avx512f", "avx512bw", "avx512dq", "avx512vl", "avx512cd"))) {
      return "SKYLAKEX";
    }
    return flags.containsAll(List.of("avx2", "fma")) ? "HASWELL" : "";
  }
}
