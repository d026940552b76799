package dev.mezzo.study.odometry;

import dev.mezzo.geometry.Pose3;
import dev.mezzo.slam.Alignment;
import dev.mezzo.study.Spread;
import dev.mezzo.study.TrajectoryPair;
import dev.mezzo.study.report.Axis;
import dev.mezzo.study.report.Chart;
import dev.mezzo.study.report.Section;
import dev.mezzo.study.report.StudyPage;
import dev.mezzo.study.report.Table;
import dev.mezzo.study.run.StudyRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** The page of a study of visual odometry. Some drives are driven again to be drawn. */
public final class OdometryReport {
  private static final Axis EAST = Axis.of("x", "m");
  private static final Axis NORTH = Axis.of("y", "m");

  /** Part of the map's extent that the largest error on it takes, at most. */
  private static final double LARGEST_DRAWN = 0.12;

  private final OdometryResults results;
  private final OdometryStudy study;

  private OdometryReport(OdometryResults results) {
    this.results = results;
    study = results.study();
  }

  /**
   * Makes the page.
   *
   * @param results what was found
   * @param machine facts about where, to be shown
   * @return to be written
   */
  public static StudyPage of(OdometryResults results, Map<String, String> machine) {
    return new OdometryReport(results).page(machine);
  }

  private StudyPage page(Map<String, String> machine) {
    StudyPage page =
        new StudyPage("Visual odometry in double, single, mixed and half precision")
            .lead(
                "A home robot with a stereo camera and wheels that slip drives through a house, "
                    + String.format(Locale.ROOT, "%,d", study.count())
                    + " times, each time another drive: other rooms, noise, mismatches of the"
                    + " tracker, moving things. Its sliding window is solved in double, single,"
                    + " mixed and naive half precision, and as the article does it. Errors are"
                    + " those of the whole trajectory against the true one, after rigid"
                    + " alignment.");
    tiles(page);
    errors(page.section("Errors"));
    typicalDrive(page.section("One drive, naive half beside mixed"));
    failures(page.section("How often each failed"));
    costs(page.section("What a keyframe costs"));
    if (!study.files().isEmpty()) {
      publicDrives(page.section("Public drives"));
    }
    simulation(page.section("What is simulated"));
    machine.forEach(page::fact);
    page.fact("Seed", study.seed() + " for the first drive, one more for each further");
    page.fact("Drives at once", Integer.toString(results.threads()));
    if (results.resumed() > 0) {
      page.fact("Gone on with", results.resumed() + " tasks of an interrupted run");
    }
    return page;
  }

  private void tiles(StudyPage page) {
    page.tile("drives", String.format(Locale.ROOT, "%,d", study.count()))
        .tile("median error, double", metres(results.spread("double").median()))
        .tile("median error, mixed", metres(results.spread("mixed").median()))
        .tile("median error, the article's way", metres(results.spread("article").median()))
        .tile("median error, naive half", metres(results.spread("half").median()))
        .tile(
            "mixed from double, worst percentile",
            percent(results.largestDifference("mixed", "double")))
        .tile("drives that naive half failed", share(results.failures("half").failed()));
  }

  private void errors(Section section) {
    Chart chart =
        Chart.cumulative(
                "Cumulative histogram of the errors of the drives",
                Axis.of("position error, root mean square", "m").log(),
                "drives")
            .series("wheels alone", results.errors(OdometryStudy.WHEELS))
            .muted()
            .dashed();
    WindowSolver.ALL.forEach(solver -> chart.series(solver.name(), results.errors(solver.name())));
    chart.note(
        "Double, single, mixed and the article's way lie upon each other where one of them hides"
            + " others.");
    section.chart(chart).table(percentiles());
    section.text(
        "Mixed is how Mezzo solves such windows: it eliminates the landmarks, factors the reduced"
            + " system of the few keyframes in double precision, and stores in half precision what"
            + " is left of the Jacobian. The article's way is here because in it half precision"
            + " does the work: conjugate gradients on the whole Jacobian (CGNR), all products with"
            + " fp16 operands, preconditioned by diagonal blocks.");
    section.text(
        "How far single drives are from double: most to the last digits, some by more, where an "
            + "observation near the gate was kept in one precision and not in the other, or a "
            + "solve was ended at its tolerance one step earlier.");
    section.chart(
        Chart.cumulative(
                "Difference of a drive's error from that of double",
                Axis.of("relative difference", "").log(),
                "drives")
            .series("single", differences("single"))
            .series("mixed", differences("mixed"))
            .series("article", differences("article"))
            .series("half", differences("half"))
            .referenceX(0.02, "2 %"));
  }

