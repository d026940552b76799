package dev.mezzo.cli;

import dev.mezzo.slam.Initialization;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mezzo bench pgo}. */
@Command(
    name = "pgo",
    description = {
      "Optimise pose graphs with Mezzo in double, single and mixed precision, with Ceres, and with "
          + "g2o where it is named, in turn: how long each takes to reach the reference.",
      "Without files, the public graphs in ../shared/data, or the folder that MEZZO_DATA names. "
          + "Takes minutes."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    sortOptions = false)
final class BenchPgoCommand implements Callable<Integer> {
  private static final String COMMAND = "./mezzo bench pgo";

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "g2o or TORO files.")
  private List<Path> files = List.of();

  @Option(
      names = "--g2o",
      paramLabel = "BINARY",
      description = "g2o's command-line program, to run it, too; its -v output is read.")
  private Path g2o;

  @Option(
      names = "--init",
      paramLabel = "I",
      defaultValue = "file",
      converter = Choices.Init.class,
      description =
          "file (a spanning tree where it has no poses), odometry, spanning-tree, chordal or auto: "
              + "where poses start, the same for all. Default: ${DEFAULT-VALUE}.")
  private Initialization initialization;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "How often each solver has its turn. Default: 5; with --quick, 2.")
  private Integer rounds;

  @Option(
      names = "--scaling",
      paramLabel = "N",
      arity = "0..*",
      description =
          "Instead, solve simulated graphs of so many poses in Mezzo's precisions: how time and "
              + "memory grow. Without numbers, 1000, 10000 and 100000.")
  private List<Integer> scaling;

  @Option(names = "--quick", description = "Short runs that hardly warm up, for a try.")
  private boolean quick;

  @Option(names = "--json", description = "Print one JSON object and nothing else.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (scaling != null) {
      return scale();
    }
    if (rounds != null && rounds < 1) {
      throw new ParameterException(spec.commandLine(), "--rounds is at least 1, not " + rounds);
    }
    if (g2o != null && !(Files.isRegularFile(g2o) && Files.isExecutable(g2o))) {
      throw new ParameterException(spec.commandLine(), "--g2o " + g2o + " is no program");
    }
    BenchRounds.Effort effort = quick ? BenchRounds.Effort.QUICK : BenchRounds.Effort.THOROUGH;
    PgoData data = PgoData.find();
    List<Path> graphs = files.isEmpty() ? data.graphs() : files;
    if (graphs.isEmpty()) {
      throw new Failure(
          Failure.INPUT,
          data.folder()
              + ": holds none of the public graphs; name files, or the folder in MEZZO_DATA");
    }
    var bench =
        new PgoBench(
            new BenchRounds(solvers(effort), rounds == null ? effort : effort.withRounds(rounds)),
            data,
            initialization);
    PrintWriter out = spec.commandLine().getOut();
    String ceres = ceres();
    var results = new PgoResults(measure(bench, graphs), bench.rounds().effort().rounds(), ceres);
    out.print(json ? PgoResultsJson.of(results, quick) + "\n" : PgoResultsText.of(results));
    return 0;
  }

  private String ceres() throws IOException, InterruptedException {
    try (var progress = new Progress(spec.commandLine().getErr())) {
      return CeresSolver.version(CeresSolver.built(COMMAND), progress);
    }
  }

  private int scale() throws IOException {
    if (!files.isEmpty() || g2o != null || rounds != null || quick) {
      throw new ParameterException(
          spec.commandLine(), "--scaling goes with numbers of poses and --json alone");
    }
    List<Integer> sizes = scaling.isEmpty() ? PgoScaling.DEFAULT : scaling;
    if (sizes.stream().anyMatch(size -> size < 100)) {
      throw new ParameterException(spec.commandLine(), "--scaling takes 100 poses or more");
    }
    PgoScaling measured;
    try (var progress = new Progress(spec.commandLine().getErr())) {
      measured = PgoScaling.measure(sizes, progress);
    }
    spec.commandLine()
        .getOut()
        .print(json ? PgoScalingOutput.json(measured) + "\n" : PgoScalingOutput.text(measured));
    return 0;
  }

  private List<BenchSet<PgoProblem>> measure(PgoBench bench, List<Path> graphs)
      throws IOException, InterruptedException {
    List<BenchSet<PgoProblem>> sets = new ArrayList<>();
    try (var progress = new Progress(spec.commandLine().getErr());
        var folder = new BenchFolder()) {
      for (Path graph : graphs) {
        BenchSet<PgoProblem> set = bench.measure(graph, folder.path(), progress);
        Files.deleteIfExists(set.problem().file());
        sets.add(set);
      }
    }
    return List.copyOf(sets);
  }

  private List<BenchSolver> solvers(BenchRounds.Effort effort) {
    List<BenchSolver> solvers = new ArrayList<>();
    for (String precision : PgoMezzo.PRECISIONS) {
      solvers.add(PgoMezzo.solver(precision, true, effort.warmUp()));
    }
    solvers.addAll(CeresSolver.ofPoseGraphs(CeresSolver.built(COMMAND)));
    if (g2o != null) {
      PgoG2o.SOLVERS.forEach(solver -> solvers.add(new PgoG2o(g2o, solver)));
    }
    for (String precision : PgoMezzo.PRECISIONS) {
      solvers.add(PgoMezzo.solver(precision, false, 0));
    }
    return List.copyOf(solvers);
  }
}
