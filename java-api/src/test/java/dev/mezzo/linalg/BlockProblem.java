package dev.mezzo.linalg;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A seeded block-sparse Jacobian with its dense twin: variables of several dimensions on a chain
 * with closures, factors of several shapes. The reference that off-heap matrices are held to.
 */
final class BlockProblem {
  final int[] dimensions;
  final List<JacobianStructure.Group> groups = new ArrayList<>();
  final int[] blockVariables;

  /** In the layout of {@link JacobianStructure}. */
  final double[] values;

  /** rows x columns. */
  final double[][] dense;

  private final int[] firstColumn;

  /** One factor: its rows, and its variables. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Row(int rows, int[] variables) {}

  private BlockProblem(int[] dimensions, List<List<Row>> shapes, SplittableRandom random) {
    this.dimensions = dimensions;
    firstColumn = new int[dimensions.length + 1];
    for (int v = 0; v < dimensions.length; v++) {
      firstColumn[v + 1] = firstColumn[v] + dimensions[v];
    }
    List<Integer> named = new ArrayList<>();
    List<Double> numbers = new ArrayList<>();
    List<double[]> denseRows = new ArrayList<>();
    for (List<Row> shape : shapes) {
      Row first = shape.getFirst();
      groups.add(new JacobianStructure.Group(first.rows(), first.variables().length, shape.size()));
      for (Row row : shape) {
        double[][] lines = new double[row.rows()][columns()];
        for (int v : row.variables()) {
          named.add(v);
          for (double[] line : lines) {
            for (int c = firstColumn[v]; c < firstColumn[v + 1]; c++) {
              line[c] = 2 * random.nextDouble() - 1;
              numbers.add(line[c]);
            }
          }
        }
        denseRows.addAll(List.of(lines));
      }
    }
    blockVariables = named.stream().mapToInt(Integer::intValue).toArray();
    values = numbers.stream().mapToDouble(Double::doubleValue).toArray();
    dense = denseRows.toArray(double[][]::new);
  }

  /** A chain of variables of one dimension, a prior on the first, and closures at random. */
  static BlockProblem chain(int variables, int dimension, int closures, long seed) {
    var random = new SplittableRandom(seed);
    int[] dimensions = new int[variables];
    Arrays.fill(dimensions, dimension);
    List<Row> between = new ArrayList<>();
    for (int v = 1; v < variables; v++) {
      between.add(new Row(dimension, new int[] {v - 1, v}));
    }
    for (int k = 0; k < closures; k++) {
      int a = random.nextInt(variables - 1);
      int b = a + 1 + random.nextInt(variables - 1 - a);
      between.add(new Row(dimension, new int[] {b, a}));
    }
    List<Row> prior = List.of(new Row(dimension, new int[] {0}));
    return new BlockProblem(dimensions, List.of(between, prior), random);
  }

  /** Variables of dimensions 1 to 8 and factors of 1, 2 and 3 variables, of 1 to 9 rows. */
  static BlockProblem mixed(long seed) {
    var random = new SplittableRandom(seed);
    int[] dimensions = new int[24];
    for (int v = 0; v < dimensions.length; v++) {
      dimensions[v] = 1 + v % 8;
    }
    List<List<Row>> shapes = new ArrayList<>();
    for (int v = 0; v < dimensions.length; v++) {
      shapes.add(List.of(new Row(dimensions[v] + 1, new int[] {v})));
    }
    for (int d = 0; d < 8; d++) {
      shapes.add(
          List.of(
              new Row(3, new int[] {d, d + 8}),
              new Row(3, new int[] {d + 16, d + 8}),
              new Row(3, new int[] {d, d + 16})));
    }
    shapes.add(List.of(new Row(6, new int[] {3, 12, 21}), new Row(6, new int[] {11, 4, 13})));
    return new BlockProblem(dimensions, shapes, random);
  }

  /** Multiplies column c by a power of two between 1 and 2^39; gives this problem. */
  BlockProblem spread() {
    int at = 0;
    int row = 0;
    int block = 0;
    for (JacobianStructure.Group group : groups) {
      for (long f = 0; f < group.factors(); f++) {
        for (int k = 0; k < group.arity(); k++) {
          int v = blockVariables[block++];
          for (int r = row; r < row + group.rows(); r++) {
            for (int c = firstColumn[v]; c < firstColumn[v + 1]; c++) {
              double factor = Math.scalb(1.0, c * 7 % 40);
              values[at++] *= factor;
              dense[r][c] *= factor;
            }
          }
        }
        row += group.rows();
      }
    }
    return this;
  }

  int rows() {
    return dense.length;
  }

  int columns() {
    return firstColumn[dimensions.length];
  }

  /** Whether some factor connects the variables of these two columns, or they are the same. */
  boolean[][] blockPattern() {
    boolean[][] pattern = new boolean[columns()][columns()];
    for (double[] row : dense) {
      for (int i = 0; i < row.length; i++) {
        for (int j = 0; j < row.length; j++) {
          pattern[i][j] |= row[i] != 0 && row[j] != 0;
        }
      }
    }
    return pattern;
  }

  JacobianStructure structure(Arena arena) {
    return new JacobianStructure(arena, dimensions, groups, blockVariables);
  }

  /** The fp64 matrix. */
  BlockSparseMatrix matrix(Arena arena, JacobianStructure structure) {
    var matrix = new BlockSparseMatrix(arena, structure, Precision.DOUBLE);
    MemorySegment.copy(values, 0, matrix.values(), ValueLayout.JAVA_DOUBLE, 0, values.length);
    return matrix;
  }

  /** J^T J, scaled on both sides. */
  double[][] normal(double[] scale) {
    int n = columns();
    double[][] h = new double[n][n];
    for (double[] row : dense) {
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          h[i][j] += row[i] * scale[i] * row[j] * scale[j];
        }
      }
    }
    return h;
  }

  @Override
  public String toString() {
    return rows() + " x " + columns() + ", " + dimensions.length + " variables";
  }
}
