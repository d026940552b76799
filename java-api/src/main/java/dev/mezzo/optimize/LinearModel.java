package dev.mezzo.optimize;

import dev.mezzo.linalg.BlockSparseMatrix;
import dev.mezzo.linalg.Precision;
import dev.mezzo.linalg.Vector;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The linear model ||r + J D y||^2 of the objective at the present estimate, in column-scaled
 * variables y (delta = D y), all fp64: its gradient, and what a step would take off it.
 */
final class LinearModel {
  private final Linearization linearization;
  private final boolean scaled;
  private final Vector scale;
  private final Vector gradient;
  private final Vector columns;
  private final Vector rows;
  private boolean isFinite;

  /** Columns whose scale stays what it is. */
  private long keptColumns;

  private boolean keepsScale;

  /** Unless {@code scaled}, D is the identity. */
  LinearModel(Arena arena, Linearization linearization, boolean scaled) {
    this.linearization = linearization;
    this.scaled = scaled;
    long n = linearization.structure().columns();
    scale = new Vector(arena, Precision.DOUBLE, n);
    gradient = new Vector(arena, Precision.DOUBLE, n);
    columns = new Vector(arena, Precision.DOUBLE, n);
    rows = new Vector(arena, Precision.DOUBLE, linearization.structure().rows());
  }

  /**
   * From now on a column keeps the scale that it had when it came, for a factor that is kept to go
   * on with.
   */
  void keepScale() {
    keepsScale = true;
  }

  /** Takes the size of a structure that has grown. */
  void resize() {
    long n = linearization.structure().columns();
    scale.resize(n);
    gradient.resize(n);
    columns.resize(n);
    rows.resize(linearization.structure().rows());
  }

  /** Takes over the present linearization; false if it holds an infinity or NaN. */
  boolean refresh() {
    if (!keepsScale || keptColumns < scale.length()) {
      rescale();
    }
    linearization.jacobian().transposeTimes(linearization.residual(), columns);
    gradient.multiply(scale, columns);
    gradient.assign(gradient, -1);
    return isFinite && Double.isFinite(gradient.maxAbs());
  }

  /**
   * A column that is this much shorter than the longest of its variable is rounding noise: made as
   * long as the others, it would let the variable move by any distance for nothing.
   */
  private static final double MOST_UNEVEN = 0x1p26;

  /** Bounds the scales of each variable's columns by the least of them. */
  private void boundScales() {
    MemorySegment d = scale.memory();
    long c = 0;
    for (int k = 0; k < linearization.free(); k++) {
      int n = linearization.columnsOf(k);
      double least = Double.POSITIVE_INFINITY;
      for (int i = 0; i < n; i++) {
        least = Math.min(least, d.getAtIndex(ValueLayout.JAVA_DOUBLE, c + i));
      }
      for (int i = 0; i < n; i++, c++) {
        if (d.getAtIndex(ValueLayout.JAVA_DOUBLE, c) > MOST_UNEVEN * least) {
          d.setAtIndex(ValueLayout.JAVA_DOUBLE, c, MOST_UNEVEN * least);
        }
      }
    }
  }

  private void rescale() {
    long kept = keepsScale ? keptColumns : 0;
    Vector fresh = kept > 0 ? columns : scale;
    isFinite = linearization.jacobian().columnScaleOnly(fresh);
    for (long c = kept; c < scale.length() && (kept > 0 || !scaled); c++) {
      scale.set(c, scaled ? fresh.get(c) : 1);
    }
    if (scaled) {
      boundScales();
    }
    keptColumns = scale.length();
  }

  BlockSparseMatrix jacobian() {
    return linearization.jacobian();
  }

  /** See {@link Linearization#jacobianOfMeasurements}. */
  BlockSparseMatrix jacobianOfMeasurements(Arena arena) {
    return linearization.jacobianOfMeasurements(arena);
  }

  /** D: powers of two. */
  Vector scale() {
    return scale;
  }

  /** Not exceeded by |J D|. */
  double maxAbs() {
    return BlockSparseMatrix.MAX_SCALED;
  }

  /** g = -(J D)^T r: half the direction of steepest descent of the objective in y. */
  Vector gradient() {
    return gradient;
  }

  /** ||r||^2: the objective, but for what a loss makes of it. */
  double objective() {
    return linearization.residual().dot(linearization.residual());
  }

  /** What the step y takes off the model: 2 g^T y - ||J D y||^2. */
  double decrease(Vector y) {
    columns.multiply(scale, y);
    double curvature = jacobian().times(columns, rows);
    return 2 * gradient.dot(y) - curvature;
  }

  /** Minimiser of the model along g: the Cauchy point is this times g. */
  double cauchyLength() {
    columns.multiply(scale, gradient);
    double curvature = jacobian().times(columns, rows);
    return gradient.dot(gradient) / curvature;
  }

  /** delta = D y, as retractions take it. */
  void toTangent(Vector y, double[] delta) {
    columns.multiply(scale, y);
    MemorySegment.copy(
        columns.memory(), ValueLayout.JAVA_DOUBLE, 0, delta, 0, Math.toIntExact(y.length()));
  }
}
