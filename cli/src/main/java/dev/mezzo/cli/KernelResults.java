package dev.mezzo.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Times of kernels, and what follows from them: bandwidths, ratios, and whether they are met. */
record KernelResults(KernelTimes times, CallCost calls) {
  /** Types that are compared; the last part of a name is that of the operands, where it matters. */
  static final List<String> COLUMNS = List.of("f64", "f32", "f16", "f16_f16", "bf16", "b16");

  /** Both products of an iteration of conjugate gradients, as if they were one operation. */
  static final String BOTH_PRODUCTS = "jacobian_times + jacobian_transpose_times";

  private static final List<String> PRODUCTS =
      List.of("jacobian_times", "jacobian_transpose_times");

  /** Storage in fp16, with operands in fp32, or with either. */
  private static final List<String> HALF = List.of("f16");

  private static final List<String> BOTH_HALVES = List.of("f16", "f16_f16");

  private static final String WINDOW = "window";
  private static final String OUT_OF_CACHE = "4xllc";

  /** Medians of kernels that do the same come out in any order, within this. */
  private static final double NOISE = 0.05;

  /**
   * Kernels in use that differ in their types only.
   *
   * @param operation what they do
   * @param size name of the size
   * @param seconds by column
   */
  record Comparison(String operation, String size, Map<String, Double> seconds) {
    /** How many times as fast one column is as another; NaN where one was not measured. */
    double speed(String column, String reference) {
      return seconds.getOrDefault(reference, Double.NaN) / seconds.getOrDefault(column, Double.NaN);
    }
  }

  /**
   * What this project wants of its kernels.
   *
   * @param description what is measured
   * @param measured NaN where this run did not measure it
   * @param limit of what is measured
   * @param atLeast whether that is the least, or else the most that it may be
   */
  record Target(String description, double measured, double limit, boolean atLeast) {
    boolean isMeasured() {
      return !Double.isNaN(measured);
    }

    boolean isMet() {
      return atLeast ? measured >= limit : measured <= limit;
    }
  }

  /**
   * Bytes a second of loads and nothing else from the array of that type; NaN if there are none.
   */
  double readBandwidth(String problem, String size, String type) {
    return times.reads().stream()
        .filter(read -> read.problem().equals(problem))
        .filter(read -> read.size().equals(size) && read.type().equals(type))
        .mapToDouble(KernelTimes.Row::bytesPerSecond)
        .max()
        .orElse(Double.NaN);
  }

  /** Bandwidth of a kernel, as a part of the read bandwidth. */
  double share(KernelTimes.Row row) {
    return row.bytesPerSecond() / readBandwidth(row.problem(), row.size(), row.type());
  }

  /** Operations that exist in several types, of each size. */
  List<Comparison> comparisons() {
    List<Comparison> all = new ArrayList<>();
    for (String size : times.sizes().keySet()) {
      Map<String, Map<String, Double>> seconds = new LinkedHashMap<>();
      times.rows().stream()
          .filter(row -> row.selected() && row.size().equals(size))
          .filter(row -> !row.operation().equals("convert"))
          .forEach(
              row ->
                  seconds
                      .computeIfAbsent(row.operation(), _ -> new LinkedHashMap<>())
                      .put(column(row), row.seconds()));
      Map<String, Double> both = new LinkedHashMap<>(of(seconds, "jacobian_times"));
      Map<String, Double> transposed = of(seconds, "jacobian_transpose_times");
      both.keySet().retainAll(transposed.keySet());
      both.replaceAll((column, one) -> one + transposed.get(column));
      all.add(new Comparison(BOTH_PRODUCTS, size, both));
      seconds.forEach((operation, types) -> all.add(new Comparison(operation, size, types)));
    }
    all.removeIf(comparison -> comparison.seconds().size() < 2);
    return List.copyOf(all);
  }

  private static Map<String, Double> of(Map<String, Map<String, Double>> seconds, String name) {
    return seconds.getOrDefault(name, Map.of());
  }

  private static String column(KernelTimes.Row row) {
    boolean narrow = row.type().equals("f16") && row.operand().equals("f16");
    return narrow ? "f16_f16" : row.type();
  }

