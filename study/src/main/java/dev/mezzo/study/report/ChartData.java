package dev.mezzo.study.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A chart as the scripts read it, and the notes below it. */
final class ChartData {
  /** Digits of coordinates over the extent of the picture: below a tenth of a pixel. */
  private static final int DIGITS = 5;

  private final Chart chart;
  private final Palette palette;
  private final List<Curve> curves = new ArrayList<>();
  private final List<String> notes;

  /** Least x, most x, least y, most y of all curves. */
  private final double[] box;

  private ChartData(Chart chart, Palette palette) {
    this.chart = chart;
    this.palette = palette;
    notes = new ArrayList<>(chart.notes);
    curves.addAll(
        switch (chart.kind) {
          case LINES, POINTS, MAP -> chart.series.stream().map(this::coordinates).toList();
          case BARS -> List.<Curve>of();
          case CUMULATIVE -> Samples.cumulative(chart);
          case HISTOGRAM -> Samples.histogram(chart);
        });
    box = box(curves);
  }

  static ChartData of(Chart chart, Palette palette) {
    palette.choose(
        chart.series.stream()
            .filter(series -> !series.isMuted)
            .map(series -> series.name)
            .toList());
    ChartData data = new ChartData(chart, palette);
    data.noteMissing();
    if (chart.kind != Chart.Kind.BARS) {
      data.thin();
    }
    return data;
  }

  List<String> notes() {
    return notes;
  }

  private Curve coordinates(Series series) {
    double[] x = new double[series.x.length];
    double[] y = new double[series.x.length];
    for (int k = 0; k < x.length; k++) {
      x[k] = chart.x.coordinate(series.x[k]);
      y[k] = chart.y.coordinate(series.y[k]);
      if (Double.isNaN(x[k]) || Double.isNaN(y[k])) {
        x[k] = Double.NaN;
        y[k] = Double.NaN;
      }
    }
    return new Curve(series, x, y);
  }

  /** Counts what cannot be drawn, series by series. */
  private void noteMissing() {
    boolean isBar = chart.kind == Chart.Kind.BARS;
    for (Series series : chart.series) {
      boolean isSample = series.x == null && !isBar;
      boolean isLogY = isSample ? chart.x.isLog() : chart.y.isLog();
      long notFinite = 0;
      long notPositive = 0;
      for (int k = 0; k < series.y.length; k++) {
        double x = series.x == null ? 1 : series.x[k];
        double y = series.y[k];
        if (isBar && Double.isNaN(y)) {
          continue; // a category that the series has no value for
        }
        if (!Double.isFinite(x) || !Double.isFinite(y)) {
          notFinite++;
        } else if ((chart.x.isLog() && x <= 0) || (isLogY && y <= 0)) {
          notPositive++;
        }
      }
      if (notFinite > 0) {
        note("%s: %,d of %,d are not finite.", series, notFinite);
      }
      if (notPositive > 0) {
        note("%s: %,d of %,d are not positive and not drawn.", series, notPositive);
      }
    }
  }

  private void note(String format, Series series, long count) {
    notes.add(String.format(Locale.ROOT, format, series.name, count, series.y.length));
  }

  private void thin() {
    double extentX = Math.max(box[1] - box[0], Double.MIN_NORMAL);
    double extentY = Math.max(box[3] - box[2], Double.MIN_NORMAL);
    if (chart.kind == Chart.Kind.MAP) {
      extentX = Math.max(extentX, extentY);
      extentY = extentX;
    }
    int before = 0;
    int after = 0;
    for (int k = 0; k < curves.size(); k++) {
      Curve curve = curves.get(k);
      before += curve.size();
      boolean isPoints = chart.kind == Chart.Kind.POINTS || curve.series().isDots;
      curve = isPoints ? Thinning.points(curve, box) : Thinning.line(curve, extentX, extentY);
      after += curve.size();
      curves.set(k, curve);
    }
    if (after < before) {
      notes.add(
          String.format(
              Locale.ROOT,
              "Drawn with %,d of %,d points; the others cannot be told apart in the picture.",
              after,
              before));
    }
  }

