package dev.mezzo.study.report;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;

/** Leaves out of a curve what nobody can see. Gaps stay. Deterministic. */
final class Thinning {
  /** Points from which thinning is worth it, and about how many are left. */
  static final int ENOUGH = 2000;

  /** Deviation of a thinned path, relative to the extent of the picture: a third of a pixel. */
  private static final double TOLERANCE = 1.0 / 3000;

  /** Cells along each side of the picture in which one of several points is kept. */
  private static final int CELLS = 400;

  private Thinning() {}

  /** Of a curve drawn as a line: by peaks where x only grows, else as a path. */
  static Curve line(Curve curve, double extentX, double extentY) {
    if (curve.size() <= ENOUGH) {
      return curve;
    }
    return grows(curve.x()) ? peaks(curve) : path(curve, extentX, extentY);
  }

  private static boolean grows(double[] x) {
    for (int k = 1; k < x.length; k++) {
      if (!(x[k] >= x[k - 1])) {
        return false;
      }
    }
    return true;
  }

  /** Of each of equally many points the first, the lowest, the highest and the last. */
  private static Curve peaks(Curve curve) {
    int bins = ENOUGH / 4;
    double[] y = curve.y();
    BitSet kept = new BitSet(y.length);
    for (int bin = 0; bin < bins; bin++) {
      int from = (int) ((long) bin * y.length / bins);
      int to = (int) ((bin + 1L) * y.length / bins);
      int low = from;
      int high = from;
      for (int k = from; k < to; k++) {
        if (Double.isNaN(y[k])) {
          kept.set(k); // a gap stays a gap
        } else {
          low = !(y[low] <= y[k]) ? k : low;
          high = !(y[high] >= y[k]) ? k : high;
        }
      }
      kept.set(from);
      kept.set(low);
      kept.set(high);
      kept.set(to - 1);
    }
    return keep(curve, kept);
  }

  /** Douglas and Peucker (1973), with the extents of both axes taken as equally long. */
  static Curve path(Curve curve, double extentX, double extentY) {
    int n = curve.size();
    BitSet kept = new BitSet(n);
    int from = 0;
    for (int k = 0; k <= n; k++) {
      if (k == n || Double.isNaN(curve.x()[k]) || Double.isNaN(curve.y()[k])) {
        if (k < n) {
          kept.set(k);
        }
        if (k > from) {
          simplify(curve, from, k - 1, 1 / extentX, 1 / extentY, kept);
        }
        from = k + 1;
      }
    }
    return keep(curve, kept);
  }

  private static void simplify(
      Curve curve, int first, int last, double scaleX, double scaleY, BitSet kept) {
    kept.set(first);
    kept.set(last);
    Deque<int[]> open = new ArrayDeque<>();
    open.push(new int[] {first, last});
    while (!open.isEmpty()) {
      int[] part = open.pop();
      double worst = TOLERANCE;
      int split = -1;
      for (int k = part[0] + 1; k < part[1]; k++) {
        double distance = distance(curve, k, part[0], part[1], scaleX, scaleY);
        if (distance > worst) {
          worst = distance;
          split = k;
        }
      }
      if (split >= 0) {
        kept.set(split);
        open.push(new int[] {part[0], split});
        open.push(new int[] {split, part[1]});
      }
    }
  }

  /** Of a point from the straight piece between two others. */
  private static double distance(
      Curve curve, int k, int from, int to, double scaleX, double scaleY) {
    double dx = (curve.x()[to] - curve.x()[from]) * scaleX;
    double dy = (curve.y()[to] - curve.y()[from]) * scaleY;
    double px = (curve.x()[k] - curve.x()[from]) * scaleX;
    double py = (curve.y()[k] - curve.y()[from]) * scaleY;
    double square = dx * dx + dy * dy;
    double along = square == 0 ? 0 : Math.clamp((px * dx + py * dy) / square, 0, 1);
    return Math.hypot(px - along * dx, py - along * dy);
  }

  /** One of several points that would lie upon each other. */
  static Curve points(Curve curve, double[] box) {
    if (curve.size() <= ENOUGH) {
      return curve;
    }
    BitSet taken = new BitSet(CELLS * CELLS);
    BitSet kept = new BitSet(curve.size());
    for (int k = 0; k < curve.size(); k++) {
      double x = curve.x()[k];
      double y = curve.y()[k];
      if (!Double.isNaN(x) && !Double.isNaN(y)) {
        int cell = CELLS * cell(y, box[2], box[3]) + cell(x, box[0], box[1]);
        if (!taken.get(cell)) {
          taken.set(cell);
          kept.set(k);
        }
      }
    }
    return keep(curve, kept);
  }

  private static int cell(double value, double from, double to) {
    return to > from ? Math.clamp((long) (CELLS * (value - from) / (to - from)), 0, CELLS - 1) : 0;
  }

  private static Curve keep(Curve curve, BitSet kept) {
    int[] places = kept.stream().toArray();
    return new Curve(
        curve.series(),
        Arrays.stream(places).mapToDouble(k -> curve.x()[k]).toArray(),
        Arrays.stream(places).mapToDouble(k -> curve.y()[k]).toArray());
  }
}
