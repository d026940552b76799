package dev.mezzo.io;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts what is untidy in a file while it is read, and turns it into one warning of each kind. */
final class Findings {
  /** What a file may have and still be read. */
  enum Kind {
    DUPLICATE("vertices declared again: the first declaration counts"),
    SELF_LOOP("edges from a vertex to itself: skipped"),
    UNDECLARED("vertices named by measurements but not declared: placed along edges"),
    UNDECLARED_LANDMARK(
        "landmarks observed but not declared: placed where the first observation sees them"),
    UNKNOWN_FIX("FIX of vertices that are not there: ignored"),
    MISSING_INFORMATION("measurements without an information matrix: the identity taken"),
    INDEFINITE("information matrices with negative eigenvalues: the nearest semi-definite taken"),
    QUATERNION("quaternions not of unit length: normalised"),
    ROTATION("matrices that are not rotations but nearly so: the nearest rotations taken"),
    TIME_ORDER("times that are not after the one before"),
    UNKNOWN_OFFSET("measurements with a PARAMS_SE3OFFSET that is not there: the identity taken"),
    MIXED_DIALECT("records of the other format among g2o or TORO: read, and written as the first");

    private final String text;

    Kind(String text) {
      this.text = text;
    }
  }

  private record Tally(int count, int firstLine) {
    Tally plus(Tally other) {
      return new Tally(count + other.count, firstLine);
    }
  }

  private final Map<Kind, Tally> kinds = new EnumMap<>(Kind.class);
  private final Map<String, Tally> unknownTags = new LinkedHashMap<>();
  private double worstEigenvalue;

  void note(Kind kind, int line) {
    kinds.merge(kind, new Tally(1, line), Tally::plus);
  }

  void noteIndefinite(double smallestEigenvalue, int line) {
    note(Kind.INDEFINITE, line);
    worstEigenvalue = Math.min(worstEigenvalue, smallestEigenvalue);
  }

  void noteUnknownTag(String tag, int line) {
    unknownTags.merge(tag, new Tally(1, line), Tally::plus);
  }

  int count(Kind kind) {
    return kinds.getOrDefault(kind, new Tally(0, 0)).count;
  }

  double worstEigenvalue() {
    return worstEigenvalue;
  }

  /** How many lines have each unknown tag. */
  Map<String, Integer> unknownTags() {
    Map<String, Integer> counts = new HashMap<>();
    unknownTags.forEach((tag, tally) -> counts.put(tag, tally.count));
    return counts;
  }

  List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    unknownTags.forEach(
        (tag, tally) ->
            warnings.add(
                "%d lines with unknown tag %s: kept as they are (first in line %d)"
                    .formatted(tally.count, tag, tally.firstLine)));
    kinds.forEach(
        (kind, tally) -> {
          String worst =
              kind == Kind.INDEFINITE ? ", the worst eigenvalue is " + worstEigenvalue : "";
          warnings.add(
              "%d %s (first in line %d%s)"
                  .formatted(tally.count, kind.text, tally.firstLine, worst));
        });
    return warnings;
  }
}
