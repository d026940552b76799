package dev.mezzo.cli;

import com.fasterxml.jackson.core.json.PackageVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/** The libraries that Mezzo runs on, and their licences. */
final class Libraries {
  /** By the first word of what a native library says of itself. */
  private static final Map<String, String> LICENCES =
      Map.of(
          "CHOLMOD", "LGPL-2.1-or-later; its supernodal module GPL-2.0-or-later",
          "OpenBLAS", "BSD-3-Clause",
          "BLAS", "of unknown make, see the system's package");

  private Libraries() {}

  /**
   * Adds licences, and the Java libraries.
   *
   * @param natives a native library each: name, version, perhaps more
   */
  static List<String> describe(List<String> natives) {
    List<String> all = new ArrayList<>();
    for (String library : natives) {
      String name = library.split(" ", 2)[0];
      all.add(library.strip() + ": " + LICENCES.getOrDefault(name, "see its own documentation"));
    }
    all.add("picocli " + CommandLine.VERSION + ": Apache-2.0");
    all.add("jackson-core " + PackageVersion.VERSION + ": Apache-2.0");
    all.add("ECharts (in reports): Apache-2.0");
    return List.copyOf(all);
  }
}
