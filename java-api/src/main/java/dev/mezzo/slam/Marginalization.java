package dev.mezzo.slam;

import dev.mezzo.geometry.Pose3;
import dev.mezzo.optimize.LossFunction;
import java.util.Arrays;
import java.util.List;

/**
 * Takes the oldest keyframe out of a sliding window and keeps what it and the landmarks that leave
 * with it say of the others, as a {@link WindowPrior}: by a QR factorisation of their rows, the
 * columns that leave first, so that no Hessian is formed and its condition not squared (Demmel,
 * Schubert, Sommer, Cremers and Usenko, "Square Root Marginalization for Sliding-Window Bundle
 * Adjustment", ICCV 2021).
 *
 * <p>Landmarks that the newest keyframes do not see any more leave with all their observations.
 * Those that are still tracked stay, and lose the one observation of the keyframe that leaves
 * (Leutenegger et al., "Keyframe-based visual-inertial odometry using nonlinear optimization", IJRR
 * 2015), so that the prior touches keyframes only. Where too few leave by themselves to say where
 * the keyframe was, some that are tracked leave too and begin anew with their next observation. An
 * observation is thus in the prior, in the problem, or nowhere.
 */
final class Marginalization {
  private static final int POSE = Pose3.TANGENT_SIZE;

  /** Landmarks that should leave with a keyframe, if that many are known. */
  private static final int ENOUGH = 12;

  /** At most one in so many of the tracked ones leaves for that. */
  private static final int SHARE = 3;

  private final WindowKeyframes keyframes;
  private final WindowLandmarks landmarks;
  private final WindowPrior prior;
  private final LossFunction loss;
  private final RowStack stack;
  private final double[] scratch =
      new double[Math.max(WindowObservation.LENGTH, WindowLink.LENGTH)];
  private final double[] deviation = new double[POSE];
  private final boolean[] isTouched;
  private final int[] columnOf;
  private final int[] order;
  private final int[] leaving;
  private int leavingCount;

  Marginalization(
      WindowKeyframes keyframes, WindowLandmarks landmarks, WindowPrior prior, LossFunction loss) {
    this.keyframes = keyframes;
    this.landmarks = landmarks;
    this.prior = prior;
    this.loss = loss;
    stack = new RowStack(POSE * keyframes.capacity());
    isTouched = new boolean[keyframes.capacity()];
    columnOf = new int[keyframes.capacity()];
    order = new int[keyframes.capacity()];
    leaving = new int[landmarks.capacity()];
  }

  /**
   * Takes out the oldest keyframe.
   *
   * @param links factors between poses; those of the keyframe are to be removed afterwards
   */
  void run(List<? extends WindowLink> links) {
    int oldest = keyframes.slot(0);
    choose(oldest);
    markTouched(oldest, links);
    int blocks = 0;
    int leavingBlocks = 0;
    for (int k = 0; k < keyframes.count(); k++) {
      int slot = keyframes.slot(k);
      columnOf[slot] = -1;
      if (isTouched[slot] && !keyframes.isHeld(slot)) {
        columnOf[slot] = POSE * blocks;
        order[blocks++] = slot;
        leavingBlocks += slot == oldest ? 1 : 0;
      }
    }
    stack.begin(POSE * blocks);
    prior.addTo(stack, columnOf);
    for (int k = 0; k < links.size(); k++) {
      if (links.get(k).older() == oldest) {
        addLink(links.get(k));
      }
    }
    for (int k = 0; k < leavingCount; k++) {
      addLandmark(leaving[k]);
    }
    stack.reduce(POSE * leavingBlocks);
    prior.take(stack, POSE * leavingBlocks, blocks - leavingBlocks, order, leavingBlocks);
    for (int k = 0; k < leavingCount; k++) {
      landmarks.remove(leaving[k]);
    }
    landmarks.removeObservationsOf(oldest);
    keyframes.removeOldest();
  }