  private static double[] box(List<Curve> curves) {
    double[] box = {
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY,
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY
    };
    for (Curve curve : curves) {
      for (int k = 0; k < curve.size(); k++) {
        double x = curve.x()[k];
        double y = curve.y()[k];
        if (!Double.isNaN(x) && !Double.isNaN(y)) {
          box[0] = Math.min(box[0], x);
          box[1] = Math.max(box[1], x);
          box[2] = Math.min(box[2], y);
          box[3] = Math.max(box[3], y);
        }
      }
    }
    return box[0] <= box[1] ? box : new double[] {0, 1, 0, 1};
  }

  void writeTo(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("kind", chart.kind.name().toLowerCase(Locale.ROOT));
    writeAxis(json, "x", chart.x);
    writeAxis(json, "y", chart.y);
    json.writeBooleanField("stacked", chart.isStacked);
    json.writeBooleanField("horizontal", chart.isHorizontal);
    json.writeArrayFieldStart("categories");
    for (String category : chart.categories) {
      json.writeString(category);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("series");
    if (chart.kind == Chart.Kind.BARS) {
      for (Series series : chart.series) {
        writeBars(json, series);
      }
    }
    for (Curve curve : curves) {
      writeCurve(json, curve);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("references");
    for (Chart.Reference reference : chart.references) {
      writeReference(json, reference);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void writeAxis(JsonGenerator json, String field, Axis axis) throws IOException {
    json.writeObjectFieldStart(field);
    json.writeStringField("name", axis.name());
    json.writeStringField("unit", axis.unit());
    json.writeBooleanField("log", axis.isLog());
    json.writeBooleanField("fitted", axis.isFitted());
    json.writeArrayFieldStart("showing");
    for (double value : new double[] {axis.least(), axis.most()}) {
      double coordinate = axis.coordinate(value);
      if (!Double.isNaN(coordinate)) {
        json.writeNumber(coordinate);
      }
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void writeStyle(JsonGenerator json, Series series) throws IOException {
    json.writeStringField("name", series.name);
    json.writeNumberField("colour", series.isMuted ? -1 : palette.colour(series.name));
    json.writeBooleanField("step", series.isStep);
    json.writeBooleanField("dashed", series.isDashed);
    json.writeBooleanField("thin", series.isThin);
    json.writeBooleanField("hidden", series.isHidden);
    json.writeBooleanField("dots", series.isDots || chart.kind == Chart.Kind.POINTS);
    json.writeBooleanField("markers", series.isMarkers);
  }

  private void writeBars(JsonGenerator json, Series series) throws IOException {
    double largest = 0;
    for (double value : series.y) {
      double coordinate = chart.y.coordinate(value);
      largest = Double.isNaN(coordinate) ? largest : Math.max(largest, Math.abs(coordinate));
    }
    json.writeStartObject();
    writeStyle(json, series);
    json.writeArrayFieldStart("values");
    for (double value : series.y) {
      double coordinate = chart.y.coordinate(value);
      int decimals = chart.y.isLog() ? DIGITS : ScriptJson.decimals(largest, DIGITS + 1);
      ScriptJson.writeRounded(json, coordinate, decimals);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void writeCurve(JsonGenerator json, Curve curve) throws IOException {
    int digitsX = decimals(chart.x, box[1] - box[0]);
    int digitsY = decimals(chart.y, box[3] - box[2]);
    json.writeStartObject();
    writeStyle(json, curve.series());
    json.writeArrayFieldStart("points");
    for (int k = 0; k < curve.size(); k++) {
      ScriptJson.writeRounded(json, curve.x()[k], digitsX);
      ScriptJson.writeRounded(json, curve.y()[k], digitsY);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /** Logarithms are exact enough for the four digits that tooltips show. */
  private static int decimals(Axis axis, double extent) {
    return axis.isLog() ? DIGITS : ScriptJson.decimals(extent, DIGITS);
  }

  private void writeReference(JsonGenerator json, Chart.Reference reference) throws IOException {
    Axis axis = reference.isVertical() ? chart.x : chart.y;
    double coordinate = axis.coordinate(reference.value());
    if (!Double.isNaN(coordinate)) {
      json.writeStartObject();
      json.writeBooleanField("vertical", reference.isVertical() || chart.isHorizontal);
      json.writeNumberField("at", coordinate);
      json.writeStringField("text", reference.text());
      json.writeEndObject();
    }
  }
}
