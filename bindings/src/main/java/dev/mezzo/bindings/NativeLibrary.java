package dev.mezzo.bindings;

import dev.mezzo.bindings.ffi.mezzo_h;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Loads {@code libmezzo.so}, once, from the first of these that has it:
 *
 * <ol>
 *   <li>the file named by the system property {@value #PATH_PROPERTY}; if it is set, nothing else
 *       is tried;
 *   <li>the folders of {@code java.library.path};
 *   <li>the jar, by way of a copy in {@code $XDG_CACHE_HOME/mezzo}, or {@code ~/.cache/mezzo} where
 *       that variable is not set;
 *   <li>the jar, by way of a copy in {@code java.io.tmpdir}, below {@code mezzo-<user name>}.
 * </ol>
 *
 * <p>Copies are kept for later starts, in folders named by the library's SHA-256, and compared with
 * the jar's before they are used.
 *
 * <p>Thread-safe.
 */
public final class NativeLibrary {
  /** System property: the library file to load, instead of looking for one. */
  public static final String PATH_PROPERTY = "dev.mezzo.library.path";

  /**
   * System property: the kernel family to use, instead of the best that this machine supports. It
   * has precedence over the environment variable {@value #KERNELS_VARIABLE}.
   */
  public static final String KERNELS_PROPERTY = "dev.mezzo.kernels";

  /** Environment variable with the same meaning as {@value #KERNELS_PROPERTY}. */
  public static final String KERNELS_VARIABLE = "MEZZO_KERNELS";

  static final String FILE_NAME = "libmezzo.so";

  private static volatile Path loaded;

  private NativeLibrary() {}

  /**
   * Loads the library unless that has been done. To be called before any use of the generated
   * classes; costs a volatile read once loaded. After a failure the next call tries again.
   *
   * @throws IllegalCallerException if this JVM was not told to allow native access; the message has
   *     the flag
   * @throws UnsatisfiedLinkError if no place has a library that loads, with each place and reason,
   *     if the library is of another version than these bindings, or if {@value #KERNELS_PROPERTY}
   *     or {@value #KERNELS_VARIABLE} names kernels that it or this machine lacks
   */
  public static void ensureLoaded() {
    if (loaded == null) {
      load();
    }
  }

  /**
   * The file that the library was loaded from; loads it if need be.
   *
   * @return where {@link #ensureLoaded} found it, or unpacked it to
   * @throws IllegalCallerException as {@link #ensureLoaded}
   * @throws UnsatisfiedLinkError as {@link #ensureLoaded}
   */
  public static Path path() {
    ensureLoaded();
    return loaded;
  }

  private static synchronized void load() {
    if (loaded != null) {
      return;
    }
    Path file;
    try {
      file = loadFirst(new LoadReport());
      checkVersion(file);
      chooseKernels();
    } catch (IllegalCallerException e) {
      throw nativeAccessDenied(e);
    }
    loaded = file;
  }

  private static Path loadFirst(LoadReport report) {
    String explicit = System.getProperty(PATH_PROPERTY);
    if (explicit != null) {
      Path file = Path.of(explicit).toAbsolutePath();
      if (loads(file, report)) {
        return file;
      }
      throw report.failure(
          "That is the file that -D"
              + PATH_PROPERTY
              + " names; as it is set, nothing else is tried.");
    }
    for (Path file : onLibraryPath(report)) {
      if (loads(file, report)) {
        return file;
      }
    }
    return loadFromJar(report);
  }

  private static List<Path> onLibraryPath(LoadReport report) {
    String path = System.getProperty("java.library.path", "");
    List<Path> files = new ArrayList<>();
    for (String folder : path.split(File.pathSeparator)) {
      Path file = Path.of(folder, FILE_NAME).toAbsolutePath();
      if (!folder.isEmpty() && Files.isRegularFile(file)) {
        files.add(file);
      }
    }
    if (files.isEmpty()) {
      report.missing("java.library.path", "no " + FILE_NAME + " in " + path);
    }
    return files;
  }

  private static Path loadFromJar(LoadReport report) {
    String resource = "/META-INF/native/" + platform() + "/" + FILE_NAME;
    byte[] library = read(resource);
    if (library == null) {
      report.missing("mezzo-bindings.jar" + resource, "this jar has none for this platform");
      throw report.failure(
          "Build Mezzo on this machine, or name its library with -D" + PATH_PROPERTY + ".");
    }
    var cache = new LibraryCache(library);
    for (Path folder : cacheFolders()) {
      try {
        Path file = cache.place(folder);
        if (loads(file, report)) {
          return file;
        }
        if (!report.refusedForItsPlace()) {
          throw report.failure("Another folder would not change that.");
        }
      } catch (IOException e) {
        report.unwritable(folder, e);
      }
    }
    throw report.failure(
        "Set the environment variable XDG_CACHE_HOME, or -Djava.io.tmpdir, to a folder of yours "
            + "that is writable, not full and not mounted noexec; or unpack the library from the "
            + "jar yourself and name it with -D"
            + PATH_PROPERTY
            + ".");
  }

  private static boolean loads(Path file, LoadReport report) {
    try {
      System.load(file.toString());
      return true;
    } catch (UnsatisfiedLinkError e) {
      report.refused(file, e);
      return false;
    }
  }

  /**
   * A library that has been loaded stays: with the wrong one all that is left is to say which it
   * was.
   */
  private static void checkVersion(Path file) {
    if (SymbolLookup.loaderLookup().find("mezzo_abi_version").isEmpty()) {
      throw new UnsatisfiedLinkError(file + " is not Mezzo's library: it has no mezzo_abi_version");
    }
    int version = mezzo_h.mezzo_abi_version();
    if (version != mezzo_h.MEZZO_ABI_VERSION()) {
      throw new UnsatisfiedLinkError(
          file
              + " has version "
              + version
              + " of Mezzo's binary interface, these Java classes need "
              + mezzo_h.MEZZO_ABI_VERSION()
              + ": remove that file, or name the right one with -D"
              + PATH_PROPERTY);
    }
  }

  /** Honours the property and the variable, or says why that cannot be. */
  private static void chooseKernels() {
    String property = System.getProperty(KERNELS_PROPERTY);
    String variable = System.getenv(KERNELS_VARIABLE);
    boolean isProperty = property != null && !property.isEmpty();
    String name = isProperty ? property : variable;
    if (name == null || name.isEmpty()) {
      return;
    }
    int status;
    try (Arena call = Arena.ofConfined()) {
      status = mezzo_h.mezzo_kernels_select(call.allocateFrom(name));
    }
    if (status != mezzo_h.MEZZO_OK()) {
      throw new UnsatisfiedLinkError(
          (isProperty ? "-D" + KERNELS_PROPERTY : KERNELS_VARIABLE)
              + "="
              + name
              + ": "
              + refusal(name));
    }
  }

  private static String refusal(String name) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < mezzo_h.mezzo_kernels_count(); i++) {
      names.add(mezzo_h.mezzo_kernels_name(i).getString(0));
    }
    int i = names.indexOf(name);
    if (i < 0) {
      return "this build has no such kernels; it has " + String.join(", ", names);
    }
    String features = mezzo_h.mezzo_cpu_features().getString(0);
    return "these kernels need a processor with "
        + mezzo_h.mezzo_kernels_needs(i).getString(0)
        + ", and this one has "
        + (features.isEmpty() ? "none of these" : features);
  }

  private static IllegalCallerException nativeAccessDenied(IllegalCallerException cause) {
    Module module = NativeLibrary.class.getModule();
    return new IllegalCallerException(
        "Mezzo calls native code, which this JVM was not told to allow. Start java with "
            + (module.isNamed()
                ? "--enable-native-access=dev.mezzo.bindings (Mezzo is on the module path here; on "
                    + "the class path it is --enable-native-access=ALL-UNNAMED)"
                : "--enable-native-access=ALL-UNNAMED (Mezzo is on the class path here; on the "
                    + "module path it is --enable-native-access=dev.mezzo.bindings)"),
        cause);
  }

  private static byte[] read(String resource) {
    try (InputStream stream = NativeLibrary.class.getResourceAsStream(resource)) {
      return stream == null ? null : stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(resource, e);
    }
  }

  /**
   * Operating system and processor, as in the jar's folder names: "linux-x86_64", "linux-aarch64".
   */
  private static String platform() {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String processor = System.getProperty("os.arch");
    return system + "-" + (processor.equals("amd64") ? "x86_64" : processor);
  }

  private static List<Path> cacheFolders() {
    List<Path> folders = new ArrayList<>();
    String xdg = System.getenv("XDG_CACHE_HOME");
    // The XDG base directory specification has relative paths ignored; a user without a home has
    // "?".
    if (xdg != null && xdg.startsWith("/")) {
      folders.add(Path.of(xdg, "mezzo"));
    } else if (System.getProperty("user.home").startsWith("/")) {
      folders.add(Path.of(System.getProperty("user.home"), ".cache", "mezzo"));
    }
    String temporary = System.getProperty("java.io.tmpdir");
    folders.add(Path.of(temporary, "mezzo-" + System.getProperty("user.name")).toAbsolutePath());
    return folders;
  }
}
