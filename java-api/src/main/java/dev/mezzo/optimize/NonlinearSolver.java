package dev.mezzo.optimize;

import dev.mezzo.linalg.NativeInfo;
import dev.mezzo.linalg.Precision;
import dev.mezzo.linalg.Vector;
import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.Arrays;

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

  /**
   * Ratio of a step's gain to that of the step before up to which the sequence counts as one that
   * converges, and the next gain may be extrapolated.
   */
  private static final double FAST = 0.1;

  /** How far the ratio of decrease to promised decrease may be from 1 for the same purpose. */
  private static final double FAITHFUL = 0.1;

  /**
   * Part of the objective that steps may take off it before a Jacobian that is kept from solve to
   * solve is evaluated anew.
   */
  private static final double NEGLIGIBLE_CHANGE = 1e-4;

  private final Problem problem;
  private final Optimizer.Builder options;
  private final boolean keeps;
  private final Stages stages = new Stages();
  private final Team team;
  private final Arena arena;
  private final Linearization linearization;
  private final LinearModel model;
  private final IterationLog log;
  private final Vector solved;
  private final Vector step;

  private final StepStrategy strategy;

  /** Owns the step solver. */
  private Arena stepArena;

  private StepSolver stepSolver;
  private long deadline;
  private double[] delta;
  private Estimate current;
  private Estimate trial;

  /** Where the objective was smallest, while {@link #isUphill}. */
  private Estimate best;

  private double initialChi2;
  private double chi2;
  private double bestChi2;

  /** Why the last solve ended; null before the first has. */
  private Termination termination;

  private boolean isUphill;

  // What is known of the model at the present estimate.
  private boolean isNewModel = true;
  private boolean mustSolve = true;
  private boolean isFirstTry = true;
  private double gain = Double.NaN;
  private double previousGain = Double.NaN;

  /** Part of the objective that the last step took off it; 1 at the start. */
  private double change = 1;

  // Between the solves of a solver that is kept.
  /** Where residuals and Jacobian were evaluated last; null where that is no longer there. */
  private Estimate linearizedAt;

  /** What steps took off the objective since the Jacobian was evaluated last. */
  private double gainSinceJacobian;

  NonlinearSolver(Problem problem, Optimizer.Builder options) {
    this(problem, options, false);
  }

  private NonlinearSolver(Problem problem, Optimizer.Builder options, boolean keeps) {
    this.problem = problem;
    this.options = options;
    this.keeps = keeps;
    deadline = deadline(stages.startNanos(), options.timeLimit.toNanos());
    team = new Team(options.threads);
    arena = openArena(options.threads);
    try {
      linearization = new Linearization(arena, problem, options.precision.residual(), team);
      checkNotEmpty();
      long columns = linearization.structure().columns();
      model = new LinearModel(arena, linearization, options.precision.guarded());
      stepArena = openArena(options.threads);
      stepSolver =
          keeps ? new KeptStepSolver(stepArena, linearization, options, stages) : stepSolver();
      strategy = strategy();
      log = new IterationLog(options.maxIterations);
      solved = new Vector(arena, Precision.DOUBLE, columns);
      step = new Vector(arena, Precision.DOUBLE, columns);
      delta = new double[Math.toIntExact(columns)];
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
    takeStates();
    stages.setupDone();
  }

  private void checkNotEmpty() {
    if (problem.factors() == 0) {
      throw new IllegalArgumentException("the problem has no factors");
    }
    if (linearization.free() == 0) {
      throw new IllegalArgumentException("the problem has no free variables");
    }
  }

  /** One that may {@link #solveAnew} again and again while the problem changes. */
  static NonlinearSolver restructuring(Problem problem, Optimizer.Builder options) {
    return new NonlinearSolver(problem, options, false);
  }

  /** One that may {@link #solveOnwards} again and again while the problem grows. */
  static NonlinearSolver keeping(Problem problem, Optimizer.Builder options) {
    var solver = new NonlinearSolver(problem, options, true);
    solver.model.keepScale();
    return solver;
  }

  private void takeStates() {
    double[] states = problem.states();
    int length = problem.stateLength();
    if (current == null || current.states().length != length) {
      current = new Estimate(new double[length], problem.offsets());
      trial = new Estimate(new double[length], problem.offsets());
      best = new Estimate(new double[length], problem.offsets());
    }
    System.arraycopy(states, 0, current.states(), 0, length);
    // Variables that are held are never written again.
    System.arraycopy(states, 0, trial.states(), 0, length);
    System.arraycopy(states, 0, best.states(), 0, length);
  }

  private StepStrategy strategy() {
    return switch (options.algorithm) {
      case DOGLEG -> new Dogleg();
      case GAUSS_NEWTON -> new GaussNewton();
      case LEVENBERG_MARQUARDT -> new LevenbergMarquardt();
    };
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
    return StepSolvers.create(stepArena, linearization, options, deadline, stages);
  }

  Summary solve() {
    return solveFrom(linearize(current));
  }

  private Summary solveFrom(double initial) {
    iterateFrom(initial);
    Summary summary = summary();
    if (LOG.isLoggable(System.Logger.Level.DEBUG)) {
      LOG.log(System.Logger.Level.DEBUG, summary.briefReport());
    }
    return summary;
  }

  private void iterateFrom(double initial) {
    initialChi2 = initial;
    chi2 = initial;
    bestChi2 = initial;
    termination = Double.isFinite(initial) ? null : Termination.NUMERICAL_FAILURE;
    for (int iteration = 1; termination == null; iteration++) {
      termination = limitBefore(iteration);
      if (termination == null) {
        termination = iterate(iteration);
      }
    }
    finish();
  }

  /**
   * Solves the problem as it is now, whatever was added, removed, held or freed since the last
   * solve, in the memory that is there where it suffices.
   *
   * @param nanos time limit, from now on
   */
  Termination solveAnew(long nanos) {
    if (termination != null) {
      stages.restart();
    }
    deadline = deadline(stages.startNanos(), nanos);
    takeStates();
    linearization.restructure();
    checkNotEmpty();
    resize();
    if (!stepSolver.restructure(deadline)) {
      stepArena.close();
      stepArena = openArena(options.threads);
      stepSolver = stepSolver();
    }
    begin();
    stages.setupDone();
    iterateFrom(linearize(current));
    return termination;
  }

  /** Whether {@link #solveOnwards} may go on with what is there. */
  boolean canContinue() {
    return linearization.hasSameFreeVariables();
  }

  /** Solves the problem as it is now, with all that is still good of the solves before. */
  Summary solveOnwards(Duration limit) {
    if (termination != null) {
      stages.restart();
    }
    deadline = deadline(stages.startNanos(), limit.toNanos());
    int known = linearization.factors();
    boolean isEvaluated =
        linearizedAt == current
            && linearization.isCurrent()
            && gainSinceJacobian <= NEGLIGIBLE_CHANGE * chi2
            && Arrays.equals(
                current.states(),
                0,
                current.states().length,
                problem.states(),
                0,
                current.states().length);
    grow();
    ((KeptStepSolver) stepSolver).restart(deadline);
    begin();
    stages.setupDone();
    long begun = stages.begin(Stages.Stage.LINEARIZE);
    double initial =
        isEvaluated
            ? linearization.linearizeFrom(known, current)
            : linearization.linearize(current);
    stages.end(Stages.Stage.LINEARIZE, begun);
    linearizedAt = current;
    if (!isEvaluated) {
      gainSinceJacobian = 0;
    }
    return solveFrom(initial);
  }

  /** Forgets what was known of the last solve. */
  private void begin() {
    log.clear();
    linearization.restartCounts();
    strategy.reset();
    isUphill = false;
    isNewModel = true;
    mustSolve = true;
    isFirstTry = true;
    gain = Double.NaN;
    previousGain = Double.NaN;
    change = 1;
  }

  private void grow() {
    takeStates();
    linearization.append();
    resize();
  }

  private void resize() {
    long columns = linearization.structure().columns();
    model.resize();
    solved.resize(columns);
    step.resize(columns);
    if (delta.length < columns) {
      delta = new double[Math.toIntExact(columns + columns / 2)];
    }
  }

  private Termination limitBefore(int iteration) {
    if (chi2 <= NEGLIGIBLE * problem.residuals()) {
      return Termination.CONVERGED;
    }
    if (iteration > options.maxIterations) {
      return Termination.MAX_ITERATIONS;
    }
    return System.nanoTime() - deadline >= 0 ? Termination.TIME_LIMIT : null;
  }

  /** One step that is tried; null to go on. */
  private Termination iterate(int iteration) {
    boolean isNewSolve = mustSolve;
    if (isNewSolve && !solveModel()) {
      return iteration == 1 ? Termination.NUMERICAL_FAILURE : Termination.STALLED;
    }
    if (gain == 0 && !isUphill) {
      return Termination.CONVERGED;
    }
    double region = strategy.region();
    double tolerated = options.functionTolerance * chi2;
    boolean isLast = gain >= 0 && gain <= tolerated;
    // What will be left after this step, if gains go on falling as they did.
    double rate = gain / previousGain;
    boolean isNearlyLast = isLast || (isFirstTry && rate <= FAST && gain * rate <= tolerated);

    // Most steps are taken, so that the Jacobian is evaluated along with the residuals; not where
    // the last try failed, nor where the solve is expected to end.
    boolean isSpeculative = isFirstTry && !isNearlyLast;
    long begun = stages.begin(Stages.Stage.UPDATE);
    boolean isWhole = strategy.shape(model, solved, isNewSolve, step);
    double promised = isWhole ? promisedBySolution() : model.decrease(step);
    move();
    double trialChi2 = isSpeculative ? Double.NaN : linearization.objective(trial);
    stages.end(Stages.Stage.UPDATE, begun);
    if (isSpeculative) {
      trialChi2 = linearize(trial);
    }
    double ratio = promised > 0 ? (chi2 - trialChi2) / promised : Double.NaN;
    boolean decreases = ratio > LEAST_RATIO || (isLast && trialChi2 < chi2);
    StepStrategy.Verdict verdict;
    boolean refined = false;
    if (isLast && !isUphill) {
      verdict = decreases ? StepStrategy.Verdict.TAKE : StepStrategy.Verdict.STAY;
    } else {
      refined = !decreases && stepSolver.refine();
      verdict =
          refined
              ? StepStrategy.Verdict.STAY
              : strategy.judge(ratio, decreases, trialChi2, bestChi2);
    }
    boolean accepted = verdict == StepStrategy.Verdict.TAKE;
    boolean isConverged =
        isLast
            ? verdict != StepStrategy.Verdict.GO_BACK
            : isNearlyLast && accepted && !isUphill && isFaithful(ratio, promised, tolerated);
    if (accepted) {
      take(trialChi2);
    } else if (verdict == StepStrategy.Verdict.GO_BACK) {
      goBack();
    } else {
      mustSolve = refined || strategy.solvesAfterRejection();
      isFirstTry = false;
    }
    log.add(
        chi2,
        trialChi2,
        promised,
        Math.sqrt(step.dot(step)),
        region,
        accepted,
        isNewSolve ? stepSolver.linearIterations() : 0,
        isNewSolve && stepSolver.factored(),
        stepSolver.factorStorage(),
        stages.elapsed());
    boolean goOn =
        options.listener.onIteration(
            iteration, chi2, isNewSolve ? stepSolver.linearIterations() : 0);
    if (accepted && !isSpeculative && linearization.takeTrial()) {
      linearizedAt = current;
      gainSinceJacobian += Math.max(0, gain);
    }
    if (isConverged) {
      return isUphill ? Termination.STALLED : Termination.CONVERGED;
    }
    if (!goOn) {
      return Termination.STOPPED;
    }
    if (strategy.isExhausted()) {
      return Termination.STALLED;
    }
    if (accepted != isSpeculative || verdict == StepStrategy.Verdict.GO_BACK) {
      linearize(current);
    }
    return null;
  }

  /**
   * Whether the model promised well enough for the next gain to be extrapolated. A solver that is
   * kept ends early, at a tolerance of 1e-6, say, and hands what it leaves on to the next solve; so
   * there the model must not have been wrong by more than may be left. Where a soft mode has begun
   * to move, it is, long before the gains tell. Solves from scratch ended at the same objective
   * with and without this.
   */
  private boolean isFaithful(double ratio, double promised, double tolerated) {
    double wrong = Math.abs(ratio - 1);
    return wrong <= FAITHFUL && (!keeps || wrong * promised <= tolerated);
  }

  private boolean solveModel() {
    boolean usable =
        (!isNewModel || refresh())
            && stepSolver.solve(model, isNewModel, strategy.lambda(), change, solved);
    if (usable) {
      previousGain = gain;
      gain = gain();
      isNewModel = false;
      mustSolve = false;
    }
    return usable;
  }

  /** The trial becomes the present estimate. */
  private void take(double trialChi2) {
    Estimate from = current;
    current = trial;
    if (trialChi2 > chi2 && !isUphill) {
      trial = best;
      best = from;
      isUphill = true;
    } else {
      trial = from;
      isUphill = isUphill && trialChi2 >= bestChi2;
    }
    change = trialChi2 > chi2 ? 1 : (chi2 - trialChi2) / chi2;
    chi2 = trialChi2;
    bestChi2 = Math.min(bestChi2, chi2);
    isNewModel = true;
    mustSolve = true;
    isFirstTry = true;
  }

  private void goBack() {
    Estimate from = current;
    current = best;
    best = from;
    chi2 = bestChi2;
    isUphill = false;
    change = 1;
    isNewModel = true;
    mustSolve = true;
    isFirstTry = false;
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

  /** 2 g^T y - ||J D y||^2, where y solves the damped system: no product is needed. */
  private double promisedBySolution() {
    double lambda = strategy.lambda();
    double damped = lambda > 0 ? lambda * solved.dot(solved) : 0;
    return model.gradient().dot(solved) + damped;
  }

  private double linearize(Estimate x) {
    long begun = stages.begin(Stages.Stage.LINEARIZE);
    double objective = linearization.linearize(x);
    stages.end(Stages.Stage.LINEARIZE, begun);
    linearizedAt = x;
    gainSinceJacobian = 0;
    return objective;
  }

  private boolean refresh() {
    long begun = stages.begin(Stages.Stage.LINEARIZE);
    boolean finite = model.refresh();
    stages.end(Stages.Stage.LINEARIZE, begun);
    return finite;
  }

  /** Trial = current ⊞ D step, on the free variables. */
  private void move() {
    if (linearizedAt == trial) {
      linearizedAt = null;
    }
    model.toTangent(step, delta);
    double[] from = current.states();
    double[] to = trial.states();
    Precision rounding = options.precision.update();
    int[] offsets = problem.offsets();
    int at = 0;
    for (int k = 0; k < linearization.free(); k++) {
      int v = linearization.freeVariable(k);
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

  private void finish() {
    if (isUphill) {
      Estimate uphill = current;
      current = best;
      best = uphill;
    }
    double[] states = current.states();
    System.arraycopy(states, 0, problem.states(), 0, states.length);
  }

  /** What the last solve did. */
  Summary summary() {
    return new Summary(
        problem.variables(),
        problem.factors(),
        problem.residuals(),
        options.precision.name(),
        options.algorithm.toString(),
        stepSolver.name(),
        stepSolver.preconditioner(),
        NativeInfo.kernel(),
        "given",
        initialChi2,
        bestChi2,
        termination,
        log.records(),
        log.linearIterations(),
        stepSolver.factorizations(),
        linearization.residualEvaluations(),
        linearization.jacobianEvaluations(),
        stepSolver.fallbacks(),
        stepSolver.ranges(),
        stepSolver.factorBytes(),
        stepSolver.jacobianBytes(),
        stages.times());
  }

  double initialChi2() {
    return initialChi2;
  }

  double chi2() {
    return bestChi2;
  }

  /** Steps that the last solve tried. */
  int iterations() {
    return log.size();
  }

  /** Of conjugate gradients, in the last solve. */
  int linearIterations() {
    return log.linearIterations();
  }

  @Override
  public void close() {
    team.close();
    if (stepSolver instanceof KeptStepSolver kept) {
      kept.close();
    }
    if (stepArena != null) {
      stepArena.close();
    }
    arena.close();
  }
}
