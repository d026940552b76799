package dev.mezzo.study.report;

/** What a page shows under a caption: such as a chart. */
public abstract sealed class Figure permits Chart {
  Figure() {}

  /** Appends this as a figure element. */
  abstract void render(PageWriter page);
}
