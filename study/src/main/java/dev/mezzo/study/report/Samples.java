package dev.mezzo.study.report;

import java.util.Arrays;
import java.util.List;

/** Curves of samples: cumulative histograms and histograms. */
final class Samples {
  private static final int FEWEST_BINS = 8;
  private static final int MOST_BINS = 40;

  private Samples() {}

  /** Shares in percent of all samples, over the sorted samples, up to the largest of all series. */
  static List<Curve> cumulative(Chart chart) {
    double end =
        chart.series.stream()
            .flatMapToDouble(series -> Arrays.stream(coordinates(chart.x, series.y)))
            .max()
            .orElse(1);
    return chart.series.stream().map(series -> cumulative(chart.x, series, end)).toList();
  }

  private static Curve cumulative(Axis axis, Series series, double end) {
    double[] sorted = coordinates(axis, series.y);
    Arrays.sort(sorted);
    // Those below all that a logarithmic axis can show are counted from its beginning.
    long below = Arrays.stream(series.y).filter(v -> Double.isFinite(v)).count() - sorted.length;
    int n = sorted.length;
    double[] x = new double[n + 2];
    double[] y = new double[n + 2];
    double share = 100.0 / Math.max(1, series.y.length);
    x[0] = n == 0 ? end : sorted[0];
    y[0] = share * below;
    for (int k = 0; k < n; k++) {
      x[k + 1] = sorted[k];
      y[k + 1] = share * (below + k + 1);
    }
    x[n + 1] = end;
    y[n + 1] = share * (below + n);
    return new Curve(series, x, y);
  }

  /** Counts over the beginnings of the ranges, and 0 at the end of the last. */
  static List<Curve> histogram(Chart chart) {
    double[] all =
        chart.series.stream()
            .flatMapToDouble(series -> Arrays.stream(coordinates(chart.x, series.y)))
            .toArray();
    double least = Arrays.stream(all).min().orElse(0);
    double most = Arrays.stream(all).max().orElse(1);
    double width = most > least ? most - least : 1;
    int longest = chart.series.stream().mapToInt(series -> series.y.length).max().orElse(1);
    int bins = Math.clamp((long) Math.sqrt(longest), FEWEST_BINS, MOST_BINS);
    return chart.series.stream()
        .map(series -> histogram(chart.x, series, least, width, bins))
        .toList();
  }

  private static Curve histogram(Axis axis, Series series, double least, double width, int bins) {
    double[] x = new double[bins + 1];
    double[] y = new double[bins + 1];
    for (int k = 0; k <= bins; k++) {
      x[k] = least + k * width / bins;
    }
    for (double value : coordinates(axis, series.y)) {
      y[Math.clamp((long) (bins * (value - least) / width), 0, bins - 1)]++;
    }
    return new Curve(series, x, y);
  }

  private static double[] coordinates(Axis axis, double[] values) {
    return Arrays.stream(values).map(axis::coordinate).filter(v -> !Double.isNaN(v)).toArray();
  }
}