  private Table percentiles() {
    Table table =
        Table.of("position error, m", "mean", "50 %", "75 %", "90 %", "95 %", "99 %", "max");
    Spread reference = results.spread("double");
    for (String name : OdometryResults.names()) {
      Spread errors = results.spread(name);
      table.row(cells(title(name), errors.mean(), errors::quantile));
    }
    for (String name : List.of("single", "mixed", "article", "half")) {
      Spread errors = results.spread(name);
      table.row(
          cells(
              name + " over double",
              errors.mean() / reference.mean(),
              part -> errors.quantile(part) / reference.quantile(part)));
    }
    return table;
  }

  private static Object[] cells(String name, double mean, DoubleUnaryOperator quantile) {
    List<Object> cells = new ArrayList<>(List.of(name, mean));
    Arrays.stream(OdometryResults.PERCENTILES)
        .forEach(percent -> cells.add(quantile.applyAsDouble(percent / 100)));
    return cells.toArray();
  }

  private double[] differences(String name) {
    double[] errors = results.errors(name);
    double[] reference = results.errors("double");
    for (int k = 0; k < errors.length; k++) {
      // No difference at all has its place on a logarithmic axis, too.
      errors[k] = Math.max(1e-12, Math.abs(errors[k] / reference[k] - 1));
    }
    return errors;
  }

  private void typicalDrive(Section section) {
    int number = results.typicalDriveInHalf();
    VisualSequence sequence = study.drive(number);
    section.text(
        "Drive "
            + number
            + ", whose error in half precision is the median one: neither its best nor its worst.");
    List<Pose3> truth = driven(sequence, "double").truth();
    Chart errors =
        Chart.lines(
            "Error along the drive",
            Axis.of("distance driven", "m"),
            Axis.of("position error", "m"));
    List<Pose3> mixed = driven(sequence, "mixed").aligned();
    List<Pose3> half = driven(sequence, "half").aligned();
    double factor = magnification(truth, half);
    errors.series("mixed", distances(truth), errorsAlong(truth, mixed));
    errors.series("half", distances(truth), errorsAlong(truth, half));
    List<Pose3> wheels = aligned(truth, OdometryStudy.deadReckoning(sequence), Alignment.Kind.SE3);
    errors.series("wheels alone", distances(truth), errorsAlong(truth, wheels)).muted().dashed();
    section
        .pair(
            map("Mixed precision", "mixed", truth, magnified(truth, mixed, factor)),
            map("Naive half precision", "half", truth, magnified(truth, half, factor)))
        .note(
            String.format(
                Locale.ROOT,
                "Errors are drawn %.0f times as large as they are, on both maps.",
                factor))
        .chart(errors);
  }

  /** What makes the errors of an estimate as large as a part of the map: 1, 2, 5, 10, ... */
  private static double magnification(List<Pose3> truth, List<Pose3> estimate) {
    double[] x = along(truth, Pose3::x);
    double[] y = along(truth, Pose3::y);
    double extent = Math.max(extent(x), extent(y));
    double largest = Arrays.stream(errorsAlong(truth, estimate)).max().orElse(0);
    double most = LARGEST_DRAWN * extent / Math.max(largest, 1e-6 * extent);
    double decade = Math.pow(10, Math.floor(Math.log10(most)));
    double digit = most / decade >= 5 ? 5 : most / decade >= 2 ? 2 : 1;
    return Math.max(1, digit * decade);
  }

