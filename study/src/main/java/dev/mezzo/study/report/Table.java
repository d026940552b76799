package dev.mezzo.study.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * A table. The first column names the rows. Columns whose cells begin with a number (or are empty,
 * or a dash) are aligned to the right, others to the left.
 */
public final class Table {
  private static final java.util.regex.Pattern FIGURE =
      java.util.regex.Pattern.compile(
          "[-+−±<>≤≥~]?\\s*(\\d|∞).*|[–-]?", java.util.regex.Pattern.DOTALL);

  private final List<String> columns;
  private final List<List<String>> rows = new ArrayList<>();
  private String fold;

  private Table(List<String> columns) {
    this.columns = columns;
  }

  /**
   * An empty table.
   *
   * @param columns their names, with units
   * @return to be filled
   */
  public static Table of(String... columns) {
    return new Table(List.of(columns));
  }

  /**
   * Adds a row.
   *
   * @param cells as many as columns: whole numbers are written with thousands separated, others
   *     with four digits, those that are not finite (and null) as a dash, and anything else as text
   * @return this
   * @throws IllegalArgumentException for another number of cells
   */
  public Table row(Object... cells) {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException(
          cells.length + " cells for " + columns.size() + " columns");
    }
    List<String> row = new ArrayList<>();
    for (Object cell : cells) {
      row.add(text(cell));
    }
    rows.add(row);
    return this;
  }

  /**
   * Shows the table only when the reader opens it.
   *
   * @param summary what is shown in its place
   * @return this
   */
  public Table folded(String summary) {
    fold = Objects.requireNonNull(summary, "summary");
    return this;
  }

  private static String text(Object cell) {
    return switch (cell) {
      case null -> "–";
      case Integer n -> String.format(Locale.ROOT, "%,d", n);
      case Long n -> String.format(Locale.ROOT, "%,d", n);
      case Number x -> Figures.number(x.doubleValue());
      default -> cell.toString();
    };
  }

  void render(PageWriter page) {
    if (fold != null) {
      page.markup("<details>\n").element("summary", fold);
    }
    page.markup("<div class=\"wide\"><table class=\"data\">\n<thead>\n");
    line(page, columns, "th scope=\"col\"", "th");
    page.markup("</thead>\n<tbody>\n");
    rows.forEach(row -> line(page, row, "th scope=\"row\"", "td"));
    page.markup("</tbody>\n</table></div>\n");
    if (fold != null) {
      page.markup("</details>\n");
    }
  }

  private void line(PageWriter page, List<String> cells, String first, String tag) {
    page.markup("<tr>");
    for (int k = 0; k < cells.size(); k++) {
      String open = k == 0 ? first : tag.equals("th") ? first : tag;
      String close = k == 0 ? "th" : tag;
      page.markup("<" + open + (k == 0 || !isNumeric(k) ? " class=\"words\">" : ">"));
      page.markup(Markup.escape(cells.get(k))).markup("</" + close + ">");
    }
    page.markup("</tr>\n");
  }

  private boolean isNumeric(int column) {
    return rows.stream().allMatch(row -> FIGURE.matcher(row.get(column)).matches());
  }
}
