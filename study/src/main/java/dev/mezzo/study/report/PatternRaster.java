package dev.mezzo.study.report;

import dev.mezzo.linalg.BlockPattern;
import java.util.HashSet;
import java.util.Set;

/** The blocks of a pattern as paths on a grid of cells, one unit of the picture wide. */
final class PatternRaster {
  private static final int SIDE = 440;
  private static final double TALLEST = 1.5;
  private static final double FLATTEST = 0.35;

  /** From which fullness of a cell on it belongs to the next class of opacity. */
  private static final double[] CLASSES = {0.05, 0.2, 0.5};

  private final BlockPattern matrix;
  private final BlockPattern base;
  private final boolean isSymmetric;
  private final long[] firstRow;
  private final long[] firstColumn;
  private final int height;

  PatternRaster(BlockPattern matrix, BlockPattern base, boolean isSymmetric) {
    this.matrix = matrix;
    this.base = base;
    this.isSymmetric = isSymmetric;
    firstRow = new long[matrix.rows() + 1];
    for (int r = 0; r < matrix.rows(); r++) {
      firstRow[r + 1] = firstRow[r] + matrix.rowSize(r);
    }
    firstColumn = new long[matrix.columns() + 1];
    for (int c = 0; c < matrix.columns(); c++) {
      firstColumn[c + 1] = firstColumn[c] + matrix.columnSize(c);
    }
    double aspect = rows() / (double) Math.max(1, columns());
    height = (int) Math.round(SIDE * Math.clamp(aspect, FLATTEST, TALLEST));
  }

  int width() {
    return SIDE;
  }

  int height() {
    return height;
  }

  long rows() {
    return firstRow[matrix.rows()];
  }

  long columns() {
    return firstColumn[matrix.columns()];
  }

  double rowsOfCell() {
    return rows() / (double) height;
  }

  double columnsOfCell() {
    return columns() / (double) SIDE;
  }

  /** Whether blocks are too small to be drawn each. */
  boolean isCoarse() {
    return matrix.rows() > height || matrix.columns() > SIDE;
  }

  /** Appends one path for all blocks of a layer, or one for each opacity. */
  void appendPaths(StringBuilder svg) {
    Set<Long> inBase = base == null ? null : places(base);
    for (int layer = 0; layer < (base == null ? 1 : 2); layer++) {
      double[][] fullness = new double[height][SIDE];
      for (int k = 0; k < matrix.blocks(); k++) {
        boolean isOfBase = inBase == null || inBase.contains(place(matrix, k));
        if (isOfBase == (layer == 0)) {
          add(fullness, matrix.row(k), matrix.column(k));
          if (isSymmetric && matrix.row(k) != matrix.column(k)) {
            add(fullness, matrix.column(k), matrix.row(k));
          }
        }
      }
      for (int level = 0; level <= CLASSES.length; level++) {
        String path = path(fullness, level);
        if (!path.isEmpty()) {
          svg.append("<path class=\"layer").append(layer).append(" level").append(level);
          svg.append("\" d=\"").append(path).append("\"/>\n");
        }
      }
    }
  }

  private static Set<Long> places(BlockPattern pattern) {
    Set<Long> places = new HashSet<>();
    for (int k = 0; k < pattern.blocks(); k++) {
      places.add(place(pattern, k));
    }
    return places;
  }

  private static long place(BlockPattern pattern, int block) {
    return (long) pattern.row(block) * pattern.columns() + pattern.column(block);
  }

  /** Adds the part of each cell that a block covers; where blocks can be seen, whole cells. */
  private void add(double[][] fullness, int row, int column) {
    double top = firstRow[row] / rowsOfCell();
    double bottom = firstRow[row + 1] / rowsOfCell();
    double left = firstColumn[column] / columnsOfCell();
    double right = firstColumn[column + 1] / columnsOfCell();
    if (!isCoarse()) {
      top = Math.rint(top);
      left = Math.rint(left);
      bottom = Math.max(top + 1, Math.rint(bottom));
      right = Math.max(left + 1, Math.rint(right));
    }
    for (int y = (int) top; y < Math.min(height, bottom); y++) {
      double tall = Math.min(bottom, y + 1) - Math.max(top, y);
      for (int x = (int) left; x < Math.min(SIDE, right); x++) {
        fullness[y][x] += tall * (Math.min(right, x + 1) - Math.max(left, x));
      }
    }
  }

  /** Rectangles of the cells of a class: runs in a row, as tall as the same run repeats. */
  private static String path(double[][] fullness, int level) {
    StringBuilder path = new StringBuilder();
    int[] endAbove = new int[SIDE]; // of the run that begins there, 0 for none
    int[] since = new int[SIDE];
    for (int y = 0; y <= fullness.length; y++) {
      int[] ends = y < fullness.length ? runs(fullness[y], level) : new int[SIDE];
      for (int x = 0; x < SIDE; x++) {
        if (endAbove[x] != ends[x]) {
          if (endAbove[x] > 0) {
            appendRectangle(path, x, since[x], endAbove[x] - x, y - since[x]);
          }
          since[x] = y;
        }
      }
      endAbove = ends;
    }
    return path.toString();
  }

  /** For each cell that begins a run of a class, where the run ends; 0 for the others. */
  private static int[] runs(double[] row, int level) {
    int[] ends = new int[SIDE];
    for (int x = 0; x < SIDE; x++) {
      if (level(row[x]) == level) {
        int begin = x;
        while (x < SIDE && level(row[x]) == level) {
          x++;
        }
        ends[begin] = x;
      }
    }
    return ends;
  }

  private static void appendRectangle(StringBuilder path, int x, int y, int width, int height) {
    path.append('M').append(x).append(' ').append(y).append('h').append(width);
    path.append('v').append(height).append("h-").append(width).append('z');
  }

  /** Class of a cell; -1 if it is empty. */
  private static int level(double fullness) {
    if (!(fullness > 0)) {
      return -1;
    }
    int level = 0;
    while (level < CLASSES.length && fullness >= CLASSES[level]) {
      level++;
    }
    return level;
  }
}
