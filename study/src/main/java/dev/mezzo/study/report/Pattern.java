package dev.mezzo.study.report;

import dev.mezzo.linalg.BlockPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * The non-zero blocks of a sparse matrix, drawn in scalar rows and columns with the first row at
 * the top. Blocks that are too small to be seen are drawn as cells, the fuller the darker; a note
 * then says how many rows and columns a cell stands for. Works without JavaScript.
 *
 * <p>Each method that adds something returns this pattern. Not safe for use by several threads at
 * once.
 */
public final class Pattern extends Figure {
  private static final int LEFT = 96;
  private static final int TOP = 26;
  private static final int RIGHT = 26;
  private static final int BOTTOM = 54;

  /** A line between two parts of rows and columns. */
  private record Division(double row, double column, String before, String after) {}

  private final String caption;
  private final BlockPattern matrix;
  private final List<Division> divisions = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private String rowName = "row";
  private String columnName = "column";
  private BlockPattern base;
  private String baseName = "";
  private String restName = "";
  private boolean isSymmetric;

  private Pattern(String caption, BlockPattern matrix) {
    this.caption = Objects.requireNonNull(caption, "caption");
    this.matrix = Objects.requireNonNull(matrix, "matrix");
  }

  /**
   * A matrix.
   *
   * @param caption plain text
   * @param matrix what to draw
   * @return a pattern
   */
  public static Pattern of(String caption, BlockPattern matrix) {
    return new Pattern(caption, matrix);
  }

  /**
   * Names the axes, "row" and "column" unless set.
   *
   * @param rows what scalar rows are
   * @param columns what scalar columns are
   * @return this
   */
  public Pattern axes(String rows, String columns) {
    rowName = Objects.requireNonNull(rows, "rows");
    columnName = Objects.requireNonNull(columns, "columns");
    return this;
  }

  /**
   * Draws the mirror image of each block as well: of a symmetric matrix of which the lower triangle
   * is given.
   *
   * @return this
   */
  public Pattern symmetric() {
    isSymmetric = true;
    return this;
  }

  /**
   * Draws blocks that another matrix has not in another colour, such as fill.
   *
   * @param other a matrix of the same rows and columns
   * @param inOther what the blocks that both have are
   * @param onlyHere what the other blocks are
   * @return this
   * @throws IllegalArgumentException if it has other rows or columns
   */
  public Pattern fill(BlockPattern other, String inOther, String onlyHere) {
    if (other.rows() != matrix.rows() || other.columns() != matrix.columns()) {
      throw new IllegalArgumentException("a matrix of another size");
    }
    base = other;
    baseName = Objects.requireNonNull(inOther, "inOther");
    restName = Objects.requireNonNull(onlyHere, "onlyHere");
    return this;
  }

  /**
   * Draws lines between two parts of the columns, and of the rows if the matrix is square.
   *
   * @param at block column that is the first of the second part
   * @param before what the first part is
   * @param after what the second part is
   * @return this
   */
  public Pattern divide(int at, String before, String after) {
    Objects.checkIndex(at, matrix.columns() + 1);
    double column = 0;
    for (int c = 0; c < at; c++) {
      column += matrix.columnSize(c);
    }
    double row = matrix.rows() == matrix.columns() ? column : -1;
    divisions.add(new Division(row, column, before, after));
    return this;
  }

  /**
   * Adds small print below.
   *
   * @param text plain text
   * @return this
   */
  public Pattern note(String text) {
    notes.add(Objects.requireNonNull(text, "text"));
    return this;
  }

  @Override
  void render(PageWriter page) {
    PatternRaster raster = new PatternRaster(matrix, base, isSymmetric);
    page.markup("<figure>\n").element("figcaption", caption);
    if (base != null) {
      page.markup("<div class=\"legend\">");
      legend(page, "layer0", baseName);
      legend(page, "layer1", restName);
      page.markup("</div>\n");
    }
    page.markup(svg(raster));
    List<String> small = new ArrayList<>(notes);
    if (raster.isCoarse()) {
      small.add(
          String.format(
              Locale.ROOT,
              "A dot stands for %.0f × %.0f scalars; the fuller, the darker.",
              raster.rowsOfCell(),
              raster.columnsOfCell()));
    }
    page.paragraph("note", String.join(" ", small)).markup("</figure>\n");
  }

