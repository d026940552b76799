package dev.mezzo.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The folder with public pose graphs, which are no part of the project, and the chi2 that others
 * have found for them.
 *
 * @param folder the folder, which may not exist
 * @param references by path in the folder
 */
record PgoData(Path folder, Map<String, Double> references) {
  /** System property: the folder, where the environment variable MEZZO_DATA does not name one. */
  static final String FOLDER = "dev.mezzo.data";

  /** The graphs that are measured unless others are named. */
  static final List<String> DEFAULT =
      List.of(
          "pgo/3d/sphere2500.g2o",
          "pgo/3d/parking-garage.g2o",
          "pgo/2d/city10000.g2o",
          "pgo/2d/M3500.g2o",
          "pgo/2d/intel.g2o",
          "pgo/3d/duderstadt.g2o",
          "pgo/3d/kitti00_viso2_turtlezhong.g2o",
          "pgo/3d/kollagen3500_agent1.g2o");

  private static final String NAMES = "file";
  private static final String VALUES = "g2o_chi2_best";

  static PgoData find() throws IOException {
    String named = System.getenv("MEZZO_DATA");
    String folder = named == null || named.isEmpty() ? System.getProperty(FOLDER) : named;
    return of(Path.of(folder == null ? "../shared/data" : folder));
  }

  static PgoData of(Path folder) throws IOException {
    Path table = folder.resolve("REFERENCE.tsv");
    Map<String, Double> references = new LinkedHashMap<>();
    if (Files.isReadable(table)) {
      List<String[]> rows =
          Files.readAllLines(table).stream().map(line -> line.split("\t")).toList();
      List<String> head = rows.isEmpty() ? List.of() : List.of(rows.getFirst());
      int name = head.indexOf(NAMES);
      int value = head.indexOf(VALUES);
      if (name < 0 || value < 0) {
        throw new Failure(
            Failure.INPUT, table + ": lacks a column " + NAMES + " or " + VALUES + " (line 1)");
      }
      for (String[] row : rows.subList(1, rows.size())) {
        references.put(row[name], Double.valueOf(row[value]));
      }
    }
    return new PgoData(folder, references);
  }

  /** The graphs of the default list that are there. */
  List<Path> graphs() {
    List<Path> there = new ArrayList<>();
    for (String name : DEFAULT) {
      if (Files.exists(folder.resolve(name))) {
        there.add(folder.resolve(name));
      }
    }
    return there;
  }

  /** What is known of a file; NaN if nothing. */
  double reference(Path file) throws IOException {
    for (Map.Entry<String, Double> entry : references.entrySet()) {
      Path known = folder.resolve(entry.getKey());
      if (Files.exists(known) && Files.isSameFile(known, file)) {
        return entry.getValue();
      }
    }
    return Double.NaN;
  }
}
