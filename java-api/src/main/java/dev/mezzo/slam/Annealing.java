package dev.mezzo.slam;

import dev.mezzo.geometry.Point;
import dev.mezzo.optimize.IterationListener;
import dev.mezzo.optimize.LossFunction;
import dev.mezzo.optimize.Optimizer;
import dev.mezzo.optimize.Problem;
import dev.mezzo.optimize.StageTimes;
import dev.mezzo.optimize.Summary;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/** One run of {@link GraduatedNonConvexity}. */
final class Annealing<P> {
  /** By how much the control parameter changes from round to round, as in the paper. */
  private static final double FACTOR = 1.4;

  /**
   * Between weights of 0 and 1 at the threshold: 2 %; what is undecided then, truncation decides.
   */
  private static final double LAST_MU = 50;

  /** Squared errors beyond this many thresholds differ no more: it bounds the number of rounds. */
  private static final double LARGEST = 1e10;

  /** So many thresholds away from 1 at least begins a sequence. */
  private static final double LEAST_START = 1.01;

  /**
   * What part of the edges that do not fit has a weight at first: sequences from the start, of
   * which the one that ends lowest counts. Few false closures among true ones that drift keeps away
   * want 1, as in the paper; many want less, since together they would fold the trajectory up.
   */
  private static final double[] SHARES = {1, 0.5, 0.2};

  /** Steps of a round that may be rejected before one is accepted. */
  private static final int TRIES = 5;

  /** Each lowers the truncated sum; this many were never seen. */
  private static final int TRUNCATIONS = 30;

  /** Part of the truncated sum that makes a repetition worth another. */
  private static final double WORTHWHILE = 1e-4;

  /** Part of an objective that may be due to the order in which it is added up. */
  private static final double ROUNDING = 1e-12;

  /** Scales a squared norm; 0 to 1. */
  private static final class Weight implements LossFunction {
    private double weight = 1;

    @Override
    public double value(double s) {
      return weight * s;
    }

    @Override
    public double weight(double s) {
      return weight;
    }
  }

  private final PoseGraph<P> graph;
  private final GraduatedNonConvexity.Builder options;
  private final long begin = System.nanoTime();
  private final BitSet known;

  /** Squared error up to which each edge is an inlier; infinite for those that are known to be. */
  private final double[] threshold;

  private final Weight[] weight;

  private Problem problem;

  /** Squared errors of all factors where the poses are, the edges first. */
  private double[] errors;

  private Summary summary;
  private boolean ended;
  private int rounds;
  private int iterations;
  private final List<StageTimes> times = new ArrayList<>();

  Annealing(PoseGraph<P> graph, GraduatedNonConvexity.Builder options) {
    this.graph = graph;
    this.options = options;
    int edges = graph.edges().size();
    known = options.knownInliers == null ? Odometry.of(graph) : options.knownInliers;
    if (edges == 0) {
      throw new IllegalArgumentException("the graph has no edges");
    }
    if (known.length() > edges) {
      throw new IllegalArgumentException(
          "there is no edge " + (known.length() - 1) + " to be a known inlier, only " + edges);
    }
    threshold = new double[edges];
    weight = new Weight[edges];
    double[] quantiles = new double[graph.tangentDimension() + 1];
    quantiles[0] = Double.POSITIVE_INFINITY; // what measures nothing contradicts nothing
    for (int n = 1; n < quantiles.length; n++) {
      quantiles[n] = ChiSquare.quantile(options.inlierProbability, n);
    }
    for (int k = 0; k < edges; k++) {
      weight[k] = new Weight();
      threshold[k] =
          known.get(k) ? quantiles[0] : quantiles[measured(graph.edges().get(k).information())];
    }
  }

  /** How many components of the error have information. */
  private static int measured(InformationMatrix information) {
    int components = 0;
    for (int i = 0; i < information.dimension(); i++) {
      components += information.get(i, i) > 0 ? 1 : 0;
    }
    return components;
  }

