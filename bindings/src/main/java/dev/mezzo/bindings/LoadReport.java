package dev.mezzo.bindings;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What was tried to load the native library, why each try failed, and what to do about it. Not
 * thread-safe.
 */
final class LoadReport {
  private final List<String> attempts = new ArrayList<>();

  /** Adds a place where the library was not, or could not be put. */
  void missing(String place, String reason) {
    attempts.add(place + ": " + reason);
  }

  /** Adds a file that the system's linker refused. */
  void refused(Path file, UnsatisfiedLinkError error) {
    String reason = String.valueOf(error.getMessage()).replace(file + ": ", "");
    attempts.add(file + ": " + reason + remedy(reason));
  }

  private static String remedy(String reason) {
    if (reason.contains("failed to map segment")) {
      return "\n      The file system is mounted noexec: code cannot run from there.";
    }
    if (reason.contains("cannot open shared object file")) {
      return "\n      A library that Mezzo needs is not installed. Debian and Ubuntu: "
          + "apt-get install libsuitesparse-dev libopenblas0";
    }
    if (reason.contains("GLIBC")) {
      return "\n      The library was built on a newer system: build Mezzo on this one.";
    }
    return "";
  }

  /** The error to throw when nothing is left to try. */
  UnsatisfiedLinkError failure() {
    var message = new StringBuilder("Mezzo's native library could not be loaded. Tried:");
    for (String attempt : attempts) {
      message.append("\n  - ").append(attempt);
    }
    message
        .append("\nSet -D")
        .append(NativeLibrary.PATH_PROPERTY)
        .append("=/path/to/")
        .append(NativeLibrary.FILE_NAME)
        .append(", or the environment variable XDG_CACHE_HOME (or -Djava.io.tmpdir) to a folder ")
        .append("of yours that is writable, not full, and not mounted noexec.");
    return new UnsatisfiedLinkError(message.toString());
  }
}
