package dev.mezzo.study.report;

import dev.mezzo.linalg.BlockPattern;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** A page with every kind of chart, of made-up numbers. */
final class Gallery {
  private static final Axis METRES_X = Axis.of("x", "m");
  private static final Axis METRES_Y = Axis.of("y", "m");

  private Gallery() {}

  static StudyPage page() {
    StudyPage page =
        new StudyPage("Gallery of charts")
            .lead("Every kind of chart, with made-up numbers.")
            .tile("trajectories", "1,703")
            .tile("median error of mixed", "0.103 m")
            .tile("seed", "1")
            .fact("Machine", "none in particular")
            .fact("Seed", "1")
            .warning("This is no study.");
    errors(page.section("Errors").text("Samples of errors, some of them missing."));
    times(page.section("Times"));
    maps(page.section("Maps"));
    shares(page.section("Shares"));
    page.section("Patterns")
        .pair(arrow("Arrow", 40, 300), arrow("Large arrow", 300, 9000))
        .pair(filled("Factor", 60), filled("Large factor", 3000))
        .chart(tall());
    return page;
  }

  private static void errors(Section section) {
    Axis error = Axis.of("error at the end", "m").log();
    double[] exact = logNormal(1, 1703, 0.1);
    double[] mixed = logNormal(2, 1703, 0.103);
    double[] half = logNormal(3, 1703, 1.2);
    Arrays.fill(half, 0, 400, Double.NaN);
    Arrays.sort(mixed, 0, 10);
    Chart cumulative =
        Chart.cumulative("Error at the end of each trajectory", error, "trajectories")
            .series("double", exact)
            .series("single", logNormal(7, 1703, 0.099))
            .series("mixed", mixed)
            .series("half", half)
            .referenceX(0.5, "half a metre");
    Chart histogram =
        Chart.histogram("The same as a histogram", error, "trajectories")
            .series("double", exact)
            .series("half", half);
    section
        .chart(cumulative)
        .pair(
            histogram,
            Chart.points(
                    "Error of mixed over error of double",
                    error.log(),
                    Axis.of("error of mixed", "m").log())
                .series("mixed", exact, mixed))
        .table(
            Table.of("precision", "median, m", "90 %, m", "failed", "what happened")
                .row("double", 0.1, 0.3123, 0, "nothing")
                .row("half", 1.2, Double.NaN, 400, "overflow in the products")
                .row("mixed", 0.103, 12345.678, 0, "nothing"));
  }

  private static void times(Section section) {
    double[] keyframes = new double[10_000];
    double[] direct = new double[keyframes.length];
    double[] mixed = new double[keyframes.length];
    Random noise = new Random(5);
    for (int k = 0; k < keyframes.length; k++) {
      keyframes[k] = k;
      direct[k] = 2 + 1e-6 * k * k + Math.abs(0.5 * noise.nextGaussian());
      mixed[k] = k == 5000 ? Double.NaN : 1 + 2e-3 * k + Math.abs(0.2 * noise.nextGaussian());
    }
    mixed[7000] = 90;
    section
        .chart(
            Chart.lines("Time of a solve", Axis.of("keyframes"), Axis.of("time of a solve", "ms"))
                .series("double, direct", keyframes, direct)
                .series("mixed", keyframes, mixed)
                .referenceY(50, "deadline"))
        .pair(
            Chart.lines("Few points", Axis.of("step"), Axis.of("chi2").log())
                .series("double", new double[] {0, 1, 2, 3}, new double[] {1e9, 3e4, 1e-3, 4e-9})
                .series("half", new double[] {0, 1, 2, 3}, new double[] {1e9, 3e5, 3e5, 0}),
            Chart.lines("Narrow range", Axis.of("step").log(), Axis.of("time", "s").log())
                .series("mixed", new double[] {1, 2, 3, 4}, new double[] {0.021, 0.022, 0.04, 0.05})
                .dashed());
  }

