package dev.mezzo.cli.doctor;

import dev.mezzo.linalg.NativeInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The native library that was loaded.
 *
 * @param version its own
 * @param file where it is
 * @param bytes size of that
 * @param origin how it came there
 * @param features of the processor, as far as they matter to it
 * @param kernel the family in use
 * @param kernelReason why that one
 * @param families all of this build, best last
 * @param libraries what it runs on, in its own words
 */
public record NativePart(
    String version,
    Path file,
    long bytes,
    String origin,
    List<String> features,
    String kernel,
    String kernelReason,
    List<NativeInfo.KernelFamily> families,
    List<String> libraries) {
  private static final String PATH_PROPERTY = "dev.mezzo.library.path";

  /** An origin that means that the cache of the user could not be had. */
  static final String TEMPORARY = "unpacked from the jar into the folder for temporary files";

  /**
   * Loads it if need be.
   *
   * @throws UnsatisfiedLinkError if there is none that loads, with all that was tried
   * @throws IllegalCallerException if this JVM was not told to allow native access
   */
  public static NativePart load() {
    Path file = NativeInfo.libraryPath();
    try {
      return new NativePart(
          NativeInfo.version(),
          file,
          Files.size(file),
          origin(file),
          words(NativeInfo.cpuFeatures()),
          NativeInfo.kernel(),
          NativeInfo.kernelReason(),
          NativeInfo.kernels(),
          NativeInfo.libraries());
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }

  private static String origin(Path file) {
    if (System.getProperty(PATH_PROPERTY) != null) {
      return "named by -D" + PATH_PROPERTY;
    }
    boolean unpacked = file.getParent().getFileName().toString().matches("[0-9a-f]{64}");
    if (!unpacked) {
      return "found on java.library.path";
    }
    Path temporary = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
    String folder = file.getParent().getParent().getFileName().toString();
    return file.startsWith(temporary) && !folder.equals("mezzo")
        ? TEMPORARY
        : "unpacked from the jar";
  }

  private static List<String> words(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split(" "));
  }

  /** Whether CHOLMOD is a part of it: the portable library, which needs none of the system's. */
  boolean isSelfContained() {
    return libraries.stream().anyMatch(line -> line.contains("linked in"));
  }

  /** The best family that this machine runs. */
  String bestKernel() {
    return families.stream()
        .filter(NativeInfo.KernelFamily::supported)
        .map(NativeInfo.KernelFamily::name)
        .reduce("", (_, later) -> later);
  }

  /** Whether fp16 numbers are computed with, rather than stored and widened, by the family. */
  boolean computesInHalf() {
    return kernel.equals("neon_fp16") || kernel.equals("neon_fhm");
  }
}
