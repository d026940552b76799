package dev.mezzo.cli;

import dev.mezzo.io.InputException;
import dev.mezzo.io.TrajectoryFile;
import dev.mezzo.slam.Alignment;
import dev.mezzo.slam.TimedTrajectory;
import dev.mezzo.study.Evaluation;
import dev.mezzo.study.EvaluationPage;
import dev.mezzo.study.PoseDelta;
import dev.mezzo.study.PoseRelation;
import dev.mezzo.study.TrajectoryPair;
import dev.mezzo.study.report.StudyPage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Stack;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mezzo evaluate}. */
@Command(
    name = "evaluate",
    description =
        "Compare an estimated trajectory with a reference: absolute and relative pose errors, as"
            + " evo computes them. Files are TUM, KITTI or EuRoC, which their content tells; plain"
            + " or packed by gzip or bzip2.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    sortOptions = false)
final class EvaluateCommand implements Callable<Integer> {
  private static final String PAGE = "mezzo-evaluate.html";

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "REFERENCE",
      description = "Trajectory that counts as true.")
  private Path reference;

  @Parameters(index = "1", paramLabel = "ESTIMATE", description = "Trajectory to be judged.")
  private Path estimate;

  @Option(
      names = "--align",
      paramLabel = "KIND",
      defaultValue = "se3",
      converter = EvaluationChoices.Kind.class,
      description =
          "What brings the estimate onto the reference: none, origin (first poses meet), se2"
              + " (heading, x and y), se3, sim3 (with scale). Default: ${DEFAULT-VALUE}.")
  private Alignment.Kind kind;

  @Option(
      names = "--correct-scale",
      description = "Fit the scale, too: with --align none the scale alone.")
  private boolean correctScale;

  @Option(
      names = "--n-to-align",
      paramLabel = "N",
      description = "Align by the first N poses only. Default: all.")
  private Integer first;

  @Option(
      names = "--relation",
      paramLabel = "WHAT",
      converter = EvaluationChoices.Relation.class,
      description =
          "What of the error counts: trans (m), rot-deg, rot-rad or full. Default: trans and"
              + " rot-deg.")
  private PoseRelation relation;

  @Option(names = "--ape", description = "Absolute errors only.")
  private boolean absoluteOnly;

  @Option(names = "--rpe", description = "Relative errors only.")
  private boolean relativeOnly;

  @Option(
      names = "--delta",
      paramLabel = "D",
      defaultValue = "1",
      description = "How far poses of relative errors are apart. Default: ${DEFAULT-VALUE}.")
  private double delta;

  @Option(
      names = "--delta-unit",
      paramLabel = "UNIT",
      defaultValue = "f",
      converter = EvaluationChoices.DeltaUnit.class,
      description = "f (frames), m (along the way), deg or rad. Default: ${DEFAULT-VALUE}.")
  private PoseDelta.Unit unit;

  @Option(
      names = "--delta-tolerance",
      paramLabel = "PART",
      defaultValue = "0.1",
      description =
          "Part of D by which pairs of --all-pairs may miss it. Default: ${DEFAULT-VALUE}.")
  private double tolerance;

  @Option(
      names = "--all-pairs",
      description = "Relative errors of all pairs that far apart, not of one after the other.")
  private boolean allPairs;

  @Option(
      names = "--max-time-difference",
      paramLabel = "S",
      defaultValue = "0.01",
      description = "Seconds that two poses of a pair may be apart. Default: ${DEFAULT-VALUE}.")
  private double maxDifference;

  @Option(
      names = "--time-offset",
      paramLabel = "S",
      defaultValue = "0",
      description = "Seconds to add to the estimate's times. Default: ${DEFAULT-VALUE}.")
  private double offset;

  @Option(
      names = "--times",
      paramLabel = "FILE",
      description = "The times of KITTI frames, one in a line.")
  private Path times;

  @Option(
      names = "--format",
      paramLabel = "KIND",
      split = ",",
      converter = EvaluationChoices.Format.class,
      description =
          "tum, kitti or euroc, whatever files look like; two with a comma between are for"
              + " reference and estimate.")
  private List<TrajectoryFile.Format> formats = List.of();

  @Option(
      names = "--project",
      paramLabel = "PLANE",
      converter = EvaluationChoices.Plane.class,
      description = "Compare in the plane xy, xz or yz only, after alignment.")
  private TrajectoryPair.Plane plane;

  @Option(
      names = "--json",
      description =
          "Print one JSON object and nothing else; what is not a finite number is null in it.")
  private boolean json;

  @Option(
      names = {"--plot", "--report"},
      paramLabel = "FILE.html",
      arity = "0..1",
      preprocessor = Attached.class,
      description =
          "Write a web page with maps and charts; the file is "
              + PAGE
              + " unless =FILE.html says otherwise.")
  private Path page;

  /** Takes a value only after =, so that an option without one may stand before the files. */
  static final class Attached implements IParameterPreprocessor {
    @Override
    @SuppressWarnings("JdkObsolete") // the interface's type
    public boolean preprocess(
        Stack<String> arguments, CommandSpec command, ArgSpec option, Map<String, Object> info) {
      if ("=".equals(info.get("separator"))) {
        return false;
      }
      option.setValue(Path.of(PAGE));
      return true;
    }
  }

  @Override
  public Integer call() throws IOException {
    PoseDelta apart = delta();
    if (formats.size() > 2) {
      throw usage("--format is one kind, or two: of reference and estimate");
    }
    if (first != null && first < 1) {
      throw usage("--n-to-align is at least 1, not " + first);
    }
    if (!(maxDifference >= 0)) {
      throw usage("--max-time-difference is at least 0, not " + maxDifference);
    }
    Targets.check(spec.commandLine(), "--plot", page);
    if (page != null && (Targets.same(page, reference) || Targets.same(page, estimate))) {
      throw usage("--plot=" + page + " would overwrite a trajectory");
    }
    PrintWriter err = spec.commandLine().getErr();
    var told = new EvaluatedFiles(read(reference, 0, err), read(estimate, 1, err));
    Evaluation evaluation;
    try {
      evaluation = evaluate(told, apart);
    } catch (IllegalArgumentException e) {
      throw new Failure(Failure.INPUT, e.getMessage(), e);
    }
    evaluation
        .alignment()
        .doubt()
        .ifPresent(doubt -> err.println("mezzo: warning: alignment: " + doubt));
    if (page != null) {
      page(evaluation, told).write(page);
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(EvaluationJson.of(evaluation, told));
    } else {
      out.print(EvaluationText.of(evaluation, told));
      if (page != null) {
        out.println("report     " + page);
      }
    }
    return 0;
  }

  private PoseDelta delta() {
    try {
      return new PoseDelta(delta, unit, allPairs, tolerance);
    } catch (IllegalArgumentException e) {
      throw usage("--delta: " + e.getMessage());
    }
  }

  private EvaluatedFiles.Input read(Path file, int index, PrintWriter err) throws InputException {
    TrajectoryFile.Format format =
        formats.isEmpty() ? null : formats.get(Math.min(index, formats.size() - 1));
    TrajectoryFile input = TrajectoryFile.read(file, format);
    for (String warning : input.warnings()) {
      err.println("mezzo: warning: " + file + ": " + warning);
    }
    TimedTrajectory trajectory = input.trajectory();
    if (times != null && !trajectory.isTimed()) {
      try {
        trajectory = trajectory.withTimes(TrajectoryFile.readTimes(times));
      } catch (IllegalArgumentException e) {
        throw new InputException(times, 0, e.getMessage(), e);
      }
    }
    return new EvaluatedFiles.Input(file, input.format(), trajectory, input.warnings());
  }

  private Evaluation evaluate(EvaluatedFiles files, PoseDelta apart) {
    TimedTrajectory truth = files.reference().trajectory();
    TimedTrajectory found = files.estimate().trajectory();
    if (truth.isTimed() != found.isTimed()) {
      throw new Failure(
          Failure.INPUT,
          (truth.isTimed() ? estimate : reference)
              + ": has no times, as the other trajectory has; --times names the file of them");
    }
    TrajectoryPair pair = TrajectoryPair.associate(truth, found, maxDifference, offset);
    Alignment alignment =
        Alignment.fit(
            kind,
            correctScale,
            first == null ? Integer.MAX_VALUE : first,
            pair.reference(),
            pair.estimate());
    List<PoseRelation> relations =
        relation == null
            ? List.of(PoseRelation.TRANSLATION, PoseRelation.ROTATION_DEGREES)
            : List.of(relation);
    boolean isBoth = absoluteOnly == relativeOnly;
    return Evaluation.of(
        pair,
        kind,
        alignment,
        Optional.ofNullable(plane),
        isBoth || absoluteOnly ? relations : List.of(),
        apart,
        isBoth || relativeOnly ? relations : List.of());
  }

  private StudyPage page(Evaluation evaluation, EvaluatedFiles files) {
    StudyPage written =
        EvaluationPage.of(evaluation)
            .fact("Reference", files.reference().inWords())
            .fact("Estimate", files.estimate().inWords());
    files.reference().warnings().forEach(warning -> written.warning(reference + ": " + warning));
    files.estimate().warnings().forEach(warning -> written.warning(estimate + ": " + warning));
    if (evaluation.pair().reference().isTimed()) {
      written
          .fact("Largest time difference of a pair", maxDifference + " s")
          .fact("Time offset", offset + " s");
    }
    return written.fact("Mezzo", Main.Version.mezzo());
  }

  private ParameterException usage(String problem) {
    return new ParameterException(spec.commandLine(), problem);
  }
}
