package dev.mezzo.optimize;

import dev.mezzo.linalg.NativeInfo;
import dev.mezzo.linalg.Precision;
import dev.mezzo.linalg.Vector;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.List;

/**
 * The outer loop: linearise, solve, step, try, accept or reject. Residuals, model decrease and
 * update are fp64; what lower precision gets wrong in the linear solve costs iterations, not
 * accuracy, because the gradient is exact.
 */
final class NonlinearSolver implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.mezzo.optimize");

  /** Part of the promised decrease that a step must bring to be accepted. */
  private static final double LEAST_RATIO = 1e-4;

  /**
   * Squared residuals below this many units (standard deviations squared) are nothing but rounding.
   */
  private static final double NEGLIGIBLE = 1e-18;

  private final Problem problem;
  private final Optimizer.Builder options;
  private final Stages stages = new Stages();
  private final Team team;
  private final Arena arena;
  private final Linearization linearization;
  private final LinearModel model;
  private final StepSolver stepSolver;
  private final StepStrategy strategy;
  private final IterationLog log;
  private final Vector solved;
  private final Vector step;
  private final long deadline;

  private final double[] delta;
  private Estimate current;
  private Estimate trial;

  NonlinearSolver(Problem problem, Optimizer.Builder options) {
    this.problem = problem;
    this.options = options;
    if (problem.factors() == 0) {
      throw new IllegalArgumentException("the problem has no factors");
    }
    deadline = deadline(stages.startNanos(), options.timeLimit.toNanos());
    team = new Team(options.threads);
    arena = openArena(options.threads);
    try {
      linearization = new Linearization(arena, problem, options.precision.residual(), team);
      long columns = linearization.structure().columns();
      if (columns == 0) {
        throw new IllegalArgumentException("the problem has no free variables");
      }
      model = new LinearModel(arena, linearization, options.precision.guarded());
      stepSolver = stepSolver();
      strategy =
          switch (options.algorithm) {
            case DOGLEG -> new Dogleg();
            case LEVENBERG_MARQUARDT -> new LevenbergMarquardt();
          };
      log = new IterationLog(options.maxIterations);
      solved = new Vector(arena, Precision.DOUBLE, columns);
      step = new Vector(arena, Precision.DOUBLE, columns);
      delta = new double[Math.toIntExact(columns)];
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
    current =
        new Estimate(Arrays.copyOf(problem.states(), problem.stateLength()), problem.offsets());
    trial = new Estimate(current.states().clone(), problem.offsets());
    stages.setupDone();
  }

  /** A confined arena is cheap to close; only a team needs a shared one. */
  @SuppressWarnings("MustBeClosedChecker") // close() does
  private static Arena openArena(int threads) {
    return threads == 1 ? Arena.ofConfined() : Arena.ofShared();
  }

  private static long deadline(long start, long limit) {
    return limit >= Long.MAX_VALUE / 2 ? start + Long.MAX_VALUE / 2 : start + limit;
  }

  private StepSolver stepSolver() {
    boolean isDirect =
        switch (options.linearSolver) {
          case AUTO -> options.precision.equals(PrecisionPolicy.DOUBLE);
          case DIRECT -> true;
          case CGNR -> false;
        };
    return isDirect
        ? DirectStepSolver.create(arena, linearization.structure(), options.ordering, stages)
        : new CgnrStepSolver(
            arena,
            linearization.structure(),
            options.precision,
            options.fillLevel,
            options.maxFactorBytes,
            options.ordering,
            deadline,
            stages);
  }

  Summary solve() {
    double initial = linearize();
    double chi2 = initial;
    Termination termination = Double.isFinite(initial) ? null : Termination.NUMERICAL_FAILURE;
    boolean isNewModel = true;
    boolean mustSolve = true;
    double change = 1;
    double gain = 0;
    for (int iteration = 1; termination == null; iteration++) {
      if (chi2 <= NEGLIGIBLE * problem.residuals()) {
        termination = Termination.CONVERGED;
        break;
      }
      if (iteration > options.maxIterations) {
        termination = Termination.MAX_ITERATIONS;
        break;
      }
      if (System.nanoTime() - deadline >= 0) {
        termination = Termination.TIME_LIMIT;
        break;
      }
      int linearIterations = 0;
      boolean factored = false;
      boolean isNewSolve = mustSolve;
      if (mustSolve) {
        boolean usable =
            (!isNewModel || refresh())
                && stepSolver.solve(model, isNewModel, strategy.lambda(), change, solved);
        linearIterations = stepSolver.linearIterations();
        factored = stepSolver.factored();
        if (!usable) {
          termination = iteration == 1 ? Termination.NUMERICAL_FAILURE : Termination.STALLED;
          break;
        }
        isNewModel = false;
        mustSolve = false;
        gain = gain();
      }
      double region = strategy.region();
      double before = chi2;
      double promised;
      double trialChi2;
      long begun = stages.begin(Stages.Stage.UPDATE);
      strategy.shape(model, solved, isNewSolve, step);
      promised = model.decrease(step);
      move();
      trialChi2 = linearization.objective(trial);
      stages.end(Stages.Stage.UPDATE, begun);
      double ratio = promised > 0 ? (chi2 - trialChi2) / promised : Double.NaN;
      boolean isLast = gain >= 0 && gain <= options.functionTolerance * chi2;
      boolean accepted = ratio > LEAST_RATIO || (isLast && trialChi2 < chi2);
      boolean refined = !accepted && !isLast && stepSolver.refine();
      if (!refined) {
        strategy.judge(ratio, accepted);
      }
      if (accepted) {
        Estimate previous = current;
        current = trial;
        trial = previous;
        chi2 = trialChi2;
        mustSolve = true;
      } else {
        mustSolve = refined || strategy.solvesAfterRejection();
      }
      log.add(
          chi2,
          trialChi2,
          promised,
          Math.sqrt(step.dot(step)),
          region,
          accepted,
          linearIterations,
          factored,
          stepSolver.factorStorage(),
          stages.elapsed());
      boolean goOn = options.listener.onIteration(iteration, chi2, linearIterations);
      if (isLast) {
        termination = Termination.CONVERGED;
      } else if (!goOn) {
        termination = Termination.STOPPED;
      } else if (strategy.isExhausted()) {
        termination = Termination.STALLED;
      } else if (accepted) {
        change = (before - chi2) / before;
        isNewModel = true;
        linearize();
      }
    }
    return finish(initial, chi2, termination);
  }

  /**
   * What the model's minimiser would take off the objective, from g^T y, which conjugate gradients
   * and direct solves make equal to it. Unlike what the step that is tried promises, this does not
   * become small because the region has: a small region is no convergence. Damping hides directions
   * in which the scaled Hessian, whose diagonal is near 1, is below it; hence the factor.
   */
  private double gain() {
    return model.gradient().dot(solved) * (1 + strategy.lambda());
  }

  private double linearize() {
    long begun = stages.begin(Stages.Stage.LINEARIZE);
    double chi2 = linearization.linearize(current);
    stages.end(Stages.Stage.LINEARIZE, begun);
    return chi2;
  }

  private boolean refresh() {
    long begun = stages.begin(Stages.Stage.LINEARIZE);
    boolean finite = model.refresh();
    stages.end(Stages.Stage.LINEARIZE, begun);
    return finite;
  }

  /** Trial = current ⊞ D step, on the free variables. */
  private void move() {
    model.toTangent(step, delta);
    double[] from = current.states();
    double[] to = trial.states();
    Precision rounding = options.precision.update();
    int[] offsets = problem.offsets();
    int at = 0;
    for (int v : linearization.freeVariables()) {
      Manifold manifold = problem.manifold(v);
      int n = manifold.tangentDimension();
      if (rounding != Precision.DOUBLE) {
        round(delta, at, at + n, rounding);
      }
      manifold.retract(from, offsets[v], delta, at, to, offsets[v]);
      if (rounding != Precision.DOUBLE) {
        round(to, offsets[v], offsets[v + 1], rounding);
      }
      at += n;
    }
  }

  private static void round(double[] values, int begin, int end, Precision precision) {
    for (int i = begin; i < end; i++) {
      values[i] = precision.round(values[i]);
    }
  }

  private Summary finish(double initial, double chi2, Termination termination) {
    double[] states = current.states();
    System.arraycopy(states, 0, problem.states(), 0, states.length);
    boolean isDirect = stepSolver instanceof DirectStepSolver;
    List<Fallback> fallbacks =
        stepSolver instanceof CgnrStepSolver cgnr ? cgnr.fallbacks() : List.of();
    List<RangeReport> ranges =
        stepSolver instanceof CgnrStepSolver cgnr ? cgnr.ranges() : List.of();
    Summary summary =
        new Summary(
            problem.variables(),
            problem.factors(),
            problem.residuals(),
            options.precision.name(),
            options.algorithm.toString(),
            isDirect ? "direct" : "cgnr",
            stepSolver.preconditioner(),
            NativeInfo.kernel(),
            "given",
            initial,
            chi2,
            termination,
            log.records(),
            log.linearIterations(),
            stepSolver.factorizations(),
            fallbacks,
            ranges,
            stepSolver.factorBytes(),
            stepSolver.jacobianBytes(),
            stages.times());
    if (LOG.isLoggable(System.Logger.Level.DEBUG)) {
      LOG.log(System.Logger.Level.DEBUG, summary.briefReport());
    }
    return summary;
  }

  @Override
  public void close() {
    team.close();
    arena.close();
  }
}
