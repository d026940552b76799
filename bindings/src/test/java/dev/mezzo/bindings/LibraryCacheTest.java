package dev.mezzo.bindings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibraryCacheTest {
  private static final byte[] LIBRARY = "the library".getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder;

  private final LibraryCache cache = new LibraryCache(LIBRARY);

  @Test
  void placesTheLibraryUnderItsSha256() throws IOException {
    // sha256sum of LIBRARY
    assertThat(cache.place(folder.resolve("a/b")))
        .isEqualTo(
            folder.resolve(
                "a/b/0ea2bff2393cf54f7adcc77a67a67a94d878e90b24b550f0f2fad783ecc78c4e/libmezzo.so"))
        .hasBinaryContent(LIBRARY);
  }

  @Test
  void foldersItMakesAreClosedToOthers() throws IOException {
    Path copy = cache.place(folder.resolve("new"));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy.getParent())))
        .isEqualTo("rwx------");
  }

  @Test
  void intactCopyIsLeftAlone() throws IOException {
    Path copy = cache.place(folder);
    FileTime old = FileTime.from(Instant.parse("2001-01-01T00:00:00Z"));
    Files.setLastModifiedTime(copy, old);
    assertThat(Files.getLastModifiedTime(cache.place(folder))).isEqualTo(old);
  }

  @Test
  void damagedCopyOfTheSameLengthIsReplaced() throws IOException {
    Path copy = cache.place(folder);
    Files.write(copy, "tHe library".getBytes(StandardCharsets.UTF_8));
    assertThat(cache.place(folder)).isEqualTo(copy).hasBinaryContent(LIBRARY);
  }

  @Test
  void truncatedCopyIsReplaced() throws IOException {
    Path copy = cache.place(folder);
    Files.write(copy, new byte[0]);
    assertThat(cache.place(folder)).isEqualTo(copy).hasBinaryContent(LIBRARY);
  }

  @Test
  void librariesOfDifferentContentDoNotMeet() throws IOException {
    Path other = new LibraryCache(new byte[] {1}).place(folder);
    assertThat(cache.place(folder)).isNotEqualTo(other).hasBinaryContent(LIBRARY);
    assertThat(other).hasBinaryContent(new byte[] {1});
  }

  @Test
  void folderThatOthersMayWriteIsRefused() throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThatThrownBy(() -> cache.place(folder))
        .isInstanceOf(AccessDeniedException.class)
        .hasMessageContaining("other users may write to it");
  }

  @Test
  void folderOfAnotherUserIsRefused() throws IOException {
    assumeTrue(
        Files.getOwner(folder).getName().equals("root"),
        "skipped: only root can give a folder away");
    Files.setAttribute(folder, "unix:uid", 12345);
    assertThatThrownBy(() -> cache.place(folder))
        .isInstanceOf(AccessDeniedException.class)
        .hasMessageContaining("belongs to user 12345");
  }
}
