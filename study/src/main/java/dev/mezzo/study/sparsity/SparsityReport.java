package dev.mezzo.study.sparsity;

import dev.mezzo.linalg.Precision;
import dev.mezzo.study.report.Axis;
import dev.mezzo.study.report.Chart;
import dev.mezzo.study.report.Pattern;
import dev.mezzo.study.report.Section;
import dev.mezzo.study.report.StudyPage;
import dev.mezzo.study.report.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The page of the study. */
public final class SparsityReport {
  private SparsityReport() {}

  /**
   * Draws all matrices.
   *
   * @param results one for each problem
   * @return a page without facts
   */
  public static StudyPage page(List<SparsityResult> results) {
    StudyPage page =
        new StudyPage("Sparsity of Jacobian, Hessian and factors")
            .lead(
                "Which blocks of the matrices of bundle adjustment and of pose graphs are not zero,"
                    + " as the solver holds them. Symmetric matrices are stored as their lower"
                    + " triangle, which is what counts below; pictures of the Hessian show both.");
    int matrices = results.stream().mapToInt(result -> result.matrices().size()).sum();
    page.tile("problems", Integer.toString(results.size()));
    page.tile("matrices", Integer.toString(matrices));
    mostFill(page, results, "odometry order");
    mostFill(page, results, "AMD order");
    page.section("Complete factors side by side").pair(memory(results), fill(results));
    for (SparsityResult result : results) {
      section(page.section(result.problem().name()), result);
    }
    return page;
  }

  private static void mostFill(StudyPage page, List<SparsityResult> results, String order) {
    results.stream()
        .filter(result -> !Double.isNaN(result.fill(order)))
        .max(Comparator.comparingDouble(result -> result.fill(order)))
        .ifPresent(
            result ->
                page.tile(
                    "most fill in " + order,
                    String.format(
                        Locale.ROOT, "%.1f, %s", result.fill(order), result.problem().name())));
  }

  private static void section(Section section, SparsityResult result) {
    section.text(result.problem().description());
    List<Pattern> figures = new ArrayList<>();
    for (SparsityMatrix matrix : result.matrices()) {
      if (matrix.pattern() != null) {
        figures.add(draw(matrix));
      } else {
        section.note(
            matrix.title()
                + String.format(
                    Locale.ROOT, ": more than %,d scalars, not made.", SparsityStudy.MOST_VALUES));
      }
    }
    section.row(figures);
    section.table(table(result));
  }

  private static Pattern draw(SparsityMatrix matrix) {
    Pattern pattern =
        Pattern.of(matrix.title(), matrix.pattern())
            .note(
                String.format(
                    Locale.ROOT,
                    "%,d blocks, %,d scalars.",
                    matrix.pattern().blocks(),
                    matrix.pattern().values()));
    switch (matrix.kind()) {
      case JACOBIAN -> pattern.axes("residual", "scalar variable");
      case SYMMETRIC -> pattern.axes("scalar variable", "scalar variable").symmetric();
      case FACTOR ->
          pattern
              .axes("scalar variable", "scalar variable")
              .fill(matrix.base(), "of the Hessian", "fill");
    }
    if (matrix.parts() != null) {
      SparsityMatrix.Parts parts = matrix.parts();
      pattern.divide(parts.first(), parts.before(), parts.after());
    }
    return pattern;
  }

  private static Table table(SparsityResult result) {
    Table table =
        Table.of(
            "matrix",
            "order",
            "size",
            "blocks",
            "scalars",
            "fill",
            "fp64, kB",
            "fp32, kB",
            "fp16, kB",
            "B16, kB",
            "Mflop");
    for (SparsityMatrix matrix : result.matrices()) {
      boolean isMade = matrix.pattern() != null;
      table.row(
          matrix.name(),
          matrix.order(),
          isMade ? String.format(Locale.ROOT, "%,d × %,d", matrix.rows(), matrix.columns()) : "–",
          isMade ? matrix.pattern().blocks() : null,
          isMade ? matrix.pattern().values() : null,
          Double.isNaN(matrix.fill()) ? "–" : String.format(Locale.ROOT, "%.2f", matrix.fill()),
          decimals(kilobytes(matrix, Precision.DOUBLE)),
          decimals(kilobytes(matrix, Precision.SINGLE)),
          decimals(kilobytes(matrix, Precision.HALF)),
          decimals(kilobytes(matrix, Precision.BLOCK16)),
          decimals(matrix.flops() / 1e6));
    }
    return table;
  }

  private static String decimals(double value) {
    return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%,.1f", value);
  }

  private static double kilobytes(SparsityMatrix matrix, Precision format) {
    return matrix.bytes().containsKey(format) ? matrix.bytes().get(format) / 1e3 : Double.NaN;
  }

  /** The factor that each problem has the smallest of, in each format. */
  private static Chart memory(List<SparsityResult> results) {
    Chart chart =
        Chart.bars(
            "Memory of the smallest complete factor",
            results.stream().map(result -> result.problem().name()).toList(),
            Axis.of("memory", "kB").log());
    for (Precision format : SparsityMatrix.FORMATS) {
      chart.series(
          SparsityMatrix.label(format),
          results.stream()
              .map(SparsityResult::smallestFactor)
              .mapToDouble(factor -> factor == null ? Double.NaN : kilobytes(factor, format))
              .toArray());
    }
    return chart;
  }

  private static Chart fill(List<SparsityResult> results) {
    Chart chart =
        Chart.bars(
            "Scalars of complete factors relative to the Hessian",
            results.stream().map(result -> result.problem().name()).toList(),
            Axis.of("fill ratio").log());
    List<String> orders =
        results.stream()
            .flatMap(result -> result.matrices().stream())
            .filter(SparsityMatrix::isComplete)
            .map(SparsityMatrix::order)
            .distinct()
            .toList();
    for (String order : orders) {
      chart.series(order, results.stream().mapToDouble(result -> result.fill(order)).toArray());
    }
    return chart;
  }
}
