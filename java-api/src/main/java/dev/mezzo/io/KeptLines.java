package dev.mezzo.io;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a file holds besides its graph, to be written back: comments and records of unknown meaning,
 * verbatim, and which of the sensor offsets are defined, of which priors in space name one. Chars
 * of lines are bytes (ISO 8859-1), whatever their encoding.
 */
final class KeptLines {
  /** Before the first vertex or edge, and parameters, which must precede what refers to them. */
  final List<String> head = new ArrayList<>();

  /** After the first vertex or edge. */
  final List<String> tail = new ArrayList<>();

  private final Map<Long, Boolean> offsetIsIdentity = new HashMap<>();

  void defineOffset(long id, boolean isIdentity) {
    offsetIsIdentity.putIfAbsent(id, isIdentity);
  }

  /** True or false, or null where there is no such offset. */
  Boolean offsetIsIdentity(long id) {
    return offsetIsIdentity.get(id);
  }

  /** The smallest id of an identity offset, or -1. */
  long identityOffset() {
    return offsetIsIdentity.entrySet().stream()
        .filter(Map.Entry::getValue)
        .mapToLong(Map.Entry::getKey)
        .filter(id -> id >= 0)
        .min()
        .orElse(-1);
  }

  /** The smallest id, from 0, that no offset has. */
  long freeOffset() {
    long id = 0;
    while (offsetIsIdentity.containsKey(id)) {
      id++;
    }
    return id;
  }
}
