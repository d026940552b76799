package dev.mezzo.cli;

import dev.mezzo.study.odometry.OdometryReport;
import dev.mezzo.study.odometry.OdometryResults;
import dev.mezzo.study.odometry.OdometryStudy;
import dev.mezzo.study.odometry.VisualFiles;
import dev.mezzo.study.odometry.VisualSequence;
import dev.mezzo.study.run.StudyFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mezzo study vo}. */
@Command(
    name = "vo",
    description = {
      "Visual odometry of simulated home robots in a sliding window, in double, single, mixed and "
          + "naive half precision and as the article does it: errors, failures, one drive drawn.",
      "Public drives as well, where ../shared/data, or the folder that MEZZO_DATA names, has them.",
      "One drive on each core unless --threads says otherwise."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    sortOptions = false)
final class StudyVoCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "1703",
      description = "Simulated drives. Default: ${DEFAULT-VALUE}.")
  private int count;

  @Option(
      names = "--keyframes",
      paramLabel = "N",
      defaultValue = "50",
      description = "Of each drive. Default: ${DEFAULT-VALUE}.")
  private int keyframes;

  @Option(
      names = "--window",
      paramLabel = "N",
      defaultValue = "12",
      description = "Keyframes of the window, 3 to 60. Default: ${DEFAULT-VALUE}.")
  private int window;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Any number; the same one gives the same drives. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--simulated",
      description = "Simulated drives only, even where there are public ones.")
  private boolean onlySimulated;

  @Mixin private StudyThreads threads;
  @Mixin private StudyOptions options;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (window < 3 || window > 60) {
      throw new ParameterException(spec.commandLine(), "--window is 3 to 60, not " + window);
    }
    StudyFiles files = options.files();
    int drivesAtOnce = threads.count(Runtime.getRuntime().availableProcessors());
    OdometryStudy study = study();
    OdometryResults results;
    try (var progress = new Progress(spec.commandLine().getErr())) {
      results =
          study.run(
              files.csv(),
              Main.Version.mezzo(),
              drivesAtOnce,
              threads.isFresh(),
              StudyOptions.progress(progress, "visual odometry"));
      progress.show("drawing");
      OdometryReport.of(results, options.facts(Map.of())).write(files.report());
    }
    options.finish(files, results::write, results.text());
    return 0;
  }

  private OdometryStudy study() throws IOException {
    try {
      return new OdometryStudy(seed, count, keyframes, window, drives());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private Map<String, VisualSequence> drives() throws IOException {
    Map<String, VisualSequence> drives = new LinkedHashMap<>();
    Path data = PgoData.find().folder();
    Path stereo = data.resolve(VisualFiles.STEREO);
    Path malaga = data.resolve(VisualFiles.MALAGA);
    if (!onlySimulated && Files.isDirectory(stereo)) {
      drives.put("KITTI 00, stereo", VisualFiles.readStereo(stereo));
    }
    if (!onlySimulated && Files.isDirectory(malaga)) {
      drives.put("Malaga, one camera", VisualFiles.readMalaga(malaga));
    }
    return drives;
  }
}
