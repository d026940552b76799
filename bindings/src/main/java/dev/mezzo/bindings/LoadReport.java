package dev.mezzo.bindings;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What was tried to load the native library, why each try failed, and what to do about it. Not
 * thread-safe.
 */
final class LoadReport {
  private final List<String> attempts = new ArrayList<>();
  private boolean refusedForItsPlace;

  /** Adds a place that has no library. */
  void missing(String place, String reason) {
    attempts.add(place + ": " + reason);
  }

  /** Adds a folder that the library could not be unpacked into. */
  void unwritable(Path folder, IOException error) {
    attempts.add(folder + ": " + reason(error));
  }

  /** Adds a file that the system's linker refused. */
  void refused(Path file, UnsatisfiedLinkError error) {
    String reason = String.valueOf(error.getMessage()).replace(file + ": ", "");
    refusedForItsPlace = reason.contains("failed to map segment");
    String remedy = "";
    if (refusedForItsPlace) {
      remedy = "\n    The file system is mounted noexec: code cannot run from there.";
    } else if (reason.contains("cannot open shared object file")) {
      remedy =
          "\n    A library that Mezzo needs is not installed. Debian and Ubuntu: "
              + "apt-get install libsuitesparse-dev libopenblas0";
    } else if (reason.contains("GLIBC")) {
      remedy = "\n    It was built on a newer system: build Mezzo on this one.";
    }
    attempts.add(file + ": " + reason + remedy);
  }

  /** Whether the last refusal was the fault of the file system, so that another folder may do. */
  boolean refusedForItsPlace() {
    return refusedForItsPlace;
  }

  /** The error to throw when nothing is left to try. */
  UnsatisfiedLinkError failure(String advice) {
    return new UnsatisfiedLinkError(
        "Mezzo's native library could not be loaded. Tried:\n  - "
            + String.join("\n  - ", attempts)
            + "\n"
            + advice);
  }

  private static String reason(IOException error) {
    if (error instanceof FileSystemException e && e.getReason() != null) {
      return e.getReason();
    }
    return switch (error) {
      case AccessDeniedException _ -> "permission denied";
      case NoSuchFileException _ -> "is not there and cannot be made";
      default -> error.toString();
    };
  }
}
