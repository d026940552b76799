package dev.mezzo.cli;

import dev.mezzo.study.profile.ProfileResults;
import dev.mezzo.study.profile.ProfileStudy;
import dev.mezzo.study.run.StudyFiles;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mezzo study profile}. */
@Command(
    name = "profile",
    description = {
      "Where the time, the floating-point operations and the memory traffic of a solve go: visual"
          + " odometry, bundle adjustment, pose graphs and loop closures, in double, single and"
          + " mixed precision and as the article does it, beside the article's figures.",
      "Public problems of ../shared/data, or of the folder that MEZZO_DATA names, where they are"
          + " there, else simulated ones."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    sortOptions = false)
final class StudyProfileCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--repeat",
      paramLabel = "N",
      defaultValue = "9",
      description =
          "Solve each problem N times in each arithmetic; times are medians. Default:"
              + " ${DEFAULT-VALUE}.")
  private int repeat;

  @Option(
      names = "--warm-up",
      paramLabel = "S",
      defaultValue = "3",
      description =
          "Seconds of solving each in each arithmetic before times count. Default:"
              + " ${DEFAULT-VALUE}.")
  private double warmUp;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of simulated problems. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(names = "--simulated", description = "Simulated problems only.")
  private boolean simulated;

  @Option(
      names = "--fresh",
      description = "Begin anew even if an interrupted study can be gone on with.")
  private boolean fresh;

  @Mixin private StudyOptions options;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (repeat < 1) {
      throw new ParameterException(spec.commandLine(), "--repeat is at least 1, not " + repeat);
    }
    if (!(warmUp >= 0 && warmUp <= 1000)) {
      throw new ParameterException(
          spec.commandLine(), "--warm-up is from 0 to 1000 s, not " + warmUp);
    }
    StudyFiles outputs = options.files();
    ProfileResults results;
    try (var progress = new Progress(spec.commandLine().getErr())) {
      results =
          new ProfileStudy(
                  simulated
                      ? ProfiledData.simulated(seed)
                      : ProfiledData.find(PgoData.find().folder(), seed))
              .repeat(repeat)
              .warmUp(Duration.ofNanos(Math.round(1e9 * warmUp)))
              .fresh(fresh)
              .progress(StudyOptions.progress(progress, "problems"))
              .run(
                  outputs.csv(),
                  Map.of("mezzo", Main.Version.mezzo(), "seed", Long.toString(seed)));
    }
    results.writeReport(outputs.report(), options.facts(Map.of("Seed", Long.toString(seed))));
    options.finish(
        outputs,
        json -> {
          json.writeNumberField("seed", seed);
          results.writeJson(json);
        },
        results.toText());
    return 0;
  }
}
