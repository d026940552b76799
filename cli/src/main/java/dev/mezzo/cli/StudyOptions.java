package dev.mezzo.cli;

import dev.mezzo.io.AtomicFile;
import dev.mezzo.linalg.NativeInfo;
import dev.mezzo.study.run.StudyFiles;
import dev.mezzo.study.run.StudyProgress;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options that all studies have. */
final class StudyOptions {
  private static final int HOUR = 3600;
  private static final int MINUTE = 60;

  private final long begun = System.nanoTime();

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--report",
      paramLabel = "FILE.html",
      description =
          "Where the report goes; tables go beside it, to FILE.csv and FILE.json. Default: the name"
              + " of the study, here.")
  private Path report;

  @Option(names = "--json", description = "Print the JSON object and nothing else.")
  private boolean json;

  /** The files of a study, of which the report can be written. */
  StudyFiles files() {
    Path page =
        report == null
            ? Path.of("mezzo-study-" + spec.commandLine().getCommandName() + ".html")
            : report;
    StudyFiles files = StudyFiles.beside(page);
    Targets.check(spec.commandLine(), "--report", files.report());
    if (files.report().equals(files.csv()) || files.report().equals(files.json())) {
      throw new ParameterException(
          spec.commandLine(), "--report " + page + ": .csv and .json are for the tables beside it");
    }
    return files;
  }

  /**
   * Writes the JSON file, behind the others, and prints its object or a text.
   *
   * @param members of the object, behind those that tell of the machine
   */
  void finish(StudyFiles files, BenchJson.Members members, String text) throws IOException {
    String object =
        BenchJson.object(
                generator -> {
                  BenchJson.writeMachine(generator);
                  members.write(generator);
                })
            + "\n";
    byte[] bytes = object.getBytes(StandardCharsets.US_ASCII);
    AtomicFile.write(files.json(), out -> out.write(bytes));
    files.forgetProgress();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.print(object);
    } else {
      out.print(text);
      out.printf("%nReport: %s%n", files.report().toAbsolutePath().normalize());
    }
    out.flush();
  }

  /**
   * What a reader must know of where the figures come from.
   *
   * @param more of this study, behind those of the machine
   */
  Map<String, String> facts(Map<String, String> more) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("Processor", Machine.processor());
    facts.put("Cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
    facts.put("System", Machine.system());
    facts.put("Java", System.getProperty("java.runtime.version"));
    facts.put("Mezzo", Main.Version.mezzo());
    facts.put("Kernels", NativeInfo.kernel());
    facts.putAll(more);
    facts.put("This took", duration(1e-9 * (System.nanoTime() - begun)));
    return facts;
  }

  /** Shows how far a study is, and how much time it still takes. */
  static StudyProgress progress(Progress line, String what) {
    return (done, all, secondsLeft) ->
        line.show(
            what
                + ": "
                + done
                + " of "
                + all
                + (Double.isNaN(secondsLeft) ? "" : ", " + duration(secondsLeft) + " left"));
  }

  /** Hours, minutes or seconds, whichever says enough. */
  static String duration(double seconds) {
    long whole = Math.round(seconds);
    if (whole >= HOUR) {
      return String.format(Locale.ROOT, "%d h %02d min", whole / HOUR, whole % HOUR / MINUTE);
    }
    return whole >= MINUTE
        ? String.format(Locale.ROOT, "%d min %02d s", whole / MINUTE, whole % MINUTE)
        : whole + " s";
  }
}
