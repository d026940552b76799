package dev.mezzo.study.report;

import java.util.Objects;

/** What a chart shows under one name. */
final class Series {
  final String name;

  /** Null for values of categories and for samples. */
  final double[] x;

  final double[] y;

  /** Whether it is drawn as marks upon the bars. */
  final boolean isMarkers;

  boolean isStep;
  boolean isDashed;
  boolean isThin;
  boolean isMuted;
  boolean isHidden;
  boolean isDots;

  Series(String name, double[] x, double[] y, boolean isMarkers) {
    this.name = Objects.requireNonNull(name, "name");
    this.x = x;
    this.y = y;
    this.isMarkers = isMarkers;
  }
}
