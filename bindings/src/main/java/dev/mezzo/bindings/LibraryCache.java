package dev.mezzo.bindings;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;

/**
 * Keeps an unpacked copy of the native library as {@code FOLDER/<SHA-256 of the
 * library>/libmezzo.so}, so that versions never meet and a copy serves every later start.
 * Immutable; any number of threads and processes may place the same library at the same time.
 */
final class LibraryCache {
  private final byte[] library;
  private final String sha256;

  LibraryCache(byte[] library) {
    this.library = library;
    this.sha256 = sha256(library);
  }

  /**
   * Makes sure that the folder holds this library, byte for byte: a copy that is damaged is
   * replaced.
   *
   * @return the copy
   * @throws IOException if the folder cannot be written, or if another user could change what it
   *     holds
   */
  Path place(Path folder) throws IOException {
    var privately =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    Path entry = folder.resolve(sha256);
    Files.createDirectories(entry, privately);
    refuseForeign(folder);
    refuseForeign(entry);

    Path copy = entry.resolve(NativeLibrary.FILE_NAME);
    if (isIntact(copy)) {
      return copy;
    }
    // Written aside and moved: another process sees no copy, the old one or the whole new one.
    Path draft = Files.createTempFile(entry, "draft", ".tmp");
    try {
      Files.write(draft, library);
      Files.move(draft, copy, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(draft);
    }
    return copy;
  }

  private boolean isIntact(Path copy) throws IOException {
    return Files.isRegularFile(copy)
        && Files.size(copy) == library.length
        && Arrays.equals(Files.readAllBytes(copy), library);
  }

  /** Code is about to be loaded from here, so nobody but this process's user may have put it. */
  private static void refuseForeign(Path folder) throws IOException {
    if (!Files.getOwner(folder).equals(Files.getOwner(Path.of("/proc/self")))) {
      throw new AccessDeniedException(
          folder.toString(), null, "belongs to user " + Files.getOwner(folder));
    }
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(folder);
    if (permissions.contains(PosixFilePermission.GROUP_WRITE)
        || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
      throw new AccessDeniedException(folder.toString(), null, "other users may write to it");
    }
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