  /** Finds the landmarks that leave. */
  private void choose(int oldest) {
    leavingCount = 0;
    int tracked = 0;
    int newest = keyframes.newest();
    int before = keyframes.slot(keyframes.count() - 2);
    for (int k = 0; k < landmarks.size(); k++) {
      int slot = landmarks.slot(k);
      if (isSeen(slot, oldest)) {
        int last = landmarks.lastKeyframe(slot);
        if (last == newest || last == before) {
          tracked++;
        } else {
          leaving[leavingCount++] = slot;
        }
      }
    }
    int more = Math.min(ENOUGH - leavingCount, tracked / SHARE);
    for (int k = 0; k < landmarks.size() && more > 0; k++) {
      int slot = landmarks.slot(k);
      int last = isSeen(slot, oldest) ? landmarks.lastKeyframe(slot) : -1;
      if (last == newest || last == before) {
        leaving[leavingCount++] = slot;
        more--;
      }
    }
  }

  private boolean isSeen(int slot, int oldest) {
    return landmarks.isActive(slot)
        && landmarks.count(slot) > 0
        && landmarks.observation(landmarks.first(slot)).slot() == oldest;
  }

  private void markTouched(int oldest, List<? extends WindowLink> links) {
    Arrays.fill(isTouched, false);
    for (int b = 0; b < prior.blocks(); b++) {
      isTouched[prior.slot(b)] = true;
    }
    for (int k = 0; k < links.size(); k++) {
      if (links.get(k).older() == oldest) {
        isTouched[oldest] = true;
        isTouched[links.get(k).newer()] = true;
      }
    }
    for (int k = 0; k < leavingCount; k++) {
      for (int o = landmarks.first(leaving[k]); o >= 0; o = landmarks.observation(o).next()) {
        isTouched[landmarks.observation(o).slot()] = true;
      }
    }
  }

  private void addLink(WindowLink link) {
    double[] poses = keyframes.poses();
    link.linearize(
        poses, WindowKeyframes.at(link.older()), WindowKeyframes.at(link.newer()), scratch);
    for (int r = 0; r < link.dimension(); r++) {
      double[] row = stack.add(Math.max(0, columnOf[link.older()]));
      row[stack.constant()] = scratch[WindowLink.RESIDUAL + r];
      put(row, link.older(), scratch, WindowLink.BY_OLDER + POSE * r, 1);
      put(row, link.newer(), scratch, WindowLink.BY_NEWER + POSE * r, 1);
    }
  }

  private void addLandmark(int slot) {
    int firstRow = stack.rows();
    double[] points = landmarks.points();
    double[] poses = keyframes.poses();
    for (int o = landmarks.first(slot); o >= 0; o = landmarks.observation(o).next()) {
      WindowObservation observation = landmarks.observation(o);
      int keyframe = observation.slot();
      double norm2 =
          observation.linearize(
              poses, WindowKeyframes.at(keyframe), points, WindowLandmarks.at(slot), scratch);
      double weight = Math.sqrt(loss.weight(norm2));
      for (int r = 0; r < observation.dimension(); r++) {
        double[] row = stack.add(Math.max(0, columnOf[keyframe]));
        int constant = stack.constant();
        row[constant] = weight * scratch[WindowObservation.RESIDUAL + r];
        for (int c = 0; c < 3; c++) {
          row[constant + 1 + c] = weight * scratch[WindowObservation.BY_POINT + 3 * r + c];
        }
        put(row, keyframe, scratch, WindowObservation.BY_POSE + POSE * r, weight);
      }
    }
    stack.eliminatePoint(firstRow);
  }

  /**
   * Writes a row's block, and makes the row's constant that at the first estimate, from which the
   * prior counts: that where the pose is now, less J times what lies between.
   */
  private void put(double[] row, int keyframe, double[] block, int at, double weight) {
    if (columnOf[keyframe] < 0) {
      return;
    }
    for (int c = 0; c < POSE; c++) {
      row[columnOf[keyframe] + c] = weight * block[at + c];
    }
    if (keyframes.hasFirst(keyframe)) {
      int pose = WindowKeyframes.at(keyframe);
      Pose3.localCoordinates(keyframes.firsts(), pose, keyframes.poses(), pose, deviation, 0);
      for (int c = 0; c < POSE; c++) {
        row[stack.constant()] -= weight * block[at + c] * deviation[c];
      }
    }
  }
}