  private static double extent(double[] values) {
    DoubleSummaryStatistics range = Arrays.stream(values).summaryStatistics();
    return range.getMax() - range.getMin();
  }

  private static List<Pose3> magnified(List<Pose3> truth, List<Pose3> estimate, double factor) {
    List<Pose3> drawn = new ArrayList<>();
    for (int k = 0; k < truth.size(); k++) {
      Pose3 a = truth.get(k);
      Pose3 b = estimate.get(k);
      drawn.add(
          Pose3.of(
              a.x() + factor * (b.x() - a.x()),
              a.y() + factor * (b.y() - a.y()),
              a.z() + factor * (b.z() - a.z()),
              b.rotation()));
    }
    return drawn;
  }

  private static Chart map(
      String caption, String precision, List<Pose3> truth, List<Pose3> estimate) {
    return Chart.map(caption, EAST, NORTH)
        .series("truth", along(truth, Pose3::x), along(truth, Pose3::y))
        .muted()
        .series(precision, along(estimate, Pose3::x), along(estimate, Pose3::y));
  }

  /** A drive that is over: true poses, and estimated ones in the frame of the true ones. */
  private record Driven(List<Pose3> truth, List<Pose3> aligned) {}

  private static Driven driven(VisualSequence sequence, String solver) {
    try (var drive = new WindowDrive(sequence, WindowSolver.named(solver).optimizer())) {
      while (drive.approach()) {
        drive.settle(drive.update());
      }
      drive.finish();
      List<Pose3> truth = drive.truth();
      Alignment.Kind kind = sequence.isUpToScale() ? Alignment.Kind.SIM3 : Alignment.Kind.SE3;
      return new Driven(truth, aligned(truth, drive.estimate(), kind));
    }
  }

  private static List<Pose3> aligned(List<Pose3> truth, List<Pose3> estimate, Alignment.Kind kind) {
    Alignment alignment = TrajectoryPair.of(truth, estimate).fit(kind);
    return estimate.stream().map(alignment::apply).toList();
  }

  private static double[] along(List<Pose3> poses, ToDoubleFunction<Pose3> coordinate) {
    return poses.stream().mapToDouble(coordinate).toArray();
  }

  private static double[] distances(List<Pose3> poses) {
    double[] distances = new double[poses.size()];
    for (int k = 1; k < distances.length; k++) {
      distances[k] = distances[k - 1] + distance(poses.get(k - 1), poses.get(k));
    }
    return distances;
  }

  private static double[] errorsAlong(List<Pose3> truth, List<Pose3> estimate) {
    double[] errors = new double[truth.size()];
    for (int k = 0; k < errors.length; k++) {
      errors[k] = distance(truth.get(k), estimate.get(k));
    }
    return errors;
  }

  private static double distance(Pose3 a, Pose3 b) {
    return Math.hypot(b.x() - a.x(), Math.hypot(b.y() - a.y(), b.z() - a.z()));
  }

  private void failures(Section section) {
    Table table =
        Table.of(
            "of " + study.count() + " drives",
            "refused keyframes",
            "error above twice that of double",
            "either: failed",
            "share",
            "worse than wheels alone");
    WindowSolver.ALL.forEach(
        solver -> {
          OdometryResults.Failures failures = results.failures(solver.name());
          table.row(
              solver.name(),
              failures.refused(),
              failures.muchWorse(),
              failures.failed(),
              share(failures.failed()),
              failures.worseThanWheels());
        });
    section
        .table(table)
        .note(
            "The window refuses a keyframe when its solve breaks down, or when most of what the "
                + "keyframe saw ends up far from where it should be. Its pose is then that of the "
                + "wheels; after three in a row the window begins anew.");
  }