  GraduatedNonConvexity.Result run() {
    List<P> given = List.copyOf(graph.poses());
    List<Point> landmarks = List.copyOf(graph.landmarks());
    double full = ChiSquare.quantile(options.inlierProbability, graph.tangentDimension());
    String init = "known-inliers";
    if (options.start != null) {
      init = graph.initialize(options.start).toString();
    } else {
      new TrustedStart<>(graph, known, full).place();
    }
    problem = graph.toProblem(LossFunction.NONE);
    for (int k = 0; k < weight.length; k++) {
      problem.setLoss(k, weight[k]);
    }
    Problem start = problem.withFactors(new BitSet());
    Problem best = start;
    Summary bestSummary = null;
    double least = Double.POSITIVE_INFINITY;
    int repetitions = 0;
    boolean goOn = true;
    while (goOn) {
      double share = SHARES[Math.min(repetitions, SHARES.length - 1)];
      moveTo(repetitions < SHARES.length ? start : best);
      anneal(share);
      truncate();
      repetitions++;
      double sum = truncatedSum();
      boolean isWorthwhile = sum < least * (1 - WORTHWHILE);
      if (bestSummary == null || sum < least) {
        least = sum;
        best = problem.withFactors(new BitSet());
        bestSummary = summary;
      }
      goOn =
          !ended
              && !rejected().isEmpty()
              && repetitions < options.repetitions
              && (isWorthwhile || repetitions <= SHARES.length);
    }
    boolean usable = summary.termination().isUsable();
    if (usable) {
      moveTo(best);
      graph.setPoses(problem);
      summary = bestSummary;
    } else {
      for (int v = 0; v < graph.size(); v++) {
        graph.setPoseAt(v, given.get(v));
      }
      for (int k = 0; k < landmarks.size(); k++) {
        graph.landmarksByIndex().points.set(k, landmarks.get(k));
      }
    }
    return new GraduatedNonConvexity.Result(
        usable ? rejected() : List.of(),
        full,
        known.cardinality(),
        truncatedSum(),
        repetitions,
        rounds,
        iterations,
        summary.startedFrom(init).withSeconds(seconds()));
  }

  private void moveTo(Problem where) {
    problem.setStates(where);
    errors = problem.squaredNorms();
  }

  /**
   * From little influence of what does not fit to weights of 0 and 1.
   *
   * @param share of the errors beyond their thresholds that have weights at first (with Geman and
   *     McClure's loss, that are no larger than its scale)
   */
  private void anneal(double share) {
    double[] large =
        IntStream.range(0, threshold.length)
            .mapToDouble(k -> Math.min(LARGEST, errors[k] / threshold[k]))
            .filter(ratio -> ratio > 1)
            .sorted()
            .toArray();
    if (large.length == 0) {
      return;
    }
    double largest = Math.max(LEAST_START, large[(int) (share * (large.length - 1))]);
    boolean truncates =
        options.surrogate == GraduatedNonConvexity.Surrogate.TRUNCATED_LEAST_SQUARES;
    double mu = truncates ? 1 / (2 * largest - 1) : 2 * largest;
    boolean isUndecided = true;
    while (!ended && isUndecided) {
      isUndecided = false;
      for (int k = 0; k < weight.length; k++) {
        double ratio = Math.min(LARGEST, errors[k] / threshold[k]);
        double w = truncates ? ofTruncation(ratio, mu) : ofGemanMcClure(ratio, mu);
        weight[k].weight = w;
        isUndecided |= w > 0 && w < 1;
      }
      rounds++;
      step();
      mu = truncates ? mu * FACTOR : mu / FACTOR;
      isUndecided &= truncates ? mu < LAST_MU : mu >= 1;
    }
  }

  /** Yang et al. (2020), equation 14, of the squared error in thresholds. */
  private static double ofTruncation(double ratio, double mu) {
    if (ratio >= (mu + 1) / mu) {
      return 0;
    }
    return ratio <= mu / (mu + 1) ? 1 : Math.sqrt(mu * (mu + 1) / ratio) - mu;
  }

