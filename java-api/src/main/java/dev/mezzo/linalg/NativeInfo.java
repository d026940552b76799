package dev.mezzo.linalg;

import dev.mezzo.bindings.NativeError;
import dev.mezzo.bindings.NativeLibrary;
import dev.mezzo.bindings.ffi.mezzo_h;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the native library says of itself and of this machine. Safe for use by several threads. */
public final class NativeInfo {
  private NativeInfo() {}

  /**
   * A kernel family of this build.
   *
   * @param name portable, avx2, avx512, neon, neon_fp16, neon_fhm
   * @param needs processor features that it needs, blank-separated, as in {@link #cpuFeatures}
   * @param supported whether this machine can run it
   */
  public record KernelFamily(String name, String needs, boolean supported) {}

  /**
   * Kernel family in use: the best that this machine supports, unless {@link #selectKernel}, the
   * system property {@code dev.mezzo.kernels} or the environment variable {@code MEZZO_KERNELS}
   * names another.
   *
   * @return its name
   */
  public static String kernel() {
    NativeLibrary.ensureLoaded();
    return mezzo_h.mezzo_kernels_selected().getString(0);
  }

  /**
   * Why that family is in use.
   *
   * @return what chose it, as a phrase: "the best that this machine supports" and the like
   */
  public static String kernelReason() {
    String selected = kernel();
    String property = System.getProperty(NativeLibrary.KERNELS_PROPERTY);
    if (selected.equals(property)) {
      return "forced by -D" + NativeLibrary.KERNELS_PROPERTY;
    }
    if (selected.equals(System.getenv(NativeLibrary.KERNELS_VARIABLE))) {
      return "forced by " + NativeLibrary.KERNELS_VARIABLE;
    }
    String best = "";
    for (KernelFamily family : kernels()) {
      best = family.supported() ? family.name() : best;
    }
    return selected.equals(best) ? "the best that this machine supports" : "chosen by the program";
  }

  /**
   * Kernel families of this build.
   *
   * @return best last
   */
  public static List<KernelFamily> kernels() {
    NativeLibrary.ensureLoaded();
    List<KernelFamily> families = new ArrayList<>();
    for (int i = 0; i < mezzo_h.mezzo_kernels_count(); i++) {
      families.add(
          new KernelFamily(
              mezzo_h.mezzo_kernels_name(i).getString(0),
              mezzo_h.mezzo_kernels_needs(i).getString(0),
              mezzo_h.mezzo_kernels_supported(i) != 0));
    }
    return List.copyOf(families);
  }

  /**
   * Makes the whole process use a kernel family.
   *
   * @param name one of {@link #kernels()}
   * @throws IllegalArgumentException if there is none of that name
   * @throws UnsupportedOperationException if this machine cannot run it; the choice stays as it was
   */
  public static void selectKernel(String name) {
    NativeLibrary.ensureLoaded();
    try (Arena call = Arena.ofConfined()) {
      NativeError.check(mezzo_h.mezzo_kernels_select(call.allocateFrom(name)));
    }
  }

  /**
   * Processor features that matter to kernel choice.
   *
   * @return blank-separated
   */
  public static String cpuFeatures() {
    NativeLibrary.ensureLoaded();
    return mezzo_h.mezzo_cpu_features().getString(0);
  }

  /**
   * Libraries that Mezzo runs on, with versions.
   *
   * @return one each
   */
  public static List<String> libraries() {
    NativeLibrary.ensureLoaded();
    return mezzo_h.mezzo_libraries().getString(0).lines().toList();
  }

  /**
   * Version of the native library.
   *
   * @return such as 0.1.0
   */
  public static String version() {
    NativeLibrary.ensureLoaded();
    return mezzo_h.mezzo_version().getString(0);
  }

  /**
   * Where the native library was loaded from.
   *
   * @return a file
   */
  public static Path libraryPath() {
    return NativeLibrary.path();
  }
}
