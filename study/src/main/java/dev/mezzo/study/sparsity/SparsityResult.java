package dev.mezzo.study.sparsity;

import java.util.Comparator;
import java.util.List;

/**
 * The matrices of a problem.
 *
 * @param problem what they are of
 * @param matrices in the order in which they are made
 */
public record SparsityResult(SparsityProblem problem, List<SparsityMatrix> matrices) {
  /** Copies the list. */
  public SparsityResult {
    matrices = List.copyOf(matrices);
  }

  /** Of the complete factors that were made the one with the fewest scalars; null if none was. */
  SparsityMatrix smallestFactor() {
    return matrices.stream()
        .filter(matrix -> matrix.isComplete() && matrix.pattern() != null)
        .min(Comparator.comparingLong(matrix -> matrix.pattern().values()))
        .orElse(null);
  }

  /** Fill ratio of the complete factor in an order; NaN if there is none. */
  double fill(String order) {
    return matrices.stream()
        .filter(matrix -> matrix.isComplete() && matrix.order().equals(order))
        .mapToDouble(SparsityMatrix::fill)
        .findFirst()
        .orElse(Double.NaN);
  }
}
