package dev.mezzo.study.run;

import java.util.List;

/**
 * One row of what a study found.
 *
 * @param task name of the task that gave it
 * @param columns names of the cells
 * @param cells as text
 */
public record StudyRow(String task, List<String> columns, List<String> cells) {
  /**
   * A cell.
   *
   * @param column its name
   * @return its text
   * @throws IllegalArgumentException if there is no such column
   */
  public String text(String column) {
    int at = columns.indexOf(column);
    if (at < 0) {
      throw new IllegalArgumentException("there is no column " + column + " among " + columns);
    }
    return cells.get(at);
  }

  /**
   * A cell that is a number.
   *
   * @param column its name
   * @return its value; NaN if the cell is empty
   * @throws IllegalArgumentException if there is no such column
   * @throws NumberFormatException if it is no number
   */
  public double number(String column) {
    String text = text(column);
    return text.isEmpty() ? Double.NaN : Double.parseDouble(text);
  }
}
