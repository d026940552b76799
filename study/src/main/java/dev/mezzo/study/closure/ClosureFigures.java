package dev.mezzo.study.closure;

import dev.mezzo.optimize.Termination;
import dev.mezzo.study.Spread;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/**
 * Figures over problems that double, single and mixed precision have solved from the same starts.
 *
 * @param name of what they have in common
 * @param problems all of them compared
 */
record ClosureFigures(String name, List<ClosureProblem> problems) {
  /** Parts of all problems whose errors the article's table has: the largest, 99 %, 90 %. */
  private static final double[] PARTS = {1, 0.99, 0.9};

  /** Below it an error relative to another says nothing, metres. */
  static final double LEAST_ERROR = 1e-3;

  static ClosureFigures of(
      String name, List<ClosureProblem> problems, Predicate<ClosureProblem> which) {
    return new ClosureFigures(name, problems.stream().filter(which).toList());
  }

  int count() {
    return problems.size();
  }

  /** ATE of odometry alone, metres. */
  Spread odometry() {
    return spread(problem -> problem.start().odometryError());
  }

  /** ATE of the map before the solve, metres. */
  Spread before() {
    return spread(problem -> problem.start().errorBefore());
  }

  /** ATE of the map after the solve, metres. */
  Spread after(ClosureSolver solver) {
    return spread(problem -> problem.by(solver).errorAfter());
  }

  /** Wall times, seconds. */
  Spread seconds(ClosureSolver solver) {
    return spread(problem -> problem.by(solver).seconds());
  }

  /** Processor times, seconds. */
  Spread cpuSeconds(ClosureSolver solver) {
    return spread(problem -> problem.by(solver).cpuSeconds());
  }

  /** The part of another solver's processor time that a solver saves. */
  double cpuSaved(ClosureSolver solver, ClosureSolver other) {
    return 1 - cpuSeconds(solver).sum() / cpuSeconds(other).sum();
  }

  /** The part of the time of all solves in which their thread had no processor. */
  double waited() {
    double cpu = 0;
    double wall = 0;
    for (ClosureSolver solver : ClosureSolver.SHOWN) {
      cpu += cpuSeconds(solver).sum();
      wall += seconds(solver).sum();
    }
    return 1 - cpu / wall;
  }

  /** The part of another solver's time, over all problems, that a solver saves. */
  double saved(ClosureSolver solver, ClosureSolver other) {
    return 1 - seconds(solver).sum() / seconds(other).sum();
  }

  /** The time that a solver saves over another, in the mean of all problems, seconds. */
  double savedSeconds(ClosureSolver solver, ClosureSolver other) {
    return seconds(other).mean() - seconds(solver).mean();
  }

  /** Problems on which a lower precision did not do on some step. */
  long fallbacks(ClosureSolver solver) {
    return problems.stream().filter(problem -> problem.by(solver).fallbacks() > 0).count();
  }

  /** The part of the problems on which a solver ended before it had converged. */
  double unconverged(ClosureSolver solver) {
    String converged = Termination.CONVERGED.toString();
    return (double)
            problems.stream()
                .filter(problem -> !problem.by(solver).termination().equals(converged))
                .count()
        / count();
  }

  /** The part of the problems that took a solver conjugate gradient iterations. */
  double iterated(ClosureSolver solver) {
    return (double)
            problems.stream().filter(problem -> problem.by(solver).linearIterations() > 0).count()
        / count();
  }

  /** By how much chi2 exceeds that of double on the worst problem, relative to that. */
  double worstChi2(ClosureSolver solver) {
    return worst(p -> p.by(solver).chi2After() / p.by(ClosureSolver.DOUBLE).chi2After() - 1);
  }

  /** By how much ATE differs from that of double on the worst problem, metres. */
  double worstError(ClosureSolver solver) {
    return worst(
        p -> Math.abs(p.by(solver).errorAfter() - p.by(ClosureSolver.DOUBLE).errorAfter()));
  }

  /** The same relative to that of double, on problems where that is not too small. */
  double worstRelativeError(ClosureSolver solver) {
    return worst(
        p -> {
          double reference = p.by(ClosureSolver.DOUBLE).errorAfter();
          return reference < LEAST_ERROR ? 0 : Math.abs(p.by(solver).errorAfter() / reference - 1);
        });
  }

  /** By how much a percentile of ATE, or its mean, differs from that of double, relative to it. */
  double worstPercentile(ClosureSolver solver) {
    Spread mine = after(solver);
    Spread reference = after(ClosureSolver.DOUBLE);
    return DoubleStream.concat(
            DoubleStream.of(PARTS).map(part -> mine.quantile(part) / reference.quantile(part)),
            DoubleStream.of(mine.mean() / reference.mean()))
        .map(ratio -> Math.abs(ratio - 1))
        .max()
        .orElse(Double.NaN);
  }

  /**
   * How much of the decrease of chi2 that double found a solver found, 1 being all of it, 0
   * nothing.
   */
  Spread found(ClosureSolver solver) {
    return spread(
        p -> {
          ClosureSolve best = p.by(ClosureSolver.DOUBLE);
          double decrease = p.by(solver).chi2Before() - p.by(solver).chi2After();
          return decrease / (best.chi2Before() - best.chi2After());
        });
  }

  private double worst(ToDoubleFunction<ClosureProblem> value) {
    return spread(value).max();
  }

  private Spread spread(ToDoubleFunction<ClosureProblem> value) {
    return Spread.of(problems.stream().mapToDouble(value).toArray());
  }
}
