package dev.mezzo.slam;

import dev.mezzo.geometry.Pose3;
import dev.mezzo.optimize.Estimate;
import dev.mezzo.optimize.Evaluation;
import dev.mezzo.optimize.Factor;
import dev.mezzo.optimize.LossFunction;
import dev.mezzo.optimize.Problem;
import java.util.Arrays;

/**
 * What keyframes and landmarks that have left a sliding window say of the keyframes that remain: r
 * = r_0 + R d, with R upper trapezoidal and d the logarithms of x_0^-1 x, x_0 being the first
 * estimates. The Jacobian is R, wherever the keyframes move.
 */
final class WindowPrior {
  private static final int POSE = Pose3.TANGENT_SIZE;

  /** Rows of a factor, at most 64: whole keyframes. */
  private static final int CHUNK = 10 * POSE;

  private final WindowKeyframes keyframes;
  private final int[] slots;
  private int blocks;
  private int rows;
  private final double[] r;
  private final double[] constant;

  /** Per row, the first column that is not zero. */
  private final int[] lead;

  private final Chunk[] chunks;

  WindowPrior(WindowKeyframes keyframes) {
    this.keyframes = keyframes;
    slots = new int[keyframes.capacity()];
    int most = POSE * keyframes.capacity();
    r = new double[most * most];
    constant = new double[most];
    lead = new int[most];
    chunks = new Chunk[(most + CHUNK - 1) / CHUNK];
    Arrays.setAll(chunks, k -> new Chunk(k * CHUNK));
  }

  void clear() {
    blocks = 0;
    rows = 0;
  }

  /** Number of keyframes that it touches. */
  int blocks() {
    return blocks;
  }

  int slot(int block) {
    return slots[block];
  }

  int rows() {
    return rows;
  }

  double entry(int row, int column) {
    return r[row * blocks * POSE + column];
  }

  double constant(int row) {
    return constant[row];
  }

  /**
   * Takes over the rows that a stack kept.
   *
   * @param stack reduced
   * @param first its column that is the first of the prior
   * @param count keyframes from there on
   * @param slotOf their slots, from {@code firstBlock} on
   */
  void take(RowStack stack, int first, int count, int[] slotOf, int firstBlock) {
    blocks = count;
    rows = stack.kept();
    int columns = POSE * count;
    System.arraycopy(slotOf, firstBlock, slots, 0, count);
    for (int k = 0; k < rows; k++) {
      double[] row = stack.keptRow(k);
      System.arraycopy(row, first, r, k * columns, columns);
      constant[k] = row[stack.constant()];
      lead[k] = stack.keptLead(k) - first;
    }
    for (int b = 0; b < blocks; b++) {
      keyframes.keepFirst(slots[b]);
    }
  }

  /** Appends the rows to a stack, where the columns of a keyframe begin at the given ones. */
  void addTo(RowStack stack, int[] columnOf) {
    int columns = POSE * blocks;
    for (int k = 0; k < rows; k++) {
      int block = lead[k] / POSE;
      double[] row = stack.add(columnOf[slots[block]] + lead[k] % POSE);
      for (int b = block; b < blocks; b++) {
        System.arraycopy(r, k * columns + b * POSE, row, columnOf[slots[b]], POSE);
      }
      row[stack.constant()] = constant[k];
    }
  }

  /** Adds its factors to a problem, whose variables have the numbers of the slots. */
  void addTo(Problem problem) {
    for (int k = 0; k * CHUNK < rows; k++) {
      chunks[k].update();
      problem.addFactor(chunks[k], LossFunction.NONE);
    }
  }

  /** Some of the rows as a factor. */
  private final class Chunk implements Factor {
    private final int firstRow;

    /** An array for each number of variables. */
    private final int[][] variables;

    private int firstBlock;
    private int arity;

    Chunk(int firstRow) {
      this.firstRow = firstRow;
      variables = new int[slots.length + 1][];
      Arrays.setAll(variables, int[]::new);
    }

    void update() {
      firstBlock = lead[firstRow] / POSE;
      arity = blocks - firstBlock;
      System.arraycopy(slots, firstBlock, variables[arity], 0, arity);
    }

    @Override
    public int dimension() {
      return Math.min(CHUNK, rows - firstRow);
    }

    @Override
    public int[] variables() {
      return variables[arity];
    }

    @Override
    public void evaluate(Estimate x, Evaluation out) {
      int n = dimension();
      int columns = POSE * blocks;
      double[] h = out.scratch();
      int d = n;
      System.arraycopy(constant, firstRow, h, 0, n);
      for (int k = 0; k < arity; k++) {
        int slot = slots[firstBlock + k];
        Pose3.localCoordinates(
            keyframes.firsts(), WindowKeyframes.at(slot), x.states(), x.offset(slot), h, d);
        for (int row = 0; row < n; row++) {
          int at = (firstRow + row) * columns + (firstBlock + k) * POSE;
          for (int c = 0; c < POSE; c++) {
            h[row] += r[at + c] * h[d + c];
            out.jacobian(k, row, c, r[at + c]);
          }
        }
      }
      out.residual(h, 0);
    }
  }
}
