package dev.mezzo.study.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A chart of a page. It is made for its kind, filled by {@code series}, and the methods below those
 * change the series that was added last. Each returns this chart.
 *
 * <p>What cannot be drawn is left out, and a note below the chart counts it: numbers that are not
 * finite and, on logarithmic axes, those that are not positive. Series longer than what can be told
 * apart are thinned, lines without moving their peaks; a note says so. Arrays are copied. Not safe
 * for use by several threads at once.
 */
public final class Chart extends Figure {
  /** What is drawn. */
  enum Kind {
    LINES,
    POINTS,
    BARS,
    MAP,
    CUMULATIVE,
    HISTOGRAM
  }

  /** A straight line across the plot. */
  record Reference(boolean isVertical, double value, String text) {}

  final Kind kind;
  final String caption;
  final List<String> categories;
  final Axis x;
  final Axis y;
  final List<Series> series = new ArrayList<>();
  final List<Reference> references = new ArrayList<>();
  final List<String> notes = new ArrayList<>();
  boolean isStacked;
  boolean isHorizontal;

  private Chart(Kind kind, String caption, List<String> categories, Axis x, Axis y) {
    this.kind = kind;
    this.caption = Objects.requireNonNull(caption, "caption");
    this.categories = List.copyOf(categories);
    this.x = Objects.requireNonNull(x, "x");
    this.y = Objects.requireNonNull(y, "y");
  }

  /**
   * Lines through points in the order given; a number that is not finite leaves a gap.
   *
   * @param caption plain text
   * @param x horizontal
   * @param y vertical
   * @return to be filled by {@link #series(String, double[], double[])}
   */
  public static Chart lines(String caption, Axis x, Axis y) {
    return new Chart(Kind.LINES, caption, List.of(), x, y);
  }

  /**
   * Points that are not connected.
   *
   * @param caption plain text
   * @param x horizontal
   * @param y vertical
   * @return to be filled by {@link #series(String, double[], double[])}
   */
  public static Chart points(String caption, Axis x, Axis y) {
    return new Chart(Kind.POINTS, caption, List.of(), x, y);
  }

  /**
   * Bars, one group for each category, in it one bar for each series.
   *
   * @param caption plain text
   * @param categories names of the groups
   * @param y of the values
   * @return to be filled by {@link #series(String, double[])} with a value for each category
   */
  public static Chart bars(String caption, List<String> categories, Axis y) {
    return new Chart(Kind.BARS, caption, categories, Axis.of(""), y);
  }

  /**
   * Trajectories from above, with the same scale on both axes; a circle marks where each begins, a
   * square where it ends. The reader can move and zoom.
   *
   * @param caption plain text
   * @param x to the right, such as metres
   * @param y upwards, in the unit of x
   * @return to be filled by {@link #series(String, double[], double[])}
   */
  public static Chart map(String caption, Axis x, Axis y) {
    return new Chart(Kind.MAP, caption, List.of(), x, y);
  }

  /**
   * Cumulative histogram: over each value the share of samples that are not larger. Samples that
   * are not finite count as larger than any, so a curve with such samples ends below 100 %.
   *
   * @param caption plain text
   * @param x of the samples
   * @param samples what is counted, in the plural, such as "trajectories"
   * @return to be filled by {@link #series(String, double[])} with samples
   */
  public static Chart cumulative(String caption, Axis x, String samples) {
    Axis share = Axis.of("share of " + samples, "%").showing(0, 100);
    return new Chart(Kind.CUMULATIVE, caption, List.of(), x, share);
  }

  /**
   * How many samples there are in each of equally wide ranges (on a logarithmic axis, equally wide
   * there); the ranges are the same for all series.
   *
   * @param caption plain text
   * @param x of the samples
   * @param samples what is counted, in the plural, such as "trajectories"
   * @return to be filled by {@link #series(String, double[])} with samples
   */
  public static Chart histogram(String caption, Axis x, String samples) {
    return new Chart(Kind.HISTOGRAM, caption, List.of(), x, Axis.of(samples));
  }

  /**
   * Adds a series of points.
   *
   * @param name in the legend; the same name has the same colour on the whole page
   * @param x of each point
   * @param y of each point
   * @return this
   * @throws IllegalArgumentException if there are not as many x as y
   * @throws IllegalStateException for a chart of categories or samples
   */
  public Chart series(String name, double[] x, double[] y) {
    if (x.length != y.length) {
      throw new IllegalArgumentException(x.length + " x for " + y.length + " y");
    }
    if (isOfValues()) {
      throw new IllegalStateException("this chart takes values, not points");
    }
    series.add(new Series(name, x.clone(), y.clone(), false));
    return this;
  }

