package dev.mezzo.study.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which colour a name has on a page: always the same, on all charts. The precisions have theirs on
 * every page; a name that begins with one, such as "double, direct", has its colour unless a chart
 * shows both.
 */
final class Palette {
  /** Of the page's colours, by place. */
  private static final List<String> PRECISIONS = List.of("double", "mixed", "single", "half");

  private static final int COLOURS = 10;

  private final Map<String, Integer> colours = new HashMap<>();

  /**
   * Gives names that stand in one chart their colours, as different as can be.
   *
   * @param names of its series
   */
  void choose(List<String> names) {
    List<Integer> taken = new ArrayList<>();
    for (String name : names) {
      int precision = PRECISIONS.indexOf(name);
      if (precision >= 0) {
        colours.put(name, precision);
      }
      if (colours.containsKey(name)) {
        taken.add(colours.get(name));
      }
    }
    for (String name : names) {
      if (!colours.containsKey(name)) {
        int precision = precisionBefore(name);
        int colour = precision >= 0 && !taken.contains(precision) ? precision : free(taken);
        colours.put(name, colour);
        taken.add(colour);
      }
    }
  }

  /** A place in the page's list of colours, of a name that was chosen for. */
  int colour(String name) {
    return colours.get(name);
  }

  private static int precisionBefore(String name) {
    for (int k = 0; k < PRECISIONS.size(); k++) {
      if (name.matches("(?s)" + PRECISIONS.get(k) + "\\W.*")) {
        return k;
      }
    }
    return -1;
  }

  /**
   * The one in least use in this chart, then on this page; those of the precisions only when all
   * others are in use.
   */
  private int free(List<Integer> taken) {
    int best = -1;
    long fewest = Long.MAX_VALUE;
    for (int k = 0; k < COLOURS; k++) {
      int colour = (k + PRECISIONS.size()) % COLOURS;
      long here = taken.stream().filter(other -> other == colour).count();
      long elsewhere = colours.values().stream().filter(other -> other == colour).count();
      long uses = 1000 * here + elsewhere + (colour < PRECISIONS.size() ? 100 : 0);
      if (uses < fewest) {
        fewest = uses;
        best = colour;
      }
    }
    return best;
  }
}
