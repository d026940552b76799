package dev.mezzo.tests;

import dev.mezzo.geometry.Pose2;
import dev.mezzo.geometry.Pose3;
import dev.mezzo.geometry.Rotation3;
import dev.mezzo.io.PoseGraphFile;
import dev.mezzo.slam.Edge;
import dev.mezzo.slam.PoseGraph;
import dev.mezzo.slam.PoseGraph2;
import dev.mezzo.slam.PoseGraph3;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Public pose graphs with false loop closures, which edges are false, and where the robot was.
 *
 * @param <P> Pose2 or Pose3
 * @param graph as its file has it; ids count poses from 0
 * @param wrong indices of its false edges
 * @param truth where the poses were, by id
 */
record FalseClosuresData<P>(PoseGraph<P> graph, BitSet wrong, List<Pose3> truth) {
  /**
   * A closure is false if the translation that it measures is farther than this from the true one.
   * Few closures of Bicocca lie between 2 and 5 m, so that the exact figure matters little.
   */
  private static final double FALSE_BEYOND = 3; // m

  /**
   * Bicocca25b, closures by bag of words beyond a threshold. Ground truth and odometry have poses
   * of their own and no times; pose i was where the true trajectory, followed for the same share of
   * its length, passes. That is 0.5 m off on average (1.4 m at most), as the times show that the
   * data's authors published.
   */
  static FalseClosuresData<Pose2> bicocca(String threshold) throws IOException {
    var graph = (PoseGraph2) read("2d_outliers/Bicocca25b_" + threshold + ".g2o");
    var way = (PoseGraph2) read("2d_outliers/Bicocca25b_GT_GPS.g2o");
    double[] odometry = new double[graph.size()];
    for (Edge<Pose2> edge : graph.edges()) {
      if (edge.to() == edge.from() + 1) {
        Pose2 step = edge.measurement();
        odometry[(int) edge.to()] = Math.hypot(step.x(), step.y());
      }
    }
    double[] driven = new double[way.size()];
    for (int k = 1; k < driven.length; k++) {
      Pose2 step = way.pose(k - 1).between(way.pose(k));
      driven[k] = Math.hypot(step.x(), step.y());
    }
    addUp(odometry);
    addUp(driven);
    double stretch = driven[driven.length - 1] / odometry[odometry.length - 1];
    List<Pose3> truth = new ArrayList<>();
    int at = 0;
    for (double length : odometry) {
      while (at < driven.length - 2 && driven[at + 1] < length * stretch) {
        at++;
      }
      Pose2 step = way.pose(at).between(way.pose(at + 1));
      double part = (length * stretch - driven[at]) / Math.max(1e-9, driven[at + 1] - driven[at]);
      truth.add(inSpace(way.pose(at).compose(share(step, Math.clamp(part, 0, 1)))));
    }
    var wrong = new BitSet();
    for (int k = 0; k < graph.edges().size(); k++) {
      Edge<Pose2> edge = graph.edges().get(k);
      Pose3 step = truth.get((int) edge.from()).between(truth.get((int) edge.to()));
      Pose2 measured = edge.measurement();
      boolean isClosure = edge.to() != edge.from() + 1;
      double off = Math.hypot(step.x() - measured.x(), step.y() - measured.y());
      wrong.set(k, isClosure && off > FALSE_BEYOND);
    }
    return new FalseClosuresData<>(graph, wrong, truth);
  }

  /**
   * A grid of 10 x 10 x 10 poses a metre apart, with labels beside it: indices of closures, counted
   * from 1. True steps go along the grid and turn by quarter turns: they are the measured ones of
   * the first 999 edges, a tree of true ones, rounded to such.
   */
  static FalseClosuresData<Pose3> grid(int percent) throws IOException {
    String name = "3d_outliers/grid1000_" + percent + "p_outliers";
    var graph = (PoseGraph3) read(name + ".g2o");
    Map<Long, Pose3> placed = new TreeMap<>(Map.of(0L, Pose3.identity()));
    while (placed.size() < graph.size()) {
      for (Edge<Pose3> edge : graph.edges().subList(0, graph.size() - 1)) {
        Pose3 from = placed.get(edge.from());
        if (from != null) {
          placed.putIfAbsent(edge.to(), from.compose(rounded(edge.measurement())));
        }
      }
    }
    var wrong = new BitSet();
    String labels = Files.readString(DataSets.require("pgo/" + name + "_gt_info.xml"));
    Matcher label = Pattern.compile("<outlier_lc_indices>(\\d+)<").matcher(labels);
    while (label.find()) {
      wrong.set(Integer.parseInt(label.group(1)) - 1);
    }
    return new FalseClosuresData<>(graph, wrong, List.copyOf(placed.values()));
  }

  private static PoseGraph<?> read(String name) throws IOException {
    return PoseGraphFile.read(DataSets.require("pgo/" + name)).graph();
  }

  /** A pose in the plane as one in space. */
  static Pose3 inSpace(Pose2 pose) {
    return Pose3.of(pose.x(), pose.y(), 0, Rotation3.ofRollPitchYaw(0, 0, pose.heading()));
  }

  private static Pose2 share(Pose2 step, double part) {
    double[] tangent = step.log();
    return Pose2.exp(part * tangent[0], part * tangent[1], part * tangent[2]);
  }

  private static void addUp(double[] steps) {
    for (int k = 1; k < steps.length; k++) {
      steps[k] += steps[k - 1];
    }
  }

  /** To whole metres and quarter turns. */
  private static Pose3 rounded(Pose3 pose) {
    Rotation3 nearest = Rotation3.identity();
    for (int roll = 0; roll < 4; roll++) {
      for (int pitch = 0; pitch < 4; pitch++) {
        for (int yaw = 0; yaw < 4; yaw++) {
          double quarter = Math.PI / 2;
          var turn = Rotation3.ofRollPitchYaw(roll * quarter, pitch * quarter, yaw * quarter);
          if (turn.angularDistance(pose.rotation()) < nearest.angularDistance(pose.rotation())) {
            nearest = turn;
          }
        }
      }
    }
    return Pose3.of(Math.rint(pose.x()), Math.rint(pose.y()), Math.rint(pose.z()), nearest);
  }
}
