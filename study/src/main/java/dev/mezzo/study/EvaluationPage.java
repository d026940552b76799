package dev.mezzo.study;

import dev.mezzo.geometry.Pose3;
import dev.mezzo.slam.TimedTrajectory;
import dev.mezzo.study.report.Axis;
import dev.mezzo.study.report.Chart;
import dev.mezzo.study.report.StudyPage;
import dev.mezzo.study.report.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** An evaluation as a page: maps, errors along the way, their distribution and statistics. */
public final class EvaluationPage {
  private static final String[] AXES = {"x", "y", "z"};

  private final Evaluation evaluation;
  private final TimedTrajectory reference;
  private final TimedTrajectory estimate;

  private EvaluationPage(Evaluation evaluation) {
    this.evaluation = evaluation;
    reference = evaluation.aligned().reference();
    estimate = evaluation.aligned().estimate();
  }

  /**
   * The page of an evaluation, to which the caller may add facts.
   *
   * @param evaluation what to show
   * @return not yet written
   */
  public static StudyPage of(Evaluation evaluation) {
    return new EvaluationPage(evaluation).page();
  }

  private StudyPage page() {
    StudyPage page = new StudyPage("Trajectory evaluation");
    for (PoseErrors errors : evaluation.absolute()) {
      page.tile(
          "absolute error, " + errors.relation().label(),
          String.format(
              Locale.ROOT, "%.4g %s rmse", errors.statistics().rmse(), errors.relation().unit()));
    }
    double[] way = reference.distances();
    page.tile("poses compared", String.format(Locale.ROOT, "%,d", reference.size()))
        .tile("way of the reference", String.format(Locale.ROOT, "%.4g m", way[way.length - 1]))
        .fact("Alignment", evaluation.alignmentInWords());
    evaluation.plane().ifPresent(plane -> page.fact("Projected to", plane.name()));
    evaluation.alignment().doubt().ifPresent(page::warning);
    maps(page);
    errors(
        page,
        "Absolute pose error",
        "Of each pose against that of the reference, after alignment.",
        evaluation.absolute());
    errors(
        page,
        "Relative pose error",
        "Of the motion over " + evaluation.deltaInWords() + " against that of the reference.",
        evaluation.relative());
    evaluation.kitti().ifPresent(odometry -> kitti(page, odometry));
    return page;
  }

  private void maps(StudyPage page) {
    int[] axes = evaluation.plane().map(EvaluationPage::axes).orElseGet(this::widest);
    Axis x = Axis.of(AXES[axes[0]], "m");
    Axis y = Axis.of(AXES[axes[1]], "m");
    double[] right = coordinates(estimate, axes[0]);
    double[] up = coordinates(estimate, axes[1]);
    Chart both =
        Chart.map("Reference and aligned estimate", x, y)
            .series("reference", coordinates(reference, axes[0]), coordinates(reference, axes[1]))
            .dashed()
            .muted()
            .series("estimate", right, up);
    var section = page.section("Map");
    PoseErrors errors = evaluation.absolute().isEmpty() ? null : evaluation.absolute().getFirst();
    if (errors == null) {
      section.chart(both);
      return;
    }
    double[] values = errors.values();
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double median = sorted[sorted.length / 2];
    double large = sorted[9 * sorted.length / 10];
    String unit = " " + errors.relation().unit();
    Chart where = Chart.map("Where the estimate is how wrong: " + errors.relation().label(), x, y);
    band(where, "below " + number(median) + unit, values, -1, median, right, up);
    band(where, number(median) + " to " + number(large) + unit, values, median, large, right, up);
    band(where, "the largest tenth", values, large, Double.POSITIVE_INFINITY, right, up);
    section.pair(both, where);
  }

  private static void band(
      Chart chart, String name, double[] errors, double above, double to, double[] x, double[] y) {
    int[] in = new int[errors.length];
    int n = 0;
    for (int k = 0; k < errors.length; k++) {
      if (errors[k] >= above && errors[k] < to) {
        in[n++] = k;
      }
    }
    int[] chosen = Arrays.copyOf(in, n);
    if (n > 0) {
      chart.series(name, pick(x, chosen), pick(y, chosen)).dots();
    }
  }

