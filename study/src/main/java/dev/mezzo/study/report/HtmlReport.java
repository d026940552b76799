package dev.mezzo.study.report;

import dev.mezzo.geometry.Pose3;
import dev.mezzo.optimize.Summary;
import dev.mezzo.slam.BundleAdjustment;
import dev.mezzo.slam.PoseGraph;
import dev.mezzo.study.TrajectoryError;
import dev.mezzo.study.report.Markup.Entry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A report of one or several optimisations of a pose graph or a bundle as a web page of one file:
 * it before and after, convergence, times by stage, what rounding did, fallbacks, choices and
 * input. It loads nothing, so it works without a network and can be mailed; charts are drawn by
 * ECharts.
 *
 * <pre>{@code
 * HtmlReport report = new HtmlReport("map.g2o").start("poses of the file", graph);
 * Summary summary = graph.optimize(optimizer);
 * report.run("mixed", summary, graph).write(Path.of("report.html"));
 * }</pre>
 *
 * <p>Each method that adds something returns this report. Names and texts may hold any characters.
 * Not safe for use by several threads at once.
 */
public final class HtmlReport {
  private static final List<String> SCRIPTS =
      List.of(
          "page.js",
          "axes.js",
          "plane.js",
          "optimization-map.js",
          "optimization-charts.js",
          "optimization-tables.js");

  /** One optimisation: positions are those of the graph after it. */
  record Run(String name, Summary summary, TrajectoryError error, Drawing after) {}

  /** The graph before the optimisations. */
  record Start(String name, TrajectoryError error, Drawing before) {}

  private final String title;
  private final List<Entry> tiles = new ArrayList<>();
  private final List<Entry> facts = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final List<Run> runs = new ArrayList<>();
  private Start start;
  private List<Pose3> truth;
  private String shown;

  /**
   * An empty report.
   *
   * @param title what it is about, such as a file name
   */
  public HtmlReport(String title) {
    this.title = Objects.requireNonNull(title, "title");
  }

  /**
   * Adds a figure to the head of the page.
   *
   * @param name what it is
   * @param value with its unit
   * @return this
   */
  public HtmlReport headline(String name, String value) {
    tiles.add(new Entry(name, value));
    return this;
  }

  /**
   * Adds a fact about the input, the machine or the options.
   *
   * @param name what it is
   * @param value with its unit
   * @return this
   */
  public HtmlReport fact(String name, String value) {
    facts.add(new Entry(name, value));
    return this;
  }

  /**
   * Adds what the reader of the input complained about.
   *
   * @param text a sentence
   * @return this
   */
  public HtmlReport warning(String text) {
    warnings.add(Objects.requireNonNull(text, "text"));
    return this;
  }

  /**
   * Sets the graph that all runs start from; its poses are copied.
   *
   * @param name where its poses come from, such as "odometry"
   * @param graph before the optimisation
   * @return this
   */
  public HtmlReport start(String name, PoseGraph<?> graph) {
    start = new Start(name, error(graph), new Drawing(graph));
    return this;
  }

  /**
   * Sets the bundle that all runs start from; its cameras and landmarks are copied.
   *
   * @param name where its estimate comes from
   * @param bundle before the optimisation
   * @return this
   */
  public HtmlReport start(String name, BundleAdjustment bundle) {
    start = new Start(name, null, new Drawing(bundle));
    return this;
  }

  /**
   * Sets the true poses of a graph in space, to be drawn and compared with; before {@link
   * #start(String, PoseGraph)}.
   *
   * @param poses in the order of the graph's poses
   * @return this
   */
  public HtmlReport truth(List<Pose3> poses) {
    truth = List.copyOf(poses);
    return this;
  }

  /**
   * Adds an optimisation; the poses of the graph are copied.
   *
   * @param name short, such as the precision
   * @param summary what happened
   * @param graph after the optimisation, with the poses in the order of {@link #start(String,
   *     PoseGraph)}
   * @return this
   */
  public HtmlReport run(String name, Summary summary, PoseGraph<?> graph) {
    runs.add(new Run(name, summary, error(graph), new Drawing(graph)));
    return this;
  }

  /**
   * Adds an optimisation of a bundle; its cameras and landmarks are copied.
   *
   * @param name short, such as the precision
   * @param summary what happened
   * @param bundle after the optimisation, with the cameras of {@link #start(String,
   *     BundleAdjustment)}
   * @return this
   */
  public HtmlReport run(String name, Summary summary, BundleAdjustment bundle) {
    runs.add(new Run(name, summary, null, new Drawing(bundle)));
    return this;
  }

  /**
   * Chooses the run whose graph is drawn at first; the last one unless set.
   *
   * @param name of a run
   * @return this
   */
  public HtmlReport show(String name) {
    shown = name;
    return this;
  }

  /**
   * The page.
   *
   * @return HTML
   * @throws IllegalStateException if there is no start or no run
   */
  public String toHtml() {
    if (start == null || runs.isEmpty()) {
      throw new IllegalStateException("a report needs a start and at least one run");
    }
    String input =
        Markup.definitions("facts", facts)
            + (warnings.isEmpty()
                ? "<p class=\"note\">The input needed no repair.</p>"
                : Markup.warnings(warnings));
    return PageFile.fill(
        title,
        Markup.definitions("tiles", tiles),
        PageFile.fill("optimization.html", Map.of("@FACTS@", input)),
        new ReportData(start, truth, runs, shown).toJson(),
        SCRIPTS);
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

  private TrajectoryError error(PoseGraph<?> graph) {
    if (truth == null) {
      return null;
    }
    List<Pose3> poses = graph.poses().stream().map(Pose3.class::cast).toList();
    return TrajectoryError.between(truth, poses);
  }
}
