package dev.mezzo.tests;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Real problems, which are no part of the project. Their folder is the one that the environment
 * variable MEZZO_DATA names, else shared/data beside the checkout. A test whose data is not there
 * is skipped with a line that says so, or fails if MEZZO_REQUIRE_DATA is 1.
 */
final class DataSets {
  private DataSets() {}

  /** The path of a file or folder of the data, such as "pgo/3d/sphere2500.g2o", which is there. */
  static Path require(String name) {
    Path path = folder().resolve(name);
    if (!Files.exists(path)) {
      String message = path + " is not there; MEZZO_DATA names the folder of real data";
      if ("1".equals(System.getenv("MEZZO_REQUIRE_DATA"))) {
        fail(message + ", and MEZZO_REQUIRE_DATA=1 says that it must be");
      }
      System.err.println("skipped: " + message);
      abort(message);
    }
    return path;
  }

  private static Path folder() {
    String named = System.getenv("MEZZO_DATA");
    if (named != null && !named.isEmpty()) {
      return Path.of(named);
    }
    Path shared = Path.of("shared", "data");
    Path here = Path.of("").toAbsolutePath();
    for (Path above = here; above != null; above = above.getParent()) {
      if (Files.isDirectory(above.resolve(shared))) {
        return above.resolve(shared);
      }
    }
    return here.resolveSibling(shared);
  }
}
