package dev.mezzo.cli.doctor;

import com.fasterxml.jackson.core.json.PackageVersion;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;

/**
 * A library that Mezzo runs on.
 *
 * @param name its own
 * @param version empty where it does not tell
 * @param note what else is to be said; may be empty
 * @param licence SPDX identifiers
 */
record Library(String name, String version, String note, String licence) {
  private static final Pattern REPORTED = Pattern.compile("([^0-9]+?) ([0-9][0-9.]*)(?:,? (.*))?");
  private static final String GPL_CALLED = "its GPL modules called";
  private static final String GPL_THERE = "its GPL modules not called";

  private static final String GPL_ABSENT = "without GPL modules";

  /** A library of the system that another one brings along. */
  private record Mapped(String name, String licence) {}

  /** By the names of their files. */
  private static final Map<String, Mapped> MAPPED =
      Map.of(
          "libamd", new Mapped("AMD", "BSD-3-Clause"),
          "libcamd", new Mapped("CAMD", "BSD-3-Clause"),
          "libcolamd", new Mapped("COLAMD", "BSD-3-Clause"),
          "libccolamd", new Mapped("CCOLAMD", "BSD-3-Clause"),
          "libsuitesparseconfig", new Mapped("SuiteSparse_config", "BSD-3-Clause"),
          "libmetis", new Mapped("METIS", "Apache-2.0"),
          "libgomp", new Mapped("libgomp", "GPL-3.0-or-later WITH GCC-exception-3.1"),
          "libgfortran", new Mapped("libgfortran", "GPL-3.0-or-later WITH GCC-exception-3.1"),
          "libquadmath", new Mapped("libquadmath", "LGPL-2.1-or-later"));

  private static final Pattern MAPPED_FILE = Pattern.compile(".*/(lib[a-z_]+)\\.so\\.([0-9.]+)");

  /** Java libraries that may be there, by the name of a class. */
  private static final Map<String, Mapped> CLASSES =
      new TreeMap<>(
          Map.of(
              "org.apache.commons.compress.compressors.CompressorException",
              new Mapped("Apache Commons Compress", "Apache-2.0"),
              "org.apache.commons.io.IOUtils",
              new Mapped("Apache Commons IO", "Apache-2.0"),
              "org.apache.commons.lang3.StringUtils",
              new Mapped("Apache Commons Lang", "Apache-2.0"),
              "org.apache.commons.codec.DecoderException",
              new Mapped("Apache Commons Codec", "Apache-2.0"),
              "de.siegmar.fastcsv.writer.CsvWriter",
              new Mapped("FastCSV", "MIT")));

  private static final Pattern VERSION_OF_JAR = Pattern.compile("-([0-9][0-9.]*)\\.jar$");

  /**
   * All that this process runs on, native libraries first.
   *
   * @param natives what the native library says, a line each
   * @param files has the memory map of this process
   */
  static List<Library> all(List<String> natives, SystemFiles files) {
    List<Library> all = new ArrayList<>();
    natives.forEach(line -> all.add(reported(line)));
    all.addAll(mapped(files));
    all.add(new Library("picocli", CommandLine.VERSION, "", "Apache-2.0"));
    all.add(new Library("jackson-core", PackageVersion.VERSION.toString(), "", "Apache-2.0"));
    CLASSES.forEach((name, library) -> ofJava(name, library).ifPresent(all::add));
    all.add(new Library("ECharts", "", "in reports", "Apache-2.0"));
    return List.copyOf(all);
  }

  /** Its jar, unless all are in one, is named by the version. */
  private static Optional<Library> ofJava(String className, Mapped library) {
    try {
      Class<?> present = Class.forName(className, false, Library.class.getClassLoader());
      CodeSource source = present.getProtectionDomain().getCodeSource();
      Matcher version =
          VERSION_OF_JAR.matcher(source == null ? "" : source.getLocation().getPath());
      return Optional.of(
          new Library(
              library.name(), version.find() ? version.group(1) : "", "", library.licence()));
    } catch (ClassNotFoundException e) {
      return Optional.empty();
    }
  }

  /** From a line such as "CHOLMOD 3.0.14, of the system, its GPL modules called". */
  private static Library reported(String line) {
    Matcher matcher = REPORTED.matcher(line.strip());
    String name = matcher.matches() ? matcher.group(1) : line.strip();
    String version = matcher.matches() ? matcher.group(2) : "";
    String note = matcher.matches() && matcher.group(3) != null ? matcher.group(3) : "";
    return new Library(name, version, note, licence(name, note));
  }

  private static String licence(String name, String note) {
    if (name.equals("CHOLMOD")) {
      return "LGPL-2.1-or-later"
          + (note.contains(GPL_CALLED) || note.contains(GPL_THERE)
              ? ", its GPL modules GPL-2.0-or-later"
              : "");
    }
    return switch (name.split(" ")[0]) {
      case "OpenBLAS", "AMD," -> "BSD-3-Clause";
      case "METIS" -> "Apache-2.0";
      default -> "see the system's package";
    };
  }

  private static List<Library> mapped(SystemFiles files) {
    var found = new TreeSet<String>();
    for (String line : files.lines("proc/self/maps")) {
      int path = line.indexOf('/');
      found.add(path < 0 ? "" : line.substring(path));
    }
    List<Library> libraries = new ArrayList<>();
    for (String path : found) {
      Matcher matcher = MAPPED_FILE.matcher(path);
      Mapped known = matcher.matches() ? MAPPED.get(matcher.group(1)) : null;
      if (known != null) {
        libraries.add(
            new Library(known.name(), matcher.group(2), "of the system", known.licence()));
      }
    }
    return libraries;
  }

  /**
   * The licence of the program that runs: Mezzo with the CHOLMOD that was loaded.
   *
   * @param natives what the native library says, a line each
   */
  static String ofTheWhole(List<String> natives) {
    String all = String.join("\n", natives);
    if (all.contains(GPL_CALLED)) {
      return "GPL-3.0-or-later: CHOLMOD's supernodal module, which Mezzo calls, is under the GPL,"
          + " version 2 or later; Mezzo's Apache-2.0 goes with version 3";
    }
    if (all.contains(GPL_THERE)) {
      return "GPL-3.0-or-later together with this CHOLMOD, which holds GPL modules; Mezzo calls"
          + " none of them";
    }
    return all.contains(GPL_ABSENT)
        ? "Apache-2.0, with CHOLMOD under the LGPL-2.1-or-later"
        : "unknown: this native library does not say which modules of CHOLMOD it runs on";
  }

  /** Name, version and note. */
  String describe() {
    return name + (version.isEmpty() ? "" : " " + version) + (note.isEmpty() ? "" : ", " + note);
  }
}
