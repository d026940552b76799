package dev.mezzo.io;

import dev.mezzo.geometry.Pose3;
import dev.mezzo.geometry.Rotation3;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * The ids under which a file that is being written names sensor offsets: those of the file that was
 * read, and new ones for what is not among them.
 */
final class SensorOffsets {
  private final IdentityHashMap<Pose3, Long> bySameObject = new IdentityHashMap<>();
  private final Map<Pose3, Long> byValue = new HashMap<>();
  private final Map<Long, Pose3> known;

  SensorOffsets(KeptLines kept) {
    known = kept.offsets();
    known.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            entry -> {
              bySameObject.put(entry.getValue(), entry.getKey());
              if (entry.getKey() >= 0) {
                byValue.putIfAbsent(positiveZeros(entry.getValue()), entry.getKey());
              }
            });
  }

  /** The id of an offset, or null where it has none yet. */
  Long find(Pose3 offset) {
    Long id = bySameObject.get(offset);
    return id != null ? id : byValue.get(positiveZeros(offset));
  }

  /** Gives an offset the smallest id, from 0, that no other has. */
  long define(Pose3 offset) {
    long id = 0;
    while (known.containsKey(id) || byValue.containsValue(id)) {
      id++;
    }
    byValue.put(positiveZeros(offset), id);
    return id;
  }

  /** Zeros differ in their sign, but offsets do not differ by it. */
  private static Pose3 positiveZeros(Pose3 pose) {
    Rotation3 r = pose.rotation();
    return Pose3.of(
        pose.x() + 0.0,
        pose.y() + 0.0,
        pose.z() + 0.0,
        Rotation3.ofQuaternion(r.x() + 0.0, r.y() + 0.0, r.z() + 0.0, r.w() + 0.0));
  }
}
