package dev.mezzo.slam;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Function;

/**
 * The poses of all keyframes as they were at one moment, all of the same estimate: what {@link
 * LoopCloser#poses()} gives to other threads. Immutable, safe for use by several threads.
 *
 * @param <P> Pose2 or Pose3
 */
public final class Trajectory<P> {
  private final int size;
  private final int stateSize;

  /** Poses one after another; what is beyond {@link #size} belongs to later trajectories. */
  private final double[] states;

  /** In order of addition, with the same remark. */
  private final long[] ids;

  /** Indices by id, of later keyframes too. Safe for use by several threads. */
  private final Map<Long, Integer> index;

  private final Function<double[], P> poseOf;

  Trajectory(
      int size,
      int stateSize,
      double[] states,
      long[] ids,
      Map<Long, Integer> index,
      Function<double[], P> poseOf) {
    this.size = size;
    this.stateSize = stateSize;
    this.states = states;
    this.ids = ids;
    this.index = index;
    this.poseOf = poseOf;
  }

  /**
   * Number of keyframes.
   *
   * @return at least 0
   */
  public int size() {
    return size;
  }

  /**
   * The id of a keyframe.
   *
   * @param k 0 for the keyframe that was added first, and so on
   * @return its id
   */
  public long id(int k) {
    return ids[check(k)];
  }

  /**
   * The ids of all keyframes.
   *
   * @return in order of addition, a copy
   */
  public long[] ids() {
    return Arrays.copyOf(ids, size);
  }

  /**
   * Copies all poses into memory, in the order of {@link #ids}.
   *
   * @param out of any kind; receives 7 doubles for each Pose3 (translation x y z, quaternion x y z
   *     w), 3 for each Pose2 (x, y, heading), or nothing
   * @return number of poses
   * @throws IndexOutOfBoundsException if the memory is too short
   * @throws IllegalArgumentException if it is read-only or not aligned to 8 bytes
   * @throws IllegalStateException if it has been freed
   * @throws WrongThreadException if it is for another thread
   */
  public int copyPoses(MemorySegment out) {
    StateMemory.requireWritable("poses", size, stateSize, out);
    StateMemory.put(states, 0, size * stateSize, out, 0);
    return size;
  }

  /**
   * A pose.
   *
   * @param k 0 for the keyframe that was added first, and so on
   * @return where it is
   */
  public P poseAt(int k) {
    check(k);
    return poseOf.apply(Arrays.copyOfRange(states, k * stateSize, (k + 1) * stateSize));
  }

  /**
   * Whether a keyframe was there at that moment.
   *
   * @param id any number
   * @return whether {@link #pose} has an answer
   */
  public boolean contains(long id) {
    Integer k = index.get(id);
    return k != null && k < size;
  }

  /**
   * A pose.
   *
   * @param id of the keyframe
   * @return where it is
   * @throws NoSuchElementException if the keyframe was not there at that moment
   */
  public P pose(long id) {
    Integer k = index.get(id);
    if (k == null || k >= size) {
      throw new NoSuchElementException("there is no keyframe " + id);
    }
    return poseAt(k);
  }

  private int check(int k) {
    if (k < 0 || k >= size) {
      throw new IndexOutOfBoundsException("there is no keyframe " + k + ", only " + size);
    }
    return k;
  }
}