  private void errors(StudyPage page, String heading, String text, List<PoseErrors> all) {
    if (all.isEmpty()) {
      return;
    }
    var section = page.section(heading).text(text);
    double[] along = reference.isTimed() ? secondsSinceStart(reference) : reference.distances();
    Axis x = reference.isTimed() ? Axis.of("time", "s") : Axis.of("way", "m");
    List<String> columns = new ArrayList<>(List.of(""));
    columns.addAll(ErrorStatistics.NAMES);
    columns.add("number of errors");
    Table table = Table.of(columns.toArray(String[]::new));
    for (PoseErrors errors : all) {
      PoseRelation relation = errors.relation();
      double[] values = errors.values();
      if (values.length == 0) {
        section.note("There are no poses that far apart.");
        return;
      }
      ErrorStatistics s = errors.statistics();
      Axis axis = Axis.of(relation.label(), relation.unit());
      String name = relation.label();
      section.pair(
          Chart.lines(capital(name) + " along the way", x, axis)
              .series(name, pick(along, errors.at()), values)
              .referenceY(s.rmse(), "rmse " + number(s.rmse())),
          Chart.cumulative(capital(name) + ", how often", axis, "poses").series(name, values));
      List<Object> cells =
          new ArrayList<>(
              List.of(name + (relation.unit().isEmpty() ? "" : ", " + relation.unit())));
      Arrays.stream(s.figures()).forEach(cells::add);
      cells.add(s.count());
      table.row(cells.toArray());
    }
    section.table(table);
  }

  private static void kitti(StudyPage page, KittiOdometry odometry) {
    double[] lengths = odometry.byLength().stream().mapToDouble(of -> of.metres()).toArray();
    Axis length = Axis.of("length of the part", "m");
    Table table = Table.of("length, m", "parts", "translation, %", "rotation, deg/m");
    for (KittiOdometry.OfLength of : odometry.byLength()) {
      table.row(of.metres(), of.parts(), of.translationPercent(), of.rotationDegreesPerMetre());
    }
    table.row(
        "all", odometry.parts(), odometry.translationPercent(), odometry.rotationDegreesPerMetre());
    page.section("Metric of the KITTI odometry benchmark")
        .text("Mean errors over parts of the way, each divided by the length of the part.")
        .pair(
            Chart.lines("Translation", length, Axis.of("translation", "%"))
                .series(
                    "translation",
                    lengths,
                    odometry.byLength().stream()
                        .mapToDouble(KittiOdometry.OfLength::translationPercent)
                        .toArray()),
            Chart.lines("Rotation", length, Axis.of("rotation", "deg/m"))
                .series(
                    "rotation",
                    lengths,
                    odometry.byLength().stream()
                        .mapToDouble(KittiOdometry.OfLength::rotationDegreesPerMetre)
                        .toArray()))
        .table(table);
  }

  private static int[] axes(TrajectoryPair.Plane plane) {
    return switch (plane) {
      case XY -> new int[] {0, 1};
      case XZ -> new int[] {0, 2};
      case YZ -> new int[] {1, 2};
    };
  }

  /** The two axes along which the reference extends most: what is seen from above, mostly. */
  private int[] widest() {
    double[] extent = new double[AXES.length];
    for (int axis = 0; axis < AXES.length; axis++) {
      double[] along = coordinates(reference, axis);
      Arrays.sort(along);
      extent[axis] = along[along.length - 1] - along[0];
    }
    int thin = extent[2] <= extent[1] ? 2 : 1;
    thin = extent[0] < extent[thin] ? 0 : thin;
    return thin == 2 ? new int[] {0, 1} : thin == 1 ? new int[] {0, 2} : new int[] {1, 2};
  }

  private static double[] coordinates(TimedTrajectory poses, int axis) {
    double[] state = new double[Pose3.STATE_SIZE];
    double[] out = new double[poses.size()];
    for (int k = 0; k < out.length; k++) {
      poses.toState(k, state, 0);
      out[k] = state[axis];
    }
    return out;
  }

  private static double[] secondsSinceStart(TimedTrajectory poses) {
    double[] seconds = new double[poses.size()];
    Arrays.setAll(seconds, k -> poses.stamp(k) - poses.stamp(0));
    return seconds;
  }

  private static double[] pick(double[] values, int[] at) {
    return Arrays.stream(at).mapToDouble(k -> values[k]).toArray();
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3g", value);
  }

  private static String capital(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }
}
