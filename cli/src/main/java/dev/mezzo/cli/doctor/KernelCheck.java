package dev.mezzo.cli.doctor;

import dev.mezzo.linalg.BlockSparseMatrix;
import dev.mezzo.linalg.IncompleteCholesky;
import dev.mezzo.linalg.NativeInfo;
import dev.mezzo.linalg.Precision;
import dev.mezzo.linalg.Rounding;
import dev.mezzo.linalg.Vector;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Kernels of the family in use against the portable ones, which are plain C. */
final class KernelCheck {
  private static final String PORTABLE = "portable";
  private static final String HALF_OPERANDS = "HALF with operands in HALF";
  private static final int SCALARS = 30_000;
  private static final List<Integer> DIMENSIONS = List.of(3, 6);
  private static final List<Precision> OF_MATRICES =
      List.of(Precision.DOUBLE, Precision.SINGLE, Precision.HALF, Precision.BFLOAT16);

  /** How far results may be apart, relative to the largest element: the sums' order differs. */
  private static final Map<Precision, Double> TOLERANCE =
      Map.of(Precision.DOUBLE, 1e-13, Precision.SINGLE, 2e-5, Precision.HALF, 1e-2);

  private KernelCheck() {}

  /** Makes results, by what they are. */
  private interface Operation {
    void run(TestMatrix matrix, Results results);
  }

  /** Results of one family. */
  private static final class Results {
    private final Map<String, double[]> values = new LinkedHashMap<>();
    private final Map<String, Double> tolerances = new LinkedHashMap<>();

    void add(String name, Vector result, Precision computed) {
      var copy = new double[(int) result.length()];
      for (int i = 0; i < copy.length; i++) {
        copy[i] = result.get(i);
      }
      values.put(name, copy);
      tolerances.put(name, TOLERANCE.get(computed));
    }
  }

  /** What is wrong with w = J p, empty if nothing is. */
  static String products() {
    return compare(
        "J p",
        (matrix, results) -> {
          for (Precision storage : OF_MATRICES) {
            Precision vectors = vectorsOf(storage);
            BlockSparseMatrix stored = matrix.stored(storage);
            Vector w = matrix.rows(vectors);
            stored.times(matrix.columns(vectors), w);
            results.add(storage.name(), w, vectors);
            if (storage == Precision.HALF) {
              Vector half = matrix.rows(Precision.HALF);
              stored.timesHalf(matrix.columns(Precision.HALF), half);
              results.add(HALF_OPERANDS, half, Precision.HALF);
            }
          }
        });
  }

  /** What is wrong with q = J^T w, empty if nothing is. */
  static String transposedProducts() {
    return compare(
        "J^T w",
        (matrix, results) -> {
          for (Precision storage : OF_MATRICES) {
            Precision vectors = vectorsOf(storage);
            BlockSparseMatrix stored = matrix.stored(storage);
            Vector q = matrix.columns(vectors);
            stored.transposeTimes(matrix.rows(vectors), q);
            results.add(storage.name(), q, vectors);
            if (storage == Precision.HALF) {
              stored.transposeTimes(matrix.rows(Precision.HALF), q);
              results.add(HALF_OPERANDS, q, Precision.HALF);
            }
          }
        });
  }

  /** What is wrong with z = L^-T L^-1 r, empty if nothing is. */
  static String solves() {
    return compare(
        "triangular solves",
        (matrix, results) -> {
          IncompleteCholesky factor = matrix.factor();
          for (Precision storage : Precision.values()) {
            Precision vectors = vectorsOf(storage);
            Vector z = matrix.columns(vectors);
            factor.store(storage);
            factor.apply(matrix.columns(vectors), z);
            results.add(storage.name(), z, vectors);
            if (storage == Precision.HALF) {
              factor.applyHalf(matrix.columns(vectors), z);
              results.add(HALF_OPERANDS, z, Precision.HALF);
            }
          }
        });
  }

  /** Numbers of all magnitudes through the kernels, against the JDK's conversion. */
  static String conversion() {
    int n = 4096;
    try (Arena arena = Arena.ofConfined()) {
      var vector = new Vector(arena, Precision.SINGLE, n);
      for (int i = 0; i < n; i++) {
        vector.set(i, (float) ((i % 2 == 0 ? 1 : -1) * 60_000 * Math.pow(0.99, i)));
      }
      MemorySegment half = arena.allocate(2L * n, 64);
      var copy = new Vector(arena, Precision.SINGLE, n);
      copy.assign(vector, 1);
      copy.roundToHalf(half, new Rounding(arena));
      for (int i = 0; i < n; i++) {
        short expected = Float.floatToFloat16((float) vector.get(i));
        short actual = half.getAtIndex(ValueLayout.JAVA_SHORT, i);
        if (expected != actual) {
          return String.format(
              Locale.ROOT,
              "conversion to fp16: %s becomes %s instead of %s",
              (float) vector.get(i),
              Float.float16ToFloat(actual),
              Float.float16ToFloat(expected));
        }
      }
      return "";
    }
  }

  private static Precision vectorsOf(Precision storage) {
    return storage == Precision.DOUBLE ? Precision.DOUBLE : Precision.SINGLE;
  }

  private static String compare(String what, Operation operation) {
    String family = NativeInfo.kernel();
    for (int dimension : DIMENSIONS) {
      try {
        Results own = run(operation, dimension);
        NativeInfo.selectKernel(PORTABLE);
        Results reference = run(operation, dimension);
        for (String name : own.values.keySet()) {
          double apart = distance(own.values.get(name), reference.values.get(name));
          if (!(apart <= own.tolerances.get(name))) {
            return String.format(
                Locale.ROOT,
                "%s in %s, blocks of %d x %d: kernels %s differ from the portable ones by %.1e",
                what,
                name,
                dimension,
                dimension,
                family,
                apart);
          }
        }
      } finally {
        NativeInfo.selectKernel(family);
      }
    }
    return "";
  }

  private static Results run(Operation operation, int dimension) {
    var results = new Results();
    try (Arena arena = Arena.ofConfined()) {
      operation.run(new TestMatrix(arena, dimension, SCALARS), results);
    }
    return results;
  }

  /** Largest difference, relative to the largest element; NaN where something is not finite. */
  private static double distance(double[] a, double[] b) {
    double difference = 0;
    double size = 0;
    for (int i = 0; i < a.length; i++) {
      difference = Math.max(difference, Math.abs(a[i] - b[i]));
      size = Math.max(size, Math.abs(b[i]));
    }
    return difference / size;
  }
}
