package dev.mezzo.io;

import dev.mezzo.geometry.Pose3;
import dev.mezzo.slam.PositionPrior;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a file holds besides its graph, to be written back: comments and records of unknown meaning,
 * verbatim, and the sensor offsets, which measurements in space name by ids. Chars of lines are
 * bytes (ISO 8859-1), whatever their encoding.
 */
final class KeptLines {
  /** Before the first vertex or edge, and parameters, which must precede what refers to them. */
  final List<String> head = new ArrayList<>();

  /** After the first vertex or edge. */
  final List<String> tail = new ArrayList<>();

  private final Map<Long, Pose3> offsets = new HashMap<>();

  /** By the very objects that the graph holds: their offsets, which their errors do not use. */
  private final IdentityHashMap<PositionPrior, Long> unused = new IdentityHashMap<>();

  /** The first definition of an id counts. */
  void defineOffset(long id, Pose3 offset) {
    offsets.putIfAbsent(id, offset);
  }

  /** The sensor offset with an id, always the same object, or null. */
  Pose3 offset(long id) {
    return offsets.get(id);
  }

  /** The offsets by their ids. */
  Map<Long, Pose3> offsets() {
    return Collections.unmodifiableMap(offsets);
  }

  void rememberUnusedOffset(PositionPrior position, long id) {
    unused.put(position, id);
  }

  /** The offset that a position names in the file, or null. */
  Long unusedOffset(PositionPrior position) {
    return unused.get(position);
  }
}