  /**
   * Adds a value for each category, or samples.
   *
   * @param name in the legend; the same name has the same colour on the whole page
   * @param values in the order of the categories, NaN where there is none, or samples in any order
   * @return this
   * @throws IllegalArgumentException if there are not as many values as categories
   * @throws IllegalStateException for a chart of points
   */
  public Chart series(String name, double... values) {
    addValues(name, values, false);
    return this;
  }

  /**
   * Marks a value on each bar or beside it by a dash, such as figures of an article.
   *
   * @param name in the legend
   * @param values in the order of the categories; NaN where there is none
   * @return this
   * @throws IllegalArgumentException if there are not as many values as categories
   * @throws IllegalStateException for a chart without bars
   */
  public Chart markers(String name, double... values) {
    if (kind != Kind.BARS) {
      throw new IllegalStateException("only bars have markers");
    }
    addValues(name, values, true);
    return this;
  }

  private void addValues(String name, double[] values, boolean isMarkers) {
    if (!isOfValues()) {
      throw new IllegalStateException("this chart takes points, not values");
    }
    if (kind == Kind.BARS && values.length != categories.size()) {
      throw new IllegalArgumentException(
          values.length + " values for " + categories.size() + " categories");
    }
    series.add(new Series(name, null, values.clone(), isMarkers));
    last().isStep = kind != Kind.BARS;
  }

  private boolean isOfValues() {
    return kind == Kind.BARS || kind == Kind.CUMULATIVE || kind == Kind.HISTOGRAM;
  }

  private Series last() {
    if (series.isEmpty()) {
      throw new IllegalStateException("there is no series yet");
    }
    return series.getLast();
  }

  /**
   * Draws the last series as steps: a value holds until the next.
   *
   * @return this
   * @throws IllegalStateException if there is no series yet
   */
  public Chart step() {
    last().isStep = true;
    return this;
  }

  /**
   * Draws the last series dashed.
   *
   * @return this
   * @throws IllegalStateException if there is no series yet
   */
  public Chart dashed() {
    last().isDashed = true;
    return this;
  }

  /**
   * Draws the last series thin.
   *
   * @return this
   * @throws IllegalStateException if there is no series yet
   */
  public Chart thin() {
    last().isThin = true;
    return this;
  }

  /**
   * Draws the last series in grey, as what others are compared with.
   *
   * @return this
   * @throws IllegalStateException if there is no series yet
   */
  public Chart muted() {
    last().isMuted = true;
    return this;
  }

  /**
   * Draws the last series of a map or of lines as points, such as landmarks.
   *
   * @return this
   * @throws IllegalStateException if there is no series yet
   */
  public Chart dots() {
    last().isDots = true;
    return this;
  }

  /**
   * Shows the last series only when the reader asks for it in the legend.
   *
   * @return this
   * @throws IllegalStateException if there is no series yet
   */
  public Chart hidden() {
    last().isHidden = true;
    return this;
  }

  /**
   * Draws a dashed vertical line.
   *
   * @param value on the x-axis; not finite draws none
   * @param text beside it
   * @return this
   */
  public Chart referenceX(double value, String text) {
    references.add(new Reference(true, value, Objects.requireNonNull(text, "text")));
    return this;
  }

  /**
   * Draws a dashed horizontal line; across bars that lie, a vertical one.
   *
   * @param value on the y-axis; not finite draws none
   * @param text beside it
   * @return this
   */
  public Chart referenceY(double value, String text) {
    references.add(new Reference(false, value, Objects.requireNonNull(text, "text")));
    return this;
  }

  /**
   * Puts the bars of a category upon each other.
   *
   * @return this
   */
  public Chart stacked() {
    isStacked = true;
    return this;
  }

  /**
   * Lets bars lie, so that long names of categories have room.
   *
   * @return this
   */
  public Chart horizontal() {
    isHorizontal = true;
    return this;
  }

  /**
   * Adds small print below the chart.
   *
   * @param text plain text
   * @return this
   */
  public Chart note(String text) {
    notes.add(Objects.requireNonNull(text, "text"));
    return this;
  }

  @Override
  void render(PageWriter page) {
    ChartData data = ChartData.of(this, page.palette());
    int place = page.chart(data::writeTo);
    String caption = Markup.escape(this.caption);
    page.markup("<figure>\n<figcaption>" + caption + "</figcaption>\n");
    page.markup("<div class=\"legend\" id=\"legend-" + place + "\"></div>\n");
    page.markup("<div class=\"chart" + (kind == Kind.MAP ? " square" : ""));
    page.markup(
        "\" id=\"chart-" + place + "\" role=\"img\" aria-label=\"" + caption + "\"></div>\n");
    page.paragraph("note", String.join(" ", data.notes()));
    page.markup("</figure>\n");
  }
}
