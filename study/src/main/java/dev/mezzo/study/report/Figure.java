package dev.mezzo.study.report;

/** What a page shows under a caption: a chart, or the pattern of a matrix. */
public abstract sealed class Figure permits Chart, Pattern {
  Figure() {}

  /** Appends this as a figure element. */
  abstract void render(PageWriter page);
}
