package dev.mezzo.cli;

import dev.mezzo.geometry.Pose2;
import dev.mezzo.geometry.Pose3;
import dev.mezzo.io.InputException;
import dev.mezzo.io.PoseGraphFile;
import dev.mezzo.io.TrajectoryFile;
import dev.mezzo.slam.PoseGraph;
import dev.mezzo.slam.TimedTrajectory;
import dev.mezzo.study.CityRobot;
import dev.mezzo.study.HomeRobot;
import dev.mezzo.study.Numbers;
import dev.mezzo.study.closure.ClosureGraph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Pose graphs whose loop closures are studied: public ones, named ones or simulated ones. */
final class ClosureData {
  /** Public graphs, and where there are true poses, these. */
  private static final List<Public> PUBLIC =
      List.of(
          new Public("kitti_00", "pgo/2d/kitti_00.g2o", "trajectories/kitti/gt/00.txt"),
          new Public("kitti_05", "pgo/2d/kitti_05.g2o", null),
          new Public(
              "kitti00_viso2",
              "pgo/3d/kitti00_viso2_turtlezhong.g2o",
              "trajectories/kitti/gt/00.txt"),
          new Public("intel", "pgo/2d/intel.g2o", null),
          new Public("FR079", "pgo/2d/FR079.g2o", null),
          new Public("CSAIL", "pgo/2d/CSAIL.g2o", null),
          new Public(
              "M3500", "pgo/2d/M3500.g2o", "pgo/2d/manhattanOlson3500_nodes_groundTruth.dat"),
          new Public(
              "kollagen3500_agent1",
              "pgo/3d/kollagen3500_agent1.g2o",
              "pgo/3d/kollagen3500_agent1_groundtruth.tum"));

  private static final int SIMULATED_POSES = 3000;
  private static final long[] SEEDS = {1, 2};

  private ClosureData() {}

  private record Public(String name, String graph, String truth) {}

  /** The public graphs that are in the folder; empty if none is. */
  static List<ClosureGraph> publicOnes(Path folder) throws IOException {
    List<ClosureGraph> graphs = new ArrayList<>();
    for (Public one : PUBLIC) {
      Path file = folder.resolve(one.graph);
      if (Files.exists(file)) {
        Path truth = one.truth == null ? null : folder.resolve(one.truth);
        graphs.add(graph(one.name, file, truth != null && Files.exists(truth) ? truth : null));
      }
    }
    return graphs;
  }

  private static ClosureGraph graph(String name, Path file, Path truth) throws IOException {
    PoseGraph<?> graph = PoseGraphFile.read(file).graph();
    try {
      return truth == null
          ? ClosureGraph.of(name, graph)
          : ClosureGraph.of(name, graph, "ground truth " + truth.getFileName(), truth(truth));
    } catch (IllegalArgumentException e) {
      throw new InputException(file, 0, e.getMessage());
    }
  }

  /** Named files; those of the same name are told apart by a number. */
  static List<ClosureGraph> named(List<Path> files, Path truth) throws IOException {
    List<ClosureGraph> graphs = new ArrayList<>();
    Map<String, Integer> names = new HashMap<>();
    for (Path file : files) {
      String name = file.getFileName().toString().replaceFirst("\\.(g2o|graph)$", "");
      int times = names.merge(name, 1, Integer::sum);
      graphs.add(graph(times == 1 ? name : name + " (" + times + ")", file, truth));
    }
    return graphs;
  }

  /** Robots in a house, whose truth is known, and in a city. */
  static List<ClosureGraph> simulated() {
    List<ClosureGraph> graphs = new ArrayList<>();
    for (long seed : SEEDS) {
      HomeRobot.Simulation home = HomeRobot.simulate(seed, SIMULATED_POSES);
      graphs.add(
          ClosureGraph.of(
              "home robot, seed " + seed, home.graph(), "the simulated truth", home.truth()));
    }
    graphs.add(
        ClosureGraph.of(
            "city robot, seed " + SEEDS[0], CityRobot.simulate(SEEDS[0], SIMULATED_POSES)));
    return graphs;
  }

  /** Poses of a trajectory, of which some files have x, y and heading only. */
  private static List<Pose3> truth(Path file) throws IOException {
    return file.toString().endsWith(".dat") ? planar(file) : spatial(file);
  }

  private static List<Pose3> spatial(Path file) throws IOException {
    return TrajectoryFile.read(file).trajectory().poses();
  }

  private static List<Pose3> planar(Path file) throws IOException {
    List<Pose2> poses = new ArrayList<>();
    try (var numbers = new Numbers(file)) {
      while (numbers.hasNext()) {
        poses.add(Pose2.of(numbers.next(), numbers.next(), numbers.next()));
      }
    }
    return TimedTrajectory.inPlane(poses).poses();
  }
}
