package dev.mezzo.cli;

import dev.mezzo.io.TrajectoryFile;
import dev.mezzo.study.ErrorStatistics;
import dev.mezzo.study.Evaluation;
import dev.mezzo.study.KittiOdometry;
import dev.mezzo.study.PoseErrors;
import java.util.List;
import java.util.Locale;

/** What {@code mezzo evaluate} prints for people. */
final class EvaluationText {
  private EvaluationText() {}

  static String of(Evaluation evaluation, EvaluatedFiles files) {
    var text = new StringBuilder();
    add(text, "reference  %s%n", files.reference().inWords());
    add(text, "estimate   %s%n", files.estimate().inWords());
    add(text, "pairs      %d%n", evaluation.pair().size());
    add(text, "alignment  %s%n", evaluation.alignmentInWords());
    evaluation.plane().ifPresent(plane -> add(text, "plane      %s%n", plane.name()));
    table(text, "absolute pose error", evaluation.absolute());
    table(text, "relative pose error over " + evaluation.deltaInWords(), evaluation.relative());
    evaluation.kitti().ifPresent(odometry -> kitti(text, odometry));
    return text.toString();
  }

  static String name(TrajectoryFile.Format format) {
    return switch (format) {
      case TUM -> "TUM";
      case KITTI -> "KITTI";
      case EUROC -> "EuRoC";
    };
  }

  private static void table(StringBuilder text, String title, List<PoseErrors> all) {
    if (all.isEmpty()) {
      return;
    }
    add(text, "%n%s%n%-24s", title, "");
    ErrorStatistics.NAMES.forEach(name -> add(text, " %11s", name));
    add(text, " %8s%n", "errors");
    for (PoseErrors errors : all) {
      String unit = errors.relation().unit();
      String name = errors.relation().label() + (unit.isEmpty() ? "" : ", " + unit);
      if (errors.values().length == 0) {
        add(text, "%-24s there are no poses that far apart%n", name);
        continue;
      }
      add(text, "%-24s", name);
      for (double figure : errors.statistics().figures()) {
        add(text, " %11.6g", figure);
      }
      add(text, " %8d%n", errors.values().length);
    }
  }

  private static void kitti(StringBuilder text, KittiOdometry odometry) {
    add(text, "%nmetric of KITTI's odometry benchmark%n");
    add(text, "%10s %8s %15s %15s%n", "length, m", "parts", "translation, %", "rotation, deg/m");
    for (KittiOdometry.OfLength of : odometry.byLength()) {
      add(
          text,
          "%10d %8d %15.4f %15.6f%n",
          of.metres(),
          of.parts(),
          of.translationPercent(),
          of.rotationDegreesPerMetre());
    }
    add(
        text,
        "%10s %8d %15.4f %15.6f%n",
        "all",
        odometry.parts(),
        odometry.translationPercent(),
        odometry.rotationDegreesPerMetre());
  }

  private static void add(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values));
  }
}
