package dev.mezzo.cli;

import dev.mezzo.cli.doctor.Diagnosis;
import dev.mezzo.cli.doctor.DiagnosisJson;
import dev.mezzo.cli.doctor.DiagnosisText;
import dev.mezzo.cli.doctor.SystemFiles;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mezzo doctor}. */
@Command(
    name = "doctor",
    description =
        "Tell what Mezzo finds on this machine, which kernels it chose and which libraries it runs "
            + "on, test that it computes, compare fp16 with fp32, and give advice.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    sortOptions = false)
final class DoctorCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "Print one JSON object and nothing else.")
  private boolean json;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Diagnosis diagnosis = Diagnosis.make(Main.Version.mezzo(), SystemFiles.HERE);
    if (json) {
      out.println(DiagnosisJson.of(diagnosis));
    } else {
      DiagnosisText.print(diagnosis, out);
    }
    if (!diagnosis.missing().isEmpty()) {
      throw new Failure(Failure.OTHER, diagnosis.missing());
    }
    if (!diagnosis.faults().isEmpty()) {
      throw new Failure(
          Failure.NUMERICAL, "the self-test failed: " + diagnosis.faults().getFirst());
    }
    return 0;
  }
}
