package dev.mezzo.cli.doctor;

import dev.mezzo.linalg.BlockSparseMatrix;
import dev.mezzo.linalg.IncompleteCholesky;
import dev.mezzo.linalg.Precision;
import dev.mezzo.linalg.Vector;
import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How fast the storage formats are on this machine, in the operations that solves consist of.
 *
 * @param rows one for each operation, format and working set; those of one operation and working
 *     set were measured in turns
 */
public record StorageTimes(List<Row> rows) {
  /** The format that others are compared with. */
  static final String REFERENCE = "fp32";

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final String COMPUTED = "fp16 computed";
  private static final int DIMENSION = 6;

  /** Bytes of the Jacobian in fp32, in cache and beyond it. */
  private static final long LEAST_NEAR = 64 << 10;

  private static final long MOST_NEAR = 512 << 10;
  private static final long LEAST_FAR = 4 << 20;
  private static final long MOST_FAR = 16 << 20;

  /** A measurement takes so long, unless a single call takes longer. */
  private static final long NANOS = 1_500_000;

  private static final long WARM_UP_NANOS = 8_000_000;
  private static final int ROUNDS = 7;

  /**
   * A median.
   *
   * @param operation J p, J^T w or both triangular solves
   * @param format fp32; fp16, computed with in fp32; "fp16 computed", computed with in fp16; b16
   * @param inCache whether the working set fits a core's second-level cache
   * @param fp32Bytes what the matrix takes in fp32
   * @param secondsPerBlock processor time for each block row of J, or each block of L
   * @param speed how many times as fast as fp32
   */
  public record Row(
      String operation,
      String format,
      boolean inCache,
      long fp32Bytes,
      double secondsPerBlock,
      double speed) {}

  /** An operation in one format. */
  private record Candidate(String format, Runnable call) {}

  /** A working set. */
  private record Size(boolean inCache, long fp32Bytes, long blocks) {}

  /**
   * Measures, in about half a second.
   *
   * @param hardware says how large caches and memory are
   * @param computesInHalf whether there are kernels that compute in fp16
   */
  public static StorageTimes measure(Hardware hardware, boolean computesInHalf) {
    long near = Math.clamp(hardware.cacheBytes(2) / 4, LEAST_NEAR, MOST_NEAR);
    long far = Math.clamp(4 * hardware.lastLevelBytes(), LEAST_FAR, MOST_FAR);
    if (hardware.availableBytes() > 0) {
      far = Math.clamp(hardware.availableBytes() / 64, MOST_NEAR, far);
    }
    List<Row> rows = new ArrayList<>();
    measure(rows, true, near, computesInHalf);
    measure(rows, false, far, computesInHalf);
    return new StorageTimes(List.copyOf(rows));
  }

  private static void measure(List<Row> rows, boolean inCache, long bytes, boolean computesInHalf) {
    try (Arena arena = Arena.ofConfined()) {
      var matrix = new TestMatrix(arena, DIMENSION, bytes / Float.BYTES);
      BlockSparseMatrix single = matrix.stored(Precision.SINGLE);
      BlockSparseMatrix half = matrix.stored(Precision.HALF);
      Vector p = matrix.columns(Precision.SINGLE);
      Vector q = matrix.columns(Precision.SINGLE);
      Vector w = matrix.rows(Precision.SINGLE);
      Vector result = matrix.rows(Precision.SINGLE);
      List<Candidate> products = new ArrayList<>();
      products.add(new Candidate(REFERENCE, () -> single.times(p, result)));
      products.add(new Candidate("fp16", () -> half.times(p, result)));
      List<Candidate> transposed = new ArrayList<>();
      transposed.add(new Candidate(REFERENCE, () -> single.transposeTimes(w, q)));
      transposed.add(new Candidate("fp16", () -> half.transposeTimes(w, q)));
      if (computesInHalf) {
        Vector halfP = matrix.columns(Precision.HALF);
        Vector halfW = matrix.rows(Precision.HALF);
        Vector halfResult = matrix.rows(Precision.HALF);
        products.add(new Candidate(COMPUTED, () -> half.timesHalf(halfP, halfResult)));
        transposed.add(new Candidate(COMPUTED, () -> half.transposeTimes(halfW, q)));
      }
      var size = new Size(inCache, single.bytes(), matrix.factors());
      measure(rows, "J p", size, products);
      measure(rows, "J^T w", size, transposed);
      solves(rows, matrix, inCache, computesInHalf);
    }
  }

  private static void solves(
      List<Row> rows, TestMatrix matrix, boolean inCache, boolean computesInHalf) {
    Vector r = matrix.columns(Precision.SINGLE);
    Vector z = matrix.columns(Precision.SINGLE);
    IncompleteCholesky single = matrix.factor(Precision.SINGLE);
    IncompleteCholesky half = matrix.factor(Precision.HALF);
    IncompleteCholesky block = matrix.factor(Precision.BLOCK16);
    List<Candidate> solves = new ArrayList<>();
    solves.add(new Candidate(REFERENCE, () -> single.apply(r, z)));
    solves.add(new Candidate("fp16", () -> half.apply(r, z)));
    if (computesInHalf) {
      solves.add(new Candidate(COMPUTED, () -> half.applyHalf(r, z)));
    }
    solves.add(new Candidate("b16", () -> block.apply(r, z)));
    measure(
        rows, "solves", new Size(inCache, single.bytes(Precision.SINGLE), single.blocks()), solves);
  }

  private static void measure(
      List<Row> rows, String operation, Size size, List<Candidate> candidates) {
    var calls = new int[candidates.size()];
    var times = new double[candidates.size()][ROUNDS];
    for (int k = 0; k < calls.length; k++) {
      calls[k] = warmUp(candidates.get(k).call());
    }
    for (int round = 0; round < ROUNDS; round++) {
      for (int k = 0; k < calls.length; k++) {
        times[k][round] = nanos(candidates.get(k).call(), calls[k]) / (double) calls[k];
      }
    }
    double reference = median(times[0]);
    for (int k = 0; k < calls.length; k++) {
      double nanos = median(times[k]);
      rows.add(
          new Row(
              operation,
              candidates.get(k).format(),
              size.inCache(),
              size.fp32Bytes(),
              1e-9 * nanos / size.blocks(),
              reference / nanos));
    }
  }

  /** Runs until the JVM has compiled the way, and tells how many calls make a measurement. */
  private static int warmUp(Runnable call) {
    long begin = System.nanoTime();
    long fastest = Long.MAX_VALUE;
    do {
      fastest = Math.min(fastest, nanos(call, 1));
    } while (System.nanoTime() - begin < WARM_UP_NANOS);
    return Math.clamp(NANOS / Math.max(1, fastest), 1, 100_000);
  }

  /** Processor time, which other programs do not count in. */
  private static long nanos(Runnable call, int calls) {
    long begin = THREADS.getCurrentThreadCpuTime();
    for (int i = 0; i < calls; i++) {
      call.run();
    }
    return THREADS.getCurrentThreadCpuTime() - begin;
  }

  /** Speed of a format in what another row measured; 0 where it was not. */
  double speed(Row of, String format) {
    return rows.stream()
        .filter(row -> row.operation().equals(of.operation()) && row.inCache() == of.inCache())
        .filter(row -> row.format().equals(format))
        .mapToDouble(Row::speed)
        .findFirst()
        .orElse(0);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
