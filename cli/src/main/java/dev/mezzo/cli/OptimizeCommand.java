package dev.mezzo.cli;

import dev.mezzo.io.BundleFile;
import dev.mezzo.io.InputException;
import dev.mezzo.io.PoseGraphFile;
import dev.mezzo.linalg.JacobianStructure.Ordering;
import dev.mezzo.linalg.NativeInfo;
import dev.mezzo.optimize.LossFunction;
import dev.mezzo.optimize.Optimizer;
import dev.mezzo.optimize.Optimizer.Algorithm;
import dev.mezzo.optimize.Optimizer.FactorSource;
import dev.mezzo.optimize.Optimizer.LinearSolver;
import dev.mezzo.optimize.PrecisionPolicy;
import dev.mezzo.optimize.Preconditioning;
import dev.mezzo.slam.BundleAdjustment;
import dev.mezzo.slam.Initialization;
import dev.mezzo.slam.Observation;
import dev.mezzo.slam.PoseGraph;
import dev.mezzo.study.report.HtmlReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mezzo optimize FILE}. */
@Command(
    name = "optimize",
    description = "Optimise the pose graph in a g2o or TORO file, or the bundle in a BAL file.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    sortOptions = false)
final class OptimizeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "FILE",
      description =
          "g2o or TORO file, in 2 or 3 dimensions, or BAL file, plain, gzip or bzip2; the kind is "
              + "seen from its content.")
  private Path file;

  @Option(
      names = "--precision",
      paramLabel = "P",
      converter = Choices.Precision.class,
      description =
          "mixed, single, double or half (naively everything in fp16, for comparison). "
              + "Default: mixed; double with --solver direct.")
  private PrecisionPolicy precision;

  @Option(
      names = "--solver",
      paramLabel = "S",
      defaultValue = "auto",
      converter = Choices.Solver.class,
      description =
          "auto, cgnr, direct, for bundles also implicit-schur and schur; direct and schur are for"
              + " double precision only. Default: ${DEFAULT-VALUE}.")
  private LinearSolver solver;

  @Option(
      names = "--algorithm",
      paramLabel = "A",
      converter = Choices.OuterAlgorithm.class,
      description =
          "dogleg, gn (Gauss-Newton) or lm (Levenberg-Marquardt). Default: dogleg; lm for bundles.")
  private Algorithm algorithm;

  @Option(
      names = "--preconditioner",
      paramLabel = "F",
      defaultValue = "auto",
      converter = Choices.Fill.class,
      description =
          "auto, complete, level:N or drop:TOL: how much of the Cholesky factor is kept. auto is "
              + "complete, or drop where that does not fit. Default: ${DEFAULT-VALUE}.")
  private Preconditioning preconditioner;

  @Option(
      names = "--factor-source",
      paramLabel = "S",
      defaultValue = "estimate",
      converter = Choices.Source.class,
      description =
          "estimate or measurements: what the factor is of. The measurements' own linearisation "
              + "serves from every estimate as long as it serves. Default: ${DEFAULT-VALUE}.")
  private FactorSource factorSource;

  @Option(
      names = "--factor-memory",
      paramLabel = "MB",
      defaultValue = "2048",
      description =
          "Memory that the preconditioner may take, in millions of bytes. Default:"
              + " ${DEFAULT-VALUE}.")
  private long factorMemory;

  @Option(
      names = "--ordering",
      paramLabel = "O",
      defaultValue = "auto",
      converter = Choices.EliminationOrder.class,
      description =
          "auto, amd, metis or natural: the order in which poses are eliminated. auto is amd, or "
              + "metis where the fill is large and metis has less. Default: ${DEFAULT-VALUE}.")
  private Ordering ordering;

  @Option(
      names = "--init",
      paramLabel = "I",
      defaultValue = "auto",
      converter = Choices.Init.class,
      description =
          "auto, file, odometry, spanning-tree or chordal: where the poses start. auto is file, or "
              + "spanning-tree if it lacks poses, unless chordal has the lower robust cost. "
              + "Bundles start from the file. Default: ${DEFAULT-VALUE}.")
  private Initialization initialization;

  @Option(
      names = "--intrinsics",
      paramLabel = "X",
      converter = Choices.IntrinsicParameters.class,
      description =
          "fixed or free: whether the focal length and the distortion of a bundle's cameras are "
              + "held, or found for each of them. Default: fixed.")
  private Choices.Intrinsics intrinsics;

  @Option(
      names = "--loss",
      paramLabel = "L",
      defaultValue = "none",
      converter = Choices.Loss.class,
      description =
          "none, huber:C, cauchy:C, geman-mcclure:C or tukey:C, C in standard deviations, or "
              + "dcs:PHI (dynamic covariance scaling), PHI in their squares. "
              + "Default: ${DEFAULT-VALUE}.")
  private LossFunction loss;

  @Mixin private RejectionOptions rejection;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Threads that evaluate measurements; the result does not depend on it. "
              + "Default: ${DEFAULT-VALUE}.")
  private int threads;

  @Option(
      names = "--max-iterations",
      paramLabel = "N",
      defaultValue = "100",
      description = "Limit of outer iterations. Default: ${DEFAULT-VALUE}.")
  private int maxIterations;

  @Option(
      names = "--time-limit",
      paramLabel = "MS",
      description = "Limit of each solve's wall time, milliseconds. Default: none.")
  private Long timeLimit;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "Write the result here, in the format of the input; whole or not at all, and not after a "
              + "numerical failure. A bundle is packed if the name ends in .gz or .bz2.")
  private Path out;

  @Option(
      names = "--report",
      paramLabel = "FILE.html",
      description = "Write a report here: a web page of one file, with charts.")
  private Path report;

  @Option(
      names = "--repeat",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Solve N times from the same start; times are medians of the later half, and those of the"
              + " first apart. Default: ${DEFAULT-VALUE}.")
  private int repeat;

  @Option(
      names = "--json",
      description =
          "Print one JSON object and nothing else; what is not a finite number is null in it.")
  private boolean json;

  @Option(
      names = {"-v", "--verbose"},
      description = "Print every iteration, roundings and fallbacks.")
  private boolean verbose;

  /** What becomes of the report, if one is wanted. */
  private HtmlReport page;

  @Override
  public Integer call() throws IOException {
    NativeInfo.kernel(); // loads the native library, or says what keeps it from loading
    options(Optimizer.builder()); // finds contradictions before anything is read
    checkTargets();
    PrintWriter err = spec.commandLine().getErr();
    Outcome outcome;
    try (var progress = new Progress(err)) {
      progress.show("reading " + file);
      outcome = BundleFile.isBundle(file) ? optimizeBundle(progress) : optimizeGraph(progress);
    }
    return finish(outcome, err);
  }

  private Outcome optimizeGraph(Progress progress) throws InputException {
    if (intrinsics != null) {
      throw usage("--intrinsics is for bundles, and " + file + " is a pose graph");
    }
    long begin = System.nanoTime();
    PoseGraphFile input = PoseGraphFile.read(file);
    double readSeconds = 1e-9 * (System.nanoTime() - begin);
    checkProblem(input.graph());
    Initialization placed =
        rejection.wanted() && initialization == Initialization.AUTO
            ? Initialization.FILE
            : initialization;
    Start<?> start = Start.of(input.graph(), input.report(), placed, loss);
    if (report != null) {
      page = OptimizeReport.begin(file, input, start);
    }
    Optimizer optimizer = options(Optimizer.builder()).listener(progress.listener("")).build();
    Solve solve =
        rejection.wanted()
            ? Solve.run(
                start,
                rejection.build(optimizer, initialization, limit()),
                initialization != Initialization.AUTO,
                repeat)
            : Solve.run(start, optimizer, loss, repeat);
    return new GraphOutcome(file, input, start, solve, readSeconds);
  }

  private Outcome optimizeBundle(Progress progress) throws InputException {
    if (initialization != Initialization.AUTO && initialization != Initialization.FILE) {
      throw usage("--init " + initialization + " is for pose graphs, and " + file + " is a bundle");
    }
    if (rejection.wanted()) {
      throw usage("--reject-outliers is for pose graphs, and " + file + " is a bundle");
    }
    long begin = System.nanoTime();
    BundleFile input = BundleFile.read(file);
    double readSeconds = 1e-9 * (System.nanoTime() - begin);
    BundleAdjustment bundle = input.bundle();
    boolean isFree = intrinsics == Choices.Intrinsics.FREE;
    for (int camera = 0; camera < bundle.cameras(); camera++) {
      bundle.setIntrinsicsFixed(camera, !isFree);
    }
    if (report != null) {
      page = OptimizeReport.begin(file, bundle, isFree);
    }
    Optimizer optimizer =
        options(BundleAdjustment.optimizer()).listener(progress.listener("")).build();
    Solve solve = Solve.run(bundle, optimizer, loss, repeat);
    return new BundleOutcome(file, input, isFree, solve, readSeconds);
  }

  private int finish(Outcome outcome, PrintWriter err) throws IOException {
    for (String warning : outcome.warnings()) {
      err.println("mezzo: warning: " + warning);
    }
    boolean usable = outcome.solve().summary().termination().isUsable();
    if (out != null && usable) {
      outcome.write(out);
    }
    if (page != null) {
      OptimizeReport.end(page, outcome, loss).write(report);
    }
    PrintWriter to = spec.commandLine().getOut();
    if (json) {
      to.println(OutcomeJson.of(outcome));
    } else {
      to.print(OutcomeText.of(outcome));
      if (out != null && usable) {
        to.printf("%-11s%s%n", outcome.written(), out);
      }
      if (page != null) {
        to.println("report     " + report);
      }
      if (verbose) {
        to.println();
        to.print(outcome.solve().summary().fullReport());
      }
    }
    if (!usable) {
      throw new Failure(
          Failure.NUMERICAL,
          file
              + ": numerical failure: no usable estimate"
              + (out == null ? "" : "; " + out + " was not written"));
    }
    return 0;
  }

  private Optimizer.Builder options(Optimizer.Builder options) {
    if (repeat < 1) {
      throw usage("--repeat is at least 1, not " + repeat);
    }
    String contradiction = rejection.contradiction(loss);
    if (contradiction != null) {
      throw usage(contradiction);
    }
    PrecisionPolicy policy = precision;
    if (policy == null) {
      boolean isDouble = solver == LinearSolver.DIRECT || solver == LinearSolver.SCHUR;
      policy = isDouble ? PrecisionPolicy.DOUBLE : PrecisionPolicy.MIXED;
    }
    try {
      options
          .precision(policy)
          .linearSolver(solver)
          .preconditioner(preconditioner)
          .factorSource(factorSource)
          .maxFactorBytes(factorMemory > 0 ? 1_000_000 * factorMemory : factorMemory)
          .ordering(ordering)
          .threads(threads)
          .maxIterations(maxIterations);
      if (algorithm != null) {
        options.algorithm(algorithm);
      }
      if (timeLimit != null) {
        options.timeLimit(limit());
      }
      options.build(); // finds options that contradict each other
      return options;
    } catch (IllegalArgumentException e) {
      throw usage(e.getMessage());
    }
  }

  private Duration limit() {
    return timeLimit == null ? null : Duration.ofMillis(timeLimit);
  }

  /** Finds out before the work, not after it, that its results have nowhere to go. */
  private void checkTargets() throws IOException {
    Targets.check(spec.commandLine(), "--out", out);
    Targets.check(spec.commandLine(), "--report", report);
    if (report != null
        && (Targets.same(report, file) || (out != null && Targets.same(report, out)))) {
      throw usage("--report " + report + " would overwrite a pose graph or bundle");
    }
  }

  private void checkProblem(PoseGraph<?> graph) throws InputException {
    if (graph.measurements() == 0) {
      throw new InputException(file, 0, "holds no measurement, so there is nothing to optimise");
    }
    if (rejection.wanted() && graph.edges().isEmpty()) {
      throw new InputException(file, 0, "holds no edge between poses, so there is none to reject");
    }
    boolean freePose = false;
    for (long id : graph.ids()) {
      freePose |= !graph.isFixed(id);
    }
    boolean freeLandmark = false;
    for (Observation<?> observation : graph.observations()) {
      freeLandmark |= !graph.isFixed(observation.landmark());
    }
    if (!freeLandmark && (!freePose || graph.anchors().length == graph.size())) {
      throw new InputException(file, 0, "every pose is held, so there is nothing to optimise");
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