  private static void legend(PageWriter page, String layer, String name) {
    page.markup("<span class=\"entry\"><span class=\"swatch " + layer + "\"></span>");
    page.markup(Markup.escape(name) + "</span>");
  }

  private String svg(PatternRaster raster) {
    int width = raster.width();
    int height = raster.height();
    StringBuilder svg = new StringBuilder();
    svg.append("<svg class=\"pattern")
        .append(raster.isCoarse() ? " coarse" : "")
        .append("\" role=\"img\" aria-label=\"")
        .append(Markup.escape(caption));
    svg.append("\" viewBox=\"0 0 ").append(LEFT + width + RIGHT).append(' ');
    svg.append(TOP + height + BOTTOM).append("\">\n");
    svg.append("<g transform=\"translate(").append(LEFT).append(' ').append(TOP).append(")\">\n");
    svg.append("<path class=\"frame\" d=\"M0 0h" + width + "v" + height + "h-" + width + "z\"/>\n");
    raster.appendPaths(svg);
    for (Division division : divisions) {
      appendDivision(svg, division, raster);
    }
    appendTicks(svg, raster, true);
    appendTicks(svg, raster, false);
    text(svg, width / 2.0, height + 44, "middle", columnName);
    svg.append(format("<g transform=\"translate(%d %.1f) rotate(-90)\">", 14 - LEFT, height / 2.0));
    text(svg, 0, 0, "middle", rowName);
    svg.append("</g>\n");
    return svg.append("</g>\n</svg>\n").toString();
  }

  private static void appendTicks(StringBuilder svg, PatternRaster raster, boolean isColumns) {
    double end = isColumns ? raster.columns() : raster.rows();
    double length = isColumns ? raster.width() : raster.height();
    double step = niceStep(end / (length < 200 ? 2 : 4));
    for (double at = 0; at <= end && end > 0; at += step) {
      double place = at / end * length;
      String label = String.format(Locale.ROOT, "%,.0f", at);
      if (isColumns) {
        svg.append(format("<path class=\"tick\" d=\"M%.1f %dv5\"/>\n", place, raster.height()));
        text(svg, place, raster.height() + 20, "middle", label);
      } else {
        svg.append(format("<path class=\"tick\" d=\"M0 %.1fh-5\"/>\n", place));
        text(svg, -8, place + 4, "end", label);
      }
    }
  }

  /** 1, 2 or 5 times a power of ten, and at least 1. */
  private static double niceStep(double atLeast) {
    double power = 1;
    while (10 * power <= atLeast) {
      power *= 10;
    }
    for (double digit : new double[] {1, 2, 5}) {
      if (digit * power >= atLeast) {
        return digit * power;
      }
    }
    return 10 * power;
  }

  private static void appendDivision(StringBuilder svg, Division division, PatternRaster raster) {
    double x = division.column() / Math.max(1, raster.columns()) * raster.width();
    svg.append(format("<path class=\"division\" d=\"M%.1f -6V%d", x, raster.height()));
    if (division.row() >= 0) {
      double y = division.row() / Math.max(1, raster.rows()) * raster.height();
      svg.append(format("M-6 %.1fH%d", y, raster.width()));
    }
    svg.append("\"/>\n");
    text(svg, x - 5, -10, "end", division.before());
    text(svg, x + 5, -10, "start", division.after());
  }

  private static void text(StringBuilder svg, double x, double y, String anchor, String text) {
    svg.append(format("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">", x, y, anchor));
    svg.append(Markup.escape(text)).append("</text>\n");
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