  /** What the kernels are to reach on an x86-64 machine, and what they reach. */
  List<Target> targets() {
    List<Target> targets = new ArrayList<>();
    Comparison products = comparison(BOTH_PRODUCTS, OUT_OF_CACHE);
    Comparison solves = comparison("ic_solve", OUT_OF_CACHE);
    List<String> halves = products.seconds().containsKey("f16_f16") ? BOTH_HALVES : HALF;
    for (String type : halves) {
      addSpeeds(targets, products, type, 1.7, 3);
    }
    addSpeeds(targets, solves, "f16", 1.6, 2.8);
    addSpeeds(targets, solves, "b16", 1.6, 2.8);
    for (String type : halves) {
      addShare(targets, BOTH_PRODUCTS, PRODUCTS, type);
    }
    for (String type : List.of("f16", "b16")) {
      addShare(targets, "ic_solve", List.of("ic_solve"), type);
    }
    Comparison window = comparison(BOTH_PRODUCTS, WINDOW);
    addSpeed(targets, window, "f16", "f32", 1);
    targets.add(leastAdvantage());
    targets.add(
        new Target(
            "nanoseconds that a call takes longer from Java than from C",
            1e9 * calls.overhead(),
            50,
            false));
    return List.copyOf(targets);
  }

  private Comparison comparison(String operation, String size) {
    return comparisons().stream()
        .filter(one -> one.operation().equals(operation) && one.size().equals(size))
        .findFirst()
        .orElse(new Comparison(operation, size, Map.of()));
  }

  private static void addSpeeds(
      List<Target> targets, Comparison of, String type, double overSingle, double overDouble) {
    addSpeed(targets, of, type, "f32", overSingle);
    addSpeed(targets, of, type, "f64", overDouble);
  }

  private static void addSpeed(
      List<Target> targets, Comparison of, String type, String reference, double limit) {
    String description =
        of.size() + ", " + of.operation() + ": speed of " + type + " over " + reference;
    targets.add(new Target(description, of.speed(type, reference), limit, true));
  }

  private void addShare(List<Target> targets, String name, List<String> operations, String type) {
    List<KernelTimes.Row> rows =
        times.rows().stream()
            .filter(row -> row.selected() && row.size().equals(OUT_OF_CACHE))
            .filter(row -> operations.contains(row.operation()) && column(row).equals(type))
            .toList();
    double bytes = rows.stream().mapToDouble(KernelTimes.Row::bytes).sum();
    double seconds = rows.stream().mapToDouble(KernelTimes.Row::seconds).sum();
    String description = OUT_OF_CACHE + ", " + name + ": part of the read bandwidth with " + type;
    double share =
        rows.isEmpty()
            ? Double.NaN
            : bytes
                / seconds
                / readBandwidth(rows.getFirst().problem(), OUT_OF_CACHE, rows.getFirst().type());
    targets.add(new Target(description, share, 0.7, true));
  }

  /** The kernel in use that gains least on the portable one. */
  private Target leastAdvantage() {
    double least = Double.NaN;
    String which = "";
    for (KernelTimes.Row row : times.rows()) {
      double portable =
          portable(row).mapToDouble(KernelTimes.Row::seconds).min().orElse(Double.NaN);
      double advantage = portable / row.seconds();
      if (row.selected() && !(advantage >= least) && !Double.isNaN(advantage)) {
        least = advantage;
        which = row.size() + ", " + row.operation() + " " + row.type() + " by " + row.operand();
      }
    }
    return new Target(
        "least speed of a kernel over the portable one, 5 % of noise allowed"
            + (which.isEmpty() ? "" : ": " + which),
        least,
        1 - NOISE,
        true);
  }

  /** The portable kernel for what another one does. */
  private Stream<KernelTimes.Row> portable(KernelTimes.Row row) {
    return times.rows().stream()
        .filter(other -> other.family().equals("portable") && !row.family().equals("portable"))
        .filter(other -> other.operation().equals(row.operation()))
        .filter(other -> other.size().equals(row.size()))
        .filter(other -> other.type().equals(row.type()))
        .filter(other -> other.operand().equals(row.operand()));
  }
}
