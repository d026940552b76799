package dev.mezzo.study.sparsity;

import dev.mezzo.io.BundleFile;
import dev.mezzo.io.InputException;
import dev.mezzo.io.PoseGraphFile;
import dev.mezzo.study.CityRobot;
import dev.mezzo.study.HomeRobot;
import dev.mezzo.study.SimulatedBundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What is studied: files, or what is at hand. */
public final class SparsityProblems {
  /** Public sets that are drawn where they are there. */
  private static final List<String> PUBLIC =
      List.of(
          "ba/bal/ladybug/problem-49-7776-pre.txt",
          "pgo/3d/sphere2500.g2o",
          "pgo/2d/intel.g2o",
          "pgo/2d/kitti_00.g2o");

  private static final String EXTENSION = "\\.(g2o|graph|txt)(\\.gz|\\.bz2)?$";

  private static final int KEYFRAMES = 50;
  private static final int HOME_POSES = 1200;
  private static final int CITY_POSES = 3000;

  private SparsityProblems() {}

  /**
   * A bundle and graphs of simulated robots, and public sets.
   *
   * @param seed of the simulations
   * @param data folder that may hold public sets
   * @return at least the simulated ones
   * @throws InputException if a public set cannot be read
   */
  public static List<SparsityProblem> standard(long seed, Path data) throws InputException {
    List<SparsityProblem> problems = new ArrayList<>();
    problems.add(SparsityProblem.of("window", SimulatedBundle.window(KEYFRAMES, seed)));
    problems.add(SparsityProblem.of("home robot", HomeRobot.simulate(seed, HOME_POSES).graph()));
    problems.add(SparsityProblem.of("city robot", CityRobot.simulate(seed, CITY_POSES)));
    for (String name : PUBLIC) {
      Path file = data.resolve(name);
      if (Files.isReadable(file)) {
        problems.add(read(file));
      }
    }
    return problems;
  }

  /**
   * A pose graph or a bundle.
   *
   * @param file as {@code mezzo optimize} reads them
   * @return its problem, by the name of the file without its extension
   * @throws InputException if it cannot be read
   */
  public static SparsityProblem read(Path file) throws InputException {
    String name = file.getFileName().toString().replaceFirst(EXTENSION, "");
    return BundleFile.isBundle(file)
        ? SparsityProblem.of(name, BundleFile.read(file).bundle())
        : SparsityProblem.of(name, PoseGraphFile.read(file).graph());
  }
}
