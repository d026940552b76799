package dev.mezzo.slam;

import dev.mezzo.geometry.Pose3;
import java.util.Arrays;

/**
 * The keyframes of a sliding window: which slots are in use, from the oldest to the newest, their
 * poses, and the first estimates of those that a prior touches, at which their Jacobians stay.
 */
final class WindowKeyframes {
  private final int[] slots;
  private final long[] ids;
  private final boolean[] isUsed;
  private final boolean[] isHeld;
  private final boolean[] hasFirst;
  private final double[] poses;
  private final double[] saved;
  private final double[] firsts;
  private int count;

  WindowKeyframes(int capacity) {
    slots = new int[capacity];
    ids = new long[capacity];
    isUsed = new boolean[capacity];
    isHeld = new boolean[capacity];
    hasFirst = new boolean[capacity];
    poses = new double[Pose3.STATE_SIZE * capacity];
    saved = new double[Pose3.STATE_SIZE * capacity];
    firsts = new double[Pose3.STATE_SIZE * capacity];
  }

  int capacity() {
    return slots.length;
  }

  int count() {
    return count;
  }

  /** Slot of the k-th keyframe, the oldest being the first. */
  int slot(int k) {
    return slots[k];
  }

  int newest() {
    return slots[count - 1];
  }

  long id(int slot) {
    return ids[slot];
  }

  /** Adds the newest keyframe; returns its slot. */
  int add(long id, double[] pose, int at) {
    int slot = 0;
    while (isUsed[slot]) {
      slot++;
    }
    isUsed[slot] = true;
    isHeld[slot] = false;
    hasFirst[slot] = false;
    ids[slot] = id;
    System.arraycopy(pose, at, poses, at(slot), Pose3.STATE_SIZE);
    slots[count++] = slot;
    return slot;
  }

  void removeNewest() {
    isUsed[slots[--count]] = false;
  }

  void removeOldest() {
    isUsed[slots[0]] = false;
    System.arraycopy(slots, 1, slots, 0, --count);
  }

  void clear() {
    count = 0;
    Arrays.fill(isUsed, false);
  }

  /** Keeps in mind where keyframes are. */
  void save() {
    System.arraycopy(poses, 0, saved, 0, poses.length);
  }

  /** Makes that what it was when {@link #save} was called. */
  void restore() {
    System.arraycopy(saved, 0, poses, 0, poses.length);
  }

  /** Where the pose of a slot begins in {@link #poses()} and {@link #firsts()}. */
  static int at(int slot) {
    return Pose3.STATE_SIZE * slot;
  }

  double[] poses() {
    return poses;
  }

  double[] firsts() {
    return firsts;
  }

  boolean isHeld(int slot) {
    return isHeld[slot];
  }

  void hold(int slot, boolean held) {
    isHeld[slot] = held;
  }

  /** Whether Jacobians by this pose are those at its first estimate. */
  boolean hasFirst(int slot) {
    return hasFirst[slot];
  }

  /** From now on its present pose is its first estimate, unless it has one. */
  void keepFirst(int slot) {
    if (!hasFirst[slot]) {
      hasFirst[slot] = true;
      System.arraycopy(poses, at(slot), firsts, at(slot), Pose3.STATE_SIZE);
    }
  }
}
