package dev.mezzo.slam;

import java.util.Arrays;

/**
 * Ids, any 64-bit numbers, and the indices 0, 1, 2, ... that they have in order of addition: a hash
 * table with open addressing, without boxes.
 */
final class IdIndex {
  private long[] ids = new long[16];
  private int size;
  private int[] slots = new int[32]; // index + 1, 0 where empty; at most half full

  int size() {
    return size;
  }

  /** The id at an index. */
  long id(int index) {
    return ids[index];
  }

  /** All ids in order of addition, a copy. */
  long[] ids() {
    return Arrays.copyOf(ids, size);
  }

  /** The index of an id, or -1. */
  int find(long id) {
    int mask = slots.length - 1;
    for (int at = hash(id) & mask; slots[at] != 0; at = (at + 1) & mask) {
      if (ids[slots[at] - 1] == id) {
        return slots[at] - 1;
      }
    }
    return -1;
  }

  /** Adds an id that is not there yet. */
  void add(long id) {
    if (size == ids.length) {
      ids = Arrays.copyOf(ids, 2 * size);
      slots = new int[4 * size];
      for (int k = 0; k < size; k++) {
        put(k);
      }
    }
    ids[size] = id;
    put(size++);
  }

  private void put(int index) {
    int mask = slots.length - 1;
    int at = hash(ids[index]) & mask;
    while (slots[at] != 0) {
      at = (at + 1) & mask;
    }
    slots[at] = index + 1;
  }

  /**
   * Finaliser of SplitMix64 (Steele, Lea and Flood, 2014): ids that count up by any step spread.
   */
  static int hash(long id) {
    long z = (id ^ (id >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return (int) (z ^ (z >>> 31));
  }
}
