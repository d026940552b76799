package dev.mezzo.slam;

import java.util.Arrays;

/**
 * The landmarks of a sliding window: the slots of their ids, in a hash table with open addressing
 * from which ids may go again, and their observations as lists from the oldest keyframe to the
 * newest. Allocates nothing once there have been as many observations before.
 */
final class WindowLandmarks {
  private static final int NONE = -1;

  private final WindowKeyframes keyframes;
  private final long[] ids;

  /** Slot + 1, 0 where empty; less than half full. */
  private final int[] table;

  private final int[] first;
  private final int[] last;
  private final int[] counts;
  private final boolean[] isPlaced;
  private final boolean[] isActive;
  private final boolean[] wasActive;
  private final boolean[] lost;
  private final double[] points;
  private final double[] savedPoints;

  /** Slots in use, in no order, and where each is among them; free slots follow. */
  private final int[] used;

  private final int[] usedAt;
  private int size;

  private WindowObservation[] observations = {};
  private int free = NONE;

  WindowLandmarks(WindowKeyframes keyframes, int capacity) {
    this.keyframes = keyframes;
    ids = new long[capacity];
    table = new int[Integer.highestOneBit(2 * capacity) * 2];
    first = new int[capacity];
    last = new int[capacity];
    counts = new int[capacity];
    isPlaced = new boolean[capacity];
    isActive = new boolean[capacity];
    wasActive = new boolean[capacity];
    lost = new boolean[capacity];
    points = new double[3 * capacity];
    savedPoints = new double[3 * capacity];
    used = new int[capacity];
    usedAt = new int[capacity];
    for (int k = 0; k < capacity; k++) {
      used[k] = k;
      usedAt[k] = k;
    }
  }

  int capacity() {
    return ids.length;
  }

  /** Landmarks in use. */
  int size() {
    return size;
  }

  /** Slot of the k-th landmark in use; removing it puts the last one in its place. */
  int slot(int k) {
    return used[k];
  }

  long id(int slot) {
    return ids[slot];
  }

  /** The slot of an id, or -1. */
  int find(long id) {
    int mask = table.length - 1;
    for (int at = IdIndex.hash(id) & mask; table[at] != 0; at = (at + 1) & mask) {
      if (ids[table[at] - 1] == id) {
        return table[at] - 1;
      }
    }
    return NONE;
  }

  /** Adds an id that is not there; -1 if there is no room. */
  int add(long id) {
    if (size == ids.length) {
      return NONE;
    }
    int slot = used[size++];
    ids[slot] = id;
    first[slot] = NONE;
    last[slot] = NONE;
    counts[slot] = 0;
    isPlaced[slot] = false;
    isActive[slot] = false;
    lost[slot] = false;
    int mask = table.length - 1;
    int at = IdIndex.hash(id) & mask;
    while (table[at] != 0) {
      at = (at + 1) & mask;
    }
    table[at] = slot + 1;
    return slot;
  }

  /** Removes a landmark and its observations. */
  void remove(int slot) {
    while (first[slot] != NONE) {
      removeFirst(slot);
    }
    isActive[slot] = false;
    isPlaced[slot] = false;
    int mask = table.length - 1;
    int at = IdIndex.hash(ids[slot]) & mask;
    while (table[at] != slot + 1) {
      at = (at + 1) & mask;
    }
    // What follows in the same cluster moves up, so that probing finds it.
    for (int next = (at + 1) & mask; table[next] != 0; next = (next + 1) & mask) {
      int home = IdIndex.hash(ids[table[next] - 1]) & mask;
      if (((next - home) & mask) >= ((next - at) & mask)) {
        table[at] = table[next];
        at = next;
      }
    }
    table[at] = 0;
    int k = usedAt[slot];
    int moved = used[--size];
    used[k] = moved;
    usedAt[moved] = k;
    used[size] = slot;
    usedAt[slot] = size;
  }

  void clear() {
    while (size > 0) {
      remove(used[size - 1]);
    }
  }