  private void costs(Section section) {
    Table table =
        Table.of(
            "precision",
            "ms per keyframe, median of the drives",
            "iterations per keyframe",
            "conjugate gradient iterations per keyframe");
    WindowSolver.ALL.forEach(
        solver ->
            table.row(
                solver.name(),
                results.milliseconds(solver.name()),
                results.perKeyframe(solver.name(), "iterations"),
                results.perKeyframe(solver.name(), "linear_iterations")));
    section
        .table(table)
        .note(
            "Windows of "
                + study.window()
                + " keyframes; "
                + results.threads()
                + " drives at once, which disturb each other, and short drives, which hardly warm "
                + "up: 'mezzo bench window' measures times. Without conjugate gradient iterations "
                + "the reduced system of the keyframes is factored at each step.");
  }

  private void publicDrives(Section section) {
    Table table =
        Table.of("drive", "keyframes", "precision", "error, m", "max, m", "over double", "refused");
    Map<String, Map<String, StudyRow>> files = results.files();
    study
        .files()
        .keySet()
        .forEach(
            name -> {
              double reference = files.get(name).get("double").number("ate_rmse_m");
              WindowSolver.ALL.forEach(
                  solver -> {
                    StudyRow row = files.get(name).get(solver.name());
                    table.row(
                        name,
                        (int) row.number("keyframes"),
                        solver.name(),
                        row.number("ate_rmse_m"),
                        row.number("ate_max_m"),
                        row.number("ate_rmse_m") / reference,
                        (int) row.number("refused"));
                  });
            });
    section.table(table);
    List<Chart> maps =
        study.files().entrySet().stream()
            .parallel()
            .map(drive -> publicDrive(drive.getKey(), drive.getValue()))
            .toList();
    if (maps.size() == 2) {
      section.pair(maps.getFirst(), maps.getLast());
    } else {
      maps.forEach(section::chart);
    }
    section.note(
        "Where one camera is all there is, the estimate is scaled, too, to come closest to the "
            + "reference poses.");
  }

  private static Chart publicDrive(String name, VisualSequence sequence) {
    List<Driven> both =
        Stream.of("mixed", "half").parallel().map(solver -> driven(sequence, solver)).toList();
    Driven mixed = both.getFirst();
    Driven half = both.getLast();
    return Chart.map(name, EAST, Axis.of("z", "m"))
        .series("reference", along(mixed.truth(), Pose3::x), along(mixed.truth(), Pose3::z))
        .muted()
        .series("mixed", along(mixed.aligned(), Pose3::x), along(mixed.aligned(), Pose3::z))
        .series("half", along(half.aligned(), Pose3::x), along(half.aligned(), Pose3::z));
  }

  private void simulation(Section section) {
    section.text(
        "A differential-drive robot goes from room to room of a house of two floors, "
            + study.keyframes()
            + " keyframes a drive (one every 0.15 m, and in turns every 0.12 rad), begun anywhere"
            + " on its way. Its stereo camera (640 by 480 pixels, 90 degrees, 0.1 m baseline)"
            + " tracks 25 to 50 landmarks on walls, floor, ceiling and furniture; pixels have noise"
            + " of 0.35 to 1.05 pixels where 0.7 are assumed. On 70 % of the drives up to 8 % of"
            + " the matches are anywhere in the images; on half of them up to 8 % of the landmarks"
            + " move. Turns end tracks. Wheels slip: their errors are 1.5 to 6 times those of the"
            + " robot of 'mezzo demo', and their radius is wrong by 2 % (standard deviation).");
  }

  private String share(int drives) {
    return String.format(Locale.ROOT, "%.1f %%", 100.0 * drives / study.count());
  }

  private static String metres(double value) {
    return String.format(Locale.ROOT, "%.4f m", value);
  }

  private static String percent(double part) {
    return String.format(Locale.ROOT, "%.3f %%", 100 * part);
  }

  private static String title(String name) {
    return name.equals(OdometryStudy.WHEELS) ? "wheels alone" : name;
  }
}