  /** Yang et al. (2020), equation 12. */
  private static double ofGemanMcClure(double ratio, double mu) {
    double root = mu / (ratio + mu);
    return root * root;
  }

  /** Fits what is within its threshold, until that does not change. */
  private void truncate() {
    boolean changed = true;
    for (int k = 0; k < TRUNCATIONS && changed; k++) {
      changed = k == 0;
      for (int e = 0; e < weight.length; e++) {
        double w = errors[e] <= threshold[e] ? 1 : 0;
        changed |= w != weight[e].weight;
        weight[e].weight = w;
      }
      if (changed) {
        solve(options.optimizer);
      }
      changed &= !ended;
    }
  }

  /** One step that is accepted, or as near to it as some tries come. */
  private void step() {
    IterationListener told = options.optimizer.listener();
    double start = 0;
    for (int f = 0; f < errors.length; f++) {
      start += f < weight.length ? weight[f].weight * errors[f] : errors[f];
    }
    double fallen = start * (1 - ROUNDING);
    boolean[] goOn = {true};
    Optimizer once =
        options.optimizer.toBuilder()
            .maxIterations(TRIES)
            .listener(
                (iteration, chi2, linearIterations) -> {
                  goOn[0] = told.onIteration(iterations + iteration, chi2, linearIterations);
                  return goOn[0] && chi2 >= fallen;
                })
            .build();
    solve(once);
    ended |= !goOn[0];
  }

  /** Solves with the present weights, leaving out what has none. */
  private void solve(Optimizer optimizer) {
    var active = new BitSet();
    active.set(0, problem.factors());
    for (int k = 0; k < weight.length; k++) {
      active.set(k, weight[k].weight > 0);
    }
    if (active.isEmpty()) {
      active.set(0, problem.factors()); // nothing fits: the poses stay where they are
    }
    Problem part = problem.withFactors(active);
    long left = Math.max(1_000_000, options.timeLimit.toNanos() - (System.nanoTime() - begin));
    Duration own = optimizer.timeLimit();
    Duration limit = own.toNanos() < left ? own : Duration.ofNanos(left);
    summary = optimizer.toBuilder().timeLimit(limit).build().optimize(part);
    iterations += summary.iterations().size();
    times.add(summary.seconds());
    ended |=
        !summary.termination().isUsable()
            || System.nanoTime() - begin >= options.timeLimit.toNanos();
    moveTo(part);
  }

  private double truncatedSum() {
    double sum = 0;
    for (int f = 0; f < errors.length; f++) {
      sum += f < threshold.length ? Math.min(errors[f], threshold[f]) : errors[f];
    }
    return sum;
  }

  private List<GraduatedNonConvexity.RejectedEdge> rejected() {
    List<GraduatedNonConvexity.RejectedEdge> rejected = new ArrayList<>();
    for (int k = 0; k < threshold.length; k++) {
      if (errors[k] > threshold[k]) {
        Edge<P> edge = graph.edges().get(k);
        rejected.add(
            new GraduatedNonConvexity.RejectedEdge(
                k, edge.from(), edge.to(), errors[k], threshold[k]));
      }
    }
    return rejected;
  }

  /** All stages of all solves; what else there was to do, start and weights, counts as set-up. */
  private StageTimes seconds() {
    double total = 1e-9 * (System.nanoTime() - begin);
    double linearize = 0;
    double precondition = 0;
    double linearSolve = 0;
    double triangularSolve = 0;
    double products = 0;
    double update = 0;
    for (StageTimes one : times) {
      linearize += one.linearize();
      precondition += one.precondition();
      linearSolve += one.linearSolve();
      triangularSolve += one.triangularSolve();
      products += one.products();
      update += one.update();
    }
    double setup = total - linearize - precondition - linearSolve - update;
    return new StageTimes(
        setup, linearize, precondition, linearSolve, triangularSolve, products, update, total);
  }
}
