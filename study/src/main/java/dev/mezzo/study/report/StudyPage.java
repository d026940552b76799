package dev.mezzo.study.report;

import dev.mezzo.study.report.Markup.Entry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The page of a study, one file that loads nothing: figures at the top, sections with text, charts
 * and tables, and at the end the facts that tell where the numbers come from.
 *
 * <pre>{@code
 * StudyPage page = new StudyPage("Odometry in four precisions").lead("What this is about.");
 * page.tile("trajectories", "1,703").fact("Seed", "1").fact("Machine", machine);
 * page.section("Errors")
 *     .chart(
 *         Chart.cumulative("Error at the end", Axis.of("error", "m").log(), "trajectories")
 *             .series("double", errorsOfDouble)
 *             .series("mixed", errorsOfMixed))
 *     .table(Table.of("precision", "median, m").row("double", 0.1).row("mixed", 0.1));
 * page.write(Path.of("mezzo-study-vo.html"));
 * }</pre>
 *
 * <p>A name has the same colour on all charts of a page, and the precisions (double, single, mixed,
 * half) have theirs on every page. Texts may hold any characters and are never taken as markup.
 * Numbers that are not finite are not drawn, and tables show a dash for them. Each method that adds
 * something returns this page, but {@link #section} returns the section. Not safe for use by
 * several threads at once.
 */
public final class StudyPage {
  private static final List<String> SCRIPTS =
      List.of("page.js", "axes.js", "plane.js", "study-series.js", "study.js");

  private final String title;
  private final List<String> leads = new ArrayList<>();
  private final List<Entry> tiles = new ArrayList<>();
  private final List<Entry> facts = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final List<Section> sections = new ArrayList<>();

  /**
   * An empty page.
   *
   * @param title what it is about
   */
  public StudyPage(String title) {
    this.title = Objects.requireNonNull(title, "title");
  }

  /**
   * Adds a paragraph below the title.
   *
   * @param paragraph plain text
   * @return this
   */
  public StudyPage lead(String paragraph) {
    leads.add(Objects.requireNonNull(paragraph, "paragraph"));
    return this;
  }

  /**
   * Adds a figure to the head of the page.
   *
   * @param name what it is
   * @param value with its unit
   * @return this
   */
  public StudyPage tile(String name, String value) {
    tiles.add(new Entry(name, value));
    return this;
  }

  /**
   * Adds a fact about the run to the end of the page: machine, versions, seed, options.
   *
   * @param name what it is
   * @param value with its unit
   * @return this
   */
  public StudyPage fact(String name, String value) {
    facts.add(new Entry(name, value));
    return this;
  }

  /**
   * Adds a remark that stands out, below the head of the page.
   *
   * @param sentence plain text
   * @return this
   */
  public StudyPage warning(String sentence) {
    warnings.add(Objects.requireNonNull(sentence, "sentence"));
    return this;
  }

  /**
   * Adds a section, to be filled by its own methods.
   *
   * @param heading plain text
   * @return the new section
   */
  public Section section(String heading) {
    Section section = new Section(heading);
    sections.add(section);
    return section;
  }

  /**
   * The page.
   *
   * @return HTML
   */
  public String toHtml() {
    PageWriter top = new PageWriter();
    leads.forEach(lead -> top.paragraph("lead", lead));
    top.markup(Markup.definitions("tiles", tiles)).markup(Markup.warnings(warnings));
    PageWriter body = new PageWriter();
    sections.forEach(section -> section.render(body));
    if (!facts.isEmpty()) {
      body.markup("<section>\n").element("h2", "This run");
      body.markup(Markup.definitions("facts", facts)).markup("</section>\n");
    }
    return PageFile.fill(title, top.html(), body.html(), body.data(), SCRIPTS);
  }

  /**
   * Writes the page, whole or not at all.
   *
   * @param file created or replaced
   * @throws IOException if it cannot be written; what was there stays
   */
  public void write(Path file) throws IOException {
    PageFile.write(file, toHtml());
  }
}
