package dev.mezzo.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mezzo bench ba}. */
@Command(
    name = "ba",
    description = {
      "Adjust bundles with Mezzo in mixed, single and double precision, with all solvers that Ceres"
          + " has for them, and with BoofCV, in turn: how long each takes to reach the least chi2.",
      "Public problems in ../shared/data, or the folder that MEZZO_DATA names, and a simulated one."
          + " Takes minutes."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    sortOptions = false)
final class BenchBaCommand implements Callable<Integer> {
  private static final String COMMAND = "./mezzo bench ba";

  /** Warm JVMs need not be as warm as with pose graphs: there is one loop, over observations. */
  private static final BenchRounds.Effort EFFORT = new BenchRounds.Effort(3, 3, 0.3, 10);

  @Spec private CommandSpec spec;

  @Option(
      names = "--set",
      paramLabel = "NAME",
      description =
          "Only this one, of ladybug-49, ladybug-49-free, trafalgar-21, trafalgar-21-free,"
              + " fr1desk, fr2robot2, balbianello, simulated; may be repeated.")
  private List<String> names = List.of();

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description = "How often each solver has its turn. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(names = "--json", description = "Print one JSON object and nothing else.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (rounds < 1) {
      throw new ParameterException(spec.commandLine(), "--rounds is at least 1, not " + rounds);
    }
    Path data = PgoData.find().folder();
    List<BaSet> sets = sets(data);
    Path ceres = CeresSolver.built(COMMAND);
    Path jars = BenchCommand.built(BenchKernelsCommand.JARS, COMMAND);
    BaResults results;
    try (var progress = new Progress(spec.commandLine().getErr());
        var folder = new BenchFolder()) {
      List<String> versions =
          List.of("Ceres " + CeresSolver.version(ceres, progress), BaSolvers.boofcvVersion(jars));
      var bench =
          new BenchRounds(BaSolvers.all(ceres, jars, EFFORT.warmUp()), EFFORT.withRounds(rounds));
      List<BenchSet<BaProblem>> measured = new ArrayList<>();
      for (BaSet set : sets) {
        BaProblem problem = set.make(data, folder.path());
        measured.add(bench.measure(problem, BaSolvers::isCeres, progress));
      }
      results = new BaResults(List.copyOf(measured), rounds, versions);
    }
    spec.commandLine()
        .getOut()
        .print(json ? BaResultsJson.of(results) + "\n" : BaResultsText.of(results));
    return 0;
  }

  private List<BaSet> sets(Path data) {
    if (names.isEmpty()) {
      return BaSet.ALL.stream().filter(set -> set.isThere(data)).toList();
    }
    List<BaSet> chosen = new ArrayList<>();
    for (String name : names) {
      BaSet set =
          BaSet.ALL.stream()
              .filter(one -> one.name().equals(name))
              .findFirst()
              .orElseThrow(
                  () -> new ParameterException(spec.commandLine(), "there is no set " + name));
      if (!set.isThere(data)) {
        throw new Failure(Failure.INPUT, data.resolve(set.file()) + ": does not exist");
      }
      chosen.add(set);
    }
    return chosen;
  }
}