  /** Where the point of a slot begins in {@link #points()}. */
  static int at(int slot) {
    return 3 * slot;
  }

  double[] points() {
    return points;
  }

  /** Variable of the landmark: those of the keyframes come first. */
  int variable(int slot) {
    return keyframes.capacity() + slot;
  }

  /** Whether its point is known well enough. */
  boolean isPlaced(int slot) {
    return isPlaced[slot];
  }

  void place(int slot, boolean placed) {
    isPlaced[slot] = placed;
  }

  /** Whether it takes part in the solve. */
  boolean isActive(int slot) {
    return isActive[slot];
  }

  void activate(int slot, boolean active) {
    isActive[slot] = active;
  }

  /** Keeps in mind where landmarks are, and which of them take part. */
  void save() {
    System.arraycopy(isActive, 0, wasActive, 0, isActive.length);
    System.arraycopy(points, 0, savedPoints, 0, points.length);
  }

  /** Makes both what they were when {@link #save} was called. */
  void restore() {
    System.arraycopy(wasActive, 0, isActive, 0, isActive.length);
    System.arraycopy(savedPoints, 0, points, 0, points.length);
  }

  /** Whether observations were removed since the last call. */
  boolean takeLost(int slot) {
    boolean was = lost[slot];
    lost[slot] = false;
    return was;
  }

  /** Number of observations. */
  int count(int slot) {
    return counts[slot];
  }

  /** Its oldest observation, -1 if there is none; {@link WindowObservation#next} goes on. */
  int first(int slot) {
    return first[slot];
  }

  /** Its newest observation, -1 if there is none. */
  int last(int slot) {
    return last[slot];
  }

  /** The keyframe that saw it last. */
  int lastKeyframe(int slot) {
    return observations[last[slot]].slot();
  }

  WindowObservation observation(int index) {
    return observations[index];
  }

  /** Adds an observation by the newest keyframe. */
  void observe(int slot, WindowCamera camera, int keyframe, double[] z, int at) {
    if (free == NONE) {
      grow();
    }
    int index = free;
    WindowObservation observation = observations[index];
    free = observation.next();
    observation.assign(camera, keyframe, variable(slot), z, at);
    if (first[slot] == NONE) {
      first[slot] = index;
    } else {
      observations[last[slot]].next(index);
    }
    last[slot] = index;
    counts[slot]++;
  }

  private void grow() {
    int before = observations.length;
    observations = Arrays.copyOf(observations, Math.max(256, 2 * before));
    for (int k = observations.length - 1; k >= before; k--) {
      observations[k] = new WindowObservation(keyframes);
      observations[k].next(free);
      free = k;
    }
  }

  private void removeFirst(int slot) {
    removeAfter(slot, NONE);
  }

  /** Removes the observation behind another one, -1 for the first. */
  void removeAfter(int slot, int before) {
    int index = before == NONE ? first[slot] : observations[before].next();
    int after = observations[index].next();
    if (before == NONE) {
      first[slot] = after;
    } else {
      observations[before].next(after);
    }
    if (last[slot] == index) {
      last[slot] = before;
    }
    observations[index].next(free);
    free = index;
    counts[slot]--;
    lost[slot] = true;
  }

  /** Removes the newest observation of a landmark that has others. */
  void removeNewest(int slot) {
    int before = first[slot];
    while (observations[before].next() != last[slot]) {
      before = observations[before].next();
    }
    removeAfter(slot, before);
  }

  /** Removes what a keyframe saw, and the landmarks that nothing else saw. */
  void removeObservationsOf(int keyframe) {
    for (int k = size - 1; k >= 0; k--) {
      int slot = used[k];
      int before = NONE;
      for (int o = first[slot]; o != NONE; o = observations[o].next()) {
        if (observations[o].slot() == keyframe) {
          removeAfter(slot, before);
          break;
        }
        before = o;
      }
      if (counts[slot] == 0) {
        remove(slot);
      }
    }
  }
}
