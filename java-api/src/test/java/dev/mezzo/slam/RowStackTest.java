package dev.mezzo.slam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** QR of rows says what the Schur complement of their normal equations says. */
class RowStackTest {
  private final SplittableRandom random = new SplittableRandom(11);
  private final RowStack stack = new RowStack(6);

  /** A row that is zero before a column; behind the constant come three columns of a landmark. */
  private double[] row(int columns, int lead, boolean hasPoint) {
    double[] row = new double[columns + 4];
    for (int c = lead; c <= columns + (hasPoint ? 3 : 0); c++) {
      row[c] = random.nextDouble(-1, 1);
    }
    return row;
  }

  private void push(double[] row, int lead) {
    System.arraycopy(row, 0, stack.add(lead), 0, row.length);
  }

  /** Normal equations [A b]^T [A b] of the kept rows. */
  private double[][] kept(int columns, int leaving) {
    List<double[]> rows = new ArrayList<>();
    for (int k = 0; k < stack.kept(); k++) {
      double[] row = new double[columns - leaving + 1];
      System.arraycopy(stack.keptRow(k), leaving, row, 0, row.length);
      for (int c = 0; c < k; c++) {
        assertThat(row[c]).as("below the trapezoid").isZero();
      }
      rows.add(row);
    }
    return Normal.of(rows);
  }

  @Test
  void whatIsKeptIsTheSchurComplement() {
    for (int columns : new int[] {12, 18, 30, 66}) {
      for (int leaving : new int[] {0, 6}) {
        List<double[]> rows = new ArrayList<>();
        stack.begin(columns);
        for (int k = 0; k < 2 * columns; k++) {
          int lead = random.nextInt(columns);
          rows.add(Normal.extended(row(columns, lead, false), 5, -1, columns));
          push(Normal.head(rows.getLast(), columns + 4), lead);
        }
        for (int landmark = 0; landmark < 5; landmark++) {
          int first = stack.rows();
          for (int k = 0; k < 2 * (landmark + 2); k++) {
            int lead = random.nextInt(columns);
            double[] row = row(columns, lead, true);
            rows.add(Normal.extended(row, 5, landmark, columns));
            push(row, lead);
          }
          stack.eliminatePoint(first);
        }
        stack.reduce(leaving);
        assertThat(stack.kept()).isEqualTo(columns - leaving);
        // Order of the dense columns: landmarks, what leaves, what stays, the constant.
        double[][] expected =
            Normal.schur(Normal.of(Normal.pointsFirst(rows, columns)), 15 + leaving);
        assertClose(kept(columns, leaving), expected);
      }
    }
  }

  private static void assertClose(double[][] actual, double[][] expected) {
    // The last entry is what the best fit leaves, which rows below the trapezoid say.
    int n = expected.length - 1;
    for (int i = 0; i < n; i++) {
      for (int k = 0; k <= n; k++) {
        assertThat(actual[i][k]).isCloseTo(expected[i][k], within(1e-9));
      }
    }
  }

  @Test
  void whatNothingDeterminesGainsNoRows() {
    int columns = 12;
    stack.begin(columns);
    for (int k = 0; k < 20; k++) {
      // Names differences of the two halves only.
      double[] row = row(columns, 0, false);
      for (int c = 0; c < 6; c++) {
        row[6 + c] = -row[c];
      }
      push(row, 0);
    }
    stack.reduce(6);
    for (int k = 0; k < stack.kept(); k++) {
      for (int c = 6; c < columns; c++) {
        assertThat(stack.keptRow(k)[c]).isCloseTo(0, within(1e-13));
      }
    }
  }

  @Test
  void landmarksThatAreNotDeterminedLeaveWhatIsKnown() {
    stack.begin(6);
    double[] seenOnce = row(6, 0, true);
    push(seenOnce, 0);
    double[] seenTwice = row(6, 0, true);
    push(seenTwice, 0);
    stack.eliminatePoint(0);
    assertThat(stack.rows()).as("three unknowns from two rows").isZero();
    push(row(6, 2, false), 2);
    stack.eliminatePoint(0);
    assertThat(stack.rows()).as("a row that names no landmark").isEqualTo(1);
    stack.reduce(0);
    assertThat(stack.keptLead(0)).isEqualTo(2);
  }

  @Test
  void eliminatingOneAfterAnotherGivesTheEstimateOfTheWhole() {
    int block = 6;
    int blocks = 8;
    int n = block * blocks;
    List<double[]> all = new ArrayList<>();
    List<double[]> prior = new ArrayList<>();
    for (int b = 0; b + 2 < blocks; b++) {
      List<double[]> now = new ArrayList<>();
      for (int k = 0; k < 10; k++) {
        double[] row = new double[n + 1];
        for (int c = b * block; c < (b + 3) * block; c++) {
          row[c] = random.nextDouble(-1, 1);
        }
        row[n] = random.nextDouble(-1, 1);
        now.add(row);
      }
      all.addAll(now);
      int left = n - b * block;
      stack.begin(left);
      for (List<double[]> rows : List.of(prior, now)) {
        for (double[] row : rows) {
          double[] part = new double[left + 4];
          System.arraycopy(row, b * block, part, 0, left + 1);
          push(part, 0);
        }
      }
      stack.reduce(block);
      prior.clear();
      for (int k = 0; k < stack.kept(); k++) {
        double[] row = new double[n + 1];
        System.arraycopy(stack.keptRow(k), block, row, (b + 1) * block, left - block + 1);
        prior.add(row);
      }
    }
    double[] whole = Normal.solve(Normal.of(all));
    int last = n - 2 * block;
    List<double[]> end = new ArrayList<>();
    for (double[] row : prior) {
      double[] part = new double[2 * block + 1];
      System.arraycopy(row, last, part, 0, part.length);
      end.add(part);
    }
    double[] remaining = Normal.solve(Normal.of(end));
    for (int c = 0; c < 2 * block; c++) {
      assertThat(remaining[c]).isCloseTo(whole[last + c], within(1e-9));
    }
  }
}
