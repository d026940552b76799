package dev.mezzo.slam;

import dev.mezzo.geometry.Point;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** The landmarks of a {@link PoseGraph}, by their indices 0, 1, 2, ..., and their observations. */
final class Landmarks<P> {
  final IdIndex index = new IdIndex();
  final List<Point> points = new ArrayList<>();
  final BitSet fixed = new BitSet();
  final List<Observation<P>> observations = new ArrayList<>();

  /** Of observation k: the index of the pose at 2 k, that of the landmark at 2 k + 1. */
  private int[] ends = new int[32];

  int size() {
    return points.size();
  }

  void add(long id, Point estimate) {
    index.add(id);
    points.add(estimate);
  }

  void observe(int pose, int landmark, Observation<P> observation) {
    int at = 2 * observations.size();
    if (at == ends.length) {
      ends = Arrays.copyOf(ends, 2 * at);
    }
    ends[at] = pose;
    ends[at + 1] = landmark;
    observations.add(observation);
  }

  /** Index of the pose of observation k. */
  int poseOf(int k) {
    return ends[2 * k];
  }

  /** Index of the landmark of observation k. */
  int landmarkOf(int k) {
    return ends[2 * k + 1];
  }
}
