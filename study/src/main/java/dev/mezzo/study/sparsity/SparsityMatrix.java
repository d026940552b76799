package dev.mezzo.study.sparsity;

import dev.mezzo.linalg.BlockPattern;
import dev.mezzo.linalg.Precision;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What is known of a matrix. Of symmetric ones and of factors the lower triangle counts, as it is
 * stored.
 *
 * @param name what it is
 * @param order of its variables; empty if it does not matter
 * @param kind what it is drawn as
 * @param pattern where its blocks are; null if it was too large to be made
 * @param bytes memory of its numbers in the formats in which it can be held; empty without pattern
 * @param fill scalars relative to those of the Hessian that it is a factor of, NaN otherwise
 * @param flops multiplications and additions to compute it from the Hessian, NaN if it is no factor
 * @param base the Hessian's pattern, for factors; null otherwise
 * @param parts cameras and landmarks; null if there are no parts
 */
public record SparsityMatrix(
    String name,
    String order,
    Kind kind,
    BlockPattern pattern,
    Map<Precision, Long> bytes,
    double fill,
    double flops,
    BlockPattern base,
    Parts parts) {
  /**
   * Variables of one kind before those of another.
   *
   * @param first how many there are of the first kind
   * @param before what these are
   * @param after what the others are
   */
  public record Parts(int first, String before, String after) {}

  /** What a matrix is drawn as. */
  public enum Kind {
    /** Factors by variables. */
    JACOBIAN,
    /** Symmetric, lower triangle given. */
    SYMMETRIC,
    /** Lower triangular. */
    FACTOR
  }

  /** How the names of complete factors begin. */
  static final String COMPLETE = "complete factor";

  /** Formats in which factors are held. */
  static final List<Precision> FORMATS =
      List.of(Precision.DOUBLE, Precision.SINGLE, Precision.HALF, Precision.BLOCK16);

  /** What a format of {@link #FORMATS} is called. */
  static String label(Precision format) {
    return switch (format) {
      case DOUBLE -> "fp64";
      case SINGLE -> "fp32";
      case HALF -> "fp16";
      case BFLOAT16 -> "bf16";
      case BLOCK16 -> "B16";
    };
  }

  /** Names of what {@link #cells} gives. */
  static final List<String> COLUMNS =
      List.of(
          "matrix",
          "order",
          "rows",
          "columns",
          "block_rows",
          "block_columns",
          "blocks",
          "scalars",
          "fill",
          "bytes_fp64",
          "bytes_fp32",
          "bytes_fp16",
          "bytes_b16",
          "flops");

  /** A matrix; its bytes are copied. */
  public SparsityMatrix {
    Map<Precision, Long> own = new EnumMap<>(Precision.class);
    own.putAll(bytes);
    bytes = own;
  }

  /**
   * Its name with the order.
   *
   * @return in words
   */
  public String title() {
    return order.isEmpty() ? name : name + ", " + order;
  }

  /** Whether it is a complete factor. */
  boolean isComplete() {
    return name.startsWith(COMPLETE);
  }

  /** Scalar rows. */
  long rows() {
    return sum(true);
  }

  /** Scalar columns. */
  long columns() {
    return sum(false);
  }

  private long sum(boolean ofRows) {
    long sum = 0;
    for (int k = 0; k < (ofRows ? pattern.rows() : pattern.columns()); k++) {
      sum += ofRows ? pattern.rowSize(k) : pattern.columnSize(k);
    }
    return sum;
  }

  /** One for each of {@link #COLUMNS}; what is not known is empty. */
  List<String> cells() {
    if (pattern == null) {
      return List.of(name, order, "", "", "", "", "", "", "", "", "", "", "", "");
    }
    return List.of(
        name,
        order,
        Long.toString(rows()),
        Long.toString(columns()),
        Integer.toString(pattern.rows()),
        Integer.toString(pattern.columns()),
        Integer.toString(pattern.blocks()),
        Long.toString(pattern.values()),
        Double.isNaN(fill) ? "" : String.format(Locale.ROOT, "%.4f", fill),
        bytes(Precision.DOUBLE),
        bytes(Precision.SINGLE),
        bytes(Precision.HALF),
        bytes(Precision.BLOCK16),
        Double.isNaN(flops) ? "" : String.format(Locale.ROOT, "%.0f", flops));
  }

  private String bytes(Precision format) {
    return bytes.containsKey(format) ? bytes.get(format).toString() : "";
  }
}
