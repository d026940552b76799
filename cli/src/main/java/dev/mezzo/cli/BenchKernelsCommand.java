package dev.mezzo.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mezzo bench kernels}. */
@Command(
    name = "kernels",
    description = {
      "Time every kernel of the C library, for every storage type, processor family and working "
          + "set, beside the read bandwidth of this machine; and what a call costs from Java.",
      "Takes minutes, and up to half of the memory."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    sortOptions = false)
final class BenchKernelsCommand implements Callable<Integer> {
  /** System property: the benchmark program of the C library. */
  static final String PROGRAM = "dev.mezzo.bench.program";

  /** System property: the folder with the jars of what is measured from Java. */
  static final String JARS = "dev.mezzo.bench.jars";

  @Spec private CommandSpec spec;

  @Option(names = "--quick", description = "Small problems and short runs: seconds, for a try.")
  private boolean quick;

  @Option(names = "--json", description = "Print one JSON object and nothing else.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path program = BenchCommand.built(PROGRAM, "./mezzo bench kernels");
    Path jars = BenchCommand.built(JARS, "./mezzo bench kernels");
    PrintWriter out = spec.commandLine().getOut();
    KernelTimes times;
    CallCost calls;
    try (var progress = new Progress(spec.commandLine().getErr())) {
      times = KernelTimes.measure(program, quick, progress);
      calls = CallCost.measure(jars, quick, times.callSeconds(), progress);
    }
    var results = new KernelResults(times, calls);
    out.print(json ? KernelResultsJson.of(results, quick) + "\n" : KernelResultsText.of(results));
    return 0;
  }
}
