package dev.mezzo.cli;

import dev.mezzo.io.BundleFile;
import dev.mezzo.io.InputException;
import dev.mezzo.io.PoseGraphFile;
import dev.mezzo.slam.BundleAdjustment;
import dev.mezzo.slam.Initialization;
import dev.mezzo.slam.PoseGraph;
import dev.mezzo.study.HomeRobot;
import dev.mezzo.study.SimulatedBundle;
import dev.mezzo.study.profile.ProfiledProblem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** The problems of {@code mezzo study profile}. */
final class ProfiledData {
  private static final String BUNDLE = "ba/bal/ladybug/problem-49-7776-pre.txt";
  private static final String GRAPH = "pgo/3d/sphere2500.g2o";
  private static final String CLOSURES = "pgo/2d/intel.g2o";

  /** Windows of visual odometry, and keyframes of each. */
  private static final int WINDOWS = 8;

  private static final int KEYFRAMES = 20;

  private ProfiledData() {}

  /** Public problems that are there, and simulated ones in place of those that are not. */
  static Map<String, Callable<ProfiledProblem>> find(Path folder, long seed) {
    Map<String, Callable<ProfiledProblem>> problems = new LinkedHashMap<>();
    problems.put("simulated windows", () -> windows(seed));
    if (Files.exists(folder.resolve(BUNDLE))) {
      problems.put(
          "ladybug-49",
          () -> ProfiledProblem.bundle("ladybug-49", bundle(folder.resolve(BUNDLE)), 0));
    } else {
      addSimulatedBundle(problems, seed);
    }
    if (Files.exists(folder.resolve(GRAPH))) {
      problems.put(
          "sphere2500", () -> ProfiledProblem.graph("sphere2500", graph(folder.resolve(GRAPH))));
    } else {
      addSimulatedGraph(problems, seed);
    }
    if (Files.exists(folder.resolve(CLOSURES))) {
      problems.put(
          "intel", () -> ProfiledProblem.closures("intel", graph(folder.resolve(CLOSURES))));
    } else {
      addSimulatedClosures(problems, seed);
    }
    return problems;
  }

  static Map<String, Callable<ProfiledProblem>> simulated(long seed) {
    Map<String, Callable<ProfiledProblem>> problems = new LinkedHashMap<>();
    problems.put("simulated windows", () -> windows(seed));
    addSimulatedBundle(problems, seed);
    addSimulatedGraph(problems, seed);
    addSimulatedClosures(problems, seed);
    return problems;
  }

  private static ProfiledProblem windows(long seed) {
    List<BundleAdjustment> windows = new ArrayList<>();
    for (int k = 0; k < WINDOWS; k++) {
      windows.add(SimulatedBundle.window(KEYFRAMES, seed + k));
    }
    return ProfiledProblem.odometry("simulated windows", windows, SimulatedBundle.HELD);
  }

  private static void addSimulatedBundle(
      Map<String, Callable<ProfiledProblem>> problems, long seed) {
    String name = "50 simulated keyframes";
    problems.put(
        name,
        () -> ProfiledProblem.bundle(name, SimulatedBundle.window(50, seed), SimulatedBundle.HELD));
  }

  private static void addSimulatedGraph(
      Map<String, Callable<ProfiledProblem>> problems, long seed) {
    String name = "simulated home, 2000 poses";
    problems.put(name, () -> ProfiledProblem.graph(name, HomeRobot.simulate(seed, 2000).graph()));
  }

  private static void addSimulatedClosures(
      Map<String, Callable<ProfiledProblem>> problems, long seed) {
    String name = "simulated home, 1500 poses";
    problems.put(
        name, () -> ProfiledProblem.closures(name, HomeRobot.simulate(seed, 1500).graph()));
  }

  private static BundleAdjustment bundle(Path file) throws InputException {
    return BundleFile.read(file).bundle();
  }

  /** Placed as {@code mezzo optimize} places it. */
  private static PoseGraph<?> graph(Path file) throws InputException {
    PoseGraph<?> graph = PoseGraphFile.read(file).graph();
    graph.initialize(Initialization.AUTO);
    return graph;
  }
}
