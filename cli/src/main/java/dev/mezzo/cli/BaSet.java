package dev.mezzo.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A problem that {@code mezzo bench ba} knows.
 *
 * @param name on the command line and in tables
 * @param file in the folder of public data; empty if it is simulated
 * @param reader of the file
 */
record BaSet(String name, String file, Reader reader) {
  /** Reads a file of one kind. */
  @FunctionalInterface
  interface Reader {
    BaScene read(Path file) throws IOException;
  }

  private static final String LADYBUG = "ba/bal/ladybug/problem-49-7776-pre.txt";
  private static final String TRAFALGAR = "ba/bal/trafalgar/problem-21-11315-pre.txt";

  static final BaSet SIMULATED = new BaSet("simulated", "", file -> BaSimulated.window(50, 1));

  /** All of them; a name that ends in -free has its cameras' parameters estimated. */
  static final List<BaSet> ALL =
      List.of(
          new BaSet("ladybug-49", LADYBUG, BaFiles::readBal),
          new BaSet("ladybug-49-free", LADYBUG, BaSet::readFree),
          new BaSet("trafalgar-21", TRAFALGAR, BaFiles::readBal),
          new BaSet("trafalgar-21-free", TRAFALGAR, BaSet::readFree),
          new BaSet("fr1desk", "ba/tum_gbp/fr1desk.txt", BaFiles::readTum),
          new BaSet("fr2robot2", "ba/tum_gbp/fr2robot2.txt", BaFiles::readTum),
          new BaSet("balbianello", "ba/bundler/Balbianello.out", BaFiles::readBundler),
          SIMULATED);

  private static BaScene readFree(Path file) throws IOException {
    return BaFiles.readBal(file).withIntrinsics(true);
  }

  /** Whether its file is there, if it has one. */
  boolean isThere(Path folder) {
    return file.isEmpty() || Files.exists(folder.resolve(file));
  }

  /** Reads it and writes what solvers read. */
  BaProblem make(Path data, Path folder) throws IOException {
    return BaProblem.make(name, reader.read(data.resolve(file)), folder);
  }
}
