package dev.mezzo.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Who solves bundles in a benchmark, and what they are called. */
final class BaSolvers {
  static final String MIXED = "mezzo mixed";
  static final String SINGLE = "mezzo single";
  static final String DOUBLE = "mezzo double";
  static final String CGNR = "mezzo cgnr";
  static final String BOOFCV = "boofcv";

  /** Ceres' solvers that eliminate landmarks, in double precision. */
  static final List<String> CERES_SCHUR =
      List.of("ceres dense-schur", "ceres sparse-schur", "ceres iterative-schur");

  /** Those of Mezzo, warm. */
  static final List<String> MEZZO = List.of(MIXED, SINGLE, DOUBLE, CGNR);

  private static final List<String> CERES =
      List.of("dense-schur", "sparse-schur", "sparse-schur-mixed", "iterative-schur", "cgnr");

  private static final String BOOFCV_CLASS = "dev.mezzo.bench.BoofCv";

  private BaSolvers() {}

  /**
   * In the order of a round.
   *
   * @param ceres its program
   * @param jars folder of BoofCV's jars and Mezzo's
   * @param warmUpSeconds for each JVM
   */
  static List<BenchSolver> all(Path ceres, Path jars, double warmUpSeconds) {
    List<BenchSolver> solvers = new ArrayList<>();
    solvers.add(mezzo(MIXED, "mixed", warmUpSeconds));
    solvers.add(mezzo(SINGLE, "single", warmUpSeconds));
    solvers.add(mezzo(DOUBLE, "double", warmUpSeconds));
    solvers.add(mezzo(CGNR, BaWorker.ARTICLE, warmUpSeconds));
    for (String solver : CERES) {
      solvers.add(new CeresSolver(ceres, "ceres " + solver, List.of("--solver", solver)));
    }
    solvers.add(
        new JvmSolver(
            BOOFCV,
            (limit, source) ->
                BenchEnvironment.java(jars, BOOFCV_CLASS, Double.toString(limit), source),
            true,
            warmUpSeconds));
    return List.copyOf(solvers);
  }

  /** Whether a solver is one of Ceres, whose best end is the one to reach. */
  static boolean isCeres(String name) {
    return name.startsWith("ceres ");
  }

  /** The versions of BoofCV and of DDogleg, by the names of their jars. */
  static String boofcvVersion(Path jars) throws IOException {
    try (var files = Files.list(jars)) {
      return files
          .map(file -> file.getFileName().toString().replaceFirst("\\.jar$", ""))
          .filter(name -> name.startsWith("boofcv-geo-") || name.startsWith("ddogleg-"))
          .sorted()
          .collect(Collectors.joining(", "));
    }
  }

  private static BenchSolver mezzo(String name, String precision, double warmUpSeconds) {
    return new JvmSolver(
        name,
        (limit, source) ->
            BenchEnvironment.java(BaWorker.class, precision, Double.toString(limit), source),
        true,
        warmUpSeconds);
  }
}