  private static void maps(Section section) {
    double[] x = new double[6000];
    double[] y = new double[x.length];
    double[] driftX = new double[x.length];
    double[] driftY = new double[x.length];
    for (int k = 0; k < x.length; k++) {
      double angle = 2 * Math.PI * k / 3000;
      x[k] = 300 * Math.cos(angle) + 60 * Math.cos(7 * angle);
      y[k] = 120 * Math.sin(angle);
      driftX[k] = x[k] * (1 + 2e-5 * k);
      driftY[k] = y[k] + 0.01 * k;
    }
    Chart map = Chart.map("A loop, twice", METRES_X, METRES_Y);
    map.series("truth", x, y).muted().dashed();
    map.series("mixed", x, y).series("half", driftX, driftY);
    Chart landmarks = Chart.map("With landmarks", METRES_X, METRES_Y);
    double[] many = logNormal(8, 20_000, 100);
    landmarks.series("landmarks", many, logNormal(9, 20_000, 80)).dots().muted();
    landmarks.series("double", x, y);
    section.pair(map, landmarks);
  }

  private static void shares(Section section) {
    List<String> stages =
        List.of("Jacobian", "products", "preconditioner", "triangular solves", "update");
    Chart share =
        Chart.bars("Share of the time", stages, Axis.of("share", "%"))
            .series("double", 14, 61, 8, 12, 5)
            .series("mixed", 17, 55, 9, 14, 5)
            .markers("article", 15, 60, Double.NaN, 50, Double.NaN)
            .muted();
    Chart stacked =
        Chart.bars(
                "Time by stage",
                List.of("double", "single", "mixed with a long name", "half"),
                Axis.of("time", "ms"))
            .series("Jacobian", 4, 4, 4, 4)
            .series("products", 10, 6, 4, 3)
            .series("solves", 5, 3, 2, Double.NaN)
            .stacked()
            .horizontal()
            .referenceY(12, "article");
    Chart bytes =
        Chart.bars(
                "Bytes of a factor", List.of("fp64", "fp32", "fp16"), Axis.of("memory", "B").log())
            .series("sphere2500", 3e7, 1.5e7, 7.6e6)
            .series("intel", 3e5, 1.5e5, 7e4);
    section.chart(share).pair(stacked, bytes);
  }

  /** Cameras, then landmarks that each see three of them. */
  private static Pattern arrow(String caption, int cameras, int landmarks) {
    int[] sizes = new int[cameras + landmarks];
    Arrays.setAll(sizes, k -> k < cameras ? 6 : 3);
    List<int[]> blocks = new ArrayList<>();
    for (int k = 0; k < sizes.length; k++) {
      blocks.add(new int[] {k, k});
      for (int c = 0; c < 3 && k >= cameras; c++) {
        blocks.add(new int[] {k, ((k - cameras) * cameras / landmarks + c) % cameras});
      }
    }
    return Pattern.of(caption, pattern(sizes, sizes, blocks))
        .symmetric()
        .divide(cameras, "cameras", "landmarks");
  }

  /** A chain with fill below each twentieth row. */
  private static Pattern filled(String caption, int size) {
    int[] sizes = new int[size];
    Arrays.fill(sizes, 3);
    List<int[]> chain = new ArrayList<>();
    for (int k = 0; k < size; k++) {
      chain.add(new int[] {k, k});
      chain.add(new int[] {Math.min(size - 1, k + 1), k});
    }
    List<int[]> all = new ArrayList<>(chain);
    for (int k = 20; k < size; k += 20) {
      for (int c = k / 2; c < k; c++) {
        all.add(new int[] {k, c});
      }
    }
    return Pattern.of(caption, pattern(sizes, sizes, all))
        .fill(pattern(sizes, sizes, chain), "of the Hessian", "fill");
  }

  private static Pattern tall() {
    int[] rows = new int[5000];
    int[] columns = new int[100];
    Arrays.fill(rows, 6);
    Arrays.fill(columns, 6);
    List<int[]> blocks = new ArrayList<>();
    for (int k = 0; k < rows.length; k++) {
      blocks.add(new int[] {k, k / 50});
      blocks.add(new int[] {k, (k / 50 + k % 7) % 100});
    }
    return Pattern.of("Jacobian", pattern(rows, columns, blocks)).axes("residual", "variable");
  }

  private static BlockPattern pattern(int[] rows, int[] columns, List<int[]> blocks) {
    return new BlockPattern(
        rows,
        columns,
        blocks.stream().mapToInt(block -> block[0]).toArray(),
        blocks.stream().mapToInt(block -> block[1]).toArray());
  }

  private static double[] logNormal(long seed, int count, double median) {
    Random noise = new Random(seed);
    double[] samples = new double[count];
    for (int k = 0; k < count; k++) {
      samples[k] = median * Math.exp(0.8 * noise.nextGaussian());
    }
    return samples;
  }
}
