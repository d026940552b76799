package dev.mezzo.study.profile;

import dev.mezzo.study.run.StudyRow;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Where the time, the operations and the traffic of a solve go.
 *
 * @param application what it is an example of
 * @param problem its name
 * @param arithmetic how it was solved
 * @param steps outer iterations, of all solves
 * @param linearIterations of conjugate gradients
 * @param factorizations how many
 * @param seconds by stage, medians of the runs
 * @param flops by stage; none for {@link Stage#SETUP}
 * @param bytes by stage; none for {@link Stage#SETUP}
 */
public record Profile(
    Application application,
    String problem,
    Arithmetic arithmetic,
    int steps,
    int linearIterations,
    int factorizations,
    Map<Stage, Double> seconds,
    Map<Stage, Double> flops,
    Map<Stage, Double> bytes) {

  /** Columns of the table of measurements, the problem's name aside. */
  static List<String> columns() {
    List<String> columns =
        new ArrayList<>(
            List.of("application", "arithmetic", "steps", "linear_iterations", "factorizations"));
    for (String quantity : List.of("seconds", "flops", "bytes")) {
      for (Stage stage : Stage.values()) {
        columns.add(quantity + "_" + key(stage));
      }
    }
    return columns;
  }

  /** A stage in names of columns. */
  static String key(Stage stage) {
    return stage.label().replace(' ', '_').replace('-', '_').toLowerCase(Locale.ROOT);
  }

  /** What {@link #of} reads. */
  List<String> cells() {
    List<String> cells =
        new ArrayList<>(
            List.of(
                application.name(),
                arithmetic.name(),
                Integer.toString(steps),
                Integer.toString(linearIterations),
                Integer.toString(factorizations)));
    for (Map<Stage, Double> quantity : List.of(seconds, flops, bytes)) {
      for (Stage stage : Stage.values()) {
        cells.add(Double.toString(quantity.get(stage)));
      }
    }
    return cells;
  }

  static Profile of(StudyRow row) {
    return new Profile(
        Application.valueOf(row.text("application")),
        row.task(),
        Arithmetic.valueOf(row.text("arithmetic")),
        (int) row.number("steps"),
        (int) row.number("linear_iterations"),
        (int) row.number("factorizations"),
        quantity(row, "seconds"),
        quantity(row, "flops"),
        quantity(row, "bytes"));
  }

  private static Map<Stage, Double> quantity(StudyRow row, String name) {
    Map<Stage, Double> values = new EnumMap<>(Stage.class);
    for (Stage stage : Stage.values()) {
      values.put(stage, row.number(name + "_" + key(stage)));
    }
    return values;
  }

  /**
   * Time of the whole.
   *
   * @return seconds
   */
  public double totalSeconds() {
    return Work.total(seconds);
  }

  /**
   * Part of the iterations' time that a stage took; set-up, which serves many solves of the same
   * structure, is left out.
   *
   * @param stage any but SETUP
   * @return part of 1
   */
  public double shareOfTime(Stage stage) {
    return seconds.get(stage) / (totalSeconds() - seconds.get(Stage.SETUP));
  }

  /**
   * Part of all operations.
   *
   * @param stage any
   * @return part of 1
   */
  public double shareOfFlops(Stage stage) {
    return flops.get(stage) / Work.total(flops);
  }

  /**
   * Part of conjugate gradients' time that a stage took.
   *
   * @param stage PRODUCTS, TRIANGULAR or VECTORS
   * @return part of 1; NaN where there were none
   */
  public double shareOfGradientTime(Stage stage) {
    return shareOfGradients(seconds, stage);
  }

  /**
   * Part of conjugate gradients' operations.
   *
   * @param stage PRODUCTS, TRIANGULAR or VECTORS
   * @return part of 1; NaN where there were none
   */
  public double shareOfGradientFlops(Stage stage) {
    return shareOfGradients(flops, stage);
  }

  private double shareOfGradients(Map<Stage, Double> quantity, Stage stage) {
    return linearIterations == 0
        ? Double.NaN
        : quantity.get(stage)
            / (quantity.get(Stage.PRODUCTS)
                + quantity.get(Stage.TRIANGULAR)
                + quantity.get(Stage.VECTORS));
  }
}
