package dev.mezzo.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder for the files of a benchmark, which goes with all that is in it. */
final class BenchFolder implements AutoCloseable {
  private final Path path = Files.createTempDirectory("mezzo-bench");

  BenchFolder() throws IOException {}

  Path path() {
    return path;
  }

  @Override
  public void close() throws IOException {
    try (var left = Files.list(path)) {
      for (Path file : left.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(path);
  }
}
