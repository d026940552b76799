package dev.mezzo.cli;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What all solvers did on one problem.
 *
 * @param <P> the kind of problem
 * @param problem the problem
 * @param reference chi2 that is to be reached
 * @param referenceOf where that comes from, in words
 * @param rows by solver
 */
record BenchSet<P extends BenchProblem>(
    P problem, double reference, String referenceOf, List<Row> rows) {

  /** Medians of rounds: the one in the middle, the least and the largest; NaN if there are none. */
  record Spread(double median, double min, double max) {
    static Spread of(double[] values) {
      double[] sorted = Arrays.stream(values).sorted().toArray();
      return sorted.length == 0
          ? new Spread(Double.NaN, Double.NaN, Double.NaN)
          : new Spread(BenchSet.median(sorted), sorted[0], sorted[sorted.length - 1]);
    }

    boolean isMeasured() {
      return !Double.isNaN(median);
    }
  }

  /**
   * What one solver did.
   *
   * @param solver its name
   * @param rounds one or several solves in each; later ones may have been stopped at the reference
   */
  record Row(String solver, List<List<BenchRun>> rounds) {
    /** A solve that nobody stopped. */
    BenchRun whole() {
      return rounds.getFirst().getLast();
    }

    /** Of a figure, over the rounds. */
    Spread spread(ToDoubleFunction<BenchRun> figure) {
      double[] medians =
          rounds.stream()
              .mapToDouble(runs -> median(runs.stream().mapToDouble(figure).sorted().toArray()))
              .toArray();
      return Arrays.stream(medians).anyMatch(Double::isNaN)
          ? Spread.of(new double[0])
          : Spread.of(medians);
    }
  }

  /** Seconds from the problem in memory until chi2 is within a part of the reference. */
  Spread seconds(Row row, double tolerance) {
    return row.spread(run -> run.secondsTo(reference, tolerance));
  }

  /** The row of a solver; one without rounds if it has not run. */
  Row row(String solver) {
    return rows.stream()
        .filter(row -> row.solver().equals(solver))
        .findFirst()
        .orElse(new Row(solver, List.of()));
  }

  /** How many times as fast as a solver another one is; NaN if one does not get there. */
  double speed(String fast, String slow, double tolerance) {
    return seconds(row(slow), tolerance).median() / seconds(row(fast), tolerance).median();
  }

  /** Median of the seconds of a stage of one of Mezzo's solvers; NaN if it was not measured. */
  double stage(String solver, String stage) {
    return row(solver)
        .spread(run -> run.details().stages().getOrDefault(stage, Double.NaN))
        .median();
  }

  /** Part of a stage's time of a slower solver that a faster one saves; NaN if unknown. */
  double saving(String fast, String slow, String stage) {
    double time = stage(slow, stage);
    return time > 0 ? 1 - stage(fast, stage) / time : Double.NaN;
  }

  private static double median(double[] sorted) {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : 0.5 * (sorted[middle - 1] + sorted[middle]);
  }
}
