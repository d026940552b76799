package dev.mezzo.study.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * A part of a page under a heading of its own: paragraphs, figures and tables, in the order in
 * which they are added. Each method that adds something returns this section. What is added must
 * not be changed afterwards.
 */
public final class Section {
  private final String heading;
  private final List<Consumer<PageWriter>> parts = new ArrayList<>();

  Section(String heading) {
    this.heading = Objects.requireNonNull(heading, "heading");
  }

  /**
   * Adds a paragraph.
   *
   * @param paragraph plain text
   * @return this
   */
  public Section text(String paragraph) {
    Objects.requireNonNull(paragraph, "paragraph");
    return add(page -> page.element("p", paragraph));
  }

  /**
   * Adds small print.
   *
   * @param paragraph plain text
   * @return this
   */
  public Section note(String paragraph) {
    Objects.requireNonNull(paragraph, "paragraph");
    return add(page -> page.paragraph("note", paragraph));
  }

  /**
   * Adds a remark that stands out.
   *
   * @param sentence plain text
   * @return this
   */
  public Section warning(String sentence) {
    List<String> warnings = List.of(sentence);
    return add(page -> page.markup(Markup.warnings(warnings)));
  }

  /**
   * Adds a heading below that of the section.
   *
   * @param text plain text
   * @return this
   */
  public Section heading(String text) {
    Objects.requireNonNull(text, "text");
    return add(page -> page.element("h3", text));
  }

  /**
   * Adds a chart or a pattern over the whole width.
   *
   * @param figure what to show
   * @return this
   */
  public Section chart(Figure figure) {
    return add(figure::render);
  }

  /**
   * Adds two figures side by side, one below the other where the page is narrow.
   *
   * @param left on the left or above
   * @param right on the right or below
   * @return this
   */
  public Section pair(Figure left, Figure right) {
    Objects.requireNonNull(left, "left");
    Objects.requireNonNull(right, "right");
    return add(
        page -> {
          page.markup("<div class=\"pair\">\n");
          left.render(page);
          right.render(page);
          page.markup("</div>\n");
        });
  }

  /**
   * Adds figures in a row, as many side by side as the page has room for, which is three at most.
   *
   * @param figures in the order of reading
   * @return this
   */
  public Section row(List<? extends Figure> figures) {
    List<Figure> all = List.copyOf(figures);
    return add(
        page -> {
          page.markup("<div class=\"row\">\n");
          all.forEach(figure -> figure.render(page));
          page.markup("</div>\n");
        });
  }

  /**
   * Adds a table.
   *
   * @param table what to show
   * @return this
   */
  public Section table(Table table) {
    return add(table::render);
  }

  private Section add(Consumer<PageWriter> part) {
    parts.add(part);
    return this;
  }

  void render(PageWriter page) {
    page.markup("<section>\n").element("h2", heading);
    parts.forEach(part -> part.accept(page));
    page.markup("</section>\n");
  }
}
